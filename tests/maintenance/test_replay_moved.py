"""A replay whose tenant is moved meanwhile: it is given back, and begins anew where the tenant lives then."""

from typing import Any

import pytest

from bellhop.domain.bulk import REPLAY_ACTION, Selection
from bellhop.domain.job import JobState
from bellhop.store import moving
from tests.maintenance.moving_house import House
from tests.maintenance.replaying import house_of
from tests.world import ACME


async def test_a_replay_goes_on_as_soon_as_its_tenant_is_moved(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lease was kept until it ended, a minute later; the time of this test does not pass."""
    async with house_of(house.acme) as bulk:
        job, replayer = await bulk.ask(Selection(), REPLAY_ACTION), bulk.replayer()
        await replayer._claim(1)
        fence = moving.fence

        async def while_it_is_fenced(*args: Any) -> None:
            await fence(*args)
            assert await replayer.run_once() == 0

        monkeypatch.setattr(moving, "fence", while_it_is_fenced)
        await house.ask()
        await house.mover().run_once()
        assert house.store.cell_of(ACME) is house.near
        for _ in range(3):
            await replayer.run_once()
        assert (await bulk.jobs.get(ACME, job.job_id)).state is JobState.SUCCEEDED
        assert replayer._held == {}


async def test_a_replay_that_saw_nothing_of_the_move_begins_anew(house: House) -> None:
    """It may wait for a transaction by its number, and another server has other ones."""
    async with house_of(house.acme) as bulk:
        job, replayer = await bulk.ask(Selection(), REPLAY_ACTION), bulk.replayer()
        await replayer._claim(1)
        (before,) = replayer._held
        await house.ask()
        await house.mover().run_once()
        await replayer.run_once()
        assert before not in replayer._held
        assert (await bulk.jobs.get(ACME, job.job_id)).state is JobState.PENDING
        for _ in range(2):
            await replayer.run_once()
        assert (await bulk.jobs.get(ACME, job.job_id)).state is JobState.SUCCEEDED
