"""Subscriptions on the wire: what may be written, and what is answered."""

from typing import Annotated, Literal

from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, Text, patch_of
from bellhop.api.tenant.subscriptions_auth_wire import AuthIn, AuthOut, Uri
from bellhop.domain.subscription import Method, OnDeadLetter, Ordering, OrderingKey, Payload

LONGEST_AGE_SECONDS = 561_600  # six and a half days: less than any result is kept
LONGEST_OVERLAP_SECONDS = 604_800
DEFAULT_OVERLAP_SECONDS = 86_400
DEFAULT_AGE_SECONDS = 432_000

EventTypes = Annotated[list[Text], Field(min_length=1, max_length=100)]
FilterText = Annotated[Text, Field(max_length=2048)]


class RetryIn(RequestModel):
    """When a delivery is tried again: a schedule, or a number of attempts of the default one."""

    schedule_seconds: list[Annotated[int, Field(ge=1, le=LONGEST_AGE_SECONDS)]] | None = Field(
        default=None, min_length=1, max_length=30, description="The pauses after each failed attempt."
    )
    max_attempts: int | None = Field(default=None, ge=1, le=31)


class DeliveryIn(RequestModel):
    """How deliveries leave."""

    timeout_seconds: float = Field(default=15, ge=1, le=30)
    retry: RetryIn | None = None
    max_age_seconds: int = Field(default=DEFAULT_AGE_SECONDS, ge=1, le=LONGEST_AGE_SECONDS)
    max_in_flight: int = Field(default=50, ge=1, le=1000)
    rate_per_second: float | None = Field(default=None, ge=0.01, le=10_000)
    ordering: Ordering = Ordering.NONE
    ordering_key: OrderingKey = OrderingKey.SUBSCRIPTION
    on_dead_letter: OnDeadLetter = OnDeadLetter.BLOCK


class SubscriptionIn(RequestModel):
    """A subscription as it is written."""

    uri: Uri | None = Field(default=None, description="Where to call; https, a public host.")
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
    payload: Payload = Payload.THIN
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


class FilterTrialIn(RequestModel):
    """What to try on the newest events; what is absent is the subscription's own."""

    event_types: EventTypes | None = None
    filter: FilterText | None = None


class CircuitOut(AnswerModel):
    """Whether anything but a probe leaves."""

    state: Literal["closed", "open"]
    reason: str | None = Field(
        default=None, description="Why it is open, such as `10 failures in a row; the last: status 503`."
    )
    open_time: str | None = None
    next_probe_time: str | None = None


class HealthOut(AnswerModel):
    """How the endpoint does."""

    last_success_time: str | None = None
    last_failure_time: str | None = None
    failing_since_time: str | None = None
    consecutive_failures: int
    in_flight: int
    circuit: CircuitOut
    credentials: Literal["unreadable"] | None = Field(
        default=None,
        description="Said when the service can no longer read the secrets: nothing leaves until they are given anew.",
    )


class RetryOut(AnswerModel):
    """When a delivery is tried again."""

    schedule_seconds: list[float] | None = Field(
        default=None, description="The pauses after each failed attempt; absent where there is one attempt."
    )
    max_attempts: int


class DeliveryPolicyOut(AnswerModel):
    """How deliveries leave."""

    timeout_seconds: float
    retry: RetryOut
    max_age_seconds: float
    max_in_flight: int
    rate_per_second: float | None = Field(default=None, description="Absent where no rate limits it.")
    ordering: Ordering
    ordering_key: OrderingKey
    on_dead_letter: OnDeadLetter


class SubscriptionOut(AnswerModel):
    """A subscription. Secrets read `[redacted]`, except in the one answer that shows a new signing secret."""

    id: str
    path: str
    tenant_id: str
    uri: str
    description: str
    method: Method
    uri_template: str | None = None
    event_types: list[str]
    filter: str | None = None
    auth: AuthOut
    payload: Payload
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


class PingOut(AnswerModel):
    """A ping under way."""

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


class TriedEventOut(AnswerModel):
    """One of the newest events and whether it would be sent."""

    event_id: str
    type: str
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    matches: bool
    reason: str


class FilterTrialOut(AnswerModel):
    """What would match, newest first."""

    results: list[TriedEventOut]
