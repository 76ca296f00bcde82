"""The `delivery` of a subscription on the wire: limits, order, and when a delivery is tried again."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, without_absent
from bellhop.domain.subscription import DEFAULT_SCHEDULE, DeliveryPolicy, OnDeadLetter, Ordering, OrderingKey
from bellhop.errors import Fault, InvalidInputError

LONGEST_AGE_SECONDS = 561_600  # six and a half days: less than any result is kept
DEFAULT_AGE_SECONDS = 432_000


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


def to_policy(given: DeliveryIn) -> DeliveryPolicy:
    """What a caller wants; raises `InvalidInputError` where a schedule and a number of attempts do not fit."""
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


def policy_to_json(policy: DeliveryPolicy) -> dict[str, object]:
    """How deliveries leave."""
    return without_absent(
        {
            "timeout_seconds": seconds_of(policy.timeout),
            "retry": without_absent(
                {
                    "schedule_seconds": [seconds_of(each) for each in policy.schedule] or None,
                    "max_attempts": len(policy.schedule) + 1,
                }
            ),
            "max_age_seconds": seconds_of(policy.max_age),
            "max_in_flight": policy.max_in_flight,
            "rate_per_second": policy.rate_per_second,
            "ordering": policy.ordering.value,
            "ordering_key": policy.ordering_key.value,
            "on_dead_letter": policy.on_dead_letter.value,
        }
    )


def seconds_of(span: timedelta) -> int | float:
    """The span in seconds, whole ones as an integer."""
    seconds = span.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
