"""Erasing a tenant from a cell, table by table, a few rows at a time."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from bellhop.clock import monotonic_seconds
from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection, Database

# Every table of a cell, in the order of the locks: first nothing new can start, then nothing new can be sent.
TABLES = (
    "job_lanes",
    "job_ready",
    "job_lease",
    "jobs",
    "job_history",
    "tenant_counters",
    "idempotency_keys",
    "registries",
    "signing_keys",
    "subscriptions",
    "lanes",
    "lane_grants",
    "fifo_keys",
    "delivery_ready",
    "delivery_lease",
    "deliveries",
    "attempts",
    "events",
    "publish_ids",
    "stats_hourly",
    "templates",
    "client_certificates",
)


_ROWS = 1000
_LOCKED_SECONDS = 45.0
_LOOK_SECONDS = 0.2


async def some(connection: "Connection", table: str, tenant_id: TenantId, *, limit: int) -> int:
    """How many rows of a tenant were removed from one of `TABLES`; those that are locked are left for later."""
    tag: str = await connection.execute(statement("some", table), tenant_id, limit)
    return int(tag.rpartition(" ")[2])


async def some_of_all(connection: "Connection", tenant_id: TenantId, *, limit: int) -> int:
    """The same for each of `TABLES`, in their order."""
    return sum([await some(connection, table, tenant_id, limit=limit) for table in TABLES])


async def is_left(connection: "Connection", table: str, tenant_id: TenantId) -> bool:
    """Whether a tenant has any row in one of `TABLES`."""
    return bool(await connection.fetchval(statement("any", table), tenant_id))


async def clear(cell: "Database", tenant_id: TenantId, *, check: Callable[[], None] = lambda: None) -> None:
    """Remove all rows of a tenant from a cell, and see that there are none.

    `check` is called in between, and what it raises ends it. Raises `TimeoutError` where rows stay locked.
    """
    until = monotonic_seconds() + _LOCKED_SECONDS
    while True:
        async with cell.connection() as connection:
            removed = await some_of_all(connection, tenant_id, limit=_ROWS)
        check()
        if removed:
            continue
        if not await is_any_left(cell, tenant_id):
            return
        if monotonic_seconds() > until:
            message = f"rows of the tenant stay locked in {cell.cell}"
            raise TimeoutError(message)
        await asyncio.sleep(_LOOK_SECONDS)


async def is_any_left(cell: "Database", tenant_id: TenantId) -> bool:
    """The same for all of `TABLES`."""
    async with cell.connection() as connection:
        return any([await is_left(connection, table, tenant_id) for table in TABLES])


def statement(name: str, table: str) -> str:
    """A statement on one of `TABLES`."""
    return load("expunge")[name].replace("{table}", table)
