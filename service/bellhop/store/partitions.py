"""The days of the range-partitioned tables: made ahead, dropped when nothing needs them.

Every partitioned table of a cell is partitioned by its UUIDv7 id, so one day of ids is one range. Partitions are
made as tables of their own and then attached: `ATTACH` lets reads and writes of the parent go on, `CREATE … PARTITION
OF` would not. There is no default partition, which would forbid `DETACH … CONCURRENTLY`.

On Citus making one waits for writers of the others, as it gives names to the indexes of all, so it is given up
after a moment and done another time: there are days ahead for a week.

A partition goes in three steps (on Citus, which detaches nothing concurrently, by the last two at once, under a lock
that is waited for a moment only), each of which may be interrupted and is taken up again by `finish_interrupted`: it is
marked by a comment, detached concurrently (new queries stop seeing it, the old ones are waited for, nobody waits for
us), dropped. All waiting is bounded by the client, who cancels the statement: a `SET lock_timeout` would outlive the
statement behind a bouncer.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg

from bellhop.log import get_logger
from bellhop.store import citus

if TYPE_CHECKING:
    from bellhop.store.database import Connection

DAYS_BEHIND = 1
DAYS_AHEAD = 7
PATIENCE_SECONDS = 10.0
_LOCK_MILLISECONDS = 500

# How full pages are filled by inserts; a partition does not inherit this from its parent. A job is updated on its page
# when it is claimed: without room there, each claim writes to every index (measured: 40 % of claims found room at 100).
# A delivery is updated once, soon after it was made, and gets its own size as room. At 100 a quarter found some;
# now all do: the tables are as large as before, their indexes a fifth smaller, and a delivery writes 9 % less log.
_FILL_PERCENT = {"jobs": 60, "deliveries": 50}

_LOCK_KEY = 0x62656C6C686F70
_EPOCH = date(1970, 1, 1)
_DAY_MILLIS = 86_400_000
_MARK = "detached by retention, to be dropped"

# Partitions of $1.$2 whose detaching was interrupted, and tables that carry the mark and are no partitions any more.
_INTERRUPTED = """
SELECT c.relname, coalesce(i.inhdetachpending, false) AS pending
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname ~ ('^' || $2 || '_[0-9]{8}$')
  AND (i.inhdetachpending OR i.inhrelid IS NULL) AND obj_description(c.oid, 'pg_class') = $3
ORDER BY c.relname
"""

log = get_logger("store")


@dataclass(frozen=True, slots=True)
class Span:
    """A range of ids: from `first` to below `end`."""

    first: uuid.UUID
    end: uuid.UUID


@dataclass(frozen=True, slots=True)
class Parent:
    """A partitioned table and the uuid column that it is partitioned by."""

    schema: str
    table: str
    column: str


def day_name(table: str, day: date) -> str:
    """The name of one day's partition, such as `jobs_20261122`."""
    return f"{table}_{day:%Y%m%d}"


def day_floor(day: date) -> uuid.UUID:
    """The smallest id of a day: no UUIDv7 that was made on it, in UTC, is below."""
    return uuid.UUID(int=((day - _EPOCH).days * _DAY_MILLIS) << 80)


def day_span(day: date) -> Span:
    """The ids of one day, in UTC."""
    return Span(day_floor(day), day_floor(day + timedelta(days=1)))


def day_of(moment: datetime) -> date:
    """The day, in UTC, whose partition holds ids made at `moment`."""
    return moment.astimezone(UTC).date()


async def parents(connection: "Connection", *, schema: str | None = None) -> list[Parent]:
    """The tables of a cell (default: the one on the search path) that are partitioned by day.

    On a node of Citus that holds the cell each stands beside its shard, whose name ends in a number.
    """
    rows = await connection.fetch(
        """
        SELECT n.nspname, c.relname, a.attname
        FROM pg_partitioned_table p
        JOIN pg_class c ON c.oid = p.partrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
        WHERE n.nspname = coalesce($1, current_schema()) AND p.partstrat = 'r' AND a.atttypid = 'uuid'::regtype
          AND c.relname !~ '_[0-9]+$'
        ORDER BY c.relname
        """,
        schema,
    )
    return [Parent(*row.values()) for row in rows]


