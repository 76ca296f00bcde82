"""Connections to Postgres: one pool per database, transactions, and which cell a tenant lives in."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import asyncpg
import orjson

from bellhop.ids import TenantId
from bellhop.runtime.broken import CONNECTION_BROKEN

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]

_COMMAND_TIMEOUT_SECONDS = 60.0
_CONNECT_TIMEOUT_SECONDS = 10.0
_JSONB_VERSION = b"\x01"


def _encode_json(value: object) -> bytes:
    return _JSONB_VERSION + orjson.dumps(value, default=dict)  # default: any mapping, such as the labels of an event


def _decode_json(data: bytes) -> Any:
    return orjson.loads(data[len(_JSONB_VERSION) :])


async def _prepare(connection: Any) -> None:
    """Set up a new connection: JSON in binary form, without which no row of a composite type can hold any."""
    await connection.set_type_codec(
        "jsonb", encoder=_encode_json, decoder=_decode_json, schema="pg_catalog", format="binary"
    )


async def _leave_as_it_is(_connection: object) -> None:
    """Nothing to undo when a connection goes back, as nobody sets anything but `LOCAL`: that spares a round trip."""


class Database:
    """A pool of connections to one Postgres database.

    The schema of the cell is found by the search path that belongs to the role (set by the migrations), never by a
    `SET`, so a bouncer in transaction mode may stand between; tables of the directory are named `bellhop.…`.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, url: str, *, min_size: int = 2, max_size: int = 16, behind_bouncer: bool = False) -> Self:
        """Open the pool; raises `OSError` or `asyncpg.PostgresError` when the database does not answer.

        Behind a bouncer no prepared statement outlives a transaction, so asyncpg's cache of them is off.
        """
        pool = await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            init=_prepare,
            timeout=_CONNECT_TIMEOUT_SECONDS,
            command_timeout=_COMMAND_TIMEOUT_SECONDS,
            statement_cache_size=0 if behind_bouncer else 512,
            max_inactive_connection_lifetime=0,
            reset=_leave_as_it_is,
        )
        return cls(pool)

    async def close(self) -> None:
        """Wait for the connections in use and close all."""
        await self.pool.close()

    @asynccontextmanager
    async def connection(self) -> "AsyncIterator[Connection]":
        """A connection without a transaction: for a single statement."""
        async with self.pool.acquire() as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self, *, lock_wait: timedelta | None = None) -> "AsyncIterator[Connection]":
        """A connection in a READ COMMITTED transaction: committed at the end, rolled back by an exception.

        With `lock_wait` a statement in it that waits longer for a lock raises `LockNotAvailableError`; that is said in
        the same breath as BEGIN, which spares a round trip.
        """
        if lock_wait is None:
            async with self.pool.acquire() as connection, connection.transaction():
                yield connection
            return
        milliseconds = lock_wait // timedelta(milliseconds=1)
        async with self.pool.acquire() as connection:
            await connection.execute(f"BEGIN; SET LOCAL lock_timeout = {milliseconds}")
            try:
                yield connection
            except BaseException:
                with contextlib.suppress(*CONNECTION_BROKEN):  # then Postgres rolls back by itself
                    await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")

    async def fetch(self, statement: str, *arguments: object) -> Sequence[asyncpg.Record]:
        """All rows of one statement, in a transaction of its own."""
        return await self.pool.fetch(statement, *arguments)

    async def fetchrow(self, statement: str, *arguments: object) -> asyncpg.Record | None:
        """The first row of one statement, in a transaction of its own, or None."""
        return await self.pool.fetchrow(statement, *arguments)

    async def execute(self, statement: str, *arguments: object) -> str:
        """Run one statement in a transaction of its own; returns Postgres's command tag."""
        return await self.pool.execute(statement, *arguments)

    async def now(self) -> datetime:
        """What the database's clock says."""
        moment: datetime = await self.pool.fetchval("SELECT clock_timestamp()")
        return moment


@dataclass(frozen=True, slots=True)
class Store:
    """The directory (tenants, keys, actions, audit) and the cells that hold the tenants' traffic.

    No statement joins across the two. There is one cell today; code that works for a tenant asks for its cell,
    code that works for all walks over `cells`.
    """

    directory: Database
    cells: tuple[Database, ...]

    def cell_of(self, tenant_id: TenantId) -> Database:
        """The database that holds this tenant's jobs, subscriptions and deliveries."""
        del tenant_id  # one cell today: every tenant lives in it
        return self.cells[0]

    async def close(self) -> None:
        """Close every pool once, though two names may share one."""
        for database in {id(each): each for each in (self.directory, *self.cells)}.values():
            await database.close()
