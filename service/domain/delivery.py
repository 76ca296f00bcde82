"""A delivery: one event for one subscription, from its creation to delivered, dead or skipped."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.subscription import Payload
from service.ids import DeliveryId, EventId, JobId, SubscriptionId, TenantId


class DeliveryState(StrEnum):
    """Where a delivery stands; the last three never change by themselves."""

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    DELIVERED = "delivered"
    DEAD = "dead"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery about to be written, by fan-out or by a replay."""

    tenant_id: TenantId
    delivery_id: DeliveryId
    subscription_id: SubscriptionId
    event_id: EventId
    event_type: str
    job_id: JobId | None
    payload: Payload
    create_time: datetime
    due: datetime
    give_up_time: datetime
    fifo_key: str | None = None
