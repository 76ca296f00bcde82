"""Whose deliveries are late because this process cannot keep up, and not because of their endpoint.

Told from what claims bring. A lane that gives all that it is asked for, a whole turn of it, is held by no limit of its
own: if its rows are late then, the machine is full. A lane that gave less lately says nothing: it is empty, or a slow
endpoint holds it back. Of a tenant the lane that is least late counts, as in CoDel (RFC 8289 §3.1): a queue that
stands, not one that a moment made. (That a lane waits long for its turn is seen by the agenda.)
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from bellhop.dispatch.agenda import CHUNK
from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.ids import TenantId
from bellhop.store.claims import LaneAsk

LATE = timedelta(milliseconds=250)
_SHORT_COUNTS = timedelta(seconds=2)
_MOST_SHORT = 50_000


class Lateness:
    """What the claims of one dispatcher say, and how much it sent, since it was last asked."""

    def __init__(self) -> None:
        self._least: dict[TenantId, timedelta] = {}
        self._sent: Counter[TenantId] = Counter()
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
        self._sent.update(lease.tenant_id for lease in leases)

    def take(self, starved: Collection[TenantId] = ()) -> dict[TenantId, int]:
        """The tenants whose deliveries were late, every whole turn of them since the last call, and those `starved`.

        With each comes how many of its deliveries left meanwhile.
        """
        (least, self._least), (sent, self._sent) = (self._least, {}), (self._sent, Counter())
        late = {tenant_id for tenant_id, each in least.items() if each >= LATE}
        return {tenant_id: sent[tenant_id] for tenant_id in late.union(starved)}

    def _note_short(self, lane: DeliveryLaneKey, now: datetime) -> None:
        if len(self._short) >= _MOST_SHORT:
            self._short.clear()
        self._short[lane] = now
