"""An event: something that happened to a tenant and that its subscriptions may want to hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.ids import EventId, JobId, SubscriptionId, TenantId


class EventType(StrEnum):
    """The types that Bellhop itself publishes; operators add their own names."""

    OPERATION_SUCCEEDED = "operation.succeeded"
    OPERATION_FAILED = "operation.failed"
    OPERATION_CANCELLED = "operation.cancelled"
    WEBHOOK_PING = "webhook.ping"
    DELIVERY_DEAD_LETTERED = "delivery.dead_lettered"
    SUBSCRIPTION_FAILING = "subscription.failing"
    SUBSCRIPTION_DISABLED = "subscription.disabled"


@dataclass(frozen=True, slots=True)
class NewEvent:
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
