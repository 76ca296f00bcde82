"""Lanes: the row per subscription that limits what leaves for it, kept in step with the registry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import asyncpg

from bellhop.domain.circuit import Health
from bellhop.domain.handshake import PermissionStatus
from bellhop.domain.subscription import DisabledReason, Subscription, SubscriptionState
from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load
from bellhop.store.records import pause_in

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def create(connection: "Connection", subscription: Subscription) -> None:
    """Give a new subscription its lane, in the transaction that writes the subscription."""
    await connection.execute(load("lanes")["create"], *_arguments(subscription))


async def sync(connection: "Connection", subscription: Subscription, *, lifts_pause: bool = False) -> None:
    """Let the lane follow its subscription as it now is, in the transaction that changed it.

    Enabling closes the circuit and ends a pause, which `lifts_pause` does too; disabling by hand keeps what waits;
    deleting, and disabling by the service, lets the rescuer end it.
    """
    await connection.execute(load("lanes")["sync"], *_arguments(subscription), lifts_pause)


async def pauses(
    connection: "Connection", tenant_id: TenantId, subscription_id: SubscriptionId, *, now: datetime
) -> bool:
    """Whether a lane pauses, locked until the commit."""
    return bool(await connection.fetchval(load("lanes")["pauses"], tenant_id, subscription_id, now))


async def follow(connection: "Connection", tenant_id: TenantId, versions: Mapping[SubscriptionId, int]) -> None:
    """Let lanes know the versions of subscriptions of which nothing changed that the rest of a lane repeats."""
    await connection.execute(load("lanes")["follow"], tenant_id, list(versions), list(versions.values()))


async def health(
    connection: "Connection", tenant_id: TenantId, subscription_ids: Sequence[SubscriptionId]
) -> Mapping[SubscriptionId, Health]:
    """How the endpoints of these subscriptions do; one without a lane is absent."""
    rows = await connection.fetch(load("lanes")["health"], tenant_id, list(subscription_ids))
    return {
        SubscriptionId(row["subscription_id"]): Health(
            in_flight=row["in_flight"],
            consecutive_failures=row["failures"],
            open_time=row["open_time"],
            next_probe_time=row["next_probe_time"],
            first_failure_time=row["first_failure_time"],
            last_failure_time=row["last_failure_time"],
            last_failure=row["last_failure"],
            last_success_time=row["last_success_time"],
            last_claim_time=row["claim_time"],
            pause=pause_in(row),
            permission=_permission(row),
        )
        for row in rows
    }


def _arguments(subscription: Subscription) -> tuple[object, ...]:
    is_open = subscription.state is SubscriptionState.ENABLED and subscription.delete_time is None
    return (
        subscription.tenant_id,
        subscription.subscription_id,
        is_open and not subscription.pull,
        _closed_reason(subscription),
        subscription.version,
        subscription.delivery.max_in_flight,
        subscription.delivery.rate_per_second,
        is_open and subscription.pull,
        subscription.uri if subscription.handshake else None,
    )


def _permission(row: "asyncpg.Record") -> PermissionStatus | None:
    if row["handshake_uri"] is None:
        return None
    return PermissionStatus(
        permission_time=row["permission_time"],
        per_minute=row["allowed_per_minute"],
        asked_time=row["asked_time"],
        ask_time=row["ask_time"],
        refusal=row["refusal"],
    )


def _closed_reason(subscription: Subscription) -> str | None:
    """Why what waits is ended, or None when it is kept."""
    if subscription.delete_time is not None:
        return "subscription_deleted"
    if subscription.disabled_reason in {DisabledReason.GONE, DisabledReason.FAILING}:
        return "subscription_disabled"
    return None
