"""Many callers, one transaction: requests that arrive together share a flight, and each gets its own answer.

A caller hands in an item and waits. The first item leaves at once; while `flights` are under way the others gather, and
leave together when one lands. So a lone caller waits for nobody, and under load one commit serves many. A second flight
beside the first leaves only when `enough` wait, or when the first is late: what a flight costs by itself is shared by
more (published one a request, 2,110 to 2,400/s with 32). And callers who shared a flight come again together: after one
of many, the first waits a few milliseconds for the others (else flights of 1 and 8 took turns for nine callers).

What can go wrong, and whom it touches:

- An item that is refused by the rules is answered in the flight, by an exception in its place of the list.
- For a flight that fails as a whole, by an exception, `remedy` says what to do. `SPLIT`: one of them is bad, so the
  halves fly again, down to the item that fails alone. `ALONE`: one of them waits for something that is held elsewhere;
  the halves fly again too, and the one that still cannot go on flies by itself, outside of the limit of flights and
  marked so that the work lets it wait. `AGAIN`: it is unknown whether it arrived; the same items fly once more, marked
  as repeated, so the work must know its own traces (ids are made before). `FAIL`: all who shared it are told.
- A caller who hangs up leaves its item in the flight, or out of it when it had not left; the rest do not notice.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Generic, TypeVar

from bellhop.runtime.halves import halves

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Place = TypeVar("Place", bound=Hashable)

_LATE_SECONDS = 0.02
_GATHER_SECONDS = 0.003
_MANY = 8  # in the last flight: after fewer nobody waits for others


class Remedy(Enum):
    """What to do about the failure of a whole flight."""

    SPLIT = auto()
    ALONE = auto()
    AGAIN = auto()
    FAIL = auto()


@dataclass(frozen=True, slots=True)
class Flight(Generic[Item]):
    """Items that travel together. `alone`: one that may wait for locks; `repeated`: it may have arrived before."""

    items: Sequence[Item]
    alone: bool = False
    repeated: bool = False


@dataclass(slots=True)
class _Seat(Generic[Item, Answer]):
    item: Item
    answer: "asyncio.Future[Answer]"


class ClosedError(Exception):
    """The coalescer takes no more items."""


class Coalescer(Generic[Item, Answer]):
    """Gathers items into flights.

    `work` carries a flight out and returns an answer, or an exception for that caller, for each item in order.
    `remedy` says what to do about an exception that `work` raised. `size` says for how much an item counts towards
    `enough`. Used from one event loop; `close` when done.
    """

    def __init__(
        self,
        work: Callable[[Flight[Item]], Awaitable[Sequence[Answer | Exception]]],
        *,
        remedy: Callable[[Exception], Remedy],
        size: Callable[[Item], int] = lambda _: 1,
        enough: int = 1,
        flights: int = 2,
        most_items: int = 200,
        most_alone: int = 8,
    ) -> None:
        self._work = work
        self._remedy = remedy
        self._size = size
        self._enough = enough
        self._flights = flights
        self._most_items = most_items
        self._alone = asyncio.Semaphore(most_alone)
        self._waiting: list[_Seat[Item, Answer]] = []
        self._waiting_size = 0
        self._last_size = 0
        self._gathering: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._airborne = 0
        self._departed = 0.0
        self._closed = False

    async def submit(self, item: Item) -> Answer:
        """The answer to `item`, or the exception that belongs to it."""
        (answer,) = await self.submit_all([item])
        return answer

    async def submit_all(self, items: Iterable[Item]) -> list[Answer]:
        """The answers to items of one caller, in order, or the first exception that belongs to one of them."""
        if self._closed:
            raise ClosedError
        loop = asyncio.get_running_loop()
        seats: list[_Seat[Item, Answer]] = [_Seat(item, loop.create_future()) for item in items]
        self._waiting += seats
        self._waiting_size += sum(self._size(seat.item) for seat in seats)
        self._depart()
        if len(seats) == 1:
            return [await seats[0].answer]
        return await asyncio.gather(*(seat.answer for seat in seats))

    async def close(self) -> None:
        """Take no more items and wait until those that were taken are answered."""
        self._closed = True
        self._depart()
        while self._tasks:
            await asyncio.wait(self._tasks)  # not gather: of tasks that are done it lets nobody else have a turn

    def _depart(self, *, gathered: bool = False) -> None:
        """Let those who wait leave, as far as flights are free; `gathered`: they have waited for others."""
        loop = asyncio.get_running_loop()
        while self._waiting and self._airborne < self._flights and (gathered or self._is_worth_a_flight()):
            gathered = False
            self._stop_gathering()
            seats, self._waiting = self._waiting[: self._most_items], self._waiting[self._most_items :]
            self._last_size = sum(self._size(seat.item) for seat in seats)
            self._waiting_size -= self._last_size
            boarded = [seat for seat in seats if not seat.answer.done()]
            if boarded:
                self._airborne += 1
                self._departed = loop.time()
                self._spawn(self._fly(boarded))
                if self._enough > 1:
                    loop.call_later(_LATE_SECONDS, self._depart)  # it may be held up: then nobody waits for it
        if self._waiting and not self._airborne and self._gathering is None:
            self._gathering = loop.call_later(_GATHER_SECONDS, self._gathered)

    def _gathered(self) -> None:
        self._gathering = None
        self._depart(gathered=True)

    def _stop_gathering(self) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None

    def _is_worth_a_flight(self) -> bool:
        if self._airborne and asyncio.get_running_loop().time() - self._departed < _LATE_SECONDS:
            return self._waiting_size >= self._enough
        if self._airborne or self._closed or self._last_size < _MANY:
            return True
        return self._waiting_size >= min(self._enough, self._last_size)

    def _spawn(self, journey: Awaitable[None]) -> None:
        task = asyncio.ensure_future(journey)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fly(self, seats: Sequence[_Seat[Item, Answer]]) -> None:
        try:
            await self._carry(seats)
        finally:
            self._airborne -= 1
            self._depart()

    async def _fly_alone(self, seat: _Seat[Item, Answer]) -> None:
        async with self._alone:
            await self._carry([seat], alone=True)

    async def _carry(
        self, seats: Sequence[_Seat[Item, Answer]], *, alone: bool = False, repeated: bool = False
    ) -> None:
        """Carry the flight out and answer every seat, whatever happens."""
        try:
            answers = await self._work(Flight([seat.item for seat in seats], alone=alone, repeated=repeated))
        except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to those who shared the flight
            await self._recover(seats, error, alone=alone, repeated=repeated)
            return
        except BaseException:
            for seat in seats:
                seat.answer.cancel()
            raise
        for seat, answer in zip(seats, answers, strict=True):
            _tell(seat, answer)

    async def _recover(
        self, seats: Sequence[_Seat[Item, Answer]], error: Exception, *, alone: bool, repeated: bool
    ) -> None:
        remedy = self._remedy(error)
        if remedy is Remedy.AGAIN and not repeated:
            await self._carry(seats, alone=alone, repeated=True)
        elif remedy in {Remedy.SPLIT, Remedy.ALONE} and len(seats) > 1:
            for half in halves(seats):
                await self._carry(half, repeated=repeated)
        elif remedy is Remedy.ALONE and not alone:
            self._spawn(self._fly_alone(seats[0]))
        else:
            for seat in seats:
                _tell(seat, error)


class Coalescers(Generic[Place, Item, Answer]):
    """A coalescer for each place, such as a cell, made when something first goes there; `close` closes all."""

    def __init__(
        self,
        work: Callable[[Place, Flight[Item]], Awaitable[Sequence[Answer | Exception]]],
        *,
        remedy: Callable[[Exception], Remedy],
        size: Callable[[Item], int] = lambda _: 1,
        enough: int = 1,
    ) -> None:
        self._work = work
        self._remedy = remedy
        self._size = size
        self._enough = enough
        self._made: dict[Place, Coalescer[Item, Answer]] = {}

    def at(self, place: Place) -> Coalescer[Item, Answer]:
        """The coalescer of this place."""
        coalescer = self._made.get(place)
        if coalescer is None:
            coalescer = self._made[place] = Coalescer(
                partial(self._work, place), remedy=self._remedy, size=self._size, enough=self._enough
            )
        return coalescer

    async def close(self) -> None:
        """Take no more items and wait until those that were taken are answered."""
        await asyncio.gather(*(each.close() for each in self._made.values()))


def _tell(seat: "_Seat[Item, Answer]", answer: Answer | Exception) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):  # the caller has hung up
        if isinstance(answer, Exception):
            seat.answer.set_exception(answer)
        else:
            seat.answer.set_result(answer)
