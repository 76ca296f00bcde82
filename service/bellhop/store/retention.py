"""What is kept and what may go: the line below which history ends, and the rows that nobody asks for any more."""

from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.store.partitions import Span
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


def _sql(name: str) -> str:
    return load("retention")[name]


async def share_line(connection: "Connection") -> datetime:
    """The moment below which deliveries may be dropped, held where it is until the commit.

    To be called before an ended delivery is made to wait again; one that is older must stay as it is.
    """
    moment: datetime = await connection.fetchval(_sql("share_line"))
    return moment


async def raise_line(connection: "Connection", to: datetime) -> datetime:
    """Let history before `to` go, after all that hold the line have committed; the line as it is now."""
    moment: datetime = await connection.fetchval(_sql("raise_line"), to)
    return moment


async def jobs_are_needed(connection: "Connection", span: Span, *, now: datetime) -> bool:
    """Whether a job of a span of ids has not ended or not expired."""
    return bool(await connection.fetchval(_sql("jobs_are_needed"), span.first, span.end, now))


async def deliveries_are_needed(connection: "Connection", span: Span) -> bool:
    """Whether a delivery of a span of ids has not ended, or holds back others."""
    return bool(await connection.fetchval(_sql("deliveries_are_needed"), span.first, span.end))


async def events_are_needed(connection: "Connection", span: Span) -> bool:
    """Whether a delivery that has not ended tells of an event of a span of ids."""
    return bool(await connection.fetchval(_sql("events_are_needed"), span.first, span.end))


async def forget_stats(connection: "Connection", *, before: datetime, limit: int) -> int:
    """Remove the figures of old hours; how many rows."""
    return _count(await connection.execute(_sql("forget_stats"), before, limit))


async def forget_keys(connection: "Connection", *, before: datetime, limit: int) -> int:
    """Remove callers' keys that ended long ago; how many."""
    return _count(await connection.execute(_sql("forget_keys"), before, limit))


async def purge_subscriptions(connection: "Connection", *, before: datetime, limit: int) -> int:
    """Remove subscriptions deleted long ago to which nothing that is kept refers, inside the caller's transaction."""
    rows = await connection.fetch(_sql("purgeable_subscriptions"), before, limit)
    if rows:
        keys = [row["tenant_id"] for row in rows], [row["subscription_id"] for row in rows]
        for statement in ("purge_lanes", "purge_fifo_keys", "purge_templates", "purge_subscriptions"):
            await connection.execute(_sql(statement), *keys)
    return len(rows)


def _count(tag: str) -> int:
    return int(tag.rpartition(" ")[2])
