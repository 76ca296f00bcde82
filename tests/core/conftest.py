from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.store.store import Store
from tests.jobs_world import JobsWorld, jobs_world


@pytest.fixture
async def world(store: Store, clock: ManualClock) -> AsyncIterator[JobsWorld]:
    """The verbs of jobs on the test's database."""
    async with jobs_world(store, clock) as made:
        yield made
