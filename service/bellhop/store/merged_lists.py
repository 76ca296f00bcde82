"""One list whose rows lie in several cells, read as if they lay in one: the newest first, whichever cell it is in."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bellhop.domain.paging import Place
from bellhop.log import get_logger
from bellhop.store.database import Database
from bellhop.store.lists import Reader

Record = TypeVar("Record")
Sift = Callable[[Database, Sequence[Record]], Awaitable[Sequence[Record]]]

log = get_logger("store")


class MergedReader(Generic[Record]):
    """Reads the same list of several cells onwards; as a `Reader`, which see.

    When the time is up in one cell, what others have behind the place where that one stopped is left for another time.
    What is in a cell that fails or falls silent is left out; only if all do, it raises what the first has raised.
    `sift` is asked which of the records that were read in a cell belong there.
    """

    def __init__(
        self, readers: Sequence[Reader[Record]], key: Callable[[Record], Place], *, sift: "Sift[Record] | None" = None
    ) -> None:
        self._cells = [(each, deque[Record]()) for each in readers]
        self._key = key
        self._sift = sift
        self.ended = False
        self.stopped_at: Place | None = None

    async def next(self, limit: int) -> Sequence[Record]:
        """The next records, at most `limit`; fewer do not mean that it has ended."""
        await self._fill(limit)
        records: list[Record] = []
        while len(records) < limit and all(waiting or reader.ended for reader, waiting in self._cells):
            newest = max((waiting for _, waiting in self._cells if waiting), key=self._place_of_first, default=None)
            stop = max(self._stops(), default=None)
            if newest is None or (stop is not None and self._place_of_first(newest) <= stop):
                self.ended, self.stopped_at = True, stop
                break
            records.append(newest.popleft())
        return records

    async def _fill(self, limit: int) -> None:
        """Have at least one record of each cell waiting, unless no more follows there."""
        steps = (
            reader.database.while_it_answers(_fill(reader, waiting, limit, self._sift))
            for reader, waiting in self._cells
        )
        filled = await asyncio.gather(*steps, return_exceptions=True)
        failed = [each for each in filled if each is not None]
        if failed and len(failed) == len(self._cells):
            raise failed[0]
        for (reader, _), each in zip(self._cells, filled, strict=True):
            if each is not None:
                log.warning("cell.failed", cell=reader.database.cell, reason=repr(each))
        self._cells = [cell for cell, each in zip(self._cells, filled, strict=True) if each is None]

    def _place_of_first(self, waiting: deque[Record]) -> Place:
        return self._key(waiting[0])

    def _stops(self) -> list[Place]:
        """Where cells stopped whose time was up, and of which nothing waits any more."""
        return [reader.stopped_at for reader, waiting in self._cells if reader.stopped_at is not None and not waiting]


async def _fill(reader: Reader[Record], waiting: deque[Record], limit: int, sift: "Sift[Record] | None") -> None:
    """Have at least one record waiting, unless no more follows."""
    while not waiting and not reader.ended:
        records = await reader.next(limit)
        waiting.extend(records if sift is None else await sift(reader.database, records))
