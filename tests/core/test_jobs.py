import asyncio
from datetime import timedelta

import orjson
import pytest

from bellhop.clock import ManualClock
from bellhop.core.completion import Outcome, Reception
from bellhop.core.job_requests import Started
from bellhop.core.repeats import KEY_LIFE, IdempotencyKey
from bellhop.core.work import Beat
from bellhop.domain.action import Concurrency
from bellhop.domain.job import JobState
from bellhop.errors import (
    AlreadyFinishedError,
    IdempotencyKeyReusedError,
    LimitExceededError,
    NotCancellableError,
    NotFinishedError,
    NotFoundError,
    ParallelOperationError,
)
from bellhop.ids import Prefix, encode
from tests.jobs_world import OPERATOR, JobsWorld, action, check_invariants, lease_key, outcome_of, tenant


async def test_a_job_goes_from_run_to_its_result(world: JobsWorld) -> None:
    echo = await world.put(action())
    started = await world.run(echo, {"n": 1}, labels={"who": "me"})
    assert started.job.state is JobState.PENDING

    [claimed] = await world.claim("echo")
    assert (claimed.job.state, claimed.job.attempt, claimed.job.input) == (JobState.RUNNING, 1, b'{"n": 1}')

    completed = await world.complete(claimed, result={"sum": 2})
    assert completed.reception is Reception.ACCEPTED
    job = await world.get(started.job)
    assert completed.job is not None
    assert (job, job.state, job.result) == (completed.job, JobState.SUCCEEDED, b'{"sum":2}')
    assert job.expire_time == job.complete_time + timedelta(days=1)  # type: ignore[operator]
    assert await world.count("job_ready") == await world.count("job_lease") == 0
    assert await world.count("events") == 1
    await check_invariants(world)


async def test_the_same_token_again_is_a_duplicate_and_a_lost_one_is_stale(
    world: JobsWorld, clock: ManualClock
) -> None:
    echo = await world.put(action())
    await world.run(echo)
    [first] = await world.claim("echo")
    clock.move(timedelta(minutes=2))
    assert await world.rescuer().run_once() == 1
    [second] = await world.claim("echo")
    assert second.job.attempt == 2

    assert (await world.complete(first)).reception is Reception.STALE
    assert (await world.complete(second, Outcome.RETRY, delay=timedelta(0))).reception is Reception.ACCEPTED
    again = await world.complete(second, result={"late": True})
    assert again.reception is Reception.DUPLICATE
    assert again.job is not None
    assert again.job.state is JobState.PENDING
    assert (await world.complete(first)).reception is Reception.STALE
    await check_invariants(world)


async def test_a_job_whose_attempts_are_used_up_fails_with_lease_expired(world: JobsWorld, clock: ManualClock) -> None:
    echo = await world.put(action(max_attempts=2))
    started = await world.run(echo)
    for _ in range(2):
        assert len(await world.claim("echo")) == 1
        clock.move(timedelta(minutes=2))
        assert await world.rescuer().run_once() == 1
    job = await world.get(started.job)
    assert job.state is JobState.FAILED
    assert orjson.loads(job.errors or b"")[0]["code"] == "lease_expired"
    assert await world.claim("echo") == []
    await check_invariants(world)


async def test_two_rescuers_at_once_rescue_each_job_once(world: JobsWorld, clock: ManualClock) -> None:
    echo = await world.put(action(concurrency=Concurrency.QUEUE))
    for index in range(30):
        await world.run(echo, parent=f"designs/{index % 7}")
    claimed = await world.claim("echo", max_jobs=30)
    assert len(claimed) == 7
    clock.move(timedelta(minutes=2))
    rescued = await asyncio.gather(*(world.rescuer().run_once() for _ in range(4)))
    assert sum(rescued) == 7
    assert len(await world.claim("echo", max_jobs=30)) == 7
    await check_invariants(world)


