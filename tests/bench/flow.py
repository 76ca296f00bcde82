"""From one caller's request to the receiver, all over HTTP: events published and delivered at once, and `complete`.

The service runs as it ships, with an embedded Postgres that flushes every commit; the receiver is a process of its own.
Times count from the moment at which the request was to be sent to the first arrival of its webhook.
"""

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle, islice

from bellhop.ids import Prefix, decode, encode
from tests.bench.drain import BODY
from tests.bench.engine import commit_and_request, world_at
from tests.bench.http import Bench, Figure, bench, claim_all, completion, one_by_one
from tests.bench.load import Requests, blast
from tests.bench.processes import resident_mib
from tests.bench.sink import Sink, sink
from tests.world import World

_CALLERS = 64
_TENANTS = 20
_SECONDS = 10.0
_SOAK_SHARE = 0.8
_PATIENCE_SECONDS = 60.0
_REST_SECONDS = 3.0  # after many jobs were made at once, before a few are ended
_OK = (200, 202)


@dataclass(slots=True)
class Sent:
    """When each webhook-id was to be sent, the first and the last moment, and what was not accepted."""

    times: dict[bytes, float] = field(default_factory=dict)
    began: float = 0.0
    refused: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    """A running service with tenants that have one endpoint each, at a receiver that notes what comes."""

    bench: Bench
    receiver: Sink
    database_url: str
    requests: Requests
    paths: list[str]


@asynccontextmanager
async def flow(*events: str, postgres: str | None = None, processes: str = "1") -> AsyncIterator[Flow]:
    """Such a flow: the tenants' endpoints hear these events, gone when the block ends."""
    with sink(note=True) as receiver:
        async with bench(postgres, processes) as (made, url):
            paths = []
            for number in range(_TENANTS):
                tenant = await made.house.tenant(live_jobs=1_000_000, requests_per_second=1_000_000)
                await tenant.subscribe(receiver.url(f"/{number}"), event_types=list(events))
                paths.append(f"/v2/tenants/{tenant.name}/")
            operator = Requests(made.house.service.port, made.house.service.admin_key)
            yield Flow(made, receiver, url, operator, paths)


def publishing(here: Flow, batch: int) -> Iterator[bytes]:
    """Requests that publish so many events each, to one tenant after the other, for ever."""
    events = {"events": [{"type": "test.happened", "data": BODY}] * batch}
    return cycle([here.requests.post(path + "events", events) for path in here.paths])


async def publish(
    here: Flow, *, seconds: float, batch: int = 1, per_second: float | None = None, callers: int = _CALLERS
) -> Sent:
    """Callers publish for so long, each its next request when the last is answered, or at a steady rate."""
    sent = Sent(began=time.monotonic())
    requests = publishing(here, batch)

    def plan() -> Iterator[tuple[float, bytes]]:
        for number in count():
            due = sent.began + number * batch / per_second if per_second else time.monotonic()
            if due >= sent.began + seconds:
                return
            yield due, next(requests)

    def answered(due: float, status: int, body: bytes) -> None:
        if status in _OK:
            sent.times.update((event["id"].encode(), due) for event in json.loads(body)["events"])
        else:
            sent.refused.append(f"{status} {body.decode()[:500]}")

    await _send_all(here.requests, plan(), answered, callers=callers)
    return sent


async def _send_all(
    requests: Requests,
    plan: Iterator[tuple[float, bytes]],
    answered: Callable[[float, int, bytes], None],
    *,
    callers: int = _CALLERS,
) -> None:
    """Each request at its moment, by the first caller that is free; `answered` hears when it was sent.

    A caller that waited for the moment wakes up to a millisecond late: that is its own lateness, so the time counts
    from the first byte. When no caller was free it counts from the moment at which it was to be sent.
    """

    async def call() -> None:
        connection = await requests.connect()
        for due, request in plan:
            early = due - time.monotonic()
            if early > 0:
                await asyncio.sleep(early)
            sent = time.monotonic() if early > 0 else due
            answered(sent, *await connection.exchange(request))
        connection.close()

    await asyncio.gather(*(call() for _ in range(callers)))


async def arrivals(receiver: Sink, sent: Sent) -> dict[bytes, float]:
    """When each of what was sent came; waits until nothing is missing, or nothing has come for a minute."""
    times, quiet_since = receiver.times(), time.monotonic()
    while sent.times.keys() - times.keys() and time.monotonic() - quiet_since < _PATIENCE_SECONDS:
        before = len(times)
        await asyncio.sleep(0.5)
        times = receiver.times()
        if len(times) > before:
            quiet_since = time.monotonic()
    return times


def spent_ms(sent: Sent, came: dict[bytes, float]) -> list[float]:
    """How long each took, sorted; infinite for what never came."""
    return sorted((came.get(each, float("inf")) - due) * 1e3 for each, due in sent.times.items())


