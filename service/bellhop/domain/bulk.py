"""Sending many deliveries again, and what was missed: what was asked, as the input of an operation of the service."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from bellhop.clock import format_time
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.ids import Prefix, SubscriptionId

REDELIVER_ACTION = "bellhop.redeliver"
REPLAY_ACTION = "bellhop.replay"

FIELDS = {
    "subscription_id": Field(FieldType.ID, "d.subscription_id", prefix=Prefix.SUBSCRIPTION),
    "job_id": Field(FieldType.ID, "d.job_id", prefix=Prefix.OPERATION),
    "event_type": Field(FieldType.STRING, "d.event_type"),
    "createdTime": Field(FieldType.TIMESTAMP, "d.create_time", id_column="d.delivery_id"),
}
"""What a filter can ask of dead letters."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which ended deliveries are meant.

    filter: they pass it.
    subscription_id: they are of this one; None: of any.
    since, until: they were created in this range.
    states: they are in one of these.
    missed: so are events of this range of which the subscription got no delivery because it was disabled.
    dry_run: they are counted only.
    """

    filter: str | None = None
    subscription_id: SubscriptionId | None = None
    since: datetime | None = None
    until: datetime | None = None
    states: tuple[DeliveryState, ...] = (DeliveryState.DEAD,)
    missed: bool = False
    dry_run: bool = False


def pack(selection: Selection) -> dict[str, object]:
    """The selection as JSON."""
    return {
        "filter": selection.filter,
        "subscription_id": str(selection.subscription_id) if selection.subscription_id else None,
        "since": format_time(selection.since) if selection.since else None,
        "until": format_time(selection.until) if selection.until else None,
        "states": [state.value for state in selection.states],
        "missed": selection.missed,
        "dry_run": selection.dry_run,
    }


def unpack(fields: dict[str, object]) -> Selection:
    """The selection behind JSON made by `pack`."""
    subscription, states = fields["subscription_id"], fields["states"]
    if not isinstance(states, list):
        message = "a selection has states"
        raise TypeError(message)
    return Selection(
        filter=str(fields["filter"]) if fields["filter"] else None,
        subscription_id=SubscriptionId(uuid.UUID(str(subscription))) if subscription else None,
        since=_time(fields["since"]),
        until=_time(fields["until"]),
        states=tuple(DeliveryState(str(state)) for state in states),
        missed=bool(fields["missed"]),
        dry_run=bool(fields["dry_run"]),
    )


def _time(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None
