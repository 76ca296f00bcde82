"""An event as a tenant reads it."""

from typing import Any

import orjson
from pydantic import Field as ModelField

from bellhop.api.body.models import AnswerModel, FilteredPage, View, without_absent
from bellhop.clock import format_time
from bellhop.domain.event import Event, EventBody
from bellhop.domain.ledger import unpack
from bellhop.ids import Prefix, encode


class EventsQuery(FilteredPage):
    """A list, newest first; or with `after` the polling feed, in the order of the commits."""

    view: View = ModelField("basic", description="`full` adds to each event its payload and its ledger.")
    after: str | None = ModelField(
        default=None,
        max_length=128,
        description="The `next_after` of the answer before; empty: from the oldest event; `latest`: from now on.",
    )


class LedgerEntryOut(AnswerModel):
    """Why one subscription did or did not get the event; `delivered` and `replayed` mean that a delivery was made."""

    subscription_id: str
    reason: str
    delivery_id: str | None = None


class EventOut(AnswerModel):
    """An event; its ledger and payload are in the answer for one event, and in a list with `view=full`."""

    id: str
    type: str
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    test: bool | None = ModelField(default=None, description="True of a sample that `:send-example` made.")
    publish_id: str | None = None
    job_id: str | None = None
    action: str | None = None
    status: str | None = None
    parent: str | None = None
    labels: dict[str, str]
    fits_schema: bool | None = ModelField(
        default=None, description="Whether the data fits the schema of its type; absent where nobody asked."
    )
    delivery_count: int
    ledger: list[LedgerEntryOut] | None = None
    payload: dict[str, Any] | None = ModelField(default=None, description="The body that `payload: full` sends.")
    thin_payload: dict[str, Any] | None = ModelField(
        default=None, description="The body that `payload: thin` sends, where it is another."
    )


class EventsOut(AnswerModel):
    """One page of events."""

    results: list[EventOut]
    next_page_token: str | None = None
    next_after: str | None = None


def to_json(event: Event) -> dict[str, object]:
    """The JSON object of an event, without its ledger and its payload."""
    return without_absent(
        {
            "id": encode(Prefix.EVENT, event.event_id),
            "type": event.type,
            "createdTime": format_time(event.create_time),
            "test": event.is_sample or None,
            "publish_id": event.publish_id,
            "job_id": encode(Prefix.OPERATION, event.job_id) if event.job_id else None,
            "action": event.action or None,
            "status": event.status or None,
            "parent": event.parent if event.job_id else None,
            "labels": dict(event.labels),
            "fits_schema": event.fits_schema,
            "delivery_count": sum(each.delivery_id is not None for each in unpack(event.ledger)),
        }
    )


def ledger_to_json(event: Event) -> dict[str, object]:
    """The member that says what became of the event for each subscription."""
    entries = [
        without_absent(
            {
                "subscription_id": encode(Prefix.SUBSCRIPTION, each.subscription_id),
                "reason": each.verdict.reason,
                "delivery_id": encode(Prefix.DELIVERY, each.delivery_id) if each.delivery_id else None,
            }
        )
        for each in unpack(event.ledger)
    ]
    return {"ledger": entries}


def whole_to_json(event: Event, body: EventBody | None) -> dict[str, object]:
    """An event with its ledger and its payload (None of an event that is dropped at this moment)."""
    payloads: dict[str, object] = {} if body is None else {"payload": orjson.Fragment(body.full)}
    if body is not None and body.thin is not None:
        payloads["thin_payload"] = orjson.Fragment(body.thin)
    return to_json(event) | ledger_to_json(event) | payloads
