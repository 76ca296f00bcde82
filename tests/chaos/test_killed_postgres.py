"""SIGKILL of Postgres under a running service: what was acknowledged is there when it is back."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bellhop.store.embedded import EmbeddedPostgres
from tests.chaos.traffic import LONG, ROUNDS, SETTLE_SECONDS, let_leases_end, traffic
from tests.running import Service, eventually, house_of


def postmaster(data_dir: Path) -> int:
    """The process id of the embedded server."""
    (file,) = data_dir.rglob("postmaster.pid")
    return int(file.read_text(encoding="utf-8").splitlines()[0])


async def kill(service: Service, data_dir: Path) -> None:
    """Kill the embedded server, and wait until another serves: of the old one some parts may answer for a moment."""
    killed = postmaster(data_dir)
    os.kill(killed, signal.SIGKILL)

    async def is_back() -> bool:
        return service.is_ready() and postmaster(data_dir) != killed

    await eventually(is_back, seconds=SETTLE_SECONDS)


@pytest.mark.chaos
@pytest.mark.timeout(1200)
async def test_nothing_is_lost_when_postgres_is_killed(short_path: Path, record_property: Callable[..., None]) -> None:
    service = Service(None, short_path / "bellhop.log", BELLHOP_DATA_DIR=str(short_path / "data")).start()
    try:
        async with house_of(service) as house, traffic(house) as flowing:
            for _ in range(ROUNDS):
                await flowing.accepted_more(50)
                await kill(service, short_path / "data")
            if not LONG:
                server = await EmbeddedPostgres.start(short_path / "data")
                await let_leases_end(server.url)
                await server.stop()
            await flowing.settle()
            record_property("count", flowing.judge())
        assert service.doctor() == ""
    finally:
        service.stop()


@pytest.mark.timeout(120)
async def test_several_processes_get_their_postgres_back(short_path: Path) -> None:
    """The supervisor had started it and did not look, so the dead server kept the next one from starting."""
    service = Service(
        None, short_path / "bellhop.log", BELLHOP_DATA_DIR=str(short_path / "data"), BELLHOP_PROCESSES="2"
    ).start()
    try:
        await kill(service, short_path / "data")
    finally:
        service.stop()
