"""How fast the API is from outside: `run`, `complete` one by one and in batches, reading, listing, claim to complete.

The service runs as it ships, a process of its own on an embedded Postgres that flushes every commit; the callers share
the machine with it. `python -m tests.bench.http` prints these rows alone.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path

import asyncpg
import uvloop

from bellhop.ids import uuid7
from bellhop.store.embedded import EmbeddedPostgres
from tests.bench.load import Load, Requests, blast
from tests.running import House, Service, house_of

_CALLERS = 64
_JOBS = 6000
_BATCH = 50
_WORKERS = 4
_HISTORY = 1_000_000
_INSERTED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: what was measured, the value with its unit, what was to be reached.

    `of_bare`: what part of the requests of a bare libcurl loop, measured just before, that is; only of rates.
    """

    name: str
    value: float
    unit: str
    target: str
    of_bare: float | None = None

    def __str__(self) -> str:
        bare = "" if self.of_bare is None else f"{self.of_bare * 100:.0f} % of bare"
        return f"{self.name:<70} {self.value:>10,.1f} {self.unit:<7} {self.target:<18} {bare}".rstrip()


@dataclass(frozen=True, slots=True)
class Bench:
    """A running service with one tenant, one action, and a key for each side."""

    house: House
    tenant: Requests
    worker: Requests
    run_path: str
    action: str


def open_folder() -> Path:
    """A folder that the database's unprivileged user can pass through, as root."""
    folder = Path(tempfile.mkdtemp(prefix="bellhop-bench-"))
    folder.chmod(0o711)
    return folder


@asynccontextmanager
async def bench(postgres: str | None = None, processes: str = "1") -> AsyncIterator[tuple[Bench, str]]:
    """A service and the URL of its database: that one, or an embedded and durable one; gone when the block ends."""
    folder = open_folder()
    server = None if postgres else await EmbeddedPostgres.start(folder / "data")
    own = {"BELLHOP_DATA_DIR": str(folder / "data")} if server else {}
    service = Service(postgres, folder / "bellhop.log", **own, BELLHOP_PROCESSES=processes).start()
    try:
        async with house_of(service) as house:
            tenant = await house.tenant(live_jobs=1_000_000, requests_per_second=1_000_000)
            action = await house.action()
            caller = Requests(service.port, tenant.caller.key)
            worker = Requests(service.port, await house.worker_key(action))
            path = f"/v2/tenants/{tenant.name}/designs/d1/{action}/run"
            yield Bench(house, caller, worker, path, action), server.url if server else str(postgres)
    finally:
        service.stop()
        if server:
            await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def one_by_one(requests: Iterable[bytes]) -> Callable[[], bytes | None]:
    """What `blast` asks for the next request."""
    left = iter(requests)
    return lambda: next(left, None)


async def submit(bench: Bench, count: int) -> Load:
    """`count` jobs by `run`, 64 callers at a time."""
    request = bench.tenant.post(bench.run_path, {"n": 1})
    load = await blast(bench.tenant, one_by_one(repeat(request, count)), callers=_CALLERS)
    assert set(load.statuses) == {202}, load.statuses
    return load


async def claim_all(bench: Bench) -> list[dict[str, str]]:
    """A lease on everything that waits."""
    claim = {"worker_id": "bench", "actions": [bench.action], "max_jobs": 100, "lease_seconds": 300}
    leases: list[dict[str, str]] = []
    while jobs := (await bench.worker.once(bench.worker.post("/v2/worker/jobs:claim", claim)))["jobs"]:
        leases += [{"job_id": job["job_id"], "lease_token": job["lease_token"]} for job in jobs]
    return leases


def completion(bench: Bench, leases: Sequence[dict[str, str]]) -> bytes:
    """A request that ends these jobs."""
    items = [lease | {"outcome": "succeeded", "result": {}} for lease in leases]
    return bench.worker.post("/v2/worker/jobs:complete", {"items": items})


async def complete(bench: Bench, *, at_once: int, callers: int) -> Load:
    """End everything that is held, `at_once` items a request."""
    leases = await claim_all(bench)
    batches = [leases[start : start + at_once] for start in range(0, len(leases), at_once)]
    requests = [completion(bench, batch) for batch in batches]
    load = await blast(bench.worker, one_by_one(requests), callers=callers)
    assert set(load.statuses) == {200}, load.statuses
    return load


