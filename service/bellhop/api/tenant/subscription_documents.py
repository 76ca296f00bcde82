"""Between subscriptions on the wire and subscriptions in the house."""

from datetime import datetime, timedelta

from bellhop.api.body.models import time_or_none, without_absent
from bellhop.api.tenant.subscriptions_auth_wire import auth_as_shown, auth_as_written, to_auth
from bellhop.api.tenant.subscriptions_wire import DeliveryIn, SubscriptionIn
from bellhop.clock import format_time
from bellhop.domain.circuit import Health
from bellhop.domain.subscription import DEFAULT_SCHEDULE, DeliveryPolicy, Subscription
from bellhop.domain.subscription_spec import SubscriptionSpec
from bellhop.egress.verify import Verification
from bellhop.errors import Fault, InvalidInputError
from bellhop.ids import Prefix, encode
from bellhop.signing.credentials import Credentials


def to_spec(given: SubscriptionIn) -> SubscriptionSpec:
    """What a caller wants; raises `InvalidInputError` where parts of it do not fit each other."""
    return SubscriptionSpec(
        event_types=tuple(dict.fromkeys(given.event_types)),
        uri=given.uri,
        description=given.description,
        method=given.method,
        uri_template=given.uri_template,
        filter=given.filter,
        payload=given.payload,
        delivery=_to_policy(given.delivery),
        auth=to_auth(given.auth),
        enabled=given.state == "enabled",
    )


def _to_policy(given: DeliveryIn) -> DeliveryPolicy:
    return DeliveryPolicy(
        timeout=timedelta(seconds=given.timeout_seconds),
        schedule=_to_schedule(given),
        max_age=timedelta(seconds=given.max_age_seconds),
        max_in_flight=given.max_in_flight,
        rate_per_second=given.rate_per_second,
        ordering=given.ordering,
        ordering_key=given.ordering_key,
        on_dead_letter=given.on_dead_letter,
    )


def _to_schedule(given: DeliveryIn) -> tuple[timedelta, ...]:
    """The pauses between attempts; a number of attempts cuts the default schedule or repeats its last pause."""
    retry = given.retry
    if retry is None:
        return DEFAULT_SCHEDULE
    if retry.schedule_seconds is not None:
        if retry.max_attempts not in (None, len(retry.schedule_seconds) + 1):
            message = "This many attempts do not fit the schedule; give one of the two."
            raise InvalidInputError(faults=[Fault("/delivery/retry/max_attempts", "excluded", message)])
        return tuple(timedelta(seconds=each) for each in retry.schedule_seconds)
    if retry.max_attempts is None:
        return DEFAULT_SCHEDULE
    pauses = retry.max_attempts - 1
    return (DEFAULT_SCHEDULE + DEFAULT_SCHEDULE[-1:] * pauses)[:pauses]


def writable(subscription: Subscription, credentials: Credentials) -> dict[str, object]:
    """What a patch is merged into: every member that a caller may write, secrets included. It never leaves memory."""
    auth = auth_as_written(credentials, unauthenticated=subscription.auth.unauthenticated)
    members = _public_members(subscription)
    return members | {"auth": auth, "delivery": _delivery(subscription.delivery)}


def render(
    subscription: Subscription, health: Health | None, *, now: datetime, readable: bool, secret: bytes | None = None
) -> dict[str, object]:
    """A subscription as it is answered; `secret` is shown where one has just been made or given.

    `readable` says whether its secrets open.
    """
    name = encode(Prefix.SUBSCRIPTION, subscription.subscription_id)
    reason = subscription.disabled_reason
    return without_absent(
        {
            "id": name,
            "path": f"subscriptions/{name}",
            "tenant_id": subscription.tenant_id,
            **_public_members(subscription),
            "auth": auth_as_shown(subscription.auth, now=now, secret=secret),
            "delivery": _delivery(subscription.delivery),
            "disabled_reason": reason.value if reason else None,
            "disabled_time": time_or_none(subscription.disabled_time),
            "health": _health(health) | ({} if readable else {"credentials": "unreadable"}),
            "createdTime": format_time(subscription.create_time),
            "update_time": format_time(subscription.update_time),
        }
    )


def render_verification(found: Verification) -> dict[str, object]:
    """What `:verify` found."""
    return without_absent(
        {
            "ok": found.ok,
            "failed_step": found.failed_step,
            "error": found.error,
            "status_code": found.status,
            "total_ms": round(found.total_ms, 3),
            "steps": [
                without_absent(
                    {
                        "name": step.name,
                        "state": step.state,
                        "detail": step.detail or None,
                        "duration_ms": None if step.duration_ms is None else round(step.duration_ms, 3),
                    }
                )
                for step in found.steps
            ],
        }
    )


def _public_members(subscription: Subscription) -> dict[str, object]:
    return without_absent(
        {
            "uri": subscription.uri,
            "description": subscription.description,
            "method": subscription.method.value,
            "uri_template": subscription.uri_template,
            "event_types": list(subscription.event_types),
            "filter": subscription.filter,
            "payload": subscription.payload.value,
            "state": subscription.state.value,
        }
    )


def _delivery(policy: DeliveryPolicy) -> dict[str, object]:
    return without_absent(
        {
            "timeout_seconds": _seconds(policy.timeout),
            "retry": without_absent(
                {
                    "schedule_seconds": [_seconds(each) for each in policy.schedule] or None,
                    "max_attempts": len(policy.schedule) + 1,
                }
            ),
            "max_age_seconds": _seconds(policy.max_age),
            "max_in_flight": policy.max_in_flight,
            "rate_per_second": policy.rate_per_second,
            "ordering": policy.ordering.value,
            "ordering_key": policy.ordering_key.value,
            "on_dead_letter": policy.on_dead_letter.value,
        }
    )


def _health(health: Health | None) -> dict[str, object]:
    if health is None:
        return {"consecutive_failures": 0, "in_flight": 0, "circuit": {"state": "closed"}}
    circuit: dict[str, object] = {"state": "open" if health.open_time else "closed"}
    circuit |= without_absent(
        {
            "reason": health.open_reason,
            "open_time": time_or_none(health.open_time),
            "next_probe_time": time_or_none(health.next_probe_time),
        }
    )
    return without_absent(
        {
            "last_success_time": time_or_none(health.last_success_time),
            "last_failure_time": time_or_none(health.last_failure_time),
            "failing_since_time": time_or_none(health.first_failure_time),
            "consecutive_failures": health.consecutive_failures,
            "in_flight": health.in_flight,
            "circuit": circuit,
        }
    )


def _seconds(span: timedelta) -> int | float:
    seconds = span.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
