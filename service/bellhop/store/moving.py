"""Moving a tenant's rows to another cell: copying them, keeping up with changes, and fencing what they leave.

Rows go from one connection to the other as Postgres writes them (COPY, binary), a table at a time and never
whole in memory. What has changed since a copy began is known by the transactions that wrote it.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg

from bellhop.clock import monotonic_seconds, unix_seconds
from bellhop.domain.event import FIRST_TRANSACTION
from bellhop.ids import TenantId
from bellhop.store import examination, partitions
from bellhop.store.database import FENCE, Database
from bellhop.store.expunge import TABLES
from bellhop.store.missed import next_transaction
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

HISTORY = ("jobs", "job_history", "events", "deliveries", "attempts", "stats_hourly", "publish_ids", "idempotency_keys")
"""Tables that grow: most of their rows are copied before the tenant is fenced."""

STATE = tuple(table for table in TABLES if table not in HISTORY)
"""The others: small, or full of what changes; they are copied at the end, in the order of the locks."""

_LEFT = ("lane_grants",)  # nobody has been granted anything in the target

_FENCED = ("events", "tenant_counters", "subscriptions")  # whatever begins anew writes to one of them
_LOCK_MILLISECONDS = 50  # others queue up behind it for as long
_STATE_LOCK_MILLISECONDS = 3_000
_COPY_SECONDS = 3_600.0
_LOCK_PAUSE_SECONDS = 0.2
_UNTIL_SENT_SECONDS = 45.0
_LOOK_SECONDS = 0.2
_LOCK_TRIES = 40
_CHUNKS_WAITING = 8
_KEPT = timedelta(hours=1)


class ServerChangedError(Exception):
    """The cell is on another server by now, which counts its transactions by itself: what has changed is not known."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The oldest transaction whose writes a copy may not see, and when the server began that has the rows."""

    transaction_id: int
    server: datetime


Check = Callable[[], None]
"""Called between the parts of a copy; what it raises ends the copy."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose rows go from where to where.

    shift: by how much the numbers of transactions become smaller, as another server counts its own; None on the same.
    """

    tenant_id: TenantId
    source: Database
    target: Database
    shift: int | None


async def shift_between(source: Database, target: Database) -> int | None:
    """By how much transactions of the target's server are numbered lower than the source's; None if it is the same."""
    async with source.connection() as here, target.connection() as there:
        if (await examination.identity(here))[1:] == (await examination.identity(there))[1:]:
            return None
        return await next_transaction(here) - await next_transaction(there)


async def catch_up(moved: Moved) -> None:
    """Let the target's server count as far as the source's has meanwhile: what is copied must lie in its past."""
    if moved.shift is None:
        return
    async with moved.source.connection() as here, moved.target.connection() as there:
        missing = await next_transaction(here) - moved.shift - await next_transaction(there)
        if missing > 0:
            await there.execute(
                f"DO $$ BEGIN FOR n IN 1..{missing + 1} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
            )


async def snapshot(connection: "Connection") -> Snapshot:
    """What a copy that begins now may not see."""
    row = await connection.fetchrow(load("moving")["snapshot"])
    if row is None:
        message = "the cell has no line of history"
        raise LookupError(message)
    return Snapshot(int(row["transaction_id"]), row["server"])


async def make_days(moved: Moved) -> None:
    """Make the partitions in the target that the tenant's rows need."""
    async with moved.source.connection() as here, moved.target.connection() as there:
        ready = {each.table: each for each in await partitions.parents(there)}
        for parent in await partitions.parents(here):
            made = set(await partitions.days(there, ready[parent.table]))
            for day in await partitions.days(here, parent):
                span = partitions.day_span(day)
                needed = day not in made and await here.fetchval(
                    f"SELECT EXISTS (SELECT FROM {parent.table} WHERE tenant_id = $1"
                    f" AND {parent.column} >= $2 AND {parent.column} < $3)",
                    moved.tenant_id,
                    span.first,
                    span.end,
                )
                if needed:
                    await partitions.make_day(there, ready[parent.table], day)


async def copy_ahead(moved: Moved, table: str, check: Check) -> Snapshot:
    """Copy a table's rows of the tenant into the target, which has none yet; the `snapshot` it began with."""
    async with moved.source.connection() as here, moved.target.transaction() as there:
        since = await snapshot(here)
        await _copy(here, there, moved, table, check=check)
    return since


