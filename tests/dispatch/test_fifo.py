"""Order within a fifo key, whatever fails, crashes or is skipped in between."""

import asyncio
import random
from datetime import timedelta

import pytest

from bellhop.core.leases import rescue
from bellhop.core.redelivery import Redelivery
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.subscription import OnDeadLetter, Ordering, OrderingKey
from bellhop.egress.exchange import Exchange, Phases, Request
from tests.invariants import assert_invariants
from tests.receiver import Answer, Receiver
from tests.world import World, body_of

STEPS = (timedelta(seconds=5),) * 3


class Unsteady:
    """A receiver that fails often, and with which the dispatcher sometimes dies; it notes what was delivered."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.delivered: list[object] = []

    async def run_once(self, world: World) -> None:
        """A round of a dispatcher of its own, which may die in the middle."""

        async def send(request: Request) -> Exchange:
            dice = self.chance.random()
            if dice < 0.15:
                running.cancel()
                await asyncio.Event().wait()
            if dice < 0.4:
                return Exchange(500, None, "", Phases())
            self.delivered.append(body_of(request.body))
            return Exchange(200, None, "", Phases())

        running = asyncio.create_task(world.dispatcher(send=send).run_once())
        await asyncio.wait([running])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("key", list(OrderingKey))
async def test_a_key_is_delivered_in_order_through_failures_and_crashes(
    world: World, seed: int, key: OrderingKey
) -> None:
    await world.subscribe(
        "http://127.0.0.1:9/",
        ordering=Ordering.FIFO,
        ordering_key=key,
        on_dead_letter=OnDeadLetter.SKIP,
        schedule=STEPS * 10,
    )
    parents = ["a", "b", "c"]
    for number in range(8):
        for parent in parents:
            await world.publish(parent=parent, data=[parent, number])
    receiver = Unsteady(seed)
    for _ in range(150):
        await asyncio.gather(*(receiver.run_once(world) for _ in range(2)))
        await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
        await rescue(world.database, world.registry, now=world.clock.now())
        await world.make_due()
        await world.check_invariants()
        if all(each.state is DeliveryState.DELIVERED for each in await world.everything()):
            break

    expected = [[parent, number] for number in range(8) for parent in parents]
    arrived = [data for index, data in enumerate(receiver.delivered) if data not in receiver.delivered[:index]]
    if key is OrderingKey.SUBSCRIPTION:
        assert arrived == expected
    else:
        for parent in parents:
            assert [data for data in arrived if data[0] == parent] == [  # type: ignore[index]
                data for data in expected if data[0] == parent
            ]
    assert await world.database.fetchrow("SELECT 1 FROM fifo_keys") is None


async def drain(world: World, rounds: int = 6) -> None:
    dispatcher = world.dispatcher()
    for _ in range(rounds):
        await dispatcher.run_once()


async def test_a_dead_letter_blocks_its_key_until_it_is_skipped(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO, schedule=())
    endpoint.script("/hook", Answer(500))
    hints = [(await world.publish(data=number))[0] for number in range(3)]
    await drain(world)
    blocked = [(await world.delivery(hint)).state for hint in hints]

    skipped = await Redelivery(world.store, clock=world.clock, wakeups=world.wakeups).skip(
        hints[0].tenant_id, hints[0].delivery_id
    )
    await drain(world)

    assert blocked == [DeliveryState.DEAD, DeliveryState.PENDING, DeliveryState.PENDING]
    assert (skipped.state, skipped.reason) == (DeliveryState.SKIPPED, "skipped_by_request")
    assert [each.json()["data"] for each in endpoint.requests] == [0, 1, 2]
    assert await world.database.fetchrow("SELECT 1 FROM fifo_keys") is None
    await world.check_invariants()


async def test_a_blocking_dead_letter_that_is_sent_again_goes_first(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO, schedule=())
    endpoint.script("/hook", Answer(500))
    hints = [(await world.publish(data=number))[0] for number in range(3)]
    await drain(world)

    await Redelivery(world.store, clock=world.clock, wakeups=world.wakeups).redeliver(
        hints[0].tenant_id, hints[0].delivery_id
    )
    await world.check_invariants()
    await drain(world)

    assert [each.json()["data"] for each in endpoint.requests] == [0, 0, 1, 2]
    assert {each.state for each in await world.everything()} == {DeliveryState.DELIVERED}
    await world.check_invariants()


async def test_one_that_was_delivered_joins_the_end_when_sent_again(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    (first,) = await world.publish(data=0)
    await drain(world, 1)
    await world.publish(data=1)
    await world.publish(data=2)

    again = await Redelivery(world.store, clock=world.clock, wakeups=world.wakeups).redeliver(
        first.tenant_id, first.delivery_id
    )
    await world.check_invariants()
    await drain(world)

    assert (again.state, again.reason) == (DeliveryState.PENDING, "fifo_waiting")
    assert [each.json()["data"] for each in endpoint.requests] == [0, 1, 2, 0]
    await world.check_invariants()


async def test_a_waiting_head_that_is_skipped_lets_the_next_go(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    hints = [(await world.publish(data=number))[0] for number in range(3)]
    redelivery = Redelivery(world.store, clock=world.clock, wakeups=world.wakeups)

    await redelivery.skip(hints[0].tenant_id, hints[0].delivery_id)
    await redelivery.skip(hints[2].tenant_id, hints[2].delivery_id)
    await drain(world)

    assert [each.json()["data"] for each in endpoint.requests] == [1]
    await world.check_invariants()


class Held:
    """A sender that keeps each request until it is told the status; `entered` says that one has come."""

    def __init__(self) -> None:
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.entered = asyncio.Event()

    async def send(self, _request: Request) -> Exchange:
        self.entered.set()
        return Exchange(await asyncio.shield(self.status), None, "", Phases(total_us=1_000))

    async def take(self, world: World) -> "asyncio.Task[int]":
        """A dispatcher that has sent what is due and waits for its answer."""
        running = asyncio.create_task(world.dispatcher(send=self.send).run_once())
        await self.entered.wait()
        return running


async def test_a_late_success_of_one_that_is_no_head_lets_nobody_pass(world: World, endpoint: Receiver) -> None:
    """It had lost its lease, was delivered by another, was sent again, and waited at the end of the queue."""
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    first, second, third = [(await world.publish(data=number))[0] for number in range(3)]
    slow, busy = Held(), Held()
    late = await slow.take(world)
    await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
    await rescue(world.database, world.registry, now=world.clock.now())
    await drain(world, 1)
    in_flight = await busy.take(world)
    await Redelivery(world.store, clock=world.clock, wakeups=world.wakeups).redeliver(
        first.tenant_id, first.delivery_id
    )

    slow.status.set_result(200)
    await late

    assert await world.dispatcher().run_once() == 0
    await assert_invariants(world.store)
    busy.status.set_result(200)
    await in_flight
    await drain(world)
    assert [each.json()["data"] for each in endpoint.requests] == [0, 2]
    states = [(await world.delivery(hint)).state for hint in (first, second, third)]
    assert states == [DeliveryState.DELIVERED] * 3
    await assert_invariants(world.store)
