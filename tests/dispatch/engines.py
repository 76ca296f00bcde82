"""Engines that run beside a test, and writing what they may send at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bellhop.core import outbox
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import LaneHint
from bellhop.runtime.slots import Reservation
from tests.world import World


@asynccontextmanager
async def running(world: World, **options: Any) -> AsyncIterator[Dispatcher]:
    """A dispatcher that can be asked for slots, and that finds nothing by itself for a while."""
    dispatcher = world.dispatcher(**options)
    task = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(0)  # it has begun, and can be asked
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await task


async def write(world: World, slots: Reservation, count: int = 1, *, fail: bool = False) -> list[LaneHint]:
    events = [world.event({"number": number}) for number in range(count)]
    async with world.database.transaction() as connection:
        hints = await outbox.publish(connection, world.registry, events, now=world.clock.now(), slots=slots)
        if fail:
            raise ZeroDivisionError
    return hints
