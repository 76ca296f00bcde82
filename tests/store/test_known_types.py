"""Connections of one pool read the types of the database once, and again when anything may have changed."""

from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest

from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.store.database import Database
from tests.running import eventually

PAIRS = "SELECT n FROM unnest($1::pair[]) AS p (n, word)"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = await Database.connect(database_url, min_size=1, max_size=2)
    await made.execute("CREATE TYPE pair AS (n integer, word jsonb)")
    yield made
    await made.close()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each time that the types of a statement are read from the catalog."""
    seen: list[object] = []
    read = asyncpg.Connection._introspect_types  # type: ignore[attr-defined]

    async def note(connection: object, oids: object, *options: object) -> object:
        seen.append(oids)
        return await read(connection, oids, *options)

    monkeypatch.setattr(asyncpg.Connection, "_introspect_types", note)
    return seen


async def test_a_second_connection_reads_no_type_again(database: Database, readings: list[object]) -> None:
    async with database.connection() as one, database.connection() as other:
        for connection in (one, other):
            rows = await connection.fetch(PAIRS, [(1, {"a": [1]}), (2, None)])
            assert [row[0] for row in rows] == [1, 2]
    assert len(readings) == 1


async def test_a_type_that_changed_is_read_again_by_all(database: Database) -> None:
    async with database.connection() as one, database.connection() as other:
        for connection in (one, other):
            await connection.fetch(PAIRS, [(1, None)])
        await one.execute("ALTER TYPE pair ADD ATTRIBUTE more text")
        for connection in (one, other):
            with suppress(asyncpg.PostgresError, asyncpg.DataError):  # once, with what it knew before
                await connection.fetch("SELECT (p).more FROM unnest($1::pair[]) AS p", [(1, None, "x")])
            await connection.reload_schema_state()
            rows = await connection.fetch("SELECT (p).more FROM unnest($1::pair[]) AS p", [(1, None, "x")])
            assert rows[0][0] == "x"


async def test_after_a_connection_was_cut_another_server_may_answer(database: Database, readings: list[object]) -> None:
    async with database.connection() as one:
        await one.fetch(PAIRS, [(1, None)])
        with suppress(*CONNECTION_BROKEN, asyncpg.PostgresError):
            await one.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    async def reads() -> bool:
        await database.fetch(PAIRS, [(1, None)])
        return len(readings) == 2

    await eventually(reads)
