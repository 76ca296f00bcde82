"""Leases of a process that is gone end in seconds; those of one that is slow, cut off or unknown run out."""

import asyncio
import contextlib
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import asyncpg

from bellhop.core.leases import find_others, rescue_from
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.dispatch.holder import Holder
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.domain.subscription import Ordering
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.store import attempts, claims, holders
from bellhop.store.claims import BEGINNING, LaneAsk
from bellhop.store.holders import Others
from bellhop.store.store import Store
from tests.cells import home
from tests.chaos.faults import Fault, breaking_database
from tests.dispatch.engines import running, write
from tests.moments import shifted
from tests.receiver import Receiver
from tests.running import eventually
from tests.world import ACME, World

_TELL = "from bellhop.runtime.places import here; print(here())"


def a_place_that_is_no_more() -> str:
    """Where a process ran on this machine that has ended."""
    return subprocess.run([sys.executable, "-c", _TELL], capture_output=True, text=True, check=True).stdout.strip()


@asynccontextmanager
async def other_holder(url: str, place: str = "") -> "AsyncIterator[tuple[int, asyncpg.Connection[asyncpg.Record]]]":
    """Another process that holds leases, and the session that vouches for it."""
    session = await asyncpg.connect(url)
    try:
        yield await holders.begin(session, place), session
    finally:
        await session.close()


async def lease_all(world: World, holder: int | None) -> None:
    """Claim what is due as that holder would, and send nothing."""
    rows = await world.database.fetch("SELECT tenant_id, subscription_id FROM lanes")
    asks = [LaneAsk(row[0], row[1], BEGINNING, 100) for row in rows]
    async with world.database.connection() as connection:
        await claims.claim(connection, asks, token=uuid.uuid4(), lease=timedelta(seconds=60), holder=holder)


async def look_and_rescue(world: World) -> list[LaneHint]:
    async with world.database.connection() as connection:
        found = (await find_others(connection)).gone
    return await rescue_from(world.database, world.registry, found, now=world.clock.now())


async def leased(world: World) -> int:
    return len(await world.database.fetch("SELECT FROM delivery_lease"))


