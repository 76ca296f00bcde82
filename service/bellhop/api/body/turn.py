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
        """Wait as long as the step took, if it was a long one: who works half of the time keeps nobody waiting twice.

        A small request needs several rounds of the loop: to let it have one between two steps would not be enough.
        """
        taken = monotonic_seconds() - self._began
        if taken > _STEP_SECONDS:
            await asyncio.sleep(taken)
            self._began = monotonic_seconds()
