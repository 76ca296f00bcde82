"""A type of event as a tenant reads it."""

from typing import Any

from bellhop.api.body.models import AnswerModel


class EventTypeOut(AnswerModel):
    """One type of event: when it happens, the JSON Schema of each payload form, an example."""

    type: str
    description: str
    schemas: dict[str, Any]
    example: dict[str, Any]


class AliasOut(AnswerModel):
    """A short name for every end of one action's operations."""

    type: str
    action: str
    description: str


class EventTypesOut(AnswerModel):
    """Every type that Bellhop publishes; the operator may publish more."""

    results: list[EventTypeOut]
    aliases: list[AliasOut]
