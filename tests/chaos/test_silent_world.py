"""What the world does without a word: a receiver that freezes, names that never resolve, a clock that jumps."""

import asyncio
import multiprocessing
import os
import random
import signal
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest

from bellhop.clock import SystemClock
from bellhop.core.leases import rescue
from bellhop.domain.delivery import DeliveryState
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.ids import TenantId
from bellhop.store.store import Store
from tests.bench.sink import sink
from tests.egress.nameserver import SILENT, nameserver
from tests.invariants import assert_invariants
from tests.receiver import Receiver
from tests.running import eventually
from tests.world import World
from tests.world import world as make_world


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


@pytest.mark.chaos
async def test_a_receiver_that_freezes_with_its_connections_open_gets_everything_when_it_thaws(
    world: World, endpoint: Receiver
) -> None:
    """Half-open: the kernel still takes connections and bytes, and nobody is behind them."""
    others = set(multiprocessing.active_children())
    with sink() as frozen:
        (process,) = set(multiprocessing.active_children()) - others
        assert process.pid is not None
        cold = await world.subscribe(
            frozen.url(), timeout=timedelta(seconds=0.5), schedule=(timedelta(seconds=1),) * 20, max_in_flight=4
        )
        await world.subscribe(endpoint.url())
        dispatcher = world.dispatcher(grace_seconds=1.0)
        running = asyncio.create_task(dispatcher.run())
        await world.publish(20)
        await endpoint.expect(20)
        await eventually(lambda: _waits_for(world, "delivered", 40))
        os.kill(process.pid, signal.SIGSTOP)
        await world.publish(20)
        await endpoint.expect(40)
        await eventually(lambda: _errors(world, "first_byte_timeout"))
        os.kill(process.pid, signal.SIGCONT)

        async def arrived() -> bool:
            await world.make_due()
            await world.database.execute("UPDATE lanes SET probe_time = now() WHERE probe_time > now()")
            return await _waits_for(world, "delivered", 80)

        await eventually(arrived, seconds=30, every=0.3)
        dispatcher.stop()
        await running
    assert (await world.lane(cold))["open_time"] is None
    await assert_invariants(world.store)


async def _waits_for(world: World, state: str, count: int) -> bool:
    row = await world.database.fetchrow("SELECT count(*) AS found FROM deliveries WHERE state = $1", state)
    return row is not None and row["found"] == count


async def _errors(world: World, error: str) -> bool:
    return await world.database.fetchrow("SELECT 1 FROM attempts WHERE error = $1", error) is not None


@pytest.mark.chaos
async def test_names_that_never_resolve_keep_nobody_else_waiting(world: World, endpoint: Receiver) -> None:
    loud, quiet = TenantId("loud"), TenantId("quiet")
    async with nameserver() as names:
        resolver = Resolver([names.address], try_seconds=30, tries=1)
        await world.sender.close()
        world.sender = Sender(Guard((ip_network("127.0.0.0/8"),), allow_http=True), resolver)
        for number in range(40):
            names.names[f"silent{number}.example"] = SILENT
            await world.subscribe(f"http://silent{number}.example/", tenant_id=loud)
        names.names["fine.example"] = ["127.0.0.1"]
        await world.subscribe(f"http://fine.example:{endpoint.port}/hook", tenant_id=quiet)
        dispatcher = world.dispatcher(slots=64, grace_seconds=0.0)
        running = asyncio.create_task(dispatcher.run())
        await world.publish(tenant_id=loud)
        await names.until_asked_for(16)

        await world.publish(100, tenant_id=quiet)

        await endpoint.expect(100)
        await eventually(lambda: _waits_for(world, "delivered", 100))
        dispatcher.stop()
        await running
        await resolver.close()
    assert {each.state for each in await world.everything() if each.tenant_id == loud} == {DeliveryState.PENDING}
    await assert_invariants(world.store)


class JumpingClock:
    """A process's clock that steps by up to an hour, to and fro, whenever it is told to."""

    def __init__(self) -> None:
        self._right = SystemClock()
        self._off = timedelta(0)

    def now(self) -> datetime:
        return self._right.now() + self._off

    def jump(self, chance: random.Random) -> None:
        self._off = timedelta(seconds=chance.choice([-3600, -60, 0, 60, 3600]))


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(2))
async def test_nothing_is_lost_by_a_dispatcher_whose_clock_jumps(world: World, endpoint: Receiver, seed: int) -> None:
    """It may take what others hold for lost, and send it twice: each such time is on record."""
    clock, chance = JumpingClock(), random.Random(seed)  # noqa: S311
    await world.subscribe(endpoint.url(), schedule=(timedelta(seconds=60),) * 20)
    hints = await world.publish(40)
    jumping = World(world.store, clock, world.sender, world.vault, world.registry)
    for _ in range(12):
        clock.jump(chance)
        await asyncio.gather(
            jumping.dispatcher().run_once(),
            world.dispatcher().run_once(),
            rescue(world.database, world.registry, now=clock.now()),
        )
        hints += await (jumping if chance.random() < 0.5 else world).publish(3)
        await world.make_due()
        await world.check_invariants()
    while await world.dispatcher().run_once():
        pass
    states = {(await world.delivery(hint)).state for hint in hints}
    assert states == {DeliveryState.DELIVERED}
    doubled = len(endpoint.requests) - len({each.message_id for each in endpoint.requests})
    lost = await world.database.fetchrow("SELECT count(*) AS times FROM attempts WHERE error = 'lease_lost'")
    assert lost is not None
    assert doubled <= lost["times"]
    await assert_invariants(world.store)
