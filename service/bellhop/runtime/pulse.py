"""Whether what goes on for ever still does: the time of its last success, as a figure that an alarm can look at."""

from bellhop.clock import monotonic_seconds, unix_seconds
from bellhop.metrics import LOOP_INTERVAL, LOOP_SUCCESS

_TOLD_EVERY_SECONDS = 1.0


class Pulse:
    """The pulse of one loop; its figures are there from `begin` on. It may be asked to tell as often as one likes."""

    def __init__(self, name: str, *, interval_seconds: float) -> None:
        self._name = name
        self._interval_seconds = interval_seconds
        self._told = 0.0

    def begin(self) -> None:
        """It runs from now on, and has not failed yet."""
        LOOP_INTERVAL.labels(self._name).set(self._interval_seconds)
        self._tell(monotonic_seconds())

    def well(self) -> bool:
        """A step went well; whether this was told, which it is once a second."""
        now = monotonic_seconds()
        if now - self._told < _TOLD_EVERY_SECONDS:
            return False
        self._tell(now)
        return True

    def _tell(self, now: float) -> None:
        self._told = now
        LOOP_SUCCESS.labels(self._name).set(unix_seconds())
