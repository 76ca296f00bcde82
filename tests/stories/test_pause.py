"""An endpoint asks for a pause: two processes keep it, a kill of both does not end it, `:enable` does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.commanding import Typist
from tests.receiver import Receiver, busy
from tests.running import Caller, House, Service, Tenant, eventually, house_of


async def publish(house: House, tenant: Tenant, count: int) -> None:
    events = [{"type": "design.created", "data": {"number": number}} for number in range(count)]
    await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})


async def pause(tenant: Tenant, path: str) -> Any:
    """What the health of a subscription says of its pause."""
    return (await tenant.caller.get(path))["health"].get("pause")


async def test_a_pause_is_kept_by_all_processes_and_outlasts_them(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path, door: Receiver
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start("--processes", "2")
        try:
            async with house_of(service) as house:
                tenant = await house.tenant()
                delivery = {"max_in_flight": 1, "retry": {"schedule_seconds": [1, 1]}}
                made = await tenant.subscribe(door.url(), event_types=["design.*"], delivery=delivery)
                await tenant.subscribe(door.url("/other"), event_types=["design.*"])
                path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"
                door.script("/hook", busy(3600))
                await publish(house, tenant, 3)
                await eventually(lambda: pause(tenant, path))
                await door.expect(3, path="/other")

            service.kill()
            service.start("--processes", "2")
            async with house_of(service) as house:
                again = Tenant(tenant.name, Caller(house.admin.session, service.url, tenant.caller.key))
                await publish(house, again, 3)
                await door.expect(6, path="/other")
                assert (await pause(again, path))["reason"] == "status 503 with Retry-After"
                assert len(await door.expect(1, path="/hook")) == 1
                typist = Typist(tmp_path, BELLHOP_URL=service.url, BELLHOP_KEY=tenant.caller.key)
                told = (await typist.ok("why", made["id"])).out
                assert "Its endpoint asked for a pause (status 503 with Retry-After): nothing leaves before" in told
                assert "It waits: its endpoint asked for a pause (Retry-After)" in told

                await again.caller.post(f"{path}:enable")
                await door.expect(7, path="/hook")
                assert await pause(again, path) is None
                assert service.doctor() == ""
        finally:
            service.kill()
