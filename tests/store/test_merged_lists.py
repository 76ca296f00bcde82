"""A list of several cells, read as one: whatever lies where, and wherever the time is up."""

from collections.abc import Sequence
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.paging import Place
from bellhop.store.database import Database
from bellhop.store.lists import Reader
from bellhop.store.merged_lists import MergedReader


class Part:
    """A reader of numbers, the largest first, which gives `stride` of them at a time and may stop behind one."""

    def __init__(self, numbers: Sequence[int], stride: int, *, stops_behind: int | None = None) -> None:
        self.database = Database(cast("Any", None))
        self._left = sorted(numbers, reverse=True)
        self._stride = stride
        self._stops_behind = stops_behind
        self.ended = False
        self.stopped_at: Place | None = None

    async def next(self, limit: int) -> Sequence[int]:
        count = min(limit, self._stride)
        given, self._left = self._left[:count], self._left[count:]
        stop = self._stops_behind
        if stop is not None and (not self._left or self._left[0] < stop):
            given = [each for each in given if each >= stop]
            self.ended, self.stopped_at = True, (stop,)
        else:
            self.ended = not self._left
        return given


def merged(parts: Sequence[Part]) -> MergedReader[int]:
    return MergedReader(cast("list[Reader[int]]", parts), lambda number: (number,))


async def everything(reader: MergedReader[Any], limit: int) -> list[int]:
    found: list[int] = []
    for _ in range(1000):
        if reader.ended:
            return found
        more = await reader.next(limit)
        assert len(more) <= limit
        found += more
    message = "it does not end"
    raise AssertionError(message)


numbers = st.lists(st.integers(0, 1000), unique=True, max_size=40)


@given(numbers=numbers, homes=st.data(), limit=st.integers(1, 7), stride=st.integers(1, 5))
async def test_all_is_read_once_the_newest_first(
    numbers: list[int], homes: st.DataObject, limit: int, stride: int
) -> None:
    cells: list[list[int]] = [[], [], []]
    for number in numbers:
        cells[homes.draw(st.integers(0, 2))].append(number)
    reader = merged([Part(each, stride) for each in cells])
    assert await everything(reader, limit) == sorted(numbers, reverse=True)
    assert reader.stopped_at is None


@given(here=numbers, there=numbers, stop=st.integers(0, 1000), limit=st.integers(1, 7))
async def test_where_one_cell_stopped_all_stop_and_nothing_is_passed_over(
    here: list[int], there: list[int], stop: int, limit: int
) -> None:
    reader = merged([Part(here, 3, stops_behind=stop), Part([each for each in there if each not in here], 2)])
    found = await everything(reader, limit)
    assert found == sorted(
        (each for each in {*here, *there} if each > stop or (each == stop and each in here)), reverse=True
    )
    assert reader.stopped_at == (stop,)