async def test_what_a_killed_process_of_this_machine_held_is_sent_at_once(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    (hint, _) = await world.publish(2)
    async with other_holder(home_url, a_place_that_is_no_more()) as (dead, _):
        await lease_all(world, dead)
    async with running(world, session_url=home_url):
        await endpoint.expect(2, timeout_seconds=20)
    assert [each.json()["data"]["number"] for each in endpoint.requests] == [0, 1]
    async with world.database.connection() as connection:
        tries = await attempts.of_delivery(connection, ACME, hint.delivery_id)
    assert sorted((each.number, each.outcome) for each in tries) == [(1, "lease_lost"), (2, "delivered")]
    await world.check_invariants()


async def test_who_is_gone_without_a_proof_is_waited_for_a_moment(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    await world.subscribe(endpoint.url())
    await world.publish()
    async with other_holder(home_url) as (elsewhere, _):
        await lease_all(world, elsewhere)
    assert await look_and_rescue(world) == []
    await world.database.execute("UPDATE holders SET gone_time = now() - interval '3 seconds'")
    assert len(await look_and_rescue(world)) == 1
    await world.check_invariants()


async def test_after_a_start_of_the_server_everybody_is_waited_for_longer(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    """All sessions were cut by it, and those who live need a moment to say so."""
    await world.subscribe(endpoint.url())
    await world.publish()
    async with other_holder(home_url) as (elsewhere, _):
        await lease_all(world, elsewhere)
    hour_before = shifted("server_time", "- interval '1 hour'")
    await world.database.execute(
        f"UPDATE holders SET gone_time = now() - interval '3 seconds', server_time = {hour_before}"
    )
    assert await look_and_rescue(world) == []
    await world.database.execute("UPDATE holders SET gone_time = now() - interval '11 seconds'")
    assert len(await look_and_rescue(world)) == 1


async def test_what_a_living_process_holds_is_left_to_it_however_slow_it_is(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    await world.subscribe(endpoint.url())
    await world.publish()
    async with other_holder(home_url, a_place_that_is_no_more()) as (slow, _):
        await lease_all(world, slow)
        assert await look_and_rescue(world) == []
        assert await leased(world) == 1


async def test_a_lease_without_a_holder_runs_out_as_it_always_did(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    await world.publish()
    await lease_all(world, None)
    assert await look_and_rescue(world) == []
    assert await leased(world) == 1


async def test_the_rescuer_of_the_house_finds_the_dead_where_nobody_sends(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    await world.subscribe(endpoint.url())
    await world.publish()
    async with other_holder(home_url, a_place_that_is_no_more()) as (dead, _):
        await lease_all(world, dead)
    rescuer = DeliveryRescuer(world.store, world.clock, world.wakeups, registry=world.registry)
    assert await rescuer.run_once() == 1
    assert await leased(world) == 0


async def test_the_dead_are_forgotten_once_nothing_of_them_can_still_arrive(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    async with other_holder(home_url, a_place_that_is_no_more()):
        pass
    await look_and_rescue(world)
    assert len(await world.database.fetch("SELECT FROM holders")) == 1
    await world.database.execute("UPDATE holders SET gone_time = now() - interval '11 seconds'")
    await look_and_rescue(world)
    assert await world.database.fetch("SELECT FROM holders") == []


async def test_a_process_whose_session_is_cut_withdraws_and_loses_nothing(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    """The others would take what it is sending, and send it twice."""
    await world.subscribe(endpoint.url())
    async with running(world, session_url=home_url) as dispatcher:
        await eventually(lambda: _holds(dispatcher))
        before = dispatcher.holder
        await world.publish()
        await lease_all(world, before)
        await world.database.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",  # of this test alone
            before,
        )

        async def has_another_name() -> bool:
            return dispatcher.holder not in {None, before}

        await eventually(has_another_name)
        (row,) = await world.database.fetch("SELECT holder FROM holders")
        assert row["holder"] == dispatcher.holder
        assert await look_and_rescue(world) == []
        assert await leased(world) == 1


async def test_a_process_that_stops_leaves_no_name_behind(world: World, endpoint: Receiver, home_url: str) -> None:
    async with running(world, session_url=home_url) as dispatcher:
        await eventually(lambda: _holds(dispatcher))
        assert len(await world.database.fetch("SELECT FROM holders")) == 1
    assert await world.database.fetch("SELECT FROM holders") == []


async def test_behind_a_bouncer_nobody_vouches_and_leases_run_out(store: Store, world: World, home_url: str) -> None:
    async with bouncer(home_url) as url:
        holder = Holder(home(store), url)
        assert await holder.look() == Others([], [])
        assert holder.current is None
    assert await world.database.fetch("SELECT FROM holders") == []


async def test_a_claim_whose_answer_is_lost_is_given_back_within_seconds(
    world: World, endpoint: Receiver, home_url: str
) -> None:
    """The process lives and held it without knowing, for a whole lease."""
    await world.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    await world.publish()
    fault = Fault()
    async with breaking_database(home_url, fault) as broken:
        other = World(Store(directory=broken, cells=(broken,)), world.clock, world.sender, world.vault)
        dispatcher = other.dispatcher()
        await dispatcher.sweep_once()
        fault.arm(0, after=True)
        with contextlib.suppress(*CONNECTION_BROKEN):
            await dispatcher.claim_once()
        fault.arm(None)
        assert await leased(world) == 1
        assert await dispatcher.keeper.watch_once() == 1
        assert await leased(world) == 0
        await dispatcher.run_once()
    assert len(endpoint.requests) == 1
    await world.check_invariants()


async def test_what_was_born_in_a_commit_whose_answer_is_lost_is_sent_within_seconds(
    world: World, endpoint: Receiver
) -> None:
    await world.subscribe(endpoint.url())
    async with running(world):
        with contextlib.suppress(ConnectionResetError), world.slots.reserving(world.database) as slots:
            assert await write(world, slots) == []
            raise ConnectionResetError
        assert await leased(world) == 1
        await endpoint.expect(1, timeout_seconds=20)
    assert [each.state for each in await world.everything()] == [DeliveryState.DELIVERED]
    await world.check_invariants()


async def _holds(dispatcher: Dispatcher) -> bool:
    return dispatcher.holder is not None


@asynccontextmanager
async def bouncer(url: str) -> AsyncIterator[str]:
    """What stands between as a bouncer does: it tells a process id of its own making."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if folder:
            port = parse_qs(parts.query).get("port", ["5432"])[0]
            beyond = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
        else:
            beyond = await asyncio.open_connection(parts.hostname, parts.port or 5432)
        await asyncio.gather(_pass(reader, beyond[1], tell=False), _pass(beyond[0], writer, tell=True))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        login = f"{parts.username}:{parts.password}" if parts.password else parts.username
        yield f"postgresql://{login}@127.0.0.1:{port}{parts.path}?sslmode=disable"
    finally:
        server.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, tell: bool) -> None:
    """Pass on what comes; with `tell`, BackendKeyData names another process."""
    mark = b"K\x00\x00\x00\x0c"
    while data := await reader.read(1 << 16):
        place = data.find(mark) + len(mark)
        if tell and mark in data:
            data = data[:place] + b"\x00\x00\x00\x07" + data[place + 4 :]
        writer.write(data)
    writer.close()
