"""Publishing: events of the operator's own, for one tenant."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

import orjson

from bellhop.api.body.batches import MOST_FAULTS, Judged
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.worker.events_wire import (
    LARGEST_DATA_BYTES,
    PUBLICATION,
    PublishedEventIn,
    PublishIn,
    PublishOut,
    invalid_to_json,
    published_to_json,
)
from bellhop.domain.event import NewEvent
from bellhop.domain.event_type import fault_of_published
from bellhop.domain.payloads import envelope
from bellhop.errors import Fault, InvalidInputError
from bellhop.ids import EventId, uuid7

_LARGEST_PUBLICATION_BYTES = 4 << 20
_MICROSECOND = timedelta(microseconds=1)
_NO_KEY = "Events take no `Idempotency-Key`: give each an `id` of your own, and the same again delivers nothing twice."


@Terms(
    "Publish events",
    body=PublishIn,
    batch=PUBLICATION,
    answers={202: PublishOut},
    problems=(422,),
    limit_bytes=_LARGEST_PUBLICATION_BYTES,
    no_key=_NO_KEY,
)
async def publish(call: Call) -> Answer:
    """Tell the tenant's subscriptions something of the operator's own, through the same pipeline as a job's end.

    Each event is judged by itself. Where none can be published the answer is 422 and nothing has happened.
    """
    given: list[Judged[PublishedEventIn]] = call.body
    now = call.services.clock.now()
    events: list[NewEvent] = []
    faults: list[Sequence[Fault]] = []
    for index, judged in enumerate(given):
        data = judged.own.get("data", b"")
        found = judged.faults if judged.item is None else _faults_of(judged.item, data, index)
        faults.append(found)
        if judged.item is not None and not found:
            create_time = now + index * _MICROSECOND  # so that ids sort as they were given
            events.append(_new_event(call, judged.item, data, EventId(uuid7(create_time)), now))
    if not events:
        raise InvalidInputError(faults=list(chain.from_iterable(faults))[:MOST_FAULTS])
    published = iter(await call.services.publisher.publish(call.tenant_id, events))
    return Answer(
        202, {"events": [invalid_to_json(each) if each else published_to_json(next(published)) for each in faults]}
    )


def _faults_of(given: PublishedEventIn, data: bytes, index: int) -> list[Fault]:
    """What is wrong with an event of the right shape."""
    faults = []
    sentence = fault_of_published(given.type)
    if sentence is not None:
        faults.append(Fault(f"/events/{index}/type", "bad-event-type", sentence))
    if len(data) > LARGEST_DATA_BYTES:
        message = f"The data of an event is at most {LARGEST_DATA_BYTES} bytes."
        faults.append(Fault(f"/events/{index}/data", "too-large", message))
    return faults


def _new_event(call: Call, given: PublishedEventIn, data: bytes, event_id: EventId, now: datetime) -> NewEvent:
    return NewEvent(
        event_id=event_id,
        tenant_id=call.tenant_id,
        type=given.type,
        create_time=now,
        full=envelope(given.type, now, orjson.Fragment(data)),
        labels=given.labels,
        publish_id=given.id,
        traceparent=call.traceparent,
    )