def at_share(ordered: list[float], share: float) -> float:
    """The value that this share of them stays below."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def _through(here: Flow, *, seconds: float, batch: int = 1, per_second: float | None = None) -> list[float]:
    """Deliveries a second from the first request to the last arrival, and the times of all, sorted."""
    sent = await publish(here, seconds=seconds, batch=batch, per_second=per_second)
    came = await arrivals(here.receiver, sent)
    assert not sent.refused, f"{len(sent.refused)} requests were refused, the first: {sent.refused[0]}"
    last = max((came[each] for each in sent.times if each in came), default=sent.began + seconds)
    return [len(sent.times) / (last - sent.began), *spent_ms(sent, came)]


async def completed(*, share: float = 1.0) -> list[Figure]:
    """From the first byte of `complete` to the webhook, beside one commit and one request at the same rate."""
    rows = []
    async with flow("operation.*") as here, world_at(here.database_url) as world:
        for per_second, middle, late in ((50, 4, 12), (200, 6, 25)):
            base = await commit_and_request(world, here.receiver, per_second=per_second)
            rows.append(Figure(f"one commit and one request at {per_second}/s, p50", base, "ms", ""))
            spent = await _complete(here, world, per_second, max(20, int(per_second * _SECONDS * share)))
            name = f"complete to receiver at {per_second}/s"
            rows.append(Figure(f"{name}, p50", at_share(spent, 0.5), "ms", f"≤ {middle}"))
            rows.append(Figure(f"{name}, p99", at_share(spent, 0.99), "ms", f"≤ {late}"))
            rows.append(Figure(f"{name}, p50 in commits + requests", at_share(spent, 0.5) / base, "times", ""))
    return rows


async def _complete(here: Flow, world: World, per_second: int, jobs: int) -> list[float]:
    """Run jobs, take them all, and end one after the other at this rate; the times to the webhooks, sorted."""
    runs = cycle([here.requests.post(f"{path}designs/d1/{here.bench.action}/run", {"n": 1}) for path in here.paths])
    load = await blast(here.requests, one_by_one(islice(runs, jobs)), callers=_CALLERS)
    assert set(load.statuses) == {202}, load.statuses
    leases = await claim_all(here.bench)
    refused: list[str] = []
    times: dict[uuid.UUID | None, float] = {}
    began = time.monotonic() + _REST_SECONDS
    plan = [(began + n / per_second, completion(here.bench, [lease])) for n, lease in enumerate(leases)]

    def answered(sent: float, status: int, body: bytes) -> None:
        if status in _OK:
            times[decode(Prefix.OPERATION, json.loads(body)["items"][0]["job_id"])] = sent
        else:
            refused.append(f"{status} {body.decode()[:500]}")

    await _send_all(here.bench.worker, iter(plan), answered)
    assert not refused, refused[0]
    rows = await world.database.fetch(
        "SELECT event_id, job_id FROM events WHERE type = 'operation.succeeded' AND job_id = ANY($1)", list(times)
    )
    assert len(rows) == len(leases)
    warm = began + 1.0
    sent = Sent(
        {
            encode(Prefix.EVENT, row["event_id"]).encode(): times[row["job_id"]]
            for row in rows
            if times[row["job_id"]] >= warm
        }
    )
    return spent_ms(sent, await arrivals(here.receiver, sent))


async def _kept_up(here: Flow, *, seconds: float) -> float:
    """What is delivered at once in the slowest of six stretches: a machine that others share has slow moments."""
    return min([(await _through(here, seconds=seconds))[0] for _ in range(6)])


async def soak(*, minutes: float = 10.0) -> list[Figure]:
    """Minutes of publishing at 80 % of what was kept up just before for a minute: nothing may grow or be lost.

    Memory and latency of the last tenth are set against the second: the first fills caches.
    """
    async with flow("test.*") as here:
        await _through(here, seconds=min(3.0, minutes * 6))  # warm
        most = await _kept_up(here, seconds=min(_SECONDS, minutes * 6))
        memory: list[float] = []
        watching = asyncio.create_task(_watch(here.bench.house.service.pid, memory))
        before = here.receiver.counted().requests
        sent = await publish(here, seconds=minutes * 60, per_second=most * _SOAK_SHARE)
        watching.cancel()
        came = await arrivals(here.receiver, sent)
        received = here.receiver.counted().requests - before
    lost = sum(each not in came for each in sent.times)
    early, late = (_tenth(list(sent.times), sent, came, tenth) for tenth in (1, 9))
    step = len(memory) // 10
    grown = statistics.mean(memory[9 * step :]) / statistics.mean(memory[step : 2 * step or 1])
    return [
        Figure("soak, published and delivered at once before, the slowest stretch", most, "/s", ""),
        Figure(f"soak of {minutes:g} minutes, accepted", len(sent.times), "events", ""),
        Figure("soak, requests refused", len(sent.refused), "", "0"),
        Figure("soak, accepted and never received", lost, "events", "0"),
        Figure("soak, received more than once", received - len(sent.times) + lost, "times", ""),
        Figure("soak, p50 in the second tenth", at_share(early, 0.5), "ms", ""),
        Figure("soak, p50 in the last tenth", at_share(late, 0.5), "ms", "flat"),
        Figure("soak, p99 in the second tenth", at_share(early, 0.99), "ms", ""),
        Figure("soak, p99 in the last tenth", at_share(late, 0.99), "ms", "flat"),
        Figure("soak, memory of the service at most", max(memory), "MiB", ""),
        Figure("soak, memory of the last tenth to the second", grown, "times", "flat: ≤ 1.1"),
    ]


async def _watch(pid: int, memory: list[float]) -> None:
    while True:
        memory.append(resident_mib(pid))
        await asyncio.sleep(0.5)


def _tenth(ids: list[bytes], sent: Sent, came: dict[bytes, float], number: int) -> list[float]:
    """The times of one tenth of what was sent, sorted."""
    step = max(1, len(ids) // 10)
    return spent_ms(Sent({each: sent.times[each] for each in ids[number * step : (number + 1) * step]}), came)
