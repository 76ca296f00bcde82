"""Bodies are read once for all who are told of an event, kept within bounds, and not for long."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bellhop.clock import SystemClock
from bellhop.core.bodies import Bodies
from bellhop.domain.delivery import DeliveryLease
from bellhop.ids import EventId
from bellhop.store import claims, events
from bellhop.store.claims import BEGINNING, LaneAsk
from bellhop.store.store import Store
from tests.counting import count_readings
from tests.world import World
from tests.world import world as make_world


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events each reading was for."""
    return count_readings(monkeypatch, events, "bodies")


async def leases(world: World, *, events: int, subscriptions: int = 1) -> list[DeliveryLease]:
    """Events of some 50 bytes each, claimed for all subscriptions, those of one lane after those of another."""
    made = [await world.subscribe(f"http://127.0.0.1:9/{number}") for number in range(subscriptions)]
    for number in range(events):
        await world.publish(data=number)
    asks = [LaneAsk(each.tenant_id, each.subscription_id, BEGINNING, 100) for each in made]
    async with world.database.connection() as connection:
        claimed = await claims.claim(connection, asks, token=uuid.uuid4(), lease=timedelta(minutes=1))
    return sorted(claimed, key=lambda lease: lease.subscription_id.int)


async def load(world: World, bodies: Bodies, held: Sequence[DeliveryLease]) -> set[EventId]:
    found = await bodies.load(world.database, held)
    assert all(found[each].event_id == each for each in found)
    return set(found)


async def test_an_event_of_many_subscriptions_is_read_once(world: World, readings: list[int]) -> None:
    held = await leases(world, events=3, subscriptions=4)
    bodies = Bodies()
    assert len({lease.event_id for lease in held}) == 3
    for start in range(0, 12, 3):
        assert len(await load(world, bodies, held[start : start + 3])) == 3
    assert readings == [3]


async def test_an_event_that_is_gone_is_absent_and_asked_for_again(world: World, readings: list[int]) -> None:
    held = await leases(world, events=2)
    await world.database.execute("DELETE FROM events WHERE event_id = $1", held[0].event_id)
    bodies = Bodies()
    for _ in range(2):
        assert await load(world, bodies, held) == {held[1].event_id}
    assert readings == [2, 1]


async def test_bodies_are_kept_for_a_while_and_within_bounds(world: World, readings: list[int]) -> None:
    held = await leases(world, events=4)
    for bodies, pause_seconds in ((Bodies(kept_seconds=0.05), 0.1), (Bodies(kept_bytes=100), 0.0)):
        readings.clear()
        await load(world, bodies, held)
        await asyncio.sleep(pause_seconds)
        assert len(await load(world, bodies, held)) == 4
        assert readings[0] == 4
        assert 2 <= readings[1] <= 4
