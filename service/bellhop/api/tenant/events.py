"""Events over HTTP: what happened to a tenant, why each subscription did or did not get it, and publishing more."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from asyncpg import Record
from pydantic import Field as ModelField

from bellhop.api.body.batches import MOST_FAULTS, Batch, Judged
from bellhop.api.body.models import AnswerModel, FilteredPage, ProblemFault, RequestModel, Text, View, without_absent
from bellhop.api.body.own_members import OwnText
from bellhop.api.edge.auth import WORKER_OF_TENANT, of_tenant
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import MAX_PAGE_BYTES, PAGE_ROOM_BYTES, Collection, Serialize, page
from bellhop.api.edge.routing import Route
from bellhop.clock import format_time
from bellhop.core.publishing import Published
from bellhop.domain.event import Event, EventBody, FeedPosition, NewEvent
from bellhop.domain.event_type import fault_of_published
from bellhop.domain.filter import Field, FieldType
from bellhop.domain.key import Scope
from bellhop.domain.ledger import unpack
from bellhop.domain.paging import page_size
from bellhop.domain.payloads import envelope
from bellhop.errors import BadRequestError, Fault, InvalidInputError, NotFoundError
from bellhop.ids import EventId, Prefix, decode, encode, uuid7
from bellhop.store import events as store
from bellhop.store.events import to_event
from bellhop.store.queries import load

MOST_PUBLISHED = 100
LARGEST_DATA_BYTES = 256 * 1024
_LARGEST_PUBLICATION_BYTES = 4 << 20
_READ_AT_ONCE = 200
_WHOLE_READ_AT_ONCE = 4
_POSITION = re.compile(r"([0-7]?[0-9a-f]{1,15})-(.+)")
_LATEST = "latest"
_MICROSECOND = timedelta(microseconds=1)
_NO_EVENT = EventId(UUID(int=0))
_TAG = "events"

EVENTS = Collection(
    name="events",
    select=load("events")["list"],
    order=("e.event_id",),
    key_types=("uuid",),
    key=lambda row: (row["event_id"],),
    fields={
        "type": Field(FieldType.STRING, "e.type"),
        "job_id": Field(FieldType.ID, "e.job_id", prefix=Prefix.OPERATION),
        "createdTime": Field(FieldType.TIMESTAMP, "e.create_time", id_column="e.event_id"),
    },
)
WHOLE_EVENTS = replace(EVENTS, heavy=True)


LabelName = Annotated[Text, ModelField(min_length=1, max_length=64)]
LabelValue = Annotated[Text, ModelField(max_length=256)]


class EventsQuery(FilteredPage):
    """A list, newest first; or with `after` the polling feed, in the order of the commits."""

    view: View = ModelField("basic", description="`full` adds to each event its payload and its ledger.")
    after: str | None = ModelField(
        default=None,
        max_length=128,
        description="The `next_after` of the answer before; empty: from the oldest event; `latest`: from now on.",
    )


class PublishedEventIn(RequestModel):
    """One event to publish."""

    type: Text = ModelField(description="Such as `design.created`; Bellhop's own types are refused.")
    data: OwnText = ModelField(description="What the webhook carries as `data`; at most 256 KiB.")
    id: Annotated[Text, ModelField(min_length=1, max_length=255)] | None = ModelField(
        default=None, description="Your own id: the same again within 24 hours delivers nothing twice."
    )
    labels: dict[LabelName, LabelValue] = ModelField(
        default_factory=dict, max_length=16, description="What filters of subscriptions can ask for."
    )


class PublishIn(RequestModel):
    """Events to publish, together."""

    events: list[PublishedEventIn] = ModelField(min_length=1, max_length=MOST_PUBLISHED)


PUBLICATION = Batch("events", PublishedEventIn, MOST_PUBLISHED, fewest=1, own=("data",))


class PublishedEventOut(AnswerModel):
    """What became of one event: it happened, its id named an earlier one (which is answered), or it cannot be."""

    status: Literal["accepted", "duplicate", "invalid"]
    id: str | None = ModelField(default=None, description="Absent of an invalid one, as all but `errors`.")
    type: str | None = None
    createdTime: str | None = None  # noqa: N815 - the contract's one camelCase name
    publish_id: str | None = None
    duplicate: bool | None = ModelField(default=None, description="Whether the status is `duplicate`.")
    errors: list[ProblemFault] | None = None


class PublishOut(AnswerModel):
    """The events, in the order in which they were given; at least one of them is not invalid."""

    events: list[PublishedEventOut]


class LedgerEntryOut(AnswerModel):
    """Why one subscription did or did not get the event; `delivered` and `replayed` mean that a delivery was made."""

    subscription_id: str
    reason: str
    delivery_id: str | None = None


class EventOut(AnswerModel):
    """An event; its ledger and payload are in the answer for one event, and in a list with `view=full`."""

    id: str
    type: str
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    publish_id: str | None = None
    job_id: str | None = None
    action: str | None = None
    status: str | None = None
    parent: str | None = None
    labels: dict[str, str]
    delivery_count: int
    ledger: list[LedgerEntryOut] | None = None
    payload: dict[str, Any] | None = ModelField(default=None, description="The body that `payload: full` sends.")
    thin_payload: dict[str, Any] | None = ModelField(
        default=None, description="The body that `payload: thin` sends, where it is another."
    )


class EventsOut(AnswerModel):
    """One page of events."""

    results: list[EventOut]
    next_page_token: str | None = None
    next_after: str | None = None


async def list_all(call: Call) -> Answer:
    """The tenant's events: a list, or the polling feed."""
    query: EventsQuery = call.query
    if query.after is not None:
        if query.filter or query.page_token:
            detail = "`after` is the polling feed; it takes neither `filter` nor `page_token`."
            raise BadRequestError(detail)
        return await _feed(call, query.after)
    cell = call.services.store.cell_of(call.tenant_id)
    if query.view == "basic":
        return await page(call, EVENTS, cell, (call.tenant_id,), serialize=lambda row: _render(to_event(row)))

    async def with_payloads(rows: Sequence[Record]) -> Serialize:
        async with cell.connection() as connection:
            bodies = await store.bodies(connection, [(call.tenant_id, EventId(row["event_id"])) for row in rows])
        return lambda row: _render_whole(to_event(row), bodies)

    return await page(call, WHOLE_EVENTS, cell, (call.tenant_id,), enrich=with_payloads, variant=query.view)


