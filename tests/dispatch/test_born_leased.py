"""Deliveries that are born leased: sent right after the commit that made them, and lost by nobody."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bellhop.core import publishing
from bellhop.core.leases import rescue
from bellhop.core.publishing import Publisher
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.domain.lateness import LateTenant
from bellhop.domain.subscription import Ordering, Subscription
from bellhop.metrics import REGISTRY
from bellhop.runtime.wakeup import Topic
from bellhop.store import attempts, claims, events, outbox, records
from tests.counting import count_readings
from tests.dispatch.engines import running, write
from tests.receiver import Receiver, busy
from tests.running import eventually
from tests.world import ACME, World, someone_waits


async def publish(world: World, count: int = 1) -> list[LaneHint]:
    """Publish as the API does; returns the hints of what was not born leased."""
    with world.slots.reserving(world.database) as slots:
        hints = await write(world, slots, count)
        await slots.send()
    return hints


async def states(world: World) -> Sequence[DeliveryState]:
    return [each.state for each in await world.everything()]


async def test_beside_an_idle_engine_it_is_sent_without_a_claim(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = count_readings(monkeypatch, claims, "claim")
    await world.subscribe(endpoint.url())
    async with running(world):
        hints = await publish(world)
        await endpoint.expect(1)
    assert hints == []
    assert await states(world) == [DeliveryState.DELIVERED]
    assert claimed == []
    await world.check_invariants()


async def test_the_door_hears_of_it_with_what_was_sent(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenant that is late publishes no slower than its deliveries leave, however they do."""
    monkeypatch.setattr(Agenda, "take_starved", lambda _: {ACME})
    await world.subscribe(endpoint.url())
    async with running(world):
        with world.wakeups.watch(Topic.DELIVERIES_LATE) as watch:
            assert await publish(world, 5) == []
            await endpoint.expect(5)

            async def is_told() -> bool:
                told = [LateTenant.decode(key) for key in await watch.wait(1)]
                return any(each and each.tenant_id == ACME and each.sent_per_second > 0 for each in told)

            await eventually(is_told)


async def test_the_gauge_falls_when_what_was_born_is_recorded(world: World, endpoint: Receiver) -> None:
    """It was set only when something began: a worker that then had nothing to do told of its last rush for ever."""
    await world.subscribe(endpoint.url())
    async with running(world) as dispatcher:
        await publish(world, 5)
        await endpoint.expect(5)
    assert dispatcher.in_flight == 0
    assert REGISTRY.get_sample_value("bellhop_deliveries_in_flight") == 0


async def test_a_lane_gives_birth_to_no_more_than_it_has_room_for(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url(), max_in_flight=2)
    async with running(world) as dispatcher:
        hints = await publish(world, 5)
        assert len(hints) == 3
        dispatcher.offer(hints)
        await endpoint.expect(5)
    assert await states(world) == [DeliveryState.DELIVERED] * 5
    await world.check_invariants()


@pytest.mark.parametrize(
    ("policy", "lane"),
    [
        ({"ordering": Ordering.FIFO}, None),
        ({"rate_per_second": 5.0}, None),
        ({}, "enabled = false"),
        ({}, "open_time = now(), probe_time = now() + interval '1 minute', failures = 10"),
        ({}, "paused_until = now() + interval '1 minute', paused_time = now(), paused_status = 429"),
    ],
)
async def test_what_is_limited_in_another_way_waits_to_be_claimed(
    world: World, endpoint: Receiver, policy: dict[str, Any], lane: str | None
) -> None:
    await world.subscribe(endpoint.url(), **policy)
    if lane is not None:
        await world.database.execute(f"UPDATE lanes SET {lane}")
    async with running(world):
        with world.slots.reserving(world.database) as slots:
            hints = await write(world, slots)
    assert len(hints) == 1


