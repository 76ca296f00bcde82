"""Jobs remembered from their claim: a complete spares its reading by them, and is never wrong because of them."""

from datetime import timedelta

import pytest

from bellhop.core.claimed_jobs import ClaimedJobs
from bellhop.core.completion import Outcome, Reception
from bellhop.core.work import Beat
from bellhop.domain.job import JobState
from bellhop.store import job_leases
from tests.counting import count_readings
from tests.jobs_world import OPERATOR, JobsWorld, action, check_invariants, lease_key


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many jobs each reading of held jobs was for."""
    return count_readings(monkeypatch, job_leases, "held")


async def test_a_job_claimed_here_is_ended_without_being_read(world: JobsWorld, readings: list[int]) -> None:
    echo = await world.put(action())
    await world.run(echo)
    (claimed,) = await world.claim(echo.name)
    completed = await world.complete(claimed, result={"n": 1})
    assert completed.reception is Reception.ACCEPTED
    assert completed.job == await world.get(claimed.job)
    assert readings == []
    await check_invariants(world)


async def test_a_repeated_complete_is_a_duplicate(world: JobsWorld) -> None:
    echo = await world.put(action())
    await world.run(echo)
    (claimed,) = await world.claim(echo.name)
    await world.complete(claimed)
    assert (await world.complete(claimed)).reception is Reception.DUPLICATE


async def test_a_cancel_request_after_the_claim_is_seen(world: JobsWorld, readings: list[int]) -> None:
    echo = await world.put(action())
    await world.run(echo)
    (claimed,) = await world.claim(echo.name)
    await world.jobs.cancel(claimed.job.tenant_id, claimed.job.job_id)
    assert (await world.complete(claimed, Outcome.RETRY)).reception is Reception.ACCEPTED
    assert (await world.get(claimed.job)).state is JobState.CANCELLED
    assert readings == [1]
    await check_invariants(world)


async def test_progress_noted_after_the_claim_is_kept(world: JobsWorld) -> None:
    echo = await world.put(action())
    await world.run(echo)
    (claimed,) = await world.claim(echo.name)
    await world.work.heartbeat(OPERATOR, [Beat(lease_key(claimed), progress={"percent": 40})])
    completed = await world.complete(claimed)
    assert completed.job is not None
    assert completed.job.progress == {"percent": 40}
    assert completed.job == await world.get(claimed.job)


async def test_a_lease_that_was_lost_ends_nothing_though_its_job_is_remembered(world: JobsWorld) -> None:
    echo = await world.put(action())
    await world.run(echo)
    (lost,) = await world.claim(echo.name)
    await world.database.execute("UPDATE job_lease SET expire_time = now() - interval '1 second'")
    await world.rescuer().run_once()
    await world.database.execute("UPDATE job_ready SET due = now() - interval '1 second'")
    (holder,) = await world.claim(echo.name)
    assert (await world.complete(lost)).reception is Reception.STALE
    assert (await world.complete(holder)).reception is Reception.ACCEPTED
    await check_invariants(world)


async def test_what_cannot_be_is_answered_by_what_is_read(world: JobsWorld, readings: list[int]) -> None:
    """A bad result under a token that holds nothing any more is stale, not invalid."""
    echo = await world.put(action(result_schema=b'{"type": "object", "required": ["n"]}'))
    await world.run(echo)
    await world.run(echo)
    held, lost = await world.claim(echo.name)
    await world.database.execute("DELETE FROM job_lease WHERE job_id = $1", lost.job.job_id)
    assert (await world.complete(held)).reception is Reception.INVALID
    assert (await world.complete(lost)).reception is Reception.STALE
    assert readings == [1, 1]


async def test_the_memory_is_bounded_and_tells_once(world: JobsWorld) -> None:
    echo = await world.put(action())
    for _ in range(3):
        await world.run(echo, {"much": "x" * 1000})
    memory = ClaimedJobs(most=2)
    claimed = await world.claim(echo.name, lease=timedelta(seconds=30))
    for each in claimed:
        memory.remember(lease_key(each), each.job)
    keys = [lease_key(each) for each in claimed]
    recalled = memory.recall(keys)
    assert list(recalled) == keys[1:]
    assert {job.input for job in recalled.values()} == {b""}
    assert memory.recall(keys) == {}
    assert len(memory) == 0
