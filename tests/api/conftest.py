from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.store.database import Store
from tests.serving import Api, open_services, serve


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    """The whole API on a free port, as a client with the operator's key."""
    async with open_services(store, clock) as services, serve(services) as client:
        yield client
