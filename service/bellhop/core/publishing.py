"""Publishing events of the operator's own: many callers in one transaction, each id of a caller taken once.

A caller's id is kept for 24 hours: the same again answers the event that it named first, and delivers nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import asyncpg

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core import outbox
from bellhop.core.flights import ENOUGH, judge, lock_wait
from bellhop.core.registry import RegistryCache
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.domain.event import Event, NewEvent
from bellhop.ids import EventId, TenantId
from bellhop.runtime.coalescer import Coalescers, Flight
from bellhop.runtime.slots import Reservation, Slots
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import events as store
from bellhop.store.database import Database
from bellhop.store.events import PublishId
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection


_LANE_WAIT = timedelta(milliseconds=100)
_PASSES_SECONDS = 5.0

Publication = Sequence[NewEvent]
"""What one caller publishes, of one tenant; answered event by event, in order."""


class Published(NamedTuple):
    """One event as it stands; `duplicate` when the caller's id named it before."""

    event_id: EventId
    type: str
    create_time: datetime
    publish_id: str | None
    duplicate: bool


class Publisher:
    """Publishes events, those of callers who come together in one transaction. `close` when done."""

    def __init__(
        self, store: Store, *, registry: RegistryCache, wakeups: Wakeups, clock: Clock, slots: Slots | None = None
    ) -> None:
        self._store = store
        self._registry = registry
        self._wakeups = wakeups
        self._clock = clock
        self._slots = slots or Slots()
        self._passes_until: dict[Database, float] = {}
        self._flights: Coalescers[Database, Publication, Sequence[Published]] = Coalescers(
            self._carry, remedy=judge, size=len, enough=ENOUGH
        )

    async def publish(self, tenant_id: TenantId, events: Publication) -> Sequence[Published]:
        """Write the tenant's events and their deliveries; returns when they are committed."""
        return await self._flights.at(self._store.cell_of(tenant_id)).submit(events)

    async def close(self) -> None:
        """Take no more and wait until all that was taken is answered."""
        await self._flights.close()

    async def _carry(self, cell: Database, flight: Flight[Publication]) -> list[Sequence[Published]]:
        events = [event for publication in flight.items for event in publication]
        now = self._clock.now()
        stands: Mapping[EventId, NewEvent | Event] = {event.event_id: event for event in events}
        with self._slots.reserving(cell) as slots:
            hints = None
            if not flight.repeated and not any(event.publish_id for event in events):
                hints = await self._publish_at_once(cell, events, slots, now)
            if hints is None:
                async with cell.transaction(lock_wait=lock_wait(alone=flight.alone)) as connection:
                    first = await _first_of(connection, events, now)
                    fresh = await _fresh(connection, events, first, repeated=flight.repeated)
                    hints = await outbox.publish(connection, self._registry, fresh, now=now, slots=slots)
                    stands = await _standing(connection, events, first)
            await slots.send()
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
        return [[_published(event, stands[event.event_id]) for event in publication] for publication in flight.items]

    async def _publish_at_once(
        self, cell: Database, events: Sequence[NewEvent], slots: Reservation, now: datetime
    ) -> list[LaneHint] | None:
        """Write in turn with the others who hold the lanes, a few milliseconds each; past them where that takes long.

        Somebody who holds a lane for long, frozen in the middle, would otherwise hold up the events of all.
        """
        if monotonic_seconds() >= self._passes_until.get(cell, 0.0) and not await cell.is_spread():
            try:
                async with cell.connection() as connection:
                    return await outbox.publish_at_once(
                        connection, self._registry, events, now=now, slots=slots, lane_wait=_LANE_WAIT
                    )
            except asyncpg.LockNotAvailableError:
                slots.release()
                self._passes_until[cell] = monotonic_seconds() + _PASSES_SECONDS
        async with cell.connection() as connection:
            return await outbox.publish_at_once(connection, self._registry, events, now=now, slots=slots)


async def _fresh(
    connection: "Connection", events: Sequence[NewEvent], first: dict[EventId, EventId], *, repeated: bool
) -> list[NewEvent]:
    """The events that nobody has written; a flight that may have arrived before looks first."""
    fresh = [event for event in events if first.get(event.event_id, event.event_id) == event.event_id]
    if repeated:
        there = await store.load(connection, [(event.tenant_id, event.event_id) for event in fresh])
        fresh = [event for event in fresh if event.event_id not in there]
    return fresh


async def _first_of(connection: "Connection", events: Sequence[NewEvent], now: datetime) -> dict[EventId, EventId]:
    """For each event with a caller's id the event that this id names: itself, or one that was published before."""
    wanted: dict[tuple[TenantId, str], PublishId] = {}
    for event in events:
        if event.publish_id is not None:
            key = (event.tenant_id, event.publish_id)
            wanted.setdefault(key, PublishId(event.tenant_id, event.publish_id, event.event_id))
    if not wanted:
        return {}
    taken = await store.reserve_publish_ids(connection, list(wanted.values()), now=now)
    named = {key: each.event_id for key, each in wanted.items() if each.event_id in taken}
    named |= await store.published(connection, [key for key in wanted if key not in named])
    return {
        event.event_id: named[event.tenant_id, event.publish_id] for event in events if event.publish_id is not None
    }


async def _standing(
    connection: "Connection", events: Sequence[NewEvent], first: dict[EventId, EventId]
) -> dict[EventId, NewEvent | Event]:
    """For each event of this flight the one that stands for it: itself, or the one that its id named before."""
    stands: dict[EventId, NewEvent | Event] = {event.event_id: event for event in events}
    earlier = [(event.tenant_id, first[event.event_id]) for event in events if event.event_id in first]
    missing = [each for each in earlier if each[1] not in stands]
    known = await store.load(connection, missing) if missing else {}
    named: dict[EventId, NewEvent | Event] = {**stands, **known}
    return {event_id: named.get(first.get(event_id, event_id), event) for event_id, event in stands.items()}


def _published(event: NewEvent, stands: NewEvent | Event) -> Published:
    return Published(
        event_id=stands.event_id,
        type=stands.type,
        create_time=stands.create_time,
        publish_id=event.publish_id,
        duplicate=stands.event_id != event.event_id,
    )
