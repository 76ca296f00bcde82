"""The database falls silent: nobody waits long, and nothing is lost when it is back."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.receiver import receiver
from tests.relay import relayed
from tests.running import Service, eventually, house_of

TOLD_SECONDS = 30.0
"""It is asked every five seconds, judged after two, found silent four later and tried once more: half of this."""

CALLERS = 60  # more than the pool has connections


@pytest.mark.timeout(180)
async def test_requests_are_refused_soon_while_the_database_is_silent(empty_database_url: str, tmp_path: Path) -> None:
    async with relayed(empty_database_url) as relay, receiver() as door:
        service = Service(relay.url, tmp_path / "bellhop.log")
        await asyncio.to_thread(service.start)
        try:
            async with house_of(service) as house:
                tenant = await house.tenant()
                await tenant.subscribe(door.url("/hook"), event_types=["design.*"])
                events = f"/v2/tenants/{tenant.name}/events"

                async def publish(number: int) -> int:
                    event = {"type": "design.created", "data": {}, "id": f"caller-{number}"}
                    return (await house.admin.call("POST", events, {"events": [event]})).status

                async def read(_: int) -> int:
                    return (await house.admin.call("GET", events)).status

                relay.freeze()
                began = time.monotonic()
                asked = [publish(number) for number in range(CALLERS)] + [read(number) for number in range(CALLERS)]
                statuses = await asyncio.gather(*asked)
                assert time.monotonic() - began < TOLD_SECONDS
                assert set(statuses) == {503}

                relay.thaw()

                async def is_taken() -> bool:
                    return await publish(0) == 202

                await eventually(is_taken)
                assert await asyncio.gather(*map(publish, range(CALLERS))) == [202] * CALLERS
                await door.expect(CALLERS)
                await asyncio.sleep(1)
                assert len({each.message_id for each in door.requests}) == CALLERS
                assert (await house.admin.call("GET", "/readyz")).status == 200
        finally:
            await asyncio.to_thread(service.stop)
