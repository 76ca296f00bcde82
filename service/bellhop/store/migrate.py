"""Brings a database to the schema that this version of the service needs.

Migrations are `sql/migrations/NNNN_name.sql`. The first line says where one runs: `-- scope: directory` once, in the
schema `bellhop`; `-- scope: cell` once in each cell's schema, with the search path set for that transaction. Each is
applied in a transaction of its own that first takes an advisory lock (released with the transaction, so a bouncer may
stand between) and then looks again at what is applied: of two processes that start together one does the work and the
other finds it done. In it the statements of the file are sent one by one: Citus takes no two in one message.

A file may say in its second line which checksum it had before its text changed without changing what it does:
`-- formerly: <sha256>`. A database that knows the file by that one has applied it.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from bellhop.errors import StoreError
from bellhop.log import get_logger
from bellhop.resources import folder
from bellhop.store import cells, citus, partitions, scripts
from bellhop.store.database import FIRST_CELL

if TYPE_CHECKING:
    from bellhop.store.database import Connection

DIRECTORY = "bellhop"
FIRST = cells.schema_of(FIRST_CELL)
OLDEST_SERVER = 15

_FILE_NAME = re.compile(r"^(\d{4})_([a-z][a-z0-9_]*)\.sql$")
_FIRST_LINE = re.compile(r"^-- scope: (directory|cell)\s*$")
_FORMERLY = re.compile(r"\A.*\n-- formerly: ([0-9a-f]{64})\n")
_LOCK_KEY = 0x62656C6C686F70  # "bellhop"; shared by everything that changes the schema
_VERSION_FACTOR = 10_000

_LEDGER = """
CREATE SCHEMA IF NOT EXISTS bellhop;
CREATE TABLE IF NOT EXISTS bellhop.migrations (
  schema_name  text        NOT NULL,
  number       integer     NOT NULL,
  name         text        NOT NULL,
  checksum     text        NOT NULL,
  applied_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (schema_name, number)
)
"""

FOR_ROLE = {
    # The hot tables are empty and huge by turns: a plan made while one was empty must not read it whole later.
    "enable_seqscan": "off",
    # Where it must be read whole all the same, its price must not look like work worth compiling (before 18).
    "jit": "off",
}
_FOR_ROLE_ON_CITUS = {
    # `SET LOCAL lock_timeout` holds on the node where the cell is as well.
    "citus.propagate_set_commands": "local",
    # Hiding shards costs a look at each for every row of pg_class: ten seconds for the types of a new connection.
    "citus.override_table_visibility": "off",
    # What names no table runs on this node: the transaction of an event is one of this node, wherever the cell is.
    "citus.task_assignment_policy": "greedy",
}

log = get_logger("store")


class MigrationScope(StrEnum):
    """Where a migration runs."""

    DIRECTORY = "directory"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `sql/migrations`; the checksum is of its text, whatever the line ends.

    `formerly` is the checksum of a text that did the same, None where there was no other.
    """

    number: int
    name: str
    scope: MigrationScope
    text: str
    checksum: str
    formerly: str | None = None

    @property
    def label(self) -> str:
        """The file's name without its ending, such as `0002_jobs`."""
        return f"{self.number:04d}_{self.name}"


@dataclass(frozen=True, slots=True)
class AppliedMigration:
    """What the database remembers of one migration in one schema."""

    schema: str
    number: int
    name: str
    checksum: str
    applied_time: datetime


@dataclass(frozen=True, slots=True)
class MigrationStep:
    """One migration to be run in one schema."""

    schema: str
    migration: Migration


@dataclass(frozen=True, slots=True)
class Status:
    """One line of `bellhop migrate --status`: a migration in a schema, and when it was applied (None: pending)."""

    schema: str
    label: str
    applied_time: datetime | None


def load(directory: Path | None = None) -> tuple[Migration, ...]:
    """The migrations by number; raises `StoreError` for a file that is not one."""
    found: dict[int, Migration] = {}
    for path in sorted((directory or folder("sql") / "migrations").glob("*.sql")):
        migration = _parse(path.name, path.read_text(encoding="utf-8"))
        if migration.number in found:
            message = f"Two migrations have the number {migration.number:04d}."
            raise StoreError(message)
        found[migration.number] = migration
    return tuple(found.values())


def _parse(file_name: str, text: str) -> Migration:
    named = _FILE_NAME.match(file_name)
    text = text.replace("\r\n", "\n")
    scoped = _FIRST_LINE.match(text.partition("\n")[0])
    if named is None or scoped is None:
        message = f"{file_name} is not a migration: NNNN_name.sql whose first line is `-- scope: directory` or `cell`."
        raise StoreError(message)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    formerly = _FORMERLY.match(text)
    return Migration(
        int(named[1]), named[2], MigrationScope(scoped[1]), text, checksum, formerly[1] if formerly else None
    )


