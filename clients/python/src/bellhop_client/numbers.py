"""JSON without loss: integers keep every digit, decimals do where that is asked for; no word is made up."""

import dataclasses
import json
import math
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

Decimals = Literal["float", "decimal"]
"""How a number with a point or an exponent is read: as the nearest double, or as a `Decimal` with its own digits."""


def loads(text: bytes | str, decimals: Decimals = "float", *, finite: bool = False) -> Any:
    """The value of a JSON text; raises `ValueError` where it is none (`NaN` and `Infinity` are none either).

    A number that is too large for a float is infinity; with `finite` it raises `ValueError`, too.
    """
    reader = Decimal if decimals == "decimal" else _finite if finite else None
    return json.loads(text, parse_float=reader, parse_constant=_refuse)


def dumps(value: Any) -> bytes:
    """The value as JSON. A `Decimal` leaves as a number with its own digits.

    Models of pydantic, dataclasses, enums, times and UUIDs are written as one expects. Raises `ValueError` for what
    JSON has no word for (a float that is no number) and `TypeError` for an object that is not data.
    """
    writer = _Writer()
    text = json.dumps(value, default=writer.plain, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return writer.with_decimals(text).encode()


class _Writer:
    """The standard encoder writes no `Decimal`: each becomes a string that nobody can guess, and then its digits."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(16)
        self._has_decimals = False

    def plain(self, value: Any) -> Any:
        """The same with types that the standard encoder knows, one level deep."""
        if isinstance(value, Decimal):
            if not value.is_finite():
                message = f"JSON has no word for {value}."
                raise ValueError(message)
            self._has_decimals = True
            return f"{self._mark}{value}"
        return _plain(value)

    def with_decimals(self, text: str) -> str:
        """The text with numbers where the marks are."""
        return re.sub(f'"{self._mark}([^"]*)"', r"\1", text) if self._has_decimals else text


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | PurePath):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset):
        return list(value)
    message = f"{type(value).__name__} is not data that JSON can carry."
    raise TypeError(message)


def rfc3339(moment: datetime) -> str:
    """A moment as the API writes it; raises `ValueError` for one without a time zone, which could be any."""
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone: give it one, such as `datetime.now(UTC)`."
        raise ValueError(message)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        message = f'{digits[:40]} is too large for a float: take decimals="decimal".'
        raise ValueError(message)
    return value


def _refuse(word: str) -> Any:
    message = f"{word} is not JSON."
    raise ValueError(message)
