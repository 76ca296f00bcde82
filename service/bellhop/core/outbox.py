"""The outbox: an event, its ledger and its deliveries are written in the transaction that makes it happen."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.core.registry import Registry, RegistryCache
from bellhop.domain.delivery import LaneHint, NewDelivery
from bellhop.domain.event import NewEvent
from bellhop.domain.job import JobStep
from bellhop.domain.lease import LeaseKey
from bellhop.domain.ledger import pack
from bellhop.domain.subscription import Listener, Ordering, OrderingKey
from bellhop.ids import DeliveryId, JobId, TenantId, uuid7
from bellhop.runtime.slots import Born, Reservation, Slot
from bellhop.store import outbox as store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_ROUNDS = 3
_WHOLE_SUBSCRIPTION = "*"  # no parent is spelled like this, and each parent is preceded by a slash


async def publish(
    connection: "Connection",
    registry: RegistryCache,
    events: Sequence[NewEvent],
    *,
    now: datetime,
    slots: Reservation | None = None,
) -> list[LaneHint]:
    """Write events of any tenants of one cell and a delivery for each subscription that wants one.

    It runs in the caller's transaction and sees the subscriptions as that does. Nearly always it is one statement, made
    from the registries in memory; if a registry has changed, it writes nothing and is made again.

    Returns the hints to publish after the commit. Deliveries that got a slot yield no hint: call `slots.send()` after
    the commit.
    """
    if not events:
        return []
    hints = await publish_at_once(connection, registry, events, now=now, slots=slots)
    for _ in range(_ROUNDS):
        if hints is not None:
            return hints
        registries = await registry.read(connection, {each.tenant_id for each in events})
        hints = await _write(connection, _fan_out(events, registries, now), slots)
    return hints if hints is not None else await _write_as_read(connection, registry, events, now)


async def publish_at_once(
    connection: "Connection",
    registry: RegistryCache,
    events: Sequence[NewEvent],
    *,
    now: datetime,
    slots: Reservation | None = None,
    lane_wait: timedelta | None = None,
) -> list[LaneHint] | None:
    """As `publish`, by one statement and without a transaction around it.

    Returns None and writes nothing if a registry is not in memory or is stale, or if a subscription is fifo. With
    `lane_wait` it waits for lanes that others hold, and raises `LockNotAvailableError` where that takes longer.
    """
    made = _fan_out_at_hand(registry, events, now)
    return None if made is None else await _write(connection, made, slots, lane_wait)


async def complete(
    connection: "Connection",
    registry: RegistryCache,
    steps: Sequence[tuple[LeaseKey, JobStep]],
    events: Sequence[NewEvent],
    *,
    now: datetime,
    lock_wait: timedelta,
    slots: Reservation,
) -> tuple[set[JobId], list[LaneHint]] | None:
    """End jobs, and write their events and deliveries, by one statement as `publish_at_once`.

    Returns the ids of the jobs that it ended, and hints. Jobs that changed since they were read are skipped. Returns
    None and writes nothing where `publish_at_once` would.
    """
    made = _fan_out_at_hand(registry, events, now)
    if made is None:
        return None
    reserved = _reserve(made.deliveries, slots)
    written = await store.complete(
        connection,
        steps,
        made.events,
        made.deliveries,
        now=now,
        lock_wait=lock_wait,
        slots=reserved,
        versions=made.versions,
    )
    if written is None:
        slots.release()
        return None
    job_ids, born = written
    return job_ids, _take_in(made, born, slots, reserved, lambda each: each.job_id in job_ids)


async def _write_as_read(
    connection: "Connection", registry: RegistryCache, events: Sequence[NewEvent], now: datetime
) -> list[LaneHint]:
    """Read the registries and write by them, even if they change in between: after some rounds that is good enough."""
    registries = await registry.read(connection, {each.tenant_id for each in events})
    made = _fan_out(events, registries, now)
    await store.write(connection, made.events, made.deliveries)
    return _hints(made.deliveries)


@dataclass(frozen=True, slots=True)
class _Made:
    """Events with their ledgers, their deliveries, and the versions of the registries that these were made from."""

    events: Sequence[tuple[NewEvent, bytes]]
    deliveries: Sequence[NewDelivery]
    versions: Mapping[TenantId, uuid.UUID]

    @property
    def is_ordered(self) -> bool:
        """Whether some delivery has to keep its place in a fifo queue."""
        return any(each.fifo_key for each in self.deliveries)


async def _write(
    connection: "Connection", made: _Made, slots: Reservation | None, lane_wait: timedelta | None = None
) -> list[LaneHint] | None:
    """Write events and deliveries; returns None and writes nothing if one of their registries has changed.

    With fifo deliveries the versions of the registries are not compared: their places in the queues are taken before
    the writing, and cannot be given back.
    """
    versions = None if made.is_ordered else made.versions
    reserved = _reserve(made.deliveries, slots) if slots else store.NO_SLOTS
    written = await store.write(
        connection, made.events, made.deliveries, slots=reserved, versions=versions, lane_wait=lane_wait
    )
    if written is None:
        if slots:
            slots.release()
        return None
    return _take_in(made, written, slots, reserved)


def _take_in(
    made: _Made,
    written: store.Written,
    slots: Reservation | None,
    reserved: store.ReservedSlots,
    is_written: Callable[[NewDelivery], bool] = lambda _: True,
) -> list[LaneHint]:
    """Let `slots` keep what was born leased until the commit, and what was to be; returns hints for the rest."""
    born = {lease.delivery_id for lease in written.leases}
    waiting = [each for each in made.deliveries if each.delivery_id not in born and is_written(each)]
    if slots:
        bodies = {event.event_id: event.body for event, _ in made.events}
        slots.keep(
            (Born(each, bodies[each.event_id], each.delivery_id in reserved.granted) for each in written.leases),
            written.granted,
        )
        missed = {*reserved.deliveries, *reserved.granted}
        slots.miss(bodies[each.event_id] for each in waiting if each.delivery_id in missed)
    return _hints(waiting)


def _reserve(deliveries: Sequence[NewDelivery], slots: Reservation) -> store.ReservedSlots:
    """Ask for slots, except for fifo deliveries: another may stand before them in the queue."""
    free = [each for each in deliveries if each.fifo_key is None]
    asked = slots.ask((each.tenant_id, each.subscription_id) for each in free)
    return store.ReservedSlots(
        {each.delivery_id for each, slot in zip(free, asked, strict=True) if slot is Slot.FREE},
        slots.token,
        slots.lease,
        slots.holder,
        granted={each.delivery_id for each, slot in zip(free, asked, strict=True) if slot is Slot.GRANTED},
        seeking={subscription_id for _, subscription_id in slots.seek()},
    )


def _hints(deliveries: Iterable[NewDelivery]) -> list[LaneHint]:
    return [LaneHint(each.tenant_id, each.subscription_id, each.due, each.delivery_id) for each in deliveries]


def _fan_out(events: Sequence[NewEvent], registries: Mapping[TenantId, Registry], now: datetime) -> _Made:
    rows: list[tuple[NewEvent, bytes]] = []
    deliveries: list[NewDelivery] = []
    for event in events:
        ledger, made = _fan_out_one(event, registries[event.tenant_id], now)
        rows.append((event, ledger))
        deliveries += made
    return _Made(rows, deliveries, {tenant_id: each.version for tenant_id, each in registries.items()})


def _fan_out_at_hand(registry: RegistryCache, events: Sequence[NewEvent], now: datetime) -> _Made | None:
    """As `_fan_out`, from the registries in memory; None if one is missing, or a subscription is fifo."""
    registries = registry.known({each.tenant_id for each in events})
    if registries is None or any(each.keeps_order for each in registries.values()):
        return None
    return _fan_out(events, registries, now)


def _fan_out_one(event: NewEvent, registry: Registry, now: datetime) -> tuple[bytes, list[NewDelivery]]:
    """The event's ledger and its deliveries."""
    match = registry.matcher.match(event, entitled=registry.entitled)
    deliveries = [new_delivery(event, listener, now) for listener in match.listeners]
    return pack(registry.matcher.head, match.verdicts, [each.delivery_id for each in deliveries]), deliveries


def new_delivery(event: NewEvent, listener: Listener, now: datetime) -> NewDelivery:
    """The delivery of an event to a subscription, due at once; given up at the latest when the result expires (B27)."""
    give_up_time = now + listener.max_age
    if event.read_until is not None:
        give_up_time = min(give_up_time, event.read_until)
    return NewDelivery(
        tenant_id=event.tenant_id,
        delivery_id=DeliveryId(uuid7(now)),
        subscription_id=listener.subscription_id,
        event_id=event.event_id,
        event_type=event.type,
        job_id=event.job_id,
        payload=listener.form,
        create_time=now,
        due=now,
        give_up_time=give_up_time,
        fifo_key=fifo_key(listener, event.parent),
    )


def fifo_key(listener: Listener, parent: str) -> str | None:
    """Which queue of the subscription the delivery joins; None where order does not matter."""
    if listener.ordering is Ordering.NONE:
        return None
    return _WHOLE_SUBSCRIPTION if listener.ordering_key is OrderingKey.SUBSCRIPTION else f"/{parent}"
