"""How long to rest after work whose cost may grow, so that it takes no more than a twentieth of the time."""

from collections import deque

_SHARE = 20
_RUNNING = 3


class Pace:
    """The rests of one kind of work, none longer than `longest_seconds`.

    The least of the last three costs counts: one may have waited for a lock.
    """

    def __init__(self, *, longest_seconds: float) -> None:
        self._longest_seconds = longest_seconds
        self._spent = deque([0.0] * _RUNNING, maxlen=_RUNNING)

    def rest_after(self, seconds: float) -> float:
        """Seconds to rest after work that took so many."""
        self._spent.append(seconds)
        return min(min(self._spent) * _SHARE, self._longest_seconds)
