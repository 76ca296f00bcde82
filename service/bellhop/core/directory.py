"""What a process remembers of the directory, and how it learns that it has changed.

Tenants, keys and actions are read with every request and change rarely. Each process keeps them in memory; about once
a second, when someone asks, it fetches the names of what was written since (`bellhop.changes`) and forgets those. Under
a steady stream of requests it does so ahead of time, and none of them waits for it. What this process itself writes it
forgets at once. So a change is seen here immediately and elsewhere within a second. In which cell a tenant lives the
store is told in the same way.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bellhop.clock import monotonic_seconds
from bellhop.ids import TenantId
from bellhop.store import changes, tenants
from bellhop.store.changes import Noun
from bellhop.store.database import Database
from bellhop.store.store import Store

LONGEST_STALENESS_SECONDS = 1.0
_AHEAD = 0.6  # of that time: whoever comes after it lets the look begin, and does not wait for it
_MOST_REMEMBERED = 50_000

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by name, loaded when first asked for; a name that has no value is asked for again each time."""

    def __init__(self, load: Callable[[str], Awaitable[Value | None]]) -> None:
        self._load = load
        self._values: dict[str, Value] = {}
        self._forgotten = 0

    async def get(self, name: str) -> Value | None:
        """The value, loaded if it is not remembered; None when there is none."""
        value = self._values.get(name)
        if value is None:
            forgotten = self._forgotten
            value = await self._load(name)
            if value is not None and forgotten == self._forgotten:  # else it may have been read before a change
                if len(self._values) >= _MOST_REMEMBERED:
                    self._values.clear()
                self._values[name] = value
        return value

    def forget(self, name: str) -> None:
        """Load this one anew when it is asked for again."""
        self._forgotten += 1
        self._values.pop(name, None)


class Directory:
    """Keeps the memories of one process fresh."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Noun, int] | None = None
        self._checked = float("-inf")
        self._checking: asyncio.Task[None] | None = None
        self._memories: dict[Noun, Callable[[str], None]] = {}

    @property
    def store(self) -> Store:
        """The directory's database and the cells."""
        return self._store

    @property
    def database(self) -> Database:
        """Where the directory is."""
        return self._store.directory

    @property
    def answering_cells(self) -> list[str]:
        """The cells that are open here and answer."""
        return [each.cell for each in self._store.answering]

    def place(self, tenant_id: TenantId, cell: str) -> None:
        """Know where a tenant lives that was just read or written."""
        self._store.place({tenant_id: cell})

    def remember(self, noun: Noun, forget: Callable[[str], None]) -> None:
        """Tell `forget` the names of rows of this noun that were written elsewhere."""
        self._memories[noun] = forget

    def forget(self, noun: Noun, name: str) -> None:
        """Load a row that was written here anew."""
        self._memories[noun](name)

    async def refresh(self) -> None:
        """Forget what has changed, if the last look is longer ago than a second; sooner without waiting for it."""
        age_seconds = monotonic_seconds() - self._checked
        if age_seconds < LONGEST_STALENESS_SECONDS * _AHEAD:
            return
        if self._checking is None:
            self._checking = asyncio.get_running_loop().create_task(self._check())
            self._checking.add_done_callback(_look_at)
        if age_seconds >= LONGEST_STALENESS_SECONDS:
            await asyncio.shield(self._checking)

    async def _check(self) -> None:
        started = monotonic_seconds()
        try:
            async with self.database.connection() as connection:
                if self._known is None:
                    known = await changes.current(connection)
                    self._store.place(await tenants.moved_out(connection))
                    self._known = known
                else:
                    for change in await changes.since(connection, self._known):
                        self._known[change.noun] = max(self._known[change.noun], change.version)
                        if change.noun in self._memories:
                            self._memories[change.noun](change.name)
                        if change.cell is not None:
                            self.place(TenantId(change.name), change.cell)
            self._checked = started
        finally:
            self._checking = None


def _look_at(check: "asyncio.Task[None]") -> None:
    """Nobody may wait for a look: whoever comes when it is late begins another, and hears why that failed."""
    if not check.cancelled():
        check.exception()
