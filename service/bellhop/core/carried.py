"""What the requests of one delivery carry, for whoever looks at it afterwards."""

from typing import TYPE_CHECKING

from bellhop.core.templates import template_of
from bellhop.domain.content import content_of
from bellhop.domain.delivery import Delivery
from bellhop.domain.subscription import TEMPLATED
from bellhop.domain.template import TooLargeError
from bellhop.store import events, subscriptions

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def carried(connection: "Connection", delivery: Delivery) -> bytes | None:
    """The body of its requests; None where nothing was sent, or what it is made of is kept no more."""
    bodies = await events.bodies(connection, [(delivery.tenant_id, delivery.event_id)])
    loaded = await subscriptions.load(connection, [(delivery.tenant_id, delivery.subscription_id)])
    body = bodies.get(delivery.event_id)
    if body is None or not loaded:
        return None
    template = await template_of(connection, delivery.payload, loaded[0])
    if delivery.payload.startswith(TEMPLATED) and template is None:
        return None
    try:
        return content_of(body, delivery.payload, loaded[0], template).body
    except TooLargeError:
        return None
