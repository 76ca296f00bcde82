"""The outbox in the database: events and their deliveries, written together by one statement."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import asyncpg

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease, NewDelivery
from bellhop.domain.event import NewEvent
from bellhop.domain.job import JobStep
from bellhop.domain.lease import LeaseKey
from bellhop.ids import DeliveryId, JobId, SubscriptionId, TenantId
from bellhop.store.deliveries import join_fifo, to_lease
from bellhop.store.job_leases import leaving
from bellhop.store.lane_grants import MOST_AT_ONCE
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class ReservedSlots:
    """The deliveries that can be sent at once, and how their leases are to be; `holder` is who will send.

    deliveries: those that can be sent if their lanes have room.
    granted: those for which their lanes have granted a slot to the holder.
    seeking: the subscriptions whose lanes shall grant it slots.
    """

    deliveries: Collection[DeliveryId]
    token: uuid.UUID
    lease: timedelta
    holder: int | None = None
    granted: Collection[DeliveryId] = ()
    seeking: Collection[SubscriptionId] = ()


class Written(NamedTuple):
    """The leases of those deliveries that were born leased; how many slots lanes have granted, where that is more."""

    leases: list[DeliveryLease]
    granted: Mapping[DeliveryLaneKey, int]


_QUERIES = load("outbox")

NO_SLOTS = ReservedSlots((), uuid.UUID(int=0), timedelta(0))


async def write(
    connection: "Connection",
    events: Sequence[tuple[NewEvent, bytes]],
    deliveries: Sequence[NewDelivery],
    *,
    slots: ReservedSlots = NO_SLOTS,
    versions: Mapping[TenantId, uuid.UUID] | None = None,
    lane_wait: timedelta | None = None,
) -> Written | None:
    """Write events, each with its packed ledger, and deliveries.

    Returns None and writes nothing if a registry is not of the expected version. Deliveries with a fifo key join its
    queue first, by a statement of its own: only the first of a key becomes due, the others are held behind it. With
    those the connection must be in a transaction, and no versions may be expected.

    What would be born in a lane that somebody else holds is left to be claimed; with `lane_wait` the lane is waited
    for, and `LockNotAvailableError` raised if that takes longer.
    """
    queued = await join_fifo(connection, deliveries) if any(each.fifo_key for each in deliveries) else {}
    parameters = _writing(events, deliveries, queued, slots, versions or {})
    if lane_wait is None:
        rows = await connection.fetch(_QUERIES["write"], *parameters)
    else:
        milliseconds = str(lane_wait // timedelta(milliseconds=1))
        rows = await connection.fetch(_QUERIES["write_in_turn"], *parameters, milliseconds)
    return _written(rows) if rows[0]["fresh"] else None


async def complete(
    connection: "Connection",
    steps: Sequence[tuple[LeaseKey, JobStep]],
    events: Sequence[tuple[NewEvent, bytes]],
    deliveries: Sequence[NewDelivery],
    *,
    now: datetime,
    lock_wait: timedelta,
    slots: ReservedSlots,
    versions: Mapping[TenantId, uuid.UUID],
) -> tuple[set[JobId], Written] | None:
    """End jobs that the tokens hold, and write their events and deliveries; needs no transaction around it.

    Returns the jobs that it ended (those that changed since they were read are skipped), and what was written. Returns
    None and writes nothing if a registry is not of the expected version. No delivery may
    have a fifo key, and no job a lane. Raises `LockNotAvailableError` if another transaction holds a job for
    longer than `lock_wait`.
    """
    rows = await connection.fetch(
        _QUERIES["complete"],
        *_writing(events, deliveries, {}, slots, versions),
        *leaving(steps, now=now),
        str(lock_wait // timedelta(milliseconds=1)),
    )
    if not rows[0]["fresh"]:
        return None
    return {JobId(each) for each in rows[0]["job_ids"]}, _written(rows)


def _written(rows: Sequence[asyncpg.Record]) -> Written:
    leases = [to_lease(tuple(row)[: len(DeliveryLease._fields)]) for row in rows if row["delivery_id"] is not None]
    return Written(
        leases,
        {
            (lease.tenant_id, lease.subscription_id): row["slots"]
            for lease, row in zip(leases, rows, strict=False)
            if row["slots"] is not None
        },
    )


def _writing(
    events: Sequence[tuple[NewEvent, bytes]],
    deliveries: Sequence[NewDelivery],
    queued: Mapping[DeliveryId, tuple[datetime, int | None]],
    slots: ReservedSlots,
    expected: Mapping[TenantId, uuid.UUID],
) -> tuple[object, ...]:
    """The parameters of the fragment `writing`, in their order."""
    if queued:
        deliveries = [each._replace(due=queued[each.delivery_id][0]) if each.fifo_key else each for each in deliveries]
    return (
        list(expected),
        list(expected.values()),
        [(*event, ledger) for event, ledger in events],
        [
            (*each, queued[each.delivery_id][1] if each.fifo_key else None, each.delivery_id in slots.deliveries)
            for each in deliveries
        ],
        slots.token,
        slots.lease,
        slots.holder,
        list(slots.granted),
        list(slots.seeking),
        MOST_AT_ONCE,
    )
