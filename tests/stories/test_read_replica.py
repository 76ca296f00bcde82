"""Lists are read from a real standby, and have all that there is, be it late, killed, silent or promoted."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bellhop import metrics
from bellhop.clock import ManualClock
from bellhop.config import MasterKey, Settings
from bellhop.core import cells, doctor
from bellhop.core.cells import Cells
from bellhop.core.findings import Finding, Level
from bellhop.core.roster import Roster, Way
from bellhop.domain.audit import CLI
from bellhop.store import bouncer, migrate
from bellhop.store.database import Database
from bellhop.store.replica import Lineage, Reading, Replica, UnfitError, bytes_behind, check_lineage, position_of
from bellhop.store.store import Store
from tests.relay import Relay, relayed
from tests.running import House, Service, Tenant, eventually, house_of
from tests.serving import Api, open_services, serve
from tests.spread import with_database
from tests.standby import Pair, paired

EVENTS = "/v2/tenants/acme/events"
LONGEST_LIST_SECONDS = 3.0  # also on a busy machine, where all that is waited for takes longer


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    """A primary that has nothing in it yet, and its standby."""
    folder = Path(tempfile.mkdtemp(prefix="bellhop-pair-"))
    folder.chmod(0o711)  # noqa: ASYNC240 - as root the servers run as somebody else
    try:
        async with paired(folder) as made:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def reads(source: str) -> float:
    """How many statements of lists were read there."""
    value: float = metrics.LIST_READS.labels(source)._value.get()
    return value


class Desk:
    """A tenant's key and what it lists, with the replica that is looked at when the test says so."""

    def __init__(self, api: Api, acme: Api, store: Store, replica: Replica) -> None:
        self.api, self.acme, self.store, self.replica = api, acme, store, replica

    async def write_and_list(self) -> str:
        """Publish an event and read the list at once: where that was read. It has the event."""
        published = await self.api("POST", EVENTS, {"events": [{"type": "design.created", "data": {}}]})
        assert published.status == 202, published.content
        before = reads("replica"), reads("primary")
        began = time.monotonic()
        listed = await self.acme("GET", f"{EVENTS}?max_page_size=1000")
        assert time.monotonic() - began < LONGEST_LIST_SECONDS
        assert published.json["events"][0]["id"] in {each["id"] for each in listed.json["results"]}
        assert sum((reads("replica") - before[0], reads("primary") - before[1])) == 1
        return "replica" if reads("replica") > before[0] else "primary"

    async def is_used(self) -> bool:
        """Look at the replica; whether it is used."""
        await self.replica.run_once()
        return self.replica.problem is None

    async def is_read(self) -> bool:
        """Whether a list is read from it that has just been written to; a busy machine may be late once."""
        return await self.is_used() and await self.write_and_list() == "replica"


@asynccontextmanager
async def desk(pair: Pair, relay: Relay, clock: ManualClock) -> AsyncIterator[Desk]:
    connection = await asyncpg.connect(pair.primary.url)
    await migrate.migrate(connection)
    await connection.close()
    database = await Database.connect(pair.primary.url, min_size=1)
    replica = Replica(relay.url, database, rest_seconds=0.2)
    store = Store(directory=database, cells=(database,), replica=replica)
    try:
        async with open_services(store, clock) as services, serve(services) as api:
            yield Desk(api, await api.make_tenant("acme"), store, replica)
    finally:
        await store.close()


async def test_a_list_has_what_was_written_before_wherever_it_is_read(
    pair: Pair, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "UNTIL_ALL_KNOW_SECONDS", 0.0)
    async with relayed(pair.standby.url) as relay, desk(pair, relay, clock) as here:
        assert await here.write_and_list() == "primary"  # nobody has looked at the replica yet
        await eventually(here.is_read)
        for _ in range(20):
            await here.write_and_list()
        await eventually(here.is_used)
        before = reads("replica")
        for path in ("/v2/admin/audit", "/v2/admin/deliveries", "/v2/admin/tenants"):
            assert (await here.api("GET", path)).status == 200
        assert reads("replica") - before == 3
        ready = (await here.api("GET", "/readyz")).json
        assert (ready["status"], ready["parts"]["read_replica"]) == ("ok", "ok")

        await _are_cells_beside(pair, here, clock)
        await _is_judged_by_a_doctor(pair, here)
        await _is_on_another_timeline(pair, here)
        await _is_late(pair, here)
        await _is_in_conflict(pair, here)
        await _is_silent(relay, here)
        await _is_killed(pair, here)
        await pair.on_standby("SELECT pg_promote()")
        assert await here.write_and_list() == "primary"
        assert here.replica.problem is not None
        assert here.replica.problem.startswith("it is not in recovery")
        await asyncio.sleep(0.3)
        assert not await here.is_used()


