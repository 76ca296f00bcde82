"""The catalogue: the operator's actions, as this process knows them, and the judging of what they take and give."""

from dataclasses import replace

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory, Memory
from bellhop.core.directory_writing import Unless, writing
from bellhop.core.judging import Judging
from bellhop.domain.action import Action
from bellhop.domain.audit import Actor
from bellhop.errors import NotFoundError
from bellhop.store import actions
from bellhop.store.changes import Noun


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
            detail = f"There is no action `{name}`; `GET …/actions` lists those that there are."
            raise NotFoundError(detail)
        return action

    async def find(self, name: str) -> Action | None:
        """One action, or None."""
        await self._directory.refresh()
        return await self._memory.get(name)

    async def every(self) -> list[Action]:
        """All actions by name, as the database has them."""
        async with self._directory.database.connection() as connection:
            return await actions.every(connection)

    async def put(self, action: Action, *, actor: Actor, unless: Unless | None = None) -> tuple[Action, bool]:
        """Write an action; answers it as written and whether it is new.

        The times and the version of `action` are set here. `unless` is asked with the version that stands there (None
        when there is no action): if it says yes, `PreconditionFailedError` is raised and nothing is written.
        """
        now = self._clock.now()
        async with writing(self._directory, Noun.ACTIONS, actions.lock, action.name, unless=unless) as held:
            written = replace(action, create_time=held.create_time(now), update_time=now, version=held.version)
            await actions.put(held.connection, written)
            await audit.record(
                held.connection,
                actor,
                "action.created" if held.existing is None else "action.updated",
                f"actions/{action.name}",
                now=now,
                changes=_audited(written),
            )
        self._memory.forget(action.name)
        return written, held.existing is None

    async def delete(self, name: str, *, actor: Actor, unless: Unless | None = None) -> None:
        """End an action: nothing new can be started. `NotFoundError` without one; `unless` as in `put`."""
        now, lock = self._clock.now(), actions.lock
        async with writing(self._directory, Noun.ACTIONS, lock, name, unless=unless, must_exist=True) as held:
            await actions.delete(held.connection, name, now=now, version=held.version)
            await audit.record(held.connection, actor, "action.deleted", f"actions/{name}", now=now)
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
