"""Jobs that end by one statement: it writes all that follows, or nothing of a job that is no longer as it was read."""

import asyncio
from datetime import timedelta

import pytest

from bellhop.core.completion import Outcome, Reception
from bellhop.core.steps import end_at_once
from bellhop.core.work import Claimed
from bellhop.domain.job import JobState, JobStep, Trigger, step
from bellhop.runtime.slots import Reservation
from bellhop.store import job_leases
from tests.jobs_world import JobsWorld, action, check_invariants, lease_key

PATIENCE = timedelta(milliseconds=250)


async def claimed_jobs(world: JobsWorld, count: int) -> list[Claimed]:
    """Claimed jobs of a tenant whose registry is at hand, as after any first event."""
    echo = await world.put(action())
    for _ in range(count + 1):
        await world.run(echo)
    first, *others = await world.claim(echo.name)
    await world.complete(first)
    return others


async def decided(world: JobsWorld, claimed: Claimed) -> JobStep:
    async with world.database.connection() as connection:
        held = await job_leases.held(connection, [lease_key(claimed)])
    made = step(held[lease_key(claimed)], Trigger.SUCCEED, world.clock.now(), result=b"{}")
    assert made is not None
    return made


@pytest.mark.usefixtures("plain_postgres")
async def test_a_job_that_moved_on_is_left_alone_and_its_neighbour_ends(world: JobsWorld) -> None:
    moved, still = await claimed_jobs(world, 2)
    steps = [(lease_key(each), await decided(world, each)) for each in (moved, still)]
    await world.jobs.cancel(moved.job.tenant_id, moved.job.job_id)
    events = await world.count("events")
    async with world.database.connection() as connection:
        taken = await end_at_once(
            connection, world.registry, steps, now=world.clock.now(), lock_wait=PATIENCE, slots=Reservation(None)
        )
    assert taken is not None
    assert list(taken.jobs) == [still.job.job_id]
    assert (await world.get(moved.job)).state is JobState.RUNNING
    assert (await world.get(still.job)).state is JobState.SUCCEEDED
    assert await world.count("events") == events + 1
    await check_invariants(world)


async def test_where_a_registry_has_changed_nothing_is_written(world: JobsWorld) -> None:
    (claimed,) = await claimed_jobs(world, 1)
    steps = [(lease_key(claimed), await decided(world, claimed))]
    await world.database.execute(
        "INSERT INTO registries (tenant_id, version) VALUES ($1, gen_random_uuid())", claimed.job.tenant_id
    )
    async with world.database.connection() as connection:
        taken = await end_at_once(
            connection, world.registry, steps, now=world.clock.now(), lock_wait=PATIENCE, slots=Reservation(None)
        )
    assert taken is None
    assert (await world.get(claimed.job)).state is JobState.RUNNING
    await check_invariants(world)
    assert (await world.complete(claimed)).reception is Reception.ACCEPTED
    await check_invariants(world)


async def test_a_job_that_somebody_holds_does_not_hold_up_the_others(world: JobsWorld) -> None:
    blocked, free = await claimed_jobs(world, 2)
    async with world.database.transaction() as other:
        await other.fetch("SELECT FROM job_lease WHERE job_id = $1 FOR UPDATE", blocked.job.job_id)
        waiting = asyncio.create_task(world.complete(blocked))
        async with asyncio.timeout(4):
            assert (await world.complete(free)).reception is Reception.ACCEPTED
        assert not waiting.done()
    assert (await waiting).reception is Reception.ACCEPTED
    await check_invariants(world)


async def test_what_needs_more_than_one_statement_takes_the_slower_way(world: JobsWorld) -> None:
    (claimed,) = await claimed_jobs(world, 1)
    again = await decided(world, claimed)
    async with world.database.connection() as connection:
        back = step(again.before, Trigger.RETRY, world.clock.now(), due=world.clock.now())
        assert back is not None
        taken = await end_at_once(
            connection,
            world.registry,
            [(lease_key(claimed), back)],
            now=world.clock.now(),
            lock_wait=PATIENCE,
            slots=Reservation(None),
        )
    assert taken is None
    assert (await world.complete(claimed, Outcome.RETRY)).reception is Reception.ACCEPTED
    assert (await world.get(claimed.job)).state is JobState.PENDING
    await check_invariants(world)