def every_step(migrations: Sequence[Migration], schemas: Sequence[str] = (FIRST,)) -> list[MigrationStep]:
    """All that a database with the cells in these schemas has seen, in the order in which it is run."""
    return [
        MigrationStep(schema, migration)
        for migration in migrations
        for schema in ((DIRECTORY,) if migration.scope is MigrationScope.DIRECTORY else schemas)
    ]


def plan(
    migrations: Sequence[Migration], applied: Sequence[AppliedMigration], schemas: Sequence[str] = (FIRST,)
) -> list[MigrationStep]:
    """The steps that are still to be done.

    Raises `StoreError` when the database has seen a migration that is unknown here (it is newer than this version of
    the service) or whose file has changed since.
    """
    steps = {(step.schema, step.migration.number): step for step in every_step(migrations, schemas)}
    for each in applied:
        if each.schema not in {DIRECTORY, *schemas}:  # of a cell that was begun to be added
            continue
        step = steps.pop((each.schema, each.number), None)
        if step is None or step.migration.name != each.name:
            message = (
                f"The database has migration {each.number:04d}_{each.name} (in {each.schema}), which this version of "
                "Bellhop does not know: it is newer. Run the version that wrote it, or a later one."
            )
            raise StoreError(message)
        if each.checksum not in {step.migration.checksum, step.migration.formerly}:
            message = (
                f"The file of migration {step.migration.label} has changed since it was applied to {each.schema} on "
                f"{each.applied_time:%Y-%m-%d}. Put the file back as it was; a change needs a migration of its own."
            )
            raise StoreError(message)
    return list(steps.values())


async def migrate(connection: "Connection", *, migrations: Sequence[Migration] | None = None) -> list[MigrationStep]:
    """Apply what is pending to the directory and to all cells beside it, and return the steps that were done here.

    Makes the partitions of the coming days as well. The connection must not be in a transaction. Connections opened
    before do not have the search path yet.
    """
    return await _migrate(connection, load() if migrations is None else migrations, None)


async def migrate_cell(connection: "Connection", schema: str, owner: UUID) -> list[MigrationStep]:
    """The same for a cell that has a database of its own, which then knows the migrations of cells only.

    Raises `StoreError` where the database has a directory, and so is an installation, and where the cell is not that of
    the installation `owner`.
    """
    if await connection.fetchval("SELECT to_regclass('bellhop.tenants')") is not None:
        message = "That database is an installation of Bellhop itself; a cell needs one of its own, or none."
        raise StoreError(message)
    others = {each.schema for each in await _applied(connection)} - {DIRECTORY, schema}
    if others:  # the role finds the tables of one cell only in each database
        message = f"That database has a cell already, in the schema {min(others)}; each needs one of its own."
        raise StoreError(message)
    async with connection.transaction():
        await _lock(connection)
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        if not await cells.claim(connection, schema, owner):
            message = f"The schema {schema} there is a cell of another installation; each needs a database of its own."
            raise StoreError(message)
    return await _migrate(connection, _of_cells(load()), (schema,))


def _of_cells(migrations: Sequence[Migration]) -> list[Migration]:
    return [each for each in migrations if each.scope is MigrationScope.CELL]


async def make_cell(connection: "Connection", schema: str) -> list[MigrationStep]:
    """Make the schema of a cell beside the directory, in a migrated database, before the directory knows of it."""
    schemas = [*await local_schemas(connection), schema]
    return await _migrate(connection, load(), list(dict.fromkeys(schemas)))


async def _migrate(
    connection: "Connection", known: Sequence[Migration], schemas: Sequence[str] | None
) -> list[MigrationStep]:
    """Apply what is pending in these schemas of cells; None: in those that the directory names."""
    await check_server(connection)
    async with connection.transaction():
        await _lock(connection)
        if await citus.is_here(connection):  # the directory stays on this node, also where new schemas are spread
            await connection.execute("SET LOCAL citus.enable_schema_based_sharding = off")
        for statement in scripts.split(_LEDGER):
            await connection.execute(statement)
    done: list[MigrationStep] = []
    while (step := await _apply_next(connection, known, schemas)) is not None:
        log.info("migration.applied", migration=step.migration.label, schema=step.schema)
        done.append(step)
    made = await local_schemas(connection) if schemas is None else schemas
    await _set_for_role(connection, made[0])
    for schema in made:
        await partitions.make_ahead(connection, schema=schema)
    return done


