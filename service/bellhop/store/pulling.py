"""Pulled lanes in the database: claiming from one, whose leases they are, and which nobody claims from."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.domain.pulling import PullAsk
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId
from bellhop.store.claims import aware
from bellhop.store.deliveries import HELD, to_lease
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_QUERIES = load("pulling")
_COLUMNS = len(DeliveryLease._fields)
_NOTED_EVERY = timedelta(seconds=5)  # that somebody asked in vain: a thousand who wait need not write each time


@dataclass(frozen=True, slots=True)
class PulledLease:
    """A lease with who claimed it, as he calls himself, and when."""

    lease: DeliveryLease
    claimer: str
    claim_time: datetime


@dataclass(frozen=True, slots=True)
class NextPulled:
    """What is next in a lane, and what limits it. `due` is None for what waits behind the head of a fifo key."""

    due: datetime | None
    room: int
    paused_until: datetime | None
    rate_per_second: float | None
    rate_tokens: float
    rate_time: datetime | None


async def lock_lane(connection: "Connection", lane: DeliveryLaneKey) -> bool:
    """Lock a lane until the commit; False when it is not pulled now."""
    return await connection.fetchrow(_QUERIES["lock_lane"], *lane) is not None


async def claimed(connection: "Connection", lane: DeliveryLaneKey, claim_id: str) -> list[PulledLease]:
    """What an earlier request of this name took and still holds."""
    return _in_order(await connection.fetch(_QUERIES["claimed"], *lane, claim_id, None))


async def claim(connection: "Connection", lane: DeliveryLaneKey, ask: PullAsk, *, now: datetime) -> list[PulledLease]:
    """Lease what is due in the lane, within its limits, in the order of its queue; and note that somebody asked."""
    rows = await connection.fetch(
        _QUERIES["claim"], *lane, ask.most, ask.lease, None, ask.claimer, ask.claim_id, now, _NOTED_EVERY
    )
    return _in_order(rows)


async def next_pulled(connection: "Connection", lane: DeliveryLaneKey) -> NextPulled | None:
    """What is next in a lane; None when nothing waits in it, or it is not pulled now."""
    row = await connection.fetchrow(_QUERIES["next"], *lane)
    if row is None:
        return None
    due = aware(row["due"])
    return NextPulled(
        due=None if due == HELD else due,
        room=row["room"],
        paused_until=row["paused_until"],
        rate_per_second=row["rate_per_second"],
        rate_tokens=row["rate_tokens"],
        rate_time=row["rate_time"],
    )


async def due_lanes(connection: "Connection", lanes: Collection[DeliveryLaneKey]) -> list[DeliveryLaneKey]:
    """Those of the lanes that can be claimed from now."""
    rows = await connection.fetch(_QUERIES["due_lanes"], [lane[0] for lane in lanes], [lane[1] for lane in lanes], None)
    return [(TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])) for row in rows]


async def held(
    connection: "Connection", lane: DeliveryLaneKey, tokens: Collection[tuple[DeliveryId, uuid.UUID]]
) -> dict[DeliveryId, PulledLease]:
    """The leases of these deliveries that are still under these tokens."""
    rows = await connection.fetch(
        _QUERIES["held"], *lane, [delivery_id for delivery_id, _ in tokens], [token for _, token in tokens]
    )
    return {each.lease.delivery_id: each for each in map(_to_pulled, rows)}


async def body_bytes(
    connection: "Connection", tenant_id: TenantId, event_ids: Collection[EventId]
) -> Mapping[EventId, int]:
    """How large the bodies of these events are; one that is there no more is absent."""
    rows = await connection.fetch(_QUERIES["body_bytes"], tenant_id, list(event_ids))
    return {EventId(row["event_id"]): row["bytes"] for row in rows}


async def idle(connection: "Connection", *, since: datetime, now: datetime, limit: int) -> list[DeliveryLaneKey]:
    """Subscriptions from which nobody has claimed for as long as they may be idle.

    `since` is from when on anybody could: five minutes of that, or so much as they may be idle, have passed, too.
    """
    rows = await connection.fetch(_QUERIES["idle"], now, limit, since)
    return [(TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])) for row in rows]


async def is_idle(connection: "Connection", lane: DeliveryLaneKey, *, now: datetime) -> bool:
    """Whether that still holds of one, its lane locked until the commit."""
    return bool(await connection.fetchval(_QUERIES["is_idle"], *lane, now))


def _in_order(rows: Sequence[asyncpg.Record]) -> list[PulledLease]:
    leases = [_to_pulled(row) for row in rows]
    leases.sort(key=lambda each: (each.lease.due, each.lease.delivery_id.int))
    return leases


def _to_pulled(row: asyncpg.Record) -> PulledLease:
    return PulledLease(to_lease(tuple(row)[:_COLUMNS]), row["claimer"] or "", row["claim_time"])
