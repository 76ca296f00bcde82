"""What tenants and workers of several cells do in the stories of cells."""

import asyncio
from typing import Any

from tests.receiver import Received, Receiver
from tests.running import House, Service, Tenant


async def command(service: Service, *arguments: str) -> str:
    """What a command prints that works beside the database of this service."""
    return await asyncio.to_thread(service.command, *arguments)


def at(door: Receiver, path: str) -> list[Received]:
    """What has arrived at this path."""
    return [each for each in door.requests if each.target == path]


async def publish(house: House, tenant: Tenant, number: int = 1) -> list[Any]:
    events = [{"type": "design.created", "data": {"n": each}} for each in range(number)]
    published = await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})
    return list(published["events"])


async def work(house: House, tenant: Tenant, action: str) -> None:
    """A job of this tenant, from its run to its end."""
    worker = await house.worker(action)
    started = await tenant.run(action)
    job = await worker.claim_one(action)
    assert job["job_id"] == started["id"]
    assert (await worker.heartbeat(job, progress={"percent": 50}))["status"] == "extended"
    assert (await worker.complete(job))["status"] == "accepted"
    assert (await tenant.operation(started["id"]))["state"] == "succeeded"


async def reached(door: Receiver, path: str, number: int) -> bool:
    return len(at(door, path)) >= number


async def is_told_away(house: House) -> bool:
    return bool((await house.admin.call("GET", "/readyz")).body["status"] == "degraded")


async def is_well(house: House) -> bool:
    return bool((await house.admin.call("GET", "/readyz")).body["status"] == "ok")
