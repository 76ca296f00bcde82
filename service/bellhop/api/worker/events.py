"""Publishing: events of the operator's own, for one tenant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

import orjson

from bellhop.api.body.batches import MOST_FAULTS, Judged
from bellhop.api.body.turn import Turn
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
from bellhop.domain.declared_type import Validation
from bellhop.domain.event import NewEvent
from bellhop.domain.event_type import fault_of_published
from bellhop.domain.payloads import envelope
from bellhop.errors import Fault, InvalidInputError
from bellhop.ids import EventId, uuid7
from bellhop.log import get_logger
from bellhop.metrics import EVENTS_UNFIT

_LARGEST_PUBLICATION_BYTES = 4 << 20
log = get_logger("api")

_MICROSECOND = timedelta(microseconds=1)
_NO_KEY = "Events take no `Idempotency-Key`: give each an `id` of your own, and the same again delivers nothing twice."


@Terms(
    "Publish events",
    body=PublishIn,
    batch=PUBLICATION,
    answers={202: PublishOut},
    problems=(422,),
    limit_bytes=_LARGEST_PUBLICATION_BYTES,
    makes_deliveries=True,
    no_key=_NO_KEY,
)
async def publish(call: Call) -> Answer:
    """Tell the tenant's subscriptions something of the operator's own, through the same pipeline as a job's end.

    Each event is judged by itself. Where none can be published the answer is 422 and nothing has happened.
    """
    given: list[Judged[PublishedEventIn]] = call.body
    call.services.backpressure.took(call.tenant_id, len(given))
    now, turn = call.services.clock.now(), Turn()
    declared = await call.services.event_types.names()
    events: list[NewEvent] = []
    judged: list[_Verdict] = []
    for index, each in enumerate(given):
        data = each.own.get("data", b"")
        verdict = _Verdict(each.faults if each.item is None else _faults_of(each.item, data, index))
        if each.item is not None and not verdict.faults and each.item.type in declared:
            named = sum(len(one.faults) + len(one.warnings) for one in judged)
            verdict = await _judge(call, each.item, data, index, most=max(1, MOST_FAULTS - named))
            await turn.leave()
        judged.append(verdict)
        if each.item is not None and not verdict.faults:
            create_time = now + index * _MICROSECOND  # so that ids sort as they were given
            events.append(_new_event(call, each.item, data, EventId(uuid7(create_time)), now, verdict))
    if not events:
        raise InvalidInputError(faults=list(chain.from_iterable(each.faults for each in judged))[:MOST_FAULTS])
    published = iter(await call.services.publisher.publish(call.tenant_id, events))
    answers = [
        invalid_to_json(each.faults) if each.faults else published_to_json(next(published), each.warnings)
        for each in judged
    ]
    return Answer(202, {"events": answers})


class _Verdict(NamedTuple):
    """What is wrong with an event so that it cannot be, or what is only told; and the schema of its type."""

    faults: Sequence[Fault] = ()
    warnings: Sequence[Fault] = ()
    data_schema: str | None = None
    fits_schema: bool | None = None


async def _judge(call: Call, given: PublishedEventIn, data: bytes, index: int, *, most: int) -> _Verdict:
    """What is to be said of the data of a declared type; at most so many faults are named."""
    declared = await call.services.event_types.find(given.type)
    if declared is None:  # ended meanwhile
        return _Verdict()
    if declared.validation is Validation.OFF:
        return _Verdict(data_schema=declared.schema_uri)
    judgement = await call.services.event_types.judge(call.tenant_id, declared, data)
    found = [replace(fault, pointer=f"/events/{index}/data{fault.pointer}") for fault in judgement.faults[:most]]
    if found and declared.validation is Validation.REJECT:
        return _Verdict(found)
    if found:
        EVENTS_UNFIT.inc()
        log.warning("event.unfit", tenant_id=call.tenant_id, event_type=given.type, pointer=found[0].pointer)
    return _Verdict((), found, declared.schema_uri, not found)


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


def _new_event(  # noqa: PLR0917 - an event has that many sources
    call: Call, given: PublishedEventIn, data: bytes, event_id: EventId, now: datetime, verdict: _Verdict
) -> NewEvent:
    return NewEvent(
        event_id=event_id,
        tenant_id=call.tenant_id,
        type=given.type,
        create_time=now,
        full=envelope(given.type, now, orjson.Fragment(data)),
        labels=given.labels,
        publish_id=given.id,
        traceparent=call.traceparent,
        data_schema=verdict.data_schema,
        fits_schema=verdict.fits_schema,
    )
