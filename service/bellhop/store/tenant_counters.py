"""What is counted for tenants: jobs submitted and jobs ended."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_QUERIES = load("tenant_counters")


async def count_submitted(connection: "Connection", counts: Mapping[TenantId, int]) -> dict[TenantId, int]:
    """Count jobs submitted, under a lock that lasts as long as the transaction; returns how many live, these included.

    The answer is never too small: a job that is just ending elsewhere may still be in it.
    """
    live = await _count_submitted(connection, counts)
    if missing := {tenant_id: count for tenant_id, count in counts.items() if tenant_id not in live}:
        await connection.execute(_QUERIES["open"], list(missing))
        live |= await _count_submitted(connection, missing)
    return live


async def _count_submitted(connection: "Connection", counts: Mapping[TenantId, int]) -> dict[TenantId, int]:
    """As `count_submitted`, for those tenants that have a counter."""
    if len(counts) == 1:
        rows = await connection.fetch(_QUERIES["count_submitted"], *counts, *counts.values())
    else:
        rows = await connection.fetch(_QUERIES["count_submitted_of_many"], list(counts), list(counts.values()))
    return {row[0]: row[1] for row in rows}


async def take_back(connection: "Connection", counts: Mapping[TenantId, int]) -> None:
    """Take back what this transaction counted for jobs that it refused."""
    await connection.execute(_QUERIES["take_back"], list(counts), list(counts.values()))


async def count_ended(connection: "Connection", counts: Mapping[TenantId, int]) -> None:
    """Count jobs that ended; last in a transaction, because others who end jobs of this tenant wait for it."""
    await connection.execute(_QUERIES["count_ended"], list(counts), list(counts.values()))
