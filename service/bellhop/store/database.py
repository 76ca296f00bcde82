"""Connections to Postgres: a pool of them, and transactions."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

import asyncpg
import orjson

from bellhop.errors import UnavailableError
from bellhop.log import get_logger
from bellhop.runtime.broken import CONNECTION_BROKEN, STATEMENT_LOST, StatementLostError
from bellhop.store import citus
from bellhop.store.connecting import CONNECT_SECONDS
from bellhop.store.connection import KnownTypes, connection_class
from bellhop.store.lending import Lending

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]

POOL_CONNECTIONS = 16
"""How many connections a process has to a database at most, beside those for listening and for being known to live."""

_COMMAND_TIMEOUT_SECONDS = 60.0
_CLOSE_SECONDS = 3.0
_STATEMENTS_KEPT = 512
_AWAY_SECONDS = 2.0
_JSONB_VERSION = b"\x01"

FENCE = "moved_"
"""What the constraints begin with that let a cell take nothing more of a tenant that leaves it."""

FIRST_CELL = "cell_0"
"""The cell that every installation has, in the database of the directory."""

T = TypeVar("T")

log = get_logger("store")


class SilentError(TimeoutError):
    """A database owes an answer for too long, and is not waited for."""

    def __init__(self, cell: str) -> None:
        super().__init__(f"{cell} does not answer")


def _encode_json(value: object) -> bytes:
    return _JSONB_VERSION + orjson.dumps(value, default=dict)  # default: any mapping, such as the labels of an event


def _decode_json(data: bytes) -> Any:
    return orjson.loads(data[len(_JSONB_VERSION) :])


def session_settings(name: str, schema: str | None) -> dict[str, str]:
    """What a connection says when it begins: who it is, and where the cell is if the role does not know that."""
    return {"application_name": name} | ({} if schema is None else {"search_path": schema})


async def _prepare(connection: Any) -> None:
    """Set up a connection: JSON in binary form, without which no row of a composite type can hold any."""
    await connection.set_type_codec(
        "jsonb", encoder=_encode_json, decoder=_decode_json, schema="pg_catalog", format="binary"
    )


async def _leave_as_it_is(_connection: object) -> None:
    """Nothing to undo when a connection goes back, as nobody sets anything but `LOCAL`: that spares a round trip."""


def _tell_if_fenced(error: asyncpg.CheckViolationError) -> None:
    """Raises `UnavailableError` for a write of a tenant that has left this cell, which its process has not heard of.

    Citus passes on what the node of the cell says, which names the constraint, and fills in nothing else.
    """
    if (error.constraint_name or "").startswith(FENCE) or (
        error.constraint_name is None and f'constraint "{FENCE}' in str(error)
    ):
        message = "This tenant's data was moved to another database; try again shortly."
        raise UnavailableError(message) from error


class Database:
    """A pool of connections to one cell, or to the directory.

    The schema of the cell is found by the search path that belongs to the role (set by the migrations), never by a
    `SET`, so a bouncer in transaction mode may stand between; tables of the directory are named `bellhop.…`. Only a
    second cell in the database of the directory is named when a connection begins, which no bouncer lets through.

    cell: its name.
    schema: the one that is named to Postgres; None where the role finds it.
    session_url: where a session of a process's own begins; None where only a bouncer is known.
    name: what Postgres calls the connections.
    """

    def __init__(
        self,
        pool: "asyncpg.Pool[asyncpg.Record]",
        *,
        cell: str = FIRST_CELL,
        schema: str | None = None,
        session_url: str | None = None,
        name: str = "bellhop",
        renew: Callable[[], object] | None = None,
    ) -> None:
        self.pool = pool
        self.lending = Lending(pool)
        self.cell = cell
        self.schema = schema
        self.session_url = session_url
        self.name = name
        self._is_away = False
        self._asked: set[asyncio.Future[None]] = set()
        self._given_up: set[asyncio.Future[Any]] = set()
        self._renew = renew
        self._is_spread: bool | None = None

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        min_size: int = 2,
        max_size: int = POOL_CONNECTIONS,
        keeps_statements: bool = True,
        name: str = "bellhop",
        cell: str = FIRST_CELL,
        schema: str | None = None,
        session_url: str | None = None,
    ) -> Self:
        """Open the pool; raises `OSError` or `asyncpg.PostgresError` when the database does not answer.

        Where prepared statements do not outlive a transaction, asyncpg's cache of them is off: a statement then takes
        two round trips. `name` is what Postgres's own views call the connections.
        """
        options: dict[str, Any] = {
            "timeout": CONNECT_SECONDS,
            "command_timeout": _COMMAND_TIMEOUT_SECONDS,
            "server_settings": session_settings(name, schema),
        }
        types = KnownTypes()

        async def begin(connection: Any) -> None:
            connection.add_termination_listener(lambda _: types.forget())
            await _prepare(connection)

        pool = await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            connection_class=connection_class(types),
            init=begin,
            statement_cache_size=_STATEMENTS_KEPT if keeps_statements else 0,
            max_inactive_connection_lifetime=0,
            reset=_leave_as_it_is,
            **options,
        )

        def renew() -> None:
            pool.set_connect_args(url, statement_cache_size=0, **options)

        renewing = renew if keeps_statements else None
        return cls(pool, cell=cell, schema=schema, session_url=session_url, name=name, renew=renewing)

    @property
    def is_away(self) -> bool:
        """Whether it was asked, and owes the answer for too long (`maintenance/vitals.py`)."""
        return self._is_away

    @is_away.setter
    def is_away(self, away: bool) -> None:
        self._is_away = away
        if not away:
            self.lending.is_silent = False
            return
        for each in self._asked:
            each.cancel()

    async def while_it_answers(self, step: Awaitable[T]) -> T:
        """What the step gives; raises `SilentError` as soon as this database is found to be away.

        Of one that is away already a quick answer is taken all the same. The step that is given up is cancelled and
        not waited for: it hears of that when Postgres does.
        """
        working = asyncio.ensure_future(step)
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.add(gone)
        try:
            patience = _AWAY_SECONDS if self._is_away else None
            await asyncio.wait((working, gone), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._asked.discard(gone)
            gone.cancel()
            if not working.done():
                working.cancel()
                self._given_up.add(working)
                working.add_done_callback(self._forget)
        if not working.done():
            raise SilentError(self.cell)
        return working.result()

    def _forget(self, step: "asyncio.Future[Any]") -> None:
        self._given_up.discard(step)
        if not step.cancelled():
            step.exception()  # looked at, though nobody waits for it any more

    async def close(self) -> None:
        """Wait for the connections in use, not for ever, and close all."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self.pool.close()
        except TimeoutError:  # the pool has cut them, as it does when it is interrupted
            log.warning("database.cut", reason="its connections did not end in time")

    def give_up(self) -> None:
        """Cut every connection: all that wait for an answer hear that it will not come."""
        self.pool.terminate()

    async def _go_nameless(self, error: Exception) -> None:
        """Stop naming prepared statements: a bouncer has shown that it does not keep them."""
        if self._renew is None:
            return
        renew, self._renew = self._renew, None
        log.warning(
            "statements.lost",
            reason=str(error).partition("\n")[0],
            advice="A bouncer in transaction mode stands before Postgres: statements are sent without names from now "
            "on, which is slower. Set BELLHOP_LISTEN_URL, and see docs/operating.md.",
        )
        renew()
        await self.pool.expire_connections()

    async def _once(self, step: "Callable[[Connection], Awaitable[T]]") -> T:
        """The result of a single statement; once more if it was lost, for then nothing happened."""
        try:
            async with self.lending.connection() as connection:
                return await step(connection)
        except STATEMENT_LOST as error:
            await self._go_nameless(error)
        async with self.lending.connection() as connection:
            return await step(connection)

    async def _lost(self, error: Exception) -> StatementLostError:
        """The error for a lost statement: as of a broken connection, so that the caller begins again."""
        await self._go_nameless(error)
        return StatementLostError(str(error).partition("\n")[0])

    @asynccontextmanager
    async def connection(self, *, wait_seconds: float | None = None) -> "AsyncIterator[Connection]":
        """A connection without a transaction: for a single statement.

        With `wait_seconds` it raises `TimeoutError` where there is none for so long.
        """
        try:
            async with self.lending.connection(wait_seconds) as connection:
                yield connection
        except STATEMENT_LOST as error:
            raise await self._lost(error) from error
        except asyncpg.CheckViolationError as error:
            _tell_if_fenced(error)
            raise

    @asynccontextmanager
    async def transaction(self, *, lock_wait: timedelta | None = None) -> "AsyncIterator[Connection]":
        """A connection in a READ COMMITTED transaction: committed at the end, rolled back by an exception.

        With `lock_wait` a statement in it that waits longer for a lock raises `LockNotAvailableError`; that is said in
        the same breath as BEGIN, which spares a round trip.
        """
        try:
            async with self.lending.connection() as connection:
                if lock_wait is None:
                    async with connection.transaction():
                        yield connection
                    return
                milliseconds = lock_wait // timedelta(milliseconds=1)
                await connection.execute(f"BEGIN; SET LOCAL lock_timeout = {milliseconds}")
                try:
                    yield connection
                except BaseException:
                    with contextlib.suppress(*CONNECTION_BROKEN):  # then Postgres rolls back by itself
                        await connection.execute("ROLLBACK")
                    raise
                await connection.execute("COMMIT")
        except STATEMENT_LOST as error:
            raise await self._lost(error) from error
        except asyncpg.CheckViolationError as error:
            _tell_if_fenced(error)
            raise

    async def fetch(
        self, statement: str, *arguments: object, timeout_seconds: float | None = None
    ) -> Sequence[asyncpg.Record]:
        """All rows of one statement, in a transaction of its own; raises `TimeoutError` when it takes longer."""
        return await self._once(lambda connection: connection.fetch(statement, *arguments, timeout=timeout_seconds))

    async def fetchrow(self, statement: str, *arguments: object) -> asyncpg.Record | None:
        """The first row of one statement, in a transaction of its own, or None."""
        return await self._once(lambda connection: connection.fetchrow(statement, *arguments))

    async def execute(self, statement: str, *arguments: object) -> str:
        """Run one statement in a transaction of its own; returns Postgres's command tag."""
        return await self._once(lambda connection: connection.execute(statement, *arguments))

    async def notify(self, channel: str, payloads: Sequence[str]) -> None:
        """Tell those who listen to a channel, one notification for each payload."""
        await self.execute("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", channel, payloads)

    async def is_spread(self) -> bool:
        """Whether the cell may be on another node than the one that we talk to; asked once."""
        if self._is_spread is None:
            async with self.connection() as connection:
                self._is_spread = await citus.is_here(connection)
        return self._is_spread

    async def now(self) -> datetime:
        """What the database's clock says."""
        moment: datetime = await self._once(lambda connection: connection.fetchval("SELECT clock_timestamp()"))
        return moment
