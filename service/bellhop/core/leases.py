"""Leases that end without an answer: given back, found too old, or lost by their holder.

A holder loses its leases when they run out, or at once when it is gone, which Postgres itself vouches for
(docs/decisions/holders.md).
"""

import random as randomness
import uuid
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.core import dead_letters
from bellhop.core.registry import RegistryCache
from bellhop.domain.circuit import Random
from bellhop.domain.delivery import DeliveryState, LaneHint, Lease, Reason
from bellhop.domain.retry import wait_after_lost_leases
from bellhop.ids import DeliveryId, SubscriptionId, TenantId
from bellhop.log import get_logger
from bellhop.metrics import LEASES_LOST
from bellhop.runtime.places import has_ended
from bellhop.store import attempts, claims, fifo, holders, records
from bellhop.store.database import Database
from bellhop.store.holders import Gone
from bellhop.store.records import Change

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_RESCUED_AT_ONCE = 500
_GRACE = timedelta(seconds=2)
_LONGER_GRACE = timedelta(seconds=10)  # after a start of the server, of which no process hears at once
_REMEMBERED = timedelta(seconds=10)

log = get_logger("core")


@dataclass(frozen=True, slots=True)
class Unsent:
    """A lease to end without an attempt; `blocks` says whether its death holds up its fifo key."""

    lease: Lease
    change: Change
    blocks: bool = False


async def end_unsent(
    connection: "Connection",
    registry: RegistryCache,
    unsent: Sequence[Unsent],
    *,
    now: datetime,
    expired_by: datetime | None = None,
) -> tuple[list[LaneHint], set[DeliveryId]]:
    """End leases under which nothing is being sent: what stays pending waits again, what died is told and counted.

    Inside the caller's transaction. Returns the hints for after the commit and which leases were still there.
    """
    lanes = {(each.lease.tenant_id, each.lease.subscription_id) for each in unsent}
    await records.lock_lanes(connection, lanes)
    keys = {_key(each.lease) for each in unsent if each.lease.fifo_key is not None}
    await fifo.lock(connection, keys)
    ended = [(each.lease, each.change) for each in unsent]
    held = await records.end_leases(connection, ended, now=now, expired_by=expired_by)
    unsent = [each for each in unsent if each.lease.delivery_id in held]
    waiting = [(each.lease, each.change) for each in unsent if each.change.next_time is not None]
    await records.put_back(connection, waiting)
    over = [each for each in unsent if each.lease.fifo_key is not None and each.change.next_time is None]
    hints = await fifo.promote(connection, {_key(each.lease) for each in over if not each.blocks}, now=now)
    await fifo.block(connection, {_key(each.lease) for each in over if each.blocks})
    dead = [each.lease for each in unsent if each.change.state is DeliveryState.DEAD]
    told = [(lease.tenant_id, lease.delivery_id) for lease in dead]
    hints += await dead_letters.announce(connection, registry, told, now=now)
    await dead_letters.count(connection, [(lease.tenant_id, lease.subscription_id) for lease in dead], now=now)
    hints += [
        LaneHint(lease.tenant_id, lease.subscription_id, change.next_time, lease.delivery_id)
        for lease, change in waiting
        if change.next_time is not None
    ]
    return hints, held


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
        hints, lost = await _bring_back(connection, registry, expired, moment, random, expired_by=moment)
    LEASES_LOST.labels("delivery").inc(lost)
    return hints


async def find_gone(connection: "Connection", me: int | None = None) -> list[Gone]:
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
    found: Sequence[Gone],
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
            more, lost = await _bring_back(connection, registry, leases, now, random)
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
        unknown = [Unsent(lease, released(lease, now)) for lease in found if lease.delivery_id not in held]
        if not unknown:
            return []
        hints, _ = await end_unsent(connection, registry, unknown, now=now)
    return hints


async def _bring_back(
    connection: "Connection",
    registry: RegistryCache,
    leases: Sequence[Lease],
    now: datetime,
    random: Random,
    *,
    expired_by: datetime | None = None,
) -> tuple[list[LaneHint], int]:
    """End leases that are lost, in the caller's transaction; returns the hints and how many there were."""
    if not leases:
        return [], 0
    lost = [Unsent(lease, _after_loss(lease, now, random)) for lease in leases]
    hints, held = await end_unsent(connection, registry, lost, now=now, expired_by=expired_by)
    gone = [(each.lease, each.change) for each in lost if each.lease.delivery_id in held]
    await attempts.insert_lost(connection, gone, now=now)
    return hints, len(gone)


def released(lease: Lease, now: datetime) -> Change:
    """What a delivery becomes that is given back: due again at once, as if it had not been claimed."""
    return Change(
        DeliveryState.PENDING, Reason.RELEASED.value, now, lease.tries - 1, lease.attempts - 1, lease.leases_lost
    )


def _after_loss(lease: Lease, now: datetime, random: Random) -> Change:
    leases_lost = lease.leases_lost + 1
    when = now + wait_after_lost_leases(leases_lost, random=random)
    return Change(DeliveryState.PENDING, Reason.LEASE_LOST.value, when, lease.tries - 1, lease.attempts, leases_lost)


def _key(lease: Lease) -> fifo.FifoKey:
    return TenantId(lease.tenant_id), SubscriptionId(lease.subscription_id), lease.fifo_key or ""
