"""A sender that is frozen, or whose Postgres was away, keeps what it is sending: nobody else sends it too."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from bellhop.store.embedded import EmbeddedPostgres
from tests.cells import connect_home
from tests.chaos.test_killed_postgres import kill
from tests.chaos.traffic import LONG, SETTLE_SECONDS
from tests.receiver import Answer, Receiver, receiver
from tests.running import House, Service, eventually, house_of

_FROZEN_SECONDS = 10 if LONG else 5
_ANSWER_SECONDS = 8.0  # longer than Postgres needs to be back, and than others are given to say that they live
_EVENTS = 40


async def publish(house: House, door: Receiver) -> None:
    """Events for one endpoint that answers slowly."""
    tenant = await house.tenant()
    door.always("/hook", Answer(delay_seconds=_ANSWER_SECONDS))
    await tenant.subscribe(door.url("/hook"), event_types=["sent.*"], delivery={"timeout_seconds": 30})
    events = [{"type": "sent.slowly", "data": {"n": number}} for number in range(_EVENTS)]
    await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": events})
    await door.expect(_EVENTS, timeout_seconds=SETTLE_SECONDS)


async def asked(database_url: str, query: str) -> Any:
    connection = await connect_home(database_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def check_sent_once(database_url: str, door: Receiver) -> None:
    """Everything is recorded as delivered, by its first attempt."""

    async def is_over() -> bool:
        return bool(await asked(database_url, "SELECT NOT EXISTS (SELECT FROM deliveries WHERE state = 'pending')"))

    await eventually(is_over, seconds=SETTLE_SECONDS)
    assert Counter(each.json()["data"]["n"] for each in door.requests) == Counter(range(_EVENTS))
    assert await asked(database_url, "SELECT count(*) FROM attempts WHERE lease_lost") == 0


@pytest.mark.chaos
@pytest.mark.timeout(200)
async def test_what_a_frozen_sender_sends_is_sent_by_nobody_else(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        frozen = Service(database_url, tmp_path / "frozen.log").start()
        other = Service(database_url, tmp_path / "other.log").start("--role", "dispatcher")
        try:
            async with house_of(frozen) as house, receiver() as door:
                await publish(house, door)
                os.killpg(frozen.pid, signal.SIGSTOP)
                await asyncio.sleep(_FROZEN_SECONDS)
                os.killpg(frozen.pid, signal.SIGCONT)
                await check_sent_once(database_url, door)
        finally:
            os.killpg(frozen.pid, signal.SIGCONT)
            frozen.stop()
            other.stop()


@pytest.mark.chaos
@pytest.mark.timeout(200)
async def test_what_is_being_sent_while_postgres_starts_again_is_sent_by_nobody_else(short_path: Path) -> None:
    """All sessions are cut by it, and each process would look gone to the one that is back first."""
    data = short_path / "data"
    service = Service(None, short_path / "bellhop.log", BELLHOP_DATA_DIR=str(data)).start("--processes", "2")
    server = await EmbeddedPostgres.start(data)
    try:
        async with house_of(service) as house, receiver() as door:
            await publish(house, door)
            await kill(service, data)
            await check_sent_once(server.url, door)
    finally:
        service.stop()
        await server.stop()
