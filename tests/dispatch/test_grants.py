"""Slots that a lane has granted: nobody waits for its row, its limit holds, and nothing of it is lost."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from bellhop.dispatch import grants, recorder
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.subscription import Subscription
from bellhop.runtime.slots import Slots
from bellhop.store import lane_grants, lanes, records
from bellhop.store.lane_grants import LaneGrant
from tests.counting import count_readings
from tests.dispatch.engines import running, write
from tests.dispatch.granting import BUSY, granted, publish, settled, vouched_for
from tests.receiver import Answer, Receiver
from tests.running import eventually
from tests.world import ACME, World


async def test_what_is_sent_in_granted_slots_leaves_the_lane_alone(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, lane: Subscription
) -> None:
    row = await world.database.fetchrow("SELECT ctid, in_flight, granted FROM lanes")
    async with world.database.transaction() as other:
        await records.lock_lanes(other, {(ACME, lane.subscription_id)})  # nobody who needs the lane goes on
        assert await publish(world, 5) == []
        await endpoint.expect(BUSY + 5)
        await settled(dispatcher)

    assert await world.database.fetchrow("SELECT ctid, in_flight, granted FROM lanes") == row
    assert [each.state for each in await world.everything()] == [DeliveryState.DELIVERED] * (BUSY + 5)
    await world.check_invariants()


async def test_a_lane_with_little_to_do_grants_nothing(
    world: World, endpoint: Receiver, dispatcher: Dispatcher
) -> None:
    await world.subscribe(endpoint.url())
    for number in range(BUSY):
        await publish(world)
        await endpoint.expect(number + 1)
        await dispatcher.grants.end_once()  # a second is over
    assert await granted(world) == {}


async def test_without_a_session_that_vouches_for_it_nothing_is_granted(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    async with running(world):
        await publish(world, 2 * BUSY)
        await endpoint.expect(2 * BUSY)
    assert await granted(world) == {}


@pytest.mark.parametrize(
    "change",
    [
        "max_in_flight = 5",
        "enabled = false",
        "moving = true",
        "rate_per_second = 1",
        "open_time = now(), probe_time = now() + interval '1 minute', failures = 10",
        "paused_until = now() + interval '1 minute', paused_time = now(), paused_status = 429",
    ],
)
async def test_a_lane_that_is_held_back_lets_nothing_leave_in_its_grants(
    world: World, dispatcher: Dispatcher, lane: Subscription, change: str
) -> None:
    await world.database.execute(f"UPDATE lanes SET {change}")
    assert len(await publish(world)) == 1
    await dispatcher.grants.end_once()
    assert await granted(world) == {}
    row = await world.lane(lane)
    assert (row["in_flight"], row["granted"]) == (0, 0)


async def test_a_grant_that_is_not_used_is_given_back(
    world: World, dispatcher: Dispatcher, lane: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lane
    await dispatcher.grants.end_once()
    assert await granted(world)
    monkeypatch.setattr(grants, "_IDLE_SECONDS", 0.0)
    await dispatcher.grants.end_once()
    assert await granted(world) == {}
    await world.check_invariants()


async def test_a_process_that_ends_gives_everything_back(world: World, endpoint: Receiver, home_url: str) -> None:
    await world.subscribe(endpoint.url())
    async with vouched_for(world, home_url):
        await publish(world, BUSY)
        await endpoint.expect(BUSY)
        assert await granted(world)
    assert await granted(world) == {}
    assert await world.database.fetch("SELECT FROM holders") == []
    await world.check_invariants()


async def test_processes_share_what_a_lane_grants(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, lane: Subscription, home_url: str
) -> None:
    other = replace(world, slots=Slots())
    async with vouched_for(other, home_url) as newcomer:

        async def has_given_back() -> bool:
            return await granted(world) == {}

        await eventually(has_given_back)
        for number in (1, 2, 3, 4, 5):
            for at in (world, other):
                await publish(at, 2 * BUSY)
            await endpoint.expect(BUSY + 4 * BUSY * number)
            await settled(dispatcher)
            await settled(newcomer)
        assert await granted(world) == {dispatcher.holder: 12, newcomer.holder: 12}  # half of 50, shared by two
    assert lane
    await world.check_invariants()


async def test_a_lane_is_asked_by_one_statement_at_a_time(
    world: World, endpoint: Receiver, dispatcher: Dispatcher
) -> None:
    await world.subscribe(endpoint.url())
    with world.slots.reserving(world.database) as first, world.slots.reserving(world.database) as second:
        await write(world, first, BUSY)
        await write(world, second, BUSY)
        await first.send()
        await second.send()
    assert await granted(world) == {dispatcher.holder: 10}
    await endpoint.expect(2 * BUSY)


async def test_what_is_under_way_when_a_grant_ends_counts_in_its_lane(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, lane: Subscription
) -> None:
    endpoint.always("/hook", Answer(delay_seconds=1.0))
    await publish(world, 3)
    await endpoint.expect(BUSY + 3)
    assert await health(world, lane) == 3
    holder = dispatcher.holder
    assert holder is not None
    async with world.database.connection() as connection:
        await lane_grants.end(connection, [LaneGrant((ACME, lane.subscription_id), holder)])
    assert (await world.lane(lane))["in_flight"] == 3
    await world.check_invariants()
    await settled(dispatcher)
    assert (await world.lane(lane))["in_flight"] == 0
    await world.check_invariants()


async def health(world: World, lane: Subscription) -> int:
    async with world.database.connection() as connection:
        found = await lanes.health(connection, ACME, [lane.subscription_id])
    return found[lane.subscription_id].in_flight


async def test_failures_in_granted_slots_are_counted_and_tried_again(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, lane: Subscription
) -> None:
    endpoint.script("/hook", Answer(500), Answer(500))
    await publish(world, 2)
    await endpoint.expect(BUSY + 2)
    await settled(dispatcher)
    row = await world.lane(lane)
    assert (row["failures"], row["in_flight"], row["granted"]) == (2, 0, 10)
    await publish(world)  # one that goes well closes what failures have begun
    await endpoint.expect(BUSY + 3)
    await settled(dispatcher)
    assert (await world.lane(lane))["failures"] == 0
    await world.check_invariants()


async def test_the_limit_of_a_lane_holds_for_two_processes_with_grants(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    limit, rounds = 24, 40
    count = 2 * (BUSY + rounds * 7)
    lane = await world.subscribe(endpoint.url(), max_in_flight=limit)
    endpoint.always("/hook", Answer(delay_seconds=0.02))
    other = replace(world, slots=Slots())
    done = asyncio.Event()
    seen: list[asyncpg.Record] = []

    async def watch() -> None:
        while not done.is_set():
            seen.extend(
                await world.database.fetch(
                    "SELECT l.in_flight, l.granted, (SELECT count(*) FROM delivery_lease) AS leases FROM lanes AS l"
                )
            )

    async with vouched_for(world, home_url) as one, vouched_for(other, home_url) as two:
        for at, dispatcher in ((world, one), (other, two)):
            assert await publish(at, BUSY) == []
            await settled(dispatcher)
        assert set(await granted(world)) == {one.holder, two.holder}
        watching = asyncio.create_task(watch())

        async def rush(at: World, dispatcher: Dispatcher) -> None:
            for _ in range(rounds):
                dispatcher.offer(await publish(at, 7))

        await asyncio.gather(rush(world, one), rush(other, two))
        await endpoint.expect(count, timeout_seconds=60)
        done.set()
        await watching
        await settled(one)
        await settled(two)
        assert await world.lane(lane)

    assert limit // 2 < endpoint.most_at_once <= limit
    assert max(each["in_flight"] + each["granted"] for each in seen) <= limit
    states = [each.state for each in await world.everything()]
    assert states == [DeliveryState.DELIVERED] * count
    assert len(endpoint.requests) == count
    await world.check_invariants()


async def test_a_slot_is_free_once_its_attempt_is_over_recorded_or_not(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, lane: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "_GATHER_MORE_SECONDS", 1.0)
    async with world.database.transaction() as other:
        await records.lock_lanes(other, {(ACME, lane.subscription_id)})
        for number in (1, 2):
            assert await publish(world, BUSY) == []
            await endpoint.expect(BUSY + BUSY * number)
            await eventually(lambda: _nothing_sent(dispatcher))
        assert len(await world.database.fetch("SELECT FROM delivery_lease")) == 2 * BUSY > 10
    assert await health(world, lane) == 10  # more than it has granted are not on the way
    await world.check_invariants()
    await settled(dispatcher)
    await world.check_invariants()


async def _nothing_sent(dispatcher: Dispatcher) -> bool:
    return not dispatcher.sending


@pytest.mark.parametrize(("in_grants", "transactions"), [(True, 1), (False, 2)])
async def test_what_nobody_waits_for_is_written_with_what_ends_a_little_later(
    world: World,
    endpoint: Receiver,
    dispatcher: Dispatcher,
    lane: Subscription,
    monkeypatch: pytest.MonkeyPatch,
    *,
    in_grants: bool,
    transactions: int,
) -> None:
    assert lane
    monkeypatch.setattr(recorder, "_GATHER_MORE_SECONDS", 1.0)
    if not in_grants:
        await dispatcher.grants.end_all()
    written = count_readings(monkeypatch, records, "record")
    await publish(world)
    await endpoint.expect(BUSY + 1)
    await asyncio.sleep(0.3)
    await publish(world)
    await endpoint.expect(BUSY + 2)
    await settled(dispatcher)
    assert len(written) == transactions
