from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.store.store import Store
from tests.serving import Api, open_services, serve
from tests.world import World
from tests.world import world as make_world


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    """The whole API on a free port, as a client with the operator's key."""
    async with open_services(store, clock) as services, serve(services) as client:
        yield client


@pytest.fixture
async def acme(api: Api) -> Api:
    """A client with the key of a tenant."""
    return await api.make_tenant("acme")


@pytest.fixture
async def world(api: Api, store: Store, clock: ManualClock) -> AsyncIterator[World]:
    """The engine beside the API, with its keys and its wake-ups."""
    async with make_world(store, clock) as made:
        made.vault, made.wakeups = api.services.vault, api.services.wakeups
        yield made
