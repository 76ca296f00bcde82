"""A claim that waits is one of what its key may do when a job comes, not of what it might when it began."""

import asyncio
from dataclasses import replace

import pytest

from bellhop.domain.key import Principal
from bellhop.errors import ForbiddenError
from bellhop.runtime.wakeup import Topic
from tests.jobs_world import OPERATOR, JobsWorld, action, until_watched


async def test_a_claim_that_waits_sees_what_its_key_may_do_by_now(world: JobsWorld) -> None:
    await world.put(action())
    narrowed = replace(OPERATOR, actions=frozenset({"other"}))

    async def ask_again() -> Principal:
        return narrowed

    waiting = asyncio.create_task(world.claim("echo", wait_seconds=20, ask_again=ask_again))
    await until_watched(world.wakeups, Topic.JOBS_READY)
    await world.run(action())
    with pytest.raises(ForbiddenError):
        await waiting
