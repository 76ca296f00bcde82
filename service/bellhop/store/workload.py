"""Who works on what in a cell, and what is slow there."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.domain.outcome import Pause
from bellhop.domain.workload import Circuit, Dispatcher, Holding, PausedEndpoint, SlowEndpoint
from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

COUNTED_TO = 100_000
"""How many leases are counted; as many means at least as many."""

MOST_SHOWN = 20
"""How many circuits, pauses and slow endpoints are told."""

_HOUR = timedelta(hours=1)
_MOST_HOURS = 20_000
_MOST_PROCESSES = 1_000
_MOST_HOLDINGS = 10_000


async def circuits(connection: "Connection") -> list[Circuit]:
    """The circuits that have been open for longest."""
    rows = await connection.fetch(load("workload")["circuits"], COUNTED_TO, MOST_SHOWN)
    return [Circuit(**row) for row in rows]


async def paused(connection: "Connection", *, now: datetime) -> list[PausedEndpoint]:
    """The endpoints whose pauses last longest."""
    rows = await connection.fetch(load("workload")["paused"], COUNTED_TO, MOST_SHOWN, now)
    return [
        PausedEndpoint(
            tenant_id=TenantId(row["tenant_id"]),
            subscription_id=SubscriptionId(row["subscription_id"]),
            uri=row["uri"],
            pause=Pause(until=row["paused_until"], time=row["paused_time"], status=row["paused_status"]),
        )
        for row in rows
    ]


async def slowest(connection: "Connection", *, now: datetime) -> list[SlowEndpoint]:
    """The endpoints with the most attempts of over a second in this hour and the one before."""
    since = now.replace(minute=0, second=0, microsecond=0) - _HOUR
    rows = await connection.fetch(load("workload")["slowest"], since, _MOST_HOURS, MOST_SHOWN)
    return [SlowEndpoint(**row) for row in rows]


async def dispatchers(connection: "Connection", *, cell: str) -> list[Dispatcher]:
    """The processes that send from this cell, each with what it holds there."""
    rows = await connection.fetch(load("workload")["dispatchers"], COUNTED_TO, _MOST_PROCESSES)
    return [Dispatcher(cell=cell, **row) for row in rows]


async def holdings(connection: "Connection") -> list[Holding]:
    """What workers hold; one that waits for work holds nothing."""
    rows = await connection.fetch(load("workload")["workers"], COUNTED_TO, _MOST_HOLDINGS)
    return [Holding(**row) for row in rows]
