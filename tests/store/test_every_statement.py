"""Every statement of `sql/queries` runs: on the server of the suite, and on the Citus of `BELLHOP_TEST_CITUS_URL`.

Each runs with a moment, and with none, for which the database's own is taken: what is known of a parameter decides what
Citus refuses.

The values are of the right types and mean nothing, so a statement may break a constraint; what it may not do is to be
refused for what it asks. Nothing of it is kept.
"""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from bellhop.ids import uuid7
from bellhop.store import statements
from bellhop.store.database import Database

_ONE_OF = {
    "text": "1",
    "uuid": uuid7(datetime.now(UTC)),
    "timestamptz": datetime(2026, 11, 29, tzinfo=UTC),
    "interval": timedelta(seconds=1),
    "bool": True,
    "bytea": b"1",
    "jsonb": {},
    "float8": 1.0,
    "numeric": 1,
    "int2": 1,
    "int4": 1,
    "int8": 1,
}

# Texts that hold a value of another type, by statement and the number of the parameter.
_SPECIAL: dict[tuple[str, int], object] = {
    ("jobs.insert", 6): ["pending"],
    ("jobs.insert", 16): ["parallel"],
    ("records.set_circuits", 4): [str(uuid.UUID(int=1))],
    ("replica.standing", 1): "0/0",
    ("replica.standing_and_timeline", 1): "0/0",
    ("sealed.table", 1): "bellhop_cell_0",
}


@pytest.fixture
def plain_url(database_url: str) -> str:
    """A database of the suite's own server."""
    return database_url


@pytest.fixture(params=["plain_url", "citus_url"])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A pool on each of the two."""
    made = await Database.connect(request.getfixturevalue(request.param), min_size=1, max_size=1)
    yield made
    await made.close()


@pytest.mark.parametrize("moment", [_ONE_OF["timestamptz"], None], ids=["at_a_moment", "at_the_databases_moment"])
@pytest.mark.parametrize("noun", sorted({name.partition(".")[0] for name in statements.every()}))
async def test_every_statement_runs(database: Database, noun: str, moment: datetime | None) -> None:
    refused = []
    for name, text in statements.every().items():
        if name.partition(".")[0] != noun:
            continue
        async with database.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                prepared = await connection.prepare(text)
                values = [
                    moment
                    if each.name == "timestamptz"
                    else await _value(connection, each, _SPECIAL.get((name, number)))
                    for number, each in enumerate(prepared.get_parameters(), 1)
                ]
                await connection.fetch(text, *values)
            except asyncpg.IntegrityConstraintViolationError:
                pass
            except asyncpg.PostgresError as error:
                refused.append(f"{name}: {type(error).__name__}: {error}")
            finally:
                await transaction.rollback()
    assert not refused, "\n".join(refused)


async def _value(connection: Any, parameter: asyncpg.Type, special: object) -> object:
    """A value of a type, if not this one."""
    if special is not None:
        return special
    if parameter.kind == "array":
        oid = await connection.fetchval("SELECT typelem FROM pg_type WHERE oid = $1", parameter.oid)
        kind, name = await connection.fetchrow("SELECT typtype::text, typname FROM pg_type WHERE oid = $1", oid)
        return [await _row(connection, oid) if kind == "c" else _ONE_OF[name]]
    return _ONE_OF[parameter.name]


async def _row(connection: Any, oid: int) -> tuple[object, ...]:
    """A row of a composite type."""
    fields = await connection.fetch(
        """
        SELECT t.typname
        FROM pg_type AS c
        JOIN pg_attribute AS a ON a.attrelid = c.typrelid
        JOIN pg_type AS t ON t.oid = a.atttypid
        WHERE c.oid = $1
        ORDER BY a.attnum
        """,
        oid,
    )
    return tuple(_ONE_OF[row["typname"]] for row in fields)
