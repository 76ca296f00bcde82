"""Permissions of endpoints in the database: whom to ask next, and what they said. They stand in their lanes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.domain.handshake import Permission, Refusal
from bellhop.domain.subscription import Subscription
from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def take(
    connection: "Connection", *, most: int, without: Collection[TenantId], lease: timedelta, now: datetime | None
) -> list[DeliveryLaneKey]:
    """The lanes whose endpoints are to be asked now, none of these tenants; the lease keeps others away from them.

    `now` None is the database's.
    """
    rows = await connection.fetch(load("handshakes")["take"], most, list(without), lease, now)
    return [(TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])) for row in rows]


async def ask_again(connection: "Connection", origin: str | None) -> None:
    """Let every endpoint be asked that permits another name of this service."""
    await connection.execute(load("handshakes")["ask_again"], origin)


async def ask_soon(connection: "Connection", subscription: Subscription, *, now: datetime, after: timedelta) -> None:
    """Let an endpoint whose permission is missing be asked now, or so long after the last time."""
    key = subscription.tenant_id, subscription.subscription_id
    await connection.execute(load("handshakes")["ask_soon"], *key, now, after)


async def lock(connection: "Connection", subscription: Subscription) -> int | None:
    """How often the endpoint of this version was asked in vain, its lane held; None if there is another version."""
    key = subscription.tenant_id, subscription.subscription_id
    refusals: int | None = await connection.fetchval(load("handshakes")["lock"], *key, subscription.version)
    return refusals


async def permit(
    connection: "Connection", subscription: Subscription, permission: Permission, *, origin: str, now: datetime
) -> None:
    """Write a permission under the locked lane; `lanes.sync` then opens it."""
    key = subscription.tenant_id, subscription.subscription_id
    await connection.execute(load("handshakes")["permit"], *key, now, origin, permission.per_minute)


async def refuse(
    connection: "Connection",
    subscription: Subscription,
    refusal: Refusal,
    *,
    now: datetime,
    ask_time: datetime,
    counts: bool,
) -> None:
    """Write a refusal under the locked lane; one that was answered takes a permission back, and closes the lane."""
    key = subscription.tenant_id, subscription.subscription_id
    await connection.execute(
        load("handshakes")["refuse"], *key, now, refusal.sentence, refusal.answered, ask_time, counts
    )
