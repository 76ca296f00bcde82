"""A type of event as a tenant reads it."""

from typing import Any

import orjson
from pydantic import Field

from bellhop.api.body.models import AnswerModel, without_absent
from bellhop.domain.declared_type import DeclaredType
from bellhop.domain.event_catalog import EventKind, data_schema_of
from bellhop.domain.payloads import envelope


class EventTypeOut(AnswerModel):
    """One type of event: when it happens, the JSON Schema of each payload form or of the data, an example."""

    type: str
    description: str
    schemas: dict[str, Any] | None = Field(
        default=None, description="Of Bellhop's own types: the schema of the whole body by payload form."
    )
    data_schema: dict[str, Any] | None = Field(
        default=None, description="Of the operator's types that have one: the schema of `data`."
    )
    schema_uri: str | None = Field(default=None, description="The `dataschema` of CloudEvents.")
    example: dict[str, Any] | None = Field(default=None, description="A body, where there is an example.")
    deprecated: bool = False


class AliasOut(AnswerModel):
    """A short name for every end of one action's operations."""

    type: str
    action: str
    description: str


class EventTypesOut(AnswerModel):
    """Every type that Bellhop publishes and that the operator has declared; it may publish others, too."""

    results: list[EventTypeOut]
    aliases: list[AliasOut]


def kind_to_json(kind: EventKind) -> dict[str, object]:
    """The JSON object of a type of Bellhop's own."""
    return {
        "type": kind.type.value,
        "description": kind.description,
        "schemas": kind.schemas,
        "schema_uri": data_schema_of(kind.type),
        "example": kind.example,
        "deprecated": False,
    }


def declared_to_json(declared: DeclaredType) -> dict[str, object]:
    """The JSON object of a type of the operator's."""
    example = None
    if declared.example is not None:
        example = orjson.Fragment(envelope(declared.type, declared.update_time, orjson.Fragment(declared.example)))
    return without_absent(
        {
            "type": declared.type,
            "description": declared.description,
            "data_schema": None if declared.schema is None else orjson.Fragment(declared.schema),
            "schema_uri": declared.schema_uri,
            "example": example,
            "deprecated": declared.deprecated,
        }
    )
