"""README: kill it or stop it at any moment."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.running import Service, house_of


async def test_who_waits_is_answered_when_the_service_stops(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        async with house_of(service) as house:
            tenant, action, idle = await house.tenant(), await house.action(), await house.action()
            worker = await house.worker(action, idle)
            started = await tenant.run(action)
            await worker.claim_one(action)
            claiming = asyncio.create_task(worker.claim(idle, wait_seconds=30))
            prefer = {"Prefer": "wait=30"}
            path = f"/operations/{started['id']}"
            watching = asyncio.create_task(tenant.caller.call("GET", path, headers=prefer))
            for _ in range(5):  # by now both requests have arrived
                await house.admin.get("/v2/admin/tenants")
            code = await asyncio.to_thread(service.stop)

            assert await claiming == []
            assert (await watching).body["state"] == "running"
            assert code == 0
