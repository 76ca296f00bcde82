"""The only place that asks what time it is.

The database's clock is the judge of what is due; a process keeps the difference to it, so that ids and times
made here agree with the ones made there. Tests pass a `ManualClock`.
"""

import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, aware and in UTC, with microseconds."""

    def now(self) -> datetime:
        """The moment now."""


class SystemClock:
    """The machine's clock, corrected by what the database's clock showed."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The moment now, by the database's clock."""
        return datetime.now(UTC) + self._offset

    def correct(self, asked: datetime, database_now: datetime) -> timedelta:
        """Follow the database's clock from here on; returns how far this machine is off (database - machine).

        The database looked at its clock at some moment between `asked` (by this clock) and now. A time in between says
        nothing against this clock, which then stays as it is: a correction by half of a slow answer would set the
        processes of one machine apart, and ids made one after the other would not be in that order. A time outside
        moves it by as much as is certain.
        """
        answered = self.now()
        if database_now > answered:
            self._offset += database_now - answered
        elif database_now < asked:
            self._offset -= asked - database_now
        return self._offset


class ManualClock:
    """A clock that a test sets and moves."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment that was set."""
        return self._now

    def move(self, by: timedelta) -> datetime:
        """Let `by` pass; returns the new moment."""
        self._now += by
        return self._now


def monotonic_seconds() -> float:
    """Seconds on a clock that never goes back; only differences mean something."""
    return time.monotonic()


@lru_cache(maxsize=4096)  # one moment stands in many places: a tenth of the time
def format_time(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and `Z`, as every answer of the API writes times."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:-6] + "Z"  # a tenth of what strftime takes
