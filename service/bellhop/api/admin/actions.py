"""The catalogue, for the operator."""

from collections.abc import Mapping

import orjson

from bellhop.api.admin.actions_wire import READ_ONLY, ActionIn, ActionOut, ActionsOut, to_document, to_json
from bellhop.api.body import receiving
from bellhop.api.body.models import Page, parse_body
from bellhop.api.body.written_back import without_shown
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.core.action_documents import faults, to_action
from bellhop.errors import InvalidInputError

_BODY_BYTES = 1 << 20


@Terms(
    "Write an action",
    body=receiving.AnyObject,
    described=ActionIn,
    answers={200: ActionOut, 201: ActionOut},
    problems=(412,),
    limit_bytes=_BODY_BYTES,
)
async def put(call: Call) -> Answer:
    """Write an action, new or again."""
    name = call.params["action"]
    document = to_document(await _written(call))
    found = await faults(name, document, call.services.catalog.judging.check)
    if found:
        raise InvalidInputError(faults=found)
    action, created = await call.services.catalog.put(to_action(name, document), actor=call.actor, unless=call.is_stale)
    return Answer(201 if created else 200, to_json(action)).with_etag(action.version)


async def _written(call: Call) -> ActionIn:
    """The body without what only answers have; raises where that says something else than what is shown."""
    given: Mapping[str, object] = call.body
    if given.keys().isdisjoint(READ_ONLY):
        return parse_body(ActionIn, call.raw_body, given)
    action = await call.services.catalog.find(call.params["action"])
    shown = {"action": call.params["action"]} if action is None else to_json(action)
    members = without_shown(given, READ_ONLY, shown)
    return parse_body(ActionIn, orjson.dumps(members), members)


@Terms("Read an action", answers={200: ActionOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One action."""
    action = await call.services.catalog.get(call.params["action"])
    return Answer(body=to_json(action)).with_etag(action.version)


@Terms("List the actions", query=Page, answers={200: ActionsOut})
async def list_all(call: Call) -> Answer:
    """The catalogue, newest first."""
    return await page(call, call.services.lists.actions(), to_json)


@Terms("End an action", answers={204: None}, problems=(404, 412))
async def delete(call: Call) -> Answer:
    """End an action: nothing new can be started."""
    await call.services.catalog.delete(call.params["action"], actor=call.actor, unless=call.is_stale)
    return Answer(204)
