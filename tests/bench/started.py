"""The service as a user runs it, measured from outside: what it accepts, what it delivers, what that costs.

`bellhop serve` on an embedded Postgres, or on the server of `--postgres`; twenty tenants with one endpoint each, events
of 1 KB, everything signed, every commit flushed; the callers and the receiver share the machine. Each rate of the door
stands beside a bare aiohttp handler that reads the same JSON from the same callers in the same run.
"""

import asyncio
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Self

import asyncpg

from tests.bench.bare_door import bare_door
from tests.bench.flow import Flow, arrivals, at_share, flow, publish, publishing, spent_ms
from tests.bench.http import Figure, claim_all, completion, one_by_one
from tests.bench.load import Load, Requests, blast
from tests.bench.processes import postgres_cpu_seconds, service_cpu_seconds
from tests.running import Service

_CALLERS = 64
_SECONDS = 10.0
_ACCEPTED = 20_000
_JOBS = 5_000
_READS = 15_000
_ITEMS = 100
_TENS = 10
_QUIET_RATE = 50
_COMMITS = 200
_PATIENCE_SECONDS = 60.0
_REST_SECONDS = 3.0  # of silence, after which everything has come


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of the service's processes, and of its embedded Postgres (else of all here)."""

    service: float
    postgres: float

    @classmethod
    def of(cls, service: Service) -> Self:
        """Until now."""
        return cls(service_cpu_seconds(service.pid), postgres_cpu_seconds(service.environment.get("BELLHOP_DATA_DIR")))

    def since(self, before: "Cost") -> "Cost":
        """What came in between."""
        return Cost(self.service - before.service, self.postgres - before.postgres)

    def rows(self, count: int, name: str, target: str) -> Iterator[Figure]:
        """What each of `count` has cost, in microseconds."""
        yield Figure(f"{name}, CPU of service and Postgres", (self.service + self.postgres) / count * 1e6, "µs", target)
        yield Figure(f"{name}, CPU of the service", self.service / count * 1e6, "µs", "")


async def figures(postgres: str | None = None, *, share: float = 1.0, processes: str = "1") -> list[Figure]:
    """All rows, measured one after the other; `share` is the part of the usual amount of work."""
    async with flow("test.*", "operation.*", postgres=postgres, processes=processes) as here:
        rows = [*await _delivered(here, share), *await _quiet(here, share)]
        service = here.bench.house.service
        service.stop()
        service.start("--role", "api")  # nothing is sent from here on
        sent_before = set(here.receiver.times())
        rows += await _door(here, share)
        service.stop()
        return [*rows, *await _drained(here, sent_before)]


async def _delivered(here: Flow, share: float) -> list[Figure]:
    """Published by 64 callers as fast as it goes, and delivered at once: one event a request, and ten."""
    rows: list[Figure] = []
    service = here.bench.house.service
    await publish(here, seconds=min(2.0, _SECONDS * share))  # warm
    for batch in (1, _TENS):
        before = Cost.of(service)
        sent = await publish(here, seconds=_SECONDS * share, batch=batch)
        accepted = len(sent.times) / (time.monotonic() - sent.began)
        came = await arrivals(here.receiver, sent)
        assert not sent.refused, f"{len(sent.refused)} requests were refused, the first: {sent.refused[0]}"
        after, spent = Cost.of(service), spent_ms(sent, came)
        name = f"published and delivered, {batch} a request"
        rate = len(sent.times) / (max(came[each] for each in sent.times) - sent.began)
        rows += [
            Figure(f"{name}, accepted", accepted, "/s", ""),
            Figure(name, rate, "/s", ""),
            Figure(f"{name}, p50", at_share(spent, 0.5), "ms", "≤ 50"),
            Figure(f"{name}, p99", at_share(spent, 0.99), "ms", "≤ 60"),
            *after.since(before).rows(len(sent.times), name, "≤ 300"),
        ]
    return rows


