"""Writes what came of attempts, many together: one statement while all goes well, one transaction otherwise.

A batch whose attempts all succeeded, without fifo, is one statement in autocommit. Any other batch is a transaction:
lock the lanes, record, advance circuits, put retries back, promote fifo keys, tell of dead letters. A batch that the
database refuses is bisected; the row that is refused alone is written once more without what the receiver sent, and
if that fails too it is set aside and reported: its lease ends by itself. While the database is away everything waits.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import asyncpg

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core import dead_letters
from bellhop.core.registry import RegistryCache
from bellhop.dispatch.attempt import Report
from bellhop.domain.circuit import Circuit, Random, Result, advance, failure_of
from bellhop.domain.delivery import DeliveryState, LaneHint, LaneKey
from bellhop.domain.stats import bucket_of
from bellhop.domain.subscription import OnDeadLetter
from bellhop.ids import AttemptId, DeliveryId, SubscriptionId, TenantId
from bellhop.log import get_logger
from bellhop.metrics import DEAD_LETTERS, RECORD_LAG, RECORDS_WAITING
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.pulse import Pulse
from bellhop.store import fifo, records
from bellhop.store.database import Database
from bellhop.store.records import Tally, Written
from bellhop.store.waiting import heads

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_GATHER_SECONDS = 0.003
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


@dataclass(slots=True)
class Recorded:
    """What a batch came to: hints for the agenda, and the attempts that had lost their lease."""

    hints: list[LaneHint] = field(default_factory=list)
    lost: set[AttemptId] = field(default_factory=set)


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
        self._arrived = asyncio.Event()
        self._tallies: dict[tuple[TenantId, SubscriptionId, datetime], Tally] = {}
        self._counted_seconds = monotonic_seconds()
        self._closing = False
        self._pulse = Pulse("dispatch.record", interval_seconds=_COUNT_EVERY_SECONDS)
        self.statements = 0

    def add(self, report: Report) -> None:
        """Take a report; it is written with the others of the same few milliseconds."""
        self._reports.append(report)
        if len(self._reports) == 1:
            self._arrived.set()

    async def run(self) -> None:
        """Write until closed and nothing is left."""
        self._pulse.begin()
        while not self._closing or self._reports:
            if self._pulse.well():
                RECORDS_WAITING.set(len(self._reports))
            if not self._reports:
                await self._idle()
                continue
            if len(self._reports) < _LARGEST_BATCH:
                await asyncio.sleep(_GATHER_SECONDS)
            await self.run_once()
        await self.count()

    async def run_once(self) -> int:
        """Write what has gathered; returns how many attempts that was."""
        batch, self._reports = self._reports[:_LARGEST_BATCH], self._reports[_LARGEST_BATCH:]
        if batch:
            await self._write(batch)
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
        tallies, self._tallies = self._tallies, {}
        if not tallies:
            return
        try:
            async with self._database.connection() as connection:
                self.statements += 1
                await records.count(connection, tallies)
        except Exception as error:  # noqa: BLE001 - counts are not worth ending the recorder for
            log.warning("stats.lost", reason=str(error), subscriptions=len(tallies))

    async def _idle(self) -> None:
        self._arrived.clear()
        if self._reports or self._closing:
            return
        try:
            async with asyncio.timeout(_COUNT_EVERY_SECONDS):
                await self._arrived.wait()
        except TimeoutError:
            await self.count()

    async def _write(self, batch: Sequence[Report]) -> None:
        pause_seconds, began = _FIRST_PAUSE_SECONDS, 0.0
        while True:
            try:
                recorded = await self._record(batch)
            except _TRANSIENT as error:
                log.warning("record.delayed", reason=repr(error), attempts=len(batch))
                began = began or monotonic_seconds()
                RECORD_LAG.set(monotonic_seconds() - began)
                RECORDS_WAITING.set(len(batch) + len(self._reports))
                await asyncio.sleep(pause_seconds * (0.5 + self._random()))
                pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)
            except Exception as error:  # noqa: BLE001 - whatever it is: without the recorder nothing is sent any more
                if _is_written(error):
                    self._finish(batch, Recorded())
                else:
                    await self._bisect(batch, error)
                return
            else:
                if began:
                    RECORD_LAG.set(0)
                self._finish(batch, recorded)
                return

    async def _bisect(self, batch: Sequence[Report], error: Exception) -> None:
        """Write the halves apart, so that one bad row stops nobody else."""
        if len(batch) > 1:
            middle = len(batch) // 2
            await self._write(batch[:middle])
            await self._write(batch[middle:])
            return
        report = batch[0]
        lease = report.written.lease
        if report.written.attempt.response_headers is not None or report.written.attempt.error_detail is not None:
            log.error("attempt.trimmed", delivery_id=lease.delivery_id, reason=repr(error))
            await self._write([_bare(report)])
            return
        log.error("attempt.set_aside", delivery_id=lease.delivery_id, reason=repr(error))
        self._done(batch, Recorded())

    async def _record(self, batch: Sequence[Report]) -> Recorded:
        written = [report.written for report in batch]
        now = self._clock.now()
        if all(each.well and each.lease.fifo_key is None for each in written):
            async with self._database.connection() as connection:
                self.statements += 1
                recorded = Recorded(lost=await records.record(connection, written, now=now))
        else:
            async with self._database.transaction() as connection:
                recorded = await self._record_all(connection, batch, now)
        late = [each for each in written if each.well and each.attempt.attempt_id in recorded.lost]
        if late:
            async with self._database.transaction() as connection:
                hints, ended = await self._finish_late(connection, late, now)
            recorded.hints += hints
            for each in {each.lease.delivery_id: each for each in late if each.lease.delivery_id in ended}.values():
                self._tally(each)
        return recorded

    async def _record_all(self, connection: "Connection", batch: Sequence[Report], now: datetime) -> Recorded:
        written = [report.written for report in batch]
        circuits = await records.lock_lanes(connection, {_lane_of(each) for each in written})
        ended_keys, blocked_keys = _fifo_ends(batch)
        await fifo.lock(connection, ended_keys | blocked_keys)
        lost = await records.record(connection, written, now=now)
        held = [report for report in batch if report.written.attempt.attempt_id not in lost]
        await records.set_circuits(connection, self._advance(circuits, [report.written for report in held], now))
        waiting = [
            (report.written.lease, report.written.change)
            for report in held
            if report.written.change.next_time is not None
        ]
        await records.put_back(connection, waiting)
        ended_keys, blocked_keys = _fifo_ends(held)
        hints = await fifo.promote(connection, ended_keys, now=now)
        await fifo.block(connection, blocked_keys)
        dead = [
            (report.written.lease.tenant_id, report.written.lease.delivery_id)
            for report in held
            if report.written.change.state is DeliveryState.DEAD
        ]
        hints += await dead_letters.announce(connection, self._registry, dead, now=now)
        hints += [
            LaneHint(lease.tenant_id, lease.subscription_id, change.next_time, lease.delivery_id)
            for lease, change in waiting
            if change.next_time is not None
        ]
        self.statements += 4 + 2 * bool(waiting) + 2 * bool(ended_keys or blocked_keys) + 4 * bool(dead)
        return Recorded(hints, lost)

    async def _finish_late(
        self, connection: "Connection", late: Sequence[Written], now: datetime
    ) -> tuple[list[LaneHint], set[DeliveryId]]:
        """End what succeeded although its lease had been lost, where it waits again; says which deliveries that were.

        In a fifo queue it need not be the head: it may have been delivered since, and sent again from the end.
        """
        await records.lock_lanes(connection, {_lane_of(each) for each in late})
        await fifo.lock(connection, {(*_lane_of(each), each.lease.fifo_key) for each in late if each.lease.fifo_key})
        ended = await records.finish_late(connection, late, now=now)
        keys = {key for _, key in ended if key is not None}
        head_of = await heads(connection, keys) if keys else {}
        self.statements += 3 + bool(keys)
        over = {key for key, head in head_of.items() if (head.delivery_id, key) in ended}
        return await fifo.promote(connection, over, now=now), {delivery_id for delivery_id, _ in ended}

    def _advance(
        self, circuits: dict[LaneKey, Circuit], written: Sequence[Written], now: datetime
    ) -> dict[LaneKey, Circuit]:
        """The circuits of lanes that did not only succeed (the statement itself closes the others)."""
        results: dict[LaneKey, list[Result]] = {}
        for each in written:
            failure = failure_of(each.attempt.status, each.attempt.error) if each.well is False else None
            result = Result(each.lease.delivery_id, each.well, each.lease.probe, failure)
            results.setdefault(_lane_of(each), []).append(result)
        return {
            lane: advance(circuits[lane], group, now=now, random=self._random)
            for lane, group in results.items()
            if lane in circuits and not all(result.well for result in group)
        }

    def _finish(self, batch: Sequence[Report], recorded: Recorded) -> None:
        for report in batch:
            if report.written.attempt.attempt_id not in recorded.lost:
                self._tally(report.written)
        self._done(batch, recorded)

    def _tally(self, written: Written) -> None:
        hour = written.attempt.start_time.replace(minute=0, second=0, microsecond=0)
        key = (written.lease.tenant_id, written.lease.subscription_id, hour)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally()
        if written.well:
            tally.delivered += 1
        elif written.well is not None:
            tally.failed += 1
        if written.change.state is DeliveryState.DEAD:
            tally.dead += 1
            DEAD_LETTERS.inc()
        tally.latency[bucket_of(written.attempt.total_us)] += 1


def _is_written(error: Exception) -> bool:
    """Whether a batch is refused because it is there: it was committed before, and the answer was lost on the way."""
    return isinstance(error, asyncpg.UniqueViolationError) and (error.table_name or "").startswith("attempts")


def _lane_of(written: Written) -> LaneKey:
    return written.lease.tenant_id, written.lease.subscription_id


def _fifo_ends(batch: Sequence[Report]) -> tuple[set[fifo.FifoKey], set[fifo.FifoKey]]:
    """The fifo keys whose heads end here and let the next follow, and those that a dead letter blocks."""
    ended: set[fifo.FifoKey] = set()
    blocked: set[fifo.FifoKey] = set()
    for report in batch:
        lease, change = report.written.lease, report.written.change
        if lease.fifo_key is None or change.state is DeliveryState.PENDING:
            continue
        key = (lease.tenant_id, lease.subscription_id, lease.fifo_key)
        blocks = report.subscription.delivery.on_dead_letter is OnDeadLetter.BLOCK
        (blocked if change.state is DeliveryState.DEAD and blocks else ended).add(key)
    return ended, blocked


def _bare(report: Report) -> Report:
    """The report without what the receiver sent: what may have been refused."""
    attempt = report.written.attempt._replace(
        error_detail=None, response_headers=None, response_body=None, response_truncated=True
    )
    return report._replace(written=report.written._replace(attempt=attempt))
