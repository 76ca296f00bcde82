"""Finding leases of deliveries that nobody sends under any more, and ending them (`core/endings.py`).

A holder loses its leases when they run out, or at once when it is gone, which Postgres itself vouches for
(docs/decisions/holders.md).
"""

import random as randomness
import uuid
from collections.abc import Collection, Container, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.core.endings import end_lost, end_unsent
from bellhop.core.registry import RegistryCache
from bellhop.domain.circuit import Random
from bellhop.domain.delivery import LaneHint
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.ids import DeliveryId
from bellhop.log import get_logger
from bellhop.metrics import LEASES_LOST
from bellhop.runtime.places import has_ended
from bellhop.store import claims, holders
from bellhop.store.database import Database
from bellhop.store.holders import GoneHolder

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_RESCUED_AT_ONCE = 500
_GRACE = timedelta(seconds=2)
_LONGER_GRACE = timedelta(seconds=10)  # after a start of the server, of which no process hears at once
_REMEMBERED = timedelta(seconds=10)

log = get_logger("core")


async def rescue(
    database: Database,
    registry: RegistryCache,
    *,
    now: datetime | None = None,
    random: Random = randomness.random,
) -> list[LaneHint]:
    """Bring back what lost its holder: a lease that has ended becomes an attempt `lease_lost`, and waits again.

    At once, and after five in a row by the retry schedule. Any number of processes may do it at the same time. When a
    lease ends is judged by the database's clock, unless a test passes another `now`.
    """
    async with database.transaction() as connection:
        expired = await claims.expired(connection, now=now, limit=_RESCUED_AT_ONCE)
        if not expired:
            return []
        moment = now or await claims.moment(connection)
        hints, lost = await end_lost(connection, registry, expired, now=moment, random=random, expired_by=moment)
    LEASES_LOST.labels("delivery").inc(lost)
    return hints


async def find_gone(connection: "Connection", me: int | None = None) -> list[GoneHolder]:
    """The holders of leases that are gone; `me` is the one that this connection keeps alive."""
    found = await holders.gone(connection, me)
    fresh = [each for each in found if not each.noticed]
    if fresh:
        await holders.notice(connection, fresh)
        log.info("holders.gone", holders=[each.holder for each in fresh])
    return found


async def rescue_from(
    database: Database,
    registry: RegistryCache,
    found: Sequence[GoneHolder],
    *,
    now: datetime,
    random: Random = randomness.random,
) -> list[LaneHint]:
    """Bring back at once what was held by holders that are gone, as if their leases had ended.

    A process that lost its session and lives withdraws within the grace time; one that has ended on this machine
    for certain is not waited for.
    """
    proven = [each.holder for each in found if has_ended(each.place)]
    hints: list[LaneHint] = []
    is_done = not found
    while not is_done:
        async with database.transaction() as connection:
            taken = await holders.take(connection, found, proven=proven, grace=_GRACE, longer_grace=_LONGER_GRACE)
            leases = await holders.leases(connection, taken, limit=_RESCUED_AT_ONCE) if taken else []
            more, lost = await end_lost(connection, registry, leases, now=now, random=random)
            if taken and not leases:
                await holders.forget(connection, taken, after=_REMEMBERED)
        hints += more
        LEASES_LOST.labels("delivery").inc(lost)
        is_done = lost < _RESCUED_AT_ONCE
    return hints


async def end_disowned(
    database: Database,
    registry: RegistryCache,
    tokens: Collection[uuid.UUID],
    held: Container[DeliveryId],
    *,
    now: datetime,
) -> list[LaneHint]:
    """Give back what was leased under these tokens and is not `held`: the answer that told of it was lost."""
    async with database.transaction() as connection:
        found = await holders.of_tokens(connection, tokens, limit=_RESCUED_AT_ONCE)
        unknown = [Ending(each, DeliveryChange.released(each, now)) for each in found if each.delivery_id not in held]
        if not unknown:
            return []
        hints, _ = await end_unsent(connection, registry, unknown, now=now)
    return hints
