"""Grants in the database: slots of lanes that a holder has for itself (docs/decisions/lane-grants.md)."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

MOST_AT_ONCE = 16
"""How many slots a lane grants at once."""


class LaneGrant(NamedTuple):
    """That a lane has granted slots to a holder."""

    lane: DeliveryLaneKey
    holder: int


async def end(connection: "Connection", grants: Sequence[LaneGrant]) -> None:
    """End grants, by one statement: what is being sent in their slots counts as in flight in its lane from here on."""
    if grants:
        await connection.execute(
            load("lane_grants")["end"],
            [each.lane[0] for each in grants],
            [each.lane[1] for each in grants],
            [each.holder for each in grants],
        )


async def end_of(connection: "Connection", holders: Collection[int]) -> None:
    """End all that these holders have been granted; in a transaction that keeps others from doing the same."""
    await end(connection, _grants(await connection.fetch(load("lane_grants")["of_holders"], list(holders))))


async def end_forgotten(connection: "Connection") -> None:
    """End what holders have been granted that are no more."""
    await end(connection, _grants(await connection.fetch(load("lane_grants")["forgotten"])))


def _grants(rows: "Sequence[asyncpg.Record]") -> list[LaneGrant]:
    return [
        LaneGrant((TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"])), row["holder"]) for row in rows
    ]
