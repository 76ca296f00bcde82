"""Limits of lanes, exact with several dispatchers at once."""

import asyncio
import random
import uuid
from datetime import timedelta

import asyncpg
import pytest

from bellhop.domain.delivery import DeliveryLease, DeliveryState
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.store import claims, records
from bellhop.store.claims import BEGINNING, LaneAsk
from tests.receiver import Receiver
from tests.world import World

MINUTE = timedelta(seconds=60)


async def claim(world: World, asks: list[LaneAsk], **options: object) -> list[DeliveryLease]:
    async with world.database.connection() as connection:
        return await claims.claim(connection, asks, token=uuid.uuid4(), lease=MINUTE, **options)  # type: ignore[arg-type]


async def give_back(world: World, leases: list[DeliveryLease], chance: random.Random) -> None:
    """End some leases as delivered and put the others back."""
    now = world.clock.now()
    ended = []
    for lease in leases:
        if chance.random() < 0.7:
            ended.append(Ending(lease, DeliveryChange.delivered(lease)))
        else:
            ended.append(Ending(lease, DeliveryChange.retrying(lease, now)))
    async with world.database.transaction() as connection:
        await records.lock_lanes(connection, {(each.tenant_id, each.subscription_id) for each in leases})
        held = await records.end_leases(connection, ended, now=now)
        back = [Ending(each, change) for each, change in ended if each.delivery_id in held and change.due]
        await records.put_back(connection, back)


async def test_four_claimers_never_pass_the_caps_of_lanes_and_lose_nothing(world: World) -> None:
    lanes = [await world.subscribe("http://127.0.0.1:9/", max_in_flight=3) for _ in range(6)]
    await world.publish(60)
    over: list[asyncpg.Record] = []
    done = asyncio.Event()

    async def claimer(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        for _ in range(2000):
            asks = [LaneAsk(each.tenant_id, each.subscription_id, BEGINNING, chance.randint(1, 8)) for each in lanes]
            leases = await claim(world, chance.sample(asks, 4))
            if leases:
                await give_back(world, leases, chance)
            elif not await world.database.fetchrow("SELECT 1 FROM delivery_ready LIMIT 1"):
                return

    async def watch() -> None:
        while not done.is_set():
            over.extend(
                await world.database.fetch(
                    """
                    SELECT l.subscription_id, l.in_flight, count(x.*) FROM lanes AS l
                    LEFT JOIN delivery_lease AS x USING (tenant_id, subscription_id)
                    GROUP BY 1, 2, l.max_in_flight HAVING l.in_flight <> count(x.*) OR count(x.*) > l.max_in_flight
                    """
                )
            )

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(claimer(seed) for seed in range(4)))
    done.set()
    await watching

    assert over == []
    states = [each.state for each in await world.everything()]
    assert states == [DeliveryState.DELIVERED] * 360
    await world.check_invariants()


@pytest.mark.parametrize("rate", [0.5, 1.5, 5.0, 15.0])
async def test_a_rate_is_exact_over_a_minute_with_two_dispatchers(world: World, rate: float) -> None:
    lane = await world.subscribe("http://127.0.0.1:9/", rate_per_second=rate, max_in_flight=1000)
    await world.publish(int(rate * 70) + 5)
    ask = LaneAsk(lane.tenant_id, lane.subscription_id, BEGINNING, 100)
    start = world.clock.now()

    taken = 0
    for step in range(300):
        moment = start + timedelta(seconds=step * 0.2)
        both = await asyncio.gather(claim(world, [ask], now=moment), claim(world, [ask], now=moment))
        taken += sum(map(len, both))

    assert rate * 60 <= taken <= rate * 60 * 1.05


async def test_a_lane_out_of_tokens_waits_for_the_next_one_and_not_for_a_sweep(
    world: World, endpoint: Receiver
) -> None:
    """At 1.5 a second one was sent each second: what the bucket cannot hold until the next sweep is lost."""
    await world.subscribe(endpoint.url(), rate_per_second=1.5)
    await world.publish(3)
    dispatcher = world.dispatcher()

    assert await dispatcher.run_once() == 1
    assert not await dispatcher.claim_once()

    next_due = dispatcher.agenda.next_due()
    assert next_due is not None
    assert next_due - world.clock.now() <= timedelta(seconds=0.5 / 1.5)


async def test_what_is_given_up_unsent_takes_nothing_of_a_rate(world: World, endpoint: Receiver) -> None:
    """Each that was too old took the token of one that was not, which grew too old behind it."""
    await world.subscribe(endpoint.url(), rate_per_second=0.01)
    await world.publish(30)
    await world.database.execute("UPDATE delivery_ready SET give_up_time = now()")
    await world.publish(2)
    dispatcher = world.dispatcher()
    await dispatcher.sweep_once()

    while dispatcher.agenda.has_turns(world.clock.now()):
        await dispatcher.claim_once()

    await dispatcher.run_once()
    states = [each.state for each in await world.everything()]
    assert states == [DeliveryState.DEAD] * 30 + [DeliveryState.DELIVERED, DeliveryState.PENDING]
    await world.check_invariants()


async def test_a_lane_that_someone_else_locks_is_passed_by(world: World) -> None:
    held, free = await world.subscribe("http://127.0.0.1:9/"), await world.subscribe("http://127.0.0.1:9/")
    await world.publish(2)
    asks = [LaneAsk(each.tenant_id, each.subscription_id, BEGINNING, 10) for each in (held, free)]

    async with world.database.transaction() as connection:
        await records.lock_lanes(connection, {(held.tenant_id, held.subscription_id)})
        leases = await claim(world, asks)

    assert {lease.subscription_id for lease in leases} == {free.subscription_id}
    assert len(leases) == 2


async def test_a_floor_hides_what_lies_before_it(world: World) -> None:
    lane = await world.subscribe("http://127.0.0.1:9/")
    first = (await world.publish())[0]
    second = (await world.publish())[0]

    leases = await claim(world, [LaneAsk(lane.tenant_id, lane.subscription_id, (second.due, second.delivery_id), 10)])

    assert [lease.delivery_id for lease in leases] == [second.delivery_id]
    assert (await world.delivery(first)).state is DeliveryState.PENDING


async def test_two_dispatchers_send_everything_once(world: World, endpoint: Receiver) -> None:
    for number in range(4):
        await world.subscribe(endpoint.url(f"/{number}"), max_in_flight=5)
    await world.publish(40)
    dispatchers = [world.dispatcher(), world.dispatcher()]
    running = [asyncio.create_task(each.run()) for each in dispatchers]

    await endpoint.expect(160)
    for each in dispatchers:
        each.stop()
    await asyncio.gather(*running)

    assert len({(each.target, each.message_id) for each in endpoint.requests}) == 160
    assert len(endpoint.requests) == 160
    assert {each.state for each in await world.everything()} == {DeliveryState.DELIVERED}
    await world.check_invariants()
