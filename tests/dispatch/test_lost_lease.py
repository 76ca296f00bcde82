"""A delivery whose lease was lost is claimed again by the process that still sends it: both attempts are followed."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bellhop.core.leases import rescue
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import DeliveryState
from bellhop.egress.exchange import Exchange, Phases, Request
from tests.world import World


class Answers:
    """Sends nothing: each request waits until the test gives it a status."""

    def __init__(self) -> None:
        self.given: list[asyncio.Future[int]] = []

    async def send(self, _request: Request) -> Exchange:
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.given.append(answer)
        return Exchange(await answer, None, "", Phases(total_us=1_000))


@pytest.fixture
def answers() -> Answers:
    return Answers()


async def sent_twice(world: World, dispatcher: Dispatcher) -> None:
    """One delivery that is under way twice: its first lease was lost meanwhile."""
    await world.subscribe("https://hooks.example.com/")
    await world.publish(1)
    await dispatcher.sweep_once()
    await dispatcher.claim_once()
    await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
    dispatcher.offer(await rescue(world.database, world.registry, now=world.clock.now()))
    await dispatcher.sweep_once()
    await dispatcher.claim_once()
    await asyncio.sleep(0)


async def expiry(world: World) -> datetime:
    (row,) = await world.database.fetch("SELECT expires FROM delivery_lease")
    when: datetime = row["expires"]
    return when


async def test_the_second_attempt_is_renewed_and_recorded_though_the_first_ends_before(
    world: World, answers: Answers
) -> None:
    dispatcher = world.dispatcher(send=answers.send)
    await sent_twice(world, dispatcher)
    first, second = answers.given

    first.set_result(500)
    await asyncio.sleep(0)
    while await dispatcher.recorder.run_once():
        pass
    assert (len(dispatcher.sending), len(dispatcher.keeper.held)) == (1, 1)
    assert [each.state for each in await world.everything()] == [DeliveryState.IN_FLIGHT]

    before = await expiry(world)
    ((key, lease),) = dispatcher.keeper.held.items()
    dispatcher.keeper.held[key] = lease._replace(expire_time=world.clock.now() + timedelta(seconds=9))  # time goes by
    await dispatcher.keeper.renew_once()
    assert await expiry(world) > before

    second.set_result(200)
    await asyncio.sleep(0)
    while await dispatcher.recorder.run_once():
        pass
    assert (dispatcher.sending, dispatcher.keeper.held, dispatcher.in_flight) == ({}, {}, 0)
    assert [each.state for each in await world.everything()] == [DeliveryState.DELIVERED]
    await world.check_invariants()
