"""One attempt, step by step: prepare → send → classify → decide. What it returns is what the recorder writes.

No step knows the database. Secrets are in the request that leaves and nowhere in what is written: their header fields
are written redacted, and an answer that echoes one is redacted before it is kept.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol

from bellhop.clock import Clock
from bellhop.dispatch.endpoint import Endpoint
from bellhop.dispatch.redaction import redact, redact_cut, spellings
from bellhop.domain.circuit import Random
from bellhop.domain.delivery import Attempt, DeliveryLease
from bellhop.domain.delivery_change import AttemptResult, DeliveryChange
from bellhop.domain.event import EventBody
from bellhop.domain.outcome import (
    Blocked,
    Delivered,
    ErrorClass,
    Gone,
    OurFault,
    Outcome,
    Refused,
    Throttled,
    Unreachable,
    classify,
)
from bellhop.domain.retry import Decision, Defer, RetryAt, decide
from bellhop.domain.subscription import Method, Payload, Subscription
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.oauth2 import TokenCache, send_with_token
from bellhop.ids import AttemptId, uuid7
from bellhop.log import get_logger
from bellhop.signing.proof import Message

_DETAIL_BYTES = 512
_TOKEN_WRITTEN = b"authorization: [redacted]\r\n"

RenderUri = Callable[[Subscription, EventBody], Awaitable[str]]

log = get_logger("dispatch")


class UnderWay(Protocol):
    """Something begun that can be given up: nobody hears of it any more."""

    def cancel(self) -> object:
        """Give it up."""


class Wire(Protocol):
    """What carries requests: the sender, or a test's own."""

    def start(self, request: Request, done: Callable[[Exchange], None]) -> UnderWay:
        """Begin to send; `done` hears what came of it once, later than this returns."""

    async def send(self, request: Request) -> Exchange:
        """Send, and wait for what comes of it."""


class Outgoing(NamedTuple):
    """A lease with all that sending it needs."""

    lease: DeliveryLease
    endpoint: Endpoint
    body: EventBody


class Report(NamedTuple):
    """What came of an attempt, for the recorder and the agenda."""

    result: AttemptResult
    outcome: Outcome
    decision: Decision
    seconds: float
    subscription: Subscription


Done = Callable[[Report], None]


