"""Several cells, added while the service runs, beside the directory and in a database of its own: one goes away."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.receiver import Receiver, receiver
from tests.relay import Relay, relayed
from tests.running import House, Service, Tenant, eventually, house_of
from tests.stories.celling import at, command, is_told_away, is_well, publish, reached, work

CELLS = ("cell_0", "near", "far")
MakeDatabase = Callable[[], AbstractContextManager[str]]


async def check_lists(house: House, tenants: list[Tenant]) -> None:
    """What an operator lists is of all cells, the newest first, page by page."""
    for path in ("/v2/admin/operations", "/v2/admin/deliveries"):
        whole = (await house.admin.get(f"{path}?max_page_size=100"))["results"]
        assert {each["tenant_id"] for each in whole} >= {each.name for each in tenants}, path
        paged, token = [], ""
        while True:
            page = await house.admin.get(f"{path}?max_page_size=2{token}")
            paged += page["results"]
            if "next_page_token" not in page:
                break
            token = f"&page_token={page['next_page_token']}"
        assert [each["id"] for each in paged] == [each["id"] for each in whole], path


async def check_away(house: House, door: Receiver, here: Tenant, there: Tenant) -> None:
    """Without the cell of `there`: the others work as ever, and it is told which one is missing."""
    reply = await house.admin.call("GET", "/readyz")
    assert (reply.status, reply.body["status"]) == (200, "degraded")
    assert {name for name, said in reply.body["parts"].items() if said != "ok"} == {"far"}
    refused = await there.caller.call("POST", f"/v2/tenants/{there.name}/events", {"events": []})
    assert refused.status in {403, 422, 503}
    asked = await there.caller.call("GET", f"/v2/tenants/{there.name}/operations")
    assert (asked.status, asked.headers["Retry-After"]) == (503, "1")
    before = len(at(door, "/here"))
    action = await house.action()
    await work(house, here, action)
    await publish(house, here)
    await eventually(lambda: reached(door, "/here", before + 2))


async def test_cells_are_added_while_the_service_runs_and_one_that_goes_takes_its_own_tenants_only(
    make_database: MakeDatabase, empty_database_url: str, tmp_path: Path
) -> None:
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log")
        async with relayed(empty_database_url) as relay, receiver() as door:
            try:
                await asyncio.to_thread(service.start)
                await _story(service, relay, door)
            finally:
                await asyncio.to_thread(service.stop)


async def _story(service: Service, relay: Relay, door: Receiver) -> None:
    async with house_of(service) as house:
        await command(service, "cells", "add", "near")
        await command(service, "cells", "add", "far", "--database-url", relay.url)
        listed = await command(service, "cells", "list")
        assert {line.split()[0] for line in listed.splitlines()[1:]} >= set(CELLS)
        assert relay.url not in listed

        tenants = [await house.tenant(cell=cell) for cell in CELLS]
        action = await house.action()
        for tenant, path in zip(tenants, ("/here", "/near", "/far"), strict=True):
            await tenant.subscribe(door.url(path), event_types=["design.*", "operation.*"])
            await work(house, tenant, action)
            await publish(house, tenant, 5)
        for path in ("/here", "/near", "/far"):
            await eventually(lambda path=path: reached(door, path, 6))
        await check_lists(house, tenants)
        assert "PROBLEM" not in (await command(service, "doctor", "--invariants")).upper()

        here, _, there = tenants
        await relay.cut()
        await eventually(lambda: is_told_away(house))
        await check_away(house, door, here, there)
        await asyncio.to_thread(service.kill)
        await asyncio.to_thread(service.start)  # it starts without that cell
        await check_away(house, door, here, there)

        await relay.mend()
        before = len(at(door, "/far"))
        await eventually(lambda: is_well(house))
        await work(house, there, action)
        await publish(house, there)
        await eventually(lambda: reached(door, "/far", before + 2))
