"""Where a lane may stand in the memory of a dispatcher."""

import pytest

from bellhop.dispatch.lane import MOVES, DeliveryLane, LaneState
from tests.dispatch.lanes import NOW, hint, key


def lane(state: LaneState) -> DeliveryLane:
    return DeliveryLane(key("a"), (NOW, hint("a").delivery_id), state)


@pytest.mark.parametrize("start", LaneState)
@pytest.mark.parametrize("end", LaneState)
def test_a_lane_makes_the_moves_of_the_table_and_no_other(start: LaneState, end: LaneState) -> None:
    moving = lane(start)
    if end in MOVES[start]:
        moving.move(end)
        assert moving.state is end
    else:
        with pytest.raises(RuntimeError, match=f"{start} cannot become {end}"):
            moving.move(end)
        assert moving.state is start


def test_a_lane_is_forgotten_when_it_rests_with_nothing_in_flight_and_no_timer() -> None:
    assert [each for each in LaneState if lane(each).is_forgettable] == [LaneState.RESTING]
    busy, timed = lane(LaneState.RESTING), lane(LaneState.RESTING)
    busy.in_flight, timed.wake_time = 1, NOW
    assert not busy.is_forgettable
    assert not timed.is_forgettable