async def _quiet(here: Flow, share: float) -> list[Figure]:
    """From the first byte of a request to its webhook, where fifty come in a second; and one commit at that rate."""
    sent = await publish(here, seconds=_SECONDS * share, per_second=_QUIET_RATE)
    spent = spent_ms(sent, await arrivals(here.receiver, sent))
    commits = []
    connection = await asyncpg.connect(here.database_url)
    try:
        await connection.execute("CREATE TABLE bench_commit (at timestamptz)")
        for _ in range(int(_COMMITS * share)):
            await asyncio.sleep(1 / _QUIET_RATE)
            began = time.monotonic()
            await connection.execute("INSERT INTO bench_commit VALUES (now())")
            commits.append((time.monotonic() - began) * 1e3)
    finally:
        await connection.close()
    name = f"published and delivered at {_QUIET_RATE}/s"
    return [
        Figure(f"{name}, p50", at_share(spent, 0.5), "ms", ""),
        Figure(f"{name}, p99", at_share(spent, 0.99), "ms", ""),
        Figure(f"one bare commit at {_QUIET_RATE}/s, p50", statistics.median(commits), "ms", ""),
    ]


async def _door(here: Flow, share: float) -> list[Figure]:
    """What is accepted while nothing is sent: each kind of request beside a bare handler that gets the same."""
    bench, rows = here.bench, list[Figure]()
    jobs = max(_ITEMS, int(_JOBS * share))

    async def measure(name: str, requests: Iterable[bytes], caller: Requests, target: str) -> None:
        bodies = list(requests)
        load = await _blast(caller, bodies)
        bare = await _blast(Requests(door, ""), bodies)
        of_bare = load.per_second / bare.per_second * 100
        rows.extend(
            [
                Figure(f"{name}, {_CALLERS} callers", load.per_second, "/s", ""),
                Figure(f"{name}, p99", load.percentile_ms(0.99), "ms", ""),
                Figure(f"{name}, beside a bare aiohttp handler", of_bare, "%", target),
            ]
        )

    with bare_door() as door:
        await _blast(Requests(door, ""), list(islice(publishing(here, 1), 1_000)))  # warm
        count = int(_ACCEPTED * share)
        await measure("publish, one a request", islice(publishing(here, 1), count), here.requests, "≥ 45")
        await measure("run", [bench.tenant.post(bench.run_path, {"n": 1})] * jobs, bench.tenant, "≥ 45")
        leases = await claim_all(bench)
        await measure("complete, one by one", [completion(bench, [each]) for each in leases], bench.worker, "≥ 40")
        one = bench.tenant.get(f"/operations/{leases[0]['job_id']}")
        await measure("GET /operations/{id}", [one] * int(_READS * share), bench.tenant, "≥ 60")
    batches = await _blast(here.requests, list(islice(publishing(here, _ITEMS), max(1, count // _ITEMS))), callers=4)
    rows.append(Figure(f"publish in batches of {_ITEMS}", batches.per_second * _ITEMS, "items/s", "≥ 15,000"))
    return rows


async def _blast(caller: Requests, requests: list[bytes], *, callers: int = _CALLERS) -> Load:
    load = await blast(caller, one_by_one(requests), callers=callers)
    assert load.count == len(requests)
    assert set(load.statuses) <= {200, 202}, load.statuses
    return load


async def _drained(here: Flow, sent_before: set[bytes]) -> list[Figure]:
    """What had to wait while nothing was sent, from the first arrival to the last."""
    drained = await drain(here, sent_before)
    name = f"drain of {drained.count:,} that waited"
    return [Figure(name, drained.per_second, "/s", ""), *drained.cost.rows(drained.count, name, "≤ 130")]


@dataclass(frozen=True, slots=True)
class Drained:
    """What was sent after a start, how fast, and what it cost."""

    count: int
    per_second: float
    cost: Cost


async def drain(here: Flow, sent_before: set[bytes], *arguments: str) -> Drained:
    """Start the service with these arguments and wait until all that waited has come, each of it once."""
    already = here.receiver.counted().requests
    service = here.bench.house.service.start(*arguments)
    before = Cost.of(service)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while here.receiver.counted().requests == already:
            before = Cost.of(service)
            await asyncio.sleep(0.1)
    quiet_since, seen, after = time.monotonic(), already, before
    while time.monotonic() - quiet_since < _REST_SECONDS:
        await asyncio.sleep(0.1)
        count = here.receiver.counted().requests
        if count > seen:
            quiet_since, seen, after = time.monotonic(), count, Cost.of(service)
    times = [when for name, when in here.receiver.times().items() if name not in sent_before]
    assert len(times) == seen - already, "something arrived twice"
    return Drained(len(times), len(times) / (max(times) - min(times)), after.since(before))
