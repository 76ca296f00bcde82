"""What came of one attempt: classified, decided by the rules, and made into the record that is kept of it.

Nothing is awaited and nothing written here; `core/endings.py` writes it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bellhop.domain.circuit import Random
from bellhop.domain.content import Content, content_of
from bellhop.domain.delivery import Attempt, DeliveryLease
from bellhop.domain.delivery_change import AttemptResult, DeliveryChange
from bellhop.domain.event import EventBody
from bellhop.domain.outcome import (
    Blocked,
    Delivered,
    Gone,
    NoToken,
    OurFault,
    Outcome,
    Refused,
    Throttled,
    Unreachable,
    Unsendable,
    classify,
    pause_of,
)
from bellhop.domain.retry import Decision, Defer, RetryAt, decide
from bellhop.domain.subscription import Subscription
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.exchange import Exchange
from bellhop.egress.prepare import Sent
from bellhop.egress.redaction import redact, redact_cut
from bellhop.ids import AttemptId, uuid7
from bellhop.log import get_logger

_DETAIL_BYTES = 512

log = get_logger("core")


class Outgoing(NamedTuple):
    """A lease with all that sending it needs."""

    lease: DeliveryLease
    endpoint: Endpoint
    body: EventBody
    template: bytes | None = None

    @property
    def content(self) -> Content:
        """What its request carries."""
        return content_of(self.body, self.lease.payload, self.endpoint.subscription, self.template)


class Report(NamedTuple):
    """What came of an attempt, for the recorder and the agenda."""

    result: AttemptResult
    outcome: Outcome
    decision: Decision
    seconds: float
    subscription: Subscription


def report(outgoing: Outgoing, sent: Sent, *, start: datetime, now: datetime, random: Random) -> Report:
    """What becomes of the delivery, and the record of the attempt that began at `start`."""
    lease, subscription = outgoing.lease, outgoing.endpoint.subscription
    exchange = sent.exchange
    outcome = classify(exchange.status, exchange.error, _retry_fields(exchange), now=now)
    decision = decide(subscription.delivery, lease, outcome, now=now, random=random)
    change = DeliveryChange.decided(lease, decision, subscription.delivery)
    attempt = _attempt(outgoing, sent, start, outcome, decision)
    return Report(
        AttemptResult(lease, change, well_of(outcome), attempt, pause_of(outcome, now=now)),
        outcome,
        decision,
        exchange.phases.total_us / 1_000_000,
        subscription,
    )


def well_of(outcome: Outcome) -> bool | None:
    """What an outcome says about the endpoint: it is well, it failed, or nothing."""
    if isinstance(outcome, OurFault | Unsendable):
        return None
    return isinstance(outcome, Delivered)


_NAMES: Mapping[type[Outcome], str] = {
    Delivered: "delivered",
    Refused: "refused",
    Throttled: "throttled",
    Gone: "gone",
    Unreachable: "unreachable",
    Blocked: "blocked",
    NoToken: "deferred",
    OurFault: "deferred",
    Unsendable: "unsendable",
}


def outcome_name(outcome: Outcome) -> str:
    """The word that records and metrics use for an outcome."""
    return _NAMES[type(outcome)]


def log_failure(report: Report) -> None:
    """The line of an attempt that did not deliver."""
    attempt = report.result.attempt
    log.info(
        "delivery.attempted",
        tenant_id=attempt.tenant_id,
        delivery_id=attempt.delivery_id,
        subscription_id=attempt.subscription_id,
        number=attempt.number,
        status=attempt.status,
        error=attempt.error,
        duration_ms=attempt.total_us // 1000,
        outcome=outcome_name(report.outcome),
        decision=type(report.decision).__name__,
        next_attempt_time=str(attempt.next_attempt_time or ""),
    )


def _retry_fields(exchange: Exchange) -> Mapping[str, str]:
    """The answer's `retry-after`, where it has one."""
    if exchange.status is None or exchange.status < 400:  # noqa: PLR2004 - no success or redirect is throttled
        return {}
    for name, value in exchange.headers:
        if name.lower() == b"retry-after":
            return {"retry-after": value.decode("latin-1")}
    return {}


def _attempt(outgoing: Outgoing, sent: Sent, start: datetime, outcome: Outcome, decision: Decision) -> Attempt:
    """The record, in which an answer that echoes a secret is redacted.

    Its fields are given by position, which takes half the time.
    """
    lease = outgoing.lease
    request, exchange, secrets = sent
    phases = exchange.phases
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
        request.method,
        exchange.url or request.url,  # as it left, or was to leave where nothing was dialled
        request.written,
        redact(headers, secrets),
        body,
        exchange.truncated,
        decision.due if isinstance(decision, RetryAt | Defer) else None,
    )
