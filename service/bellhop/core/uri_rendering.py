"""URLs of GET callbacks, rendered from their templates."""

from bellhop.core.catalog import Catalog
from bellhop.domain.event import EventBody
from bellhop.domain.subscription import Subscription
from bellhop.domain.uri_template import TemplateError, needs_parent, render, values_of


class UriRenderer:
    """Renders templates; the catalogue knows what the parts of a parent's path are called."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def render(self, subscription: Subscription, body: EventBody) -> str:
        """Where this event goes; a template that its values would break comes back as it is, which no guard passes."""
        template = subscription.uri_template
        if template is None:
            return subscription.uri
        action = await self._catalog.find(body.action) if body.action and needs_parent(template) else None
        try:
            return render(template, values_of(subscription.tenant_id, body, action.parent_shape if action else None))
        except TemplateError:
            return template
