"""Grants whose process is gone, has lost its name, or never heard of them: they end, and nothing is lost."""

from contextlib import suppress

import asyncpg
import pytest

from bellhop.core.leases import find_others, rescue, rescue_from
from bellhop.dispatch import dispatcher as engine
from bellhop.dispatch import grants
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.subscription import Subscription
from tests.dispatch.engines import write
from tests.dispatch.granting import BUSY, granted, publish, settled, vouched_for
from tests.receiver import Answer, Receiver
from tests.running import eventually
from tests.world import World


async def test_what_a_process_that_is_gone_had_been_granted_is_ended_by_others(
    world: World, lane: Subscription, home_url: str
) -> None:
    async with world.database.transaction() as connection:
        await connection.execute("INSERT INTO lane_grants SELECT tenant_id, subscription_id, 999, 7 FROM lanes")
        await connection.execute("UPDATE lanes SET granted = granted + 7")
        await connection.execute("INSERT INTO holders (holder, place) OVERRIDING SYSTEM VALUE VALUES (999, '')")
        await connection.execute("UPDATE holders SET gone_time = now() - interval '1 minute' WHERE holder = 999")
    async with world.database.connection() as connection:
        found = await find_others(connection)
    await rescue_from(world.database, world.registry, found.gone, now=world.clock.now())
    assert 999 not in await granted(world)
    assert (await world.lane(lane))["granted"] == 10
    await world.check_invariants()


async def test_what_was_granted_to_nobody_is_ended(world: World, lane: Subscription) -> None:
    async with world.database.transaction() as connection:
        await connection.execute("INSERT INTO lane_grants SELECT tenant_id, subscription_id, 999, 7 FROM lanes")
        await connection.execute("UPDATE lanes SET granted = granted + 7")
    await rescue(world.database, world.registry)
    assert (await world.lane(lane))["granted"] == 10
    await world.check_invariants()


async def test_an_answer_that_was_lost_may_have_granted_something(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe(endpoint.url())
    with suppress(ZeroDivisionError), world.slots.reserving(world.database) as slots:
        await write(world, slots, BUSY)  # it is committed
        raise ZeroDivisionError
    assert await granted(world) == {dispatcher.holder: 10}
    await publish(world, BUSY)
    assert await granted(world) == {dispatcher.holder: 10}  # nothing is asked for on top of what is not known
    await dispatcher.grants.end_once()
    assert await granted(world)
    monkeypatch.setattr(grants, "monotonic_seconds", lambda: float("inf"))
    await dispatcher.grants.end_once()
    assert await granted(world) == {}
    await world.check_invariants()


async def test_a_lost_name_takes_its_grants_with_it(
    world: World, endpoint: Receiver, dispatcher: Dispatcher, lane: Subscription
) -> None:
    assert lane
    before = dispatcher.holder
    await world.database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bellhop holder'"
        " AND datname = current_database()"
    )

    async def has_another_name() -> bool:
        return dispatcher.holder not in (None, before)

    await eventually(has_another_name)
    assert await granted(world) == {}
    await publish(world, BUSY)
    await endpoint.expect(2 * BUSY)
    await settled(dispatcher)
    await world.check_invariants()


async def test_a_stop_goes_on_where_what_is_under_way_cannot_be_given_back(
    world: World, endpoint: Receiver, home_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe(endpoint.url())
    endpoint.always("/hook", Answer(delay_seconds=30.0))

    async def refuse(*_: object, **__: object) -> None:
        raise asyncpg.DeadlockDetectedError

    async with vouched_for(world, home_url, grace_seconds=0.1) as stopping:
        await publish(world, BUSY)
        await endpoint.expect(BUSY)
        monkeypatch.setattr(engine, "end_unsent", refuse)

    assert stopping.holder is None  # it has left, so others take at once what it could not give back

    async def is_given_back() -> bool:
        async with world.database.connection() as connection:
            found = await find_others(connection)
        await rescue_from(world.database, world.registry, found.gone, now=world.clock.now())
        return {each.state for each in await world.everything()} == {DeliveryState.PENDING}

    await eventually(is_given_back)
    assert await granted(world) == {}
    await world.check_invariants()