async def _are_cells_beside(pair: Pair, here: Desk, clock: ManualClock) -> None:
    """Each cell of the database is read in its own schema."""
    await Cells(here.store.directory, clock, None).add("near", None, beside=pair.primary.url, actor=CLI)
    way = Way(pair.primary.url, pair.primary.url, bouncer.DIRECT, "bellhop test")
    await Roster(here.store, None, way).begin()
    near = here.store.cell_named("near")
    assert near is not None
    await near.execute("CREATE TABLE whereabouts AS SELECT current_schema()::text AS schema")
    read = here.store.reading(near)
    assert isinstance(read, Reading)

    async def is_read_there() -> bool:
        before = reads("replica")
        assert [row[0] for row in await read.fetch("SELECT schema FROM whereabouts")] == ["bellhop_near"]
        return await here.is_used() and reads("replica") > before

    await eventually(is_read_there)
    assert len(here.replica.pools) == 2
    far = Database(near.pool, cell="far")
    assert here.store.reading(far) is far

    path, here.replica._path = (
        here.replica._path,
        bouncer.BOUNCED,
    )  # which may lead to a standby now, and to another then
    assert here.store.reading(near) is near
    await eventually(here.is_read)
    here.replica._path = path


async def _is_judged_by_a_doctor(pair: Pair, here: Desk) -> None:
    async def told(read_url: str) -> list[Finding]:
        settings = Settings.model_validate({"read_url": read_url})
        findings = await doctor.examine(settings, pair.primary.url, [MasterKey(name="k1", key=b"k" * 32)])
        return [each for each in findings if "Lists are read" in each.sentence or "lists are read" in each.sentence]

    (fine,) = await told(pair.standby.url)
    assert fine.level is Level.FINE, fine
    (problem,) = await told(pair.primary.url)
    assert (problem.level, "not in recovery" in problem.sentence) == (Level.PROBLEM, True)
    (problem,) = await told(pair.standby.admin_url)
    assert (problem.level, "another database" in problem.sentence) == (Level.PROBLEM, True)
    (away,) = await told("postgresql://nobody@127.0.0.1:9/none")
    assert (away.level, "BELLHOP_READ_URL: " in away.sentence) == (Level.WARNING, True)
    await pair.on_standby("SELECT pg_wal_replay_pause()")
    await here.store.directory.execute("CREATE TABLE more (n integer)")
    (behind,) = await told(pair.standby.url)
    assert (behind.level, "bytes of log behind" in behind.sentence) == (Level.WARNING, True)
    await pair.on_standby("SELECT pg_wal_replay_resume()")
    await eventually(here.is_read)


async def _is_on_another_timeline(pair: Pair, here: Desk) -> None:
    """What it has beyond the fork was never committed on the primary of now, whatever the positions say."""
    async with here.store.directory.connection() as connection:
        needed = await position_of(connection)
    there = await asyncpg.connect(pair.standby.url)
    with pytest.raises(UnfitError, match="timeline of the primary"):
        await bytes_behind(there, replace(needed, timeline="000000FF"))
    await there.close()
    master = await asyncpg.connect(with_database(pair.primary.admin_url, "bellhop"))
    await master.execute("REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC")
    await eventually(here.is_read)  # it is not asked where that is not allowed
    await master.execute("GRANT EXECUTE ON FUNCTION pg_control_checkpoint() TO PUBLIC")
    await master.close()


async def _is_late(pair: Pair, here: Desk) -> None:
    await pair.on_standby("SELECT pg_wal_replay_pause()")
    assert await here.write_and_list() == "primary"
    assert here.replica.problem == "it is behind"
    began = time.monotonic()
    assert await here.write_and_list() == "primary"  # nobody waits for it a second time
    ready = await here.api("GET", "/readyz")
    assert (ready.status, ready.json["status"]) == (200, "degraded")
    assert ready.json["parts"]["read_replica"] == "failing: it is behind"
    assert not await here.is_used()
    assert time.monotonic() - began < LONGEST_LIST_SECONDS
    await pair.on_standby("SELECT pg_wal_replay_resume()")
    await eventually(here.is_read)


async def _is_in_conflict(pair: Pair, here: Desk) -> None:
    """A statement that the standby breaks off, as what it reads is locked in what is to be replayed."""
    database = here.replica._primary
    reading = Reading(database, here.replica)
    await database.execute("CREATE TABLE numbers (n integer)")
    await pair.on_standby("ALTER SYSTEM SET max_standby_streaming_delay = 0")
    await pair.on_standby("SELECT pg_reload_conf()")
    await eventually(here.is_read)
    slow = "SELECT (SELECT count(*) FROM numbers) WHERE NOT pg_is_in_recovery() OR pg_sleep(30) IS NULL"
    asked = asyncio.create_task(reading.fetch(slow, timeout_seconds=20))
    runs = (
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%FROM numbers%pg_sleep(30)%'"
    )

    async def is_asked() -> object:
        return await pair.on_standby(f"{runs} AND pid <> pg_backend_pid()")

    await eventually(is_asked)
    async with database.transaction() as connection:
        await connection.execute("LOCK TABLE numbers")
        await connection.execute("INSERT INTO numbers VALUES (1)")
    assert [row[0] for row in await asked] == [1]
    assert here.replica.problem == "it failed: SerializationError"
    await eventually(here.is_read)


