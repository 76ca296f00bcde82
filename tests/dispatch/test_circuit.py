"""The circuit in the database: when it opens, one probe whoever asks, and a prober that dies."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.core.leases import rescue
from bellhop.domain.circuit import FIRST_PROBE_WAIT, JITTER, LONGEST_PROBE_WAIT
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.subscription import Subscription
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.store import lanes
from tests.invariants import assert_invariants
from tests.receiver import Answer, Receiver
from tests.running import free_port
from tests.world import World


class Held:
    """A sender that keeps each request until the test ends it; `entered` counts those that have come."""

    def __init__(self) -> None:
        self.open: list[asyncio.Future[int]] = []
        self.entered = asyncio.Semaphore(0)

    async def send(self, request: Request) -> Exchange:
        del request
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.open.append(answer)
        self.entered.release()
        return Exchange(await answer, None, "", Phases(total_us=1_000))


async def fail(world: World, endpoint: Receiver, *, rounds: int) -> None:
    """So many rounds in which whatever is due is sent and refused."""
    endpoint.always("/hook", Answer(500))
    for _ in range(rounds):
        await world.dispatcher().run_once()
        await world.make_due()


async def open_circuit(world: World, endpoint: Receiver) -> Subscription:
    """A subscription whose circuit is open, with twelve deliveries that wait and are due."""
    subscription = await world.subscribe(endpoint.url())
    await world.publish(12)
    await fail(world, endpoint, rounds=1)
    assert (await world.lane(subscription))["open_time"] is not None
    return subscription


async def let_probe(world: World) -> None:
    await world.database.execute("UPDATE lanes SET probe_time = now() WHERE probe_time > now()")


async def test_one_poisonous_delivery_alone_does_not_open_it(world: World, endpoint: Receiver) -> None:
    subscription = await world.subscribe(endpoint.url(), schedule=(timedelta(seconds=1),) * 30)
    await world.publish(2)
    await fail(world, endpoint, rounds=8)
    lane = await world.lane(subscription)
    assert (lane["failures"], lane["open_time"]) == (16, None)

    await world.publish()
    await fail(world, endpoint, rounds=1)
    assert (await world.lane(subscription))["open_time"] is not None


async def test_what_waits_behind_it_burns_no_attempt_however_often_it_is_asked(
    world: World, endpoint: Receiver
) -> None:
    await open_circuit(world, endpoint)
    before = [each.tries for each in await world.everything()]
    late = await world.publish(5)

    for _ in range(3):
        await asyncio.gather(world.dispatcher().run_once(), world.dispatcher().run_once())

    assert [each.tries for each in await world.everything()] == [*before, *[0] * 5]
    assert len(endpoint.requests) == 12
    reasons = {(each.state, each.reason) for each in await world.everything()}
    assert reasons == {(DeliveryState.PENDING, "circuit_open")}
    assert (await world.delivery(late[0])).attempts == 0


async def test_only_one_probe_is_in_flight_with_two_dispatchers(world: World, endpoint: Receiver) -> None:
    subscription = await open_circuit(world, endpoint)
    held = Held()
    dispatchers = [world.dispatcher(send=held.send, grace_seconds=0.0) for _ in range(2)]
    running = [asyncio.create_task(each.run()) for each in dispatchers]
    await let_probe(world)
    async with asyncio.timeout(30):
        await held.entered.acquire()

    for _ in range(20):  # whoever looks now finds the probe taken
        for each in dispatchers:
            await each.sweep_once()
        await world.publish()
        row = await world.database.fetchrow("SELECT count(*) AS held, bool_and(probe) AS probes FROM delivery_lease")
        assert row is not None
        assert (row["held"], row["probes"]) == (1, True)
    assert len(held.open) == 1
    lane = await world.lane(subscription)
    assert (lane["in_flight"], lane["probe_id"] is not None) == (1, True)

    for each in dispatchers:
        each.stop()
    await asyncio.gather(*running)
    assert (await world.lane(subscription))["probe_id"] is None
    await assert_invariants(world.store)


async def test_a_prober_that_dies_leaves_the_probe_to_the_next(world: World, endpoint: Receiver) -> None:
    subscription = await open_circuit(world, endpoint)
    await let_probe(world)
    held = Held()
    crashing = world.dispatcher(send=held.send)
    await crashing.sweep_once()
    assert len(await crashing.claim_once()) == 1
    for task in crashing.sending.values():
        task.cancel()
    assert await world.dispatcher().run_once() == 0  # the probe is still the dead one's

    await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
    await rescue(world.database, world.registry, now=world.clock.now())
    lane = await world.lane(subscription)
    assert (lane["probe_id"], lane["in_flight"], lane["open_time"] is not None) == (None, 0, True)

    endpoint.always("/hook", Answer(200))
    assert await world.dispatcher().run_once() == 1
    lane = await world.lane(subscription)
    assert (lane["open_time"], lane["probe_time"], lane["failures"]) == (None, None, 0)
    await assert_invariants(world.store)


async def test_probes_are_half_a_minute_away_then_twice_as_far_up_to_a_quarter_of_an_hour(
    world: World, endpoint: Receiver
) -> None:
    subscription = await open_circuit(world, endpoint)
    waits = [await wait_of(world, subscription)]
    for _ in range(6):
        await let_probe(world)
        await world.make_due()
        assert await world.dispatcher().run_once() == 1
        waits.append(await wait_of(world, subscription))

    for step, wait in enumerate(waits):
        planned = min(FIRST_PROBE_WAIT * 2**step, LONGEST_PROBE_WAIT)
        assert planned * (1 - JITTER) - timedelta(seconds=5) <= wait <= planned * (1 + JITTER)


async def test_the_probe_counts_as_its_deliverys_attempt_and_its_success_lets_the_rest_go(
    world: World, endpoint: Receiver
) -> None:
    await open_circuit(world, endpoint)
    endpoint.always("/hook", Answer(200))
    await let_probe(world)
    assert await world.dispatcher().run_once() == 1
    (probed,) = [each for each in await world.everything() if each.state is DeliveryState.DELIVERED]
    assert (probed.tries, probed.attempts) == (2, 2)

    assert await world.dispatcher().run_once() == 11
    assert {each.state for each in await world.everything()} == {DeliveryState.DELIVERED}


async def test_an_open_circuit_shows_in_the_health_with_its_next_probe(world: World, endpoint: Receiver) -> None:
    subscription = await open_circuit(world, endpoint)
    async with world.database.connection() as connection:
        health = (await lanes.health(connection, subscription.tenant_id, [subscription.subscription_id]))[
            subscription.subscription_id
        ]
    assert health.consecutive_failures == 12
    assert health.open_time is not None
    assert health.next_probe_time is not None
    assert timedelta(seconds=20) < health.next_probe_time - datetime.now(UTC) <= timedelta(seconds=33)
    assert health.first_failure_time is not None


async def test_an_open_circuit_says_why_by_its_last_failure_and_nothing_of_the_answer(
    world: World, endpoint: Receiver
) -> None:
    refusing = await open_circuit(world, endpoint)
    nobody = await world.subscribe(f"http://127.0.0.1:{free_port()}/")
    endpoint.always("/hook", Answer(503, body=b"down for maintenance"))
    await world.publish(12)
    await let_probe(world)
    await world.make_due()
    await world.dispatcher().run_once()
    reasons = [await reason_of(world, each) for each in (refusing, nobody)]

    endpoint.always("/hook", Answer(200))
    await let_probe(world)
    await world.make_due()
    await world.dispatcher().run_once()

    assert reasons == [
        "13 failures in a row; the last: status 503",
        "12 failures in a row; the last: connect_refused",
    ]
    assert await reason_of(world, refusing) is None


@pytest.mark.parametrize("status", [200, 500])
async def test_what_was_in_flight_when_it_opened_may_end_and_a_success_closes_it(
    world: World, endpoint: Receiver, status: int
) -> None:
    subscription = await world.subscribe(endpoint.url())
    held = Held()
    slow = world.dispatcher(send=held.send)
    await world.publish()
    running = asyncio.create_task(slow.run_once())
    await held.entered.acquire()
    await world.publish(12)
    await fail(world, endpoint, rounds=1)
    opened = await world.lane(subscription)

    held.open[0].set_result(status)
    await running

    lane = await world.lane(subscription)
    assert opened["open_time"] is not None
    assert (lane["open_time"], lane["probe_time"]) == (
        (None, None) if status == 200 else (opened["open_time"], opened["probe_time"])
    )


async def reason_of(world: World, subscription: Subscription) -> str | None:
    """Why its circuit is open, as the registry says it."""
    async with world.database.connection() as connection:
        found = await lanes.health(connection, subscription.tenant_id, [subscription.subscription_id])
    return found[subscription.subscription_id].open_reason


async def wait_of(world: World, subscription: Subscription) -> timedelta:
    """How far away the next probe is."""
    probe_time: datetime = (await world.lane(subscription))["probe_time"]
    return probe_time - world.clock.now()
