"""Sending again, and giving up, one delivery at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bellhop.clock import SystemClock
from bellhop.core.redelivery import Redelivery
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.subscription import Ordering
from bellhop.errors import ConflictError, DeliveryInFlightError, NotFoundError
from bellhop.ids import DeliveryId, TenantId, uuid7
from bellhop.store.store import Store
from tests.receiver import Answer, Receiver
from tests.world import ACME, World
from tests.world import world as make_world


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


def verbs(world: World) -> Redelivery:
    return Redelivery(world.store, clock=world.clock, wakeups=world.wakeups)


@pytest.mark.parametrize("status", [200, 500])
async def test_an_ended_delivery_is_the_same_one_when_it_is_sent_again(
    here: World, endpoint: Receiver, status: int
) -> None:
    await here.subscribe(endpoint.url(), schedule=())
    endpoint.script("/hook", Answer(status))
    (hint,) = await here.publish()
    await here.dispatcher().run_once()

    again = await verbs(here).redeliver(ACME, hint.delivery_id)
    await here.check_invariants()
    await here.dispatcher().run_once()

    after = await here.delivery(hint)
    assert (again.state, again.reason, again.tries, again.attempts) == (DeliveryState.PENDING, "redelivered", 0, 1)
    assert (after.state, after.tries, after.attempts) == (DeliveryState.DELIVERED, 1, 2)
    first, second = endpoint.requests
    assert first.message_id == second.message_id
    assert first.body == second.body
    await here.check_invariants()


async def test_one_that_waits_is_due_at_once_with_a_new_schedule(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url())
    endpoint.script("/hook", Answer(500), Answer(500))
    (hint,) = await here.publish()
    dispatcher = here.dispatcher()
    await dispatcher.run_once()

    await verbs(here).redeliver(ACME, hint.delivery_id)
    await dispatcher.run_once()

    waiting = await here.delivery(hint)
    assert (waiting.tries, waiting.attempts) == (1, 2)
    assert waiting.next_attempt_time is not None
    assert waiting.next_attempt_time - here.clock.now() <= timedelta(seconds=5.5)
    await here.check_invariants()


async def test_one_that_waits_behind_a_head_keeps_its_place_and_gets_a_new_age(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    hints = await here.publish(3)
    (last,) = [hint for hint in hints if (await here.delivery(hint)).reason == "fifo_waiting"][-1:]
    before = await here.delivery(last)

    after = await verbs(here).redeliver(ACME, last.delivery_id)

    assert (after.state, after.reason, after.next_attempt_time) == (DeliveryState.PENDING, "fifo_waiting", None)
    assert after.give_up_time > before.give_up_time
    await here.check_invariants()
    while await here.dispatcher().run_once():
        pass
    assert [each.json()["data"]["number"] for each in endpoint.requests] == [0, 1, 2]


async def test_one_in_flight_is_left_alone(here: World) -> None:
    await here.subscribe("http://127.0.0.1:9/")
    (hint,) = await here.publish()
    gate = asyncio.Event()

    async def send(_request: object) -> None:
        gate.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(here.dispatcher(send=send).run_once())
    await gate.wait()

    with pytest.raises(DeliveryInFlightError):
        await verbs(here).redeliver(ACME, hint.delivery_id)
    with pytest.raises(DeliveryInFlightError):
        await verbs(here).skip(ACME, hint.delivery_id)
    assert (await here.delivery(hint)).state is DeliveryState.IN_FLIGHT
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_another_tenants_delivery_is_unknown(here: World) -> None:
    await here.subscribe("http://127.0.0.1:9/")
    (hint,) = await here.publish()
    for tenant_id, delivery_id in (
        (TenantId("other"), hint.delivery_id),
        (ACME, DeliveryId(uuid7(here.clock.now()))),
    ):
        with pytest.raises(NotFoundError):
            await verbs(here).redeliver(tenant_id, delivery_id)
        with pytest.raises(NotFoundError):
            await verbs(here).skip(tenant_id, delivery_id)


async def test_nothing_is_sent_again_to_a_subscription_that_is_gone(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url())
    endpoint.script("/hook", Answer(410))
    (hint,) = await here.publish()
    await here.dispatcher().run_once()

    with pytest.raises(ConflictError, match="enable it first"):
        await verbs(here).redeliver(ACME, hint.delivery_id)


async def test_what_arrived_cannot_be_skipped_and_skipping_twice_is_once(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url())
    (arrived,) = await here.publish()
    await here.dispatcher().run_once()
    (waits,) = await here.publish()

    with pytest.raises(ConflictError):
        await verbs(here).skip(ACME, arrived.delivery_id)
    first = await verbs(here).skip(ACME, waits.delivery_id)
    second = await verbs(here).skip(ACME, waits.delivery_id)

    assert first == second
    assert (first.state, first.reason) == (DeliveryState.SKIPPED, "skipped_by_request")
    await here.check_invariants()
