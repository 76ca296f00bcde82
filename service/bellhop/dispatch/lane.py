"""A lane in the memory of one dispatcher: where it stands, and the one table of how that may change.

A lane is what waits for one subscription. The agenda keeps one for each lane that may have something due, or that has
something in flight here.

                        hint, timer                 turn
             ┌─────────┐ ─────────────▶ ┌────────┐ ──────▶ ┌───────┐ ── gave all that was asked ──▶ QUEUED
     ───────▶│ RESTING │                │ QUEUED │         │ ASKED │ ── gave fewer, no limit ─────▶ RESTING
             └─────────┘                └────────┘         └───────┘ ── a limit may hold the rest ─▶ LIMITED
                                            ▲                        ── gave nothing: ASKED until inspected
                                            │
                  an attempt ended, timer   │   ┌─────────┐
                                            └── │ LIMITED │
                                                └─────────┘

Beside its state a lane may have a timer (`wake_time`), which gives it a turn at that moment whatever happens before. A
lane that rests without a timer and without anything in flight is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.ids import DeliveryId

Floor = tuple[datetime, DeliveryId]
"""The `(due, id)` of a row: nothing before it needs to be looked at."""

BACKOFF_FIRST = timedelta(milliseconds=2)
_OVERTAKEN = timedelta(seconds=1)
_START_LIMIT = 16


class LaneState(StrEnum):
    """Where a lane stands."""

    RESTING = "resting"  # nothing in it is known to be due
    QUEUED = "queued"  # it stands in its tenant's queue
    ASKED = "asked"  # a claim, or the inspection after it, is under way
    LIMITED = "limited"  # it gave less than asked: a limit may hold it, and the end of an attempt may free it


MOVES: Mapping[LaneState, frozenset[LaneState]] = MappingProxyType(
    {
        LaneState.RESTING: frozenset({LaneState.QUEUED}),
        LaneState.QUEUED: frozenset({LaneState.ASKED}),
        LaneState.ASKED: frozenset({LaneState.QUEUED, LaneState.RESTING, LaneState.LIMITED}),
        LaneState.LIMITED: frozenset({LaneState.QUEUED}),
    }
)


@dataclass(slots=True)
class DeliveryLane:
    """One lane: what is remembered of it until nothing in it waits and nothing of it is in flight.

    floor: nothing before it is asked for.
    hinted: the lowest floor that hints named while it was asked; None when there was none.
    queued_seconds: when it began to wait for its turn, by the monotonic clock.
    in_flight: deliveries of it that are being sent or recorded here.
    limit: how many of it may be in flight while slots are scarce; lower for a receiver that answers slowly.
    wake_time: when its timer gives it a turn; None without a timer.
    paused_until: its endpoint asked for a pause, as far as is known here: what comes meanwhile gives it no turn.
    unsure: a timer or a hint said that something is there: a claim that brings too little is followed by an inspection.
    backoff: how long it rests after an inspection that found something due which the claim did not get.
    """

    key: DeliveryLaneKey
    floor: Floor
    state: LaneState = LaneState.RESTING
    hinted: Floor | None = None
    queued_seconds: float = 0.0
    in_flight: int = 0
    limit: int = _START_LIMIT
    wake_time: datetime | None = None
    paused_until: datetime | None = None
    unsure: bool = False
    backoff: timedelta = BACKOFF_FIRST

    @property
    def is_forgettable(self) -> bool:
        """Whether nothing waits in it, as far as is known here, and nothing of it is in flight."""
        return self.state is LaneState.RESTING and self.wake_time is None and not self.in_flight

    def move(self, state: LaneState) -> None:
        """Go to another state; raises `RuntimeError` for a move that is not in `MOVES`."""
        if state not in MOVES[self.state]:
            message = f"a lane that is {self.state} cannot become {state}"
            raise RuntimeError(message)
        self.state = state

    def pauses(self, now: datetime) -> bool:
        """Whether its endpoint wants nothing now."""
        return self.paused_until is not None and self.paused_until > now

    def lower_floor(self) -> None:
        """Take in what hints named while it was asked."""
        if self.hinted is not None:
            self.floor, self.hinted = min(self.hinted, self.floor), None

    def is_late(self, now: datetime) -> bool:
        """Whether something may have waited for its turn for longer than others may overtake it."""
        waits = self.state is LaneState.QUEUED or self.state is LaneState.ASKED
        return waits and now - self.floor[0] > _OVERTAKEN
