"""What the requests of one delivery carry, for whoever looks at it afterwards."""

from typing import TYPE_CHECKING

from bellhop.domain.content import content_of
from bellhop.domain.delivery import Delivery
from bellhop.store import events, subscriptions

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def carried(connection: "Connection", delivery: Delivery) -> bytes | None:
    """The body of its requests; None where its event or its subscription is kept no more."""
    bodies = await events.bodies(connection, [(delivery.tenant_id, delivery.event_id)])
    loaded = await subscriptions.load(connection, [(delivery.tenant_id, delivery.subscription_id)])
    body = bodies.get(delivery.event_id)
    if body is None or not loaded:
        return None
    return content_of(body, delivery.payload, loaded[0]).body