async def work(bench: Bench, count: int) -> float:
    """Jobs a second from claim to complete, by workers that take fifty at a time."""
    await submit(bench, count)
    claim = bench.worker.post(
        "/v2/worker/jobs:claim", {"worker_id": "bench", "actions": [bench.action], "max_jobs": _BATCH}
    )

    async def one() -> None:
        connection = await bench.worker.connect()
        try:
            while jobs := json.loads((await connection.exchange(claim))[1])["jobs"]:
                leases = [{"job_id": job["job_id"], "lease_token": job["lease_token"]} for job in jobs]
                await connection.exchange(completion(bench, leases))
        finally:
            connection.close()

    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(one() for _ in range(_WORKERS)))
    return count / (asyncio.get_running_loop().time() - began)


async def add_history(url: str, count: int) -> None:
    """`count` finished jobs beside those that are there: copies of one of them under ids of the hours before."""
    connection = await asyncpg.connect(url)
    try:
        template = await connection.fetchval("SELECT job_id FROM jobs WHERE end_state = 'succeeded' LIMIT 1")
        columns = await connection.fetchval(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = 'jobs' AND column_name <> 'job_id'"
        )
        copy = (
            f"INSERT INTO jobs (job_id, {columns}) "
            f"SELECT id, {columns} FROM unnest($2::uuid[]) AS id, jobs WHERE job_id = $1"
        )
        now = datetime.now(UTC)
        for start in range(0, count, _INSERTED_AT_ONCE):
            ids = [uuid7(now - timedelta(milliseconds=start + each)) for each in range(_INSERTED_AT_ONCE)]
            await connection.execute(copy, template, ids)
        await connection.execute("ANALYZE jobs")
    finally:
        await connection.close()


async def read(bench: Bench) -> tuple[Load, Load]:
    """One operation again and again, and the first page of fifty."""
    listed = await bench.tenant.once(bench.tenant.get("/operations?max_page_size=50"))
    one = bench.tenant.get(f"/operations/{listed['results'][0]['id']}")
    page = bench.tenant.get("/operations?max_page_size=50&filter=state%20%3D%3D%20%22succeeded%22")
    single = await blast(bench.tenant, one_by_one(repeat(one, 4 * _JOBS)), callers=_CALLERS)
    pages = await blast(bench.tenant, one_by_one(repeat(page, 1000)), callers=1)
    assert set(single.statuses) == set(pages.statuses) == {200}
    return single, pages


async def figures(*, history: int = _HISTORY) -> list[Figure]:
    """All rows, measured one after the other."""
    async with bench() as (house, url):
        await submit(house, 500)  # warm
        await complete(house, at_once=50, callers=4)
        ran = await submit(house, _JOBS)
        ended = await complete(house, at_once=1, callers=_CALLERS)
        await submit(house, 2 * _JOBS)
        batches = await complete(house, at_once=100, callers=4)
        worked = await work(house, 2 * _JOBS)
        await add_history(url, history)
        single, pages = await read(house)
    return [
        Figure(f"run, {_CALLERS} callers", ran.per_second, "/s", "≥ 1,500"),
        Figure(f"run, {_CALLERS} callers, p99", ran.percentile_ms(0.99), "ms", ""),
        Figure(f"complete one by one, {_CALLERS} callers", ended.per_second, "/s", "≥ 1,500"),
        Figure("complete in batches of 100", batches.per_second * 100, "items/s", "≥ 8,000"),
        Figure(f"claim to complete, {_WORKERS} workers, batches of {_BATCH}", worked, "jobs/s", "≥ 4,000"),
        Figure(f"GET /operations/{{id}}, {_CALLERS} callers", single.per_second, "/s", "≥ 4,000"),
        Figure(f"list 50 of {history:,} jobs with a filter, p99", pages.percentile_ms(0.99), "ms", "≤ 20"),
    ]


if __name__ == "__main__":
    print(*uvloop.run(figures()), sep="\n")
