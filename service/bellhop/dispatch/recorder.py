"""Writes what came of attempts, many together.

`core/endings.py` says what writing one means. This file says when, and what happens if it fails:

- While the database is away, everything waits.
- What belongs to a lane that somebody else holds waits aside; the rest goes on.
- A batch that the database refuses is halved, down to the row that it refuses.
- That row is written once more without what the receiver sent.
- If that fails too, it is set aside and logged; its lease ends by itself.
"""

import asyncio
import random
from collections.abc import Callable, Sequence

import asyncpg

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core import endings, tallies
from bellhop.core.attempts import Report
from bellhop.core.endings import Recorded
from bellhop.core.leases import LOCK_WAIT
from bellhop.core.registry import RegistryCache
from bellhop.core.tallies import Tallies
from bellhop.dispatch.held_up import HeldUp
from bellhop.domain.circuit import Random
from bellhop.log import get_logger
from bellhop.metrics import RECORD_LAG, RECORDS_WAITING
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.halves import by_halves
from bellhop.runtime.pulse import Pulse
from bellhop.store import records
from bellhop.store.database import Database

_GATHER_SECONDS = 0.003
_GATHER_MORE_SECONDS = 0.005
_ENOUGH = 64
_LARGEST_BATCH = 256
_COUNT_EVERY_SECONDS = 0.5
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 2.0
_TRANSIENT: tuple[type[Exception], ...] = (
    *CONNECTION_BROKEN,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
)

log = get_logger("dispatch")


class _RefusedError(Exception):
    """The database does not take a batch; the cause says why."""