async def test_a_lane_that_somebody_holds_is_not_waited_for(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    async with running(world), world.database.transaction() as other:
        await other.fetch("SELECT FROM lanes FOR UPDATE")
        hints = await publish(world)
        assert len(hints) == 1


@pytest.fixture
async def publisher(world: World) -> AsyncIterator[Publisher]:
    made = Publisher(world.store, registry=world.registry, wakeups=world.wakeups, clock=world.clock, slots=world.slots)
    yield made
    await made.close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How long each writing of events may wait for a lane; None: it passes by what is held."""
    seen: list[object] = []
    writes = outbox.write

    async def note(*arguments: Any, **options: Any) -> Any:
        seen.append(options["lane_wait"])
        return await writes(*arguments, **options)

    monkeypatch.setattr(outbox, "write", note)
    return seen


async def warm(world: World, publisher: Publisher, dispatcher: Dispatcher) -> None:
    """Publish once, so that the registry is in memory, and let that be over."""
    await publisher.publish(ACME, [world.event({"number": 0})])

    async def is_over() -> bool:
        return not dispatcher.in_flight and await states(world) == [DeliveryState.DELIVERED]

    await eventually(is_over)


@contextlib.asynccontextmanager
async def held(world: World, subscription: Subscription) -> AsyncIterator[None]:
    """Somebody else holds the lane."""
    async with world.database.transaction() as holding:
        await records.lock_lanes(holding, {(ACME, subscription.subscription_id)})
        yield


@pytest.mark.usefixtures("plain_postgres")
async def test_a_publisher_waits_its_turn_for_a_lane_and_its_delivery_is_born(
    world: World, endpoint: Receiver, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, waits: list[object]
) -> None:
    monkeypatch.setattr(publishing, "_LANE_WAIT", timedelta(seconds=20))
    subscription = await world.subscribe(endpoint.url())
    async with running(world) as dispatcher:
        await warm(world, publisher, dispatcher)
        claimed = count_readings(monkeypatch, claims, "claim")
        async with held(world, subscription):
            waiting = asyncio.create_task(publisher.publish(ACME, [world.event({"number": 1})]))
            await eventually(lambda: someone_waits(world.database))
        await waiting
        await endpoint.expect(2)
    assert waits[-1] == timedelta(seconds=20)
    assert claimed == []


@pytest.mark.usefixtures("plain_postgres")
async def test_who_holds_a_lane_for_long_holds_up_no_publisher_but_the_first(
    world: World, endpoint: Receiver, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, waits: list[object]
) -> None:
    monkeypatch.setattr(publishing, "_PASSES_SECONDS", 60.0)
    subscription = await world.subscribe(endpoint.url())
    async with running(world) as dispatcher:
        await warm(world, publisher, dispatcher)
        waits.clear()
        async with held(world, subscription):
            for number in (1, 2):
                async with asyncio.timeout(10):
                    await publisher.publish(ACME, [world.event({"number": number})])
            assert waits == [timedelta(milliseconds=100), None, None]
            assert dispatcher.in_flight == 0  # the slot that was kept for it is free again
        await endpoint.expect(3)
    await world.check_invariants()


async def test_what_found_its_lane_held_is_claimed_without_reading_its_event(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = count_readings(monkeypatch, events, "bodies")
    subscription = await world.subscribe(endpoint.url())
    async with running(world) as dispatcher:
        async with world.database.transaction() as holding:
            await records.lock_lanes(holding, {(ACME, subscription.subscription_id)})
            hints = await publish(world, 3)
        assert len(hints) == 3
        dispatcher.offer(hints)
        await endpoint.expect(3)
    assert sorted(each.json()["data"]["number"] for each in endpoint.requests) == [0, 1, 2]
    assert read == []


async def test_a_transaction_that_fails_frees_its_slots(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    async with running(world, slots=8) as dispatcher:
        for _ in range(20):
            with world.slots.reserving(world.database) as slots, contextlib.suppress(ZeroDivisionError):
                await write(world, slots, fail=True)
            assert dispatcher.in_flight == 0
    assert await states(world) == []


async def test_without_an_engine_everything_waits(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    assert len(await publish(world, 2)) == 2
    await world.dispatcher().run_once()
    assert await states(world) == [DeliveryState.DELIVERED] * 2


async def test_a_crash_after_the_commit_is_an_ordinary_lost_lease(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    async with running(world):
        with world.slots.reserving(world.database) as slots:
            assert await write(world, slots) == []  # and nobody sends it
    later = world.clock.now() + timedelta(seconds=61)
    (hint,) = await rescue(world.database, world.registry, now=later)
    await world.make_due()
    await world.dispatcher().run_once()
    assert await states(world) == [DeliveryState.DELIVERED]
    async with world.database.connection() as connection:
        tries = await attempts.of_delivery(connection, ACME, hint.delivery_id)
    assert [(each.number, each.outcome, each.lease_lost) for each in sorted(tries, key=lambda each: each.number)] == [
        (1, "lease_lost", True),
        (2, "delivered", False),
    ]
    await world.check_invariants()


async def test_an_engine_that_stops_gives_back_what_is_born_late(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    async with running(world) as dispatcher:
        with world.slots.reserving(world.database) as slots:
            assert await write(world, slots) == []
            dispatcher.stop()
            await slots.send()
    assert endpoint.requests == []
    assert await states(world) == [DeliveryState.PENDING]
    await world.check_invariants()


async def test_a_failure_of_what_was_born_leased_is_tried_again(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    endpoint.script("/hook", busy())
    async with running(world):
        await publish(world)
        await endpoint.expect(1)
    (delivery,) = await world.everything()
    assert (delivery.state, delivery.reason, delivery.tries) == (DeliveryState.PENDING, "retrying", 1)
    await world.check_invariants()
