"""What came of one attempt: the exchange with the receiver becomes one of a few outcomes (docs/deliveries.md).

Success is a 2xx status line and its headers within the deadline, whatever the body does after. Everything else is
told apart by what we do about it, not by its number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

_OK = range(200, 300)
_GONE = 410
_THROTTLES = frozenset({429, 503})
_RETRY_AFTER_MAX = timedelta(hours=24)
_RETRY_AFTER_MAX_DIGITS = 9


class ErrorClass(StrEnum):
    """Why an exchange ended without a status that counts, as a delivery's record names it."""

    BLOCKED_ADDRESS = "blocked_address"
    BLOCKED_PORT = "blocked_port"
    BAD_URL = "bad_url"
    DNS_FAILED = "dns_failed"
    DNS_TIMEOUT = "dns_timeout"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECT_FAILED = "connect_failed"
    TLS_TIMEOUT = "tls_timeout"
    TLS_EXPIRED = "tls_expired"
    TLS_SELF_SIGNED = "tls_self_signed"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_PROTOCOL = "tls_protocol"
    TLS_FAILED = "tls_failed"
    TLS_CLIENT_CERTIFICATE_REFUSED = "tls_client_certificate_refused"
    TLS_CLIENT_CERTIFICATE_REQUIRED = "tls_client_certificate_required"
    TLS_CLIENT_CERTIFICATE_EXPIRED = "tls_client_certificate_expired"
    FIRST_BYTE_TIMEOUT = "first_byte_timeout"
    HEADERS_TIMEOUT = "headers_timeout"
    BODY_TIMEOUT = "body_timeout"
    PROTOCOL_ERROR = "protocol_error"
    CONNECTION_RESET = "connection_reset"
    HEADERS_TOO_LARGE = "headers_too_large"
    HOLDER_FAILED = "holder_failed"
    TOKEN_FAILED = "token_failed"  # noqa: S105 - the name of an error
    PROXY_FAILED = "proxy_failed"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    LEASE_LOST = "lease_lost"
    INTERNAL = "internal"


OUR_FAULT = frozenset({ErrorClass.PROXY_FAILED, ErrorClass.INTERNAL})
BLOCKED = frozenset({ErrorClass.BLOCKED_ADDRESS, ErrorClass.BLOCKED_PORT, ErrorClass.BAD_URL})


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver took it: a 2xx status."""

    status: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver answered, and not with a 2xx; redirects are refusals, never followed."""

    status: int


@dataclass(frozen=True, slots=True)
class Throttled:
    """The receiver asks for a pause (429 or 503), at least `retry_after` when it said so."""

    status: int
    retry_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of a whole subscription: until when, since when, and the status by which its endpoint asked for it."""

    until: datetime
    time: datetime
    status: int

    @property
    def reason(self) -> str:
        """Why nothing leaves, in words."""
        return f"status {self.status} with Retry-After"


@dataclass(frozen=True, slots=True)
class Gone:
    """410: the receiver never wants to hear from us again."""

    status: int = _GONE


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer came in time, or none that could be understood."""

    error: ErrorClass


@dataclass(frozen=True, slots=True)
class Blocked:
    """The way there is forbidden (address, port or URL): nothing was sent."""

    error: ErrorClass


@dataclass(frozen=True, slots=True)
class NoToken:
    """The tenant's token endpoint gave no access token: nothing was sent, which burns no attempt.

    All the same it says of the subscription what an endpoint that cannot be reached says of it.
    """

    error: ErrorClass = ErrorClass.TOKEN_FAILED


@dataclass(frozen=True, slots=True)
class OurFault:
    """Something on our side stood in the way: it burns no attempt."""

    error: ErrorClass


@dataclass(frozen=True, slots=True)
class Unsendable:
    """There is nothing that could be sent, now or later: the template makes too much of the event."""

    error: ErrorClass


Outcome = Delivered | Refused | Throttled | Gone | Unreachable | Blocked | NoToken | OurFault | Unsendable
_DELIVERED = {status: Delivered(status) for status in _OK}


def classify(status: int | None, error: ErrorClass | None, headers: Mapping[str, str], *, now: datetime) -> Outcome:
    """What one exchange means.

    `status` is the final status line when its headers arrived in time (an `error` beside it, such as a body that
    never ended, changes nothing); `headers` holds the answer's fields by lower-case name, of which only
    `retry-after` is read.
    """
    if status is not None:
        return _DELIVERED.get(status) or _refusal(status, headers, now)
    if error is None or error in OUR_FAULT:
        return OurFault(error or ErrorClass.INTERNAL)
    if error is ErrorClass.TOKEN_FAILED:
        return NoToken()
    if error is ErrorClass.PAYLOAD_TOO_LARGE:
        return Unsendable(error)
    if error in BLOCKED:
        return Blocked(error)
    return Unreachable(error)


def _refusal(status: int, headers: Mapping[str, str], now: datetime) -> Outcome:
    if status == _GONE:
        return Gone()
    if status in _THROTTLES:
        return Throttled(status, parse_retry_after(headers.get("retry-after"), now=now))
    return Refused(status)


def pause_of(outcome: Outcome, *, now: datetime) -> Pause | None:
    """The pause that an outcome asks for, from `now` on; None where it asks for none, or for one of no length."""
    if isinstance(outcome, Throttled) and outcome.retry_after:
        return Pause(now + outcome.retry_after, now, outcome.status)
    return None


def parse_retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """The pause that a `Retry-After` field asks for (RFC 9110 §10.2.3: seconds or a date), 0 to 24 hours.

    None when it is absent or means nothing.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        seconds = int(text[:_RETRY_AFTER_MAX_DIGITS])
        return min(timedelta(seconds=seconds), _RETRY_AFTER_MAX)
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta(0)), _RETRY_AFTER_MAX)
