"""SIGKILL of what sends, every few seconds, while one queue that keeps an order is on its way."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path

import pytest

from tests.chaos.traffic import LONG
from tests.receiver import Answer, Receiver, receiver
from tests.running import House, Service, Tenant, house_of

_KILLS = 19 if LONG else 2
_UP_SECONDS = 60 if LONG else 9  # three for each time that it runs
_EVENTS = 4000 if LONG else 1000
_AT_ONCE = 100
_ANSWER_SECONDS = 0.02
_GOES_ON_SECONDS = 20.0  # a third of a lease


async def _fill(house: House, tenant: Tenant) -> None:
    for start in range(0, _EVENTS, _AT_ONCE):
        events = [{"type": "lane.moved", "data": {"n": start + n}} for n in range(_AT_ONCE)]
        await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})


async def _flow(service: Service, door: Receiver, *, kills: int) -> list[int]:
    """The numbers that arrive in one queue while the service is up for some seconds, between which it is killed.

    Each time that it is back the queue has to go on long before a lease of the dead would have ended.
    """
    async with house_of(service) as house:
        tenant = await house.tenant()
        path = f"/{secrets.token_hex(4)}"
        door.always(path, Answer(delay_seconds=_ANSWER_SECONDS))
        await tenant.subscribe(door.url(path), event_types=["lane.*"], delivery={"ordering": "fifo"})
        await _fill(house, tenant)
    for _ in range(kills):
        await asyncio.sleep(_UP_SECONDS / (kills + 1))
        service.kill()
        await asyncio.to_thread(service.start)
        came = len(door.requests)  # what the dead had sent has been read meanwhile
        await door.expect(came + 1, timeout_seconds=_GOES_ON_SECONDS)
    await asyncio.sleep(_UP_SECONDS / (kills + 1))
    return [each.json()["data"]["n"] for each in door.requests if each.target == path]


@pytest.mark.chaos
@pytest.mark.timeout(400)
async def test_a_queue_goes_on_within_seconds_whenever_what_sends_is_killed(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path, record_property: Callable[..., None]
) -> None:
    """Its head was held by the dead for the rest of a lease, a minute each time."""
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with receiver() as door:
                quiet = await _flow(service, door, kills=0) if LONG else []  # where the machine is ours
                killed = await _flow(service, door, kills=_KILLS)
            assert service.doctor() == ""
        finally:
            service.stop()
    record_property("count", f"{len(quiet)} undisturbed, {len(killed)} with {_KILLS} kills in the same time")
    assert len(killed) >= len(quiet) / 2
    assert killed[0] == 0
    assert all(after - before in {0, 1} for before, after in pairwise(killed)), killed
    assert len(killed) - len(set(killed)) <= _KILLS
