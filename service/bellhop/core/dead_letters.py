"""Dead letters: an event for each, in the transaction that ends it, and a count of those without an attempt.

The recorder counts a delivery that dies of an attempt. Deliveries of events about other deliveries get no event: it
would tell of itself for ever.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.core import outbox
from bellhop.core.registry import RegistryCache
from bellhop.domain.delivery import DeliveryLaneKey, LaneHint, to_json
from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.event_type import ABOUT_OTHERS
from bellhop.domain.payloads import delivery_event
from bellhop.ids import DeliveryId, EventId, TenantId, uuid7
from bellhop.metrics import DEAD_LETTERS
from bellhop.store import deliveries as store
from bellhop.store import records
from bellhop.store.records import Tally

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def announce(
    connection: "Connection", registry: RegistryCache, dead: Sequence[tuple[TenantId, DeliveryId]], *, now: datetime
) -> list[LaneHint]:
    """Publish `delivery.dead_lettered` for deliveries that this transaction ended as dead."""
    if not dead:
        return []
    events = []
    for delivery in await store.load(connection, dead):
        if delivery.event_type in ABOUT_OTHERS:
            continue
        event_id = EventId(uuid7(now))
        events.append(
            NewEvent(
                event_id=event_id,
                tenant_id=delivery.tenant_id,
                type=EventType.DELIVERY_DEAD_LETTERED.value,
                create_time=now,
                full=delivery_event(
                    to_json(delivery),
                    event_id=event_id,
                    event_type=EventType.DELIVERY_DEAD_LETTERED.value,
                    timestamp=now,
                ),
                job_id=delivery.job_id,
                about=delivery.subscription_id,
            )
        )
    return await outbox.publish(connection, registry, events, now=now)


async def count(connection: "Connection", dead: Sequence[DeliveryLaneKey], *, now: datetime) -> None:
    """Add the deaths without an attempt to this hour's statistics, one for each time that a lane is named."""
    DEAD_LETTERS.inc(len(dead))
    hour = now.replace(minute=0, second=0, microsecond=0)
    await records.count(connection, {(*lane, hour): Tally(dead=deaths) for lane, deaths in Counter(dead).items()})
