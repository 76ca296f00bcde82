"""Who waits for which lane: one task looks on behalf of all of them, so that a thousand who wait cost what one does.

A waiter is woken by the hint of a commit, here or in another process. Hints may be lost, so the task also asks the
database about all the lanes in one statement, every few seconds.
"""

import asyncio
import contextlib
import random
from collections.abc import Iterable, Iterator, Sequence

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.domain.delivery import DeliveryLaneKey, LaneHint
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.wakeup import EVERYTHING, Topic, Wakeups, Watch
from bellhop.store import pulling
from bellhop.store.database import Database
from bellhop.store.store import Store

_LOOK_SECONDS = 5.0
_DEAF_LOOK_SECONDS = 1.0  # where no other process is heard


class LaneWatches:
    """The waiters of one process; `close` when done."""

    def __init__(self, databases: Store, wakeups: Wakeups) -> None:
        self._databases = databases
        self._wakeups = wakeups
        self._waiting: dict[DeliveryLaneKey, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, lane: DeliveryLaneKey) -> Iterator[asyncio.Event]:
        """An event that is set whenever something may be due in this lane; whoever waits clears it before he looks."""
        woken = asyncio.Event()
        self._waiting.setdefault(lane, set()).add(woken)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            yield woken
        finally:
            self._waiting[lane].discard(woken)
            if not self._waiting[lane]:
                del self._waiting[lane]

    def ring(self, lanes: Iterable[DeliveryLaneKey]) -> None:
        """Wake who waits for these lanes."""
        for lane in lanes:
            for woken in self._waiting.get(lane, ()):
                woken.set()

    async def close(self) -> None:
        """Look no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        """Hear and look while anybody waits."""
        with self._wakeups.watch(Topic.DELIVERIES_READY) as watch:
            while self._waiting:
                await self._hear(watch)
                await self._look()
        self._task = None

    async def _hear(self, watch: Watch) -> None:
        """Pass hints on, until it is time to look."""
        seconds = _LOOK_SECONDS if self._wakeups.hears else _DEAF_LOOK_SECONDS
        until = monotonic_seconds() + seconds * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load
        while (left := until - monotonic_seconds()) > 0:
            keys = await watch.wait(left)
            if EVERYTHING in keys:
                return
            self.ring((hint.tenant_id, hint.subscription_id) for hint in map(LaneHint.decode, keys) if hint is not None)

    async def _look(self) -> None:
        by_cell: dict[Database, list[DeliveryLaneKey]] = {}
        for lane in self._waiting:
            by_cell.setdefault(self._databases.cell_of(lane[0]), []).append(lane)
        await asyncio.gather(*(self._look_at(cell, lanes) for cell, lanes in by_cell.items()))

    async def _look_at(self, cell: Database, lanes: Sequence[DeliveryLaneKey]) -> None:
        with contextlib.suppress(*CONNECTION_BROKEN, asyncpg.PostgresError):  # who waits hears it when he claims
            self.ring(await self._databases.ask(cell, _due(cell, lanes)))


async def _due(cell: Database, lanes: Sequence[DeliveryLaneKey]) -> Sequence[DeliveryLaneKey]:
    async with cell.connection() as connection:
        return await pulling.due_lanes(connection, lanes)
