"""For how many processes a Postgres has connections."""

from dataclasses import replace

import asyncpg

from bellhop.config import Settings
from bellhop.installation import Installation, most_processes, open_installation
from bellhop.store import bouncer


async def installation(database_url: str) -> Installation:
    settings = Settings.from_environment(
        {"BELLHOP_DATABASE_URL": database_url, "BELLHOP_MASTER_KEYS": "a:" + "A" * 43 + "="}
    )
    async with open_installation(settings) as installed:
        return installed


async def test_each_process_needs_eighteen_connections(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        most = int(await connection.fetchval("SHOW max_connections"))
        reserved = int(await connection.fetchval("SHOW superuser_reserved_connections"))
    finally:
        await connection.close()
    assert await most_processes(await installation(database_url)) == (most - reserved) // 18


async def test_behind_a_bouncer_the_number_says_nothing(database_url: str) -> None:
    assert await most_processes(replace(await installation(database_url), path=bouncer.BOUNCED)) is None