async def test_a_deadline_ends_a_waiting_job_and_one_that_hangs_while_heartbeating(
    world: JobsWorld, clock: ManualClock
) -> None:
    echo = await world.put(action(deadline=timedelta(minutes=3)))
    hanging = await world.run(echo)
    [claimed] = await world.claim("echo")
    waiting = await world.run(echo)
    for _ in range(3):
        clock.move(timedelta(seconds=50))
        [beaten] = await world.work.heartbeat(OPERATOR, [Beat(lease_key(claimed))])
        assert beaten.lease is not None
        assert beaten.lease.expire_time <= hanging.job.deadline_time
        assert await world.rescuer().run_once() == 0
    clock.move(timedelta(seconds=50))
    [beaten] = await world.work.heartbeat(OPERATOR, [Beat(lease_key(claimed))])
    assert beaten.lease is None
    assert await world.rescuer().run_once() == 2
    for started in (hanging, waiting):
        job = await world.get(started.job)
        assert job.state is JobState.FAILED
        assert orjson.loads(job.errors or b"")[0]["code"] == "deadline_exceeded"
    await check_invariants(world)


async def test_cancelling_ends_a_waiting_job_at_once_and_a_running_one_when_its_worker_agrees(
    world: JobsWorld,
) -> None:
    echo = await world.put(action())
    waiting, running = await world.run(echo), await world.run(echo, priority=10)
    [claimed] = await world.claim("echo", max_jobs=1)
    assert claimed.job.job_id == running.job.job_id

    assert (await world.jobs.cancel(waiting.job.tenant_id, waiting.job.job_id)).state is JobState.CANCELLED
    assert (await world.jobs.cancel(waiting.job.tenant_id, waiting.job.job_id)).state is JobState.CANCELLED
    asked = await world.jobs.cancel(running.job.tenant_id, running.job.job_id)
    assert asked.state is JobState.RUNNING
    assert asked.cancel_requested_time is not None
    [beaten] = await world.work.heartbeat(OPERATOR, [Beat(lease_key(claimed))])
    assert beaten.lease is not None
    assert beaten.lease.cancel_requested
    assert (await world.complete(claimed, Outcome.CANCELLED)).reception is Reception.ACCEPTED
    assert (await world.get(running.job)).state is JobState.CANCELLED
    await check_invariants(world)


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.RELEASED])
async def test_what_would_go_back_is_cancelled_once_that_was_asked_for(world: JobsWorld, outcome: Outcome) -> None:
    echo = await world.put(action())
    started = await world.run(echo)
    [claimed] = await world.claim("echo")
    await world.jobs.cancel(started.job.tenant_id, started.job.job_id)
    completed = await world.complete(claimed, outcome)
    assert completed.job is not None
    assert completed.job.state is JobState.CANCELLED


async def test_a_finished_job_cannot_be_cancelled_nor_one_whose_action_forbids_it(world: JobsWorld) -> None:
    echo, stubborn = await world.put(action()), await world.put(action("stubborn", cancellable=False))
    done, kept = await world.run(echo), await world.run(stubborn)
    [claimed] = await world.claim("echo")
    await world.complete(claimed)
    with pytest.raises(AlreadyFinishedError):
        await world.jobs.cancel(done.job.tenant_id, done.job.job_id)
    with pytest.raises(NotCancellableError):
        await world.jobs.cancel(kept.job.tenant_id, kept.job.job_id)


async def test_a_retry_is_a_new_job_that_names_the_old_one(world: JobsWorld) -> None:
    echo = await world.put(action())
    started = await world.run(echo, {"n": 7}, labels={"a": "b"})
    with pytest.raises(NotFinishedError):
        await world.jobs.retry(tenant(), started.job.job_id)
    [claimed] = await world.claim("echo")
    await world.complete(claimed, Outcome.FAILED, errors=[{"code": "no", "message": "No."}])
    again = await world.jobs.retry(tenant(), started.job.job_id)
    assert (again.job.retry_of, again.job.input, again.job.labels) == (started.job.job_id, b'{"n": 7}', {"a": "b"})


async def test_an_expired_job_is_not_found(world: JobsWorld, clock: ManualClock) -> None:
    echo = await world.put(action())
    started = await world.run(echo)
    [claimed] = await world.claim("echo")
    await world.complete(claimed)
    clock.move(timedelta(days=1))
    with pytest.raises(NotFoundError):
        await world.get(started.job)


async def test_fifty_identical_requests_at_once_make_one_job(world: JobsWorld) -> None:
    echo = await world.put(action())
    key = IdempotencyKey("order-1", b"same")
    answers = await asyncio.gather(*(world.run(echo, key=key) for _ in range(50)))
    assert len({answer.job.job_id for answer in answers}) == 1
    assert sum(not answer.replayed for answer in answers) == 1
    assert await world.count("jobs") == 1
    await check_invariants(world)


