"""An event: something that happened to a tenant and that its subscriptions may want to hear.

What is made for each event that is written or sent is a named tuple, which takes a fifth of the time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bellhop.ids import EventId, JobId, Prefix, SubscriptionId, TenantId, encode

FIRST_TRANSACTION = 3
"""No transaction of a server has a smaller number."""

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
    SUBSCRIPTION_CERTIFICATE_EXPIRING = "subscription.certificate_expiring"


class NewEvent(NamedTuple):
    """An event about to be written, with all that fan-out matches on.

    full: the whole body, `{"type", "timestamp", "data"}` as JSON; made once, so every retry sends the same bytes.
    thin: the same without what may be large or confidential; None when it would equal `full`.
    job_id, action, status, parent, source: of the job that it tells of.
    labels: of the job, or as they were published.
    only_for: the one subscription that may get it (a ping).
    about: the subscription that it tells of, which does not get it.
    read_until: when the result that it points at expires: no attempt is made later (B27).
    traceparent: of the trace in which it happened.
    publish_id: the caller's own id for it.
    data_schema: names the schema of the data, of an operator's type that has one.
    fits_schema: whether the data fits it; None where nobody asked.
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
    data_schema: str | None = None
    fits_schema: bool | None = None

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
            data_schema=self.data_schema,
        )


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was written, without its body.

    publish_id: the id that its publisher gave it.
    job_id, action, status, parent: of the operation that it tells of; None and empty where it tells of none.
    source: who started that, or `example`.
    ledger: for each subscription why it got the event or not, packed (domain/ledger.py).
    transaction_id: of the transaction that wrote it: the feed is in this order.
    fits_schema: whether its data fits the schema of its type; None where that was not asked.
    """

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
    fits_schema: bool | None

    @property
    def is_sample(self) -> bool:
        """Whether it tells of nothing that has happened; of a job's end the source is the job's."""
        return self.source == SAMPLE_SOURCE and self.job_id is None


class EventBody(NamedTuple):
    """What a delivery of an event carries, and what a URL template may name.

    message_id: the event's TypeID, which is the `webhook-id` of each of its deliveries.
    full, thin: the bodies; `thin` is None when it equals `full`.
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
    data_schema: str | None


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """Where a reader of the polling feed stands: behind this transaction's event.

    era: how often the tenant had been moved to another server by then, which numbers transactions anew.
    """

    transaction_id: int
    event_id: EventId
    era: int = 0

    def now(self, shifts: Sequence[int]) -> "FeedPosition":
        """The same place by the numbers of today: at each move they became smaller by one of these."""
        number = self.transaction_id
        for shift in shifts[self.era :]:
            number = max(FIRST_TRANSACTION, number - shift) if number else 0
        return FeedPosition(number, self.event_id, len(shifts))
