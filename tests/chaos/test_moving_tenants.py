"""A tenant is moved to another server and back while it works: nothing is lost, and callers see 503 for a moment."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bellhop.store.embedded import EmbeddedPostgres
from tests.chaos.traffic import LONG
from tests.receiver import Receiver, receiver
from tests.running import House, Service, Tenant, eventually, house_of

MakeDatabase = Callable[[], AbstractContextManager[str]]
# From the first copies to the moment after the switch, which comes three seconds after them.
_KILLED_AFTER_SECONDS = [0.2 * step for step in range(1, 25)]


@dataclass
class Publishing:
    """A caller that publishes one event after the other, and sends it again when it is told to."""

    house: House
    tenant: Tenant
    accepted: list[int] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    longest_seconds: float = 0.0
    stopping: bool = False

    async def run(self) -> None:
        number = 0
        while not self.stopping:
            number += 1
            began = time.monotonic()
            while True:
                event = {"type": "design.created", "data": {"n": number}, "id": f"e-{number}"}
                reply = await self.house.admin.call(
                    "POST", f"/v2/tenants/{self.tenant.name}/events", {"events": [event]}
                )
                if reply.status == 202:
                    break
                self.refused[reply.status] += 1
                assert reply.status == 503
                assert int(reply.headers["Retry-After"]) >= 1
                await asyncio.sleep(0.1)
            self.longest_seconds = max(self.longest_seconds, time.monotonic() - began)
            self.accepted.append(number)
            await asyncio.sleep(0.01)


async def feed(tenant: Tenant, after: str) -> tuple[list[int], str]:
    """What the polling feed has behind a place."""
    found: list[int] = []
    while True:
        page = await tenant.caller.get(f"/v2/tenants/{tenant.name}/events?after={after}&max_page_size=500&view=full")
        if not page["results"]:
            return found, page["next_after"]
        found += [each["payload"]["data"]["n"] for each in page["results"] if each["type"] == "design.created"]
        after = page["next_after"]


async def move(house: House, tenant: Tenant, cell: str) -> Any:
    """The operation, when it has ended."""
    started = await house.admin.post(f"/v2/admin/tenants/{tenant.name}:move", {"cell": cell})
    return await eventually(lambda: _ended(house, started["id"]), seconds=90)


def numbers(door: Receiver) -> Counter[int]:
    return Counter(json.loads(each.body)["data"]["n"] for each in door.requests)


@asynccontextmanager
async def two_servers(make_database: MakeDatabase, log: Path, folder: Path) -> AsyncIterator[Service]:
    """A service of two processes with a cell `far`, whose server counts its transactions by itself."""
    server = await EmbeddedPostgres.start(folder / "far", durable=False)
    try:
        with make_database() as url:
            service = Service(url, log)
            try:
                await asyncio.to_thread(service.start, "--processes", "2")
                await asyncio.to_thread(service.command, "cells", "add", "far", "--database-url", server.url)
                yield service
            finally:
                await asyncio.to_thread(service.stop)
    finally:
        await server.stop()


async def test_a_tenant_is_moved_to_another_server_and_back_while_it_works(
    make_database: MakeDatabase, tmp_path: Path, short_path: Path
) -> None:
    async with (
        two_servers(make_database, tmp_path / "bellhop.log", short_path) as service,
        house_of(service) as house,
        receiver() as door,
    ):
        await _there_and_back(service, house, door)


@pytest.mark.chaos
@pytest.mark.skipif(not LONG, reason="tests/maintenance/test_mover.py breaks a move off at each step in less time")
@pytest.mark.timeout(1800)
async def test_a_move_that_is_killed_is_carried_out_all_the_same(
    make_database: MakeDatabase, tmp_path: Path, short_path: Path
) -> None:
    """Killed at any moment, everything of it: the operation goes on from where the tenant is."""
    async with (
        two_servers(make_database, tmp_path / "bellhop.log", short_path) as service,
        house_of(service) as house,
        receiver() as door,
    ):
        tenant = await house.tenant(cell="cell_0")
        await tenant.subscribe(door.url("/hook"), event_types=["design.*"])
        cells = itertools.cycle(("far", "cell_0"))
        sent = 0
        for wait_seconds in _KILLED_AFTER_SECONDS:
            events = [{"type": "design.created", "data": {"n": sent + each}} for each in range(50)]
            sent += len(events)
            await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})
            cell = next(cells)
            started = await house.admin.post(f"/v2/admin/tenants/{tenant.name}:move", {"cell": cell})
            await asyncio.sleep(wait_seconds)
            await asyncio.to_thread(service.kill)
            await asyncio.to_thread(service.start, "--processes", "2")
            ended = await eventually(lambda job=started["id"]: _ended(house, job), seconds=120)
            assert ended["state"] == "succeeded", ended
            assert (await house.admin.get(f"/v2/admin/tenants/{tenant.name}"))["cell"] == cell
            await eventually(lambda count=sent: _has_all(door, count), seconds=60)
            assert len((await feed(tenant, ""))[0]) == sent
        assert await asyncio.to_thread(service.doctor) == ""


async def _ended(house: House, job_id: str) -> Any:
    operation = await house.admin.get(f"/v2/admin/operations/{job_id}")
    return operation if operation["done"] else None


async def _has_all(door: Receiver, count: int) -> bool:
    return set(numbers(door)) == set(range(count))


async def _there_and_back(service: Service, house: House, door: Receiver) -> None:
    tenant, other = await house.tenant(cell="cell_0"), await house.tenant(cell="cell_0")
    action = await house.action()
    worker = await house.worker(action)
    await tenant.subscribe(door.url("/hook"), event_types=["design.*"])
    before = [await tenant.run(action, {"n": number}) for number in range(5)]
    held = await worker.claim_one(action)
    publishing = Publishing(house, tenant)
    calling = asyncio.create_task(publishing.run())
    try:
        await asyncio.sleep(1)
        early, place = await feed(tenant, "")
        there = await move(house, tenant, "far")
        assert there["state"] == "succeeded", there
        assert (await worker.heartbeat(held))["status"] == "extended"
        assert (await worker.complete(held))["status"] == "accepted"
        await asyncio.sleep(1)
        more, place = await feed(tenant, place)
        back = await move(house, tenant, "cell_0")
        assert back["state"] == "succeeded", back
        await asyncio.sleep(1)
    finally:
        publishing.stopping = True
    await calling
    late, _ = await feed(tenant, place)

    for _ in before[1:]:
        assert (await worker.complete(await worker.claim_one(action)))["status"] == "accepted"
    assert {(await tenant.operation(each["id"]))["state"] for each in before} == {"succeeded"}

    async def all_are_there() -> bool:
        return set(numbers(door)) == set(publishing.accepted)

    await eventually(all_are_there, seconds=60)
    assert [*early, *more, *late] == publishing.accepted
    assert set(publishing.refused) <= {503}
    assert publishing.longest_seconds < 10
    await other.caller.get(f"/v2/tenants/{other.name}/operations")
    said = await asyncio.to_thread(service.doctor)
    assert said == ""
