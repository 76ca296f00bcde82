"""A clock that was ahead delays nothing once it is right again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.clock import SystemClock
from bellhop.core.completion import Outcome
from bellhop.domain.action import Concurrency
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.domain.subscription import Ordering
from bellhop.maintenance.timekeeper import Timekeeper
from bellhop.store.store import Store
from tests.jobs_world import JobsWorld, action, jobs_world
from tests.moments import shifted
from tests.receiver import Receiver, busy
from tests.world import World
from tests.world import world as make_world

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def early() -> SystemClock:
    """A clock an hour ahead of the database's, until it is corrected."""
    return SystemClock(lambda: datetime.now(UTC) + HOUR)


@pytest.fixture
async def world(store: Store, early: SystemClock) -> AsyncIterator[World]:
    async with make_world(store, early) as made:
        yield made


@pytest.fixture
async def jobs(store: Store, early: SystemClock) -> AsyncIterator[JobsWorld]:
    async with jobs_world(store, early) as made:
        yield made


async def set_right(world: World, early: SystemClock) -> None:
    await Timekeeper(early, world.store, world.wakeups, tidies=False).run_once()
    assert abs(early.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("ordering", list(Ordering))
async def test_what_was_published_meanwhile_is_sent_once_the_clock_is_right(
    world: World, early: SystemClock, endpoint: Receiver, ordering: Ordering
) -> None:
    await world.subscribe(endpoint.url(), ordering=ordering)
    await world.publish(3)
    assert await world.dispatcher().run_once() == 0
    await set_right(world, early)
    async with asyncio.timeout(20):  # what became due by a clock that is still ahead by milliseconds
        while len(endpoint.requests) < 3:
            await world.dispatcher().run_once()
    numbers = [each.json()["data"]["number"] for each in endpoint.requests]
    assert (numbers if ordering is Ordering.FIFO else sorted(numbers)) == [0, 1, 2]
    await world.check_invariants()


async def test_what_was_to_be_tried_again_keeps_its_wait_and_no_more(
    world: World, early: SystemClock, endpoint: Receiver
) -> None:
    await world.subscribe(endpoint.url())
    (hint,) = await world.publish()
    due = shifted("due", "+ interval '5 minutes'")
    await world.database.execute(f"UPDATE delivery_ready SET due = {due}, tries = 1")
    next_attempt_time = shifted("next_attempt_time", "+ interval '5 minutes'")
    await world.database.execute(f"UPDATE deliveries SET next_attempt_time = {next_attempt_time}")
    await set_right(world, early)
    wait = await next_attempt(world, hint) - datetime.now(UTC)
    assert timedelta(minutes=4) < wait <= timedelta(minutes=5)
    await world.check_invariants()


async def next_attempt(world: World, hint: LaneHint) -> datetime:
    moment = (await world.delivery(hint)).next_attempt_time
    assert moment is not None
    return moment


async def test_a_retry_that_was_planned_by_a_right_clock_is_left_alone(store: Store, endpoint: Receiver) -> None:
    clock = SystemClock()
    async with make_world(store, clock) as world:
        await world.subscribe(endpoint.url(), schedule=(HOUR,))
        (hint,) = await world.publish()
        endpoint.script("/hook", busy())
        await world.dispatcher().run_once()
        planned = await next_attempt(world, hint)
        await Timekeeper(clock, store, world.wakeups, tidies=True).run_once()
        assert await next_attempt(world, hint) == planned


async def test_many_are_found_page_by_page(world: World, early: SystemClock, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    for _ in range(5):
        await world.publish(500)
    await set_right(world, early)
    due = await world.database.fetchrow("SELECT count(*) FROM delivery_ready WHERE due <= now()")
    assert due is not None
    assert due[0] == 2500


async def test_an_open_circuit_is_probed_in_time(world: World, early: SystemClock, endpoint: Receiver) -> None:
    subscription = await world.subscribe(endpoint.url())
    await world.database.execute(
        "UPDATE lanes SET failures = 10, open_time = now() + interval '1 hour', probe_wait = interval '30 s',"
        " probe_time = now() + interval '1 hour 30 s'"
    )
    await set_right(world, early)
    assert (await world.lane(subscription))["probe_time"] < datetime.now(UTC) + timedelta(seconds=31)


async def test_a_pause_ends_in_time(world: World, early: SystemClock, endpoint: Receiver) -> None:
    kept = await world.subscribe("http://127.0.0.1:9/")
    await world.database.execute(
        "UPDATE lanes SET paused_until = now() + interval '1 day', paused_time = now(), paused_status = 503"
    )
    subscription = await world.subscribe(endpoint.url())
    await world.database.execute(
        "UPDATE lanes SET paused_until = now() + interval '1 hour 1 minute', paused_time = now() + interval '1 hour', "
        "paused_status = 429 WHERE subscription_id = $1",
        subscription.subscription_id,
    )
    await set_right(world, early)
    ends = (await world.lane(subscription))["paused_until"]
    assert timedelta(seconds=30) < ends - datetime.now(UTC) <= timedelta(minutes=1)
    assert (await world.lane(kept))["paused_until"] - datetime.now(UTC) > timedelta(hours=23)


async def test_a_rate_is_not_owed_for_the_time_that_was_not(store: Store, endpoint: Receiver) -> None:
    """The database's clock was set back: tokens counted from a moment to come were fewer than none for an hour."""
    async with make_world(store, SystemClock()) as world:
        await world.subscribe(endpoint.url(), rate_per_second=5.0)
        await world.database.execute("UPDATE lanes SET rate_tokens = 1, rate_time = now() + interval '1 hour'")
        await world.publish()
        await world.dispatcher().run_once()
        assert [each.state for each in await world.everything()] == [DeliveryState.DELIVERED]


async def test_a_job_that_waits_for_another_attempt_gets_it_in_time(
    world: World, early: SystemClock, jobs: JobsWorld
) -> None:
    echo = await jobs.put(action())
    await jobs.run(echo)
    (held,) = await jobs.claim(echo.name)
    await jobs.complete(held, Outcome.RETRY)
    await set_right(world, early)
    row = await world.database.fetchrow("SELECT due - now() AS wait, parked FROM job_ready")
    assert row is not None
    assert row["wait"] < timedelta(minutes=5)


async def test_a_lane_lets_nobody_overtake_one_that_runs(world: World, early: SystemClock, jobs: JobsWorld) -> None:
    """It had been submitted by a clock that was ahead, so it seemed to be scheduled for later."""
    echo = await jobs.put(action(concurrency=Concurrency.QUEUE))
    await jobs.run(echo)
    assert len(await jobs.claim(echo.name)) == 1
    await set_right(world, early)
    await jobs.run(echo)
    assert await jobs.claim(echo.name) == []