async def copy_changes(
    here: "Connection", there: "Connection", moved: Moved, table: str, *, since: Snapshot, check: Check
) -> Snapshot:
    """Copy again what was written since a snapshot, in the target's transaction; returns the one that it began with.

    What was deleted since stays there: in these tables only retention deletes, and it does so there too. Raises
    `ServerChangedError`.
    """
    upto = await snapshot(here)
    if upto.server != since.server:
        message = "the cell is on another server by now"
        raise ServerChangedError(message)
    waiting = f"moving_{table}"
    await there.execute(f"CREATE TEMPORARY TABLE {waiting} (LIKE {table}) ON COMMIT DROP")
    rows = await _copy(here, there, moved, table, since=since, into=waiting, check=check)
    if rows:
        key = await _key(there, table)
        same = " AND ".join(f"t.{column} = w.{column}" for column in key)
        stale = f"DELETE FROM {table} AS t USING {waiting} AS w WHERE t.tenant_id = $1 AND {same}"
        await there.execute(stale, moved.tenant_id, timeout=_COPY_SECONDS)
        await there.execute(f"INSERT INTO {table} SELECT * FROM {waiting}", timeout=_COPY_SECONDS)
    await there.execute(f"DROP TABLE {waiting}")
    return upto


async def hold(database: Database, tenant_id: TenantId, *, moving: bool) -> None:
    """Let nothing more leave the tenant's lanes in this cell, or let it leave again."""
    await database.execute("UPDATE lanes SET moving = $2 WHERE tenant_id = $1 AND moving <> $2", tenant_id, moving)


async def let_go(database: Database, tenant_id: TenantId) -> None:
    """Let the tenant work in this cell: what a move that broke off has fenced and held there."""
    await unfence(database, tenant_id)
    await hold(database, tenant_id, moving=False)


async def in_flight(database: Database, tenant_id: TenantId) -> bool:
    """Whether something of the tenant is being sent by this service; what a tenant pulled is not."""
    held = "SELECT FROM delivery_lease WHERE tenant_id = $1 AND claimer IS NULL AND expires > now() LIMIT 1"
    return await database.fetchrow(held, tenant_id) is not None


async def wait_for_sent(database: Database, tenant_id: TenantId, check: Check) -> None:
    """Wait until nothing of the tenant is being sent, for a while at most."""
    until = monotonic_seconds() + _UNTIL_SENT_SECONDS
    while await in_flight(database, tenant_id) and monotonic_seconds() < until:
        check()
        await asyncio.sleep(_LOOK_SECONDS)


async def lock_state(here: "Connection", tenant_id: TenantId) -> None:
    """Lock what every change of the tenant has to lock first: nothing of its history changes from here on.

    Whoever claims passes it by; whoever records waits, and then finds nothing. Raises `LockNotAvailableError` when
    somebody else holds some of it for seconds.
    """
    await here.execute(f"SET LOCAL lock_timeout = {_STATE_LOCK_MILLISECONDS}")
    for table in STATE:
        await here.execute(f"SELECT FROM {table} WHERE tenant_id = $1 FOR UPDATE", tenant_id)


async def take_state(here: "Connection", there: "Connection", moved: Moved, check: Check) -> None:
    """Take what was locked out of the source and put it into the target, in the same transaction of each."""
    for table in STATE:
        if table not in _LEFT:
            await _copy(here, there, moved, table, check=check)
        await here.execute(f"DELETE FROM {table} WHERE tenant_id = $1", moved.tenant_id)


