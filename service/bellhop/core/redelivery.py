"""Sending again what has ended, sooner what waits, and giving up what should wait no longer.

A delivery that is sent again is the same delivery: the same `webhook-id`, its attempts numbered on, its schedule and
its age starting again. One of a fifo key goes to the end of its queue; only a dead letter that blocks the queue takes
its place at the head.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.core import endings
from bellhop.domain.delivery import Delivery, DeliveryState, LaneHint, NewDelivery, hint_keys
from bellhop.domain.subscription import DisabledReason, Subscription
from bellhop.errors import ConflictError, DeliveryInFlightError, NotFoundError
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId, uuid7_time
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import deliveries as store
from bellhop.store import retention, subscriptions, waiting
from bellhop.store.fifo import FifoKey
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_CLOSED = frozenset({DisabledReason.GONE, DisabledReason.FAILING})
_EVENTS_OUTLIVE = timedelta(days=1)  # deliveries keep the events of their day and of the one before (retention)
ENDED = frozenset({DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.SKIPPED})


@dataclass(slots=True)
class Redelivered:
    """What came of a batch: the deliveries that wait again, and those that cannot be sent (and why)."""

    hints: list[LaneHint] = field(default_factory=list)
    refused: dict[DeliveryId, str] = field(default_factory=dict)


class Redelivery:
    """The verbs on deliveries."""

    def __init__(self, store: Store, *, clock: Clock, wakeups: Wakeups) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups

    async def redeliver(self, tenant_id: TenantId, delivery_id: DeliveryId) -> Delivery:
        """Send a delivery again, or at once if it waits.

        Raises `NotFoundError`, `DeliveryInFlightError`, and `ConflictError` when nothing can be sent any more.
        """
        async with self._store.cell_of(tenant_id).transaction() as connection:
            done = await redeliver(connection, tenant_id, [delivery_id], now=self._clock.now())
            if delivery_id in done.refused:
                raise ConflictError(done.refused[delivery_id])
            (delivery,) = await store.load(connection, [(tenant_id, delivery_id)])
        self.announce(done.hints)
        return delivery

    async def skip(self, tenant_id: TenantId, delivery_id: DeliveryId) -> Delivery:
        """Give a delivery up, and let its fifo queue go on; raises as `redeliver` does."""
        now = self._clock.now()
        async with self._store.cell_of(tenant_id).transaction() as connection:
            hints = await _skip(connection, tenant_id, delivery_id, now)
            (delivery,) = await store.load(connection, [(tenant_id, delivery_id)])
        self.announce(hints)
        return delivery

    def announce(self, hints: Sequence[LaneHint]) -> None:
        """Tell the dispatchers, after the commit."""
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))


async def redeliver(
    connection: "Connection",
    tenant_id: TenantId,
    delivery_ids: Sequence[DeliveryId],
    *,
    now: datetime,
    to_disabled: bool = True,
) -> Redelivered:
    """Let deliveries of one tenant wait again, inside the caller's transaction.

    Those of a subscription that was disabled by hand wait until it is enabled, if `to_disabled`, else are refused.
    Raises `NotFoundError` or `DeliveryInFlightError` for a single one; of several, those are refused.
    """
    line = await retention.share_line(connection)
    found = await _locked(connection, tenant_id, delivery_ids)
    heads = await waiting.heads(connection, {_key(each) for each in found if each.fifo_key is not None})
    alone = len(delivery_ids) == 1
    if alone and not found:
        raise NotFoundError
    if alone and found[0].state is DeliveryState.IN_FLIGHT:
        raise DeliveryInFlightError
    owners = {
        each.subscription_id: each
        for each in await subscriptions.load(connection, list({(tenant_id, each.subscription_id) for each in found}))
    }
    staying = {each.delivery_id: each for each in found if _stays(each, line, heads)}
    events = {each.event_id for each in staying.values() if _event_stays(each, line)}
    kept = await waiting.read_until(connection, tenant_id, list(events))
    done = Redelivered()
    sendable = []
    for each in found:
        refusal = _refusal(each, owners.get(each.subscription_id), kept, now, to_disabled=to_disabled)
        if each.delivery_id not in staying:
            refusal = "It is older than the history that is kept, and may be gone at any moment."
        if refusal is not None:
            done.refused[each.delivery_id] = refusal
        else:
            end = now + owners[each.subscription_id].delivery.max_age
            sendable.append((each, min(end, kept[each.event_id] or end)))
    pending = [(each.delivery_id, end) for each, end in sendable if each.state is DeliveryState.PENDING]
    await waiting.move_up(connection, tenant_id, pending, now=now)
    await _restart(connection, tenant_id, [each for each in sendable if each[0].state in ENDED], heads, now)
    done.hints = [LaneHint(tenant_id, each.subscription_id, now, each.delivery_id) for each, _ in sendable]
    return done


def _refusal(
    delivery: Delivery,
    owner: Subscription | None,
    kept: dict[EventId, datetime | None],
    now: datetime,
    *,
    to_disabled: bool,
) -> str | None:
    """Why a delivery cannot be sent again, as a sentence, or None when it can."""
    if delivery.state is DeliveryState.IN_FLIGHT:
        return "This delivery is being sent right now."
    if owner is None or owner.delete_time is not None:
        return "Its subscription was deleted."
    if owner.disabled_reason in _CLOSED or (owner.disabled_reason is not None and not to_disabled):
        return "Its subscription is disabled; enable it first."
    if delivery.event_id not in kept:
        return "Its event is no longer kept."
    read_until = kept[delivery.event_id]
    if read_until is not None and read_until <= now:
        return "What its event tells of has expired."
    return None


async def _locked(connection: "Connection", tenant_id: TenantId, delivery_ids: Sequence[DeliveryId]) -> list[Delivery]:
    """The deliveries with their lanes and fifo keys locked: nothing else moves them until the commit."""
    keys = [(tenant_id, each) for each in delivery_ids]
    seen = await store.load(connection, keys)
    lanes = {(tenant_id, each.subscription_id) for each in seen}
    await endings.lock(connection, lanes, {_key(each) for each in seen if each.fifo_key is not None})
    return await store.load(connection, keys)


def _stays(delivery: Delivery, line: datetime, heads: dict[FifoKey, waiting.Head]) -> bool:
    """Whether the day of a locked delivery cannot be dropped: below the line only what waits, or blocks, keeps it."""
    return delivery.create_time >= line or delivery.state not in ENDED or _blocks(delivery, heads)


def _event_stays(delivery: Delivery, line: datetime) -> bool:
    """Whether the event of a delivery that stays does, too: a replay may have made the delivery days after it."""
    happened = uuid7_time(delivery.event_id)
    if happened >= line or delivery.state not in ENDED:
        return True
    return delivery.create_time.date() - happened.date() <= _EVENTS_OUTLIVE


async def _restart(
    connection: "Connection",
    tenant_id: TenantId,
    ended: Sequence[tuple[Delivery, datetime]],
    heads: dict[FifoKey, waiting.Head],
    now: datetime,
) -> None:
    if not ended:
        return
    blocking = {each.delivery_id for each, _ in ended if _blocks(each, heads)}
    joining = [_as_new(each, end, now) for each, end in ended if each.fifo_key and each.delivery_id not in blocking]
    places = await store.join_fifo(connection, joining) if joining else {}
    placed = [(each, end, *places.get(each.delivery_id, (now, 0 if each.fifo_key else None))) for each, end in ended]
    await waiting.unblock(connection, {_key(each) for each, _ in ended if each.delivery_id in blocking})
    await store.wait_again(connection, placed)
    await waiting.restart(
        connection, tenant_id, [(each.delivery_id, due, end) for each, end, due, _ in placed], now=now
    )


async def _skip(
    connection: "Connection", tenant_id: TenantId, delivery_id: DeliveryId, now: datetime
) -> list[LaneHint]:
    found = await _locked(connection, tenant_id, [delivery_id])
    if not found:
        raise NotFoundError
    delivery = found[0]
    if delivery.state is DeliveryState.IN_FLIGHT:
        raise DeliveryInFlightError
    if delivery.state is DeliveryState.DELIVERED:
        detail = "This delivery has arrived: there is nothing to skip."
        raise ConflictError(detail)
    if delivery.state is DeliveryState.SKIPPED:
        return []
    return await endings.skip(connection, delivery, now=now)


def _blocks(delivery: Delivery, heads: dict[FifoKey, waiting.Head]) -> bool:
    """Whether an ended delivery is the dead letter at the head of its blocked queue."""
    head = heads.get(_key(delivery)) if delivery.fifo_key is not None else None
    return head is not None and head.blocked and head.delivery_id == delivery.delivery_id


def _key(delivery: Delivery) -> FifoKey:
    return TenantId(delivery.tenant_id), SubscriptionId(delivery.subscription_id), delivery.fifo_key or ""


def _as_new(delivery: Delivery, give_up_time: datetime, now: datetime) -> NewDelivery:
    """The delivery as one that joins its fifo queue now."""
    return NewDelivery(
        tenant_id=delivery.tenant_id,
        delivery_id=delivery.delivery_id,
        subscription_id=delivery.subscription_id,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        job_id=delivery.job_id,
        payload=delivery.payload,
        create_time=delivery.create_time,
        due=now,
        give_up_time=give_up_time,
        fifo_key=delivery.fifo_key,
    )
