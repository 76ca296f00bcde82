"""The catalogue of event types, for tenants who are about to subscribe."""

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.event_types_wire import EventTypesOut, declared_to_json, kind_to_json
from bellhop.core.event_types import MOST_BYTES
from bellhop.domain.event_catalog import kinds
from bellhop.domain.matching import ALIAS_SUFFIX

_ROOM_BYTES = 2 * MOST_BYTES  # all schemas and examples, and the answer that is made of them


@Terms("List event types", answers={200: EventTypesOut})
async def list_all(call: Call) -> Answer:
    """What a subscription can ask for."""
    await call.place.take(_ROOM_BYTES)
    declared = await call.services.event_types.every()
    results = [*map(kind_to_json, kinds()), *map(declared_to_json, declared)]
    aliases = [
        {
            "type": action.name + ALIAS_SUFFIX,
            "action": action.name,
            "description": f"An operation of `{action.name}` has ended, however it ended.",
        }
        for action in await call.services.catalog.every()
    ]
    return Answer(body={"results": results, "aliases": aliases})
