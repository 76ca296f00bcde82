"""SIGKILL of the service while deliveries are pulled, by holders that vanish: what was accepted is made."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.chaos.traffic import ROUNDS, SETTLE_SECONDS
from tests.running import Caller, House, Service, Tenant, eventually, house_of

_EVENTS_A_ROUND = 60
_HOLDERS = 3
_VANISH_EVERY = 20  # claims after which a holder is gone for good, and another comes


class Pulls:
    """What was accepted, and what holders made of it: an event counts once its record is answered."""

    def __init__(self, house: House, tenant: Tenant, subscription: str) -> None:
        self.house = house
        self.base = f"/v2/tenants/{tenant.name}/subscriptions/{subscription}/deliveries"
        self.events = f"/v2/tenants/{tenant.name}/events"
        self.tenant = tenant
        self.accepted: set[str] = set()
        self.made: Counter[str] = Counter()
        self.claims = 0

    async def publish(self, number: int) -> None:
        """One event, repeated under the same id until it is accepted."""
        body = {"events": [{"type": "design.created", "id": f"event-{number}", "data": {}}]}
        answer = await repeated(self.house.admin, self.events, body)
        self.accepted.add(answer["events"][0]["id"])

    async def hold(self, name: str) -> None:
        """Claim, make, record, for ever; every few claims the holder vanishes with what it has."""
        number = 0
        while True:
            number += 1
            self.claims += 1
            claim = {
                "holder": name, "max_deliveries": 5, "wait_seconds": 1, "lease_seconds": 5, "claim_id": str(number)
            }  # fmt: skip
            claimed = (await repeated(self.tenant.caller, f"{self.base}:claim", claim))["deliveries"]
            if self.claims % _VANISH_EVERY == 0:
                name, number = f"{name}'", 0
                continue
            keys = [{key: each[key] for key in ("delivery_id", "lease_token")} for each in claimed]
            items = [{**key, "status_code": 200} for key in keys]
            if items:
                await repeated(self.tenant.caller, f"{self.base}:record", {"items": items})
                self.made.update(each["event_id"] for each in claimed)


async def repeated(caller: Caller, path: str, body: object) -> Any:
    """The answer, asked for again while the service is away."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            try:
                reply = await caller.call("POST", path, body)
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
                continue
            if reply.status < 300:
                return reply.body
            assert reply.status in (429, 503), reply.body
            await asyncio.sleep(0.05)


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_nothing_is_lost_when_the_service_and_holders_are_killed(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with house_of(service) as house:
                tenant = await house.tenant()
                body = {"pull": True, "event_types": ["design.*"]}
                made = await tenant.caller.post(f"/v2/tenants/{tenant.name}/subscriptions", body)
                pulls = Pulls(house, tenant, made["id"])
                holders = [asyncio.create_task(pulls.hold(f"holder-{number}")) for number in range(_HOLDERS)]
                try:
                    for round_ in range(ROUNDS):
                        first = round_ * _EVENTS_A_ROUND
                        publishing = [
                            asyncio.create_task(pulls.publish(first + number)) for number in range(_EVENTS_A_ROUND)
                        ]
                        await asyncio.sleep(0.2)
                        service.kill()
                        await asyncio.to_thread(service.start)
                        await asyncio.gather(*publishing)
                    assert len(pulls.accepted) == ROUNDS * _EVENTS_A_ROUND

                    async def all_ended() -> bool:
                        waiting = await tenant.caller.get(
                            f"/v2/tenants/{tenant.name}/deliveries?filter=state%20in%20%5B%22pending%22%2C%22in_flight%22%5D"
                        )
                        return not waiting["results"]

                    async def all_made() -> bool:  # the answer to the last record may still be on its way
                        return pulls.accepted <= set(pulls.made)

                    await eventually(all_ended, seconds=SETTLE_SECONDS, every=0.5)
                    await eventually(all_made)
                finally:
                    for each in holders:
                        each.cancel()
                    ended = await asyncio.gather(*holders, return_exceptions=True)
                assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended
                assert pulls.accepted <= set(pulls.made)
                states = Counter(
                    each["state"]
                    for each in (await tenant.caller.get(f"/v2/tenants/{tenant.name}/deliveries?max_page_size=1000"))[
                        "results"
                    ]
                )
                assert states == {"delivered": len(pulls.accepted)}
            assert service.doctor() == ""
        finally:
            service.stop()
