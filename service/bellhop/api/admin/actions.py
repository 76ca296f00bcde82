"""The catalogue, for the operator."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from pydantic import Field

from bellhop.api.body import receiving
from bellhop.api.body.models import AnswerModel, Page, RequestModel, Text, parse_body
from bellhop.api.body.written_back import changed, drop_earlier_time, refuse_names
from bellhop.api.edge.auth import ADMIN
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Route
from bellhop.api.tenant.actions import ACTIONS
from bellhop.clock import format_time
from bellhop.core.action_documents import DEFAULT_SCHEMA, ActionDocument, faults, to_action, to_document
from bellhop.core.judging import Judging
from bellhop.domain.action import Action, Concurrency
from bellhop.errors import InvalidInputError
from bellhop.store import actions as store

_DAY = 24 * 3600
_BODY_BYTES = 1 << 20


class ActionBody(RequestModel):
    """An action: a kind of work, the shape of its path, its input and its result."""

    parent: Annotated[Text, Field(max_length=512)] = Field(
        "", description="The path between the tenant and the action, such as `designs/{design_id}`; empty for none."
    )
    description: Annotated[Text, Field(max_length=4096)] = ""
    input_schema: dict[str, Any] = Field(dict(DEFAULT_SCHEMA), description="JSON Schema 2020-12 of the input.")
    result_schema: dict[str, Any] = Field(
        dict(DEFAULT_SCHEMA), description="JSON Schema 2020-12 of the result; a result is always an object."
    )
    cancellable: bool = Field(True, description="Whether `:cancel` is offered (B16).")  # noqa: FBT003
    concurrency: Concurrency = Field(Concurrency.PARALLEL, description="Per tenant, action and parent.")
    max_attempts: Annotated[int, Field(ge=1, le=100)] = 3
    lease_seconds: Annotated[int, Field(ge=1, le=_DAY)] = 60
    deadline_seconds: Annotated[int, Field(ge=1, le=7 * _DAY)] = Field(
        _DAY, description="From creation or `run_at`, waiting included."
    )
    retention_seconds: Annotated[int, Field(ge=_DAY, le=7 * _DAY)] = Field(
        7 * _DAY, description="How long the operation can be read after its end."
    )


class ActionAnswer(AnswerModel):
    """An action."""

    action: str
    parent: str
    description: str
    input_schema: dict[str, Any]
    result_schema: dict[str, Any]
    cancellable: bool
    concurrency: Concurrency
    max_attempts: int
    lease_seconds: int
    deadline_seconds: int
    retention_seconds: int
    create_time: str
    update_time: str


_READ_ONLY = frozenset(ActionAnswer.model_fields) - frozenset(ActionBody.model_fields)


class ActionPage(AnswerModel):
    """A page of actions, newest first."""

    results: list[ActionAnswer]
    next_page_token: str | None = None


def as_answer(action: Action) -> dict[str, object]:
    """The JSON object of an action."""
    return {
        "action": action.name,
        **to_document(action),
        "create_time": format_time(action.create_time),
        "update_time": format_time(action.update_time),
    }


def as_document(body: ActionBody) -> ActionDocument:
    """The document that a body holds."""
    return ActionDocument(**{name: getattr(body, name) for name in ActionBody.model_fields})


async def read_document(name: str, raw: bytes, judging: Judging) -> ActionDocument:
    """The action in the bytes of a file; raises what `PUT` would answer to the same body."""
    document = as_document(parse_body(ActionBody, raw, receiving.parse(raw)))
    found = await faults(name, document, judging.check)
    if found:
        raise InvalidInputError(faults=found)
    return document


async def put(call: Call) -> Answer:
    """PUT /v2/admin/actions/{action}."""
    name = call.params["action"]
    document = as_document(await _written(call))
    found = await faults(name, document, call.services.catalog.judging.check)
    if found:
        raise InvalidInputError(faults=found)
    action, created = await call.services.catalog.put(to_action(name, document), actor=call.actor, unless=call.is_stale)
    return Answer(201 if created else 200, as_answer(action)).with_etag(action.version)


async def _written(call: Call) -> ActionBody:
    """The body without what only answers have; raises where that says something else than what is shown."""
    given: Mapping[str, object] = call.body
    only_shown = {name: value for name, value in given.items() if name in _READ_ONLY}
    if not only_shown:
        return parse_body(ActionBody, call.raw_body, given)
    action = await call.services.catalog.find(call.params["action"])
    shown = {"action": call.params["action"]} if action is None else as_answer(action)
    left = changed(only_shown, shown)
    drop_earlier_time(left, shown)
    refuse_names(left, (), _READ_ONLY)
    members = {name: value for name, value in given.items() if name not in _READ_ONLY}
    return parse_body(ActionBody, orjson.dumps(members), members)


async def get(call: Call) -> Answer:
    """GET /v2/admin/actions/{action}."""
    action = await call.services.catalog.get(call.params["action"])
    return Answer(body=as_answer(action)).with_etag(action.version)


async def list_all(call: Call) -> Answer:
    """GET /v2/admin/actions."""
    return await page(call, ACTIONS, call.services.store.directory, serialize=lambda row: as_answer(store.record(row)))


async def delete(call: Call) -> Answer:
    """DELETE /v2/admin/actions/{action}."""
    await call.services.catalog.delete(call.params["action"], actor=call.actor, unless=call.is_stale)
    return Answer(204)


ROUTES = (
    Route(
        "GET",
        "/v2/admin/actions",
        list_all,
        summary="List the actions",
        tag="actions",
        access=ADMIN,
        query=Page,
        answers={200: ActionPage},
    ),
    Route(
        "PUT",
        "/v2/admin/actions/{action!}",
        put,
        summary="Write an action",
        tag="actions",
        access=ADMIN,
        body=receiving.AnyObject,
        described=ActionBody,
        answers={200: ActionAnswer, 201: ActionAnswer},
        limit_bytes=_BODY_BYTES,
        problems=(412,),
    ),
    Route(
        "GET",
        "/v2/admin/actions/{action!}",
        get,
        summary="Read an action",
        tag="actions",
        access=ADMIN,
        answers={200: ActionAnswer, 304: None},
        problems=(404,),
    ),
    Route(
        "DELETE",
        "/v2/admin/actions/{action!}",
        delete,
        summary="End an action",
        tag="actions",
        access=ADMIN,
        answers={204: None},
        problems=(404, 412),
    ),
)
