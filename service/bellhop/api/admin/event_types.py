"""The catalogue of event types, for the operator."""

from collections.abc import Mapping

import orjson

from bellhop.api.admin.event_types_wire import (
    READ_ONLY,
    DeclaredTypeIn,
    DeclaredTypeOut,
    DeclaredTypesOut,
    to_declared,
    to_json,
)
from bellhop.api.body import receiving
from bellhop.api.body.models import Page, parse_body
from bellhop.api.body.written_back import without_shown
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms

_BODY_BYTES = 1 << 20


@Terms(
    "Declare an event type",
    body=receiving.AnyObject,
    described=DeclaredTypeIn,
    answers={200: DeclaredTypeOut, 201: DeclaredTypeOut},
    problems=(409, 412),
    limit_bytes=_BODY_BYTES,
)
async def put(call: Call) -> Answer:
    """Declare a type, new or again."""
    declared, created = await call.services.event_types.put(
        to_declared(call.params["event_type"], await _written(call)), actor=call.actor, unless=call.is_stale
    )
    return Answer(201 if created else 200, to_json(declared)).with_etag(declared.version)


async def _written(call: Call) -> DeclaredTypeIn:
    """The body without what only answers have; raises where that says something else than what is shown."""
    given: Mapping[str, object] = call.body
    if given.keys().isdisjoint(READ_ONLY):
        return parse_body(DeclaredTypeIn, call.raw_body, given)
    declared = await call.services.event_types.find(call.params["event_type"])
    shown = {"type": call.params["event_type"]} if declared is None else to_json(declared)
    members = without_shown(given, READ_ONLY, shown, following="schema_uri" if "schema" in given else "")
    return parse_body(DeclaredTypeIn, orjson.dumps(members), members)


@Terms("Read an event type", answers={200: DeclaredTypeOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One declared type."""
    declared = await call.services.event_types.get(call.params["event_type"])
    return Answer(body=to_json(declared)).with_etag(declared.version)


@Terms("List the declared event types", query=Page, answers={200: DeclaredTypesOut})
async def list_all(call: Call) -> Answer:
    """The declared types, newest first."""
    return await page(call, call.services.lists.event_types(), to_json)


@Terms("End an event type", answers={204: None}, problems=(404, 412))
async def delete(call: Call) -> Answer:
    """End a type: what is published under its name is judged no more."""
    await call.services.event_types.delete(call.params["event_type"], actor=call.actor, unless=call.is_stale)
    return Answer(204)
