"""Postgres stays alive and is hurt under a running service: connections cut, tables locked, a newer schema."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path

import asyncpg
import pytest

from tests.chaos.traffic import LONG, let_leases_end, traffic
from tests.running import Service, house_of

Harm = Callable[["asyncpg.Connection[asyncpg.Record]", int], Awaitable[None]]
_HOT = (
    "jobs", "job_ready", "job_lease", "events", "deliveries", "delivery_ready", "delivery_lease", "attempts", "lanes",
    "subscriptions", "stats_hourly",
)  # fmt: skip
_LOCKED_SECONDS = 8 if LONG else 2
_HARMS = 8 if LONG else 1


async def cut_connections_one_by_one(connection: "asyncpg.Connection[asyncpg.Record]", _round: int) -> None:
    """Each connection that the service has at this moment, also in the middle of a statement or a transaction."""
    backends = await connection.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' ORDER BY random()"
    )
    for backend in backends:
        await connection.execute("SELECT pg_terminate_backend($1::integer)", backend["pid"])
        await asyncio.sleep(0.05)


async def lock_what_everybody_needs(connection: "asyncpg.Connection[asyncpg.Record]", _round: int) -> None:
    """Every connection of every pool waits in the end, and nobody gets another."""
    while True:
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE job_ready, delivery_ready, lanes IN ACCESS EXCLUSIVE MODE")
                await connection.execute("SELECT pg_sleep($1)", _LOCKED_SECONDS)
        except asyncpg.DeadlockDetectedError:  # nobody takes whole tables in the service's order: one of both gives way
            continue
        return


async def migrate_as_a_newer_version_would(connection: "asyncpg.Connection[asyncpg.Record]", round_: int) -> None:
    """Two versions at once: the older one meets columns that it does not know, under its prepared statements."""
    for table in _HOT:
        await connection.execute(f"ALTER TABLE {table} ADD COLUMN of_a_newer_version_{round_} integer DEFAULT 7")


@pytest.mark.chaos
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "harm", [cut_connections_one_by_one, lock_what_everybody_needs, migrate_as_a_newer_version_would]
)
async def test_nothing_is_lost_when_the_database_is_hurt(
    make_database: Callable[[], AbstractContextManager[str]],
    tmp_path: Path,
    harm: Harm,
    record_property: Callable[..., None],
) -> None:
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log", BELLHOP_PROCESSES="2").start()
        try:
            async with house_of(service) as house, traffic(house) as flowing:
                connection = await asyncpg.connect(url, command_timeout=60)
                try:
                    for round_ in range(_HARMS):
                        await flowing.accepted_more(30)
                        await harm(connection, round_)
                finally:
                    await connection.close()
                if not LONG:  # where a commit's answer was lost nobody knows of what was born leased in it
                    await let_leases_end(url)
                await flowing.settle()
                record_property("count", flowing.judge())
            assert service.doctor() == ""
        finally:
            service.stop()
