"""Claiming in the database: which lanes have something due, and taking it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg

from bellhop.domain.delivery import DeliveryLease
from bellhop.ids import DeliveryId, SubscriptionId, TenantId
from bellhop.store.deliveries import HELD, to_lease
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

BEGINNING = (datetime.min.replace(tzinfo=UTC), DeliveryId(uuid.UUID(int=0)))
"""The floor below which no row lies."""

_FIRST = (TenantId(""), SubscriptionId(uuid.UUID(int=0)))


@dataclass(frozen=True, slots=True)
class LaneAsk:
    """What to ask a lane for: at most `most` rows, none before the floor."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    floor: tuple[datetime, DeliveryId]
    most: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is next in a lane, and what limits it.

    due, delivery_id: of the next row.
    enabled: deliveries of the subscription may leave.
    room: how many more may be in flight.
    paused_until: its endpoint asked for a pause until then; it may be over.
    probe_time: when the next probe may leave; None while the circuit is closed.
    probing: a probe is in flight.
    rate_per_second: the limit of the rate; None without one.
    rate_tokens, rate_time: how many tokens there were, and when.
    """

    tenant_id: TenantId
    subscription_id: SubscriptionId
    due: datetime
    delivery_id: DeliveryId
    enabled: bool
    pulled: bool
    room: int
    paused_until: datetime | None
    probe_time: datetime | None
    probing: bool
    rate_per_second: float | None
    rate_tokens: float
    rate_time: datetime | None


@dataclass(frozen=True, slots=True)
class FirstWaiting:
    """The first waiting delivery of a lane.

    leaves: when it can leave; None when it cannot by itself.
    in_flight: how many of the lane are under way, anywhere.
    """

    tenant_id: TenantId
    subscription_id: SubscriptionId
    due: datetime
    delivery_id: DeliveryId
    leaves: datetime | None
    in_flight: int


async def claim(
    connection: "Connection",
    asks: Sequence[LaneAsk],
    *,
    token: uuid.UUID,
    lease: timedelta,
    now: datetime | None = None,
    holder: int | None = None,
) -> list[DeliveryLease]:
    """Lease what is due in these lanes, in one statement; the rows of a lane come in the order of its queue."""
    rows = await connection.fetch(
        load("claims")["claim"],
        [ask.tenant_id for ask in asks],
        [ask.subscription_id for ask in asks],
        [ask.floor[0] for ask in asks],
        [ask.floor[1] for ask in asks],
        [ask.most for ask in asks],
        token,
        lease,
        now,
        holder,
    )
    leases = [to_lease(row) for row in rows]
    leases.sort(key=lambda each: (each.due, each.delivery_id.int))
    return leases


async def inspect(connection: "Connection", asks: Sequence[LaneAsk]) -> list[Inspection]:
    """What is next in these lanes; a lane in which nothing waits is absent."""
    rows = await connection.fetch(
        load("claims")["inspect"],
        [ask.tenant_id for ask in asks],
        [ask.subscription_id for ask in asks],
        [ask.floor[0] for ask in asks],
        [ask.floor[1] for ask in asks],
    )
    return [
        Inspection(
            tenant_id=TenantId(row["tenant_id"]),
            subscription_id=SubscriptionId(row["subscription_id"]),
            due=aware(row["due"]),
            delivery_id=DeliveryId(row["delivery_id"]),
            enabled=row["enabled"],
            pulled=row["pulled"],
            room=row["room"],
            paused_until=row["paused_until"],
            probe_time=row["probe_time"],
            probing=row["probing"],
            rate_per_second=row["rate_per_second"],
            rate_tokens=row["rate_tokens"],
            rate_time=row["rate_time"],
        )
        for row in rows
    ]


async def sweep(
    connection: "Connection", after: tuple[TenantId, SubscriptionId] | None, *, limit: int
) -> list[FirstWaiting]:
    """The first waiting delivery of at most `limit` lanes, in key order, after the lane given."""
    rows = await connection.fetch(load("claims")["sweep"], *(after or _FIRST), limit)
    return [
        FirstWaiting(
            tenant_id=TenantId(row["tenant_id"]),
            subscription_id=SubscriptionId(row["subscription_id"]),
            due=aware(row["due"]),
            delivery_id=DeliveryId(row["delivery_id"]),
            leaves=_leaves(row),
            in_flight=row["in_flight"] or 0,
        )
        for row in rows
    ]


async def expired(connection: "Connection", *, now: datetime | None, limit: int) -> list[DeliveryLease]:
    """Leases whose holders did not say anything in time, oldest first; `now` None is the database's."""
    rows = await connection.fetch(load("claims")["expired"], now, limit)
    return [to_lease(row) for row in rows]


async def moment(connection: "Connection") -> datetime:
    """What the database's clock showed when the transaction began."""
    began: datetime = await connection.fetchval("SELECT now()")
    return began


async def renew(
    connection: "Connection",
    leases: Sequence[DeliveryLease],
    *,
    lease: timedelta,
    now: datetime | None = None,
    holder: int | None = None,
) -> dict[DeliveryId, datetime]:
    """Until when the leases last that are still held, by `holder` from here on.

    Those being recorded, and the lost, are absent.
    """
    rows = await connection.fetch(
        load("claims")["renew"],
        [each.tenant_id for each in leases],
        [each.delivery_id for each in leases],
        [each.token for each in leases],
        lease,
        now,
        holder,
    )
    return {DeliveryId(row["delivery_id"]): row["expires"] for row in rows}


def _leaves(row: asyncpg.Record) -> datetime | None:
    due = aware(row["due"])
    if not row["enabled"] or due == HELD:
        return None
    return max(due, row["probe_time"] or due, row["paused_until"] or due)


def aware(moment: datetime) -> datetime:
    """The moment with its zone: asyncpg gives infinity without one."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
