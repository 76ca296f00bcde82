"""When the same request is sent again, and after how long: rules without I/O (tables in `clients/conformance`)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

_DIGITS = re.compile(r"[0-9]+")
_LARGEST_EXPONENT = 32  # beyond it the power is past any cap, and much further past what a float holds

_REFUSED_UNDONE = frozenset({425, 429})
_MAYBE_DONE = frozenset({408, 500, 502, 503, 504})
_BY_CODE = {"limit-exceeded": False, "idempotency-key-in-flight": True}


class Fault(StrEnum):
    """Why there is no answer."""

    NOTHING_LEFT = "nothing_left"
    MAYBE_DONE = "maybe_done"
    HOPELESS = "hopeless"


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent in all (None: for ever), and the pauses between.

    Before the nth retry: `first_seconds * factor**(n-1)`, at most `most_seconds`, times a random share between a half
    and one. An answer's `Retry-After` is obeyed where it is longer; beyond `longest_retry_after_seconds` the request is
    given up instead.
    """

    attempts: int | None = 5
    first_seconds: float = 0.5
    factor: float = 2.0
    most_seconds: float = 20.0
    longest_retry_after_seconds: float = 60.0

    def pause(self, retry: int, random: float, after: float | None = None) -> float:
        """Seconds to wait before a retry, counted from 1; `random` in [0, 1); `after` is what the answer asked for."""
        grown = self.first_seconds * self.factor ** min(retry - 1, _LARGEST_EXPONENT)
        return max(min(grown, self.most_seconds) * (0.5 + random / 2), after or 0.0)

    def is_spent(self, sent: int, after: float | None = None) -> bool:
        """Whether to give up after so many requests."""
        if after is not None and after > self.longest_retry_after_seconds:
            return True
        return self.attempts is not None and sent >= self.attempts


def is_worth_repeating(status: int, code: str | None, *, repeatable: bool) -> bool:
    """Whether the same request may get another answer; `repeatable`: doing it twice does no harm."""
    if code in _BY_CODE:
        return _BY_CODE[code] and repeatable
    return status in _REFUSED_UNDONE or (repeatable and status in _MAYBE_DONE)


def is_fault_worth_repeating(fault: Fault, *, repeatable: bool) -> bool:
    """The same for a request without an answer."""
    return fault is Fault.NOTHING_LEFT or (fault is Fault.MAYBE_DONE and repeatable)


def read_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` asks for (RFC 9110 §10.2.3), or None where there is none that can be read."""
    text = (value or "").strip()
    if _DIGITS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the latter for a zone that is further off than any date
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
