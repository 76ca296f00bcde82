"""Recording in the database: what came of attempts, in batches, fenced by the token of the lease."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.domain.circuit import Circuit
from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.domain.delivery_change import AttemptResult, Ending
from bellhop.domain.outcome import Pause
from bellhop.domain.stats import BUCKETS
from bellhop.ids import AttemptId, DeliveryId, SubscriptionId, TenantId
from bellhop.store.bounds import bounds
from bellhop.store.fifo import FifoKey
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


@dataclass(slots=True)
class Tally:
    """What to add to the counts of one subscription and hour."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    latency: list[int] = field(default_factory=lambda: [0] * BUCKETS)


async def lock_lanes(connection: "Connection", lanes: Collection[DeliveryLaneKey]) -> dict[DeliveryLaneKey, Circuit]:
    """Lock lanes until the commit, in key order; returns what their circuits remember."""
    rows = await connection.fetch(
        load("records")["lock_lanes"], [lane[0] for lane in lanes], [lane[1] for lane in lanes]
    )
    return {
        (TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])): Circuit(
            failures=row["failures"],
            failed=tuple(DeliveryId(each) for each in row["failed_deliveries"]),
            open_time=row["open_time"],
            probe_time=row["probe_time"],
            probe_wait=row["probe_wait"],
            probe_id=row["probe_id"],
            first_failure_time=row["first_failure_time"],
            last_failure_time=row["last_failure_time"],
            last_failure=row["last_failure"],
            last_success_time=row["last_success_time"],
            warned_time=row["warned_time"],
            pause=pause_in(row),
            subscription_version=row["subscription_version"],
        )
        for row in rows
    }


def pause_in(row: "asyncpg.Record") -> Pause | None:
    """The pause of a lane, from the columns of the same names."""
    until = row["paused_until"]
    return None if until is None else Pause(until, row["paused_time"], row["paused_status"])


async def held_lanes(connection: "Connection", lanes: Collection[DeliveryLaneKey]) -> set[DeliveryLaneKey]:
    """Those of these lanes that somebody else holds now; of a transaction around it the others are locked."""
    rows = await connection.fetch(
        load("records")["held_lanes"], [lane[0] for lane in lanes], [lane[1] for lane in lanes]
    )
    return {(TenantId(row[0]), SubscriptionId(row[1])) for row in rows}


async def record(
    connection: "Connection", batch: Sequence[AttemptResult], *, now: datetime, lock_wait: timedelta | None = None
) -> set[AttemptId]:
    """Write attempts and end their leases, in one statement; returns the attempts whose lease was lost before.

    With `lock_wait` it raises `LockNotAvailableError` where somebody else holds a lane for longer.
    """
    results = [
        (each.lease.token, each.well, each.change.state, each.change.reason, each.change.tries, *each.attempt)
        for each in batch
    ]
    delivery_ids = [each.lease.delivery_id for each in batch]
    patience = str((lock_wait or timedelta(0)) // timedelta(milliseconds=1))
    rows = await connection.fetch(load("records")["record"], results, now, *bounds(delivery_ids), patience)
    return {AttemptId(row[0]) for row in rows if row[1]}


async def put_back(connection: "Connection", waiting: Sequence[Ending]) -> None:
    """Let deliveries wait again whose leases were ended in this transaction."""
    if not waiting:
        return
    await connection.execute(
        load("records")["put_back"],
        [lease.tenant_id for lease, _ in waiting],
        [lease.subscription_id for lease, _ in waiting],
        [change.due for _, change in waiting],
        [lease.delivery_id for lease, _ in waiting],
        [lease.event_id for lease, _ in waiting],
        [lease.payload for lease, _ in waiting],
        [change.attempts for _, change in waiting],
        [change.tries for _, change in waiting],
        [change.leases_lost for _, change in waiting],
        [lease.give_up_time for lease, _ in waiting],
        [lease.fifo_key for lease, _ in waiting],
        [lease.sequence for lease, _ in waiting],
    )


async def end_leases(
    connection: "Connection",
    ended: Sequence[Ending],
    *,
    now: datetime,
    expired_by: datetime | None = None,
) -> set[DeliveryId]:
    """End leases without an attempt, their lanes locked; returns those that were still there.

    With `expired_by` only those that ended by then: one that was renewed meanwhile is left alone.
    """
    rows = await connection.fetch(
        load("records")["end_leases"],
        [lease.tenant_id for lease, _ in ended],
        [lease.subscription_id for lease, _ in ended],
        [lease.delivery_id for lease, _ in ended],
        [lease.token for lease, _ in ended],
        [change.state.value for _, change in ended],
        [change.reason for _, change in ended],
        [change.attempts for _, change in ended],
        [change.tries for _, change in ended],
        [change.due for _, change in ended],
        now,
        expired_by,
    )
    return {DeliveryId(row[0]) for row in rows}


async def set_circuits(connection: "Connection", circuits: Mapping[DeliveryLaneKey, Circuit]) -> None:
    """Write the circuits and pauses of locked lanes."""
    if not circuits:
        return
    values = list(circuits.values())
    await connection.execute(
        load("records")["set_circuits"],
        [lane[0] for lane in circuits],
        [lane[1] for lane in circuits],
        [each.failures for each in values],
        [",".join(str(failed) for failed in each.failed) for each in values],
        [each.open_time for each in values],
        [each.probe_time for each in values],
        [each.probe_wait for each in values],
        [each.probe_id for each in values],
        [each.first_failure_time for each in values],
        [each.last_failure_time for each in values],
        [each.last_success_time for each in values],
        [each.warned_time for each in values],
        [each.last_failure for each in values],
        [each.pause.until if each.pause else None for each in values],
        [each.pause.time if each.pause else None for each in values],
        [each.pause.status if each.pause else None for each in values],
    )


async def finish_late(
    connection: "Connection", late: Sequence[AttemptResult], *, now: datetime
) -> list[tuple[DeliveryId, FifoKey | None]]:
    """End waiting deliveries that succeeded after their lease was lost; returns them with their fifo keys."""
    rows = await connection.fetch(
        load("records")["finish_late"],
        [each.lease.tenant_id for each in late],
        [each.lease.delivery_id for each in late],
        [each.attempt.status for each in late],
        now,
    )
    return [
        (
            DeliveryId(row["delivery_id"]),
            (TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"]), row["fifo_key"])
            if row["fifo_key"] is not None
            else None,
        )
        for row in rows
    ]


async def count(connection: "Connection", tallies: Mapping[tuple[TenantId, SubscriptionId, datetime], Tally]) -> None:
    """Add to the hourly counts."""
    if not tallies:
        return
    keys: list[tuple[TenantId, uuid.UUID, datetime]] = sorted(tallies, key=lambda key: (key[0], key[1].int, key[2]))
    values = [tallies[key[0], SubscriptionId(key[1]), key[2]] for key in keys]
    await connection.execute(
        load("records")["count"],
        [key[0] for key in keys],
        [key[1] for key in keys],
        [key[2] for key in keys],
        [each.delivered for each in values],
        [each.failed for each in values],
        [each.dead for each in values],
        [",".join(map(str, each.latency)) for each in values],
    )
