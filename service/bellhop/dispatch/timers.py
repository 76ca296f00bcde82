"""Timers of lanes: each gives its lane a turn at a moment, whatever happens before."""

import heapq
from collections.abc import Iterator
from datetime import datetime

from bellhop.dispatch.lane import DeliveryLane

_SPARE = 64


class Timers:
    """At most one for each lane, its `wake_time`: an earlier one takes the place of a later one.

    What was replaced stays in the heap until its moment comes, or until half of the heap is such: a busy lane in which
    one row is due tomorrow would leave some there each second, until tomorrow.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, DeliveryLane]] = []
        self._pushed = 0
        self._running = 0

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def next_due(self) -> datetime | None:
        """When the next one ends, or earlier; None without timers."""
        return self._heap[0][0] if self._heap else None

    def start(self, lane: DeliveryLane, when: datetime) -> None:
        """Give the lane a turn at this moment, unless it gets one before."""
        if lane.wake_time is not None and lane.wake_time <= when:
            return
        self._running += lane.wake_time is None
        lane.wake_time = when
        self._pushed += 1
        heapq.heappush(self._heap, (when, self._pushed, lane))
        if len(self._heap) > 2 * self._running + _SPARE:
            # The same moment may have been asked for again and again: of each lane one entry stays.
            kept = {each[2].key: each for each in self._heap if each[2].wake_time == each[0]}
            self._heap = list(kept.values())
            heapq.heapify(self._heap)

    def stop(self, lane: DeliveryLane) -> None:
        """Forget the timer of a lane, if it has one."""
        self._running -= lane.wake_time is not None
        lane.wake_time = None

    def ended(self, now: datetime) -> Iterator[DeliveryLane]:
        """The lanes whose timers have ended; they have none any more."""
        while self._heap and self._heap[0][0] <= now:
            when, _, lane = heapq.heappop(self._heap)
            if lane.wake_time == when:  # else it was replaced or stopped
                self.stop(lane)
                yield lane
