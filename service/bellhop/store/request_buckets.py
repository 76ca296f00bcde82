"""What is left of each tenant's requests: a token bucket per tenant that all API processes draw from."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class Draw:
    """What a process drew from a bucket, and what is left in it."""

    granted: int
    remaining: float


async def take(connection: "Connection", tenant_id: TenantId, *, rate: int, block: int, now: datetime) -> Draw:
    """Draw up to `block` tokens from a bucket that fills with `rate` tokens a second and holds a second's worth."""
    statements = load("request_buckets")
    row = await connection.fetchrow(statements["take"], tenant_id, float(rate), float(block), now)
    if row is None:
        await connection.execute(statements["open"], tenant_id, float(rate), now)
        row = await connection.fetchrow(statements["take"], tenant_id, float(rate), float(block), now)
    return Draw(0, 0.0) if row is None else Draw(int(row["granted"]), row["remaining"])


async def erase(connection: "Connection", tenant_id: TenantId) -> None:
    """Remove a tenant's bucket."""
    await connection.execute(load("request_buckets")["erase"], tenant_id)
