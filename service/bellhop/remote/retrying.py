"""When a request is sent again, and after which pause: as `clients/conformance` says it for every client."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

ATTEMPTS = 5
LONGEST_RETRY_AFTER_SECONDS = 60.0
_FIRST_SECONDS = 0.5
_MOST_SECONDS = 20.0
_DOUBLINGS = 10  # beyond these the pause is the longest one anyway
_DIGITS = re.compile(r"[0-9]+")

_LATER_ALWAYS = frozenset({425, 429})  # refused before anything was done
_LATER_IF_REPEATABLE = frozenset({408, 500, 502, 503, 504})
_NO_PAUSE_HELPS = frozenset({"limit-exceeded"})  # the limit ends when the caller does something
_STILL_ANSWERED = "idempotency-key-in-flight"


class Fault(StrEnum):
    """What happened instead of an answer."""

    NOTHING_LEFT = "nothing left"
    UNKNOWN = "it may have arrived"
    DISTRUST = "the other side could not prove who it is"


def again_after_status(status: int, code: str, *, repeatable: bool) -> bool:
    """Whether the same request is worth sending again after this answer; `repeatable` if twice does no harm."""
    if code in _NO_PAUSE_HELPS:
        return False
    if status in _LATER_ALWAYS:
        return True
    return repeatable and (status in _LATER_IF_REPEATABLE or code == _STILL_ANSWERED)


def again_after_fault(fault: Fault, *, repeatable: bool) -> bool:
    """Whether the same request is worth sending again after no answer."""
    return fault is Fault.NOTHING_LEFT or (fault is Fault.UNKNOWN and repeatable)


def pause_seconds(retry: int, share: float) -> float:
    """How long to wait before this retry (the first is 1); `share` is a random number in [0, 1)."""
    longest = min(_MOST_SECONDS, _FIRST_SECONDS * (1 << min(retry - 1, _DOUBLINGS)))
    return longest * (0.5 + share / 2)


def retry_after_seconds(value: str, now: datetime) -> float | None:
    """What a `Retry-After` header asks for: seconds or a date (RFC 9110 §10.2.3); None when it is neither."""
    text = value.strip()
    if _DIGITS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # no such day; an hour or a zone of too many digits
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
