"""Attempts in the database: read, and written for lost leases, whose holders told nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.delivery import Attempt
from bellhop.domain.delivery_change import Ending
from bellhop.ids import AttemptId, DeliveryId, TenantId, uuid7
from bellhop.store.queries import load as statements_of

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_COLUMNS = Attempt._fields


async def of_delivery(
    connection: "Connection", tenant_id: TenantId, delivery_id: DeliveryId, *, limit: int = 200
) -> list[Attempt]:
    """The attempts of one delivery, oldest first; of more than `limit` the latest."""
    rows = await connection.fetch(statements_of("attempts")["of_delivery"], tenant_id, delivery_id, limit)
    return [Attempt(**{name: row[name] for name in _COLUMNS}) for row in reversed(rows)]


async def insert_lost(connection: "Connection", lost: Sequence[Ending], *, now: datetime) -> None:
    """Write attempts whose holders never said what came of them."""
    if not lost:
        return
    await connection.execute(
        statements_of("attempts")["insert_lost"],
        [lease.tenant_id for lease, _ in lost],
        [lease.delivery_id for lease, _ in lost],
        [AttemptId(uuid7(now)) for _ in lost],
        [lease.subscription_id for lease, _ in lost],
        [lease.attempts for lease, _ in lost],
        [now for _ in lost],
        [change.due for _, change in lost],
    )
