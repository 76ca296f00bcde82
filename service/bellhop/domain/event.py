"""An event: something that happened to a tenant and that its subscriptions may want to hear.

What is made for each event that is written or sent is a named tuple, which takes a fifth of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bellhop.ids import EventId, JobId, Prefix, SubscriptionId, TenantId, encode

SAMPLE_SOURCE = "example"
"""Where a sample comes from: the example of its type, sent on demand. Nothing of the kind has happened."""


class EventType(StrEnum):
    """The types that Bellhop itself publishes; operators add their own names."""

    OPERATION_SUCCEEDED = "operation.succeeded"
    OPERATION_FAILED = "operation.failed"
    OPERATION_CANCELLED = "operation.cancelled"
    WEBHOOK_PING = "webhook.ping"
    DELIVERY_DEAD_LETTERED = "delivery.dead_lettered"
    SUBSCRIPTION_FAILING = "subscription.failing"
    SUBSCRIPTION_DISABLED = "subscription.disabled"


class NewEvent(NamedTuple):
    """An event about to be written, with all that fan-out matches on.

    `full` and `thin` are the two renderings of the whole webhook body (`{"type", "timestamp", "data"}` as UTF-8
    JSON): made once, here, so that every retry sends the same bytes. `thin` is None when it would equal `full`.
    `only_for` limits fan-out to one subscription (a ping); `about` names the subscription that the event tells of
    (it never hears of its own failing). `read_until` is when what the event points at expires: no attempt is made
    later (B27).
    """

    event_id: EventId
    tenant_id: TenantId
    type: str
    create_time: datetime
    full: bytes
    thin: bytes | None = None
    job_id: JobId | None = None
    action: str = ""
    status: str = ""
    parent: str = ""
    source: str = ""
    labels: Mapping[str, str] | None = None
    only_for: SubscriptionId | None = None
    about: SubscriptionId | None = None
    read_until: datetime | None = None
    traceparent: str | None = None
    publish_id: str | None = None

    @property
    def body(self) -> "EventBody":
        """What its deliveries carry."""
        return EventBody(
            event_id=self.event_id,
            message_id=encode(Prefix.EVENT, self.event_id),
            full=self.full,
            thin=self.thin,
            type=self.type,
            action=self.action,
            status=self.status,
            parent=self.parent,
            job_id=self.job_id,
            labels=self.labels or {},
            traceparent=self.traceparent,
        )


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was written, without its body; `ledger` is packed (domain/ledger.py)."""

    event_id: EventId
    tenant_id: TenantId
    type: str
    create_time: datetime
    publish_id: str | None
    job_id: JobId | None
    action: str
    status: str
    parent: str
    source: str
    labels: Mapping[str, str]
    ledger: bytes
    transaction_id: int

    @property
    def is_sample(self) -> bool:
        """Whether it tells of nothing that has happened; of a job's end the source is the job's."""
        return self.source == SAMPLE_SOURCE and self.job_id is None


class EventBody(NamedTuple):
    """What a delivery of an event carries and what a URL template may name; `thin` is None when it equals `full`.

    `message_id` is the event's TypeID, the `webhook-id` of each of its deliveries.
    """

    event_id: EventId
    message_id: str
    full: bytes
    thin: bytes | None
    type: str
    action: str
    status: str
    parent: str
    job_id: JobId | None
    labels: Mapping[str, str]
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """Where a reader of the polling feed stands: behind this transaction's event."""

    transaction_id: int
    event_id: EventId
