"""What happens to callers who share a transaction when the database is slow, blocked, or goes away."""

import asyncio
import uuid

import asyncpg
import pytest

from bellhop.core.completion import Reception
from bellhop.core.job_requests import JobRequest, Started
from bellhop.core.repeats import IdempotencyKey
from bellhop.core.submission import Submission
from bellhop.errors import IdempotencyInFlightError
from bellhop.ids import JobId, TenantId, uuid7
from bellhop.runtime.coalescer import Flight
from bellhop.store import idempotency_keys, job_ready, tenant_counters
from bellhop.store.idempotency_keys import Remembered
from tests.jobs_world import JobsWorld, action, blocked_backends, check_invariants, tenant

OTHER = TenantId("other")


async def test_a_caller_that_is_blocked_travels_alone_and_its_neighbours_do_not_wait_for_it(world: JobsWorld) -> None:
    echo = await world.put(action())
    async with world.database.transaction() as connection:
        await tenant_counters.count_submitted(connection, {OTHER: 1})
        blocked = [asyncio.create_task(world.run(echo, tenant=tenant(OTHER))) for _ in range(3)]
        started = await asyncio.gather(*(world.run(echo) for _ in range(20)))
        assert len({each.job.job_id for each in started}) == 20
        assert not any(task.done() for task in blocked)
        await tenant_counters.take_back(connection, {OTHER: 1})
    assert all(isinstance(each, Started) for each in await asyncio.gather(*blocked))
    assert await world.count("jobs") == 23
    await check_invariants(world)


async def test_a_key_whose_first_request_hangs_is_waited_for_and_then_refused(world: JobsWorld) -> None:
    echo = await world.put(action())
    now = world.clock.now()
    first = Remembered(tenant().tenant_id, "k", b"one", JobId(uuid7(now)))
    async with world.database.transaction() as connection:
        await idempotency_keys.remember(connection, [first], now=now)
        with pytest.raises(IdempotencyInFlightError):
            await world.run(echo, key=IdempotencyKey("k", b"one"))
        await idempotency_keys.forget(connection, [first])
    assert not (await world.run(echo, key=IdempotencyKey("k", b"one"))).replayed
    await check_invariants(world)


async def test_a_submission_whose_connection_breaks_is_tried_again_and_makes_one_job(
    world: JobsWorld, database_url: str
) -> None:
    echo = await world.put(action())
    watcher = await asyncpg.connect(database_url)
    async with world.database.transaction() as connection:
        await tenant_counters.count_submitted(connection, {tenant().tenant_id: 1})
        running = asyncio.create_task(world.run(echo, key=IdempotencyKey("k", b"one")))
        for pid in await blocked_backends(watcher):
            await watcher.execute("SELECT pg_terminate_backend($1::integer)", pid)
        await tenant_counters.take_back(connection, {tenant().tenant_id: 1})
    assert not (await running).replayed
    assert await world.count("jobs") == 1
    await watcher.close()
    await check_invariants(world)


async def test_what_was_committed_before_the_answer_was_lost_is_recognised(world: JobsWorld) -> None:
    echo = await world.put(action())
    started = await world.run(echo, key=IdempotencyKey("k", b"one"))
    submissions = world.jobs._submissions
    key = Remembered(started.job.tenant_id, "k", b"one", started.job.job_id)
    again = Submission(started.job, 10, key)
    follower = Submission(
        JobRequest(echo, "designs/one", b"{}", {}).job_of(started.job.tenant_id, world.clock.now()),
        10,
        Remembered(started.job.tenant_id, "k", b"one", JobId(uuid.uuid4())),
    )
    answers = await submissions._carry(world.database, Flight([again, follower], repeated=True))
    assert answers[0] == started.job
    assert getattr(answers[1], "job_id", None) == started.job.job_id
    assert await world.count("jobs") == 1
    await check_invariants(world)


async def test_a_completion_whose_connection_breaks_is_recorded_once(world: JobsWorld, database_url: str) -> None:
    echo = await world.put(action())
    await world.run(echo)
    [claimed] = await world.claim("echo")
    watcher = await asyncpg.connect(database_url)
    async with world.database.transaction() as connection:
        await connection.execute("SELECT 1 FROM job_lease FOR UPDATE")
        completing = asyncio.create_task(world.complete(claimed))
        for pid in await blocked_backends(watcher):
            await watcher.execute("SELECT pg_terminate_backend($1::integer)", pid)
    assert (await completing).reception is Reception.ACCEPTED
    assert await world.count("events") == await world.count("job_history") == 1
    await watcher.close()
    await check_invariants(world)


async def test_a_backlog_of_one_tenant_do_not_hold_up_anothers_one(world: JobsWorld) -> None:
    echo = await world.put(action())
    first = await world.run(echo)
    await world.database.execute(
        """
        INSERT INTO job_ready
        SELECT tenant_id, gen_random_uuid(), action, parent, lane, attempt, priority, due, rank - interval '1 h',
            parked, deadline_time, lease
        FROM job_ready CROSS JOIN generate_series(1, 20000)
        """
    )
    late = await world.run(echo, tenant=tenant("zeta"))
    async with world.database.connection() as connection:
        ask = job_ready.JobAsk("w", ("echo",), None, tuple(uuid.uuid4() for _ in range(4)), None, None)
        taken = await job_ready.claim(connection, ask, after="", now=world.clock.now())
    assert late.job.job_id in {place.job_id for _, place in taken}
    assert first.job.job_id not in {place.job_id for _, place in taken}
