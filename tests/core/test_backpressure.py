"""The door slows down for a tenant whose deliveries are late, and for nobody else."""

import asyncio

import pytest

from bellhop.core.backpressure import Backpressure
from bellhop.domain.lateness import LateTenant
from bellhop.errors import DeliveriesBehindError
from bellhop.ids import TenantId
from bellhop.runtime.wakeup import EVERYTHING, Topic, Wakeups

LATE, OTHER = TenantId("late"), TenantId("other")


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def told(sent_per_second: float) -> str:
    return LateTenant(LATE, sent_per_second).encode()


async def publish(door: Backpressure, tenant_id: TenantId, events: int) -> None:
    await door.admit(tenant_id)
    door.took(tenant_id, events)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def behind(seconds: Seconds) -> Backpressure:
    """A door at which a tenant published 100 events in a second, and whose deliveries are late since now."""
    door = Backpressure(Wakeups(), seconds=seconds)
    await publish(door, LATE, 100)
    door.step([told(0)])
    return door


async def passes(door: Backpressure, tenant_id: TenantId) -> bool:
    """Whether a request goes through without a wait."""
    waiting = asyncio.ensure_future(door.admit(tenant_id))
    await asyncio.sleep(0)
    passed = waiting.done()
    waiting.cancel()
    return passed


async def test_a_tenant_that_is_late_publishes_at_a_lower_rate(behind: Backpressure, seconds: Seconds) -> None:
    """At two thirds of the hundred a second: of one second's requests so many pass, a tenth of a second's at once."""
    passed = 0
    for _ in range(100):
        seconds.now += 0.01
        passed += await passes(behind, LATE)
    assert 64 <= passed <= 74


async def test_others_notice_nothing(behind: Backpressure) -> None:
    assert all([await passes(behind, OTHER) for _ in range(1_000)])


async def test_a_request_with_many_events_takes_the_turns_of_many(behind: Backpressure, seconds: Seconds) -> None:
    seconds.now += 1
    await publish(behind, LATE, 60)
    seconds.now += 0.7
    assert not await passes(behind, LATE)
    seconds.now += 0.2
    assert await passes(behind, LATE)


async def test_the_rate_falls_while_it_is_late_and_rises_when_it_is_not(behind: Backpressure, seconds: Seconds) -> None:
    async def of_one_second() -> int:
        passed = 0
        for _ in range(200):
            seconds.now += 0.005
            passed += await passes(behind, LATE)
        return passed

    for _ in range(3):
        seconds.now += 0.5
        behind.step([told(0)])
    low = await of_one_second()
    assert 10 <= low < 50
    seconds.now += 1.5
    behind.step([])
    seconds.now += 0.5
    behind.step([])
    assert await of_one_second() > low
    for _ in range(30):
        seconds.now += 0.5
        behind.step([])
    assert all([await passes(behind, LATE) for _ in range(1_000)])


async def test_it_does_not_fall_below_four_fifths_of_what_is_sent(behind: Backpressure, seconds: Seconds) -> None:
    for _ in range(20):
        seconds.now += 0.5
        behind.step([told(50)])
    passed = 0
    for _ in range(100):
        seconds.now += 0.01
        passed += await passes(behind, LATE)
    assert 38 <= passed <= 45


async def test_a_tenant_that_publishes_less_than_is_sent_is_not_slowed(seconds: Seconds) -> None:
    """Its endpoint is back after an hour, and what waited leaves: late, and faster than new events come."""
    door = Backpressure(Wakeups(), seconds=seconds)
    await publish(door, LATE, 100)
    door.step([told(3_000)])
    assert all([await passes(door, LATE) for _ in range(1_000)])


async def test_it_falls_once_in_a_step_however_many_engines_tell(behind: Backpressure, seconds: Seconds) -> None:
    for _ in range(50):
        seconds.now += 0.005
        behind.step([told(0)])
    seconds.now += 1
    passed = 0
    for _ in range(100):
        seconds.now += 0.01
        passed += await passes(behind, LATE)
    assert passed >= 40


async def test_a_silence_of_the_switchboard_means_nothing(seconds: Seconds) -> None:
    door = Backpressure(Wakeups(), seconds=seconds)
    await publish(door, LATE, 100)
    door.step([EVERYTHING])
    assert all([await passes(door, LATE) for _ in range(100)])


async def test_a_tenant_that_publishes_nothing_here_is_not_slowed(seconds: Seconds) -> None:
    door = Backpressure(Wakeups(), seconds=seconds)
    door.step([told(0)])
    assert all([await passes(door, LATE) for _ in range(100)])


async def test_too_many_that_wait_are_refused_and_told_when_to_come_again(behind: Backpressure) -> None:
    waiting = [asyncio.ensure_future(behind.admit(LATE)) for _ in range(300)]
    await asyncio.sleep(0)
    refused = [each for each in waiting if each.done() and each.exception() is not None]
    assert 40 <= len(refused) < 100
    error = refused[0].exception()
    assert isinstance(error, DeliveriesBehindError)
    assert 1 <= int(error.headers["Retry-After"]) <= 60
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_those_who_wait_pass_in_their_order() -> None:
    """By the clock of the machine: ten a second at least, so three of them within half a second."""
    door = Backpressure(Wakeups())
    await publish(door, LATE, 30)
    door.step([told(0)])
    order: list[int] = []

    async def one(number: int) -> None:
        await door.admit(LATE)
        order.append(number)

    async with asyncio.timeout(10):
        await asyncio.gather(*(one(number) for number in range(6)))
    assert order == list(range(6))


async def test_whoever_hangs_up_gives_its_turn_to_the_next() -> None:
    door = Backpressure(Wakeups())
    await publish(door, LATE, 30)
    door.step([told(0)])
    waiting = [asyncio.ensure_future(door.admit(LATE)) for _ in range(8)]
    await asyncio.sleep(0)
    for each in waiting[:-1]:
        each.cancel()
    async with asyncio.timeout(5):
        await waiting[-1]


async def test_it_hears_of_it_by_the_switchboard_and_lets_all_pass_at_its_end() -> None:
    wakeups = Wakeups()
    door = Backpressure(wakeups)
    running = asyncio.create_task(door.run())
    await publish(door, LATE, 20)
    await asyncio.sleep(0)

    wakeups.publish(Topic.DELIVERIES_LATE, [told(0)])
    async with asyncio.timeout(5):
        while await passes(door, LATE):  # noqa: ASYNC110 - what it waits for tells nobody
            await asyncio.sleep(0.01)
    waiting = [asyncio.ensure_future(door.admit(LATE)) for _ in range(20)]
    await asyncio.sleep(0)
    door.stop()
    async with asyncio.timeout(5):
        await running
        await asyncio.gather(*waiting)
    assert await passes(door, LATE)