class Recorder:
    """Takes reports and writes them; `done` hears of each batch after its commit."""

    def __init__(
        self,
        database: Database,
        registry: RegistryCache,
        clock: Clock,
        *,
        done: Callable[[Sequence[Report], Recorded], None],
        random: Random = random.random,
    ) -> None:
        self._database = database
        self._registry = registry
        self._clock = clock
        self._done = done
        self._random = random
        self._reports: list[Report] = []
        self._held_up = HeldUp(database, free=self._go_on)
        self._may_wait = True
        self._arrived = asyncio.Event()
        self._tallies: Tallies = {}
        self._counted_seconds = monotonic_seconds()
        self._closing = False
        self._pulse = Pulse("dispatch.record", interval_seconds=_COUNT_EVERY_SECONDS)

    def add(self, report: Report, *, can_wait: bool = False) -> None:
        """Take a report; it is written with the others of the same few milliseconds.

        One that `can_wait`, as its slot is free already, is written a few later if that is true of all: what a batch
        costs by itself is then shared by more.
        """
        self._reports.append(report)
        self._may_wait = self._may_wait and can_wait
        if len(self._reports) == 1:
            self._arrived.set()

    async def run(self) -> None:
        """Write until closed and nothing is left."""
        self._pulse.begin()
        try:
            await self._run()
        finally:
            self._held_up.stop()

    async def _run(self) -> None:
        while not self._closing or self._reports or self._held_up:
            if self._pulse.well():
                RECORDS_WAITING.set(len(self._reports) + len(self._held_up))
            if not self._reports:
                await self._idle()
                continue
            if len(self._reports) < _LARGEST_BATCH:
                await asyncio.sleep(_GATHER_SECONDS)
            if len(self._reports) < _ENOUGH and self._may_wait and not self._closing:
                await asyncio.sleep(_GATHER_MORE_SECONDS)
            await self.run_once()
        await self.count()

    async def run_once(self) -> int:
        """Write what has gathered; returns how many attempts that was."""
        batch, self._reports = self._reports[:_LARGEST_BATCH], self._reports[_LARGEST_BATCH:]
        self._may_wait = self._may_wait or not self._reports
        if batch:
            await self._write(self._held_up.take(batch))
            if monotonic_seconds() - self._counted_seconds >= _COUNT_EVERY_SECONDS:
                await self.count()
        return len(batch)

    def close(self) -> None:
        """Let `run` end when everything is written."""
        self._closing = True
        self._arrived.set()

    async def count(self) -> None:
        """Write the hourly counts gathered since the last time; a crash between loses less than a second of them."""
        self._counted_seconds = monotonic_seconds()
        gathered, self._tallies = self._tallies, {}
        if not gathered:
            return
        try:
            async with self._database.connection() as connection:
                await records.count(connection, gathered)
        except Exception as error:  # noqa: BLE001 - counts are not worth ending the recorder for
            log.warning("stats.lost", reason=str(error), subscriptions=len(gathered))

    async def _idle(self) -> None:
        self._arrived.clear()
        if self._reports or (self._closing and not self._held_up):
            return
        try:
            async with asyncio.timeout(_COUNT_EVERY_SECONDS):
                await self._arrived.wait()
        except TimeoutError:
            await self.count()

    async def _write(self, batch: Sequence[Report]) -> None:
        await by_halves(batch, self._write_whole, refused=self._write_bare, errors=_RefusedError)
        RECORD_LAG.set(self._held_up.seconds)  # else it has ended: written, trimmed, set aside, or there already

    def _go_on(self, reports: Sequence[Report]) -> None:
        """Take reports again whose lane was held."""
        self._reports += reports
        self._arrived.set()

    async def _write_whole(self, batch: Sequence[Report]) -> int:
        """Write a batch, waiting while the database is away; raises `_RefusedError` if it does not take it.

        What belongs to lanes that somebody else holds is left aside.
        """
        pause_seconds, began = _FIRST_PAUSE_SECONDS, 0.0
        while batch:
            try:
                recorded = await self._record(batch)
            except asyncpg.LockNotAvailableError:
                batch = await self._held_up.divide(batch)
            except _TRANSIENT as error:
                log.warning("record.delayed", reason=repr(error), attempts=len(batch))
                began = began or monotonic_seconds()
                RECORD_LAG.set(monotonic_seconds() - began)
                RECORDS_WAITING.set(len(batch) + len(self._reports))
                await asyncio.sleep(pause_seconds * (0.5 + self._random()))
                pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)
            except Exception as error:  # whatever it is: without the recorder nothing is sent any more
                if not _is_written(error):
                    raise _RefusedError from error
                self._finish(batch, Recorded())
                return len(batch)
            else:
                self._finish(batch, recorded)
                return len(batch)
        return 0

    async def _write_bare(self, report: Report, error: Exception) -> int:
        """Write a refused one without what the receiver sent; if that is gone already, set it aside."""
        result = report.result
        if result.attempt.response_headers is not None or result.attempt.error_detail is not None:
            log.error("attempt.trimmed", delivery_id=result.lease.delivery_id, reason=repr(error.__cause__))
            return await by_halves([_bare(report)], self._write_whole, refused=self._write_bare, errors=_RefusedError)
        log.error("attempt.set_aside", delivery_id=result.lease.delivery_id, reason=repr(error.__cause__))
        self._done([report], Recorded())
        return 0

    async def _record(self, batch: Sequence[Report]) -> Recorded:
        recorded = await endings.end_sent(
            self._database,
            self._registry,
            [report.result for report in batch],
            now=self._clock.now(),
            random=self._random,
            lock_wait=LOCK_WAIT,
        )
        for each in recorded.late:
            tallies.add(self._tallies, each)
        return recorded

    def _finish(self, batch: Sequence[Report], recorded: Recorded) -> None:
        for report in batch:
            if report.result.attempt.attempt_id not in recorded.lost:
                tallies.add(self._tallies, report.result)
        self._done(batch, recorded)


def _is_written(error: Exception) -> bool:
    """Whether a batch is refused because it is there: it was committed before, and the answer was lost on the way.

    Citus passes on what the node of the cell says, which names the constraint, and does not tell the table.
    """
    return isinstance(error, asyncpg.UniqueViolationError) and (
        (error.table_name or "").startswith("attempts") or (error.table_name is None and '"attempts_' in str(error))
    )


def _bare(report: Report) -> Report:
    """The report without what the receiver sent, which may be what the database refuses."""
    attempt = report.result.attempt._replace(
        error_detail=None, response_headers=None, response_body=None, response_truncated=True
    )
    return report._replace(result=report.result._replace(attempt=attempt))
