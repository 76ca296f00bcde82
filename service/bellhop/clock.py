"""The only place that asks what time it is.

The database's clock is the judge of what is due; a process keeps the difference to it, so that ids and times
made here agree with the ones made there. Between two answers of the database it counts the time that passes by a
clock that nobody can set: a step of this machine's clock changes nothing here. Tests pass a `ManualClock`.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
# Where it is known, the one that goes on while the machine sleeps.
_COUNTING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock(Protocol):
    """Tells the moment, aware and in UTC, with microseconds."""

    def now(self) -> datetime:
        """The moment now."""


def _machine_now() -> datetime:
    return datetime.now(UTC)


def _passed() -> timedelta:
    """The time since some moment of this machine's past: it never goes back, and nobody sets it."""
    return timedelta(microseconds=time.clock_gettime_ns(_COUNTING) // 1000)


class SystemClock:
    """The machine's clock as it was at the start, counted on from there, and corrected by what the database's shows."""

    def __init__(
        self, machine_now: Callable[[], datetime] = _machine_now, passed: Callable[[], timedelta] = _passed
    ) -> None:
        self._machine_now = machine_now
        self._passed = passed
        self._beginning = machine_now() - passed()

    def now(self) -> datetime:
        """The moment now, by the database's clock."""
        return self._beginning + self._passed()

    @property
    def machine_is_off(self) -> timedelta:
        """How far this machine's clock is from the moment now (now - machine)."""
        return self.now() - self._machine_now()

    def correct(self, asked: datetime, database_now: datetime) -> timedelta:
        """Follow the database's clock from here on; returns by how much this one was moved.

        The database looked at its clock at some moment between `asked` (by this clock) and now. A time in between says
        nothing against this clock, which then stays as it is: a correction by half of a slow answer would set the
        processes of one machine apart, and ids made one after the other would not be in that order. A time outside
        moves it: to what the machine's clock shows, if that agrees with the database (so that all processes of a
        machine agree again after its clock was set), else by as much as is certain.
        """
        answered, machine = self.now(), self._machine_now()
        if asked <= database_now <= answered:
            return timedelta(0)
        if machine - (answered - asked) <= database_now <= machine:
            move = machine - answered
        elif database_now > answered:
            move = database_now - answered
        else:
            move = database_now - asked
        self._beginning += move
        return move


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


def unix_seconds() -> float:
    """The machine's clock as a timestamp, for figures that are compared with other machines' clocks."""
    return time.time()


def monotonic_seconds() -> float:
    """Seconds on a clock that never goes back; only differences mean something."""
    return time.monotonic()


@lru_cache(maxsize=4096)  # one moment stands in many places: a tenth of the time
def format_time(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and `Z`, as every answer of the API writes times."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:-6] + "Z"  # a tenth of what strftime takes


def read_time(text: str) -> datetime | None:
    """The moment of an RFC 3339 text with its offset, in UTC; None for any other.

    Digits beyond microseconds are cut.
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        return None
    date, time_of_day, fraction, zone = found.groups()
    micros = (fraction or "0")[:6].ljust(6, "0")
    try:
        moment = datetime.fromisoformat(f"{date}T{time_of_day}.{micros}{'+00:00' if zone in 'Zz' else zone}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # no such day; or its offset takes it out of the years 1 to 9999
        return None
