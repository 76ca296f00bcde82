"""Client certificates in the database: when they end, and when that is told next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class DueNotice:
    """The end of a certificate that is to be told; `notice_time` is when it was to be told."""

    lane: DeliveryLaneKey
    expire_time: datetime
    notice_time: datetime


async def keep(
    connection: "Connection", lane: DeliveryLaneKey, *, expire_time: datetime, notice_time: datetime | None
) -> None:
    """Note when the certificate of a subscription ends; nothing changes where the same end is noted already."""
    await connection.execute(load("client_certificates")["keep"], *lane, expire_time, notice_time)


async def forget(connection: "Connection", lane: DeliveryLaneKey) -> None:
    """Note that a subscription has no certificate any more."""
    await connection.execute(load("client_certificates")["forget"], *lane)


async def due(connection: "Connection", *, now: datetime, limit: int) -> Sequence[DueNotice]:
    """What is to be told by now, the longest due first."""
    return [
        DueNotice(
            (TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])), row["expire_time"], row["notice_time"]
        )
        for row in await connection.fetch(load("client_certificates")["due"], now, limit)
    ]


async def told(connection: "Connection", notice: DueNotice, *, next_time: datetime | None) -> bool:
    """Note that it is told, and when to tell next; False when somebody else was first, or it is another certificate."""
    row = await connection.fetchrow(load("client_certificates")["told"], *notice.lane, notice.notice_time, next_time)
    return row is not None
