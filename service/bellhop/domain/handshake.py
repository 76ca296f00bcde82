"""The handshake that protects endpoints from requests that they do not expect, and what they answer to it.

Source: CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery" 1.0, section 4. We ask with OPTIONS, in the name of our
origin; an endpoint permits by two header fields, whatever its status is, and may say how many requests a minute.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

REQUEST_ORIGIN = "webhook-request-origin"
REQUEST_RATE = "webhook-request-rate"
ALLOWED_ORIGIN = b"webhook-allowed-origin"
ALLOWED_RATE = b"webhook-allowed-rate"

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
SHORTEST_WAIT = timedelta(seconds=10)
"""Between two requests to the same endpoint, however often somebody enables it."""

_ANY = "*"
_SECONDS_A_MINUTE = 60
_NUMBER = re.compile(r"[0-9]{1,18}")
_MOST_PER_MINUTE = 1_000_000_000
_SHOWN_CHARS = 100


@dataclass(frozen=True, slots=True)
class Permission:
    """An endpoint permits; `per_minute` None: as many requests as we like."""

    per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An endpoint does not permit, and why, in our words.

    answered: it said so; else nobody answered.
    own_fault: it was not asked, for a reason of ours.
    """

    sentence: str
    answered: bool = False
    own_fault: bool = False


@dataclass(frozen=True, slots=True)
class PermissionStatus:
    """What a lane knows of the permission that it needs, as the registry shows it.

    permission_time: since when it has one; None while it has none.
    per_minute: how many requests are allowed a minute; None: as many as we like.
    asked_time: when the endpoint was last asked; None: not yet.
    ask_time: when it is asked next; None: it has permitted, or nothing may leave anyway.
    refusal: what came of it last, if that was no permission.
    """

    permission_time: datetime | None
    per_minute: int | None
    asked_time: datetime | None
    ask_time: datetime | None
    refusal: str | None


def origin_of(public_uri: str | None) -> str | None:
    """The DNS name in which endpoints are asked: the host of the service's own address, if it has one."""
    host = None if public_uri is None else urlsplit(public_uri).hostname
    return host or None


def wanted_per_minute(rate_per_second: float | None) -> int | None:
    """The rate to ask for, a positive integer; None where no rate is wanted."""
    return None if rate_per_second is None else max(1, int(rate_per_second * _SECONDS_A_MINUTE))


def judge(headers: Iterable[tuple[bytes, bytes]], origin: str) -> Permission | Refusal:
    """What an answer says; its status says nothing (section 4.2).

    An origin that is there twice has to be ours both times. Where the rate is missing, what we asked for is allowed.
    """
    fields = [(name.lower(), _text(value)) for name, value in headers]
    origins = [value for name, value in fields if name == ALLOWED_ORIGIN]
    rates = [value for name, value in fields if name == ALLOWED_RATE]
    if not origins:
        return Refusal("it answered without `WebHook-Allowed-Origin`", answered=True)
    if other := [each for each in origins if each != _ANY and each.lower() != origin.lower()]:
        return Refusal(f"it permits `{_shown(other[0])}`, and we are `{origin}`", answered=True)
    limits = [each for each in rates if each != _ANY]
    if wrong := [each for each in limits if not _NUMBER.fullmatch(each) or not int(each)]:
        return Refusal(
            f"`WebHook-Allowed-Rate` is neither a number above 0 nor `*`: `{_shown(wrong[0])}`", answered=True
        )
    return Permission(min(_MOST_PER_MINUTE, *map(int, limits)) if limits else None)


def wait_after(refusals: int) -> timedelta:
    """How long to wait after so many refusals in a row, at least one, before the endpoint is asked again."""
    doublings = min(refusals - 1, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _text(value: bytes) -> str:
    return value.decode("latin-1").strip(" \t")


def _shown(value: str) -> str:
    """A value of a receiver as a sentence may hold it."""
    return "".join(
        each if each.isascii() and each.isprintable() and each != "`" else "?" for each in value[:_SHOWN_CHARS]
    )
