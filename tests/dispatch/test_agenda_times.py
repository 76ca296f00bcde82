"""When a lane has its turn: at the moment at which something in it becomes due, without a database."""

import uuid
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellhop.dispatch.agenda import Agenda
from bellhop.domain.delivery import DeliveryLease
from bellhop.ids import DeliveryId
from bellhop.store.claims import Inspection, LaneAsk
from tests.dispatch.lanes import NOW, SECOND, hint, inspection, key, lease


class Queue:
    """The rows of one tenant's lanes as a database would keep them; all that enter are told of."""

    def __init__(self) -> None:
        self.agenda = Agenda(64)
        self.now = NOW
        self.rows: set[tuple[int, datetime, int]] = set()
        self.asks: list[LaneAsk] = []
        self.unclear: list[LaneAsk] = []
        self.held: list[DeliveryLease] = []
        self.number = 0

    def step(self, step: str, lane: int = 0, seconds: int = 0) -> None:
        match step:
            case "row":
                self.number += 1
                due = self.now + seconds * SECOND
                self.rows.add((lane, due, self.number))
                self.agenda.hint([hint("a", lane, self.number, due)], now=self.now)
            case "turn" if not self.asks:
                self.asks = self.agenda.turns(8, now=self.now)
            case "settle" if self.asks and not self.unclear:
                leases = [each for ask in self.asks for each in self.claim(ask)]
                self.unclear = self.agenda.settle(self.asks, leases)
                self.held += leases
                self.asks = []
            case "inspect" if self.unclear:
                self.agenda.inspected(
                    self.unclear, [row for ask in self.unclear for row in self.inspection(ask)], now=self.now
                )
                self.unclear = []
            case "end":
                for each in self.held:
                    self.agenda.finished(each, seconds=0, answered=True)
                self.held = []
            case "second":
                self.now += SECOND
            case _:
                pass

    def first(self, ask: LaneAsk) -> list[tuple[int, datetime, int]]:
        lane = ask.subscription_id.int
        return sorted(row for row in self.rows if row[0] == lane and (row[1], uuid.UUID(int=row[2])) >= ask.floor)

    def claim(self, ask: LaneAsk) -> list[DeliveryLease]:
        taken = [row for row in self.first(ask) if row[1] <= self.now][: ask.most]
        self.rows -= set(taken)
        return [lease(ask, number)._replace(due=due) for _, due, number in taken]

    def inspection(self, ask: LaneAsk) -> list[Inspection]:
        return [
            inspection(ask, due=due, delivery_id=DeliveryId(uuid.UUID(int=number)))
            for _, due, number in self.first(ask)[:1]
        ]


def test_a_lane_waits_for_its_time() -> None:
    agenda = Agenda(10)
    assert not agenda.hint([hint("a", due=NOW + SECOND)], now=NOW)
    assert agenda.turns(10, now=NOW) == []
    assert agenda.next_due() == NOW + SECOND
    (ask,) = agenda.turns(10, now=NOW + SECOND)
    assert ask.floor[0] == NOW + SECOND


def test_a_lane_whose_time_has_come_has_its_turn_without_a_sweep() -> None:
    agenda = Agenda(10)
    agenda.hint([hint("a", due=NOW + SECOND)], now=NOW)
    assert not agenda.has_turns(NOW)
    assert agenda.has_turns(NOW + SECOND)
    assert agenda.next_due() is None


def test_a_later_retry_in_a_lane_keeps_nothing_from_being_claimed_at_its_time() -> None:
    agenda = Agenda(64)
    assert agenda.reserve(key("a"), now=NOW)
    agenda.hint([hint("a", number=5, due=NOW + SECOND)], now=NOW)
    agenda.release(key("a"))
    assert agenda.turns(8, now=NOW) == []
    (ask,) = agenda.turns(8, now=NOW + SECOND)
    assert ask.floor == (NOW + SECOND, DeliveryId(uuid.UUID(int=5)))


def test_what_is_new_in_a_lane_does_not_make_it_forget_a_retry() -> None:
    agenda = Agenda(64)
    agenda.hint([hint("a", number=5, due=NOW + SECOND)], now=NOW)
    agenda.hint([hint("a", number=6)], now=NOW)
    (ask,) = agenda.turns(8, now=NOW)
    assert agenda.settle([ask], [lease(ask, 6)]) == []
    assert len(agenda.turns(8, now=NOW + SECOND)) == 1


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("row"), st.integers(0, 1), st.integers(0, 3)),
            st.tuples(st.sampled_from(["turn", "settle", "inspect", "end", "second"]), st.just(0), st.just(0)),
        ),
        max_size=40,
    )
)
def test_every_row_that_was_told_of_is_claimed_at_its_time_without_a_sweep(steps: list[tuple[str, int, int]]) -> None:
    """Rows that become due now or later, in two lanes, in any order with the parts of a claim."""
    queue = Queue()
    for step, lane, seconds in steps:
        queue.step(step, lane, seconds)
    for _ in range(5):
        queue.step("second")
        for _ in range(3):
            for step in ("turn", "settle", "inspect", "end"):
                queue.step(step)
            queue.now += timedelta(milliseconds=100)  # a lane found not empty is asked again a moment later
    assert queue.rows == set()
    assert len(queue.agenda) == 0


def test_timers_that_were_replaced_do_not_pile_up() -> None:
    agenda = Agenda(100)
    now, far = NOW, NOW + timedelta(hours=12)
    for number in range(1_000):  # a busy lane in which one row is due much later, looked at again and again
        now += SECOND
        agenda.hint([hint("a", number=number, due=now + SECOND / 2)], now=now)
        now += SECOND
        asks = agenda.turns(128, now=now)
        agenda.inspected(agenda.settle(asks, []), [inspection(each, due=far) for each in asks], now=now)
        assert asks
    assert len(agenda.timers) < 100
    assert agenda.next_due() == far
    assert [each.tenant_id for each in agenda.turns(128, now=far)] == ["a"]


def test_what_is_far_off_is_left_to_the_sweeps_before_it() -> None:
    agenda = Agenda(64)
    due = NOW + SECOND * 3600
    agenda.hint([hint("a", lane, due=due) for lane in range(100)], now=NOW)
    assert len(agenda) == 0

    agenda.hint([hint("a", due=due)], now=due - SECOND * 60)
    assert agenda.next_due() == due
    agenda.hint([hint("a", number=1, due=due + SECOND * 3600)], now=due - SECOND * 60)
    assert agenda.next_due() == due
