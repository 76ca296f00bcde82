"""What tests of granted slots stand on: publishers of this process, and a lane that is busy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import LaneHint
from bellhop.domain.subscription import Subscription
from tests.dispatch.engines import running, write
from tests.receiver import Receiver
from tests.running import eventually
from tests.world import World

BUSY = 8


async def publish(world: World, count: int = 1) -> list[LaneHint]:
    """Publish as the API does; returns the hints of what was not born leased."""
    with world.slots.reserving(world.database) as slots:
        hints = await write(world, slots, count)
        await slots.send()
    return hints


async def granted(world: World) -> dict[int, int]:
    """How many slots each holder has been granted."""
    rows = await world.database.fetch("SELECT holder, slots FROM lane_grants")
    return {row["holder"]: row["slots"] for row in rows}


async def settled(dispatcher: Dispatcher) -> None:
    async def is_idle() -> bool:
        return dispatcher.in_flight == 0

    await eventually(is_idle)


@asynccontextmanager
async def vouched_for(world: World, url: str, **options: Any) -> AsyncIterator[Dispatcher]:
    """A dispatcher that has a session with Postgres."""
    async with running(world, session_url=url, **options) as made:

        async def is_there() -> bool:
            return made.holder is not None

        await eventually(is_there)
        yield made


async def busy_lane(world: World, endpoint: Receiver, dispatcher: Dispatcher) -> Subscription:
    """A lane that is busy, and has granted slots to the dispatcher."""
    made = await world.subscribe(endpoint.url())
    assert await publish(world, BUSY) == []
    await endpoint.expect(BUSY)
    await settled(dispatcher)
    assert await granted(world) == {dispatcher.holder: 10}  # a quarter of what was free
    return made
