"""Event bodies lately read: what many subscriptions are told of is read once, not once for each claim."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from bellhop.clock import monotonic_seconds
from bellhop.domain.delivery import DeliveryLease
from bellhop.domain.event import EventBody
from bellhop.ids import EventId, TenantId
from bellhop.store import events
from bellhop.store.database import Database

_KEPT_SECONDS = 5.0
_KEPT_BYTES = 16 << 20


class Bodies:
    """Reads bodies, and keeps each for a few seconds; an event never changes, but it may be erased."""

    def __init__(self, *, kept_seconds: float = _KEPT_SECONDS, kept_bytes: int = _KEPT_BYTES) -> None:
        self._kept_seconds = kept_seconds
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._kept: OrderedDict[EventId, tuple[float, EventBody]] = OrderedDict()

    async def load(self, database: Database, leases: Iterable[DeliveryLease]) -> Mapping[EventId, EventBody]:
        """The bodies of these leases' events; absent where one is there no more."""
        self._forget(monotonic_seconds() - self._kept_seconds)
        bodies: dict[EventId, EventBody] = {}
        missing: dict[EventId, TenantId] = {}
        for lease in leases:
            kept = self._kept.get(lease.event_id)
            if kept is None:
                missing[lease.event_id] = lease.tenant_id
            else:
                bodies[lease.event_id] = kept[1]
        if missing:
            wanted = [(tenant_id, event_id) for event_id, tenant_id in missing.items()]
            async with database.connection() as connection:
                read = await events.bodies(connection, wanted)
            bodies.update(read)
            self.keep(read.values())
        return bodies

    def keep(self, bodies: Iterable[EventBody]) -> None:
        """Remember bodies as they were read, or written."""
        now = monotonic_seconds()
        for body in bodies:
            if body.event_id not in self._kept:
                self._kept[body.event_id] = (now, body)
                self._bytes += _size(body)
        self._forget(now - self._kept_seconds)

    def _forget(self, before_seconds: float) -> None:
        while self._kept:
            read_seconds, body = next(iter(self._kept.values()))
            if read_seconds >= before_seconds and self._bytes <= self._kept_bytes:
                return
            self._kept.popitem(last=False)
            self._bytes -= _size(body)


def _size(body: EventBody) -> int:
    return len(body.full) + len(body.thin or b"")
