"""A cell whose connections hang, and hang up on nobody: whoever lives elsewhere hardly notices."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.receiver import Answer, Receiver, receiver
from tests.relay import Relay, relayed
from tests.running import House, Service, Tenant, Worker, eventually, house_of
from tests.stories.celling import at, command, is_told_away, is_well, publish, reached, work

SOON_SECONDS = 15.0
"""A cell is asked every five seconds and judged after two."""

TOLD_SECONDS = 30.0
"""It is found to be silent four seconds later, and tried once more."""

EVENT = {"events": [{"type": "design.created", "data": {}}]}
STOP_SECONDS = 15.0
SLOW = Answer(delay_seconds=5.0)
"""By then a process that ends has given up what is silent."""

MakeDatabase = Callable[[], AbstractContextManager[str]]


@asynccontextmanager
async def with_far_cell(
    make_database: MakeDatabase, far: str, folder: Path, *arguments: str
) -> AsyncIterator[tuple[Service, House, Relay, Receiver]]:
    """A service with a cell in a database of its own, whose connections a test can freeze."""
    with make_database() as url:
        service = Service(url, folder / "bellhop.log")
        async with relayed(far) as relay, receiver() as door, house_of(service) as house:
            try:
                await asyncio.to_thread(service.start, *arguments)
                await command(service, "cells", "add", "far", "--database-url", relay.url)
                yield service, house, relay, door
            finally:
                await asyncio.to_thread(service.stop)


async def both(house: House, door: Receiver) -> tuple[Tenant, Tenant]:
    """A tenant here and one in the far cell, who listen."""
    here, there = await house.tenant(cell="cell_0"), await house.tenant(cell="far")
    await here.subscribe(door.url("/here"), event_types=["design.*", "operation.*"])
    await there.subscribe(door.url("/there"), event_types=["design.*", "operation.*"])
    return here, there


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_a_cell_that_hangs_keeps_nobody_of_another_waiting(
    make_database: MakeDatabase, empty_database_url: str, tmp_path: Path
) -> None:
    async with with_far_cell(make_database, empty_database_url, tmp_path) as (_, house, relay, door):
        here, there = await both(house, door)
        action = await house.action(lease_seconds=1)
        worker = await house.worker(action)
        await here.run(action)
        lost = await worker.claim_one(action)
        held = await _job_of(there, worker, action)
        relay.freeze()
        began = time.monotonic()
        own = [
            asyncio.create_task(house.admin.call("GET", f"/v2/tenants/{there.name}/events")),
            asyncio.create_task(house.admin.call("POST", f"/v2/tenants/{there.name}/events", EVENT)),
        ]
        under_way = [
            asyncio.create_task(house.admin.get("/v2/admin/operations")),
            asyncio.create_task(house.admin.get("/v2/admin/workers")),
        ]
        again = await eventually(lambda: _claimed(worker, action), seconds=SOON_SECONDS)  # rescued, and claimed
        assert (again["job_id"], again["attempt"]) == (lost["job_id"], 2)
        done, _ = await asyncio.wait(under_way, timeout=SOON_SECONDS)
        assert len(done) == len(under_way)
        assert time.monotonic() - began < SOON_SECONDS + 5

        for reply in await asyncio.gather(*own):  # its own tenants hear of it, too
            assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
        assert time.monotonic() - began < TOLD_SECONDS
        await eventually(lambda: is_told_away(house), seconds=SOON_SECONDS)
        await _check_a_batch(worker, again, held)
        before, action = len(at(door, "/here")), await house.action()
        began = time.monotonic()
        await work(house, here, action)
        await publish(house, here, 3)
        for path in ("/v2/admin/operations", "/v2/admin/deliveries", "/v2/admin/stats", "/v2/admin/doctor"):
            await house.admin.get(path)
        assert (await house.admin.call("GET", f"/v2/admin/operations/{held['job_id']}")).status == 503
        assert time.monotonic() - began < SOON_SECONDS
        await eventually(lambda: reached(door, "/here", before + 4))

        relay.thaw()
        await eventually(lambda: is_well(house), seconds=30)
        await work(house, there, action)


@pytest.mark.long
@pytest.mark.timeout(240)
async def test_a_process_ends_and_begins_and_opens_new_cells_beside_one_that_hangs(
    make_database: MakeDatabase, empty_database_url: str, tmp_path: Path
) -> None:
    async with with_far_cell(make_database, empty_database_url, tmp_path) as (service, house, relay, door):
        here, there = await both(house, door)
        action = await house.action()
        door.script("/here", SLOW)
        await publish(house, here)
        await door.expect(1)  # it is being sent while the service ends
        relay.freeze()
        began = time.monotonic()
        assert await asyncio.to_thread(service.stop) == 0
        assert time.monotonic() - began < STOP_SECONDS
        await asyncio.to_thread(service.start)
        (told,) = await here.deliveries(state="delivered")  # written at the end, though another cell was silent
        assert (len(told["attempts"]), len(door.requests)) == (1, 1)

        await command(service, "cells", "add", "near")
        near = await house.tenant(cell="near")
        await work(house, near, action)

        relay.thaw()
        await eventually(lambda: is_well(house), seconds=30)
        await work(house, there, action)
        assert await asyncio.to_thread(service.doctor) == ""


async def _job_of(tenant: Tenant, worker: Worker, action: str) -> dict[str, str]:
    started = await tenant.run(action)
    job: dict[str, str] = await worker.claim_one(action, lease_seconds=60)
    assert job["job_id"] == started["id"]
    return job


async def _claimed(worker: Worker, action: str) -> dict[str, int] | None:
    jobs: list[dict[str, int]] = await worker.claim(action, wait_seconds=0, lease_seconds=60)
    return jobs[0] if jobs else None


async def _check_a_batch(worker: Worker, here: dict[str, str], there: dict[str, str]) -> None:
    """What is of a cell that answers is done, though the batch as a whole has to be sent again."""
    items = [
        {"job_id": each["job_id"], "lease_token": each["lease_token"], "outcome": "succeeded", "result": {}}
        for each in (there, here)
    ]
    began = time.monotonic()
    reply = await worker.caller.call("POST", "/v2/worker/jobs:complete", {"items": items})
    assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
    assert time.monotonic() - began < SOON_SECONDS
    (again,) = (await worker.caller.post("/v2/worker/jobs:complete", {"items": items[1:]}))["items"]
    assert again["status"] == "duplicate"
