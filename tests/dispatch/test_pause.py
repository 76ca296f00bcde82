"""A pause that an endpoint asks for is the endpoint's: nothing leaves for it until then, and nobody else waits."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bellhop.core import redelivery
from bellhop.domain.delivery import Delivery, DeliveryState
from bellhop.domain.subscription import Ordering, OrderingKey, Subscription
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.runtime.slots import Slots
from tests.dispatch.engines import running, write
from tests.receiver import Answer, Received, Receiver, busy
from tests.running import eventually
from tests.world import World

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Gated:
    """A wire on which each request waits until the test answers it; `entered` counts those that have come."""

    def __init__(self) -> None:
        self.open: list[asyncio.Future[Exchange]] = []
        self.entered = asyncio.Semaphore(0)

    async def send(self, request: Request) -> Exchange:
        del request
        answer: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()
        self.open.append(answer)
        self.entered.release()
        return await answer

    def answer(self, number: int, status: int, retry_after: int | None = None) -> None:
        headers = () if retry_after is None else ((b"Retry-After", b"%d" % retry_after),)
        self.open[number].set_result(Exchange(status, None, "", Phases(total_us=1_000), headers=headers))


async def paused(world: World, endpoint: Receiver, **policy: Any) -> Subscription:
    """A subscription whose endpoint has just asked for an hour, with three deliveries that wait and are due."""
    subscription = await world.subscribe(endpoint.url(), **{"max_in_flight": 1, "schedule": (SECOND,), **policy})
    endpoint.script("/hook", busy(3600, status=429))
    await world.publish(3)
    await world.dispatcher().run_once()
    assert len(endpoint.requests) == 1
    return subscription


async def until(world: World, subscription: Subscription) -> timedelta | None:
    """How long the pause of a lane still lasts."""
    moment: datetime | None = (await world.lane(subscription))["paused_until"]
    return None if moment is None else moment - datetime.now(UTC)


async def end_pause(world: World) -> None:
    """As if the time of the pause had passed."""
    await world.database.execute(
        "UPDATE lanes SET paused_until = now() - interval '1 ms' WHERE paused_until IS NOT NULL"
    )


@pytest.mark.parametrize("status", [429, 503])
async def test_only_what_was_in_flight_arrives_in_a_pause_whoever_sends(
    world: World, endpoint: Receiver, status: int
) -> None:
    subscription = await world.subscribe(endpoint.url(), max_in_flight=5)
    endpoint.always("/hook", Answer(status, {"Retry-After": "3600"}, delay_seconds=0.3))
    await world.publish(30)
    dispatchers = [world.dispatcher(), world.dispatcher()]

    await asyncio.gather(*[each.run_once() for each in dispatchers])
    assert len(endpoint.requests) == 5
    left = await until(world, subscription)
    assert left is not None
    assert timedelta(minutes=59) < left <= HOUR

    await world.publish(5)
    for _ in range(3):
        assert await asyncio.gather(*[each.run_once() for each in dispatchers]) == [0, 0]
    assert await world.dispatcher().run_once() == 0  # nor one that has begun since
    assert len(endpoint.requests) == 5
    records = await world.everything()
    assert [each.attempts for each in records].count(1) == 5
    assert {(each.state, each.reason) for each in records} == {(DeliveryState.PENDING, "paused")}
    assert (await world.lane(subscription))["in_flight"] == 0
    await world.check_invariants()


async def test_others_go_on(world: World, endpoint: Receiver) -> None:
    await paused(world, endpoint)
    other = await world.subscribe(endpoint.url("/other"))
    await world.publish(4)
    assert await world.dispatcher().run_once() == 4
    assert {each.target for each in endpoint.requests[1:]} == {"/other"}
    assert await until(world, other) is None


async def test_without_retry_after_each_waits_for_itself(world: World, endpoint: Receiver) -> None:
    endpoint.script("/hook", busy(status=429))
    for answer in (busy("0"), busy("Thu, 01 Jan 2026 00:00:00 GMT"), busy("soon"), Answer(500, {"Retry-After": "60"})):
        endpoint.script("/hook", answer)
    subscription = await world.subscribe(endpoint.url(), max_in_flight=1)
    await world.publish(6)
    for _ in range(6):
        assert await world.dispatcher().run_once() == 1
    assert await until(world, subscription) is None
    assert (await world.lane(subscription))["paused_status"] is None


async def test_it_is_capped_at_a_day(world: World, endpoint: Receiver) -> None:
    subscription = await world.subscribe(endpoint.url())
    endpoint.script("/hook", busy(10**8))
    await world.publish()
    await world.dispatcher().run_once()
    left = await until(world, subscription)
    assert left is not None
    assert timedelta(hours=23, minutes=59) < left <= timedelta(days=1)


async def test_when_it_is_over_what_waits_leaves_without_another_look(world: World, endpoint: Receiver) -> None:
    moments: list[float] = []

    def decide(_request: Received) -> Answer:
        moments.append(time.monotonic())
        return busy(1, status=429) if len(moments) == 1 else Answer(200)

    endpoint.always("/hook", decide)
    subscription = await world.subscribe(endpoint.url(), max_in_flight=1, schedule=(SECOND,))
    await world.publish(4)
    async with running(world):
        await eventually(lambda: _all_delivered(world))
    assert len(moments) == 5
    assert moments[1] - moments[0] >= 1
    assert await until(world, subscription) is None  # the first success after it tidies up


async def test_the_dispatcher_knows_when_it_ends(world: World, endpoint: Receiver) -> None:
    subscription = await paused(world, endpoint)
    await world.database.execute("UPDATE lanes SET paused_until = now() + interval '1 minute'")
    dispatcher = world.dispatcher()
    assert await dispatcher.run_once() == 0
    ends = (await world.lane(subscription))["paused_until"]
    assert dispatcher.agenda.next_due() == ends
    assert not dispatcher.agenda.has_turns(ends - timedelta(milliseconds=1))
    assert dispatcher.agenda.has_turns(ends)


async def test_nothing_is_born_leased_in_it(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    world.slots = Slots()
    async with running(world):
        await world.database.execute(
            "UPDATE lanes SET paused_until = now() + interval '1 hour', paused_time = now(), paused_status = 429"
        )
        with world.slots.reserving(world.database) as slots:
            assert len(await write(world, slots)) == 1
        await end_pause(world)
        with world.slots.reserving(world.database) as slots:
            assert await write(world, slots) == []
            await slots.send()
        await endpoint.expect(1)


async def test_a_success_that_was_in_flight_does_not_end_it(world: World) -> None:
    subscription = await world.subscribe("http://127.0.0.1:9/", max_in_flight=3)
    wire = Gated()
    ones = [world.dispatcher(send=wire.send) for _ in range(3)]
    sending = []
    for each in ones:
        await world.publish()
        sending.append(asyncio.create_task(each.run_once()))
        await wire.entered.acquire()

    wire.answer(0, 429, 3600)
    await sending[0]
    wire.answer(1, 200)
    await sending[1]
    lane = await world.lane(subscription)
    assert (lane["paused_status"], lane["failures"], lane["last_success_time"] is not None) == (429, 0, True)

    wire.answer(2, 503, 60)  # a shorter one neither
    await sending[2]
    left = await until(world, subscription)
    assert left is not None
    assert left > timedelta(minutes=59)
    assert (await world.lane(subscription))["paused_status"] == 429


async def test_of_one_batch_the_longest_pause_counts_and_successes_beside_it_change_nothing(world: World) -> None:
    subscription = await world.subscribe("http://127.0.0.1:9/")
    wire = Gated()
    await world.publish(4)
    sending = asyncio.create_task(world.dispatcher(send=wire.send).run_once())
    for _ in range(4):
        await wire.entered.acquire()
    wire.answer(0, 429, 60)
    wire.answer(1, 200)
    wire.answer(2, 503, 7200)
    wire.answer(3, 200)
    await sending
    left = await until(world, subscription)
    assert left is not None
    assert left > timedelta(minutes=119)
    assert (await world.lane(subscription))["paused_status"] == 503


async def test_a_fifo_queue_pauses_with_all_its_keys_and_keeps_its_order(world: World, endpoint: Receiver) -> None:
    endpoint.script("/hook", busy(3600))
    await world.subscribe(
        endpoint.url(), ordering=Ordering.FIFO, ordering_key=OrderingKey.PARENT, max_in_flight=1, schedule=(SECOND,)
    )
    for number in range(2):
        for parent in ("a", "b"):
            await world.publish(parent=parent, data={"place": f"{parent}{number}"})
    await world.dispatcher().run_once()
    for _ in range(3):
        assert await world.dispatcher().run_once() == 0
    assert len(endpoint.requests) == 1

    await end_pause(world)
    await world.make_due()
    for _ in range(4):
        assert await world.dispatcher().run_once() == 1
    places = [each.json()["data"]["place"] for each in endpoint.requests[1:]]
    for parent in ("a", "b"):
        assert [each for each in places if each.startswith(parent)] == [f"{parent}0", f"{parent}1"]
    await world.check_invariants()


async def test_no_probe_leaves_before_it_is_over(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", busy(3600))
    subscription = await world.subscribe(endpoint.url())
    await world.publish(12)
    await world.dispatcher().run_once()
    assert (await world.lane(subscription))["open_time"] is not None
    await world.database.execute("UPDATE lanes SET probe_time = now()")
    await world.make_due()
    assert await world.dispatcher().run_once() == 0

    await end_pause(world)
    endpoint.always("/hook", Answer(200))
    assert await world.dispatcher().run_once() == 1
    assert await world.dispatcher().run_once() == 11


async def test_a_redelivery_waits_too(world: World, endpoint: Receiver) -> None:
    subscription = await world.subscribe(endpoint.url())
    await world.publish()
    await world.dispatcher().run_once()
    endpoint.script("/hook", busy(3600))
    await world.publish()
    await world.dispatcher().run_once()
    async with world.database.transaction() as connection:
        for each in await world.everything():
            await redelivery.redeliver(connection, each.tenant_id, [each.delivery_id], now=world.clock.now())
    assert await world.dispatcher().run_once() == 0
    assert {(each.state, each.reason) for each in await world.everything()} == {(DeliveryState.PENDING, "paused")}

    await end_pause(world)
    assert await world.dispatcher().run_once() == 2
    assert await until(world, subscription) is None


async def test_what_is_too_old_in_it_dies_by_its_age(world: World, endpoint: Receiver) -> None:
    await paused(world, endpoint)
    await world.database.execute("UPDATE delivery_ready SET give_up_time = now() WHERE attempts = 0")
    rescuer = DeliveryRescuer(world.store, world.clock, world.wakeups, registry=world.registry)
    assert await rescuer.run_once() == 2
    assert [(each.state, each.reason) for each in await world.everything()] == [
        (DeliveryState.PENDING, "paused"),
        *[(DeliveryState.DEAD, "too_old")] * 2,
    ]

    await end_pause(world)
    assert await rescuer.run_once() == 0
    await world.check_invariants()


async def test_a_pause_longer_than_the_age_ends_the_delivery_and_holds_the_others(
    world: World, endpoint: Receiver
) -> None:
    subscription = await paused(world, endpoint, max_age=timedelta(minutes=10))
    first, *others = await world.everything()
    assert (first.state, first.reason) == (DeliveryState.DEAD, "too_old")
    assert {each.reason for each in others} == {"paused"}
    assert await until(world, subscription) is not None


async def _all_delivered(world: World) -> bool:
    found: list[Delivery] = await world.everything()
    return all(each.state is DeliveryState.DELIVERED for each in found)
