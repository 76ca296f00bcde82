"""Leases that end without an answer: given back, found too old, or lost by their holder."""

import random as randomness
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.core import dead_letters
from bellhop.core.registry import RegistryCache
from bellhop.domain.circuit import Random
from bellhop.domain.delivery import DeliveryState, LaneHint, Lease, Reason
from bellhop.domain.retry import wait_after_lost_leases
from bellhop.ids import DeliveryId, SubscriptionId, TenantId
from bellhop.metrics import LEASES_LOST
from bellhop.store import attempts, claims, fifo, records
from bellhop.store.database import Database
from bellhop.store.records import Change

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_RESCUED_AT_ONCE = 500


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
    database: Database, registry: RegistryCache, *, now: datetime, random: Random = randomness.random
) -> list[LaneHint]:
    """Bring back what lost its holder: a lease that has ended becomes an attempt `lease_lost`, and waits again.

    At once, and after five in a row by the retry schedule. Any number of processes may do it at the same time.
    """
    async with database.transaction() as connection:
        expired = await claims.expired(connection, now=now, limit=_RESCUED_AT_ONCE)
        if not expired:
            return []
        lost = [Unsent(lease, _after_loss(lease, now, random)) for lease in expired]
        hints, held = await end_unsent(connection, registry, lost, now=now, expired_by=now)
        gone = [each for each in lost if each.lease.delivery_id in held]
        await attempts.insert_lost(connection, [(each.lease, each.change) for each in gone], now=now)
    LEASES_LOST.labels("delivery").inc(len(gone))
    return hints


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
