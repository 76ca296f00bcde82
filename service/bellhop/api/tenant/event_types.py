"""The catalogue of event types, for tenants who are about to subscribe."""

from typing import Any

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.auth import of_tenant
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Route
from bellhop.domain.event_catalog import kinds
from bellhop.domain.matching import ALIAS_SUFFIX


class EventTypeOut(AnswerModel):
    """One type of event: when it happens, the JSON Schema of each payload form, an example."""

    type: str
    description: str
    schemas: dict[str, Any]
    example: dict[str, Any]


class AliasOut(AnswerModel):
    """A short name for every end of one action's operations."""

    type: str
    action: str
    description: str


class EventTypesOut(AnswerModel):
    """Every type that Bellhop publishes; the operator may publish more."""

    results: list[EventTypeOut]
    aliases: list[AliasOut]


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


ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/v2/tenants/{tenant_id}/event-types", list_all, summary="List event types", tag="events",
        access=of_tenant(None), answers={200: EventTypesOut},
    ),
)  # fmt: skip
