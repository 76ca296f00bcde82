from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock, SystemClock
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.subscription import Subscription
from bellhop.store.store import Store
from tests.dispatch.granting import busy_lane, vouched_for
from tests.dispatch.handshaking import House
from tests.dispatch.handshaking import house as make_house
from tests.receiver import Receiver
from tests.serving import Api, open_services, serve
from tests.world import World
from tests.world import world as make_world


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    async with open_services(store, clock) as services, serve(services) as client:
        yield client


@pytest.fixture
async def world_of_api(api: Api, store: Store, clock: ManualClock) -> AsyncIterator[World]:
    """The engine beside the API, with its keys and its wake-ups."""
    async with make_world(store, clock) as made:
        made.vault, made.wakeups = api.services.vault, api.services.wakeups
        yield made


@pytest.fixture
async def house(store: Store, clock: ManualClock) -> AsyncIterator[House]:
    """A service that has a public name, and so may ask for permission."""
    async with make_house(store, clock) as made:
        yield made


@pytest.fixture
async def dispatcher(world: World, home_url: str) -> AsyncIterator[Dispatcher]:
    """One that runs and has a session with Postgres, so that lanes may grant slots to it."""
    async with vouched_for(world, home_url) as made:
        yield made


@pytest.fixture
async def lane(world: World, endpoint: Receiver, dispatcher: Dispatcher) -> Subscription:
    """A lane that is busy, and has granted slots to the dispatcher."""
    return await busy_lane(world, endpoint, dispatcher)
