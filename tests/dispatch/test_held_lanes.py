"""Somebody holds a lane for long, as one who is frozen in the middle of a transaction does: all others go on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from bellhop.core.leases import find_others, rescue, rescue_from
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.subscription import Subscription
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.ids import TenantId
from bellhop.store import records
from tests.dispatch.engines import running
from tests.running import eventually
from tests.world import ACME, World

OTHERS = [TenantId(f"other-{number}") for number in range(3)]
MANY = 20

Held = Callable[[Subscription], AbstractAsyncContextManager[None]]


@pytest.fixture
def held(world: World) -> Held:
    @asynccontextmanager
    async def hold(subscription: Subscription) -> AsyncIterator[None]:
        async with world.database.transaction() as connection:
            await records.lock_lanes(connection, {(subscription.tenant_id, subscription.subscription_id)})
            yield

    return hold


async def states_of(world: World, tenant_id: TenantId) -> list[DeliveryState]:
    rows = await world.database.fetch(
        "SELECT CASE WHEN l.delivery_id IS NULL THEN d.state ELSE 'in_flight' END AS state FROM deliveries AS d"
        " LEFT JOIN delivery_lease AS l USING (tenant_id, delivery_id) WHERE d.tenant_id = $1",
        tenant_id,
    )
    return [DeliveryState(row["state"]) for row in rows]


def has_delivered(world: World, tenant_id: TenantId, count: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return await states_of(world, tenant_id) == [DeliveryState.DELIVERED] * count

    return look


@asynccontextmanager
async def sending(
    world: World, status: int, entered: asyncio.Event, opened: asyncio.Event
) -> AsyncIterator[Dispatcher]:
    """A dispatcher whose requests of ACME are answered with this status once `opened` is set, all others with 200."""

    async def send(request: Request) -> Exchange:
        if "held" not in request.url:
            return Exchange(200, None, "", Phases(total_us=1_000))
        entered.set()
        await opened.wait()
        return Exchange(status, None, "", Phases(total_us=1_000))

    async with running(world, send=send) as dispatcher:
        yield dispatcher


@pytest.mark.parametrize(("status", "state"), [(200, DeliveryState.DELIVERED), (500, DeliveryState.PENDING)])
async def test_what_is_recorded_in_other_lanes_does_not_wait(
    world: World, held: Held, status: int, state: DeliveryState
) -> None:
    subscription = await world.subscribe("http://held.example/hook")
    for tenant_id in OTHERS:
        await world.subscribe(f"http://{tenant_id}.example/hook", tenant_id=tenant_id)
    entered, opened = asyncio.Event(), asyncio.Event()
    async with sending(world, status, entered, opened) as dispatcher:
        dispatcher.offer(await world.publish(1))
        await entered.wait()
        async with held(subscription):
            opened.set()
            for rounds in range(1, 3):  # the second finds what is known already
                for tenant_id in OTHERS:
                    dispatcher.offer(await world.publish(MANY, tenant_id=tenant_id))
                for tenant_id in OTHERS:
                    await eventually(has_delivered(world, tenant_id, rounds * MANY))
            assert await states_of(world, ACME) == [DeliveryState.IN_FLIGHT]
            assert dispatcher.in_flight == 1

        async def is_recorded() -> bool:
            return await states_of(world, ACME) == [state]

        await eventually(is_recorded)
    await world.check_invariants()


async def test_a_stop_waits_for_what_belongs_to_a_held_lane(world: World, held: Held) -> None:
    subscription = await world.subscribe("http://held.example/hook")
    entered, opened = asyncio.Event(), asyncio.Event()
    async with sending(world, 200, entered, opened) as dispatcher:
        dispatcher.offer(await world.publish(1))
        await entered.wait()
        async with held(subscription):
            opened.set()
            await asyncio.sleep(1)
            dispatcher.stop()
            await asyncio.sleep(1)
    assert await states_of(world, ACME) == [DeliveryState.DELIVERED]
    await world.check_invariants()


@pytest.mark.parametrize("gone", [False, True])
async def test_lost_leases_of_other_lanes_are_brought_back(world: World, held: Held, gone: bool) -> None:
    subscription = await world.subscribe("http://held.example/hook")
    await world.publish(1)
    for tenant_id in OTHERS:
        await world.subscribe(f"http://{tenant_id}.example/hook", tenant_id=tenant_id)
        await world.publish(1, tenant_id=tenant_id)
    lost = world.dispatcher(send=hang)
    await lost.sweep_once()
    await lost.claim_once()
    if gone:
        await world.database.execute("INSERT INTO holders (holder, place) OVERRIDING SYSTEM VALUE VALUES (999, '')")
        await world.database.execute("UPDATE holders SET gone_time = now() - interval '1 minute'")
        await world.database.execute("UPDATE delivery_lease SET holder = 999")

    async def bring_back() -> None:
        if gone:
            async with world.database.connection() as connection:
                found = await find_others(connection)
            await rescue_from(world.database, world.registry, found.gone, now=world.clock.now())
        else:
            await rescue(world.database, world.registry, now=world.clock.now() + timedelta(hours=1))

    async with held(subscription):
        await asyncio.wait_for(bring_back(), 5)
        for tenant_id in OTHERS:
            assert await states_of(world, tenant_id) == [DeliveryState.PENDING]
        assert await states_of(world, ACME) == [DeliveryState.IN_FLIGHT]
    await bring_back()
    assert await states_of(world, ACME) == [DeliveryState.PENDING]
    await world.check_invariants()


async def hang(request: Request) -> Exchange:
    del request
    await asyncio.Event().wait()
    raise AssertionError
