"""What /metrics tells of a cell, read a part at a time so that no statement grows with what waits."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.store import partitions
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

COUNTED_TO = 10_000
_PART = 250
_OF_A_LANE = 100


@dataclass(frozen=True, slots=True)
class Lanes:
    """Some lanes with something waiting: where to go on (None: these were the last), and what is due in them."""

    last: tuple[str, uuid.UUID] | None
    due: int
    oldest_seconds: float
    neglected_seconds: float


@dataclass(frozen=True, slots=True)
class Queues:
    """Some queues of claimable jobs: where to go on (None: these were the last), and the longest wait in them."""

    last: tuple[str, str] | None
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits and is held."""

    deliveries_waiting: int
    jobs_waiting: int
    jobs_leased: int
    circuits_open: int
    paused: int


async def lanes(
    connection: "Connection", after: tuple[str, uuid.UUID] | None, *, counting: bool = True, now: datetime | None = None
) -> Lanes:
    """The next lanes beyond `after`; what is due in them is counted only if wanted."""
    most = _OF_A_LANE if counting else 0
    row = await _one(connection, "lanes", *(after or ("", uuid.UUID(int=0))), _PART, most, now)
    last = (row["tenant_id"], row["subscription_id"]) if row["lanes"] == _PART else None
    return Lanes(last, row["due"], row["oldest_seconds"] or 0.0, row["neglected_seconds"] or 0.0)


async def queues(connection: "Connection", after: tuple[str, str] | None, *, now: datetime | None = None) -> Queues:
    """The next queues beyond `after`."""
    row = await _one(connection, "queues", *(after or ("", "")), _PART, now)
    last = (row["action"], row["tenant_id"]) if row["queues"] == _PART else None
    return Queues(last, max(0.0, row["oldest_seconds"] or 0.0))


async def counts(connection: "Connection") -> Counts:
    """How much waits and is held, exactly up to `COUNTED_TO`."""
    return Counts(**dict(await _one(connection, "counts", COUNTED_TO)))


async def days_ahead(connection: "Connection") -> int:
    """For how many days after today every partitioned table has its partitions; -1 where today's are missing."""
    today = partitions.day_of(await connection.fetchval("SELECT now()"))
    found = [set(await partitions.days(connection, each)) for each in await partitions.parents(connection)]
    return min((_unbroken(days, today) for days in found), default=-1)


def _unbroken(days: set[date], today: date) -> int:
    ahead = -1
    while today + timedelta(days=ahead + 1) in days:
        ahead += 1
    return ahead


async def _one(connection: "Connection", name: str, *arguments: object) -> "asyncpg.Record":
    row = await connection.fetchrow(load("figures")[name], *arguments)
    if row is None:
        message = "an aggregate gave no row"
        raise LookupError(message)
    return row