async def check_server(connection: "Connection") -> int:
    """The server's major version; raises `StoreError` when it is too old."""
    number: int = await connection.fetchval("SELECT current_setting('server_version_num')::integer")
    major = number // _VERSION_FACTOR
    if major < OLDEST_SERVER:
        message = f"Bellhop needs PostgreSQL {OLDEST_SERVER} or newer; this server is PostgreSQL {major}."
        raise StoreError(message)
    return major


async def status(connection: "Connection", *, migrations: Sequence[Migration] | None = None) -> list[Status]:
    """Every migration in every schema, applied or pending; raises `StoreError` like `migrate`, changes nothing."""
    known = load() if migrations is None else migrations
    applied, schemas = await _applied(connection), await local_schemas(connection)
    plan(known, applied, schemas)
    times: Mapping[tuple[str, int], datetime] = {(each.schema, each.number): each.applied_time for each in applied}
    return [
        Status(step.schema, step.migration.label, times.get((step.schema, step.migration.number)))
        for step in every_step(known, schemas)
    ]


async def status_of_cell(connection: "Connection", schema: str) -> list[Status]:
    """The same of a cell that has a database of its own."""
    known, applied = _of_cells(load()), await _applied(connection)
    plan(known, applied, (schema,))
    times = {each.number: each.applied_time for each in applied if each.schema == schema}
    return [Status(schema, each.label, times.get(each.number)) for each in known]


async def _apply_next(
    connection: "Connection", known: Sequence[Migration], schemas: Sequence[str] | None
) -> MigrationStep | None:
    async with connection.transaction():
        await _lock(connection)
        made = await local_schemas(connection) if schemas is None else schemas
        pending = plan(known, await _applied(connection), made)
        if not pending:
            return None
        step = pending[0]
        if step.schema != DIRECTORY:  # which is there with its ledger
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {step.schema}")
        await connection.execute(f"SET LOCAL search_path = {step.schema}")
        try:
            for statement in scripts.split(step.migration.text):
                await connection.execute(statement)
        except asyncpg.PostgresError as error:
            message = f"Migration {step.migration.label} failed in {step.schema}: {error}"
            raise StoreError(message) from error
        await connection.execute(
            "INSERT INTO bellhop.migrations (schema_name, number, name, checksum) VALUES ($1, $2, $3, $4)",
            step.schema,
            step.migration.number,
            step.migration.name,
            step.migration.checksum,
        )
        return step


async def local_schemas(connection: "Connection") -> list[str]:
    """The schemas of the cells in this database, the first cell's before all others."""
    if await connection.fetchval("SELECT to_regclass('bellhop.cells')") is None:
        return [FIRST]
    return sorted(map(cells.schema_of, await cells.local(connection)), key=lambda schema: (schema != FIRST, schema))


async def _lock(connection: "Connection") -> None:
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK_KEY)


async def _applied(connection: "Connection") -> list[AppliedMigration]:
    if await connection.fetchval("SELECT to_regclass('bellhop.migrations')") is None:
        return []
    rows = await connection.fetch(
        "SELECT schema_name, number, name, checksum, applied_time FROM bellhop.migrations ORDER BY number, schema_name"
    )
    return [AppliedMigration(*row.values()) for row in rows]


async def _set_for_role(connection: "Connection", schema: str) -> None:
    """Set for the role, in this database only, what all its connections need: first of all where the cell's tables are.

    Not copied with a template database: whoever makes such a copy calls `migrate` on it again.
    """
    wanted = {"search_path": schema, **FOR_ROLE}
    if await citus.is_here(connection):
        wanted |= _FOR_ROLE_ON_CITUS
    async with connection.transaction():
        await _lock(connection)
        current = await connection.fetchval(
            """
            SELECT setconfig FROM pg_db_role_setting
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND setrole = current_user::regrole
            """
        )
        database = await connection.fetchval("SELECT quote_ident(current_database())")
        for name, value in wanted.items():
            if f"{name}={value}" not in (current or ()):
                await connection.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} SET {name} = {value}")
    await _renew_connections(connection, schema)


async def _renew_connections(connection: "Connection", schema: str) -> None:
    """Let no connection live on that is older than the role's settings: a bouncer keeps them and lends them again.

    This one, which it lends as well, gets the settings by name; the idle ones of this role are ended. That happens when
    a database is new, and behind a bouncer only: elsewhere a connection ends with its client.
    """
    bounced = await connection.fetchval("SELECT pg_backend_pid()") != connection.get_server_pid()
    if not bounced or await connection.fetchval("SELECT current_setting('search_path')") == schema:
        return
    for name, value in {"search_path": schema, **FOR_ROLE}.items():
        await connection.execute(f"SET {name} = {value}")
    await connection.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE usename = current_user AND datname = current_database() AND state = 'idle' AND pid <> pg_backend_pid()
        """
    )
