"""An endpoint that hangs is still sent what comes new, as far as its limits allow."""

import asyncio

from tests.receiver import HANG, Receiver
from tests.world import World


async def test_what_comes_sixth_does_not_wait_for_five_that_hang(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", HANG)
    await world.subscribe(endpoint.url())
    dispatcher = world.dispatcher(grace_seconds=0.0)
    running = asyncio.create_task(dispatcher.run())
    await world.publish(5)
    await endpoint.expect(5)

    for number in range(6, 10):
        dispatcher.offer(await world.publish())
        await endpoint.expect(number, timeout_seconds=5)  # the first of them times out after fifteen

    dispatcher.stop()
    await running
    await world.check_invariants()


async def test_a_rate_holds_though_nothing_that_was_sent_has_ended(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", HANG)
    await world.subscribe(endpoint.url(), rate_per_second=40.0, max_in_flight=1000)
    await world.publish(200)
    dispatcher = world.dispatcher(grace_seconds=0.0)
    running = asyncio.create_task(dispatcher.run())
    await endpoint.expect(120, timeout_seconds=6)
    dispatcher.stop()
    await running
