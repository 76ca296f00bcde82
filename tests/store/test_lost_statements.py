"""Prepared statements that vanish, as they do behind a bouncer that nobody knew of: nobody is answered 500 for it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bellhop.api.edge.problems import problem_of
from bellhop.runtime.broken import CONNECTION_BROKEN, StatementLostError
from bellhop.store.database import Database

_QUESTION = "SELECT $1::integer + 1"


async def forgetful(database: Database) -> None:
    """Let every connection's server lose what was prepared, behind asyncpg's back."""
    for connection in [await database.pool.acquire() for _ in range(2)]:
        await connection.fetchval(_QUESTION, 1)
        await connection.execute("DEALLOCATE ALL")
        await database.pool.release(connection)


@pytest.fixture
async def database(database_url: str) -> Database:
    return await Database.connect(database_url, min_size=2, max_size=2)


async def test_a_single_statement_that_was_lost_is_sent_again_without_a_name(database: Database) -> None:
    await forgetful(database)
    with capture_logs() as logs:
        assert [row[0] for row in await database.fetch(_QUESTION, 1)] == [2]
        await asyncio.gather(*(database.fetch(_QUESTION, each) for each in range(20)))
    assert [each["event"] for each in logs] == ["statements.lost"]
    for connection in [await database.pool.acquire() for _ in range(2)]:
        assert await connection.fetchval("SELECT count(*) FROM pg_prepared_statements") == 0
        await database.pool.release(connection)
    await database.close()


async def test_a_transaction_that_lost_a_statement_wrote_nothing_and_may_begin_again(database: Database) -> None:
    await database.execute("CREATE TABLE kept (number integer)")
    insert = "INSERT INTO kept VALUES ($1)"
    for connection in [await database.pool.acquire() for _ in range(2)]:
        async with connection.transaction():
            await connection.execute(insert, 1)
        await connection.execute("DEALLOCATE ALL; TRUNCATE kept")
        await database.pool.release(connection)

    async def write() -> None:
        async with database.transaction() as lent:
            await lent.execute("INSERT INTO kept VALUES (7)")
            await lent.execute(insert, 2)

    with pytest.raises(StatementLostError) as lost:
        await write()
    assert isinstance(lost.value, CONNECTION_BROKEN)
    assert problem_of(lost.value).status == 503
    async with database.transaction() as again:
        await again.execute(insert, 3)
    assert [row[0] for row in await database.fetch("SELECT number FROM kept")] == [3]
    await database.close()


async def test_no_other_process_gives_a_statement_the_same_name(database: Database) -> None:
    """asyncpg counts from 1 in every process: mixed up by a bouncer, a name was another process's statement."""
    await database.fetch(_QUESTION, 1)
    async with database.connection() as connection:
        await connection.fetchval(_QUESTION, 1)
        names = [row[0] for row in await connection.fetch("SELECT name FROM pg_prepared_statements")]
    assert names
    assert all(name.startswith("bellhop_stmt_") and len(name.split("_")[2]) == 12 for name in names)
    await database.close()


async def test_connections_are_named_for_who_looks_at_the_server(database_url: str) -> None:
    named = await Database.connect(database_url, min_size=1, max_size=1, name="bellhop dispatcher")
    found = await named.fetch("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    assert [row[0] for row in found] == ["bellhop dispatcher"]
    await named.close()
