"""An action as the operator writes it and reads it."""

from typing import Annotated, Any

from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, Text, parse_body
from bellhop.api.body.strict_json import parse
from bellhop.clock import format_time
from bellhop.core.action_documents import DEFAULT_SCHEMA, ActionDocument, faults
from bellhop.core.action_documents import to_json as document_to_json
from bellhop.core.judging import Judging
from bellhop.domain.action import Action, Concurrency
from bellhop.errors import InvalidInputError

_DAY = 24 * 3600


class ActionIn(RequestModel, title="ActionBody"):
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


class ActionOut(AnswerModel, title="ActionAnswer"):
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


READ_ONLY = frozenset(ActionOut.model_fields) - frozenset(ActionIn.model_fields)


class ActionsOut(AnswerModel, title="ActionPage"):
    """A page of actions, newest first."""

    results: list[ActionOut]
    next_page_token: str | None = None


def to_json(action: Action) -> dict[str, object]:
    """The JSON object of an action."""
    return {
        "action": action.name,
        **document_to_json(action),
        "create_time": format_time(action.create_time),
        "update_time": format_time(action.update_time),
    }


def to_document(body: ActionIn) -> ActionDocument:
    """The document that a body holds."""
    return ActionDocument(**{name: getattr(body, name) for name in ActionIn.model_fields})


async def read_document(name: str, raw: bytes, judging: Judging) -> ActionDocument:
    """The action in the bytes of a file; raises what `PUT` would answer to the same body."""
    document = to_document(parse_body(ActionIn, raw, parse(raw)))
    found = await faults(name, document, judging.check)
    if found:
        raise InvalidInputError(faults=found)
    return document
