"""Waiting deliveries in the database, other than by claiming: ending them, and letting ended ones wait again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryState
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId
from bellhop.store.fifo import FifoKey
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """A row of the queue that is to end, and why."""

    lane: DeliveryLaneKey
    due: datetime
    delivery_id: DeliveryId
    fifo_key: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """The delivery at the head of a fifo key; `blocked` when it is a dead letter that holds up the rest."""

    delivery_id: DeliveryId
    blocked: bool


@dataclass(frozen=True, slots=True)
class FailingLane:
    """A lane that has only failed for a while; `last_failure` is what `failure_of` says."""

    lane: DeliveryLaneKey
    first_failure_time: datetime
    last_failure_time: datetime
    last_failure: str | None
    failures: int


async def of_closed(connection: "Connection", *, limit: int) -> list[WaitingDelivery]:
    """What waits in lanes of deleted subscriptions and of those that the service disabled."""
    return [_waiting(row) for row in await connection.fetch(load("waiting")["of_closed"], limit)]


async def over_age(connection: "Connection", *, now: datetime, limit: int) -> list[WaitingDelivery]:
    """What is too old where nothing is claimed: behind open circuits, and where the subscription is disabled."""
    return [_waiting(row) for row in await connection.fetch(load("waiting")["over_age"], now, limit)]


async def over_age_blocked(connection: "Connection", *, now: datetime, limit: int) -> list[WaitingDelivery]:
    """What is too old and held behind a dead letter that blocks its fifo key, the oldest first."""
    return [_waiting(row) for row in await connection.fetch(load("waiting")["over_age_blocked"], now, limit)]


async def end_waiting(
    connection: "Connection", rows: Sequence[tuple[WaitingDelivery, DeliveryState]], *, now: datetime
) -> set[DeliveryId]:
    """End rows of locked lanes; returns those that still waited."""
    ended = await connection.fetch(
        load("waiting")["end_waiting"],
        [row.lane[0] for row, _ in rows],
        [row.lane[1] for row, _ in rows],
        [row.due for row, _ in rows],
        [row.delivery_id for row, _ in rows],
        [state.value for _, state in rows],
        [row.reason for row, _ in rows],
        now,
    )
    return {DeliveryId(row["delivery_id"]) for row in ended}


async def heads(connection: "Connection", keys: Collection[FifoKey]) -> dict[FifoKey, Head]:
    """The heads of these fifo keys; a key in which nothing waits is absent."""
    if not keys:
        return {}
    rows = await connection.fetch(
        load("waiting")["heads"], [key[0] for key in keys], [key[1] for key in keys], [key[2] for key in keys]
    )
    return {
        (TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"]), row["fifo_key"]): Head(
            DeliveryId(row["head"]), row["blocked"]
        )
        for row in rows
    }


async def move_up(
    connection: "Connection",
    tenant_id: TenantId,
    deliveries: Sequence[tuple[DeliveryId, datetime]],
    *,
    now: datetime,
) -> None:
    """Let waiting deliveries of locked lanes be due now, with a new schedule and these give-up times."""
    if deliveries:
        await connection.execute(
            load("waiting")["move_up"], tenant_id, [each for each, _ in deliveries], [end for _, end in deliveries], now
        )


async def restart(
    connection: "Connection",
    tenant_id: TenantId,
    deliveries: Sequence[tuple[DeliveryId, datetime, datetime]],
    *,
    now: datetime,
) -> None:
    """Say of ended deliveries of locked lanes that they are pending: due at the first time, given up at the second."""
    await connection.execute(
        load("waiting")["restart"],
        tenant_id,
        [each for each, _, _ in deliveries],
        [due for _, due, _ in deliveries],
        [end for _, _, end in deliveries],
        now,
    )


async def skip_dead(connection: "Connection", tenant_id: TenantId, delivery_id: DeliveryId, *, now: datetime) -> None:
    """Give up a dead letter of a locked lane for good."""
    await connection.execute(load("waiting")["skip_dead"], tenant_id, delivery_id, now)


async def unblock(connection: "Connection", keys: Collection[FifoKey]) -> None:
    """Say of locked fifo keys that their heads block nothing any more."""
    if keys:
        await connection.execute(
            load("waiting")["unblock"], [key[0] for key in keys], [key[1] for key in keys], [key[2] for key in keys]
        )


async def read_until(
    connection: "Connection", tenant_id: TenantId, event_ids: Sequence[EventId]
) -> dict[EventId, datetime | None]:
    """When what these events tell of expires, None for never; events no longer kept are absent."""
    rows = await connection.fetch(load("waiting")["read_until"], tenant_id, list(event_ids))
    return {EventId(row["event_id"]): row["read_until"] for row in rows}


async def busy_lanes(
    connection: "Connection", lanes: Collection[DeliveryLaneKey], *, now: datetime, at_least: int
) -> set[DeliveryLaneKey]:
    """Those of the lanes that may send and have at least so many due already."""
    rows = await connection.fetch(
        load("waiting")["busy_lanes"], [lane[0] for lane in lanes], [lane[1] for lane in lanes], now, at_least
    )
    return {(TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])) for row in rows}


async def failing(connection: "Connection", *, over: timedelta, limit: int) -> list[FailingLane]:
    """Lanes that have only failed over this time and were not warned of, the longest first."""
    return [_failing(row) for row in await connection.fetch(load("waiting")["failing"], over, limit)]


async def hopeless(
    connection: "Connection", *, over: timedelta, since_warned: timedelta, limit: int
) -> list[FailingLane]:
    """Lanes that have only failed over this time, and so long after they were warned of, the longest first."""
    return [_failing(row) for row in await connection.fetch(load("waiting")["hopeless"], over, since_warned, limit)]


async def warn(connection: "Connection", lane: DeliveryLaneKey, *, now: datetime) -> bool:
    """Note that a lane's tenant is warned; False when it was before, or the lane has recovered."""
    return await connection.fetchval(load("waiting")["warn"], *lane, now) is not None


def _failing(row: "asyncpg.Record") -> FailingLane:
    return FailingLane(
        (TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])),
        row["first_failure_time"],
        row["last_failure_time"],
        row["last_failure"],
        row["failures"],
    )


def _waiting(row: "asyncpg.Record") -> WaitingDelivery:
    return WaitingDelivery(
        lane=(TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])),
        due=row["due"],
        delivery_id=DeliveryId(row["delivery_id"]),
        fifo_key=row["fifo_key"],
        reason=row["reason"],
    )
