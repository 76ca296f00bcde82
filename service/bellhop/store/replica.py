"""A read replica: a standby of a database, from which lists are read while it has all that they need.

Before a list is read there, the primary is asked how far its log is flushed, and the replica whether it has replayed
that much: so a list is never older than the moment in which it was asked for, and whoever wrote something finds it,
whichever process took the write. A replica that is not that far within a tenth of a second, that is away, that was
promoted, or that breaks a statement off (a conflict with recovery) costs nobody a list: the primary is read instead,
and the replica is left alone until `run_once`, which looks at it again and again, finds it well.

Lists never wait for it to be found, and a service starts without it. That of the directory's database serves what lies
there: the directory, the first cell, and the cells beside it, each by a pool that knows its schema. A cell that has a
database of its own may have a replica of its own, too.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.errors import ConfigurationError, StoreError
from bellhop.log import get_logger
from bellhop.metrics import LIST_READS
from bellhop.runtime.broken import DATABASE_AWAY, UNSTORABLE
from bellhop.store import bouncer, migrate
from bellhop.store.connecting import CANNOT_CONNECT, connect, explain, where
from bellhop.store.database import FIRST_CELL, Database
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

SETTING = "BELLHOP_READ_URL"
SETTING_OF_CELLS = "BELLHOP_CELL_READ_URLS"

_MOST_CONNECTIONS = 8
_PAUSES = (0.005, 0.01, 0.02, 0.03, 0.035, None)  # between the looks whether it has come as far as is needed
_TAKE_SECONDS = 1.0  # that a list waits for a connection
_SILENCE_SECONDS = 0.5  # a replica that does not say how far it is for so long is away
_STATEMENT_SECONDS = 10.0
_LOOK_SECONDS = 5.0
_REST_SECONDS = 2.0
_SAY_AGAIN_SECONDS = 60.0

_AWAY = "it does not answer"
_FAILED = "it failed"
_PRIMARY_AWAY = "the primary does not answer"

log = get_logger("store")


def part_of(cell: str) -> str:
    """What the replica of the database of this cell is called where it is told of."""
    return "read_replica" if cell == FIRST_CELL else f"read_replica_{cell}"


class UnfitError(Exception):
    """The replica cannot be read from just now, and why."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far the log of the primary is, and on which timeline."""

    lsn: str
    timeline: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Which database of which system a server has."""

    database: str
    system: int


async def position_of(primary: "Connection") -> Position:
    """How far a replica must be to have all that can be read from the primary now."""
    (row,) = await primary.fetch(load("replica")["position"])
    return Position(row["lsn"], row["timeline"])


async def lineage_of(connection: "Connection") -> Lineage | None:
    """Which database of which system this is; None where this user may not know."""
    try:
        (row,) = await connection.fetch(load("replica")["lineage"])
    except (asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError):
        return None
    return Lineage(row["database"], row["system_identifier"])


def check_lineage(mine: Lineage | None, its: Lineage | None) -> None:
    """Raises `UnfitError` for a server that follows another one than ours."""
    if mine is None or its is None:
        return
    if its.system != mine.system:
        message = "it belongs to another system than the primary"
        raise UnfitError(message)
    if its.database != mine.database:
        message = "it is another database than the primary"
        raise UnfitError(message)


async def bytes_behind(
    connection: "Connection", needed: Position, *, schema: str = migrate.FIRST, timed: bool = True
) -> int:
    """How many bytes of what is needed a standby still lacks; raises `UnfitError` where it is none, or not ready.

    It is given a tenth of a second to come that far. `timed` where this user may know its timeline.
    """
    statement, behind = load("replica")["standing_and_timeline" if timed else "standing"], 0
    for pause in _PAUSES:
        try:
            (row,) = await connection.fetch(statement, needed.lsn, timeout=_SILENCE_SECONDS)
        except TimeoutError:
            connection.terminate()  # to cancel it would mean to wait until the server has heard of that
            raise UnfitError(_AWAY) from None
        if not row["is_standby"]:
            message = "it is not in recovery: it was promoted, or never was a standby"
            raise UnfitError(message)
        if row["schema"] != schema:
            message = "its user does not find the tables: let it be the one that the primary is used by"
            raise UnfitError(message)
        if timed and row["timeline"] != needed.timeline:  # what it has beyond the fork is not ours
            message = "it is not known yet to follow the timeline of the primary"
            raise UnfitError(message)
        if row["has_all"]:
            return 0
        behind = row["bytes_behind"] or 0
        if pause is not None:
            await asyncio.sleep(pause)
    return max(1, behind)


async def bytes_missing(primary: "Connection", url: str, *, setting: str = SETTING, schema: str = migrate.FIRST) -> int:
    """The same of the server that a URL leads to; also raises what `connect` raises."""
    needed, mine = await position_of(primary), await lineage_of(primary)
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            connection = await connect(url, setting=setting, name="bellhop doctor")
            try:
                its = await lineage_of(connection)
                check_lineage(mine, its)
                return await bytes_behind(connection, needed, schema=schema, timed=its is not None)
            finally:
                await bouncer.close(connection)
    except TimeoutError:
        message = f"{setting}: Postgres at {where(url)} did not answer within {_LOOK_SECONDS:.0f} seconds."
        raise StoreError(message) from None
    except CANNOT_CONNECT as error:
        raise StoreError(explain(error, url, setting)) from error


class Replica:
    """One read replica of a database, in which the tables are found in `schema`, and whether it can be used.

    problem: why it is not used now, without a host or a name in it; None while it is.
    """

    def __init__(
        self,
        url: str,
        primary: Database,
        *,
        setting: str = SETTING,
        schema: str = migrate.FIRST,
        name: str = "bellhop",
        rest_seconds: float = _REST_SECONDS,
    ) -> None:
        self._url = url
        self._primary = primary
        self._setting = setting
        self._schema = schema
        self._name = name
        self._rest_seconds = rest_seconds
        self._pools: dict[str | None, Database] = {}
        self._watch: Connection | None = None
        self._path: bouncer.Path | None = None
        self._timed = True
        self._rests_until = 0.0
        self._say_again, self._is_said = 0.0, False
        self.problem: str | None = "it has not been looked at yet"

    @property
    def pools(self) -> Sequence[Database]:
        """The pools that are open."""
        return tuple(self._pools.values())

    def has(self, database: Database) -> bool:
        """Whether it has what this database has. A bouncer lets nobody say in which schema a cell beside is."""
        if database.schema is None:
            return database.cell == self._primary.cell
        return self._primary.cell == FIRST_CELL and self._path is not None and not self._path.shared

    async def fetch(
        self, database: Database, statement: str, arguments: Sequence[object], *, timeout_seconds: float | None
    ) -> "Sequence[asyncpg.Record] | None":
        """The rows as they are now; None where the primary has to be asked for them.

        Raises `TimeoutError` for a statement that takes longer than `timeout_seconds`.
        """
        if self.problem is not None or not self.has(database):
            return None
        try:
            async with database.connection() as connection:
                needed = await position_of(connection)
        except asyncpg.PostgresError:  # the primary will say what is wrong with it
            return None
        asked = False
        try:
            pool = await self._pool_for(database)
            async with pool.connection(wait_seconds=_TAKE_SECONDS) as connection, self._one_server(connection):
                await self._check(connection, needed, database.schema)
                asked = True
                patience = _STATEMENT_SECONDS if timeout_seconds is None else timeout_seconds
                return await connection.fetch(statement, *arguments, timeout=patience)
        except UNSTORABLE:
            raise
        except UnfitError as error:
            self._leave(str(error))
        except TimeoutError:
            if asked and timeout_seconds is not None:
                raise
            if asked:  # no connection in time may also mean that all are in use
                self._leave(_AWAY)
        except CANNOT_CONNECT as error:
            self._leave_for(error)
        return None

    async def run_once(self) -> int:
        """Look whether it can be used, unless it was left a moment ago; always 0: there is no more to do at once."""
        if monotonic_seconds() < self._rests_until:
            return 0
        try:
            needed, mine = await self._primary.while_it_answers(self._where_it_should_be())
        except DATABASE_AWAY:
            self._leave(_PRIMARY_AWAY)
            return 0
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._look(needed, mine)
        except UnfitError as error:
            self._leave(str(error))
        except TimeoutError:
            self._leave(_AWAY)
        except (StoreError, ConfigurationError) as error:
            self._leave(f"{_AWAY}: {type(error.__cause__ or error).__name__}", str(error))
        except CANNOT_CONNECT as error:
            self._leave_for(error)
        else:
            self._use()
            return 0
        self._stop_watching()
        return 0

    async def close(self) -> None:
        """Close every connection."""
        self._stop_watching()
        await asyncio.gather(*(each.close() for each in self._pools.values()))

    async def _where_it_should_be(self) -> tuple[Position, Lineage | None]:
        async with self._primary.connection() as connection:
            return await position_of(connection), await lineage_of(connection)

    async def _look(self, needed: Position, mine: Lineage | None) -> None:
        """Raises `UnfitError`, or what a database raises, where it cannot be used."""
        if await self._primary.is_spread():
            message = "the cells are on other servers than the database that it follows"
            raise UnfitError(message)
        if self._watch is None:
            self._watch = await connect(self._url, setting=self._setting, name=self._name)
        if self._path is None:
            self._path = await bouncer.look(self._url)
        its = await lineage_of(self._watch)
        check_lineage(mine, its)
        self._timed = its is not None
        await self._check(self._watch, needed, None)

    async def _check(self, connection: "Connection", needed: Position, schema: str | None) -> None:
        """Raises `UnfitError` where what this connection leads to lacks something of what is needed."""
        if await bytes_behind(connection, needed, schema=schema or self._schema, timed=self._timed):
            message = "it is behind"
            raise UnfitError(message)

    def _one_server(self, connection: "Connection") -> AbstractAsyncContextManager[Any]:
        """What keeps a bouncer from asking one standby how far it is and another one for the list."""
        if self._path is not None and self._path.shared:
            return connection.transaction(isolation="read_committed", readonly=True)
        return nullcontext()

    async def _pool_for(self, database: Database) -> Database:
        """The pool that finds the tables of this database; it connects when somebody needs it."""
        pool = self._pools.get(database.schema)
        if pool is None:
            made = await Database.connect(
                self._url,
                min_size=0,
                max_size=_MOST_CONNECTIONS,
                keeps_statements=self._path is not None and self._path.keeps_statements,
                name=self._name,
                cell=database.cell,
                schema=database.schema,
            )
            pool = self._pools.setdefault(database.schema, made)
        return pool

    def _use(self) -> None:
        if monotonic_seconds() < self._rests_until:  # a list has left it meanwhile
            return
        if self.problem is not None:
            self.problem = None
            if self._is_said or not self._say_again:
                self._is_said = False
                log.info("replica.used")

    def _leave_for(self, error: BaseException) -> None:
        """Leave it for what its server said, or as it said nothing."""
        kind = _FAILED if isinstance(error, asyncpg.PostgresError) else _AWAY
        self._leave(f"{kind}: {type(error).__name__}", explain(error, self._url, self._setting))

    def _leave(self, problem: str, reason: str | None = None) -> None:
        now = monotonic_seconds()
        self.problem, self._rests_until = problem, now + self._rest_seconds
        if now > self._say_again:
            self._say_again, self._is_said = now + _SAY_AGAIN_SECONDS, True
            advice = "Lists are read from the primary meanwhile."
            log.warning("replica.left", at=where(self._url), reason=reason or problem, advice=advice)

    def _stop_watching(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            with suppress(*CANNOT_CONNECT):
                watch.terminate()


class Reading:
    """A database as lists read it: from its replica where that has all of it, else from itself."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self.database = database
        self._replica = replica

    async def fetch(
        self, statement: str, *arguments: object, timeout_seconds: float | None = None
    ) -> Sequence[asyncpg.Record]:
        """All rows of one statement; raises `TimeoutError` when it takes too long."""
        rows = await self._replica.fetch(self.database, statement, arguments, timeout_seconds=timeout_seconds)
        LIST_READS.labels("primary" if rows is None else "replica").inc()
        if rows is not None:
            return rows
        return await self.database.fetch(statement, *arguments, timeout_seconds=timeout_seconds)


Source = Database | Reading
"""What a list is read from."""
