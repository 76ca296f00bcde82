from datetime import UTC, datetime, timedelta

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.action import Concurrency
from bellhop.domain.job import (
    AGEING,
    ARROWS,
    LONGEST_BACKOFF,
    MAX_PRIORITY,
    MIN_PRIORITY,
    Entrance,
    Job,
    JobLane,
    JobState,
    Policy,
    Trigger,
    backoff,
    enter_lane,
    lease_end,
    rank,
    step,
)
from bellhop.ids import JobId, TenantId, uuid7

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = Policy(
    cancellable=True,
    concurrency=Concurrency.PARALLEL,
    max_attempts=3,
    lease=timedelta(seconds=60),
    retention=timedelta(days=1),
)
JOB = Job(
    tenant_id=TenantId("acme"),
    job_id=JobId(uuid7(NOW)),
    action="echo",
    parent="",
    source="api",
    state=JobState.PENDING,
    priority=0,
    create_time=NOW,
    update_time=NOW,
    run_time=NOW,
    deadline_time=NOW + timedelta(hours=1),
    policy=POLICY,
    input=b"{}",
    labels={},
)

jobs = st.builds(
    lambda state, attempt, most, asked, held: JOB._replace(
        state=state,
        attempt=attempt,
        held=held,
        cancel_requested_time=NOW if asked else None,
        policy=POLICY._replace(max_attempts=most),
    ),
    st.sampled_from(JobState),
    st.integers(1, 5),
    st.integers(1, 5),
    st.booleans(),
    st.booleans(),
)
triggers = st.sampled_from(Trigger)
moments = st.timedeltas(timedelta(0), timedelta(days=30)).map(lambda passed: NOW + passed)


@given(jobs, triggers, moments)
def test_a_step_follows_an_arrow_of_the_table(job: Job, trigger: Trigger, now: datetime) -> None:
    taken = step(job, trigger, now)
    arrow = ARROWS.get((job.state, trigger))
    assert (taken is None) == (arrow is None)
    if taken is not None and arrow is not None:
        assert taken.after.state in {arrow.to, arrow.if_cancel_requested, arrow.if_used_up}
        assert taken.after.version == job.version + 1
        assert taken.after.update_time == now


@given(jobs, triggers, moments)
def test_an_end_never_changes_and_has_what_its_state_says(job: Job, trigger: Trigger, now: datetime) -> None:
    taken = step(job, trigger, now)
    if job.state.done:
        assert taken is None
    elif taken is not None:
        after = taken.after
        assert taken.ends == after.state.done == (after.complete_time is not None) == (after.expire_time is not None)
        assert (after.state is JobState.SUCCEEDED) == (after.result is not None)
        assert (after.state is JobState.FAILED) == (after.errors is not None)
        assert after.errors is None or orjson.loads(after.errors)[0]["code"]
        assert (taken.due is not None) == (after.state is JobState.PENDING)


@given(jobs, triggers, moments)
def test_what_shall_be_cancelled_is_never_tried_again(job: Job, trigger: Trigger, now: datetime) -> None:
    taken = step(job, trigger, now)
    if taken is not None and job.state is JobState.RUNNING and job.cancel_requested_time is not None:
        assert taken.after.state is not JobState.PENDING


@given(jobs, st.sampled_from([Trigger.RETRY, Trigger.LOSE]), moments)
def test_no_more_attempts_are_made_than_there_are(job: Job, trigger: Trigger, now: datetime) -> None:
    taken = step(job, trigger, now)
    if taken is not None and taken.after.state is JobState.PENDING:
        assert job.attempt < job.policy.max_attempts
        assert not job.held


def test_a_released_attempt_does_not_count() -> None:
    claimed = step(JOB, Trigger.CLAIM, NOW)
    assert claimed is not None
    released = step(claimed.after, Trigger.RELEASE, NOW)
    assert released is not None
    assert (claimed.after.attempt, released.after.attempt) == (1, 0)


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_backoff_grows_to_its_bound(attempt: int, random: float) -> None:
    wait = backoff(attempt, random)
    assert timedelta(seconds=4.5) <= wait <= LONGEST_BACKOFF * 1.1


@given(moments, st.integers(MIN_PRIORITY, MAX_PRIORITY), moments, st.integers(MIN_PRIORITY, MAX_PRIORITY))
def test_nothing_is_overtaken_by_what_comes_ten_minutes_later(
    first: datetime, low: int, second: datetime, high: int
) -> None:
    if second - first > (MAX_PRIORITY - MIN_PRIORITY) * AGEING:
        assert rank(first, low) < rank(second, high)
    if first == second:
        assert (rank(first, low) < rank(second, high)) == (low > high)


@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(days=1)))
def test_a_lease_never_outlasts_the_deadline(now: datetime, lease: timedelta) -> None:
    assert lease_end(now, lease, JOB.deadline_time) <= JOB.deadline_time


def test_a_lane_lets_in_one_and_puts_the_others_in_line_or_out() -> None:
    queue = JOB._replace(policy=POLICY._replace(concurrency=Concurrency.QUEUE))
    single = JOB._replace(policy=POLICY._replace(concurrency=Concurrency.REJECT))
    free, busy = JobLane(None, None), JobLane(JobId(uuid7(NOW)), NOW)
    later = JobLane(JobId(uuid7(NOW)), NOW + timedelta(hours=1))
    assert enter_lane(free, queue, NOW) is enter_lane(free, single, NOW) is Entrance.TAKE
    assert enter_lane(busy, queue, NOW) is Entrance.WAIT
    assert enter_lane(busy, single, NOW) is enter_lane(later, single, NOW) is Entrance.REFUSE
    assert enter_lane(busy, queue._replace(held=True), NOW) is Entrance.REFUSE
    assert enter_lane(later, queue, NOW) is Entrance.OVERTAKE
    assert enter_lane(later, queue._replace(run_time=NOW + timedelta(hours=2)), NOW) is Entrance.WAIT
