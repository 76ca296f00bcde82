"""Events over HTTP: what happened to a tenant, why each subscription did or did not get it, and publishing more."""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import orjson
from asyncpg import Record

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import MAX_PAGE_BYTES, PAGE_ROOM_BYTES, Collection, Serialize, page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.events_wire import EventOut, EventsOut, EventsQuery, ledger_to_json, to_json, whole_to_json
from bellhop.domain.event import FeedPosition
from bellhop.domain.filter import Field, FieldType
from bellhop.domain.paging import page_size
from bellhop.errors import BadRequestError, NotFoundError
from bellhop.ids import EventId, Prefix, decode, encode
from bellhop.store import events as store
from bellhop.store.events import to_event
from bellhop.store.queries import load

_READ_AT_ONCE = 200
_WHOLE_READ_AT_ONCE = 4
_POSITION = re.compile(r"([0-7]?[0-9a-f]{1,15})-(.+)")
_LATEST = "latest"
_NO_EVENT = EventId(UUID(int=0))

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


@Terms("List events, or follow them (`after`)", query=EventsQuery, filters=EVENTS.fields, answers={200: EventsOut})
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
        return await page(call, EVENTS, cell, (call.tenant_id,), serialize=lambda row: to_json(to_event(row)))

    async def with_payloads(rows: Sequence[Record]) -> Serialize:
        async with cell.connection() as connection:
            bodies = await store.bodies(connection, [(call.tenant_id, EventId(row["event_id"])) for row in rows])
        return lambda row: whole_to_json(to_event(row), bodies)

    return await page(call, WHOLE_EVENTS, cell, (call.tenant_id,), enrich=with_payloads, variant=query.view)


@Terms("Get an event with its ledger", answers={200: EventOut, 304: None}, problems=(404,))
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
    return Answer(body=whole_to_json(event, bodies)).with_digest()


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
                result = orjson.dumps(whole_to_json(event, bodies) if whole else to_json(event) | ledger_to_json(event))
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
