"""How bodies are parsed into models, and the models that several nouns share.

A request model refuses what it does not know and coerces nothing: `"5"` is not a number. What is wrong is answered
as one fault for each part, with its JSON Pointer.

What callers send is `…In` (`…Query` in the query, `…Patch` for a merge patch), what they read is `…Out`. The OpenAPI
description publishes a model under its `title`, which is the name of its class unless it says another: the names under
which models were published first stay, because clients are generated from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic_core import PydanticCustomError, PydanticUndefined

from bellhop.api.body.faults import faults_of
from bellhop.api.body.own_members import LARGE_BYTES, put_back, refuse_crowd, without_own
from bellhop.clock import format_time, read_time
from bellhop.domain.names import NAME_PATTERN
from bellhop.errors import Fault, InvalidInputError

MOST_FAULTS = 100

Parsed = TypeVar("Parsed", bound=BaseModel)


class RequestModel(BaseModel):
    """A JSON body: unknown members are refused, nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NoMembers(RequestModel):
    """The body of a verb that has nothing to be told: none, or an empty object."""


class QueryModel(BaseModel):
    """Query parameters: unknown ones are refused.

    `more_parameters` describes to OpenAPI what a model takes under names that it does not know beforehand.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    more_parameters: ClassVar[tuple[Mapping[str, Any], ...]] = ()


class AnswerModel(BaseModel):
    """An answer as OpenAPI describes it (answers are built as plain objects; later versions may add members).

    Its schema is built when it is asked for, as by `bellhop openapi`: a service never does, and starts sooner.
    """

    model_config = ConfigDict(extra="allow", defer_build=True)


class Page(QueryModel):
    """How much of a list, and from where."""

    max_page_size: int = Field(0, description="Most results in one page: 0 is 50, over 1000 is 1000.")
    page_token: str | None = Field(
        None, max_length=4096, description="`next_page_token` of the page before; the other parameters stay the same."
    )


class FilteredPage(Page):
    """The same, of those that a filter lets through."""

    filter: str | None = Field(
        None,
        max_length=2048,
        description="A CEL expression over the fields of what is listed; comparisons joined by `&&`, `||` and `!`.",
    )


class ProblemOut(AnswerModel, title="Problem"):
    """What went wrong (RFC 9457)."""

    type: str = Field(
        description="A stable reference that names the kind of problem, such as `/problems/not-found`.",
        json_schema_extra={"format": "uri-reference"},
    )
    title: str
    status: int = Field(ge=100, le=599)
    detail: str
    instance: str = Field(description="What was asked.", json_schema_extra={"format": "uri-reference"})
    request_id: str
    errors: "list[ProblemFaultOut] | None" = None


class ProblemFaultOut(AnswerModel, title="ProblemFault"):
    """One part of the input that is at fault."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) into the body.")
    code: str
    message: str


def faults_to_json(faults: Iterable[Fault], below: str = "") -> list[dict[str, str]]:
    """Faults as they are answered; `below` is where the part of the body is that their pointers begin at."""
    return [{"pointer": below + fault.pointer, "code": fault.code, "message": fault.message} for fault in faults]


class EmptyOut(AnswerModel, title="Empty"):
    """An empty object."""


def _storable(text: str) -> str:
    if "\x00" in text:
        message = "text cannot hold the character U+0000"
        raise ValueError(message)
    return text


def _moment(value: object) -> datetime:
    moment = read_time(value) if isinstance(value, str) else None
    if moment is None:
        kind = "bad_time"
        raise PydanticCustomError(kind, "a time")
    return moment


View = Literal["basic", "full"]
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


def patch_of(model: type[RequestModel], description: str | None = None) -> type[RequestModel]:
    """The model of a JSON merge patch (RFC 7396) of another: each member may be absent, or null to remove it."""
    members: dict[str, Any] = {
        name: (_bounded(_patched(each.annotation), each.metadata) | None, Field(None, description=each.description))
        for name, each in model.model_fields.items()
    }
    name = model.__name__.removesuffix("In") + "Patch"
    made: type[RequestModel] = create_model(
        name, __base__=RequestModel, __doc__=description or model.__doc__, **members
    )
    return made


def _bounded(annotation: Any, metadata: Sequence[Any]) -> Any:
    return Annotated[annotation, *map(_patched_rule, metadata)] if metadata else annotation


def _patched_rule(rule: Any) -> Any:
    """A rule of a member; of one that describes what it takes, also that is described as a patch takes it."""
    if isinstance(rule, BeforeValidator) and rule.json_schema_input_type is not PydanticUndefined:
        return replace(rule, json_schema_input_type=_patched(rule.json_schema_input_type))
    return rule


def _patched(annotation: Any) -> Any:
    if isinstance(annotation, type):
        return patch_of(annotation) if issubclass(annotation, RequestModel) else annotation
    if isinstance(annotation, UnionType) or get_origin(annotation) is Union:
        return Union[*map(_patched, get_args(annotation))]
    if get_origin(annotation) is dict:  # its members are removed by null, too
        key, value = get_args(annotation)
        return dict.__class_getitem__((key, _patched(value) | None))
    return annotation


def time_or_none(moment: datetime | None) -> str | None:
    """RFC 3339, or None."""
    return None if moment is None else format_time(moment)


def parse_body(model: type[Parsed], raw: bytes, value: object) -> Parsed:
    """The body as an instance of its model; `raw` is JSON that was checked and `value` what it says.

    Raises `InvalidInputError` with a fault for each part; a crowd of parts, which no model has, is refused unread.
    """
    if len(raw) > LARGE_BYTES:
        refuse_crowd(model, value)
        parsed = _validated(model, without_own(model, raw), value)
        put_back(parsed, value)
        return parsed
    return _validated(model, raw, value)


def _validated(model: type[Parsed], raw: bytes, value: object) -> Parsed:
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise InvalidInputError(faults=faults_of(details[:MOST_FAULTS], value)) from None


def without_absent(members: Mapping[str, object]) -> dict[str, object]:
    """The members that have a value: `None` means absent."""
    return {name: value for name, value in members.items() if value is not None}
