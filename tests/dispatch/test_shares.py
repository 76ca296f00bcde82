"""Dispatchers of one cell divide its lanes; what one of them leaves lying another takes."""

import asyncio
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bellhop.dispatch import shares as shares_module
from bellhop.dispatch import sweeper
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.dispatch.shares import Shares
from bellhop.domain.delivery import DeliveryLaneKey, hint_keys
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.ids import DeliveryId, SubscriptionId, TenantId, uuid7
from bellhop.runtime.wakeup import Topic
from bellhop.store import holders
from bellhop.store.claims import FirstWaiting
from tests.dispatch.engines import running
from tests.receiver import Receiver
from tests.running import eventually
from tests.world import ACME, World

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def lanes(count: int) -> list[DeliveryLaneKey]:
    return [(TenantId("acme"), SubscriptionId(uuid7(NOW))) for _ in range(count)]


def waiting(lane: DeliveryLaneKey, *, seconds: float | None, in_flight: int = 0) -> FirstWaiting:
    """What waits first in a lane and could have left so many seconds ago; None: it cannot leave."""
    leaves = None if seconds is None else NOW - timedelta(seconds=seconds)
    return FirstWaiting(*lane, due=NOW, delivery_id=DeliveryId(uuid.uuid4()), leaves=leaves, in_flight=in_flight)


def shares(me: int | None, *others: int) -> Shares:
    made = Shares()
    made.divide(me, others)
    return made


@pytest.mark.parametrize("numbers", [(7,), (7, 3), (7, 3, 12), (1, 2, 3, 4)])
def test_every_lane_has_exactly_one_of_them_and_all_have_about_as_many(numbers: tuple[int, ...]) -> None:
    all_of_them = [shares(each, *(other for other in numbers if other != each)) for each in numbers]
    owners = Counter[int]()
    for lane in lanes(2000):
        (owner,) = [place for place, each in enumerate(all_of_them) if each.has(lane)]
        owners[owner] += 1
    assert min(owners.values()) > 0.8 * 2000 / len(numbers)


def test_who_has_no_name_takes_all() -> None:
    assert all(shares(None, 1, 2).has(lane) for lane in lanes(20))


def test_it_tells_when_its_lanes_are_others_than_before() -> None:
    mine = Shares()
    assert not mine.divide(7, [])
    assert mine.divide(7, [9])
    assert not mine.divide(7, [9])
    assert mine.divide(7, [3])
    assert mine.divide(None, [3])


@pytest.mark.parametrize(
    ("seconds", "in_flight", "is_idle", "taken"),
    [
        (0.5, 0, True, False),
        (1.5, 0, False, True),
        (1.5, 3, False, False),
        (1.5, 3, True, True),
        (None, 0, True, False),
    ],
)
def test_a_lane_of_another_is_taken_when_it_is_late_and_lies_idle_or_somebody_has_time(
    seconds: float | None, in_flight: int, is_idle: bool, taken: bool
) -> None:
    mine = shares(1, 2)
    other = next(lane for lane in lanes(100) if not mine.has(lane))
    assert mine.takes(waiting(other, seconds=seconds, in_flight=in_flight), now=NOW, is_idle=is_idle) is taken


def test_where_another_is_late_nothing_may_overtake_until_a_sweep_finds_it_in_time() -> None:
    mine = shares(1, 2)
    other = next(lane for lane in lanes(100) if not mine.has(lane))
    mine.takes(waiting(other, seconds=2), now=NOW, is_idle=False)
    assert not mine.is_late_elsewhere(other)
    mine.swept()
    assert mine.is_late_elsewhere(other)
    mine.swept()
    assert not mine.is_late_elsewhere(other)


async def _counts(dispatcher: Dispatcher) -> bool:
    return dispatcher.keeper.shares.divides


async def test_two_dispatchers_send_each_from_its_own_lanes_and_nothing_twice(
    world: World, home_url: str, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares_module, "_LATE", timedelta(minutes=1))  # a busy machine makes late what it likes
    subscriptions = [await world.subscribe(endpoint.url(f"/{number}")) for number in range(16)]
    sent: list[list[str]] = [[], []]

    def sender(number: int) -> dict[str, object]:
        async def send(request: Request) -> Exchange:
            sent[number].append(request.url)
            return Exchange(204, None, "", Phases())

        return {"send": send, "session_url": home_url}

    async with running(world, **sender(0)) as one, running(world, **sender(1)) as two:
        await eventually(lambda: _counts(one))
        await eventually(lambda: _counts(two))
        world.wakeups.publish(Topic.DELIVERIES_READY, hint_keys(await world.publish(4)))

        async def all_sent() -> bool:
            return len(sent[0]) + len(sent[1]) == 64

        await eventually(all_sent)
        for number, dispatcher in enumerate((one, two)):
            own = {each.uri for each in subscriptions if dispatcher.keeper.shares.has((ACME, each.subscription_id))}
            assert set(sent[number]) == own
    await world.check_invariants()


async def test_what_a_frozen_dispatcher_has_is_sent_by_the_other_within_seconds(
    world: World, home_url: str, endpoint: Receiver
) -> None:
    """It keeps its lock, and its share: nothing says that it is frozen but that its lanes are late."""
    for number in range(8):
        await world.subscribe(endpoint.url(f"/{number}"))
    frozen = await asyncpg.connect(home_url)
    try:
        await holders.begin(frozen, "")
        async with running(world, session_url=home_url) as dispatcher:
            await eventually(lambda: _counts(dispatcher))
            world.wakeups.publish(Topic.DELIVERIES_READY, hint_keys(await world.publish()))
            await endpoint.expect(8, timeout_seconds=20)
    finally:
        await frozen.close()
    await world.check_invariants()


async def test_who_stops_leaves_its_lanes_to_the_others_while_it_still_sends(
    world: World, home_url: str, endpoint: Receiver
) -> None:
    async with running(world, session_url=home_url) as staying, running(world, session_url=home_url) as stopping:
        await eventually(lambda: _counts(staying))
        await stopping.keeper.retire()

        async def is_alone() -> bool:
            return not staying.keeper.shares.divides

        await eventually(is_alone)
        assert stopping.holder is not None


async def test_what_was_left_to_one_that_is_gone_is_found_however_expensive_sweeps_are(
    world: World, home_url: str, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "_REST_SECONDS", 60.0)
    for number in range(8):
        await world.subscribe(endpoint.url(f"/{number}"))
    other = await asyncpg.connect(home_url)
    try:
        await holders.begin(other, "")
        async with running(world, session_url=home_url) as dispatcher:
            await eventually(lambda: _counts(dispatcher))
            await asyncio.sleep(0)
            world.wakeups.publish(Topic.DELIVERIES_READY, hint_keys(await world.publish()))
            await endpoint.expect(1)
            await other.close()
            await endpoint.expect(8, timeout_seconds=20)
    finally:
        await other.close()
