import pytest

from bellhop.runtime.pace import Pace


def test_the_least_of_three_costs_counts_and_rests_are_bounded() -> None:
    pace = Pace(longest_seconds=30)
    rests = [pace.rest_after(seconds) for seconds in (0.5, 2.5, 0.2, 0.1, 9.0, 9.0, 9.0)]
    assert rests == pytest.approx([0, 0, 4, 2, 2, 2, 30])
