"""Trials on the wire: what to try on the newest events, and what would come of it."""

from typing import Any, Literal

import orjson
from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel
from bellhop.api.tenant.subscriptions_wire import TEMPLATE, EventTypes, FilterText
from bellhop.clock import format_time
from bellhop.core.subscription_trials import Rendered
from bellhop.domain.event import Event
from bellhop.domain.ledger import Verdict
from bellhop.domain.outcome import ErrorClass
from bellhop.ids import Prefix, encode


class FilterTrialIn(RequestModel):
    """What to try on the newest events; what is absent is the subscription's own."""

    event_types: EventTypes | None = None
    filter: FilterText | None = None


class NewFilterTrialIn(RequestModel):
    """What to try on the newest events for a subscription that is not made yet."""

    event_types: EventTypes
    filter: FilterText | None = None


class TemplateTrialIn(FilterTrialIn):
    """What to render, of which of the newest events; what is absent is the subscription's own."""

    template: dict[str, Any] | None = Field(default=None, description=TEMPLATE)


class TriedEventOut(AnswerModel):
    """One of the newest events and whether it would be sent."""

    event_id: str
    type: str
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    matches: bool
    reason: str


class FilterTrialOut(AnswerModel):
    """What would match, newest first."""

    results: list[TriedEventOut]


class RenderedEventOut(AnswerModel):
    """One of the newest events and the body that the template makes of it."""

    event_id: str
    type: str
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    body: dict[str, Any] | None = Field(default=None, description="Absent where `error` says why.")
    error: Literal["payload_too_large"] | None = Field(
        default=None, description="The body would be larger than 256 KiB: the delivery ends as a dead letter."
    )


class TemplateTrialOut(AnswerModel):
    """What would be sent, newest first, of at most ten events."""

    results: list[RenderedEventOut]


def tried_to_json(event: Event, verdict: Verdict) -> dict[str, object]:
    """An event and whether it would be sent."""
    return {**_named(event), "matches": verdict is Verdict.DELIVERED, "reason": verdict.reason}


def rendered_to_json(rendered: Rendered) -> dict[str, object]:
    """An event and what would be sent."""
    if rendered.body is None:
        return {**_named(rendered.event), "error": ErrorClass.PAYLOAD_TOO_LARGE.value}
    return {**_named(rendered.event), "body": orjson.Fragment(rendered.body)}


def _named(event: Event) -> dict[str, object]:
    return {
        "event_id": encode(Prefix.EVENT, event.event_id),
        "type": event.type,
        "createdTime": format_time(event.create_time),
    }
