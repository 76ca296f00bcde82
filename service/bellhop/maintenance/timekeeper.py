"""Follows the database's clock, and lets go what was written while a clock was ahead of it.

A step of this machine's clock is not seen here (bellhop.clock), but the database's own may be set back, or another
server take over whose clock is behind. What was to be due at once, or after a while, would then wait for the old time.
Its record bears a time that is still to come, which nothing else does: it is found by that, and waits no longer.
"""

from datetime import timedelta

from bellhop.clock import SystemClock
from bellhop.domain.delivery import hint_keys
from bellhop.log import get_logger
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import ahead
from bellhop.store.database import Database
from bellhop.store.store import Store

_WORTH_TELLING = timedelta(seconds=1)
_PAGE = 1000

log = get_logger("maintenance")


class Timekeeper:
    """Keeps one process to the time; with `tidies` it also looks at its start for what an earlier one left."""

    def __init__(self, clock: SystemClock, store: Store, wakeups: Wakeups, *, tidies: bool) -> None:
        self._clock = clock
        self._store = store
        self._wakeups = wakeups
        self._keeps_tidy = tidies
        self._released: set[Database] = set()

    async def run_once(self) -> int:
        """Correct the clock; after it was set back, release what was written ahead."""
        moved = self._clock.correct(self._clock.now(), await self._store.directory.now())
        off = self._clock.machine_is_off
        if abs(moved) > _WORTH_TELLING:
            log.warning("clock.moved", seconds=moved.total_seconds(), machine_is_off_seconds=off.total_seconds())
        if moved < -_WORTH_TELLING:
            self._keeps_tidy = True
            self._released.clear()
        if self._keeps_tidy and not self._released.issuperset(self._store.answering):
            await self._store.over_cells(self._release)
        return 0

    async def _release(self, cell: Database) -> None:
        if cell in self._released:
            return
        async with cell.transaction() as connection:
            await ahead.probe(connection, by=_WORTH_TELLING)
        while await self._release_jobs(cell) == _PAGE:
            pass
        after: ahead.WaitingKey | None = ahead.FIRST
        while after is not None:
            after = await self._release_page(cell, after)
        self._released.add(cell)

    async def _release_jobs(self, cell: Database) -> int:
        async with cell.connection() as connection:
            actions = await ahead.release_jobs(connection, by=_WORTH_TELLING, limit=_PAGE)
        self._wakeups.publish(Topic.JOBS_READY, actions)
        return len(actions)

    async def _release_page(self, cell: Database, after: ahead.WaitingKey) -> ahead.WaitingKey | None:
        async with cell.connection() as connection:
            early, last = await ahead.deliveries(connection, after, by=_WORTH_TELLING, rows=_PAGE)
        if early:
            async with cell.transaction() as connection:
                hints = await ahead.release(connection, early)
            self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
            log.warning("deliveries.released", deliveries=len(hints))
        return last