async def make_ahead(connection: "Connection", *, schema: str | None = None, now: datetime | None = None) -> int:
    """Make the partitions from yesterday to a week ahead that do not exist; returns how many were made.

    May run in several processes at once. The connection must not be in a transaction.
    """
    moment: datetime = now or await connection.fetchval("SELECT now()")
    today = day_of(moment)
    days = [today + timedelta(days=offset) for offset in range(-DAYS_BEHIND, DAYS_AHEAD + 1)]
    made = 0
    for parent in await parents(connection, schema=schema):
        existing = await _names(connection, parent)
        for day in days:
            if day_name(parent.table, day) in existing:
                continue
            try:
                made += await make_day(connection, parent, day)
            except asyncpg.LockNotAvailableError:
                log.info("partition.deferred", statement=f"ATTACH {day_name(parent.table, day)}", reason="it is locked")
                break
    return made


async def make_day(connection: "Connection", parent: Parent, day: date) -> bool:
    """Make one day's partition; False when another process had made it.

    Raises `LockNotAvailableError` on Citus, where attaching locks the indexes of the other days against writers, too:
    it waits for those that are there, and others behind it, for a moment only.
    """
    name = day_name(parent.table, day)
    is_spread = await citus.is_here(connection)
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK_KEY)
        if is_spread:
            await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
        if name in await _names(connection, parent):
            return False
        span = day_span(day)
        await connection.execute(
            f"""
            CREATE TABLE {parent.schema}.{name} (LIKE {parent.schema}.{parent.table} INCLUDING ALL)
              WITH (fillfactor = {_FILL_PERCENT.get(parent.table, 100)})
            """
        )
        await connection.execute(
            f"""
            ALTER TABLE {parent.schema}.{parent.table} ATTACH PARTITION {parent.schema}.{name}
              FOR VALUES FROM ('{span.first}') TO ('{span.end}')
            """
        )
        return True


async def days(connection: "Connection", parent: Parent) -> list[date]:
    """The days whose partitions are attached, oldest first."""
    prefix = day_name(parent.table, _EPOCH).removesuffix(f"{_EPOCH:%Y%m%d}")
    found = [name.removeprefix(prefix) for name in await _names(connection, parent)]
    return sorted(datetime.strptime(each, "%Y%m%d").replace(tzinfo=UTC).date() for each in found)


async def drop_day(
    connection: "Connection", parent: Parent, day: date, *, patience_seconds: float = PATIENCE_SECONDS
) -> bool:
    """Detach and drop one day's partition; False when something was in the way: `finish_interrupted` will go on.

    The connection must not be in a transaction. Reads and writes of the parent go on all the while.
    """
    name = day_name(parent.table, day)
    detach = f"ALTER TABLE {parent.schema}.{parent.table} DETACH PARTITION {parent.schema}.{name}"
    drop = f"DROP TABLE {parent.schema}.{name}"
    if await citus.is_here(connection):
        async with connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
            return await _try(connection, detach, drop, patience_seconds=patience_seconds)
    return await _try(
        connection,
        f"COMMENT ON TABLE {parent.schema}.{name} IS '{_MARK}'",
        f"{detach} CONCURRENTLY",
        drop,
        patience_seconds=patience_seconds,
    )


async def finish_interrupted(
    connection: "Connection", parent: Parent, *, patience_seconds: float = PATIENCE_SECONDS
) -> int:
    """Go on where a `drop_day` was interrupted; returns how many partitions are gone now. No transaction either."""
    gone = 0
    for row in await connection.fetch(_INTERRUPTED, parent.schema, parent.table, _MARK):
        table = f"{parent.schema}.{row['relname']}"
        finalize = f"ALTER TABLE {parent.schema}.{parent.table} DETACH PARTITION {table} FINALIZE"
        statements = [finalize] if row["pending"] else []
        gone += await _try(connection, *statements, f"DROP TABLE {table}", patience_seconds=patience_seconds)
    return gone


async def _try(connection: "Connection", *statements: str, patience_seconds: float) -> bool:
    """Run statements one after the other; False when one had to wait too long, or another process does the same."""
    try:
        for statement in statements:
            await connection.execute(statement, timeout=patience_seconds)
    except (
        TimeoutError,
        asyncpg.LockNotAvailableError,
        asyncpg.ObjectNotInPrerequisiteStateError,
        asyncpg.UndefinedTableError,
    ) as error:
        log.info("partition.deferred", statement=statement, reason=str(error) or "waited too long")
        return False
    return True


async def _names(connection: "Connection", parent: Parent) -> set[str]:
    rows = await connection.fetch(
        """
        SELECT relname
        FROM pg_inherits
        JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = $1::text::regclass AND NOT inhdetachpending
        """,
        f"{parent.schema}.{parent.table}",
    )
    return {row["relname"] for row in rows}
