"""The outbox in the database: events and their deliveries, written together by one statement."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from service.domain.delivery import Lease, NewDelivery, Reason
from service.domain.event import NewEvent
from service.ids import DeliveryId, TenantId
from service.store.deliveries import HELD, join_fifo, to_lease
from service.store.queries import load

if TYPE_CHECKING:
    from service.store.database import Connection


@dataclass(frozen=True, slots=True)
class Slots:
    """The deliveries that can be sent at once, and how their leases are to be."""

    deliveries: Collection[DeliveryId]
    token: uuid.UUID
    lease: timedelta


NO_SLOTS = Slots((), uuid.UUID(int=0), timedelta(0))


async def write(
    connection: "Connection",
    events: Sequence[tuple[NewEvent, bytes]],
    deliveries: Sequence[NewDelivery],
    *,
    slots: Slots = NO_SLOTS,
    versions: Mapping[TenantId, uuid.UUID] | None = None,
) -> list[Lease] | None:
    """Write events, each with its packed ledger, and deliveries; returns the leases of those that were born leased.

    None, and nothing is written, when a registry is not of the version that is expected. Deliveries with a fifo key
    join its queue first, by a statement of its own: only the first of a key becomes due, the others are held behind
    it. With those the connection must be in a transaction, and no versions may be expected.
    """
    queued = await join_fifo(connection, deliveries) if any(each.fifo_key for each in deliveries) else {}
    placed = [queued.get(each.delivery_id, (each.due, None)) for each in deliveries]
    expected = versions or {}
    rows = await connection.fetch(
        load("outbox")["write"],
        list(expected),
        list(expected.values()),
        [each.tenant_id for each, _ in events],
        [each.event_id for each, _ in events],
        [each.type for each, _ in events],
        [each.create_time for each, _ in events],
        [each.publish_id for each, _ in events],
        [each.job_id for each, _ in events],
        [each.action for each, _ in events],
        [each.status for each, _ in events],
        [each.parent for each, _ in events],
        [each.source for each, _ in events],
        [dict(each.labels) if each.labels else None for each, _ in events],
        [each.only_for for each, _ in events],
        [each.about for each, _ in events],
        [each.read_until for each, _ in events],
        [each.traceparent for each, _ in events],
        [each.full for each, _ in events],
        [each.thin for each, _ in events],
        [ledger for _, ledger in events],
        [each.tenant_id for each in deliveries],
        [each.subscription_id for each in deliveries],
        [due for due, _ in placed],
        [each.delivery_id for each in deliveries],
        [each.event_id for each in deliveries],
        [each.payload.value for each in deliveries],
        [each.give_up_time for each in deliveries],
        [each.fifo_key for each in deliveries],
        [sequence for _, sequence in placed],
        [each.event_type for each in deliveries],
        [each.job_id for each in deliveries],
        [each.create_time for each in deliveries],
        [Reason.FIFO_WAITING.value if due is HELD else None for due, _ in placed],
        [each.delivery_id in slots.deliveries for each in deliveries],
        slots.token,
        slots.lease,
    )
    if not rows[0]["fresh"]:
        return None
    return [to_lease(tuple(row)[:-1]) for row in rows if row["delivery_id"] is not None]
