from collections.abc import AsyncIterator

import pytest

from bellhop.clock import SystemClock
from bellhop.store.store import Store
from tests.api.operations_world import Operations, open_operations
from tests.serving import open_services, serve


@pytest.fixture
async def acme(store: Store) -> AsyncIterator[Operations]:
    """The real service on a free port, with the tenant `acme`, a worker and the action `echo`."""
    async with open_services(store, SystemClock()) as services, serve(services) as api:
        yield await open_operations(api)
