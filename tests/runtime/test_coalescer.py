import asyncio
from collections.abc import Callable, Sequence

import pytest

from bellhop.runtime import coalescer
from bellhop.runtime.coalescer import ClosedError, Coalescer, Flight, Remedy


class BadItemError(Exception):
    """Stands for a value that the database refuses, with everything that travels beside it."""


class BlockedError(Exception):
    """Stands for a lock that is held elsewhere."""


class BrokenError(Exception):
    """Stands for a connection that went away: perhaps before, perhaps after the commit."""


class FullError(Exception):
    """Stands for a database that takes nothing now."""


_VERDICTS = {
    BadItemError: Remedy.SPLIT,
    BlockedError: Remedy.ALONE,
    BrokenError: Remedy.AGAIN,
    FullError: Remedy.FAIL,
}


def _judge(error: Exception) -> Remedy:
    return _VERDICTS[type(error)]


class Airport:
    """Carries numbers out and answers their doubles; holds flights until the gate is opened; keeps a log."""

    def __init__(self, misfortune: Callable[[Flight[int]], Exception | None] = lambda _flight: None) -> None:
        self.log: list[Flight[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.airborne = self.most_airborne = 0
        self._misfortune = misfortune
        self.coalescer: Coalescer[int, int] = Coalescer(self._work, remedy=_judge, most_items=10)

    async def _work(self, flight: Flight[int]) -> Sequence[int | Exception]:
        self.log.append(flight)
        self.airborne += 1
        self.most_airborne = max(self.airborne, self.most_airborne)
        await asyncio.sleep(0)
        await self.gate.wait()
        self.airborne -= 1
        failure = self._misfortune(flight)
        if failure is not None:
            raise failure
        return [ValueError(f"{item} is negative") if item < 0 else item * 2 for item in flight.items]

    def shared(self, *, enough: int) -> Coalescer[int, int]:
        """Another coalescer over the same work, in which so many are worth a flight beside the first."""
        return Coalescer(self._work, remedy=_judge, enough=enough)

    async def carry(self, *items: int) -> list[int | BaseException]:
        return await asyncio.gather(*(self.coalescer.submit(item) for item in items), return_exceptions=True)


async def test_a_lone_caller_leaves_at_once() -> None:
    airport = Airport()
    assert await airport.carry(4) == [8]
    assert [flight.items for flight in airport.log] == [[4]]


async def test_callers_that_come_together_share_flights_and_each_gets_its_own_answer() -> None:
    airport = Airport()
    assert await airport.carry(*range(25)) == [item * 2 for item in range(25)]
    assert [len(flight.items) for flight in airport.log] == [1, 1, 10, 10, 3]
    assert airport.most_airborne == 2


async def test_an_item_that_is_refused_is_told_so_and_its_neighbours_arrive() -> None:
    airport = Airport()
    answers = await airport.carry(1, 2, 3, -4, 5)
    assert answers[:3] + answers[4:] == [2, 4, 6, 10]
    assert isinstance(answers[3], ValueError)


async def test_one_bad_item_of_a_failed_flight_fails_alone() -> None:
    airport = Airport(lambda flight: BadItemError() if 7 in flight.items else None)
    answers = await airport.carry(*range(12))
    assert [index for index, answer in enumerate(answers) if isinstance(answer, BadItemError)] == [7]
    assert sum(isinstance(answer, int) for answer in answers) == 11


async def test_an_error_of_the_database_fails_only_those_who_shared_the_flight() -> None:
    failing = iter([None, FullError()])
    airport = Airport(lambda _flight: next(failing, None))
    answers = await airport.carry(*range(14))
    assert [index for index, answer in enumerate(answers) if isinstance(answer, FullError)] == [1]
    assert sum(isinstance(answer, int) for answer in answers) == 13


async def test_a_flight_of_unknown_fate_is_repeated_once_and_says_so() -> None:
    broken = iter([BrokenError()])
    airport = Airport(lambda _flight: next(broken, None))
    assert await airport.carry(5) == [10]
    assert [(flight.items, flight.repeated) for flight in airport.log] == [([5], False), ([5], True)]

    airport = Airport(lambda _flight: BrokenError())
    assert [type(answer) for answer in await airport.carry(5)] == [BrokenError]
    assert len(airport.log) == 2


async def test_an_item_that_is_held_up_travels_alone_and_holds_up_nobody() -> None:
    airport = Airport(lambda flight: BlockedError() if 3 in flight.items and not flight.alone else None)
    assert await airport.carry(*range(8)) == [item * 2 for item in range(8)]
    assert [flight.items for flight in airport.log if flight.alone] == [[3]]


async def test_an_item_that_is_held_up_even_alone_is_told_so() -> None:
    airport = Airport(lambda flight: BlockedError() if 3 in flight.items else None)
    answers = await airport.carry(*range(8))
    assert [index for index, answer in enumerate(answers) if isinstance(answer, BlockedError)] == [3]


async def test_a_caller_that_hangs_up_harms_nobody() -> None:
    airport = Airport()
    airport.gate.clear()
    calls = [asyncio.create_task(airport.coalescer.submit(item)) for item in range(6)]
    await asyncio.sleep(0)
    calls[0].cancel()  # in the air
    calls[4].cancel()  # still waiting
    await asyncio.sleep(0)
    airport.gate.set()
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [answers[index] for index in (1, 2, 3, 5)] == [2, 4, 6, 10]
    assert [flight.items for flight in airport.log] == [[0], [1], [2, 3, 5]]


async def test_closing_answers_those_who_were_taken_and_takes_no_more() -> None:
    airport = Airport()
    airport.gate.clear()
    calls = [asyncio.create_task(airport.coalescer.submit(item)) for item in range(6)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(airport.coalescer.close())
    await asyncio.sleep(0)
    with pytest.raises(ClosedError):
        await airport.coalescer.submit(7)
    airport.gate.set()
    await closing
    assert await asyncio.gather(*calls) == [item * 2 for item in range(6)]


async def test_items_of_one_caller_travel_together_and_are_answered_in_order() -> None:
    airport = Airport()
    assert await airport.coalescer.submit_all(range(12)) == [item * 2 for item in range(12)]
    assert [list(flight.items) for flight in airport.log] == [list(range(10)), [10, 11]]
    assert await airport.coalescer.submit_all([]) == []


async def test_one_refused_item_of_a_caller_is_raised_and_the_others_arrive(
    caplog: pytest.LogCaptureFixture,
) -> None:
    airport = Airport()
    with pytest.raises(ValueError, match="-1 is negative"):
        await airport.coalescer.submit_all([1, -1, -2, 2])
    assert [list(flight.items) for flight in airport.log] == [[1, -1, -2, 2]]
    await airport.coalescer.close()
    assert caplog.records == []


async def test_a_caller_of_many_items_that_hangs_up_takes_those_back_that_had_not_left() -> None:
    airport = Airport()
    airport.gate.clear()
    flying = asyncio.create_task(airport.coalescer.submit_all([1]))
    more = asyncio.create_task(airport.coalescer.submit_all([2]))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(airport.coalescer.submit_all([3, 4]))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    airport.gate.set()
    assert (await flying, await more) == ([2], [4])
    await airport.coalescer.close()
    assert [list(flight.items) for flight in airport.log] == [[1], [2]]


class Slow:
    """A runway with few flights: a second leaves for three items, each of which counts as it says."""

    def __init__(self) -> None:
        self.carried: list[list[int]] = []
        self.gate = asyncio.Event()
        self.coalescer: Coalescer[int, int] = Coalescer(self._work, remedy=_judge, size=lambda item: item, enough=3)

    async def _work(self, flight: Flight[int]) -> Sequence[int | Exception]:
        self.carried.append(list(flight.items))
        await self.gate.wait()
        return list(flight.items)


async def test_a_second_flight_leaves_beside_the_first_when_enough_wait() -> None:
    slow = Slow()
    waiting = [asyncio.ensure_future(slow.coalescer.submit(1)) for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert slow.carried == [[1]]
    waiting.append(asyncio.ensure_future(slow.coalescer.submit(1)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert slow.carried == [[1], [1, 1, 1]]
    slow.gate.set()
    assert await asyncio.gather(*waiting) == [1, 1, 1, 1]


async def test_one_item_that_counts_as_enough_has_a_flight_of_its_own() -> None:
    slow = Slow()
    waiting = [asyncio.ensure_future(slow.coalescer.submit(size)) for size in (1, 3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert slow.carried == [[1], [3]]
    slow.gate.set()
    await asyncio.gather(*waiting)


async def test_nobody_waits_for_a_flight_that_is_held_up() -> None:
    slow = Slow()
    waiting = [asyncio.ensure_future(slow.coalescer.submit(1)) for _ in range(2)]
    async with asyncio.timeout(5):
        while len(slow.carried) < 2:  # noqa: ASYNC110 - the flight that is held up tells nobody
            await asyncio.sleep(0.005)
    assert slow.carried == [[1], [1]]
    slow.gate.set()
    await asyncio.gather(*waiting)


async def test_who_shared_a_flight_of_many_comes_again_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalescer, "_GATHER_SECONDS", 0.2)
    airport = Airport()
    many = airport.shared(enough=32)

    async def carry(*items: int) -> None:
        assert await asyncio.gather(*map(many.submit, items)) == [2 * each for each in items]

    await carry(0)
    await carry(*range(9))
    assert [len(each.items) for each in airport.log] == [1, 1, 8]
    early = asyncio.ensure_future(carry(0))
    await asyncio.sleep(0.01)
    assert len(airport.log) == 3
    await carry(*range(1, 8))
    await early
    assert [len(each.items) for each in airport.log[3:]] == [8]
    await carry(0)  # nobody comes
    assert [len(each.items) for each in airport.log[4:]] == [1]
    began = asyncio.get_running_loop().time()
    await carry(0)  # and nobody waits for them again
    assert asyncio.get_running_loop().time() - began < 0.2


async def test_closing_waits_for_those_who_wait_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalescer, "_GATHER_SECONDS", 60.0)
    airport = Airport()
    many = airport.shared(enough=32)
    await many.submit_all(range(8))
    waiting = asyncio.ensure_future(many.submit(1))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await many.close()
        assert await waiting == 2
