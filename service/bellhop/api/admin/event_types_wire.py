"""A type of event as the operator writes it and reads it."""

from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, Text, without_absent
from bellhop.clock import format_time
from bellhop.domain.declared_type import DeclaredType, Validation

_NEVER = datetime.min.replace(tzinfo=UTC)


class DeclaredTypeIn(RequestModel):
    """A type of the operator's own events."""

    description: Annotated[Text, Field(max_length=4096)] = Field("", description="When it happens, for tenants.")
    schema_: dict[str, Any] | None = Field(None, alias="schema", description="JSON Schema 2020-12 of the data.")
    example: dict[str, Any] | None = Field(None, description="Data that fits the schema.")
    deprecated: bool = Field(False, description="Whether tenants are told to use another type.")  # noqa: FBT003
    validation: Validation = Field(
        Validation.OFF,
        description="What publishing does with data that does not fit: `off` nothing, `warn` tells it, counts it and "
        "marks the event, `reject` refuses the event.",
    )


class DeclaredTypeOut(AnswerModel):
    """A type of the operator's own events."""

    type: str
    description: str
    schema_: dict[str, Any] | None = Field(None, alias="schema")
    schema_uri: str | None = Field(
        None, description="The `dataschema` of CloudEvents: the `$id` of the schema, or its digest."
    )
    example: dict[str, Any] | None = None
    deprecated: bool
    validation: Validation
    create_time: str
    update_time: str


class DeclaredTypesOut(AnswerModel):
    """A page of types, newest first."""

    results: list[DeclaredTypeOut]
    next_page_token: str | None = None


READ_ONLY = frozenset({"type", "schema_uri", "create_time", "update_time"})


def to_declared(name: str, body: DeclaredTypeIn) -> DeclaredType:
    """The type that a body tells, its times and its version not yet set."""
    return DeclaredType(
        type=name,
        description=body.description,
        schema=None if body.schema_ is None else orjson.dumps(body.schema_),
        example=None if body.example is None else orjson.dumps(body.example),
        deprecated=body.deprecated,
        validation=body.validation,
        create_time=_NEVER,
        update_time=_NEVER,
        version=0,
    )


def to_json(declared: DeclaredType) -> dict[str, object]:
    """The JSON object of a type."""
    return without_absent(
        {
            "type": declared.type,
            "description": declared.description,
            "schema": None if declared.schema is None else orjson.loads(declared.schema),
            "schema_uri": declared.schema_uri,
            "example": None if declared.example is None else orjson.loads(declared.example),
            "deprecated": declared.deprecated,
            "validation": declared.validation.value,
            "create_time": format_time(declared.create_time),
            "update_time": format_time(declared.update_time),
        }
    )
