"""The engine's rows: drains over 200 endpoints and over one beside bare libcurl, and how soon an event arrives.

One dispatcher in this process, the receiver in another, an embedded Postgres that flushes every commit, all on the same
cores. `python -m tests.bench.engine` prints these rows alone; `--postgres URL` uses another server.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import sys
import time
import timeit
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import uvloop

from bellhop.clock import SystemClock
from bellhop.core.outbox import publish
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import hint_keys
from bellhop.domain.event import NewEvent
from bellhop.domain.payloads import envelope
from bellhop.egress.exchange import Request
from bellhop.egress.readiness import watch_with
from bellhop.ids import EventId, Prefix, TenantId, encode, uuid7
from bellhop.runtime import collector
from bellhop.runtime.wakeup import Topic
from bellhop.store import migrate
from bellhop.store.database import Database
from bellhop.store.embedded import EmbeddedPostgres
from bellhop.store.store import Store
from tests.bench.drain import BODY, Drained, bare, drain, subscribe
from tests.bench.http import Figure, open_folder
from tests.bench.sink import Sink, sink
from tests.world import World, world

_DELIVERIES = 20_000
_BARE_REQUESTS = 20_000
_LATENCY_SECONDS = 10.0
_LATENCY_TENANTS = 20
_TIMER_SECONDS = 0.001
_STEPS = "for number in range(1_000_000): step = number + 1"


@asynccontextmanager
async def embedded() -> AsyncIterator[str]:
    """The URL of a durable Postgres of our own, migrated, gone when the block ends."""
    folder = open_folder()
    server = await EmbeddedPostgres.start(folder / "data")
    try:
        await prepare(server.url)
        admin = await asyncpg.connect(server.admin_url)
        await admin.execute("GRANT pg_checkpoint TO bellhop")  # so that a measurement can begin after one
        await admin.close()
        yield server.url
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def prepare(url: str) -> None:
    """Migrate a database."""
    connection = await asyncpg.connect(url)
    await migrate.migrate(connection)
    await connection.close()


async def latency(here: World, *, per_second: int, seconds: float) -> tuple[list[float], float]:
    """What `offer` gives with a dispatcher of its own, and the median of one commit plus one request."""
    with sink(note=True) as receiver:
        tenants = await subscribe(here, receiver, endpoints=_LATENCY_TENANTS, name=f"late{per_second}-")
        base = await commit_and_request(here, receiver, per_second=per_second)
        async with dispatching(here):
            return await offer(here, receiver, tenants, per_second=per_second, seconds=seconds), base


@asynccontextmanager
async def dispatching(here: World, **options: float) -> AsyncIterator[Dispatcher]:
    """A dispatcher that runs in the block."""
    dispatcher = here.dispatcher(**options)
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(1.5)  # its loops have begun
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await running


async def offer(
    here: World, receiver: Sink, tenants: Sequence[TenantId], *, per_second: int, seconds: float
) -> list[float]:
    """From the moment an event is published to its first arrival, in milliseconds, at an offered rate.

    Where the loop is late by more than its timers are, the time counts from when the event was to be published.
    """
    began = time.monotonic()
    starts: dict[bytes, float] = {}
    sending: set[asyncio.Task[None]] = set()
    for number in range(int(per_second * seconds)):
        moment = began + number / per_second
        early = moment - time.monotonic()
        if early > 0:
            await asyncio.sleep(early)
            moment = min(time.monotonic(), moment + _TIMER_SECONDS)
        task = asyncio.create_task(_publish(here, tenants[number % len(tenants)], moment, starts))
        sending.add(task)
        task.add_done_callback(sending.discard)
    await asyncio.gather(*sending)
    await asyncio.sleep(1)  # the last ones arrive
    arrived = receiver.times()
    warm = began + 1.0
    never = float("inf")
    return [(arrived.get(name, never) - start) * 1e3 for name, start in starts.items() if start >= warm]


async def _publish(here: World, tenant_id: TenantId, moment: float, starts: dict[bytes, float]) -> None:
    now = here.clock.now()
    event_id = EventId(uuid7(now))
    starts[encode(Prefix.EVENT, event_id).encode()] = moment
    event = NewEvent(event_id, tenant_id, "test.happened", now, envelope("test.happened", now, BODY))
    with here.slots.reserving(here.database) as slots:
        async with here.database.transaction() as connection:
            hints = await publish(connection, here.registry, [event], now=now, slots=slots)
        await slots.send()
    here.wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))


async def commit_and_request(here: World, receiver: Sink, *, per_second: int) -> float:
    """The median of one commit plus one request to the receiver, in milliseconds, made at this rate.

    A machine that rests in between takes longer: here `SELECT 1` takes 0.3 ms in a row and 0.9 ms at 50 a second.
    """
    await here.database.execute("CREATE TABLE IF NOT EXISTS bench_commit (at timestamptz)")
    spent = []
    for _ in range(100):
        await asyncio.sleep(1 / per_second)
        began = time.monotonic()
        await here.database.execute("INSERT INTO bench_commit VALUES (now())")
        await here.sender.send(Request("POST", receiver.url("/base"), (), b"x" * 1000, 5.0))
        spent.append((time.monotonic() - began) * 1e3)
    return statistics.median(spent)


@asynccontextmanager
async def world_at(url: str) -> AsyncIterator[World]:
    """A world on the migrated database at this URL, on the database's time."""
    database = await Database.connect(url)
    clock = SystemClock()
    asked = clock.now()
    clock.correct(asked, await database.now())
    try:
        async with world(Store(database, (database,)), clock) as here:
            yield here
    finally:
        await database.close()