async def get(call: Call) -> Answer:
    """One event with its payload and, for every subscription, why it did or did not get it."""
    value = decode(Prefix.EVENT, call.params["event_id"])
    if value is None:
        raise NotFoundError
    key = (call.tenant_id, EventId(value))
    async with call.services.store.cell_of(call.tenant_id).connection() as connection:
        event = (await store.load(connection, [key])).get(key[1])
        bodies = await store.bodies(connection, [key])
    if event is None or not bodies:
        raise NotFoundError
    return Answer(body=_render_whole(event, bodies)).with_digest()


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
    return Answer(202, {"events": [_invalid(each) if each else _render_published(next(published)) for each in faults]})


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


def _invalid(faults: Sequence[Fault]) -> dict[str, object]:
    errors = [{"pointer": each.pointer, "code": each.code, "message": each.message} for each in faults]
    return {"status": "invalid", "errors": errors}


async def _feed(call: Call, after: str) -> Answer:
    """Events in the order of the commits; what commits late is served late, and never skipped."""
    query: EventsQuery = call.query
    most, whole = page_size(query.max_page_size), query.view == "full"
    at_once = _WHOLE_READ_AT_ONCE if whole else _READ_AT_ONCE
    results: list[bytes] = []
    await call.place.take(PAGE_ROOM_BYTES)
    async with call.services.store.cell_of(call.tenant_id).connection() as connection:
        if after == _LATEST:
            position = FeedPosition(await store.feed_end(connection), _NO_EVENT)
            return _fed(results, position)
        position = _read_position(after)
        room = MAX_PAGE_BYTES
        while len(results) < most:
            asked = min(at_once, most - len(results))
            events = await store.feed(connection, call.tenant_id, position, most=asked)
            keys = [(call.tenant_id, event.event_id) for event in events]
            bodies = await store.bodies(connection, keys) if whole and keys else {}
            for event in events:
                result = orjson.dumps(_render_whole(event, bodies) if whole else _render(event) | _ledger(event))
                room -= len(result)
                if room < 0 and results:
                    return _fed(results, position)
                results.append(result)
                position = FeedPosition(event.transaction_id, event.event_id)
            if len(events) < asked:
                break
    return _fed(results, position)


