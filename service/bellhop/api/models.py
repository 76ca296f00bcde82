"""How requests are parsed into models, and the models that several nouns share.

A request model refuses what it does not know and coerces nothing: `"5"` is not a number. What is wrong is answered
as one fault for each part, with its JSON Pointer.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qsl

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
)

from bellhop.clock import format_time
from bellhop.domain.names import NAME_PATTERN
from bellhop.domain.schema import pointer
from bellhop.errors import BadRequestError, Fault, InvalidInputError

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d")
_WHOLE = re.compile(r"-?[0-9]+")
_MOST_FAULTS = 100
_MOST_PARAMETERS = 64

Parsed = TypeVar("Parsed", bound=BaseModel)


class RequestModel(BaseModel):
    """A JSON body: unknown members are refused, nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NoMembers(RequestModel):
    """The body of a verb that has nothing to be told: none, or an empty object."""


class QueryModel(BaseModel):
    """Query parameters: unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerModel(BaseModel):
    """An answer as OpenAPI describes it (answers are built as plain objects; later versions may add members)."""

    model_config = ConfigDict(extra="allow")


def _digits(value: object) -> object:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        message = "it is a whole number, written in digits"
        raise ValueError(message)
    return value


Whole = Annotated[int, BeforeValidator(_digits)]
"""A whole number in a query: Python would also read `1_0`, `+5` and ` 5`."""


class Page(QueryModel):
    """How much of a list, and from where."""

    max_page_size: Whole = Field(0, description="Most results in one page: 0 is 50, over 1000 is 1000.")
    page_token: str | None = Field(
        None, max_length=4096, description="`next_page_token` of the page before; the other parameters stay the same."
    )


class FilteredPage(Page):
    """The same, of those that a filter lets through."""

    filter: str | None = Field(
        None, max_length=2048, description="A CEL expression over the collection's fields; see the documentation."
    )


class Problem(AnswerModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="A stable reference that names the kind of problem, such as `/problems/not-found`.")
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: "list[ProblemFault] | None" = None


class ProblemFault(AnswerModel):
    """One part of the input that is at fault."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) into the body.")
    code: str
    message: str


class Empty(AnswerModel):
    """An empty object."""


def _storable(text: str) -> str:
    if "\x00" in text:
        message = "text cannot hold the character U+0000"
        raise ValueError(message)
    return text


def _rfc3339(value: object) -> object:
    if not isinstance(value, str) or not _RFC3339.match(value):
        message = "a time is written as RFC 3339, such as 2026-01-31T12:00:00Z"
        raise ValueError(message)
    return value


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        message = "a time lies within the years 1 to 9999 in UTC"
        raise ValueError(message) from None


View = Literal["basic", "full"]
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[AwareDatetime, Strict(strict=False), BeforeValidator(_rfc3339), AfterValidator(_utc)]


def time_or_none(moment: datetime | None) -> str | None:
    """RFC 3339, or None."""
    return None if moment is None else format_time(moment)


def parse_body(model: type[Parsed], raw: bytes, value: object) -> Parsed:
    """The body as an instance of its model; `raw` is JSON that was checked and `value` what it says.

    Raises `InvalidInputError` with a fault for each part.
    """
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidInputError(faults=[_fault(detail, value) for detail in details[:_MOST_FAULTS]]) from None


def parse_query(model: type[BaseModel] | None, query_string: str) -> BaseModel | None:
    """The query parameters as an instance of their model; raises `BadRequestError` naming the one that is wrong."""
    if not query_string and model is None:
        return None
    if not query_string and model is not None:
        return _without_parameters(model)
    parameters = _parameters(query_string)
    if model is None:
        detail = f"There is no query parameter `{next(iter(parameters))}` here."
        raise BadRequestError(detail)
    try:
        return model.model_validate_strings(parameters)
    except ValidationError as error:
        raise BadRequestError(_sentence(error.errors(include_url=False, include_input=False)[0])) from None


@cache
def _without_parameters(model: type[BaseModel]) -> BaseModel:
    try:
        return model.model_validate_strings({})
    except ValidationError as error:
        raise BadRequestError(_sentence(error.errors(include_url=False, include_input=False)[0])) from None


def _parameters(query_string: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            query_string, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS, separator="&"
        )
    except ValueError:
        detail = f"The query is not UTF-8, or has more than {_MOST_PARAMETERS} parameters."
        raise BadRequestError(detail) from None
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if name in parameters:
            detail = f"The query parameter `{name}` is given twice."
            raise BadRequestError(detail)
        if "\x00" in name or "\x00" in value:
            detail = "The query holds the character U+0000."
            raise BadRequestError(detail)
        if not (name.isprintable() and _is_text(value)):
            detail = "The query holds characters that are no text."
            raise BadRequestError(detail)
        parameters[name] = value
    return parameters


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)


def _fault(detail: Any, value: object) -> Fault:
    code = {"extra_forbidden": "unknown-field", "missing": "required"}.get(detail["type"])
    message = {"extra_forbidden": "There is no such member.", "missing": "This member is required."}.get(detail["type"])
    return Fault(
        pointer(_place(detail["loc"], value)),
        code or re.sub(r"[^a-z0-9]+", "-", detail["type"]),
        message or _message(detail["msg"]),
    )


def _place(location: Sequence[str | int], value: object) -> list[str | int]:
    """The steps of a location that are in the input: pydantic also names the alternative that it tried."""
    steps: list[str | int] = []
    node = value
    for index, step in enumerate(location):
        if isinstance(node, dict) and (step in node or index == len(location) - 1):
            steps.append(step)
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            steps.append(step)
            node = node[step]
    return steps


def _sentence(detail: Any) -> str:
    name = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"There is no query parameter `{name}` here."
    if detail["type"] == "missing":
        return f"The query parameter `{name}` is required."
    return f"The query parameter `{name}`: {_message(detail['msg'])}"


def _message(text: str) -> str:
    sentence = text.removeprefix("Value error, ")
    sentence = sentence[:1].upper() + sentence[1:]
    return sentence if sentence.endswith(".") else sentence + "."


def without_absent(members: Mapping[str, object]) -> dict[str, object]:
    """The members that have a value: `None` means absent."""
    return {name: value for name, value in members.items() if value is not None}
