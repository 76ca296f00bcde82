"""What a full cell costs: 100,000 subscriptions of 10,000 tenants, and the same with 100 and with 10,000.

The service as it ships, role all, on an embedded Postgres: how long it takes to start, the memory that it occupies, and
what its sweeps and its housekeeping take when nothing waits, when one delivery waits in each of 10,000 lanes, and when
every tenth endpoint fails. Costs are of one look, the cheapest of five: milliseconds from its first statement to its
last answer, and CPU of the process that looks, which is for how long its loop does nothing else at most.
"""

import asyncio
import json
import shutil
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from bellhop.config import MasterKey
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.shares import Shares
from bellhop.dispatch.sweeper import Sweeper
from bellhop.ids import TenantId
from bellhop.maintenance.expiring import ExpiringWatch
from bellhop.maintenance.failing import FailingWatch
from bellhop.maintenance.figures import Figures
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.maintenance.retention import Retention
from bellhop.store import pulling
from bellhop.store.embedded import EmbeddedPostgres
from bellhop.store.queries import load
from tests.bench import crowd
from tests.bench.drain import BODY
from tests.bench.engine import world_at
from tests.bench.http import Figure, one_by_one, open_folder
from tests.bench.load import Requests, blast
from tests.bench.processes import resident_mib, service_cpu_seconds
from tests.bench.sink import Sink, sink
from tests.running import Service
from tests.world import World

_SIZES = (100, 10_000, 100_000)
_WAITING_LANES = 10_000
_TROUBLED_SHARE = 0.1
_PUBLISHING = 2_000
_CALLERS = 16
_TURNS = 5
_QUIET_SECONDS = 2.0
_PATIENCE_SECONDS = 600.0
_MASTER_KEY = MasterKey(name="test", key=bytes(32))  # as the service of a bench has it

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Cost:
    """What one look takes: milliseconds altogether, and of them CPU of the loop."""

    ms: float
    cpu_ms: float


