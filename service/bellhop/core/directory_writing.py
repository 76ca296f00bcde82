"""Writing and ending what the directory holds by name and is said whole: an action, an event type."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.core.directory import Directory
from bellhop.errors import NotFoundError, PreconditionFailedError
from bellhop.store import changes
from bellhop.store.changes import NamePlace, Noun

if TYPE_CHECKING:
    from bellhop.store.database import Connection

Unless = Callable[[int | None], bool]
"""Asked with the version that stands there, None without one: if it says yes, nothing is written."""

Lock = Callable[["Connection", str], Awaitable[NamePlace | None]]


@dataclass(frozen=True, slots=True)
class Writing:
    """A transaction that holds a name: the new version, and what stands there (None: nothing)."""

    connection: "Connection"
    version: int
    existing: NamePlace | None

    def create_time(self, now: datetime) -> datetime:
        """When it was made: now, unless it is written again."""
        return now if self.existing is None else self.existing.create_time


@asynccontextmanager
async def writing(
    directory: Directory, noun: Noun, lock: Lock, name: str, *, unless: Unless | None, must_exist: bool = False
) -> AsyncIterator[Writing]:
    """Hold a name until the block ends; raises `NotFoundError` where it must exist, and `PreconditionFailedError`."""
    async with directory.database.transaction() as connection:
        version = await changes.stamp(connection, noun)
        place = await lock(connection, name)
        existing = None if place is None or place.deleted else place
        if existing is None and must_exist:
            raise NotFoundError
        if unless is not None and unless(None if existing is None else existing.version):
            raise PreconditionFailedError
        yield Writing(connection, version, existing)
