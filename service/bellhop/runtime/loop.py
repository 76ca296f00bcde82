"""A loop: a step that says how much it did, and a wait between the steps.

Work is an `async def run_once() -> int`. The loop calls it again at once while there is work, else it waits for a
wake-up or a jittered interval, and it ends when asked. It is the one place that catches `Exception`: it logs,
waits a little longer each time, and goes on.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

from bellhop.metrics import LOOP_FAILURES
from bellhop.runtime.outages import OUTAGE
from bellhop.runtime.pulse import Pulse

_JITTER = 0.2
_LONGEST_PAUSE_SECONDS = 30.0


class Loop:
    """Runs a step again and again until `stop` is called."""

    def __init__(self, name: str, step: Callable[[], Awaitable[int]], *, interval_seconds: float) -> None:
        self.name = name
        self._step = step
        self._interval_seconds = interval_seconds
        self._pulse = Pulse(name, interval_seconds=interval_seconds)
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Let the next step start now instead of after the interval."""
        self._wake.set()

    def stop(self) -> None:
        """Let the loop end after the step that is running."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Run until stopped."""
        failures = 0
        self._pulse.begin()
        while not self._stopping:
            self._wake.clear()
            try:
                handled = await self._step()
            except Exception as error:  # noqa: BLE001 - the one place: a failed step must not end the loop
                failures += 1
                handled = 0
                LOOP_FAILURES.labels(self.name).inc()
                OUTAGE.note(self.name, error, failures)
            else:
                self._pulse.well()
                if failures:
                    OUTAGE.note_well(self.name, failures)
                failures = 0
            if not handled:
                await self._wait(failures)

    async def _wait(self, failures: int) -> None:
        pause = min(self._interval_seconds * 2**failures, max(_LONGEST_PAUSE_SECONDS, self._interval_seconds))
        pause *= random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - spreads load, guards nothing
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            return
