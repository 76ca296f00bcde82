"""Holders in the database: the processes that hold leases of deliveries, and the leases of those that are gone."""

import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bellhop.domain.delivery import DeliveryLease
from bellhop.store.deliveries import to_lease
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

_QUERIES = load("holders")


class Others(NamedTuple):
    """Who else holds leases: those that claim, and those that are gone."""

    claiming: "list[int]"
    gone: "list[GoneHolder]"


class GoneHolder(NamedTuple):
    """A holder whose session has ended: where its process ran, and whether somebody has noticed before."""

    holder: int
    place: str
    noticed: bool


async def is_direct(session: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether the session is one with Postgres itself: a bouncer tells process ids of its own making."""
    told: bool = await session.fetchval(_QUERIES["is_direct"], session.get_server_pid())
    return told


async def begin(session: "Connection", place: str) -> int:
    """A new holder, alive for as long as this session lasts; `place` is where its process runs."""
    async with session.transaction():
        holder: int = await session.fetchval(_QUERIES["begin"], place)
        await session.execute(_QUERIES["hold"], holder)
    return holder


async def withdraw(connection: "Connection", holder: int) -> None:
    """Be this holder no more, though it lives: its leases run out by themselves."""
    await connection.execute(_QUERIES["withdraw"], holder)


async def retire(connection: "Connection", holder: int) -> None:
    """Claim nothing more as this holder, which still sends what it holds."""
    await connection.execute(_QUERIES["retire"], holder)


async def leave(connection: "Connection", holder: int) -> None:
    """Be this holder no more, if it holds nothing; what it holds others will see to."""
    await connection.execute(_QUERIES["leave"], holder)


async def others(connection: "Connection", me: int | None) -> Others:
    """All holders without `me`, the one whose session this is."""
    rows = await connection.fetch(_QUERIES["others"], me)
    if not rows:
        return Others([], [])
    free = {row[0] for row in await connection.fetch(_QUERIES["gone"], [row["holder"] for row in rows])}
    return Others(
        claiming=[row["holder"] for row in rows if row["claims"] and row["holder"] not in free],
        gone=[GoneHolder(row["holder"], row["place"], row["noticed"]) for row in rows if row["holder"] in free],
    )


async def notice(connection: "Connection", found: Collection[GoneHolder]) -> None:
    """Note from when on they are known to be gone."""
    await connection.execute(_QUERIES["notice"], [each.holder for each in found])


async def take(
    connection: "Connection",
    found: Collection[GoneHolder],
    *,
    proven: Sequence[int],
    grace: timedelta,
    longer_grace: timedelta,
) -> list[int]:
    """Those of them whose leases may be ended in this transaction: proven to be gone, or gone for the grace time.

    The longer one where the server was started since.
    """
    holders = [each.holder for each in found]
    started = await connection.fetchval(_QUERIES["server_time"])
    rows = await connection.fetch(_QUERIES["take"], holders, proven, grace, longer_grace, started)
    return [row[0] for row in rows]


async def leases(connection: "Connection", holders: Sequence[int], *, limit: int) -> list[DeliveryLease]:
    """What these holders hold."""
    return [to_lease(row) for row in await connection.fetch(_QUERIES["leases"], holders, limit)]


async def of_tokens(connection: "Connection", tokens: Collection[uuid.UUID], *, limit: int) -> list[DeliveryLease]:
    """What is held under these tokens."""
    return [to_lease(row) for row in await connection.fetch(_QUERIES["of_tokens"], list(tokens), limit)]


async def forget(connection: "Connection", holders: Sequence[int], *, after: timedelta) -> None:
    """Forget holders of which nothing is left and that have been gone for this long."""
    await connection.execute(_QUERIES["forget"], holders, after)
