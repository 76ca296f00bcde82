"""What to do after an attempt: one decision from its outcome and the subscription's patience (docs/deliveries.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bellhop.domain.circuit import Random, jittered
from bellhop.domain.delivery import DeliveryLease, Reason
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
)
from bellhop.domain.subscription import DEFAULT_SCHEDULE, DeliveryPolicy

_FIRST_DEFER_WAIT = timedelta(seconds=30)
_LONGEST_DEFER_WAIT = timedelta(minutes=15)
_MOST_DOUBLINGS = 5
LOST_LEASES_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Succeed:
    """It is delivered."""


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Try again at this moment."""

    due: datetime


@dataclass(frozen=True, slots=True)
class Defer:
    """Try again at this moment; the attempt does not count."""

    due: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Give up, for this reason."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Disable:
    """Give up and disable the subscription: the receiver said that it is gone."""

    reason: Reason = Reason.GONE


Decision = Succeed | RetryAt | Defer | DeadLetter | Disable
SUCCEED = Succeed()


def decide(
    policy: DeliveryPolicy, lease: DeliveryLease, outcome: Outcome, *, now: datetime, random: Random
) -> Decision:
    """What becomes of a delivery after its attempt number `lease.tries` of this schedule.

    The wait is the schedule's next one, up to a tenth shorter or longer. A pause that the receiver asked for holds the
    whole lane (domain/circuit.py) and makes this wait no longer, so that ending the pause lets this delivery go too. A
    retry that would fall behind `give_up_time`, by the schedule or by the pause, is not waited for.
    """
    match outcome:
        case Delivered():
            return SUCCEED
        case Gone():
            return Disable()
        case Unsendable():
            return DeadLetter(Reason.PAYLOAD_TOO_LARGE)
        case OurFault() | NoToken():
            return put_off(lease, now=now, random=random)
        case Throttled(_, retry_after):
            return _retry(policy, lease, now, random, at_least=retry_after or timedelta(0))
        case Refused() | Unreachable() | Blocked():
            return _retry(policy, lease, now, random, at_least=timedelta(0))
        case _:
            assert_never(outcome)


def put_off(lease: DeliveryLease, *, now: datetime, random: Random) -> Defer | DeadLetter:
    """What becomes of a delivery of which nothing could be sent, whether an attempt was begun or not.

    Our own fault stood in the way, or no access token could be had.
    """
    due = now + jittered(_deferral(lease), random)
    return Defer(due) if due <= lease.give_up_time else DeadLetter(Reason.TOO_OLD)


def _deferral(lease: DeliveryLease) -> timedelta:
    """How long such a delivery rests: longer each time, as what is broken may stay so for days."""
    before = lease.attempts - lease.tries
    return min(_FIRST_DEFER_WAIT * (1 << min(before, _MOST_DOUBLINGS)), _LONGEST_DEFER_WAIT)


def _retry(
    policy: DeliveryPolicy, lease: DeliveryLease, now: datetime, random: Random, *, at_least: timedelta
) -> RetryAt | DeadLetter:
    if lease.tries > len(policy.schedule):
        return DeadLetter(Reason.ATTEMPTS_EXHAUSTED)
    due = now + jittered(policy.schedule[lease.tries - 1], random)
    return RetryAt(due) if max(due, now + at_least) <= lease.give_up_time else DeadLetter(Reason.TOO_OLD)


def wait_after_lost_leases(leases_lost: int, *, random: Random) -> timedelta:
    """How long a delivery rests whose lease was lost `leases_lost` times in a row.

    Five times it goes back at once; then it may be what breaks its holders, and follows the retry schedule.
    """
    if leases_lost <= LOST_LEASES_AT_ONCE:
        return timedelta(0)
    step = min(leases_lost - LOST_LEASES_AT_ONCE, len(DEFAULT_SCHEDULE)) - 1
    return jittered(DEFAULT_SCHEDULE[step], random)
