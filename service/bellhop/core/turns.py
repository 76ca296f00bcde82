"""Whose turn it is at being claimed from, and how far each queue has been claimed: what one process remembers.

It is a memory, never the truth. Tenants take turns, and whose was last is kept for each set of actions; other processes
have their own memory, which costs fairness nothing over time.

While a transaction keeps an old snapshot, claimed jobs stay in the index before those that wait. A claim that reads
through them takes ever longer: 4 ms at first, 20 ms after a minute at 1,000 jobs a second. Then most claims go on from
the places that were reached, and now and then one looks at everything. That one finds queues that are not known here,
and jobs that entered before a place because of their priority.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bellhop.clock import monotonic_seconds
from bellhop.ids import TenantId
from bellhop.runtime.pace import Pace
from bellhop.store.job_ready import JobAsk, QueuePlace

_LEAST_REST_SECONDS = 0.3  # what asks for less is not dear: it looked at everything in 15 ms
_LONGEST_REST_SECONDS = 1.0
_MOST_PLACES = 256
_MOST_SETS = 1024


@dataclass(slots=True)
class _Set:
    """What is remembered for one set of actions: whose turn was last, and when to look at everything again."""

    last: str = ""
    pace: Pace = field(default_factory=lambda: Pace(longest_seconds=_LONGEST_REST_SECONDS))
    look_again: float = 0.0


class Turns:
    """The turns of one process."""

    def __init__(self) -> None:
        self._sets: OrderedDict[tuple[str, ...], _Set] = OrderedDict()
        self._places: OrderedDict[tuple[str, TenantId], QueuePlace] = OrderedDict()

    def last(self, ask: JobAsk) -> str:
        """The tenant whose turn was last; empty for none."""
        return self._set(ask).last

    def places(self, ask: JobAsk) -> list[QueuePlace] | None:
        """The places to go on from; None when it is time to look at everything."""
        if monotonic_seconds() >= self._set(ask).look_again:
            return None
        places = [place for place in self._places.values() if _is_asked_for(place, ask)]
        return places or None

    def took(self, ask: JobAsk, places: Sequence[QueuePlace]) -> None:
        """Remember what was claimed, in the order of the claim."""
        for place in places:
            self._places[place.action, place.tenant_id] = place
            self._places.move_to_end((place.action, place.tenant_id))
        while len(self._places) > _MOST_PLACES:
            self._places.popitem(last=False)
        if places:
            mine = self._set(ask)
            mine.last = max({place.tenant_id for place in places}, key=lambda tenant: (tenant <= mine.last, tenant))

    def looked_at_all(self, ask: JobAsk, *, seconds: float) -> None:
        """Note that everything was looked at, and how long that took."""
        mine = self._set(ask)
        rest = mine.pace.rest_after(seconds)
        mine.look_again = monotonic_seconds() + rest if rest >= _LEAST_REST_SECONDS else 0.0

    def _set(self, ask: JobAsk) -> _Set:
        found = self._sets.get(ask.actions)
        if found is None:
            found = self._sets[ask.actions] = _Set()
            if len(self._sets) > _MOST_SETS:
                self._sets.popitem(last=False)
        return found


def _is_asked_for(place: QueuePlace, ask: JobAsk) -> bool:
    return place.action in ask.actions and (ask.tenants is None or place.tenant_id in ask.tenants)
