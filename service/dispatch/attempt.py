"""One attempt, step by step: prepare → send → classify → decide. What it returns is what the recorder writes.

No step knows the database. Secrets are in the request that leaves and nowhere in what is written: their header fields
are written redacted, and an answer that echoes one is redacted before it is kept.
"""

import json
import random
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple, assert_never

from service import __version__
from service.clock import Clock
from service.domain.circuit import Random
from service.domain.delivery import Attempt, DeliveryState, Lease, Reason
from service.domain.event import EventBody
from service.domain.outcome import (
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
from service.domain.retry import DeadLetter, Decision, Defer, Disable, RetryAt, Succeed, decide
from service.domain.subscription import Credentials, Method, Payload, Subscription
from service.egress.exchange import Exchange, Phases, Request
from service.egress.oauth2 import Send, TokenCache, send_with_token
from service.ids import AttemptId, Prefix, encode, uuid7
from service.signing import standard_webhooks, static_headers
from service.store.records import Change, Written

USER_AGENT = f"Bellhop/{__version__}"
_REDACTED = b"[redacted]"
_SHORTEST_SECRET_BYTES = 4  # what is shorter stands everywhere
_DETAIL_BYTES = 512
_HEX = re.compile(r"\\u[0-9a-f]{4}")

RenderUri = Callable[[Subscription, EventBody], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A subscription ready to be called: what is the same for each of its requests is made once per version."""

    subscription: Subscription
    credentials: Credentials
    static: tuple[tuple[str, str], ...]
    static_written: bytes
    secrets: tuple[bytes, ...]
    timeout_seconds: float

    @classmethod
    def of(cls, subscription: Subscription, credentials: Credentials) -> "Endpoint":
        """Make what every request to this subscription needs."""
        fields = static_headers.headers(credentials)
        static: tuple[tuple[str, str], ...] = (("user-agent", USER_AGENT), *fields)
        if subscription.method is Method.POST:
            static = (("content-type", "application/json"), *static)
        secret_names = {name for name, _ in fields}
        written = [f"{name}: {'[redacted]' if name in secret_names else value}\r\n" for name, value in static]
        return cls(
            subscription=subscription,
            credentials=credentials,
            static=static,
            static_written="".join(written).encode(),
            secrets=_secrets_of(credentials, fields),
            timeout_seconds=subscription.delivery.timeout.total_seconds(),
        )


class Work(NamedTuple):
    """A lease with all that sending it needs."""

    lease: Lease
    endpoint: Endpoint
    body: EventBody


class Report(NamedTuple):
    """What came of an attempt, for the recorder and the agenda."""

    written: Written
    outcome: Outcome
    decision: Decision
    seconds: float
    subscription: Subscription


class Attempts:
    """Makes attempts with a sender, and with tokens where a subscription wants them."""

    def __init__(
        self,
        send: Send,
        *,
        clock: Clock,
        tokens: TokenCache,
        render_uri: RenderUri,
        random: Random = random.random,
    ) -> None:
        self._send = send
        self._clock = clock
        self._tokens = tokens
        self._render_uri = render_uri
        self._random = random

    async def make(self, work: Work) -> Report:
        """Send one delivery and decide what becomes of it; raises only when it is cancelled."""
        start = self._clock.now()
        endpoint = work.endpoint
        uri = await self._uri(work)
        headers, written = _headers(work, start)
        request = Request(
            method=endpoint.subscription.method.value,
            url=uri,
            headers=headers,
            body=_body(work),
            timeout_seconds=endpoint.timeout_seconds,
            tenant_id=work.lease.tenant_id,
        )
        client, secrets = endpoint.credentials.oauth2, endpoint.secrets
        if client is None:
            exchange = await self._send(request)
        else:
            key = str(endpoint.subscription.subscription_id)
            exchange, tokens = await send_with_token(self._send, self._tokens, request, client, key)
            secrets = (*secrets, *(spelling for token in tokens for spelling in _spellings(token)))
            written = written + b"authorization: [redacted]\r\n" if tokens else b""
        return self._report(work, start, exchange, written, secrets, uri=uri)

    async def _uri(self, work: Work) -> str:
        subscription = work.endpoint.subscription
        if subscription.uri_template is None:
            return subscription.uri
        return await self._render_uri(subscription, work.body)

    def broken(self, work: Work) -> Report:
        """The report of an attempt that failed in our own hands: it burns nothing."""
        exchange = Exchange(None, ErrorClass.INTERNAL, "", Phases())
        return self._report(work, self._clock.now(), exchange, b"", ())

    def _report(
        self,
        work: Work,
        start: datetime,
        exchange: Exchange,
        request_headers: bytes,
        secrets: Sequence[bytes],
        *,
        uri: str = "",
    ) -> Report:
        now = self._clock.now()
        subscription = work.endpoint.subscription
        outcome = classify(exchange.status, exchange.error, _retry_fields(exchange), now=now)
        decision = decide(subscription.delivery, work.lease, outcome, now=now, random=self._random)
        attempt = _attempt(work, start, exchange, outcome, decision, request_headers, secrets, uri or subscription.uri)
        return Report(
            written=Written(work.lease, change_of(work.lease, decision), well_of(outcome), attempt),
            outcome=outcome,
            decision=decision,
            seconds=exchange.phases.total_us / 1_000_000,
            subscription=subscription,
        )


def change_of(lease: Lease, decision: Decision) -> Change:
    """What the delivery becomes by this decision."""
    match decision:
        case Succeed():
            return Change(DeliveryState.DELIVERED, tries=lease.tries, attempts=lease.attempts)
        case RetryAt(when):
            return Change(DeliveryState.PENDING, Reason.RETRYING.value, when, lease.tries, lease.attempts)
        case Defer(when):
            return Change(DeliveryState.PENDING, Reason.DEFERRED.value, when, lease.tries - 1, lease.attempts)
        case DeadLetter(reason) | Disable(reason):
            return Change(DeliveryState.DEAD, reason.value, None, lease.tries, lease.attempts)
        case _:
            assert_never(decision)


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


def _headers(work: Work, now: datetime) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The request's fields, and the bytes of them that are written (secrets redacted)."""
    endpoint = work.endpoint
    message_id = encode(Prefix.EVENT, work.lease.event_id)
    timestamp = int(now.timestamp())
    own: list[tuple[str, str]] = [("webhook-id", message_id), ("webhook-timestamp", str(timestamp))]
    signing = [
        each.secret for each in endpoint.credentials.signing if each.expire_time is None or each.expire_time > now
    ]
    if signing:
        own.append(("webhook-signature", standard_webhooks.sign(signing, message_id, timestamp, _body(work))))
    if work.body.traceparent:
        own.append(("traceparent", work.body.traceparent))
    written = "".join([f"{name}: {value}\r\n" for name, value in own]).encode() + endpoint.static_written
    return (*own, *endpoint.static), written


def _body(work: Work) -> bytes:
    if work.endpoint.subscription.method is Method.GET:
        return b""
    if work.lease.payload is Payload.THIN and work.body.thin is not None:
        return work.body.thin
    return work.body.full


def _retry_fields(exchange: Exchange) -> Mapping[str, str]:
    """The answer's `retry-after`, where it has one."""
    if exchange.status is None or exchange.status < 400:  # noqa: PLR2004 - no success or redirect is throttled
        return {}
    for name, value in exchange.headers:
        if name.lower() == b"retry-after":
            return {"retry-after": value.decode("latin-1")}
    return {}


def _attempt(  # noqa: PLR0917 - the steps' answers, in their order
    work: Work,
    start: datetime,
    exchange: Exchange,
    outcome: Outcome,
    decision: Decision,
    request_headers: bytes,
    secrets: Sequence[bytes],
    uri: str,
) -> Attempt:
    lease, phases = work.lease, exchange.phases
    clean = partial(redact, secrets=secrets)
    return Attempt(
        tenant_id=lease.tenant_id,
        delivery_id=lease.delivery_id,
        attempt_id=AttemptId(uuid7(start)),
        subscription_id=lease.subscription_id,
        number=lease.attempts,
        start_time=start,
        outcome=_NAMES[type(outcome)],
        status=exchange.status,
        error=exchange.error.value if exchange.error else None,
        error_detail=clean(exchange.error_detail.encode()[:_DETAIL_BYTES]) if exchange.error_detail else None,
        lease_lost=False,
        dns_us=phases.dns_us,
        connect_us=phases.connect_us,
        tls_us=phases.tls_us,
        first_byte_us=phases.first_byte_us,
        total_us=phases.total_us,
        address=exchange.address,
        http_version=exchange.http_version or None,
        method=work.endpoint.subscription.method.value,
        uri=uri,
        request_headers=request_headers,
        response_headers=clean(b"".join([b"%b: %b\r\n" % field for field in exchange.headers])),
        response_body=_redact_body(exchange, secrets) if exchange.body else None,
        response_truncated=exchange.truncated,
        next_attempt_time=decision.when if isinstance(decision, RetryAt | Defer) else None,
    )


def redact(content: bytes, *, secrets: Sequence[bytes]) -> bytes:
    """The content without any of these secrets."""
    for secret in secrets:
        if secret in content:
            content = content.replace(secret, _REDACTED)
    return content


def _redact_body(exchange: Exchange, secrets: Sequence[bytes]) -> bytes:
    """What is kept of the answer's body; where it was cut, no beginning of a secret stays at its end."""
    body = redact(exchange.body, secrets=secrets)
    if exchange.truncated and secrets:
        longest = max(len(secret) for secret in secrets)
        body = body[: max(0, len(body) - longest + 1)]
    return body


def _secrets_of(credentials: Credentials, fields: Sequence[tuple[str, str]]) -> tuple[bytes, ...]:
    """Every spelling of a secret that an answer could echo."""
    texts = [value for _, value in fields]
    texts += [value.partition(" ")[2] for name, value in fields if name == "authorization"]
    if credentials.basic is not None:
        texts.append(credentials.basic.password)
    if credentials.oauth2 is not None:
        texts.append(credentials.oauth2.client_secret)
    texts += [standard_webhooks.encode_secret(each.secret).removeprefix("whsec_") for each in credentials.signing]
    found = {spelling for text in texts if len(text) >= _SHORTEST_SECRET_BYTES for spelling in _spellings(text)}
    return tuple(sorted(found, key=len, reverse=True))


def _spellings(text: str) -> set[bytes]:
    """The text as it is, and as the string that writers of JSON make of it: nearly always no other.

    They differ in what they escape: all beyond ASCII (in either case of hex digits) or none of it, and the slash.
    """
    written = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    written |= {_HEX.sub(lambda escape: "\\u" + escape[0][2:].upper(), each) for each in written}
    written |= {each.replace("/", "\\/") for each in written}
    return {each.encode() for each in (text, *written)}
