"""Finding leases of deliveries that nobody sends under any more, and ending them (`core/endings.py`).

A holder loses its leases when they run out, or at once when it is gone, which Postgres itself vouches for
(docs/decisions/holders.md).
"""

import random as randomness
import uuid
from collections.abc import Collection, Container, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg

from bellhop.core.endings import end_lost, end_unsent
from bellhop.core.registry import RegistryCache
from bellhop.domain.circuit import Random
from bellhop.domain.delivery import DeliveryLease, LaneHint, LeaseKey
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.log import get_logger
from bellhop.metrics import LEASES_LOST
from bellhop.runtime.places import has_ended
from bellhop.store import claims, holders, lane_grants, records
from bellhop.store.database import Database
from bellhop.store.holders import GoneHolder, Others

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_RESCUED_AT_ONCE = 500
LOCK_WAIT = timedelta(milliseconds=500)
"""Who ends leases of many lanes waits no longer for one of them: somebody who is frozen may hold it for minutes."""

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
    """Bring back deliveries whose leases ran out: each gets an attempt `lease_lost` on record, and waits again.

    It is due at once; after five lost leases in a row it follows the retry schedule. Any number of processes may do
    this at the same time. The database's clock says which leases have ended, unless a test passes `now`. What was
    granted to holders that nobody knows any more is ended as well.
    """
    with suppress(asyncpg.LockNotAvailableError):
        async with database.transaction(lock_wait=LOCK_WAIT) as connection:
            await lane_grants.end_forgotten(connection)
    async with database.transaction(lock_wait=LOCK_WAIT) as connection:
        expired = await _free(connection, await claims.expired(connection, now=now, limit=_RESCUED_AT_ONCE))
        if not expired:
            return []
        moment = now or await claims.moment(connection)
        hints, lost = await end_lost(connection, registry, expired, now=moment, random=random, expired_by=moment)
    LEASES_LOST.labels("delivery").inc(lost)
    return hints


async def find_others(connection: "Connection", me: int | None = None) -> Others:
    """The other holders of leases, and which of them are gone; `me` is the one that this connection keeps alive."""
    found = await holders.others(connection, me)
    fresh = [each for each in found.gone if not each.noticed]
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
    """Bring back at once the deliveries of holders that are gone, as if their leases had ended.

    A process that lost its session but lives withdraws within the grace time, so that is waited for; a process of this
    machine that has ended for certain is not.
    """
    proven = [each.holder for each in found if has_ended(each.place)]
    hints: list[LaneHint] = []
    is_done = not found
    while not is_done:
        async with database.transaction(lock_wait=LOCK_WAIT) as connection:
            taken = await holders.take(connection, found, proven=proven, grace=_GRACE, longer_grace=_LONGER_GRACE)
            leases = await holders.leases(connection, taken, limit=_RESCUED_AT_ONCE) if taken else []
            more, lost = await end_lost(connection, registry, await _free(connection, leases), now=now, random=random)
            if taken and not leases:
                await lane_grants.end_of(connection, taken)
                await holders.forget(connection, taken, after=_REMEMBERED)
        hints += more
        LEASES_LOST.labels("delivery").inc(lost)
        is_done = lost < _RESCUED_AT_ONCE
    return hints


async def end_disowned(
    database: Database,
    registry: RegistryCache,
    tokens: Collection[uuid.UUID],
    held: Container[LeaseKey],
    *,
    now: datetime,
) -> list[LaneHint]:
    """Give back leases under these tokens that are not in `held`: the answer that would have told of them was lost."""
    async with database.transaction(lock_wait=LOCK_WAIT) as connection:
        found = await _free(connection, await holders.of_tokens(connection, tokens, limit=_RESCUED_AT_ONCE))
        unknown = [Ending(each, DeliveryChange.released(each, now)) for each in found if each.key not in held]
        if not unknown:
            return []
        hints, _ = await end_unsent(connection, registry, unknown, now=now)
    return hints


async def _free(connection: "Connection", leases: Sequence[DeliveryLease]) -> list[DeliveryLease]:
    """Those of the leases whose lanes nobody holds; the lanes are locked from here on. The others have another turn."""
    if not leases:
        return []
    held = await records.held_lanes(connection, {(each.tenant_id, each.subscription_id) for each in leases})
    return [each for each in leases if (each.tenant_id, each.subscription_id) not in held]