def _fed(results: Sequence[bytes], position: FeedPosition) -> Answer:
    """A page of the feed, and where the next one begins."""
    return Answer(
        body={"results": [orjson.Fragment(each) for each in results], "next_after": _write_position(position)}
    )


def _write_position(position: FeedPosition) -> str:
    return f"{position.transaction_id:x}-{encode(Prefix.EVENT, position.event_id)}"


def _read_position(text: str) -> FeedPosition:
    """The position of a feed; raises `BadRequestError` for what is none."""
    if not text:
        return FeedPosition(0, _NO_EVENT)
    found = _POSITION.fullmatch(text)
    event = None if found is None else decode(Prefix.EVENT, found[2])
    if found is None or event is None:
        detail = "`after` is the `next_after` of an earlier answer, or empty to begin with the oldest event."
        raise BadRequestError(detail)
    return FeedPosition(int(found[1], 16), EventId(event))


def _render(event: Event) -> dict[str, object]:
    return without_absent(
        {
            "id": encode(Prefix.EVENT, event.event_id),
            "type": event.type,
            "createdTime": format_time(event.create_time),
            "publish_id": event.publish_id,
            "job_id": encode(Prefix.OPERATION, event.job_id) if event.job_id else None,
            "action": event.action or None,
            "status": event.status or None,
            "parent": event.parent if event.job_id else None,
            "labels": dict(event.labels),
            "delivery_count": sum(each.delivery_id is not None for each in unpack(event.ledger)),
        }
    )


def _ledger(event: Event) -> dict[str, object]:
    entries = [
        without_absent(
            {
                "subscription_id": encode(Prefix.SUBSCRIPTION, each.subscription_id),
                "reason": each.verdict.reason,
                "delivery_id": encode(Prefix.DELIVERY, each.delivery_id) if each.delivery_id else None,
            }
        )
        for each in unpack(event.ledger)
    ]
    return {"ledger": entries}


def _render_whole(event: Event, bodies: Mapping[EventId, EventBody]) -> dict[str, object]:
    """An event with its ledger and its payload (none of an event that is dropped at this moment)."""
    body = bodies.get(event.event_id)
    payloads: dict[str, object] = {} if body is None else {"payload": orjson.Fragment(body.full)}
    if body is not None and body.thin is not None:
        payloads["thin_payload"] = orjson.Fragment(body.thin)
    return _render(event) | _ledger(event) | payloads


def _render_published(published: Published) -> dict[str, object]:
    return without_absent(
        {
            "status": "duplicate" if published.duplicate else "accepted",
            "id": encode(Prefix.EVENT, published.event_id),
            "type": published.type,
            "createdTime": format_time(published.create_time),
            "publish_id": published.publish_id,
            "duplicate": published.duplicate,
        }
    )


_NO_KEY = "Events take no `Idempotency-Key`: give each an `id` of your own, and the same again delivers nothing twice."
_COLLECTION = "/v2/tenants/{tenant_id}/events"
_READ = of_tenant(Scope.DELIVERIES_READ)

ROUTES: tuple[Route, ...] = (
    Route(
        "GET", _COLLECTION, list_all, summary="List events, or follow them (`after`)", tag=_TAG, access=_READ,
        query=EventsQuery, filters=EVENTS.fields, answers={200: EventsOut},
    ),
    Route(
        "POST", _COLLECTION, publish, summary="Publish events", tag=_TAG, access=WORKER_OF_TENANT,
        body=PublishIn, batch=PUBLICATION, answers={202: PublishOut}, problems=(422,),
        limit_bytes=_LARGEST_PUBLICATION_BYTES, no_key=_NO_KEY,
    ),
    Route(
        "GET", f"{_COLLECTION}/{{event_id}}", get, summary="Get an event with its ledger", tag=_TAG, access=_READ,
        answers={200: EventOut, 304: None}, problems=(404,),
    ),
)  # fmt: skip
