"""Subscriptions that the service disables by itself: in one transaction with the event that tells of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.core import outbox
from bellhop.core.registry import RegistryCache
from bellhop.core.subscription_rows import lock, write
from bellhop.domain.delivery import LaneHint
from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.payloads import subscription_event
from bellhop.domain.subscription import DisabledReason, Subscription, SubscriptionState
from bellhop.errors import NotFoundError
from bellhop.ids import EventId, uuid7
from bellhop.store.database import Database

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def disable(
    database: Database,
    registry: RegistryCache,
    subscription: Subscription,
    *,
    reason: DisabledReason,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> list[LaneHint]:
    """Disable the subscription and publish `subscription.disabled`, if it still is the version given.

    Returns the hints of the event's deliveries; what waits for the subscription itself is ended by the rescuer.
    """
    async with database.transaction() as connection:
        written = await disable_by_service(connection, subscription, reason=reason, now=now)
        if written is None:
            return []
        event = about(written, EventType.SUBSCRIPTION_DISABLED, reason=reason.value, now=now, facts=facts)
        return await outbox.publish(connection, registry, [event], now=now)


async def disable_by_service(
    connection: "Connection", subscription: Subscription, *, reason: DisabledReason, now: datetime
) -> Subscription | None:
    """Disable a subscription because it answered 410 or has failed for long.

    In a transaction of its own. None, and nothing changed, when it is not the version that was called any more or is
    disabled already. What waits for it is ended by the rescuer.
    """
    tenant_id, subscription_id = subscription.tenant_id, subscription.subscription_id
    try:
        current = await lock(connection, tenant_id, subscription_id)
    except NotFoundError:
        return None
    if current.version != subscription.version or current.state is SubscriptionState.DISABLED:
        return None
    return await write(connection, current.switched(enabled=False, now=now, reason=reason), now=now)


def about(
    subscription: Subscription,
    event_type: EventType,
    *,
    reason: str,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> NewEvent:
    """An event that tells the tenant's other subscriptions about this one."""
    event_id = EventId(uuid7(now))
    return NewEvent(
        event_id=event_id,
        tenant_id=subscription.tenant_id,
        type=event_type.value,
        create_time=now,
        full=subscription_event(
            subscription.subscription_id,
            event_id=event_id,
            event_type=event_type.value,
            timestamp=now,
            uri=subscription.uri,
            reason=reason,
            facts=facts,
        ),
        about=subscription.subscription_id,
    )
