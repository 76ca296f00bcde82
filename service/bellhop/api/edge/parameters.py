"""Query parameters: text that is read strictly, so that nobody's typing error means something else.

Numbers are written as in JSON (no `1_0`, `+5`, ` 5`, `007`, `NaN`), booleans are `true` or `false`, times are RFC 3339.
Which of these a parameter is follows from the type in its model, so that no parameter can be read otherwise.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NoReturn, get_args
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from bellhop.api.body.faults import TIME, sentence_of
from bellhop.clock import read_time
from bellhop.errors import BadRequestError

_MOST_PARAMETERS = 64
_LONGEST_NUMBER = 20
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def parse_query(model: type[BaseModel] | None, query_string: str) -> BaseModel | None:
    """The query parameters as an instance of their model; raises `BadRequestError` naming the one that is wrong."""
    if not query_string:
        return None if model is None else _without_parameters(model)
    parameters = _parameters(query_string)
    if model is None:
        for name in parameters:
            _refuse_unknown(name)
        return None
    kinds = _kinds(model)
    for name, text in parameters.items():
        fault = _misspelled(kinds.get(name), text)
        if fault is not None:
            raise BadRequestError(_about(name, fault))
    return _validated(model, parameters)


@cache
def _without_parameters(model: type[BaseModel]) -> BaseModel:
    return _validated(model, {})


def _validated(model: type[BaseModel], parameters: Mapping[str, str]) -> BaseModel:
    try:
        return model.model_validate_strings(parameters)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
    name = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        _refuse_unknown(name)
    if detail["type"] == "missing":
        required = f"The query parameter `{name}` is required."
        raise BadRequestError(required)
    said = sentence_of(detail, detail["input"])
    raise BadRequestError(_about(name, said[0].lower() + said[1:]))


def _refuse_unknown(name: str) -> NoReturn:
    detail = f"There is no query parameter `{name}` here."
    raise BadRequestError(detail)


def _about(name: str, said: str) -> str:
    return f"The query parameter `{name}`: {said}" + ("" if said.endswith(".") else ".")


@cache
def _kinds(model: type[BaseModel]) -> Mapping[str, type]:
    """How the text of each parameter is written, by its type in the model; strings and enumerations are as they are."""
    return {
        name: kind
        for name, member in model.model_fields.items()
        for kind in _types(member.annotation)
        if kind in (bool, int, float, datetime)
    }


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _misspelled(kind: type | None, text: str) -> str | None:
    """Why a text is none of its kind, or None."""
    if kind is bool and text not in ("true", "false"):
        return "this must be `true` or `false`"
    if kind is int and not (_WHOLE.fullmatch(text) and len(text) <= _LONGEST_NUMBER):
        return "this must be a whole number, written in digits, such as `50`"
    if kind is float and not (_NUMBER.fullmatch(text) and math.isfinite(float(text))):
        return "this must be a number, written as in JSON, such as `1.5`"
    if kind is datetime and read_time(text) is None:
        return TIME + (" (a `+` in a query is written `%2B`)" if " " in text else "")
    return None


def _parameters(query_string: str) -> dict[str, str]:
    if _BROKEN_PERCENT.search(query_string):
        detail = "The query holds a `%` without two hexadecimal digits behind it; the sign itself is written `%25`."
        raise BadRequestError(detail)
    try:
        pairs = parse_qsl(
            query_string, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS, separator="&"
        )
    except UnicodeDecodeError:
        detail = "The query is not UTF-8."
        raise BadRequestError(detail) from None
    except ValueError:
        detail = f"The query has more than {_MOST_PARAMETERS} parameters."
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
