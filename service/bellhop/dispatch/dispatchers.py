"""The dispatchers of one process: one for each cell, also for the cells that are opened while it runs."""

import asyncio
import contextlib
from collections.abc import Callable

from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.store.database import Database
from bellhop.store.store import Store

_LOOK_SECONDS = 1.0


class Dispatchers:
    """Runs a dispatcher for each cell; `make` makes one."""

    def __init__(self, store: Store, make: Callable[[Database], Dispatcher]) -> None:
        self._store = store
        self._make = make
        self._running: dict[str, Dispatcher] = {}
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let all of them end."""
        self._stopping.set()
        for each in self._running.values():
            each.stop()

    async def run(self) -> None:
        """Run them until stopped; one that fails does not end the others. Raises what the first of them raised."""
        tasks: list[asyncio.Task[None]] = []
        try:
            while not self._stopping.is_set():
                for cell in self._store.cells:
                    if cell.cell not in self._running:
                        dispatcher = self._running[cell.cell] = self._make(cell)
                        tasks.append(asyncio.create_task(dispatcher.run()))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._stopping.wait()
            if tasks:
                await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks)