async def _copy(
    here: "Connection",
    there: "Connection",
    moved: Moved,
    table: str,
    *,
    check: Check,
    since: Snapshot | None = None,
    into: str | None = None,
) -> int:
    """Copy rows of the tenant from a table, all or those written since a snapshot; how many they were."""
    columns = await _columns(here, table)
    told = ", ".join(_told(moved, table, column) for column in columns)
    query = f"SELECT {told} FROM {table} WHERE tenant_id = $1"
    if since is not None:
        query += f" AND age(xmin) <= age('{since.transaction_id % 2**32}'::xid)"
    chunks: asyncio.Queue[bytes | None] = asyncio.Queue(_CHUNKS_WAITING)

    async def read() -> None:
        try:
            await here.copy_from_query(
                query, moved.tenant_id, output=chunks.put, format="binary", timeout=_COPY_SECONDS
            )
        except BaseException:
            while not chunks.empty():  # perhaps nobody takes anything any more, and the end must find room
                chunks.get_nowait()
            raise
        finally:
            await chunks.put(None)

    async def given() -> AsyncIterator[bytes]:
        while (chunk := await chunks.get()) is not None:
            check()
            yield chunk

    reading = asyncio.create_task(read())
    try:
        tag = await there.copy_to_table(
            into or table, source=given(), columns=columns, format="binary", timeout=_COPY_SECONDS
        )
    except BaseException:
        reading.cancel()
        with contextlib.suppress(BaseException):
            await reading
        raise
    await reading
    return int(tag.rpartition(" ")[2])


def _told(moved: Moved, table: str, column: str) -> str:
    """What a column has in the target: there nobody holds the lease of a delivery, and lanes stand open."""
    match table, column:
        case "delivery_lease", "holder" | "grant_holder":
            return f"NULL::integer AS {column}"
        case "lanes", "in_flight":
            granted = "SELECT count(*) FROM delivery_lease AS x WHERE x.grant_holder IS NOT NULL"
            same = "x.tenant_id = lanes.tenant_id AND x.subscription_id = lanes.subscription_id"
            return f"in_flight + ({granted} AND {same})::integer AS in_flight"
        case "lanes", "granted":
            return "0 AS granted"
        case "lanes", "moving":
            return "false AS moving"
        case "events", "transaction_id" if moved.shift is not None:
            shifted = f"transaction_id::text::numeric - {moved.shift}"
            return f"greatest({FIRST_TRANSACTION}, {shifted})::text::xid8 AS transaction_id"
        case _:
            return f'"{column}"'


async def _columns(connection: "Connection", table: str) -> Sequence[str]:
    rows = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        table,
    )
    return [row["attname"] for row in rows]


async def _key(connection: "Connection", table: str) -> Sequence[str]:
    rows = await connection.fetch(
        "SELECT a.attname FROM pg_index AS i"
        " JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        " WHERE i.indrelid = $1::text::regclass AND i.indisprimary",
        table,
    )
    return [row["attname"] for row in rows]


def _fence_of(tenant_id: TenantId) -> str:
    return hashlib.sha256(tenant_id.encode()).hexdigest()[:16]


async def fence(database: Database, tenant_id: TenantId) -> None:
    """Let this cell take nothing new of the tenant, whoever has not heard that it leaves.

    A constraint that no row is looked at for: it needs its lock for a moment, so what was begun before is over then.
    """
    name = f"{FENCE}{int(unix_seconds())}_{_fence_of(tenant_id)}"
    async with database.connection() as connection:
        literal = await connection.fetchval("SELECT quote_literal($1::text)", tenant_id)
        for table in _FENCED:
            added = f"ADD CONSTRAINT {name} CHECK (tenant_id <> {literal}) NOT VALID"
            await _alter(connection, f"ALTER TABLE {table} {added}")


async def unfence(database: Database, tenant_id: TenantId | None = None) -> None:
    """Let this cell take the tenant's rows again; without one, forget the fences of those who left an hour ago."""
    async with database.connection() as connection:
        found = await connection.fetch(
            "SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint"
            " WHERE connamespace = current_schema()::regnamespace AND contype = 'c' AND conname ~ $1"
            " AND conislocal AND coninhcount = 0",
            f"^{FENCE}[0-9]+_[0-9a-f]{{16}}$",
        )
        for each in found:
            _, began, whose = each["name"].split("_")
            is_old = unix_seconds() - int(began) > _KEPT.total_seconds()
            if whose == _fence_of(tenant_id) if tenant_id is not None else is_old:
                await _alter(connection, f"ALTER TABLE {each['table']} DROP CONSTRAINT IF EXISTS {each['name']}")


async def _alter(connection: "Connection", statement: str) -> None:
    """Run it with a lock that is waited for a moment only, again and again: nobody shall queue up behind it."""
    for _ in range(_LOCK_TRIES):
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
                await connection.execute(statement)
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(_LOCK_PAUSE_SECONDS)
        else:
            return
    message = "a table stayed locked for too long"
    raise TimeoutError(message)
