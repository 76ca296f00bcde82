"""Every alert rule fires when what it tells of has happened, and none while all is well."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import Gauge

from bellhop import metrics
from bellhop.clock import ManualClock
from bellhop.config import MasterKey
from bellhop.core import dead_letters
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.maintenance.figures import Figures
from bellhop.maintenance.vitals import Vitals
from bellhop.proxy_address import parse
from bellhop.runtime.loop import Loop
from bellhop.store import migrate
from bellhop.store.database import Database
from bellhop.store.replica import Replica
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault
from tests.moments import shifted
from tests.prometheus import Prometheus, rules
from tests.receiver import GONE, Receiver
from tests.running import eventually
from tests.world import ACME, World, world

KEY = MasterKey(name="k1", key=b"k" * 32)
NAME = re.compile(r"bellhop_\w+")

# What a process is told to be by others than the figures; the tests of processes see these two from outside.
OF_PROCESSES = {"BellhopNoDispatcher", "BellhopNoHousekeeping"}


class Watch:
    """Figures and a Prometheus that reads them, with a clock that it is told."""

    def __init__(self, acme: World) -> None:
        self.acme = acme
        self.prometheus = Prometheus()
        self.now = time.time()

    async def scrape(self, *, after_seconds: float = 60.0, keys: Sequence[MasterKey] = (KEY,)) -> set[str]:
        """Read the figures and scrape them; the alerts that fire."""
        await Figures(self.acme.store, Vault(keys)).run_once()
        return self.look(after_seconds=after_seconds)

    def look(self, *, after_seconds: float = 60.0) -> set[str]:
        """Scrape as it is."""
        self.now += after_seconds
        self.prometheus.scrape(metrics.latest().decode(), self.now)
        return self.prometheus.firing() - OF_PROCESSES


@pytest.fixture
async def watch(store: Store, clock: ManualClock) -> AsyncIterator[Watch]:
    for gauge in (each for each in vars(metrics).values() if isinstance(each, Gauge)):
        if gauge._labelnames:
            gauge.clear()
        else:
            gauge.set(0)
    async with world(store, clock) as acme:
        acme.vault = Vault([KEY])
        watching = Watch(acme)
        assert await watching.scrape() == set()
        yield watching


_LONG_DUE = "UPDATE delivery_ready SET due = " + shifted("due", "- interval '20 minutes'")


async def run(watch: Watch, statement: str, *arguments: object) -> None:
    await watch.acme.database.execute(statement, *arguments)


def test_every_rule_asks_for_series_that_there_are_and_says_what_to_do() -> None:
    known = set(NAME.findall(metrics.latest().decode()))
    for rule in rules():
        assert set(NAME.findall(rule.expr)) <= known, rule.name
        assert rule.document["labels"]["severity"] in {"critical", "warning"}
        assert set(rule.document["annotations"]) == {"summary", "description"}
        assert re.fullmatch(r"\d+m", rule.document.get("for", "0m"))


def test_no_series_is_labelled_by_whose_it_is() -> None:
    labels = set(re.findall(r'(\w+)="', metrics.latest().decode()))
    assert not labels & {"tenant", "tenant_id", "subscription", "subscription_id", "url", "uri", "host"}


async def test_deliveries_that_are_due_and_not_sent(watch: Watch) -> None:
    await watch.acme.subscribe("http://127.0.0.1:9/")
    await watch.acme.publish(3)
    assert await watch.scrape() == set()
    await run(watch, _LONG_DUE)
    assert await watch.scrape() == {"BellhopDeliveriesNeglected", "BellhopDeliveriesLate"}
    assert value(watch, "bellhop_deliveries_due") == value(watch, "bellhop_deliveries_waiting") == 3

    await run(watch, "UPDATE lanes SET in_flight = 1")  # some of it is being sent: slow, not forgotten
    assert await watch.scrape() == {"BellhopDeliveriesLate"}


@pytest.mark.parametrize(
    "held",
    [
        "UPDATE lanes SET enabled = false",
        "UPDATE lanes SET open_time = now(), probe_time = now() + interval '1 minute'",
        "UPDATE lanes SET rate_per_second = 0.01",
        "UPDATE delivery_ready SET due = now() + interval '1 hour'",
    ],
)
async def test_what_an_endpoint_holds_up_itself_wakes_nobody(watch: Watch, held: str) -> None:
    """The oldest due delivery of all is that of some endpoint which has failed for days."""
    await watch.acme.subscribe("http://127.0.0.1:9/")
    await watch.acme.publish()
    await run(watch, _LONG_DUE)
    await run(watch, held)
    assert await watch.scrape() == set()
    assert value(watch, "bellhop_deliveries_waiting") == 1


async def test_figures_are_of_all_lanes_and_queues_however_many(watch: Watch) -> None:
    await run(
        watch,
        """
        INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time)
        SELECT 't' || n % 7, md5(n::text)::uuid, now() - n * interval '1 second', gen_random_uuid(), gen_random_uuid(),
            'thin', now()
        FROM generate_series(1, 600) AS n
        """,
    )
    await run(
        watch,
        """
        INSERT INTO lanes (tenant_id, subscription_id, enabled, subscription_version, max_in_flight)
        SELECT tenant_id, subscription_id, true, 1, 5 FROM delivery_ready
        """,
    )
    await run(
        watch,
        """
        INSERT INTO job_ready
        SELECT 't' || n, gen_random_uuid(), 'a' || n % 3, '', false, 0, 0, now() - n * interval '1 second', now(),
            false, now(), '1s'
        FROM generate_series(1, 600) AS n
        """,
    )
    await watch.scrape()
    assert value(watch, "bellhop_deliveries_due") == value(watch, "bellhop_jobs_waiting") == 600
    assert 600 <= value(watch, "bellhop_deliveries_oldest_due_seconds") < 700
    assert 600 <= value(watch, "bellhop_jobs_oldest_claimable_seconds") < 700


async def test_a_job_that_nobody_claims(watch: Watch) -> None:
    await run(
        watch,
        """
        INSERT INTO job_ready
        VALUES ('acme', gen_random_uuid(), 'a', '', false, 0, 0, now() - interval '10 minutes', now(), false, now(),
            '1s')
        """,
    )
    assert await watch.scrape() == {"BellhopJobsUnclaimed"}
    await run(watch, "UPDATE job_ready SET parked = true")  # behind a lane that is held
    assert await watch.scrape() == set()


async def test_dead_letters(watch: Watch, endpoint: Receiver) -> None:
    subscription = await watch.acme.subscribe("http://127.0.0.1:9/")
    lanes = [(ACME, subscription.subscription_id)] * 20
    async with watch.acme.database.transaction() as connection:
        await dead_letters.count(connection, lanes, now=watch.acme.clock.now())
    assert await watch.scrape() == set()
    subscription = await watch.acme.subscribe(endpoint.url("/gone"))
    endpoint.script("/gone", GONE)
    await watch.acme.publish(event_type="test.gone")
    await watch.acme.dispatcher().run_once()  # with an attempt, too
    assert await watch.scrape() == {"BellhopDeadLetters"}
    assert await watch.scrape(after_seconds=1000) == set()


async def test_open_circuits(watch: Watch) -> None:
    for _ in range(11):
        await watch.acme.subscribe("http://127.0.0.1:9/")
    await run(watch, "UPDATE lanes SET open_time = now(), probe_time = now() + interval '1 minute'")
    assert await watch.scrape() == {"BellhopCircuitsOpen"}


async def test_leases_that_are_lost(watch: Watch) -> None:
    metrics.LEASES_LOST.labels("delivery").inc(0)
    watch.look()
    metrics.LEASES_LOST.labels("delivery").inc(21)
    assert watch.look() == {"BellhopLeasesLost"}


async def test_a_loop_that_fails_and_one_that_hangs(watch: Watch) -> None:
    tries = asyncio.Semaphore(0)

    async def fail() -> int:
        tries.release()
        raise LookupError

    metrics.LOOP_FAILURES.labels("test.failing").inc(0)
    watch.look(after_seconds=1)
    failing = Loop("test.failing", fail, interval_seconds=0.001)
    hanging = Loop("test.hanging", asyncio.Event().wait, interval_seconds=1.0)
    tasks = [asyncio.create_task(each.run()) for each in (failing, hanging)]
    for _ in range(5):
        await tries.acquire()
    assert watch.look(after_seconds=1) == {"BellhopLoopFailing"}
    assert watch.look(after_seconds=200) == {"BellhopLoopFailing", "BellhopLoopStalled"}
    stalled = watch.prometheus.evaluate("time() - bellhop_loop_last_success_timestamp_seconds > 150")
    assert isinstance(stalled, dict)
    assert {dict(labels)["loop"] for labels in stalled} == {"test.failing", "test.hanging"}
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_loop_that_does_well_is_not_called_stalled(watch: Watch) -> None:
    steps = asyncio.Semaphore(0)

    async def step() -> int:
        steps.release()
        return 0

    loop = Loop("test.well", step, interval_seconds=0.2)
    task = asyncio.create_task(loop.run())
    await steps.acquire()
    first = value(watch, "bellhop_loop_last_success_timestamp_seconds", loop="test.well")

    async def told_again() -> bool:
        return value(watch, "bellhop_loop_last_success_timestamp_seconds", loop="test.well") > first

    await eventually(told_again)
    loop.stop()
    await task


@asynccontextmanager
async def vitals(url: str, **options: Any) -> AsyncIterator[tuple[Database, Vitals]]:
    database = await Database.connect(url, min_size=1, **options)
    told = Vitals("test", Store(directory=database, cells=(database,)))
    try:
        yield database, told
    finally:
        database.pool.terminate()


async def test_a_database_that_is_away_or_silent_and_a_pool_that_is_exhausted(watch: Watch, database_url: str) -> None:
    async with vitals(database_url, max_size=1) as (database, told):
        task = asyncio.create_task(told.run())

        async def is_told(number: float) -> bool:
            return value(watch, "bellhop_database_up", role="test") == number

        await eventually(lambda: is_told(1))
        assert watch.look() == set()
        assert value(watch, "bellhop_build_info", role="test") == 1
        async with database.connection():
            told.look_at_pools()
            assert watch.look() == {"BellhopPoolExhausted"}
            await eventually(lambda: is_told(0))  # the wait for a connection counts
            assert watch.look() == {"BellhopPoolExhausted", "BellhopDatabaseDown"}
        await eventually(lambda: is_told(1))
        database.pool.terminate()
        await eventually(lambda: is_told(0))
        told.stop()
        await task


async def test_a_read_replica_that_is_not_used(watch: Watch, database_url: str) -> None:
    async with vitals(database_url) as (database, told):
        told._store.replicas["cell_0"] = replica = Replica(database_url, database)
        told.look_at_pools()
        assert watch.look() == {"BellhopReadReplicaUnused"}
        replica.problem = None
        told.look_at_pools()
        assert watch.look() == set()


async def test_an_event_loop_that_is_held_up(watch: Watch, database_url: str) -> None:
    async with vitals(database_url) as (_, told):
        task = asyncio.create_task(told.run())
        await asyncio.sleep(0.3)
        watch.prometheus.scrapes.clear()
        assert watch.look() == set()
        for _ in range(2):
            time.sleep(1.6)  # noqa: ASYNC251 - this is what must be noticed
            await asyncio.sleep(0.3)
        assert watch.look(after_seconds=4) == {"BellhopEventLoopBusy", "BellhopEventLoopStood"}
        told.stop()
        await task


class Away(Database):
    """A database that is away until it is told to be back."""

    back = False

    def connection(self, *, wait_seconds: float | None = None) -> Any:
        if not self.back:
            raise ConnectionResetError
        return super().connection(wait_seconds=wait_seconds)


async def test_attempts_that_cannot_be_written(watch: Watch, endpoint: Receiver) -> None:
    await watch.acme.subscribe(endpoint.url())
    await watch.acme.publish()
    dispatcher, away = watch.acme.dispatcher(), Away(watch.acme.database.pool)
    recorder = dispatcher.recorder
    recorder._database = away
    await dispatcher.sweep_once()
    await dispatcher.claim_once()
    await dispatcher._sent()
    writing = asyncio.create_task(recorder.run_once())
    (rule,) = (each for each in rules() if each.name == "BellhopRecordsDelayed")
    assert rule.expr.endswith("> 30")

    async def is_late() -> bool:
        watch.look(after_seconds=1)
        return bool(watch.prometheus.evaluate(rule.expr.replace("> 30", "> 0")))

    await eventually(is_late)
    assert value(watch, "bellhop_records_waiting") == 1
    away.back = True
    assert await writing == 1

    async def is_well() -> bool:
        return not await is_late()

    await eventually(is_well)


async def test_a_proxy_that_lets_nothing_through(watch: Watch) -> None:
    resolver = Resolver()
    proxy = Proxy(parse("http://127.0.0.1:3128"), resolver)
    proxy.note_failed("it answered 407")
    proxy._failing_since -= 50
    await proxy.run_once()
    assert watch.look(after_seconds=300) == set()
    proxy._failing_since -= 50
    await proxy.run_once()
    assert watch.look(after_seconds=300) == {"BellhopEgressProxyFailing"}
    proxy.note_well()
    assert watch.look() == set()
    assert value(watch, "bellhop_egress_proxy_failures_total") >= 1
    await resolver.close()


async def test_keys_that_are_lost_and_secrets_that_do_not_open(watch: Watch) -> None:
    await watch.acme.subscribe("http://127.0.0.1:9/")
    other = MasterKey(name="k1", key=b"o" * 32)
    assert await watch.scrape(keys=[other]) == {"BellhopKeysLost"}
    assert value(watch, "bellhop_secrets_unreadable") == 1
    assert await watch.scrape() == set()

    watch.acme.vault = Vault([other])
    await watch.acme.publish()
    assert await watch.acme.dispatcher().run_once() == 1
    assert await watch.scrape() == {"BellhopSecretsUnreadable"}


async def test_days_that_nobody_makes(watch: Watch, store: Store) -> None:
    assert value(watch, "bellhop_partitions_ahead_days") >= 6
    day = (await store.directory.now() + timedelta(days=2)).strftime("%Y%m%d")
    await store.directory.execute(f"DROP TABLE {migrate.FIRST}.events_{day}")
    assert await watch.scrape() == {"BellhopPartitionsMissing"}


async def test_clocks_that_are_apart_and_processes_that_begin_again_and_again(watch: Watch) -> None:
    metrics.CLOCK_SKEW.labels("test", "cell_0").set(6)
    assert watch.look() == {"BellhopClockSkew"}
    metrics.CLOCK_SKEW.clear()
    for start in range(5):
        metrics.START_TIME.labels("test").set(start)
        fired = watch.look(after_seconds=10)
    assert fired == {"BellhopRestarting"}


def value(watch: Watch, series: str, **labels: str) -> float:
    """What a series is now, in the cell where it is most."""
    text = metrics.latest().decode()
    wanted = [f'{name}="{each}"' for name, each in labels.items()]
    lines = [line for line in text.splitlines() if re.match(rf"{series}[{{ ]", line)]
    found = [line for line in lines if all(each in line for each in wanted)]
    return max((float(line.rpartition(" ")[2]) for line in found), default=-1.0)
