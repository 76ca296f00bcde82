"""Events: what happened to a tenant, and why each subscription did or did not get it."""

import re
from collections.abc import Sequence
from contextlib import aclosing
from uuid import UUID

import orjson

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import MAX_PAGE_BYTES, PAGE_ROOM_BYTES, ToJson, enriched_page, page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.events_wire import EventOut, EventsOut, EventsQuery, ledger_to_json, to_json, whole_to_json
from bellhop.core.lists import EVENT_FIELDS
from bellhop.domain.event import Event, FeedPosition
from bellhop.domain.paging import page_size
from bellhop.errors import BadRequestError
from bellhop.ids import EventId, Prefix, decode, encode

_POSITION = re.compile(r"(?:([1-9][0-9]{0,3})\.)?([0-7]?[0-9a-f]{1,15})-(.+)")
_LATEST = "latest"
_NO_EVENT = EventId(UUID(int=0))


@Terms("List events, or follow them (`after`)", query=EventsQuery, filters=EVENT_FIELDS, answers={200: EventsOut})
async def list_all(call: Call) -> Answer:
    """The tenant's events: a list, or the polling feed."""
    query: EventsQuery = call.query
    if query.after is not None:
        if query.filter or query.page_token:
            detail = "`after` is the polling feed; it takes neither `filter` nor `page_token`."
            raise BadRequestError(detail)
        return await _feed(call, query.after)
    tenant_id, services = call.tenant_id, call.services
    if query.view == "basic":
        return await page(call, services.lists.events(tenant_id, whole=False), to_json)

    async def with_bodies(events: Sequence[Event]) -> ToJson[Event]:
        bodies = await services.history.bodies(tenant_id, [event.event_id for event in events])
        return lambda event: whole_to_json(event, bodies.get(event.event_id))

    return await enriched_page(call, services.lists.events(tenant_id, whole=True), with_bodies, variant=query.view)


@Terms("Get an event with its ledger", answers={200: EventOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One event with its payload and, for every subscription, why it did or did not get it."""
    event, body = await call.services.history.event(call.tenant_id, EventId(call.id("event_id", Prefix.EVENT)))
    return Answer(body=whole_to_json(event, body)).with_digest()


async def _feed(call: Call, after: str) -> Answer:
    """Events in the order of the commits; what commits late is served late, and never skipped."""
    query: EventsQuery = call.query
    history, whole = call.services.history, query.view == "full"
    limit = page_size(query.max_page_size)
    await call.place.take(PAGE_ROOM_BYTES)
    shifts = call.tenant.feed_shifts
    if after == _LATEST:
        return _fed([], FeedPosition(await history.end_of_feed(call.tenant_id), _NO_EVENT, len(shifts)))
    position = _read_position(after, most=len(shifts)).now(shifts)
    results: list[bytes] = []
    room = MAX_PAGE_BYTES
    async with aclosing(history.feed(call.tenant_id, position, limit=limit, whole=whole)) as events:
        async for event, body in events:
            result = orjson.dumps(whole_to_json(event, body) if whole else to_json(event) | ledger_to_json(event))
            room -= len(result)
            if room < 0 and results:
                break
            results.append(result)
            position = FeedPosition(event.transaction_id, event.event_id, len(shifts))
    return _fed(results, position)


def _fed(results: Sequence[bytes], position: FeedPosition) -> Answer:
    """A page of the feed, and where the next one begins."""
    return Answer(
        body={"results": [orjson.Fragment(each) for each in results], "next_after": _write_position(position)}
    )


def _write_position(position: FeedPosition) -> str:
    era = f"{position.era}." if position.era else ""
    return f"{era}{position.transaction_id:x}-{encode(Prefix.EVENT, position.event_id)}"


def _read_position(text: str, *, most: int) -> FeedPosition:
    """The position of a feed, of the era `most` at the latest; raises `BadRequestError` for what is none."""
    if not text:
        return FeedPosition(0, _NO_EVENT, most)
    found = _POSITION.fullmatch(text)
    event = None if found is None else decode(Prefix.EVENT, found[3])
    era = int(found[1] or 0) if found is not None else 0
    if found is None or event is None or era > most:
        detail = "`after` is the `next_after` of an earlier answer, or empty to begin with the oldest event."
        raise BadRequestError(detail)
    return FeedPosition(int(found[2], 16), EventId(event), era)
