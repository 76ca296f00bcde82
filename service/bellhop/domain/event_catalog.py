"""The types of events that Bellhop publishes, described for tenants: when, and with which body."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from bellhop.domain.event import EventType
from bellhop.resources import folder

_OPERATION = ("operation.thin", "operation.full")
_ERRORS = {"errors": [{"code": "no_weather_data", "message": "There is no weather data for this place."}]}


@dataclass(frozen=True, slots=True)
class EventKind:
    """One type: what it tells, and the JSON Schema and an example of each payload form (`thin`, `full`)."""

    type: EventType
    description: str
    schemas: Mapping[str, Mapping[str, Any]]

    @property
    def example(self) -> Mapping[str, Any]:
        """A body of this type, as `payload: thin` sends it."""
        return self.example_of("thin")

    def example_of(self, form: str) -> Mapping[str, Any]:
        """A body of this type in a payload form."""
        example: Mapping[str, Any] = self.schemas[form]["examples"][0]
        noun, _, end = self.type.partition(".")
        data = dict(example["data"])
        if noun == "operation":
            data |= {"state": end, "status": end}
        if self.type is not EventType.OPERATION_SUCCEEDED and data.pop("result", None) is not None:
            data |= _ERRORS if self.type is EventType.OPERATION_FAILED else {}
        return {**example, "type": self.type.value, "data": data}


def data_schema_of(event_type: str) -> str | None:
    """A URI that names the JSON Schema of the data of an event of ours, as `full` carries it."""
    return _data_schemas().get(event_type)


@cache
def _data_schemas() -> Mapping[str, str]:
    return {kind.type.value: f"{kind.schemas['full']['$id']}#/properties/data" for kind in kinds()}


@cache
def kinds() -> tuple[EventKind, ...]:
    """Every type, in the order in which they are documented."""
    return (
        _kind(EventType.OPERATION_SUCCEEDED, "An operation has succeeded; its result can be read.", *_OPERATION),
        _kind(EventType.OPERATION_FAILED, "An operation has failed; its errors can be read.", *_OPERATION),
        _kind(EventType.OPERATION_CANCELLED, "An operation was cancelled.", *_OPERATION),
        _kind(EventType.WEBHOOK_PING, "A ping that was asked for with `:ping`.", "webhook.ping"),
        _kind(
            EventType.DELIVERY_DEAD_LETTERED,
            "A delivery of another subscription was given up.",
            "delivery.dead_lettered",
        ),
        _kind(
            EventType.SUBSCRIPTION_FAILING,
            "Another subscription has failed for a day and will be disabled after five.",
            "subscription.failing",
        ),
        _kind(
            EventType.SUBSCRIPTION_DISABLED,
            "Another subscription was disabled by the service.",
            "subscription.disabled",
        ),
        _kind(
            EventType.SUBSCRIPTION_CERTIFICATE_EXPIRING,
            "The client certificate of another subscription ends in 30 days, in 7, or tomorrow.",
            "subscription.certificate_expiring",
        ),
    )


def kind_of(event_type: str) -> EventKind | None:
    """The type of this name; None when Bellhop publishes none."""
    return next((each for each in kinds() if each.type == event_type), None)


def _kind(event_type: EventType, description: str, thin: str, full: str | None = None) -> EventKind:
    return EventKind(event_type, description, {"thin": _schema(thin), "full": _schema(full or thin)})


def _schema(name: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = orjson.loads((folder("schemas") / "webhooks" / f"{name}.json").read_bytes())
    return schema
