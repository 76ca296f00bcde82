"""What was written in the database while a clock was ahead: finding it, and letting it go in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bellhop.domain.delivery import LaneHint
from bellhop.ids import DeliveryId, SubscriptionId, TenantId
from bellhop.store.claims import BEGINNING, aware
from bellhop.store.queries import load
from bellhop.store.records import lock_lanes

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

_QUERIES = load("ahead")


class WaitingKey(NamedTuple):
    """The place of a delivery among all that wait."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    due: datetime
    delivery_id: DeliveryId


FIRST = WaitingKey(TenantId(""), SubscriptionId(BEGINNING[1]), *BEGINNING)
"""Before all others."""


class Early(NamedTuple):
    """A delivery that was written ahead of time, and when it should be due."""

    key: WaitingKey
    rightful: datetime


async def deliveries(
    connection: "Connection", after: WaitingKey, *, by: timedelta, rows: int
) -> tuple[list[Early], WaitingKey | None]:
    """Those of the page after this key that were written ahead of time, and the page's last key; None past the end."""
    found = await connection.fetch(_QUERIES["deliveries"], *after, rows, by)
    early = [Early(_key(row), row["rightful"]) for row in found if row["rightful"] is not None]
    return early, _key(found[-1]) if found else None


async def release(connection: "Connection", early: Sequence[Early]) -> list[LaneHint]:
    """Let them be due when they should be, inside the caller's transaction; the hints are for after its commit."""
    keys = [each.key for each in early]
    await lock_lanes(connection, {(key.tenant_id, key.subscription_id) for key in keys})
    rows = await connection.fetch(
        _QUERIES["release"],
        [key.tenant_id for key in keys],
        [key.subscription_id for key in keys],
        [key.due for key in keys],
        [key.delivery_id for key in keys],
        [each.rightful for each in early],
    )
    return [LaneHint(*row) for row in rows]


async def probe(connection: "Connection", *, by: timedelta) -> None:
    """Let circuits be probed, and pauses end, in time."""
    await connection.execute(_QUERIES["probe"], by)


async def release_jobs(connection: "Connection", *, by: timedelta, limit: int) -> list[str]:
    """Let waiting jobs have their turn in time, some of them; returns the action of each."""
    found = await connection.fetch(_QUERIES["jobs"], by, limit)
    if not found:
        return []
    columns = [[row[place] for row in found] for place in range(4)]
    return [row[0] for row in await connection.fetch(_QUERIES["release_jobs"], *columns)]


def _key(row: "asyncpg.Record") -> WaitingKey:
    return WaitingKey(row["tenant_id"], row["subscription_id"], aware(row["due"]), row["delivery_id"])
