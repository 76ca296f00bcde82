"""Pulled subscriptions: how soon a holder that waits has an event, and what a thousand who wait for nothing cost."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bench.flow import Flow, at_share, flow, publishing
from tests.bench.http import Figure
from tests.bench.load import Requests
from tests.bench.processes import postgres_cpu_seconds, service_cpu_seconds

_SECONDS = 10.0
_QUIET_RATE = 50
_BUSY_RATE = 200
_IDLE = 1_000
_IDLE_A_SUBSCRIPTION = 20
_WAIT = {"holder": "bench", "max_deliveries": 100, "wait_seconds": 30}


async def figures(*, share: float = 1.0) -> list[Figure]:
    """All rows, measured one after the other."""
    seconds = max(2.0, _SECONDS * share)
    async with flow("test.none") as here:  # the endpoints of the flow hear nothing: all is pulled
        rows = await _latency(here, seconds)
        without = await _cost(here, seconds)
        async with _idle(here):
            beside = await _cost(here, seconds)
    name = f"published to pulled subscriptions at {_BUSY_RATE}/s, CPU a second"
    return [
        *rows,
        Figure(name, without, "ms", ""),
        Figure(f"{name}, beside {_IDLE:,} idle holders", beside, "ms", "as without"),
    ]


async def _pulled(here: Flow, path: str, event_type: str) -> str:
    """The path of the claims of a new subscription of a tenant."""
    body = {"pull": True, "event_types": [event_type]}
    made = await here.requests.once(here.requests.post(f"{path}subscriptions", body))
    return f"{path}subscriptions/{made['id']}/deliveries:claim"


async def _latency(here: Flow, seconds: float) -> list[Figure]:
    """From the first byte of a publication to the answer of the claim that waits, at a quiet rate."""
    claims = await asyncio.gather(*(_pulled(here, path, "test.happened") for path in here.paths))
    came: dict[str, float] = {}
    holders = [asyncio.create_task(_hold(here.requests, claim, came)) for claim in claims]
    await asyncio.sleep(0.5)
    sent = await _publish(here, seconds, _QUIET_RATE)
    await asyncio.sleep(1)
    for each in holders:
        each.cancel()
    await asyncio.gather(*holders, return_exceptions=True)
    spent = sorted((came.get(event, float("inf")) - moment) * 1e3 for event, moment in sent.items())
    name = f"published to a holder that waits at {_QUIET_RATE}/s"
    return [
        Figure(f"{name}, p50", at_share(spent, 0.5), "ms", "≤ 10"),
        Figure(f"{name}, p99", at_share(spent, 0.99), "ms", ""),
    ]


async def _hold(requests: Requests, path: str, came: dict[str, float]) -> None:
    """Claim and record, for ever."""
    claim, connection = requests.post(path, _WAIT), await requests.connect()
    record = path.replace(":claim", ":record")
    while True:
        claimed = json.loads((await connection.exchange(claim))[1])["deliveries"]
        now = time.monotonic()
        came.update((each["event_id"], now) for each in claimed)
        items = [
            {"delivery_id": each["delivery_id"], "lease_token": each["lease_token"], "status_code": 200}
            for each in claimed
        ]
        if items:
            await connection.exchange(requests.post(record, {"items": items}))


async def _publish(here: Flow, seconds: float, per_second: int) -> dict[str, float]:
    """Events published at a steady rate, each with the moment at which its first byte left."""
    requests, connection = publishing(here, 1), await here.requests.connect()
    sent: dict[str, float] = {}
    began = time.monotonic()
    for number in range(int(seconds * per_second)):
        await asyncio.sleep(max(0.0, began + number / per_second - time.monotonic()))
        moment = time.monotonic()
        _, body = await connection.exchange(next(requests))
        sent[json.loads(body)["events"][0]["id"]] = moment
    connection.close()
    return sent


async def _cost(here: Flow, seconds: float) -> float:
    """CPU of service and Postgres for a second of publishing, in milliseconds."""
    pid = here.bench.house.service.pid
    before = service_cpu_seconds(pid) + postgres_cpu_seconds()
    await _publish(here, seconds, _BUSY_RATE)
    return (service_cpu_seconds(pid) + postgres_cpu_seconds() - before) / seconds * 1e3


@asynccontextmanager
async def _idle(here: Flow) -> AsyncIterator[None]:
    """Holders that wait for events that nobody publishes."""
    subscriptions = [
        await _pulled(here, here.paths[number % len(here.paths)], "test.never")
        for number in range(_IDLE // _IDLE_A_SUBSCRIPTION)
    ]
    tasks = [asyncio.create_task(_hold(here.requests, path, {})) for path in subscriptions * _IDLE_A_SUBSCRIPTION]
    await asyncio.sleep(3)  # all of them wait
    try:
        yield
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
