"""How many deliveries and operations a tenant has in each state, at a cost that does not grow with its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

COUNTED_TO = 10_000
"""As many means at least as many."""

LOOKED_AT = 2 * COUNTED_TO
"""Those that ended well are counted among so many of the newest: an index of them would cost each one."""


async def deliveries(connection: "Connection", tenant_id: TenantId) -> Mapping[str, int]:
    """The deliveries of a tenant by state."""
    row = await connection.fetchrow(load("totals")["deliveries"], tenant_id, COUNTED_TO, LOOKED_AT)
    return {} if row is None else dict(row)


async def operations(connection: "Connection", tenant_id: TenantId, *, now: datetime) -> Mapping[str, int]:
    """The operations of a tenant that have not expired, by state."""
    row = await connection.fetchrow(load("totals")["operations"], tenant_id, COUNTED_TO, LOOKED_AT, now)
    return {} if row is None else dict(row)
