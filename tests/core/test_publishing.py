import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core.publishing import Published, Publisher
from bellhop.core.registry import RegistryCache
from bellhop.domain.event import NewEvent
from bellhop.domain.event_filter import parse_filter
from bellhop.ids import EventId, TenantId, uuid7
from bellhop.runtime.coalescer import Flight
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests.cells import home


@dataclass
class Press:
    """A publisher, and what it takes to publish."""

    publisher: Publisher
    cell: Database
    clock: ManualClock

    def event(self, publish_id: str | None = None, *, tenant_id: str = "acme") -> NewEvent:
        now = self.clock.now()
        return NewEvent(
            event_id=EventId(uuid7(now)),
            tenant_id=TenantId(tenant_id),
            type="design.created",
            create_time=now,
            full=b"{}",
            publish_id=publish_id,
        )

    async def publish(self, *events: NewEvent) -> Sequence[Published]:
        return await self.publisher.publish(events[0].tenant_id, events)

    async def count(self) -> int:
        count: int = (await self.cell.fetch("SELECT count(*) FROM events"))[0][0]
        return count


@pytest.fixture
async def press(store: Store, clock: ManualClock) -> AsyncIterator[Press]:
    publisher = Publisher(store, registry=RegistryCache(parse_filter), wakeups=Wakeups(), clock=clock)
    store.place({TenantId(name): home(store).cell for name in ("acme", "t0", "t1", "t2")})
    yield Press(publisher, home(store), clock)
    await publisher.close()


async def test_callers_who_come_together_each_get_their_own_events(press: Press) -> None:
    publications = [[press.event(tenant_id=f"t{n % 3}") for _ in range(3)] for n in range(40)]

    answers = await asyncio.gather(*(press.publish(*each) for each in publications))

    for events, published in zip(publications, answers, strict=True):
        assert [each.event_id for each in published] == [each.event_id for each in events]
        assert not any(each.duplicate for each in published)
    assert await press.count() == 120


async def test_fifty_callers_with_one_id_publish_one_event(press: Press) -> None:
    answers = await asyncio.gather(*(press.publish(press.event("the-same")) for _ in range(50)))

    assert len({published.event_id for (published,) in answers}) == 1
    assert sum(not published.duplicate for (published,) in answers) == 1
    assert await press.count() == 1


async def test_two_processes_with_one_id_publish_one_event(press: Press, store: Store) -> None:
    other = Publisher(store, registry=RegistryCache(parse_filter), wakeups=Wakeups(), clock=press.clock)
    ids = [str(number) for number in range(20)]

    async def all_from(publisher: Publisher, order: Sequence[str]) -> dict[str, EventId]:
        events = [press.event(each) for each in order]
        published = await publisher.publish(TenantId("acme"), events)
        return {each.publish_id or "": each.event_id for each in published}

    first, second = await asyncio.gather(all_from(press.publisher, ids), all_from(other, ids[::-1]))
    await other.close()

    assert first == second
    assert await press.count() == 20


async def test_a_flight_that_may_have_arrived_is_not_written_twice(press: Press) -> None:
    plain, named = press.event(), press.event("a")
    (first,) = await press.publisher._carry(press.cell, Flight([[plain, named]]))

    (again,) = await press.publisher._carry(press.cell, Flight([[plain, named]], repeated=True))

    assert again == first
    assert await press.count() == 2


async def test_one_event_that_cannot_be_written_fails_alone(press: Press) -> None:
    twin = press.event()
    await press.publish(twin)

    answers = await asyncio.gather(
        *(press.publish(press.event()) for _ in range(5)), press.publish(twin), return_exceptions=True
    )

    assert not any(isinstance(each, BaseException) for each in answers[:5])
    assert await press.count() == 6


async def test_an_id_is_free_again_after_a_day(press: Press) -> None:
    (first,) = await press.publish(press.event("a"))
    press.clock.move(timedelta(hours=24))

    (second,) = await press.publish(press.event("a"))

    assert second.event_id != first.event_id
    assert await press.count() == 2
