"""One bad item stops nobody else."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.runtime.halves import by_halves


class Batches:
    """Work that fails, leaving nothing behind, wherever a negative number is among the items."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.refused: list[int] = []

    async def work(self, items: Sequence[int]) -> int:
        if any(each < 0 for each in items):
            raise ArithmeticError
        self.done += items
        return len(items)

    async def refuse(self, item: int, error: Exception) -> int:
        assert isinstance(error, ArithmeticError)
        self.refused.append(item)
        return 0


@given(st.lists(st.integers(-3, 20), max_size=40))
async def test_the_good_are_done_once_in_their_order_and_each_bad_one_is_told(items: list[int]) -> None:
    batches = Batches()
    done = await by_halves(items, batches.work, refused=batches.refuse)
    assert batches.done == [each for each in items if each >= 0]
    assert batches.refused == [each for each in items if each < 0]
    assert done == len(batches.done)


async def test_an_error_of_another_kind_is_not_halved() -> None:
    batches = Batches()
    with pytest.raises(ArithmeticError):
        await by_halves([1, -1, 2, 3], batches.work, refused=batches.refuse, errors=KeyError)
    assert batches.done == []
