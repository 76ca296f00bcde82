"""How long a worker may believe that a job is its own (tables in `clients/conformance/leases.json`).

A lease counts from when the request *left* that began or extended it: the service's own count starts later, never
sooner. So what this clock calls held is held, however slow the network or the process was meanwhile.
"""

import time
from dataclasses import dataclass
from enum import StrEnum

HEARTBEAT_FRACTION = 1 / 3
AGAIN_FRACTION = 1 / 12
LONGEST_CLAIM_SECONDS = 20.0

_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


def now() -> float:
    """Seconds on a clock that nothing sets back, and that goes on while the machine sleeps where the system has one."""
    return time.monotonic() if _BOOT is None else time.clock_gettime(_BOOT)


def claim_seconds(lease_seconds: float) -> float:
    """How long a claim may wait for work: its answer must not be older than a third of the lease that it brings."""
    return min(LONGEST_CLAIM_SECONDS, lease_seconds * HEARTBEAT_FRACTION)


class State(StrEnum):
    """What is known of a lease. `unknown`: the last heartbeat had no answer, which proves nothing yet."""

    HELD = "held"
    UNKNOWN = "unknown"
    LOST = "lost"


@dataclass(slots=True)
class LeaseClock:
    """One lease. `claimed_at` is when the claim left."""

    lease_seconds: float
    claimed_at: float
    heartbeat_due: float = 0.0
    lapses: float = 0.0
    _lost: bool = False
    _unknown: bool = False
    _confirmed_at: float = 0.0

    def __post_init__(self) -> None:
        self._confirm(self.claimed_at)

    def state(self, at: float) -> State:
        """How it is at this moment. Once lost it stays lost."""
        self._lost = self._lost or at >= self.lapses
        if self._lost:
            return State.LOST
        return State.UNKNOWN if self._unknown else State.HELD

    def heartbeat_left(self, at: float) -> None:
        """A heartbeat leaves: one without any answer is followed by another as if it had never been."""
        self.heartbeat_due = at + self.lease_seconds * HEARTBEAT_FRACTION

    def extended(self, left_at: float, at: float) -> None:
        """The heartbeat that left at `left_at` was answered; it counts unless a later one was answered before."""
        if self.state(at) is not State.LOST and left_at > self._confirmed_at:
            self._confirm(left_at)

    def failed(self, at: float) -> None:
        """A heartbeat had no answer."""
        self._unknown = True
        self.heartbeat_due = at + self.lease_seconds * AGAIN_FRACTION

    def lost(self) -> None:
        """The service said so."""
        self._lost = True

    def _confirm(self, left_at: float) -> None:
        self._confirmed_at, self._unknown = left_at, False
        self.lapses = left_at + self.lease_seconds
        self.heartbeat_due = left_at + self.lease_seconds * HEARTBEAT_FRACTION
