"""Turns on the loop: long work goes in steps, and after each step others have as much time as it took."""

import asyncio

from bellhop.clock import monotonic_seconds

_STEP_SECONDS = 0.005


class Turn:
    """The loop's time for one piece of work; begins when it is made."""

    __slots__ = ("_began",)

    def __init__(self) -> None:
        self._began = monotonic_seconds()

    async def leave(self) -> None:
        """End a step. After a long one, wait as long as it took: so others have at least half of the loop's time.

        `sleep(0)` would give them one round of the loop, and a small request needs several.
        """
        taken = monotonic_seconds() - self._began
        if taken > _STEP_SECONDS:
            await asyncio.sleep(taken)
            self._began = monotonic_seconds()