async def figures(*, share: float = 1.0) -> list[Figure]:
    """All rows, smaller cells first; `share` is the part of the usual size."""
    rows: list[Figure] = []
    folder = open_folder()
    server = await EmbeddedPostgres.start(folder / "data")
    service = Service(None, folder / "bellhop.log", BELLHOP_DATA_DIR=str(folder / "data"))
    try:
        service.start()
        service.stop()
        with sink() as receiver:
            async with world_at(server.url) as here:
                here.vault = type(here.vault)([_MASTER_KEY])
                names: list[TenantId] = []
                for size in _SIZES:
                    tenants = max(1, int(size * share) // crowd.SUBSCRIPTIONS_EACH)
                    names += await crowd.add(here, receiver, first=len(names), tenants=tenants - len(names))
                    rows += await _looks(here, f"{tenants * crowd.SUBSCRIPTIONS_EACH:,} subscriptions")
                await crowd.trouble(here, int(size * share * _TROUBLED_SHARE))
                rows += await _looks(here, "every tenth of them failing")
                await crowd.heal(here)
                rows += await _started(service, receiver, names, share)
                service.stop()
                await here.database.execute("TRUNCATE delivery_ready, delivery_lease")
                await crowd.let_wait(here, int(_WAITING_LANES * share))
                rows += await _looks(here, f"one delivery waits in each of {int(_WAITING_LANES * share):,} lanes")
                await here.database.execute("TRUNCATE delivery_ready")
                await crowd.let_wait(here, int(size * share))
                rows += await _swept(service, here, f"one delivery waits in each of {int(size * share):,} lanes")
    finally:
        service.stop()
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return rows


async def _looks(here: World, when: str) -> list[Figure]:
    """The rows of every kind of look at the cell as it is."""
    rows: list[Iterable[Figure]] = [[Figure(f"sweep, pages of its first part, {when}", await _pages(here), "", "flat")]]
    for name, step in _steps(here).items():
        rows.append(_rows(f"{name}, {when}", await _cost(here, step)))
    return list(chain.from_iterable(rows))


def _steps(here: World) -> dict[str, Step]:
    store, clock, wakeups, registry = here.store, here.clock, here.wakeups, here.registry
    agenda = Agenda(1024)
    sweeper = Sweeper(here.database, agenda, Shares(), clock, found=lambda: None)

    async def sweep() -> None:
        while await sweeper.run_once():
            pass

    async def idle() -> None:
        async with here.database.connection() as connection:
            await pulling.idle(connection, since=clock.now(), now=clock.now(), limit=100)

    async def read_figures() -> None:
        await Figures(store, here.vault).run_once()

    return {
        "sweep": sweep,
        "rescue of deliveries": DeliveryRescuer(store, clock, wakeups, registry=registry).run_once,
        "rescue of jobs": JobRescuer(store, clock, wakeups, registry=registry).run_once,
        "watch of failing endpoints": FailingWatch(store, clock, wakeups, registry=registry).run_once,
        "watch of certificates": ExpiringWatch(store, clock, wakeups, registry=registry).run_once,
        "watch of idle subscriptions": idle,
        "figures": read_figures,
        "retention": Retention(store, clock, history=timedelta(days=30)).run_once,
    }


async def _cost(here: World, step: Step) -> _Cost:
    await step()  # whatever it finds to do the first time
    costs = []
    for _ in range(_TURNS):
        began, cpu = time.monotonic(), time.process_time()
        await step()
        costs.append(((time.monotonic() - began) * 1e3, (time.process_time() - cpu) * 1e3))
    return _Cost(min(ms for ms, _ in costs), min(cpu for _, cpu in costs))


async def _pages(here: World) -> int:
    """Pages that Postgres reads for the first part of a sweep."""
    statement = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + load("claims")["sweep"]
    row = await here.database.fetchrow(statement, "", uuid.UUID(int=0), 250)
    assert row is not None
    plan = json.loads(row[0])[0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


def _rows(name: str, cost: _Cost) -> Iterator[Figure]:
    yield Figure(name, cost.ms, "ms", "flat")
    yield Figure(f"{name}: of it CPU of the loop", cost.cpu_ms, "ms", "≤ 50")


async def _swept(service: Service, here: World, when: str) -> list[Figure]:
    """What a whole sweep costs, and the memory of a service that has swept."""
    cost = await _cost(here, _steps(here)["sweep"])
    await asyncio.to_thread(service.start)
    await asyncio.sleep(_QUIET_SECONDS * 5)
    return [*_rows(f"sweep, {when}", cost), Figure(f"memory, {when}", resident_mib(service.pid), "MiB", "≤ 300")]


async def _started(service: Service, receiver: Sink, names: list[TenantId], share: float) -> list[Figure]:
    """Starting, memory at rest, and memory after events of many tenants."""
    began = time.monotonic()
    await asyncio.to_thread(service.start)
    spent, cpu = time.monotonic() - began, service_cpu_seconds(service.pid)
    await asyncio.sleep(_QUIET_SECONDS)
    rows = [
        Figure("start, to ready", spent, "s", "≤ 5"),
        Figure("start, CPU of the service", cpu, "s", ""),
        Figure("memory at rest", resident_mib(service.pid), "MiB", "≤ 300"),
    ]
    before = service_cpu_seconds(service.pid)
    await asyncio.sleep(_QUIET_SECONDS * 5)
    idle = (service_cpu_seconds(service.pid) - before) / (_QUIET_SECONDS * 5) * 100
    rows.append(Figure("CPU of the service with nothing to do", idle, "% of one core", ""))
    some = names[: int(_PUBLISHING * share)]
    for chosen in (some, some, names):
        rows += await _published(service, receiver, chosen)
    return rows


async def _published(service: Service, receiver: Sink, names: list[TenantId]) -> list[Figure]:
    """One event for each of these tenants, delivered to all of their subscriptions."""
    operator = Requests(service.port, service.admin_key)
    body = {"events": [{"type": "test.happened", "data": BODY}]}
    requests = [operator.post(f"/v2/tenants/{name}/events", body) for name in names]
    expected, cpu = receiver.counted().requests, service_cpu_seconds(service.pid)
    expected += len(names) * crowd.SUBSCRIPTIONS_EACH
    answers = await blast(operator, one_by_one(requests), callers=_CALLERS, seconds=_PATIENCE_SECONDS)
    assert set(answers.statuses) <= {200, 202}, answers.statuses
    peak, quiet_since, seen = 0.0, time.monotonic(), 0
    while (come := receiver.counted().requests) < expected:
        peak = max(peak, resident_mib(service.pid))
        quiet_since, seen = (time.monotonic(), come) if come > seen else (quiet_since, seen)
        assert time.monotonic() - quiet_since < _QUIET_SECONDS * 10, f"{expected - come} never came"
        await asyncio.sleep(0.1)
    await asyncio.sleep(_QUIET_SECONDS)
    count = len(names) * crowd.SUBSCRIPTIONS_EACH
    spent = (service_cpu_seconds(service.pid) - cpu) / count * 1e6
    when = f"one event of each of {len(names):,} tenants"
    return [
        Figure(f"memory after {when}", resident_mib(service.pid), "MiB", "≤ 300"),
        Figure(f"memory while delivering {when}, at most", peak, "MiB", ""),
        Figure(f"CPU of the service a delivery, {when}", spent, "µs", ""),
        Figure(f"publish, {when}, p99", answers.percentile_ms(0.99), "ms", ""),
    ]
