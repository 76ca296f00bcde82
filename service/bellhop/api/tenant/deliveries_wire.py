"""Deliveries and attempts as the API answers them."""

import base64
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Member

from bellhop.api.body.models import AnswerModel, Moment, RequestModel, Text, time_or_none, without_absent
from bellhop.api.shared.delivery_wire import DeliveryOut
from bellhop.clock import format_time
from bellhop.domain.delivery import Attempt, DeliveryState
from bellhop.ids import Prefix, encode

MOST_SAID_BYTES = 1 << 20

_MICROS_A_MILLI = 1000
_OMITTED: Mapping[str, object] = {"headers": [], "omitted": True}


class DeliveriesOut(AnswerModel):
    """A page of deliveries, newest first."""

    results: list[DeliveryOut]
    next_page_token: str | None = None


class PhasesOut(AnswerModel):
    """How long each part took, in milliseconds; absent: it did not happen."""

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float


class MessageOut(AnswerModel):
    """One direction of an exchange: header fields in order, and the body as text, or as base64 where it is none.

    Of many large attempts the older ones come without both, and say that they are `omitted`.
    """

    headers: list[list[str]]
    body: str | None = None
    body_base64: str | None = None
    truncated: bool | None = None
    omitted: bool | None = None


class AttemptOut(AnswerModel):
    """One try: what was sent (secrets redacted), what came back, and what was decided."""

    id: str
    number: int
    start_time: str
    outcome: str
    status_code: int | None = None
    error: str | None = None
    error_detail: str | None = None
    lease_lost: bool
    phases: PhasesOut
    address: str | None = None
    http_version: str | None = None
    method: str | None = None
    uri: str | None = None
    request: MessageOut
    response: MessageOut | None = None
    next_attempt_time: str | None = None


class DeliveryWithAttemptsOut(DeliveryOut):
    """A delivery with its attempts, oldest first; of more than 200 the latest."""

    attempts: list[AttemptOut]


def attempts_to_json(attempts: Sequence[Attempt], sent: bytes | None) -> list[dict[str, object]]:
    """The attempts of a delivery, oldest first; `sent` is the body of its requests where the event is still kept.

    200 attempts of 256 KiB each would be 50 MiB: what was said is told of the latest ones, up to `MOST_SAID_BYTES`.
    """
    said_bytes = 0
    described: list[dict[str, object]] = []
    for attempt in reversed(attempts):
        body = sent if attempt.method == "POST" and attempt.request_headers else None
        said_bytes += sum(
            len(each)
            for each in (body, attempt.request_headers, attempt.response_headers, attempt.response_body)
            if each is not None
        )
        described.append(_attempt(attempt, body, whole=said_bytes <= MOST_SAID_BYTES or not described))
    return described[::-1]


def _attempt(attempt: Attempt, body: bytes | None, *, whole: bool) -> dict[str, object]:
    return without_absent(
        {
            "id": encode(Prefix.ATTEMPT, attempt.attempt_id),
            "number": attempt.number,
            "start_time": format_time(attempt.start_time),
            "outcome": attempt.outcome,
            "status_code": attempt.status,
            "error": attempt.error,
            "error_detail": _text(attempt.error_detail),
            "lease_lost": attempt.lease_lost,
            "phases": _phases(attempt),
            "address": attempt.address,
            "http_version": attempt.http_version,
            "method": attempt.method or None,
            "uri": attempt.uri or None,
            "request": {"headers": _headers(attempt.request_headers), **_body(body)} if whole else _OMITTED,
            "response": _response(attempt, whole=whole),
            "next_attempt_time": time_or_none(attempt.next_attempt_time),
        }
    )


def _phases(attempt: Attempt) -> dict[str, object]:
    parts = {
        "dns_ms": attempt.dns_us,
        "connect_ms": attempt.connect_us,
        "tls_ms": attempt.tls_us,
        "first_byte_ms": attempt.first_byte_us,
    }
    happened: dict[str, object] = {name: micros / _MICROS_A_MILLI for name, micros in parts.items() if micros}
    return happened | {"total_ms": attempt.total_us / _MICROS_A_MILLI}


def _response(attempt: Attempt, *, whole: bool) -> Mapping[str, object] | None:
    if attempt.status is None:
        return None
    if not whole:
        return _OMITTED
    return {
        "headers": _headers(attempt.response_headers or b""),
        **_body(attempt.response_body),
        "truncated": attempt.response_truncated,
    }


def _headers(lines: bytes) -> list[list[str]]:
    """Header fields from the lines that were kept; bytes that are no text stand as Latin-1 (RFC 9110 §5.5)."""
    fields = [line.partition(b": ") for line in lines.split(b"\r\n") if line]
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, _, value in fields]


def _body(content: bytes | None) -> dict[str, object]:
    """A body as text where it is text, else as base64."""
    if content is None:
        return {}
    text = _text(content)
    return {"body_base64": base64.b64encode(content).decode()} if text is None else {"body": text}


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None


class RedeliverIn(RequestModel):
    """Which dead letters to send again; all of them without a filter."""

    filter: Annotated[Text, Member(max_length=2048)] | None = Member(
        default=None, description="A CEL expression over `subscription_id job_id event_type createdTime`."
    )
    dry_run: bool = Member(default=False, description="Only count them.")


class Replayable(StrEnum):
    """What can be replayed: deliveries that ended so, and `missed`: events that found the subscription disabled."""

    DELIVERED = DeliveryState.DELIVERED.value
    DEAD = DeliveryState.DEAD.value
    SKIPPED = DeliveryState.SKIPPED.value
    MISSED = "missed"


class ReplayIn(RequestModel):
    """Which deliveries of the subscription to send again, and whether to make those that it missed."""

    since: Moment | None = Member(default=None, description="Created at this time or later.")
    until: Moment | None = Member(default=None, description="Created before this time.")
    states: list[Replayable] = Member(
        default_factory=lambda: [Replayable.DEAD, Replayable.MISSED],
        min_length=1,
        max_length=len(Replayable),
        strict=False,
        description="`delivered`, `dead`, `skipped`: deliveries that ended so. `missed`: events of which none was made "
        "because the subscription was disabled, if it wants them now. Default: `dead` and `missed`.",
    )
    dry_run: bool = Member(default=False, description="Only count them.")
