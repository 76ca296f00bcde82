"""Ending deliveries: the one place where a delivery stops being leased or waiting.

An attempt, a lost lease, a release, an age limit, a closed subscription and a skip differ in what they end and in what
they decide. What happens is the same, in one transaction and in the order in which locks are taken everywhere:

1. Lock the lanes, then the fifo keys in which the next may follow.
2. End the lease or the waiting row and write the record, in one statement. What had ended already is skipped from here.
3. Put back what waits again.
4. Let the next of a fifo key follow its head, or note that the head is a dead letter that blocks it.
5. Publish events of dead letters. Count those that died without an attempt; the recorder counts the others.

Each function returns hints to publish after the commit: lanes in which something is due.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg

from bellhop.core import dead_letters
from bellhop.core.registry import RegistryCache
from bellhop.domain.circuit import Circuit, Random, Result, advance, failure_of
from bellhop.domain.delivery import Delivery, DeliveryLaneKey, DeliveryLease, DeliveryState, LaneHint, Reason
from bellhop.domain.delivery_change import AttemptResult, DeliveryChange, Ending
from bellhop.domain.retry import wait_after_lost_leases
from bellhop.ids import AttemptId, DeliveryId
from bellhop.store import attempts, fifo, records, subscriptions, waiting
from bellhop.store.database import Database
from bellhop.store.deliveries import HELD
from bellhop.store.fifo import FifoKey
from bellhop.store.waiting import WaitingDelivery

if TYPE_CHECKING:
    from bellhop.store.database import Connection


_BY_AGE = frozenset({Reason.TOO_OLD.value, Reason.UNCLAIMED.value})


@dataclass(slots=True)
class Recorded:
    """What a batch of attempts came to.

    hints: for after the commit.
    lost: the attempts that had lost their lease; nothing but the attempt was written.
    late: those of them that succeeded and ended their delivery all the same, where it waited again.
    """

    hints: list[LaneHint] = field(default_factory=list)
    lost: set[AttemptId] = field(default_factory=set)
    late: list[AttemptResult] = field(default_factory=list)


async def end_sent(
    database: Database,
    registry: RegistryCache,
    results: Sequence[AttemptResult],
    *,
    now: datetime,
    random: Random,
    opens_circuits: bool = True,
    lock_wait: timedelta | None = None,
) -> Recorded:
    """Write attempts and end their leases: one statement while all goes well, without fifo; else one transaction.

    `opens_circuits`: False where others make the attempts: their failures are counted, and hold nothing back. With
    `lock_wait` it raises `LockNotAvailableError` where somebody else holds a lane for longer, and writes nothing.
    """
    if all(each.well and each.lease.fifo_key is None for each in results):
        async with database.connection() as connection:  # nothing follows, so the statement is a transaction by itself
            recorded = Recorded(lost=await records.record(connection, results, now=now, lock_wait=lock_wait))
    else:
        async with database.transaction(lock_wait=lock_wait) as connection:
            recorded = await _end_sent(
                connection, registry, results, now, random, opens_circuits=opens_circuits, lock_wait=lock_wait
            )
    late = [each for each in results if each.well and each.attempt.attempt_id in recorded.lost]
    if late:
        with suppress(asyncpg.LockNotAvailableError):  # then they are sent once more
            async with database.transaction(lock_wait=lock_wait) as connection:
                recorded.late = await _end_late(connection, late, recorded.hints, now)
    return recorded


async def end_unsent(
    connection: "Connection",
    registry: RegistryCache,
    endings: Sequence[Ending],
    *,
    now: datetime,
    expired_by: datetime | None = None,
) -> tuple[list[LaneHint], list[Ending]]:
    """End leases under which nothing is being sent, in the caller's transaction.

    With `expired_by` it ends only those that ran out by then. Returns hints, and the endings whose leases were there.
    """
    await _lock_leases(connection, endings)
    held = await records.end_leases(connection, endings, now=now, expired_by=expired_by)
    ended = [each for each in endings if each.lease.delivery_id in held]
    hints = await _follow(connection, registry, ended, now)
    dead = [_lane_of(each.lease) for each in ended if each.change.state is DeliveryState.DEAD]
    await dead_letters.count(connection, dead, now=now)
    return hints, ended


async def end_lost(
    connection: "Connection",
    registry: RegistryCache,
    leases: Sequence[DeliveryLease],
    *,
    now: datetime,
    random: Random,
    expired_by: datetime | None = None,
) -> tuple[list[LaneHint], int]:
    """End leases whose holder is gone, as `end_unsent` does, each with an attempt `lease_lost` on record.

    Returns the hints, and how many leases were still there.
    """
    if not leases:
        return [], 0
    endings = [Ending(each, _change_after_loss(each, now, random)) for each in leases]
    hints, ended = await end_unsent(connection, registry, endings, now=now, expired_by=expired_by)
    await attempts.insert_lost(connection, ended, now=now)
    return hints, len(ended)


async def end_waiting(
    connection: "Connection", registry: RegistryCache, rows: Sequence[WaitingDelivery], *, now: datetime
) -> list[LaneHint]:
    """End waiting deliveries, in the caller's transaction: of a deleted subscription as skipped, others as dead.

    Returns hints.
    """
    await lock(connection, {row.lane for row in rows}, {_key_of(row) for row in rows})
    ended = await waiting.end_waiting(connection, [(row, _end_of(row)) for row in rows], now=now)
    gone = [row for row in rows if row.delivery_id in ended]
    over = await _keys_over(connection, [(row.delivery_id, _key_of(row)) for row in gone])
    dead = [row for row in gone if _end_of(row) is DeliveryState.DEAD]
    blocked = await _keys_blocked(connection, dead, over)
    hints = await _pass_on(connection, over - blocked, blocked, now)
    told = [(row.lane[0], row.delivery_id) for row in dead]
    hints += await dead_letters.announce(connection, registry, told, now=now)
    await dead_letters.count(connection, [row.lane for row in dead], now=now)
    return hints


async def skip(connection: "Connection", delivery: Delivery, *, now: datetime) -> list[LaneHint]:
    """Give up a delivery that waits or is dead, its lane and key locked by the caller; returns the hints."""
    lane = (delivery.tenant_id, delivery.subscription_id)
    if delivery.state is DeliveryState.PENDING:
        row = WaitingDelivery(
            lane=lane,
            due=delivery.due or HELD,
            delivery_id=delivery.delivery_id,
            fifo_key=delivery.fifo_key,
            reason=Reason.SKIPPED_BY_REQUEST.value,
        )
        await waiting.end_waiting(connection, [(row, DeliveryState.SKIPPED)], now=now)
    else:
        await waiting.skip_dead(connection, delivery.tenant_id, delivery.delivery_id, now=now)
    key = (*lane, delivery.fifo_key) if delivery.fifo_key is not None else None
    over = await _keys_over(connection, [(delivery.delivery_id, key)])
    return await _pass_on(connection, over, set(), now)


async def unblock(
    connection: "Connection", lane: DeliveryLaneKey, *, now: datetime, most: int
) -> tuple[int, list[LaneHint]]:
    """Let queues of a lane go on that dead letters block, as its subscription wants none blocked any more.

    Returns how many there were, `most` at once, and the hints of what follows.
    """
    await lock(connection, [lane], ())
    keys = await fifo.blocked(connection, lane, limit=most)
    return len(keys), await _pass_on(connection, keys, set(), now)


async def lock(
    connection: "Connection", lanes: Collection[DeliveryLaneKey], keys: Collection[FifoKey | None]
) -> Mapping[DeliveryLaneKey, Circuit]:
    """Lock lanes, then fifo keys (None is none), until the commit; returns what the circuits of the lanes remember."""
    circuits = await records.lock_lanes(connection, lanes)
    await fifo.lock(connection, {key for key in keys if key is not None})
    return circuits


async def _end_sent(
    connection: "Connection",
    registry: RegistryCache,
    results: Sequence[AttemptResult],
    now: datetime,
    random: Random,
    *,
    opens_circuits: bool,
    lock_wait: timedelta | None,
) -> Recorded:
    circuits = await _lock_leases(connection, [each.ending for each in results])
    lost = await records.record(connection, results, now=now, lock_wait=lock_wait)
    held = [each for each in results if each.attempt.attempt_id not in lost]
    await records.set_circuits(connection, _advanced(circuits, held, now, random, opens=opens_circuits))
    return Recorded(await _follow(connection, registry, [each.ending for each in held], now), lost)


async def _end_late(
    connection: "Connection", late: Sequence[AttemptResult], hints: list[LaneHint], now: datetime
) -> list[AttemptResult]:
    """End deliveries that succeeded after their lease was lost, if they wait again; returns the results that did that.

    Such a delivery need not be the head of its fifo queue: it may have been delivered since, and redelivered.
    """
    leases = [each.lease for each in late]
    await lock(connection, {_lane_of(each) for each in leases}, {_key_of_lease(each) for each in leases})
    ended = await records.finish_late(connection, late, now=now)
    hints += await _pass_on(connection, await _keys_over(connection, ended), set(), now)
    gone = {delivery_id for delivery_id, _ in ended}
    return list({each.lease.delivery_id: each for each in late if each.lease.delivery_id in gone}.values())


async def _lock_leases(connection: "Connection", endings: Sequence[Ending]) -> Mapping[DeliveryLaneKey, Circuit]:
    """Lock the lanes, and the fifo keys whose heads end; a retry does not change its key."""
    keys = {_key_of_lease(each.lease) for each in endings if each.change.due is None}
    return await lock(connection, {_lane_of(each.lease) for each in endings}, keys)


async def _follow(
    connection: "Connection", registry: RegistryCache, ended: Sequence[Ending], now: datetime
) -> list[LaneHint]:
    """Steps 3 to 5 for leases that were ended. A leased delivery of a fifo key is the head of its queue."""
    back = [each for each in ended if each.change.due is not None]
    await records.put_back(connection, back)
    over, blocking = _split_keys(ended)
    blocked = await _still_block(connection, blocking)
    over |= blocking - blocked
    hints = await _pass_on(connection, over, blocked, now)
    dead = [each.lease for each in ended if each.change.state is DeliveryState.DEAD]
    told = [(lease.tenant_id, lease.delivery_id) for lease in dead]
    hints += await dead_letters.announce(connection, registry, told, now=now)
    hints += [
        LaneHint(lease.tenant_id, lease.subscription_id, change.due, lease.delivery_id)
        for lease, change in back
        if change.due is not None
    ]
    return hints


def _split_keys(ended: Iterable[Ending]) -> tuple[set[FifoKey], set[FifoKey]]:
    """The fifo keys whose next delivery may follow now, and those that a dead letter blocks."""
    over: set[FifoKey] = set()
    blocked: set[FifoKey] = set()
    for lease, change in ended:
        key = _key_of_lease(lease)
        if key is not None and change.due is None:
            (blocked if change.blocks else over).add(key)
    return over, blocked


async def _pass_on(
    connection: "Connection", over: Collection[FifoKey], blocked: Collection[FifoKey], now: datetime
) -> list[LaneHint]:
    """Let the next follow in some locked keys, and hold it up in others; returns the hints of what follows."""
    hints = await fifo.promote(connection, over, now=now)
    await fifo.block(connection, blocked)
    return hints


async def _keys_over(connection: "Connection", ended: Collection[tuple[DeliveryId, FifoKey | None]]) -> set[FifoKey]:
    """The fifo keys whose heads are among these deliveries, which waited and have ended."""
    keys = {key for _, key in ended if key is not None}
    heads = await waiting.heads(connection, keys) if keys else {}
    return {key for key, head in heads.items() if (head.delivery_id, key) in ended}


async def _keys_blocked(
    connection: "Connection", dead: Sequence[WaitingDelivery], over: Collection[FifoKey]
) -> set[FifoKey]:
    """Those of the keys whose heads died by age where the subscription wants a dead letter to block."""
    aged = {key for row in dead if row.reason in _BY_AGE and (key := _key_of(row)) is not None and key in over}
    return await _still_block(connection, aged)


async def _still_block(connection: "Connection", keys: Collection[FifoKey]) -> set[FifoKey]:
    """Those of these keys whose subscriptions want them blocked now; attempts may have begun before a change."""
    if not keys:
        return set()
    owners = await subscriptions.load(connection, list({(key[0], key[1]) for key in keys}))
    blocking = {(each.tenant_id, each.subscription_id) for each in owners if each.delivery.blocks}
    return {key for key in keys if (key[0], key[1]) in blocking}


def _advanced(
    circuits: Mapping[DeliveryLaneKey, Circuit],
    results: Sequence[AttemptResult],
    now: datetime,
    random: Random,
    *,
    opens: bool,
) -> dict[DeliveryLaneKey, Circuit]:
    """The circuits and pauses of lanes that did not only succeed (the statement itself closes the others)."""
    by_lane: dict[DeliveryLaneKey, list[Result]] = {}
    for each in results:
        result = Result(
            each.lease.delivery_id,
            each.well,
            each.lease.probe,
            _failure(each),
            each.pause,
            each.lease.subscription_version,
        )
        by_lane.setdefault(_lane_of(each.lease), []).append(result)
    return {
        lane: advance(circuits[lane], group, now=now, random=random, opens=opens)
        for lane, group in by_lane.items()
        if lane in circuits and not all(result.well for result in group)
    }


def _failure(result: AttemptResult) -> str | None:
    """What a lane remembers of an attempt that failed."""
    if result.well is not False:
        return None
    attempt = result.attempt
    return failure_of(attempt.status, attempt.error, (attempt.error_detail or b"").decode(errors="replace"))


def _change_after_loss(lease: DeliveryLease, now: datetime, random: Random) -> DeliveryChange:
    return DeliveryChange.lost(lease, now + wait_after_lost_leases(lease.leases_lost + 1, random=random))


def _end_of(row: WaitingDelivery) -> DeliveryState:
    return DeliveryState.SKIPPED if row.reason == Reason.SUBSCRIPTION_DELETED else DeliveryState.DEAD


def _lane_of(lease: DeliveryLease) -> DeliveryLaneKey:
    return lease.tenant_id, lease.subscription_id


def _key_of_lease(lease: DeliveryLease) -> FifoKey | None:
    return None if lease.fifo_key is None else (lease.tenant_id, lease.subscription_id, lease.fifo_key)


def _key_of(row: WaitingDelivery) -> FifoKey | None:
    return None if row.fifo_key is None else (*row.lane, row.fifo_key)
