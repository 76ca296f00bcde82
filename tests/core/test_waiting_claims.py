"""A claim that waits is one of what its key may do when a job comes, not of what it might when it began."""

import asyncio
from dataclasses import replace

import pytest

from bellhop.core.work import MOST_INPUT_BYTES
from bellhop.domain.key import Principal
from bellhop.errors import ForbiddenError
from bellhop.runtime.wakeup import Topic
from tests.cells import home
from tests.jobs_world import OPERATOR, JobsWorld, action, until_watched


async def until_nothing_was_found(world: JobsWorld) -> None:
    """Wait until the first look of a claim is over: before that it is no waiting one."""
    pool = home(world.store).pool
    await asyncio.sleep(0.1)
    async with asyncio.timeout(10):
        while pool.get_idle_size() < pool.get_size():  # noqa: ASYNC110 - what it waits for tells nobody
            await asyncio.sleep(0.01)


async def test_a_claim_that_waits_sees_what_its_key_may_do_by_now(world: JobsWorld) -> None:
    await world.put(action())
    narrowed = replace(OPERATOR, actions=frozenset({"other"}))

    async def ask_again() -> Principal:
        return narrowed

    waiting = asyncio.create_task(world.claim("echo", wait_seconds=20, ask_again=ask_again))
    await until_watched(world.wakeups, Topic.JOBS_READY)
    await until_nothing_was_found(world)
    await world.run(action())
    with pytest.raises(ForbiddenError):
        await waiting


async def test_a_claim_hands_out_no_more_input_than_one_answer_may_carry(world: JobsWorld) -> None:
    echo = await world.put(action(input_schema=b"{}"))
    large = {"text": "x" * 1_000_000}
    for _ in range(30):
        await world.run(echo, large)
    sizes = []
    for _ in range(3):
        claimed = await world.claim("echo", max_jobs=100)
        sizes.append(len(claimed))
        assert sum(len(each.job.input) for each in claimed) <= MOST_INPUT_BYTES
    assert sizes == [12, 12, 6]
    assert await world.count("job_ready") == 0
    assert await world.count("job_lease") == 30


async def test_small_inputs_are_claimed_as_many_as_are_asked_for(world: JobsWorld) -> None:
    echo = await world.put(action())
    for _ in range(40):
        await world.run(echo)
    assert len(await world.claim("echo", max_jobs=100)) == 40
