"""The outbox: an event, its ledger and its deliveries are written in the transaction that makes it happen."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from service.core.registry import Registry, RegistryCache
from service.domain.delivery import LaneHint, NewDelivery
from service.domain.event import NewEvent
from service.domain.ledger import pack
from service.domain.subscription import Listener, Ordering, OrderingKey
from service.ids import DeliveryId, uuid7
from service.runtime.slots import Born, Reservation
from service.store import deliveries as deliveries_store
from service.store import events as events_store

if TYPE_CHECKING:
    from service.store.database import Connection

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

    Inside the caller's transaction, for the subscriptions that exist in it: one statement reads the versions of the
    registries, one writes the events, `deliveries.enqueue` writes the rest. The hints are for after the commit; with
    `slots` so is what was born leased, of which there are none.
    """
    if not events:
        return []
    registries = await registry.read(connection, {each.tenant_id for each in events})
    rows: list[tuple[NewEvent, bytes]] = []
    deliveries: list[NewDelivery] = []
    for event in events:
        ledger, made = _fan_out(event, registries[event.tenant_id], now)
        rows.append((event, ledger))
        deliveries += made
    await events_store.insert(connection, rows)
    born = await _lease_at_birth(connection, events, deliveries, slots) if slots else set()
    if deliveries:
        await deliveries_store.enqueue(connection, deliveries, born=born)
    return [
        LaneHint(each.tenant_id, each.subscription_id, each.due, each.delivery_id)
        for each in deliveries
        if each.delivery_id not in born
    ]


async def _lease_at_birth(
    connection: "Connection", events: Sequence[NewEvent], deliveries: Sequence[NewDelivery], slots: Reservation
) -> set[DeliveryId]:
    """Lease those deliveries to this process that have a slot in it and room in their lane; returns which.

    Not what has to keep an order: the head of a fifo key may wait already.
    """
    free = [each for each in deliveries if each.fifo_key is None]
    granted = slots.ask((each.tenant_id, each.subscription_id) for each in free)
    wanted = [each for each, is_granted in zip(free, granted, strict=True) if is_granted]
    if not wanted:
        return set()
    leases = await deliveries_store.lease_at_birth(connection, wanted, token=slots.token, lease=slots.lease)
    events_by_id = {event.event_id: event for event in events}
    slots.keep(Born(lease, events_by_id[lease.event_id].body) for lease in leases)
    return {lease.delivery_id for lease in leases}


def _fan_out(event: NewEvent, registry: Registry, now: datetime) -> tuple[bytes, list[NewDelivery]]:
    """The event's ledger and its deliveries."""
    match = registry.matcher.match(event, entitled=registry.entitled)
    deliveries = [new_delivery(event, listener, now) for listener in match.listeners]
    return pack(registry.matcher.head, match.verdicts, [each.delivery_id for each in deliveries]), deliveries


def new_delivery(event: NewEvent, listener: Listener, now: datetime) -> NewDelivery:
    """The delivery of an event to a subscription, due at once; given up before what it points at expires (B27)."""
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
        payload=listener.payload,
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
