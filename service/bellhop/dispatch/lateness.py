"""Whose deliveries are late because this process cannot keep up, and not because of their endpoint.

Told from what claims bring. A lane that gives all that it is asked for, a whole turn of it, is held by no limit of its
own: if its rows are late then, the machine is full. A lane that gave less lately says nothing: it is empty, or a slow
endpoint holds it back. Of a tenant the lane that is least late counts, as in CoDel (RFC 8289 §3.1): a queue that
stands, not one that a moment made. (That a lane waits long for its turn is seen by the agenda.)
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bellhop.dispatch.agenda import CHUNK
from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.ids import EventId, TenantId
from bellhop.store.claims import LaneAsk

LATE = timedelta(milliseconds=250)
_SHORT_COUNTS = timedelta(seconds=2)
_MOST_SHORT = 50_000
_SPANS = 4  # a second: the deliveries of one event to several endpoints leave at about the same time


@dataclass(slots=True)
class _Span:
    """Which events had deliveries that left, by tenant, and how long that took."""

    sent: defaultdict[TenantId, set[EventId]] = field(default_factory=lambda: defaultdict(set))
    seconds: float = 0.0


class Lateness:
    """What the claims of one dispatcher say since it was last asked, and how much it sends."""

    def __init__(self) -> None:
        self._least: dict[TenantId, timedelta] = {}
        self._spans: deque[_Span] = deque([_Span()], maxlen=_SPANS)
        self._short: dict[DeliveryLaneKey, datetime] = {}

    def claimed(self, asks: Sequence[LaneAsk], leases: Sequence[DeliveryLease], *, now: datetime) -> None:
        """Take in what lanes were asked for, and what they gave."""
        given: dict[DeliveryLaneKey, list[DeliveryLease]] = {}
        for lease in leases:
            given.setdefault((lease.tenant_id, lease.subscription_id), []).append(lease)
        for ask in asks:
            lane = (ask.tenant_id, ask.subscription_id)
            got = given.get(lane, ())
            if not got or ask.most < CHUNK:  # somebody else had locked it, or slots are scarce: that says nothing
                continue
            if len(got) < ask.most:
                self._note_short(lane, now)
            elif now - self._short.get(lane, datetime.min.replace(tzinfo=now.tzinfo)) > _SHORT_COUNTS:
                late = now - got[-1].due
                self._least[ask.tenant_id] = min(late, self._least.get(ask.tenant_id, late))

    def sent(self, leases: Iterable[DeliveryLease]) -> None:
        """Take in what leaves, whether it had waited to be claimed or was born leased."""
        sent = self._spans[-1].sent
        for lease in leases:
            sent[lease.tenant_id].add(lease.event_id)

    def take(self, starved: Collection[TenantId] = (), *, seconds: float) -> dict[TenantId, float]:
        """The tenants whose deliveries were late, every whole turn of them since the last call, and those `starved`.

        The last call was so many `seconds` ago. With each tenant comes how many of its events leave in a second: its
        publishers are slowed down to that, and an event may have many deliveries.
        """
        least, self._least = self._least, {}
        self._spans[-1].seconds = seconds
        late = {tenant_id for tenant_id, each in least.items() if each >= LATE}
        told = {tenant_id: self._events_per_second(tenant_id) for tenant_id in late.union(starved)}
        self._spans.append(_Span())
        return told

    def _events_per_second(self, tenant_id: TenantId) -> float:
        events = set[EventId]().union(*(each.sent.get(tenant_id, ()) for each in self._spans))
        return len(events) / sum(each.seconds for each in self._spans)

    def _note_short(self, lane: DeliveryLaneKey, now: datetime) -> None:
        if len(self._short) >= _MOST_SHORT:
            self._short.clear()
        self._short[lane] = now
