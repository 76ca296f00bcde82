"""SIGKILL of the whole service, again and again, while it makes up for what a subscription missed."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.traffic import ROUNDS, let_leases_end
from tests.receiver import receiver
from tests.running import House, Service, Tenant, eventually, house_of

BATCHES = 10


async def publish(house: House, tenant: Tenant) -> set[str]:
    """Many events of a tenant; returns their ids."""
    ids: set[str] = set()
    for _ in range(BATCHES):
        events = [{"type": "design.created", "data": {}} for _ in range(100)]
        published = await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})
        ids |= {each["id"] for each in published["events"]}
    return ids


@pytest.mark.chaos
async def test_each_missed_event_gets_one_delivery_however_often_its_replay_is_killed(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with house_of(service) as house, receiver() as door:
                tenant = await house.tenant()
                made = await tenant.subscribe(door.url("/hook"), event_types=["design.*"])
                path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"
                await tenant.caller.post(f"{path}:disable")
                missed = await publish(house, tenant)
                await tenant.caller.post(f"{path}:enable")
                operation = await tenant.caller.post(f"{path}:replay", {"states": ["missed"]})

                for round_ in range(ROUNDS):
                    await door.expect(1 + round_ * len(missed) // (2 * ROUNDS))
                    service.kill()
                    await let_leases_end(database_url)
                    service.start()

                async def done() -> Any:
                    now = await tenant.operation(operation["id"])
                    return now if now["done"] else None

                ended = await eventually(done, seconds=60)
                assert ended["state"] == "succeeded"
                counted = {name: ended["result"][name] for name in ("matched", "redelivered", "refused")}
                assert counted == {"matched": len(missed), "redelivered": len(missed), "refused": 0}

                async def all_told() -> bool:
                    return {each.message_id for each in door.requests} >= missed

                await eventually(all_told, seconds=60)
                told = await made_deliveries(tenant)
            assert Counter(told) == Counter(missed)
            assert service.doctor() == ""
        finally:
            service.stop()


async def made_deliveries(tenant: Tenant) -> list[str]:
    """The events of all deliveries of the tenant."""
    found, token = [], ""
    while True:
        page = await tenant.caller.get(f"/v2/tenants/{tenant.name}/deliveries?max_page_size=1000{token}")
        found += [each["event_id"] for each in page["results"]]
        if "next_page_token" not in page:
            return found
        token = f"&page_token={page['next_page_token']}"
