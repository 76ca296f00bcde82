"""Fifo keys in the database: the head of each, and who comes next."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLaneKey, LaneHint
from bellhop.ids import DeliveryId, SubscriptionId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

FifoKey = tuple[TenantId, SubscriptionId, str]


async def lock(connection: "Connection", keys: Collection[FifoKey]) -> None:
    """Lock these keys until the commit; their lanes are locked already."""
    if keys:
        await connection.fetch(load("fifo")["lock_keys"], *_columns(keys))


async def promote(connection: "Connection", keys: Collection[FifoKey], *, now: datetime) -> list[LaneHint]:
    """Let the next of each locked key become due, because its head has ended; returns what became due."""
    if not keys:
        return []
    rows = await connection.fetch(load("fifo")["promote"], *_columns(keys), now)
    return [LaneHint(TenantId(row[0]), SubscriptionId(row[1]), now, DeliveryId(row[2])) for row in rows]


async def block(connection: "Connection", keys: Collection[FifoKey]) -> None:
    """Say of these locked keys that their heads are dead letters: what waits behind them stays held."""
    if keys:
        await connection.execute(load("fifo")["block"], *_columns(keys))


async def blocked(connection: "Connection", lane: DeliveryLaneKey, *, limit: int) -> list[FifoKey]:
    """Keys of a locked lane that a dead letter blocks."""
    rows = await connection.fetch(load("fifo")["blocked"], *lane, limit)
    return [(*lane, row["fifo_key"]) for row in rows]


def _columns(keys: Collection[FifoKey]) -> tuple[list[TenantId], list[SubscriptionId], list[str]]:
    return [key[0] for key in keys], [key[1] for key in keys], [key[2] for key in keys]
