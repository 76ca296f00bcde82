"""The bodies of webhooks: `{"type", "timestamp", "data"}` (Standard Webhooks, "Payload structure"), as bytes.

A body is made once, when the event is written, so every retry sends the same bytes. An operation's `data` is a
projection of the one Operation that the API answers: `thin` leaves out what may be large or confidential, `full` adds
`result` and `errors`. A full body over the limit is sent without them and says so in `omitted`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

import orjson

from bellhop.clock import format_time
from bellhop.domain.event import SAMPLE_SOURCE, EventType, NewEvent
from bellhop.domain.event_catalog import EventKind
from bellhop.domain.kept_numbers import keeping_numbers
from bellhop.domain.merge_patch import merge
from bellhop.ids import EventId, Prefix, SubscriptionId, TenantId, encode, uuid7

LARGEST_FULL_BYTES = 256 * 1024

_TIMESTAMP = b'"timestamp":"'
_DATA = b',"data":'
_TEST = b',"test":true'

THIN_FIELDS = (
    "id", "job_id", "path", "state", "status", "done", "createdTime",
    "tenant_id", "action", "parent", "source", "labels",
)  # fmt: skip
THIN_METADATA = ("createdTime", "update_time", "start_time", "complete_time", "expire_time", "retry_of", "custom")
FULL_FIELDS = ("result", "errors")


def envelope(event_type: str, timestamp: datetime, data: object) -> bytes:
    """The body of a webhook; `data` may be or hold `orjson.Fragment`s, which are sent byte for byte."""
    return orjson.dumps({"type": event_type, "timestamp": format_time(timestamp), "data": data})


class Opened(NamedTuple):
    """What stands in a body; `data` as its bytes, `is_sample` as `"test": true` tells it."""

    timestamp: str
    data: bytes
    is_sample: bool


def open_envelope(body: bytes) -> Opened:
    """The parts of a body that was made here.

    What stands before the data are a type and a time, which hold no quotes: nothing has to be parsed.
    """
    start, end = body.index(_TIMESTAMP) + len(_TIMESTAMP), body.index(_DATA)
    moment = body[start : body.index(b'"', start)]
    return Opened(moment.decode(), body[end + len(_DATA) : -1], body.endswith(_TEST, 0, end))


def is_sample(body: bytes) -> bool:
    """Whether `sample` made this body."""
    data = body.find(_DATA)
    return data >= 0 and body.endswith(_TEST, 0, data)


def operation_event(
    operation: Mapping[str, Any], *, event_id: EventId, event_type: str, timestamp: datetime
) -> tuple[bytes, bytes | None]:
    """The full and the thin body for an operation that ended; the second is None where it would be the first.

    `operation` is what the API answers for it, `result` and `errors` included; parts may be `orjson.Fragment`.
    """
    metadata: Mapping[str, Any] = operation["metadata"]
    data: dict[str, object] = {"event_id": encode(Prefix.EVENT, event_id)}
    data.update((name, operation[name]) for name in THIN_FIELDS)
    data["metadata"] = {name: metadata[name] for name in THIN_METADATA if name in metadata}
    more = {name: operation[name] for name in FULL_FIELDS if name in operation}
    thin = envelope(event_type, timestamp, data)
    if not more:
        return thin, None
    full = envelope(event_type, timestamp, data | more)
    if len(full) > LARGEST_FULL_BYTES:
        full = envelope(event_type, timestamp, data | {"omitted": list(more)})
    return full, thin


def ping(tenant_id: TenantId, subscription_id: SubscriptionId, now: datetime) -> NewEvent:
    """The event of a ping, which goes to this subscription alone."""
    event_id = EventId(uuid7(now))
    data = {
        "event_id": encode(Prefix.EVENT, event_id),
        "subscription_id": encode(Prefix.SUBSCRIPTION, subscription_id),
        "message": "This endpoint can be reached.",
    }
    return NewEvent(
        event_id=event_id,
        tenant_id=tenant_id,
        type=EventType.WEBHOOK_PING.value,
        create_time=now,
        full=envelope(EventType.WEBHOOK_PING.value, now, data),
        only_for=subscription_id,
    )


def sample(
    kind: EventKind,
    tenant_id: TenantId,
    subscription_id: SubscriptionId,
    now: datetime,
    changes: Mapping[str, object],
) -> NewEvent:
    """The example of a type of ours as an event, which goes to this subscription alone.

    It is told by `"test": true` beside `data` and by its source; it names this event and this tenant, and nothing else
    that it names exists. `changes` to its data are a JSON merge patch; a thin body has no part in those of a full one.
    """
    event_id = EventId(uuid7(now))
    of_thin = {name: value for name, value in changes.items() if name not in FULL_FIELDS}
    full, thin = (
        _sample(kind.example_of(form), patch, event_id, tenant_id, now)
        for form, patch in (("full", changes), ("thin", of_thin))
    )
    return NewEvent(
        event_id=event_id,
        tenant_id=tenant_id,
        type=kind.type.value,
        create_time=now,
        full=full,
        thin=None if thin == full else thin,
        source=SAMPLE_SOURCE,
        only_for=subscription_id,
    )


def sample_of_declared(
    event_type: str,
    example: bytes,
    tenant_id: TenantId,
    subscription_id: SubscriptionId,
    now: datetime,
    *,
    changes: Mapping[str, object],
) -> NewEvent:
    """The same of a type that the operator has declared; without `changes` its example is sent byte for byte."""
    data = orjson.dumps(merge(keeping_numbers(example), changes)) if changes else example
    return NewEvent(
        event_id=EventId(uuid7(now)),
        tenant_id=tenant_id,
        type=event_type,
        create_time=now,
        full=_marked(event_type, now, orjson.Fragment(data)),
        source=SAMPLE_SOURCE,
        only_for=subscription_id,
    )


def _marked(event_type: str, now: datetime, data: object) -> bytes:
    return orjson.dumps({"type": event_type, "timestamp": format_time(now), "test": True, "data": data})


def _sample(
    example: Mapping[str, Any], changes: Mapping[str, object], event_id: EventId, tenant_id: TenantId, now: datetime
) -> bytes:
    merged = cast("dict[str, Any]", merge(example["data"], changes))  # of two objects an object
    data = {**merged, "event_id": encode(Prefix.EVENT, event_id)}
    if "tenant_id" in data:
        data["tenant_id"] = tenant_id
    return _marked(example["type"], now, data)


def subscription_event(
    subscription_id: SubscriptionId,
    *,
    event_id: EventId,
    event_type: str,
    timestamp: datetime,
    uri: str,
    reason: str,
    facts: Mapping[str, object] | None = None,
) -> bytes:
    """The body that tells of a subscription (failing, disabled); `facts` adds members such as `failing_since`."""
    data = {
        "event_id": encode(Prefix.EVENT, event_id),
        "subscription_id": encode(Prefix.SUBSCRIPTION, subscription_id),
        "uri": uri,
        "reason": reason,
    }
    return envelope(event_type, timestamp, data | dict(facts or {}))


def delivery_event(delivery: Mapping[str, object], *, event_id: EventId, event_type: str, timestamp: datetime) -> bytes:
    """The body that tells of a dead letter; `delivery` is what the API answers for it, without its attempts."""
    return envelope(event_type, timestamp, {"event_id": encode(Prefix.EVENT, event_id), "delivery": dict(delivery)})
