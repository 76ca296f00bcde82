"""What is on record of a tenant's events and deliveries, for its readers."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import NamedTuple

from bellhop.core.carried import carried
from bellhop.domain.delivery import Attempt, Delivery
from bellhop.domain.event import Event, EventBody, FeedPosition
from bellhop.errors import NotFoundError
from bellhop.ids import DeliveryId, EventId, TenantId
from bellhop.store import attempts, deliveries, events
from bellhop.store.store import Store

_READ_AT_ONCE = 200
_WHOLE_READ_AT_ONCE = 4


class DeliveryRecord(NamedTuple):
    """A delivery, its attempts (oldest first), and the body that was sent where its event is still kept."""

    delivery: Delivery
    attempts: Sequence[Attempt]
    sent: bytes | None


class History:
    """Reads what is kept, and changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def delivery(self, tenant_id: TenantId, delivery_id: DeliveryId) -> DeliveryRecord:
        """One delivery with all that was said; raises `NotFoundError`."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            found = await deliveries.load(connection, [(tenant_id, delivery_id)])
            if not found:
                raise NotFoundError
            delivery = found[0]
            tried = await attempts.of_delivery(connection, tenant_id, delivery_id)
            return DeliveryRecord(delivery, tried, await carried(connection, delivery))

    async def event(self, tenant_id: TenantId, event_id: EventId) -> tuple[Event, EventBody]:
        """One event with its body; raises `NotFoundError`, also for one whose body is no longer kept."""
        key = (tenant_id, event_id)
        async with self._store.cell_of(tenant_id).connection() as connection:
            event = (await events.load(connection, [key])).get(event_id)
            body = (await events.bodies(connection, [key])).get(event_id)
        if event is None or body is None:
            raise NotFoundError
        return event, body

    async def bodies(self, tenant_id: TenantId, event_ids: Sequence[EventId]) -> Mapping[EventId, EventBody]:
        """The bodies of these events; one that is dropped at this moment is absent."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            return await events.bodies(connection, [(tenant_id, event_id) for event_id in event_ids])

    async def end_of_feed(self, tenant_id: TenantId) -> int:
        """The oldest transaction that still runs: the feed of this tenant serves what is below it."""
        async with self._store.cell_of(tenant_id).connection() as connection:
            return await events.feed_end(connection)

    async def feed(
        self, tenant_id: TenantId, after: FeedPosition, *, limit: int, whole: bool
    ) -> AsyncGenerator[tuple[Event, EventBody | None], None]:
        """At most `limit` events behind a position, in the order of the commits; `whole` with their bodies.

        What commits late comes late and is never skipped. Close it (`contextlib.aclosing`): it holds a connection.
        """
        at_once = _WHOLE_READ_AT_ONCE if whole else _READ_AT_ONCE
        async with self._store.cell_of(tenant_id).connection() as connection:
            end = await events.feed_end(connection)
            while limit > 0:
                asked = min(at_once, limit)
                read = await events.feed(connection, tenant_id, after, below=end, limit=asked)
                keys = [(tenant_id, event.event_id) for event in read]
                bodies = await events.bodies(connection, keys) if whole and keys else {}
                for event in read:
                    yield event, bodies.get(event.event_id)
                    after = FeedPosition(event.transaction_id, event.event_id)
                limit -= len(read)
                if len(read) < asked:
                    return