async def figures(url: str) -> list[Figure]:
    """All rows, measured one after the other."""
    rows: list[Figure] = []
    collector.relax()  # as the service does
    async with world_at(url) as here:
        with sink() as receiver:
            await bare(receiver, requests=2_000)
            raw = await bare(receiver, requests=_BARE_REQUESTS)
            quick = await bare(receiver, requests=_BARE_REQUESTS, watch=watch_with)
        rows.append(Figure("bare libcurl, 128 at once", raw, "/s", ""))
        rows.append(Figure("bare libcurl, sockets watched as the service does", quick, "/s", ""))
        for endpoints, most in ((200, 50), (1, 1000)):
            drained = await drain(
                here, endpoints=endpoints, deliveries=_DELIVERIES, max_in_flight=most, name=f"d{endpoints}-"
            )
            rows += _drain_rows(drained, raw)
        for per_second in (50, 200):
            spent, base = await latency(here, per_second=per_second, seconds=_LATENCY_SECONDS)
            rows += _latency_rows(per_second, spent, base)
    return rows


def _drain_rows(drained: Drained, raw: float) -> Iterable[Figure]:
    name = f"drain, {drained.endpoints} endpoints" if drained.endpoints > 1 else "drain, one endpoint"
    yield Figure(name, drained.per_second, "/s", "≥ 5,000" if drained.endpoints > 1 else "≥ 60 % of the above")
    yield Figure(f"{name}, beside bare libcurl", drained.per_second / raw * 100, "%", "≥ 50")
    yield Figure(f"{name}, statements for 1,000 deliveries", drained.statements_per_delivery * 1000, "", "≤ 50")
    yield Figure(f"{name}, WAL for each delivery", drained.wal_bytes, "bytes", "")
    yield Figure(f"{name}, dispatcher's CPU", drained.dispatcher_cpu_us, "µs", "")
    yield Figure(f"{name}, Postgres's CPU", drained.postgres_cpu_us, "µs", "")
    yield Figure(f"{name}, receiver's CPU", drained.receiver_cpu_us, "µs", "")


def _latency_rows(per_second: int, spent: list[float], base: float) -> Iterable[Figure]:
    spent.sort()
    targets = {50: ("≤ 4", "≤ 12"), 200: ("≤ 6", "≤ 25")}[per_second]
    middle, late = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
    yield Figure(f"event to receiver at {per_second}/s, p50", middle, "ms", targets[0])
    yield Figure(f"event to receiver at {per_second}/s, p99", late, "ms", targets[1])
    yield Figure(f"event to receiver at {per_second}/s, p50 in commits + requests", middle / base, "times", "")


def machine() -> dict[str, object]:
    """What the figures were measured on; a million steps tell how fast this build of Python is on it."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "million_steps_ms": round(min(timeit.repeat(_STEPS, number=1, repeat=3)) * 1e3, 1),
    }


def write_json(rows: Iterable[Figure], name: str) -> Path:
    """Keep the figures in `bench-results/`."""
    folder = Path("bench-results")
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"machine": machine(), "figures": [asdict(row) for row in rows]}, indent=2))
    return path


async def main(postgres: str | None) -> list[Figure]:
    """Every row, on a Postgres of our own or the one given."""
    if postgres is not None:
        await prepare(postgres)
        return await figures(postgres)
    async with embedded() as url:
        return await figures(url)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engine", description=__doc__)
    parser.add_argument("--postgres", help="an empty database of another server")
    print(machine(), file=sys.stderr)
    measured = uvloop.run(main(parser.parse_args().postgres))
    print(*measured, sep="\n")
    print(write_json(measured, "engine"), file=sys.stderr)
