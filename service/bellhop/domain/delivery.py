"""A delivery: one event for one subscription, from its creation to delivered, dead or skipped.

New deliveries, leases and attempts are named tuples: one of each is made for every delivery that is sent, and a frozen
dataclass of as many fields takes five times as long to make.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from bellhop.clock import format_time
from bellhop.domain.subscription import Form, payload_of
from bellhop.ids import AttemptId, DeliveryId, EventId, JobId, Prefix, SubscriptionId, TenantId, encode

DeliveryLaneKey = tuple[TenantId, SubscriptionId]
"""Which subscription's lane: where its deliveries wait, with its limits and its circuit."""

LeaseKey = tuple[DeliveryId, uuid.UUID]
"""Which lease: a delivery whose lease was lost has another one, maybe while the attempt under the first still lasts."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class DeliveryState(StrEnum):
    """Where a delivery stands; the last three never change by themselves."""

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    DELIVERED = "delivered"
    DEAD = "dead"
    SKIPPED = "skipped"


class NewDelivery(NamedTuple):
    """A delivery about to be written, by fan-out or by a replay.

    job_id: the job that the event tells of, if it is one's.
    due: from when on it may leave.
    give_up_time: after it no attempt is made.
    fifo_key: the queue of its subscription that it stands in; None where order does not matter.
    """

    tenant_id: TenantId
    delivery_id: DeliveryId
    subscription_id: SubscriptionId
    event_id: EventId
    event_type: str
    job_id: JobId | None
    payload: Form
    create_time: datetime
    due: datetime
    give_up_time: datetime
    fifo_key: str | None = None


class Reason(StrEnum):
    """Why a delivery is in its state, as the API tells it."""

    RETRYING = "retrying"
    DEFERRED = "deferred"
    CREDENTIALS_UNREADABLE = "credentials_unreadable"
    LEASE_LOST = "lease_lost"
    REDELIVERED = "redelivered"
    FIFO_WAITING = "fifo_waiting"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    TOO_OLD = "too_old"
    GONE = "gone"
    SUBSCRIPTION_DELETED = "subscription_deleted"
    SUBSCRIPTION_DISABLED = "subscription_disabled"
    EVENT_GONE = "event_gone"
    TEMPLATE_GONE = "template_gone"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    RELEASED = "released"
    SKIPPED_BY_REQUEST = "skipped_by_request"
    CREATED = "created"
    SENDING = "sending"
    ACCEPTED = "accepted"
    CIRCUIT_OPEN = "circuit_open"
    PAUSED = "paused"
    UNCLAIMED = "unclaimed"
    NO_PERMISSION = "no_permission"


class LaneHint(NamedTuple):
    """Says that a subscription's lane has something due: told after the commit, never relied upon."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    due: datetime
    delivery_id: DeliveryId

    @property
    def is_of_the_lane(self) -> bool:
        """Whether it tells of no delivery: the lane itself was changed, and may be open now."""
        return self.delivery_id.int == 0

    def encode(self) -> str:
        """The hint as the key of a wake-up."""
        micros = (self.due - _EPOCH) // _MICROSECOND
        return f"{self.tenant_id}/{self.subscription_id}/{micros}/{self.delivery_id}"

    @classmethod
    def decode(cls, key: str) -> Self | None:
        """The hint behind a key, or None when it is not one."""
        parts = key.split("/")
        try:
            tenant, subscription, micros, delivery = parts
            due = _EPOCH + int(micros) * _MICROSECOND
            ids = SubscriptionId(uuid.UUID(subscription)), DeliveryId(uuid.UUID(delivery))
        except (ValueError, OverflowError):
            return None
        return cls(TenantId(tenant), ids[0], due, ids[1])


def hint_keys(hints: Iterable[LaneHint]) -> list[str]:
    """The keys of a wake-up for these hints: of each lane the first, which lets all behind it be found."""
    first: dict[DeliveryLaneKey, LaneHint] = {}
    for hint in hints:
        lane = (hint.tenant_id, hint.subscription_id)
        known = first.get(lane)
        if known is None or (hint.due, hint.delivery_id) < (known.due, known.delivery_id):
            first[lane] = hint
    return [hint.encode() for hint in first.values()]


