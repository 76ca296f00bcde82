"""What processes that accept connections at one socket tell each other: whether they are there, and how many they have.

A connection stays where it was accepted, often for hours, and the system gives it to whoever asks first. So the first
process that is ready would keep all that come while the others still start, and of processes with little to do the same
one is first nearly always. Each of them writes how many it has, in memory that all share, and who has more than others
lets them go first.

It is advice, never a right: a process that is frozen delays nobody for longer than the others' patience.
"""

import asyncio
import mmap
import os
import tempfile
from array import array
from pathlib import Path
from typing import Self

from bellhop.clock import monotonic_seconds

_NOT_THERE = -1
_LOOK_SECONDS = 0.01
_PATIENCE_SECONDS = 5.0


class Crew:
    """The numbers of all, in the memory of this descriptor, which they inherit from who has made it.

    Each process has a `place` among them; who starts them has none.
    """

    def __init__(self, descriptor: int, count: int, place: int | None) -> None:
        self.descriptor = descriptor
        self.count = count
        self._place = place
        size = count * array("i").itemsize
        self._numbers = memoryview(mmap.mmap(descriptor, size)).cast("i")

    @classmethod
    def make(cls, count: int) -> Self:
        """For so many processes, none of which is there yet; raises `OSError` where no memory can be shared."""
        descriptor, path = tempfile.mkstemp(prefix="bellhop-crew-")
        Path(path).unlink()
        os.write(descriptor, array("i", [_NOT_THERE] * count).tobytes())
        return cls(descriptor, count, None)

    def forget(self, place: int) -> None:
        """Whoever had this place is no more."""
        self._numbers[place] = _NOT_THERE

    def tell(self, connections: int) -> None:
        """Tell the others how many connections this process has, and so that it is there."""
        if self._place is not None:
            self._numbers[self._place] = connections

    def leave(self) -> None:
        """This process accepts no more."""
        if self._place is not None:
            self.forget(self._place)
            self._place = None

    def has_more_than_others(self, beginning: int) -> bool:
        """Whether another one has fewer: it may take the next. `beginning`: those that this one has not told of yet."""
        if self._place is None:
            return False
        others = [each for place, each in enumerate(self._numbers) if place != self._place and each != _NOT_THERE]
        return bool(others) and self._numbers[self._place] + beginning > min(others) + 1

    async def gather(self) -> None:
        """Be there, and wait until all are, or for five seconds: one that cannot start holds up nobody for longer."""
        self.tell(0)
        until = monotonic_seconds() + _PATIENCE_SECONDS
        while _NOT_THERE in self._numbers and monotonic_seconds() < until:  # noqa: ASYNC110 - memory tells nobody
            await asyncio.sleep(_LOOK_SECONDS)
