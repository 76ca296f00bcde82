"""What an agenda takes in and gives, as a database would tell it."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bellhop.domain.delivery import DeliveryLease, LaneHint
from bellhop.domain.subscription import Payload
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId
from bellhop.store.claims import Inspection, LaneAsk

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def key(tenant: str, lane: int = 0) -> tuple[TenantId, SubscriptionId]:
    return TenantId(tenant), SubscriptionId(uuid.UUID(int=lane))


def hint(tenant: str, lane: int = 0, number: int = 0, due: datetime = NOW) -> LaneHint:
    return LaneHint(TenantId(tenant), SubscriptionId(uuid.UUID(int=lane)), due, DeliveryId(uuid.UUID(int=number)))


def lease(ask: LaneAsk, number: int) -> DeliveryLease:
    return DeliveryLease(
        tenant_id=ask.tenant_id,
        delivery_id=DeliveryId(uuid.UUID(int=number)),
        subscription_id=ask.subscription_id,
        token=uuid.UUID(int=0),
        expire_time=NOW,
        event_id=EventId(uuid.UUID(int=number)),
        payload=Payload.THIN,
        attempts=1,
        tries=1,
        leases_lost=0,
        due=NOW,
        give_up_time=NOW,
        fifo_key=None,
        sequence=None,
        probe=False,
        subscription_version=1,
    )


def inspection(ask: LaneAsk, **changes: object) -> Inspection:
    plain = Inspection(
        tenant_id=ask.tenant_id,
        subscription_id=ask.subscription_id,
        due=NOW,
        delivery_id=DeliveryId(uuid.UUID(int=0)),
        enabled=True,
        pulled=False,
        room=10,
        paused_until=None,
        probe_time=None,
        probing=False,
        rate_per_second=None,
        rate_tokens=0.0,
        rate_time=None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
