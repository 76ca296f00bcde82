"""Which lanes a dispatcher looks after, where several send from one cell.

Dispatchers that claim from the same lanes meet each other's locks: claims come back small or empty, each empty one is
followed by a look why, and what many deliveries share in one statement is shared by fewer. So every lane has one of
them, told from its id and from who holds leases now (`holder.py`).

It is a habit, never a right: who may send is said by the lane's row alone. Where two of them disagree about who is
there, they both ask, or nobody does until the lane is late; then each of them may (`Shares.takes`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.store.claims import FirstWaiting

_LATE = timedelta(seconds=1)
_MOST_LATE = 50_000  # lanes that are remembered


class Shares:
    """The lanes of one dispatcher: all of them while it knows of no other."""

    def __init__(self) -> None:
        self._place, self._count = 0, 1
        self._late: set[DeliveryLaneKey] = set()
        self._found_late: set[DeliveryLaneKey] = set()

    def divide(self, me: int | None, others: Sequence[int]) -> bool:
        """Divide the lanes between this holder and the others that claim; one without a name takes all.

        Returns whether that changes anything.
        """
        before = (self._place, self._count)
        if me is None:
            self._place, self._count = 0, 1
        else:
            self._place, self._count = sum(each < me for each in others), len(others) + 1
        return before != (self._place, self._count)

    @property
    def divides(self) -> bool:
        """Whether others have lanes too."""
        return self._count > 1

    def has(self, lane: DeliveryLaneKey) -> bool:
        """Whether this dispatcher looks after a lane."""
        return not self.divides or int.from_bytes(lane[1].bytes[-4:]) % self._count == self._place

    def takes(self, first: FirstWaiting, *, now: datetime, is_idle: bool) -> bool:
        """Whether a lane that a sweep found is for this dispatcher.

        Another's is if it is late and nothing of it is under way, as whoever has it may be frozen; or if it is late
        and this dispatcher has nothing else to do.
        """
        lane = (first.tenant_id, first.subscription_id)
        if self.has(lane):
            return True
        if first.leaves is None or now - first.leaves <= _LATE:
            return False
        if len(self._found_late) < _MOST_LATE:
            self._found_late.add(lane)
        return is_idle or not first.in_flight

    def swept(self) -> None:
        """A sweep is complete: what it found to be late is all that is."""
        self._late, self._found_late = self._found_late, set()

    def is_late_elsewhere(self, lane: DeliveryLaneKey) -> bool:
        """Whether another looks after this lane and was seen to be late with it: nothing may overtake there."""
        return lane in self._late
