"""The catalogue: the operator's actions, as this process knows them, and the judging of what they take and give."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory, Memory
from bellhop.core.judging import Judging
from bellhop.domain.action import Action
from bellhop.domain.audit import Actor
from bellhop.errors import NotFoundError, PreconditionFailedError
from bellhop.store import actions, changes
from bellhop.store.changes import Noun

if TYPE_CHECKING:
    from collections.abc import Callable


class Catalog:
    """The actions, at most a second old; `judging` tells what fits their schemas."""

    def __init__(self, directory: Directory, clock: Clock, judging: Judging | None = None) -> None:
        self._directory = directory
        self._clock = clock
        self._memory = Memory(self._load)
        self.judging = Judging() if judging is None else judging
        directory.remember(Noun.ACTIONS, self._memory.forget)

    async def get(self, name: str) -> Action:
        """One action; raises `NotFoundError` when there is none of this name."""
        action = await self.find(name)
        if action is None:
            raise NotFoundError
        return action

    async def find(self, name: str) -> Action | None:
        """One action, or None."""
        await self._directory.refresh()
        return await self._memory.get(name)

    async def every(self) -> list[Action]:
        """All actions by name, as the database has them."""
        async with self._directory.database.connection() as connection:
            return await actions.every(connection)

    async def put(
        self, action: Action, *, actor: Actor, unless: "Callable[[int | None], bool] | None" = None
    ) -> tuple[Action, bool]:
        """Write an action; answers it as written and whether it is new.

        The times and the version of `action` are set here. `unless` is asked with the version that stands there (None
        when there is no action): if it says yes, `PreconditionFailedError` is raised and nothing is written.
        """
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.ACTIONS)
            place = await actions.lock(connection, action.name)
            existing = None if place is None or place.deleted else place
            if unless is not None and unless(None if existing is None else existing.version):
                raise PreconditionFailedError
            create_time = now if existing is None else existing.create_time
            written = replace(action, create_time=create_time, update_time=now, version=version)
            await actions.put(connection, written)
            await audit.record(
                connection,
                actor,
                "action.created" if existing is None else "action.updated",
                f"actions/{action.name}",
                now=now,
                changes=_audited(written),
            )
        self._memory.forget(action.name)
        return written, existing is None

    async def delete(self, name: str, *, actor: Actor, unless: "Callable[[int | None], bool] | None" = None) -> None:
        """End an action: nothing new can be started. `NotFoundError` without one; `unless` as in `put`."""
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.ACTIONS)
            place = await actions.lock(connection, name)
            if place is None or place.deleted:
                raise NotFoundError
            if unless is not None and unless(place.version):
                raise PreconditionFailedError
            await actions.delete(connection, name, now=now, version=version)
            await audit.record(connection, actor, "action.deleted", f"actions/{name}", now=now)
        self._memory.forget(name)

    async def _load(self, name: str) -> Action | None:
        async with self._directory.database.connection() as connection:
            return await actions.get(connection, name)


def _audited(action: Action) -> dict[str, object]:
    return {
        "parent": action.parent_shape,
        "cancellable": action.cancellable,
        "concurrency": action.concurrency.value,
        "max_attempts": action.max_attempts,
        "lease_seconds": action.lease.total_seconds(),
        "deadline_seconds": action.deadline.total_seconds(),
        "retention_seconds": action.retention.total_seconds(),
    }