async def test_a_key_is_replayed_refused_for_another_request_and_forgotten_after_a_day(
    world: JobsWorld, clock: ManualClock
) -> None:
    echo = await world.put(action())
    first = await world.run(echo, key=IdempotencyKey("k", b"one"))
    again = await world.run(echo, key=IdempotencyKey("k", b"one"))
    assert again.replayed
    assert again.job.job_id == first.job.job_id
    with pytest.raises(IdempotencyKeyReusedError):
        await world.run(echo, key=IdempotencyKey("k", b"two"))
    clock.move(KEY_LIFE)
    later = await world.run(echo, key=IdempotencyKey("k", b"two"))
    assert not later.replayed
    await check_invariants(world)


async def test_a_refused_request_is_not_remembered(world: JobsWorld) -> None:
    echo = await world.put(action())
    key = IdempotencyKey("k", b"one")
    with pytest.raises(LimitExceededError):
        await world.run(echo, key=key, tenant=tenant(live_jobs=0))
    assert await world.count("idempotency_keys") == 0
    assert not (await world.run(echo, key=key)).replayed
    await check_invariants(world)


async def test_a_tenant_has_no_more_live_jobs_than_its_limit(world: JobsWorld) -> None:
    echo = await world.put(action())
    answers = await asyncio.gather(*(outcome_of(world.run(echo, tenant=tenant(live_jobs=7))) for _ in range(30)))
    assert sum(isinstance(answer, Started) for answer in answers) == 7
    assert sum(isinstance(answer, LimitExceededError) for answer in answers) == 23
    [claimed] = await world.claim("echo", max_jobs=1)
    await world.complete(claimed)
    await world.run(echo, tenant=tenant(live_jobs=7))
    await check_invariants(world)


async def test_two_hundred_runs_at_once_on_a_rejecting_parent_start_one(world: JobsWorld) -> None:
    single = await world.put(action(concurrency=Concurrency.REJECT))
    answers = await asyncio.gather(*(outcome_of(world.run(single)) for _ in range(200)))
    [started] = [answer for answer in answers if isinstance(answer, Started)]
    refusals = [answer for answer in answers if isinstance(answer, ParallelOperationError)]
    assert len(refusals) == 199
    named = f"operations/{encode(Prefix.OPERATION, started.job.job_id)}"
    assert {refusal.extra["operation"] for refusal in refusals} == {named}
    assert await world.count("jobs") == 1
    await check_invariants(world)

    [claimed] = await world.claim("echo")
    await world.complete(claimed)
    assert isinstance(await outcome_of(world.run(single)), Started)
    await check_invariants(world)


async def test_a_queue_runs_its_jobs_one_by_one_in_order(world: JobsWorld, clock: ManualClock) -> None:
    queue = await world.put(action(concurrency=Concurrency.QUEUE))
    started = []
    for n in range(5):
        clock.move(timedelta(milliseconds=1))
        started.append(await world.run(queue, {"n": n}))
    elsewhere = await world.run(queue, parent="designs/two")
    order = []
    for _ in range(5):
        claimed = await world.claim("echo")
        order += [each.job.job_id for each in claimed if each.job.parent == "designs/one"]
        assert len(claimed) <= 2
        await check_invariants(world)
        for each in claimed:
            await world.complete(each)
    assert order == [each.job.job_id for each in started]
    assert (await world.get(elsewhere.job)).state is JobState.SUCCEEDED
    assert await world.count("job_lanes") == 0


async def test_a_scheduled_holder_of_a_queue_lets_an_earlier_job_pass(world: JobsWorld, clock: ManualClock) -> None:
    queue = await world.put(action(concurrency=Concurrency.QUEUE))
    tomorrow = await world.run(queue, run_time=clock.now() + timedelta(days=1))
    today = await world.run(queue)
    [claimed] = await world.claim("echo")
    assert claimed.job.job_id == today.job.job_id
    await check_invariants(world)
    await world.complete(claimed)
    assert await world.claim("echo") == []
    clock.move(timedelta(days=1))
    [claimed] = await world.claim("echo")
    assert claimed.job.job_id == tomorrow.job.job_id
    await check_invariants(world)