async def _is_silent(relay: Relay, here: Desk) -> None:
    relay.freeze()
    assert await here.write_and_list() == "primary"
    assert here.replica.problem == "it does not answer"
    await relay.cut()
    assert await here.write_and_list() == "primary"
    await relay.mend()
    await eventually(here.is_read)


async def _is_killed(pair: Pair, here: Desk) -> None:
    pair.kill_standby()

    async def is_left_alone() -> bool:
        return await here.write_and_list() == "primary" and not await here.is_used()

    await eventually(is_left_alone)  # those who answer end a moment after the process that began them
    for _ in range(3):
        assert await here.write_and_list() == "primary"
        await asyncio.sleep(0.1)
        assert not await here.is_used()

    async def is_back() -> bool:
        return await pair.standby.run_once() > 0

    await eventually(is_back)
    await eventually(here.is_read)


def test_a_server_that_follows_another_one_is_not_read() -> None:
    ours = Lineage("bellhop", 1)
    check_lineage(ours, Lineage("bellhop", 1))
    check_lineage(ours, None)  # who may not know uses it as the operator says
    with pytest.raises(UnfitError, match="another system"):
        check_lineage(ours, Lineage("bellhop", 2))
    with pytest.raises(UnfitError, match="another database"):
        check_lineage(ours, Lineage("postgres", 1))


async def test_a_service_starts_without_its_replica_and_reads_from_it_when_it_is_there(
    pair: Pair, tmp_path: Path
) -> None:
    service = Service(pair.primary.url, tmp_path / "bellhop.log", BELLHOP_READ_URL=pair.standby.url)
    pair.kill_standby()
    await asyncio.to_thread(service.start)  # it starts without it
    try:
        async with house_of(service) as house:
            assert (await _ready(house))[0] == "degraded"
            await pair.standby.run_once()
            tenant = await house.tenant()
            await eventually(lambda: _is_well(house))
            await eventually(lambda: _is_read_there(house, tenant))

            async def is_told() -> bool:
                pools = await _figure(house, 'bellhop_pool_connections_max{database="read_replica",role="all"}')
                up = await _figure(house, 'bellhop_read_replica_up{database="cell_0",role="all"}')
                return (pools, up) == (8.0, 1.0)

            await eventually(is_told)
    finally:
        code = await asyncio.to_thread(service.stop)
    assert code == 0


async def test_a_cell_elsewhere_has_a_replica_of_its_own(
    pair: Pair, make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as url:
        urls = f"far={pair.standby.url} gone=postgresql://localhost/x"
        service = Service(url, tmp_path / "bellhop.log", BELLHOP_CELL_READ_URLS=urls)
        await asyncio.to_thread(service.start)
        try:
            async with house_of(service) as house:
                await asyncio.to_thread(service.command, "cells", "add", "far", "--database-url", pair.primary.url)
                tenant = await house.tenant(cell="far")

                async def is_well() -> bool:
                    ready = (await house.admin.call("GET", "/readyz")).body
                    return (ready["status"], ready["parts"].get("read_replica_far")) == ("ok", "ok")

                await eventually(is_well)
                await eventually(lambda: _is_read_there(house, tenant))
                assert await _figure(house, 'bellhop_read_replica_up{database="far",role="all"}') == 1.0
                at_home = await house.tenant(cell="cell_0")
                assert not await _is_read_there(house, at_home)
                told = await asyncio.to_thread(service.command, "doctor")
                pair.kill_standby()

                async def is_left_alone() -> bool:
                    return not await _is_read_there(house, tenant)

                await eventually(is_left_alone)
                assert (await house.admin.call("GET", "/readyz")).body["status"] == "degraded"
        finally:
            code = await asyncio.to_thread(service.stop)
    assert code == 0
    assert "gone: BELLHOP_CELL_READ_URLS names it, and it is no cell that has a database of its own." in told
    assert "far: Lists are read from BELLHOP_CELL_READ_URLS, a standby that has all that the primary has." in told


async def _ready(house: House) -> tuple[str, str]:
    reply = await house.admin.call("GET", "/readyz")
    assert reply.status == 200
    return reply.body["status"], reply.body["parts"]["read_replica"]


async def _is_well(house: House) -> bool:
    return await _ready(house) == ("ok", "ok")


async def _is_read_there(house: House, tenant: Tenant) -> bool:
    """Whether the list of this tenant, written a moment before, comes from the replica. It is whole in any case."""
    published: Any = await house.admin.post(
        f"/v2/tenants/{tenant.name}/events", {"events": [{"type": "design.created", "data": {}}]}
    )
    series = 'bellhop_list_reads_total{source="replica"}'
    before = await _figure(house, series)
    listed = await tenant.caller.get(f"/v2/tenants/{tenant.name}/events?max_page_size=1")
    assert [each["id"] for each in listed["results"]] == [published["events"][0]["id"]]
    return await _figure(house, series) > before


async def _figure(house: House, series: str) -> float:
    async with house.admin.session.get(f"{house.service.url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    found = [line for line in lines if line.startswith(f"{series} ")]
    return float(found[0].rpartition(" ")[2]) if found else 0.0
