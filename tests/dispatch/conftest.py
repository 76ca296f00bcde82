from collections.abc import AsyncIterator

import pytest

from bellhop.clock import SystemClock
from bellhop.store.database import Store
from tests.world import World
from tests.world import world as make_world


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made
