"""Subscriptions that the service disables by itself: in one transaction with the event that tells of it."""

from collections.abc import Mapping
from datetime import datetime

from bellhop.core import outbox
from bellhop.core.registry import RegistryCache
from bellhop.core.subscription_verbs import disable_by_service
from bellhop.domain.delivery import LaneHint
from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.payloads import subscription_event
from bellhop.domain.subscription import DisabledReason, Subscription
from bellhop.ids import EventId, uuid7
from bellhop.store.database import Database


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
