"""The catalogue of event types, for tenants who are about to subscribe."""

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.event_types_wire import EventTypesOut
from bellhop.domain.event_catalog import kinds
from bellhop.domain.matching import ALIAS_SUFFIX


@Terms("List event types", answers={200: EventTypesOut})
async def list_all(call: Call) -> Answer:
    """What a subscription can ask for."""
    results = [
        {
            "type": kind.type.value,
            "description": kind.description,
            "schemas": kind.schemas,
            "example": kind.example,
        }
        for kind in kinds()
    ]
    aliases = [
        {
            "type": action.name + ALIAS_SUFFIX,
            "action": action.name,
            "description": f"An operation of `{action.name}` has ended, however it ended.",
        }
        for action in await call.services.catalog.every()
    ]
    return Answer(body={"results": results, "aliases": aliases})
