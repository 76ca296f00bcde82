"""Subscriptions on the wire: what may be written, and what is answered."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, Text, patch_of, time_or_none, without_absent
from bellhop.api.tenant.subscriptions_auth_wire import AuthIn, AuthOut, auth_as_shown, auth_as_written, to_auth
from bellhop.api.tenant.subscriptions_delivery_wire import (
    DeliveryIn,
    DeliveryPolicyOut,
    policy_to_json,
    seconds_of,
    to_policy,
)
from bellhop.api.tenant.subscriptions_member_wire import Uri
from bellhop.clock import format_time
from bellhop.domain.certificate_notice import is_expiring
from bellhop.domain.circuit import Health, in_words
from bellhop.domain.event_type import LONGEST_EVENT_TYPE_CHARS
from bellhop.domain.handshake import PermissionStatus
from bellhop.domain.subscription import Method, Payload, Subscription
from bellhop.domain.subscription_spec import SubscriptionSpec
from bellhop.egress.verify import Verification
from bellhop.ids import Prefix, encode
from bellhop.signing.credentials import Credentials

LONGEST_OVERLAP_SECONDS = 604_800
DEFAULT_OVERLAP_SECONDS = 86_400

EventTypes = Annotated[list[Text], Field(min_length=1, max_length=100)]
FilterText = Annotated[Text, Field(max_length=2048)]

TEMPLATE = (
    "The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`, "
    "`{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; "
    "what is missing is null there, and nothing within other text."
)


class SubscriptionIn(RequestModel):
    """A subscription as it is written."""

    uri: Uri | None = Field(default=None, description="Where to call; https, a public host.")
    pull: bool = Field(
        default=False,
        description="Nothing is sent: whoever has the key claims the finished requests. Stays as it is made.",
    )
    idle_expire_seconds: int | None = Field(
        default=None,
        ge=60,
        le=86_400,
        description="With `pull`: it is deleted when nobody has claimed for so long. Absent: never.",
    )
    description: Annotated[Text, Field(max_length=1024)] = ""
    method: Method = Method.POST
    uri_template: Uri | None = Field(
        default=None, description="For GET: a URL with placeholders such as `<JOB_ID>` in its path and query."
    )
    event_types: EventTypes = Field(
        description="Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything."
    )
    filter: FilterText | None = Field(
        default=None,
        description="CEL over `type action status parent source labels.…`: what does not match is not sent.",
    )
    auth: AuthIn = AuthIn()
    payload: Payload = Field(
        default=Payload.THIN,
        description="`thin`: ids, status, times, labels. `full`: with result and errors. `cloudevents`, "
        "`cloudevents-binary`: the full data as CloudEvents 1.0, in structured or binary mode. `template`: what "
        "`template` makes of it.",
    )
    template: dict[str, Any] | None = Field(default=None, description=TEMPLATE)
    handshake: bool = Field(
        default=False,
        description="Ask the endpoint for permission (CloudEvents' web hooks, section 4) before anything is sent. "
        "`health.permission` says whether it has given it.",
    )
    delivery: DeliveryIn = DeliveryIn()
    state: Literal["enabled", "disabled"] = "enabled"


SubscriptionPatch = patch_of(
    SubscriptionIn,
    "What to change of a subscription (JSON merge patch, RFC 7396): absent members stay, null removes one. Members "
    "that only an answer has may come along as they were shown; a secret that reads `[redacted]` stays as it is.",
)


class RotateIn(RequestModel):
    """A rotation of the signing secret."""

    overlap_seconds: int = Field(default=DEFAULT_OVERLAP_SECONDS, ge=0, le=LONGEST_OVERLAP_SECONDS)
    secret: Text | None = Field(default=None, max_length=128, description="The new secret; without one it is made.")


class CircuitOut(AnswerModel):
    """Whether anything but a probe leaves."""

    state: Literal["closed", "open"]
    reason: str | None = Field(
        default=None, description="Why it is open, such as `10 failures in a row; the last: status 503`."
    )
    open_time: str | None = None
    next_probe_time: str | None = None


class PauseOut(AnswerModel):
    """A pause that the endpoint asked for: nothing leaves until it is over, no probe either."""

    reason: str = Field(description="What it answered: `status 429 with Retry-After`, or 503.")
    start_time: str
    end_time: str = Field(description="At most 24 h later. `:enable` and another `uri` end it sooner.")


class PermissionOut(AnswerModel):
    """Whether the endpoint has permitted us to send."""

    state: Literal["missing", "granted"] = Field(description="`missing`: nothing leaves, what comes waits.")
    granted_time: str | None = None
    allowed_per_minute: int | None = Field(
        default=None, description="How many requests it allows a minute; absent where it does not limit them."
    )
    last_asked_time: str | None = Field(default=None, description="Absent before it was first asked.")
    next_ask_time: str | None = None
    reason: str | None = Field(default=None, description="What came of asking last, where that was no permission.")


class HealthOut(AnswerModel):
    """How the endpoint does."""

    last_claim_time: str | None = Field(
        default=None, description="With `pull`: when somebody last asked for deliveries, to within a few seconds."
    )

    last_success_time: str | None = None
    last_failure_time: str | None = None
    last_failure: str | None = Field(
        default=None,
        description="What it was, such as `status 503`, `connect_refused` or "
        "`token_failed: the token endpoint answered 401 (invalid_client)`.",
    )
    failing_since_time: str | None = Field(default=None, description="The first failure after the last success.")
    consecutive_failures: int
    in_flight: int
    circuit: CircuitOut
    pause: PauseOut | None = Field(default=None, description="Said while it lasts.")
    permission: PermissionOut | None = Field(default=None, description="Said with `handshake`.")
    credentials: Literal["unreadable"] | None = Field(
        default=None,
        description="Said when the service can no longer read the secrets: nothing leaves until they are given anew.",
    )
    certificate: Literal["expiring", "expired"] | None = Field(
        default=None,
        description="Said from 30 days before the client certificate of `auth.mtls` ends; once it has ended, "
        "deliveries fail until another is given.",
    )


class SubscriptionOut(AnswerModel):
    """A subscription. Secrets read `[redacted]`, except in the one answer that shows a new signing secret."""

    id: str
    path: str
    tenant_id: str
    uri: str | None = Field(default=None, description="Absent with `pull`.")
    pull: bool
    idle_expire_seconds: int | None = None
    description: str
    method: Method
    uri_template: str | None = None
    event_types: list[str]
    filter: str | None = None
    auth: AuthOut
    payload: Payload
    template: dict[str, Any] | None = None
    handshake: bool
    delivery: DeliveryPolicyOut
    state: str
    disabled_reason: str | None = None
    disabled_time: str | None = None
    health: HealthOut
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    update_time: str


class SubscriptionsOut(AnswerModel):
    """One page of subscriptions."""

    results: list[SubscriptionOut]
    next_page_token: str | None = None


class ExampleIn(RequestModel):
    """What an example is to be sent of."""

    type: Annotated[Text, Field(max_length=LONGEST_EVENT_TYPE_CHARS)] = Field(
        description="A type of the catalogue, such as `operation.succeeded`."
    )
    data: dict[str, Any] | None = Field(
        default=None, description="What differs from the data of the example (JSON merge patch, RFC 7396)."
    )


class SentOut(AnswerModel, title="PingOut"):
    """An event under way to one subscription."""

    event_id: str
    delivery_id: str


class StepOut(AnswerModel):
    """One step on the way to an endpoint."""

    name: str
    state: str
    detail: str | None = None
    duration_ms: float | None = None


class VerificationOut(AnswerModel):
    """How far a request came."""

    ok: bool
    failed_step: str | None = None
    error: str | None = None
    status_code: int | None = None
    total_ms: float
    steps: list[StepOut]


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
        template=given.template,
        handshake=given.handshake,
        delivery=to_policy(given.delivery),
        auth=to_auth(given.auth),
        enabled=given.state == "enabled",
        pull=given.pull,
        idle_expire=None if given.idle_expire_seconds is None else timedelta(seconds=given.idle_expire_seconds),
    )


def writable(subscription: Subscription, credentials: Credentials) -> dict[str, object]:
    """What a patch is merged into: every member that a caller may write, secrets included. It never leaves memory."""
    auth = auth_as_written(credentials, unauthenticated=subscription.auth.unauthenticated)
    members = _public_members(subscription)
    return members | {"auth": auth, "delivery": policy_to_json(subscription.delivery)}


def to_json(
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
            "auth": auth_as_shown(subscription.auth, subscription.signing_keys, now=now, secret=secret),
            "delivery": policy_to_json(subscription.delivery),
            "disabled_reason": reason.value if reason else None,
            "disabled_time": time_or_none(subscription.disabled_time),
            "health": _health(health) | _health_of_secrets(subscription, now, readable=readable),
            "createdTime": format_time(subscription.create_time),
            "update_time": format_time(subscription.update_time),
        }
    )


def verification_to_json(found: Verification) -> dict[str, object]:
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
            "uri": None if subscription.pull else subscription.uri,
            "pull": subscription.pull,
            "idle_expire_seconds": None if subscription.idle_expire is None else seconds_of(subscription.idle_expire),
            "description": subscription.description,
            "method": subscription.method.value,
            "uri_template": subscription.uri_template,
            "event_types": list(subscription.event_types),
            "filter": subscription.filter,
            "payload": subscription.payload.value,
            "template": orjson.loads(subscription.template.text) if subscription.template else None,
            "handshake": subscription.handshake,
            "state": subscription.state.value,
        }
    )


def _health_of_secrets(subscription: Subscription, now: datetime, *, readable: bool) -> dict[str, object]:
    expire_time = subscription.auth.mtls.expire_time
    certificate = None
    if expire_time is not None and is_expiring(expire_time, now=now):
        certificate = "expiring" if expire_time > now else "expired"
    return without_absent({"credentials": None if readable else "unreadable", "certificate": certificate})


def _pause(health: Health) -> dict[str, object] | None:
    if health.pause is None:
        return None
    return {
        "reason": health.pause_reason,
        "start_time": format_time(health.pause.time),
        "end_time": format_time(health.pause.until),
    }


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
            "last_claim_time": time_or_none(health.last_claim_time),
            "last_success_time": time_or_none(health.last_success_time),
            "last_failure_time": time_or_none(health.last_failure_time),
            "last_failure": None if health.last_failure is None else in_words(health.last_failure),
            "failing_since_time": time_or_none(health.first_failure_time),
            "consecutive_failures": health.consecutive_failures,
            "in_flight": health.in_flight,
            "circuit": circuit,
            "pause": _pause(health),
            "permission": None if health.permission is None else _permission(health.permission),
        }
    )


def _permission(status: PermissionStatus) -> dict[str, object]:
    is_granted = status.permission_time is not None
    return without_absent(
        {
            "state": "granted" if is_granted else "missing",
            "granted_time": time_or_none(status.permission_time),
            "allowed_per_minute": status.per_minute if is_granted else None,
            "last_asked_time": time_or_none(status.asked_time),
            "next_ask_time": time_or_none(status.ask_time),
            "reason": status.refusal,
        }
    )