class DeliveryLease(NamedTuple):
    """A delivery that this process may send: the row that was claimed, and the token that fences it.

    expire_time: until when, unless it is renewed.
    attempts: how many there have been ever, this one included.
    tries: how many since the schedule last started, this one included.
    leases_lost: how many in a row.
    due: since when it could leave.
    give_up_time: after it no attempt is made.
    fifo_key, sequence: its queue and its place there; None where order does not matter.
    probe: it leaves to find out whether the endpoint is well again.
    subscription_version: that of the subscription when its lane was claimed.
    """

    tenant_id: TenantId
    delivery_id: DeliveryId
    subscription_id: SubscriptionId
    token: uuid.UUID
    expire_time: datetime
    event_id: EventId
    payload: Form
    attempts: int
    tries: int
    leases_lost: int
    due: datetime
    give_up_time: datetime
    fifo_key: str | None
    sequence: int | None
    probe: bool
    subscription_version: int

    @property
    def key(self) -> LeaseKey:
        """What tells this lease from every other, also from the next one of its delivery."""
        return self.delivery_id, self.token


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as its record shows it.

    reason: why it is in its state; None where the state says it all.
    attempts: how many there have been ever; `tries`: since the schedule last started.
    last_status: the last HTTP status that the receiver gave.
    due: when it is due by itself; None once it has ended, or while it waits behind another of its queue.
    next_attempt_time: the same, or the end of a pause that holds it for longer.
    end_time: when it ended.
    version: counts changes, and is the ETag.
    """

    tenant_id: TenantId
    delivery_id: DeliveryId
    subscription_id: SubscriptionId
    event_id: EventId
    event_type: str
    job_id: JobId | None
    payload: Form
    fifo_key: str | None
    state: DeliveryState
    reason: str | None
    attempts: int
    tries: int
    last_status: int | None
    create_time: datetime
    update_time: datetime
    due: datetime | None
    next_attempt_time: datetime | None
    give_up_time: datetime
    end_time: datetime | None
    version: int


class Attempt(NamedTuple):
    """One try of a delivery as its record shows it; durations in microseconds, what the receiver sent as bytes.

    number: from 1 on.
    outcome: a word of `core/attempts.py`.
    status: that of the answer; None where none came.
    error, error_detail: why none came, or what became of its body; as a word and as a sentence.
    lease_lost: the holder of the lease was gone, or too late.
    address: the one that was dialled.
    uri: the URL as it left.
    request_headers: as they left, secrets redacted.
    response_truncated: the body was longer than what is kept.
    next_attempt_time: when the schedule has the next one; None where there was to be none.
    """

    tenant_id: TenantId
    delivery_id: DeliveryId
    attempt_id: AttemptId
    subscription_id: SubscriptionId
    number: int
    start_time: datetime
    outcome: str
    status: int | None
    error: str | None
    error_detail: bytes | None
    lease_lost: bool
    dns_us: int | None
    connect_us: int | None
    tls_us: int | None
    first_byte_us: int | None
    total_us: int
    address: str | None
    http_version: str | None
    method: str
    uri: str
    request_headers: bytes
    response_headers: bytes | None
    response_body: bytes | None
    response_truncated: bool
    next_attempt_time: datetime | None


_PLAIN: Mapping[DeliveryState, Reason] = {
    DeliveryState.PENDING: Reason.CREATED,
    DeliveryState.IN_FLIGHT: Reason.SENDING,
    DeliveryState.DELIVERED: Reason.ACCEPTED,
}
"""What stands for a reason that is not written, because the state says it all."""


def to_json(delivery: Delivery) -> dict[str, object]:
    """A delivery as the API answers it and as the event of its death tells it; without its attempts."""
    fields: dict[str, object] = {
        "id": encode(Prefix.DELIVERY, delivery.delivery_id),
        "subscription_id": encode(Prefix.SUBSCRIPTION, delivery.subscription_id),
        "event_id": encode(Prefix.EVENT, delivery.event_id),
        "event_type": delivery.event_type,
        "payload": payload_of(delivery.payload).value,
        "state": delivery.state.value,
        "reason": delivery.reason or _PLAIN[delivery.state].value,
        "attempt_count": delivery.attempts,
        "last_status_code": delivery.last_status,
        "createdTime": format_time(delivery.create_time),
        "update_time": format_time(delivery.update_time),
        "give_up_time": format_time(delivery.give_up_time),
    }
    if delivery.job_id is not None:
        fields["job_id"] = encode(Prefix.OPERATION, delivery.job_id)
    if delivery.next_attempt_time is not None:
        fields["next_attempt_time"] = format_time(delivery.next_attempt_time)
    if delivery.end_time is not None:
        fields["end_time"] = format_time(delivery.end_time)
    return fields
