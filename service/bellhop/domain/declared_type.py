"""A type of event that the operator has declared: what it tells, how its data looks, and what becomes of other data."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import orjson

from bellhop import base64url

_LONGEST_URI = 2048
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


class Validation(StrEnum):
    """What publishing does with data that does not fit the schema."""

    OFF = "off"
    WARN = "warn"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class DeclaredType:
    """One type as it stands; `version` is the ETag.

    schema: JSON Schema 2020-12 of the data as UTF-8 JSON, as it was given; None where the type has none.
    example: data that fits it, as JSON.
    schema_uri: what names the schema, `dataschema` of CloudEvents.
    """

    type: str
    description: str
    schema: bytes | None
    example: bytes | None
    deprecated: bool
    validation: Validation
    create_time: datetime
    update_time: datetime
    version: int

    schema_uri: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Work out what names the schema: once, as every event of the type tells it."""
        object.__setattr__(self, "schema_uri", None if self.schema is None else uri_of_schema(self.schema))


def uri_of_schema(schema: bytes) -> str:
    """What names a schema: its `$id` where that is an absolute URI, else its digest (RFC 6920)."""
    own = orjson.loads(schema).get("$id")
    if isinstance(own, str) and len(own) <= _LONGEST_URI and _ABSOLUTE.fullmatch(own):
        return own
    return f"ni:///sha-256;{base64url.encode(hashlib.sha256(schema).digest())}"
