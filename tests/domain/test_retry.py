import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.delivery import DeliveryLease, Reason
from bellhop.domain.outcome import (
    Blocked,
    Delivered,
    ErrorClass,
    Gone,
    NoToken,
    OurFault,
    Outcome,
    Refused,
    Throttled,
    Unreachable,
)
from bellhop.domain.retry import DeadLetter, Defer, Disable, RetryAt, Succeed, decide, wait_after_lost_leases
from bellhop.domain.subscription import DEFAULT_SCHEDULE, DeliveryPolicy, Payload
from bellhop.ids import DeliveryId, EventId, SubscriptionId, TenantId

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POLICY = DeliveryPolicy()
FAILURES = st.sampled_from(
    [Refused(500), Refused(301), Throttled(429, None), Unreachable(ErrorClass.CONNECT_REFUSED),
     Blocked(ErrorClass.BLOCKED_ADDRESS)]
)  # fmt: skip
CHANCES = st.floats(0, 1, exclude_max=True)


def lease(tries: int = 1, *, give_up: timedelta = timedelta(days=5)) -> DeliveryLease:
    return DeliveryLease(
        tenant_id=TenantId("acme"),
        delivery_id=DeliveryId(uuid.UUID(int=1)),
        subscription_id=SubscriptionId(uuid.UUID(int=2)),
        token=uuid.UUID(int=3),
        expire_time=NOW + timedelta(seconds=60),
        event_id=EventId(uuid.UUID(int=4)),
        payload=Payload.THIN,
        attempts=tries,
        tries=tries,
        leases_lost=0,
        due=NOW,
        give_up_time=NOW + give_up,
        fifo_key=None,
        sequence=None,
        probe=False,
        subscription_version=1,
    )


def test_a_success_succeeds() -> None:
    assert decide(POLICY, lease(), Delivered(204), now=NOW, random=lambda: 0.5) == Succeed()


def test_gone_disables() -> None:
    assert decide(POLICY, lease(), Gone(), now=NOW, random=lambda: 0.5) == Disable(Reason.GONE)


@given(st.integers(1, len(DEFAULT_SCHEDULE)), FAILURES, CHANCES)
def test_a_failure_waits_for_its_step_of_the_schedule_within_a_tenth(
    tries: int, outcome: Outcome, chance: float
) -> None:
    decision = decide(POLICY, lease(tries), outcome, now=NOW, random=lambda: chance)
    assert isinstance(decision, RetryAt)
    step = DEFAULT_SCHEDULE[tries - 1]
    assert step * 0.9 <= decision.due - NOW <= step * 1.1 + timedelta(microseconds=1)


@given(FAILURES, CHANCES)
def test_behind_the_last_step_is_a_dead_letter(outcome: Outcome, chance: float) -> None:
    decision = decide(POLICY, lease(len(DEFAULT_SCHEDULE) + 1), outcome, now=NOW, random=lambda: chance)
    assert decision == DeadLetter(Reason.ATTEMPTS_EXHAUSTED)


@given(st.integers(0, 86_400), CHANCES)
def test_a_pause_is_its_lanes_and_makes_no_wait_longer_than_the_schedule(seconds: int, chance: float) -> None:
    asked = Throttled(503, timedelta(seconds=seconds))
    assert decide(POLICY, lease(), asked, now=NOW, random=lambda: chance) == decide(
        POLICY, lease(), Refused(503), now=NOW, random=lambda: chance
    )


def test_a_retry_is_not_waited_for_whose_end_comes_before_the_pause_is_over() -> None:
    for minutes, expected in ((59, RetryAt), (61, DeadLetter)):
        asked = Throttled(429, timedelta(minutes=minutes))
        held = lease(give_up=timedelta(hours=1))
        assert isinstance(decide(POLICY, held, asked, now=NOW, random=lambda: 0.5), expected)


@given(st.integers(1, 9), FAILURES, CHANCES, st.timedeltas(timedelta(0), timedelta(days=7)))
def test_nothing_is_planned_behind_its_end(tries: int, outcome: Outcome, chance: float, give_up: timedelta) -> None:
    held = lease(tries, give_up=give_up)
    decision = decide(POLICY, held, outcome, now=NOW, random=lambda: chance)
    assert decision == DeadLetter(Reason.TOO_OLD) or (
        isinstance(decision, RetryAt) and decision.due <= held.give_up_time
    )


UNSENT = [OurFault(ErrorClass.INTERNAL), NoToken()]


@given(st.integers(1, 30), CHANCES, st.sampled_from(UNSENT))
def test_what_could_not_be_sent_is_never_held_against_the_delivery(tries: int, chance: float, outcome: Outcome) -> None:
    decision = decide(POLICY, lease(tries), outcome, now=NOW, random=lambda: chance)
    assert isinstance(decision, Defer)


@pytest.mark.parametrize("outcome", UNSENT)
def test_what_cannot_be_sent_for_days_is_tried_more_and_more_rarely(outcome: Outcome) -> None:
    held = [lease()._replace(attempts=1 + deferred) for deferred in range(10)]
    decisions = [decide(POLICY, each, outcome, now=NOW, random=lambda: 0.5) for each in held]
    waits = [each.due - NOW for each in decisions if isinstance(each, Defer)]
    assert waits == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240, 480, *[900] * 5)]


def test_a_lost_lease_goes_back_at_once_five_times_and_then_follows_the_schedule() -> None:
    waits = [wait_after_lost_leases(count, random=lambda: 0.5) for count in range(1, 20)]
    assert waits[:5] == [timedelta(0)] * 5
    assert waits[5:14] == list(DEFAULT_SCHEDULE)
    assert waits[14:] == [DEFAULT_SCHEDULE[-1]] * 5