class Attempts:
    """Makes attempts over a wire, and with tokens where a subscription wants them."""

    def __init__(
        self,
        wire: Wire,
        *,
        clock: Clock,
        tokens: TokenCache,
        render_uri: RenderUri,
        random: Random = random.random,
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._tokens = tokens
        self._render_uri = render_uri
        self._random = random

    def begin(self, outgoing: Outgoing, done: Done) -> UnderWay:
        """Begin to send one delivery; `done` hears what becomes of it once, and later than this returns.

        An attempt that breaks in our own hands is reported too: it must not stop the others.
        """
        if outgoing.endpoint.waits:
            return asyncio.create_task(self._send_when_ready(outgoing, done))
        try:
            start = self._clock.now()
            request, written = _prepare(outgoing, outgoing.endpoint.subscription.uri, start)
            return self._wire.start(request, partial(self._end, outgoing, start, written, done))
        except Exception:
            log.exception("attempt.broken", delivery_id=outgoing.lease.delivery_id)
            return asyncio.get_running_loop().call_soon(done, self._broken(outgoing))

    async def _send_when_ready(self, outgoing: Outgoing, done: Done) -> None:
        try:
            report = await self._make(outgoing)
        except Exception:
            log.exception("attempt.broken", delivery_id=outgoing.lease.delivery_id)
            report = self._broken(outgoing)
        done(report)

    async def _make(self, outgoing: Outgoing) -> Report:
        """An attempt that needs a URL or an access token first."""
        start = self._clock.now()
        endpoint = outgoing.endpoint
        subscription = endpoint.subscription
        uri = subscription.uri
        if subscription.uri_template is not None:
            uri = await self._render_uri(subscription, outgoing.body)
        request, written = _prepare(outgoing, uri, start)
        client, secrets = endpoint.credentials.oauth2, endpoint.secrets
        if client is None:
            exchange = await self._wire.send(request)
        else:
            key = str(subscription.subscription_id)
            exchange, tokens = await send_with_token(self._wire.send, self._tokens, request, client, key)
            secrets = (*secrets, *(spelling for token in tokens for spelling in spellings(token)))
            written = written + _TOKEN_WRITTEN if tokens else b""
        return self._report(outgoing, start, exchange, written, secrets, uri)

    def _end(self, outgoing: Outgoing, start: datetime, written: bytes, done: Done, exchange: Exchange) -> None:
        endpoint = outgoing.endpoint
        try:
            report = self._report(outgoing, start, exchange, written, endpoint.secrets, endpoint.subscription.uri)
        except Exception:
            log.exception("attempt.broken", delivery_id=outgoing.lease.delivery_id)
            report = self._broken(outgoing)
        done(report)

    def _broken(self, outgoing: Outgoing) -> Report:
        """The report of an attempt that failed in our own hands: it burns nothing."""
        exchange = Exchange(None, ErrorClass.INTERNAL, "", Phases())
        return self._report(outgoing, self._clock.now(), exchange, b"", (), outgoing.endpoint.subscription.uri)

    def _report(  # noqa: PLR0917 - the steps' answers, in their order
        self,
        outgoing: Outgoing,
        start: datetime,
        exchange: Exchange,
        request_headers: bytes,
        secrets: Sequence[bytes],
        uri: str,
    ) -> Report:
        now = self._clock.now()
        lease, subscription = outgoing.lease, outgoing.endpoint.subscription
        outcome = classify(exchange.status, exchange.error, _retry_fields(exchange), now=now)
        decision = decide(subscription.delivery, lease, outcome, now=now, random=self._random)
        left = exchange.url or uri
        attempt = _attempt(outgoing, start, exchange, outcome, decision, request_headers, secrets, left)
        return Report(
            AttemptResult(
                lease, DeliveryChange.decided(lease, decision, subscription.delivery), well_of(outcome), attempt
            ),
            outcome,
            decision,
            exchange.phases.total_us / 1_000_000,
            subscription,
        )


def well_of(outcome: Outcome) -> bool | None:
    """What an outcome says about the endpoint: it is well, it failed, or nothing."""
    if isinstance(outcome, OurFault):
        return None
    return isinstance(outcome, Delivered)


_NAMES: Mapping[type[Outcome], str] = {
    Delivered: "delivered",
    Refused: "refused",
    Throttled: "throttled",
    Gone: "gone",
    Unreachable: "unreachable",
    Blocked: "blocked",
    OurFault: "deferred",
}


def outcome_name(outcome: Outcome) -> str:
    """The word that records and metrics use for an outcome."""
    return _NAMES[type(outcome)]


def _prepare(outgoing: Outgoing, uri: str, now: datetime) -> tuple[Request, bytes]:
    """The request, and what is written of its header fields."""
    endpoint, body = outgoing.endpoint, outgoing.body
    content = _content(outgoing)
    timestamp = int(now.timestamp())
    lines = [f"webhook-id: {body.message_id}", f"webhook-timestamp: {timestamp}"]
    message = Message(body.message_id, timestamp, content)
    for signer in endpoint.signers:
        for name, value in signer.signed(message, now):
            lines.append(f"{name}: {value}")
    if body.traceparent:
        lines.append(f"traceparent: {body.traceparent}")
    request = Request(
        endpoint.method,
        uri,
        (*lines, *endpoint.static_lines),
        content,
        endpoint.timeout_seconds,
        outgoing.lease.tenant_id,
    )
    lines.append("")
    return request, "\r\n".join(lines).encode() + endpoint.static_written


def _content(outgoing: Outgoing) -> bytes:
    if outgoing.endpoint.subscription.method is Method.GET:
        return b""
    if outgoing.lease.payload is Payload.THIN and outgoing.body.thin is not None:
        return outgoing.body.thin
    return outgoing.body.full


def _retry_fields(exchange: Exchange) -> Mapping[str, str]:
    """The answer's `retry-after`, where it has one."""
    if exchange.status is None or exchange.status < 400:  # noqa: PLR2004 - no success or redirect is throttled
        return {}
    for name, value in exchange.headers:
        if name.lower() == b"retry-after":
            return {"retry-after": value.decode("latin-1")}
    return {}


def _attempt(  # noqa: PLR0917 - the steps' answers, in their order
    outgoing: Outgoing,
    start: datetime,
    exchange: Exchange,
    outcome: Outcome,
    decision: Decision,
    request_headers: bytes,
    secrets: Sequence[bytes],
    uri: str,
) -> Attempt:
    """The record; its fields are given by position, which takes half the time."""
    lease, phases = outgoing.lease, exchange.phases
    headers = b"".join([b"%b: %b\r\n" % field for field in exchange.headers])
    body = None
    if exchange.body:
        body = redact_cut(exchange.body, secrets) if exchange.truncated else redact(exchange.body, secrets)
    return Attempt(
        lease.tenant_id,
        lease.delivery_id,
        AttemptId(uuid7(start)),
        lease.subscription_id,
        lease.attempts,
        start,
        _NAMES[type(outcome)],
        exchange.status,
        exchange.error.value if exchange.error else None,
        redact(exchange.error_detail.encode()[:_DETAIL_BYTES], secrets) if exchange.error_detail else None,
        False,  # noqa: FBT003 - lease_lost: the database says so
        phases.dns_us,
        phases.connect_us,
        phases.tls_us,
        phases.first_byte_us,
        phases.total_us,
        exchange.address,
        exchange.http_version or None,
        outgoing.endpoint.method,
        uri,
        request_headers,
        redact(headers, secrets),
        body,
        exchange.truncated,
        decision.when if isinstance(decision, RetryAt | Defer) else None,
    )
