"""The days of the range-partitioned tables: made ahead, dropped when nothing needs them.

Every partitioned table of a cell is partitioned by its UUIDv7 id, so one day of ids is one range. Partitions are
made as tables of their own and then attached: `ATTACH` lets reads and writes of the parent go on, `CREATE … PARTITION
OF` would not. There is no default partition, which would forbid `DETACH … CONCURRENTLY`.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.store.database import Connection

DAYS_BEHIND = 1
DAYS_AHEAD = 7

_LOCK_KEY = 0x62656C6C686F70
_EPOCH = date(1970, 1, 1)
_DAY_MILLIS = 86_400_000


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


def day_of(moment: datetime) -> date:
    """The day, in UTC, whose partition holds ids made at `moment`."""
    return moment.astimezone(UTC).date()


async def parents(connection: "Connection", *, schema: str | None = None) -> list[Parent]:
    """The tables of a cell (default: the one on the search path) that are partitioned by day."""
    rows = await connection.fetch(
        """
        SELECT n.nspname, c.relname, a.attname
        FROM pg_partitioned_table p
        JOIN pg_class c ON c.oid = p.partrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
        WHERE n.nspname = coalesce($1, current_schema()) AND p.partstrat = 'r' AND a.atttypid = 'uuid'::regtype
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
            if day_name(parent.table, day) not in existing:
                made += await make_day(connection, parent, day)
    return made


async def make_day(connection: "Connection", parent: Parent, day: date) -> bool:
    """Make one day's partition; False when another process had made it."""
    name = day_name(parent.table, day)
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK_KEY)
        if name in await _names(connection, parent):
            return False
        await connection.execute(
            f"""
            CREATE TABLE {parent.schema}.{name} (LIKE {parent.schema}.{parent.table} INCLUDING ALL);
            ALTER TABLE {parent.schema}.{parent.table} ATTACH PARTITION {parent.schema}.{name}
              FOR VALUES FROM ('{day_floor(day)}') TO ('{day_floor(day + timedelta(days=1))}');
            """
        )
        return True


async def _names(connection: "Connection", parent: Parent) -> set[str]:
    rows = await connection.fetch(
        "SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = $1::text::regclass",
        f"{parent.schema}.{parent.table}",
    )
    return {row["relname"] for row in rows}
