"""Names of event types: what may be published, and what a subscription may ask for."""

import re

from bellhop.domain.event import EventType
from bellhop.domain.matching import ALIAS_SUFFIX, EVERYTHING

LONGEST_EVENT_TYPE_CHARS = 128

_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
TYPE_PATTERN = f"^{_TYPE.pattern}$"
"""A type of events, as a JSON Schema writes it."""
_PATTERN = re.compile(rf"{_TYPE.pattern}(?:\.\*)?")
_OWN = frozenset(EventType)

ABOUT_OTHERS = frozenset(
    {
        EventType.DELIVERY_DEAD_LETTERED,
        EventType.SUBSCRIPTION_FAILING,
        EventType.SUBSCRIPTION_DISABLED,
        EventType.SUBSCRIPTION_CERTIFICATE_EXPIRING,
    }
)
"""Types that tell of other subscriptions: the death of their deliveries is not told again."""


def fault_of_published(event_type: str) -> str | None:
    """Why the operator may not publish an event of this type, as a sentence, or None."""
    if len(event_type) > LONGEST_EVENT_TYPE_CHARS or not _TYPE.fullmatch(event_type):
        return (
            f"A type is at most {LONGEST_EVENT_TYPE_CHARS} letters, digits, `_` and `-`, in parts joined by dots, "
            "such as `design.created`."
        )
    if event_type in _OWN or event_type.endswith(ALIAS_SUFFIX):
        return f"`{event_type}` is a type that only Bellhop publishes."
    return None


def fault_of_wanted(pattern: str) -> str | None:
    """Why a subscription may not ask for this, as a sentence, or None."""
    if pattern == EVERYTHING:
        return None
    if len(pattern) > LONGEST_EVENT_TYPE_CHARS or not _PATTERN.fullmatch(pattern):
        return (
            "Ask for a type such as `operation.succeeded`, for all of a kind such as `operation.*`, for "
            f"`{{action}}{ALIAS_SUFFIX}`, or for everything by `{EVERYTHING}`."
        )
    return None
