"""Whose turn it is: fairness of occupancy, floors and waiting, without a database."""

import uuid
from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellhop.dispatch.agenda import Agenda
from bellhop.domain.delivery import DeliveryLease
from tests.dispatch.lanes import NOW, SECOND, hint, inspection, key, lease


class Backlog:
    """Lanes that always have as many rows as they are asked for; what is sent never ends by itself."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self.held: list[DeliveryLease] = []

    def round(self, most: int = 128) -> int:
        asks = self.agenda.turns(most, now=NOW)
        leases = [lease(ask, len(self.held) + index) for ask in asks for index in range(ask.most)]
        self.agenda.settle(asks, leases)
        self.held += leases
        return len(leases)

    def fill(self) -> Counter[str]:
        while self.round():
            pass
        return Counter(each.tenant_id for each in self.held)


def test_one_tenant_that_hangs_leaves_room_for_the_next() -> None:
    agenda = Agenda(100)
    agenda.hint([hint("loud", lane) for lane in range(1000)], now=NOW)
    backlog = Backlog(agenda)
    loud = backlog.fill()["loud"]

    agenda.hint([hint("quiet")], now=NOW)
    assert loud <= 50
    assert backlog.round() > 0
    assert backlog.fill()["quiet"] > 0


def test_tenants_whose_lanes_only_wait_for_their_time_take_no_slots_from_others() -> None:
    agenda = Agenda(100)
    agenda.hint([hint(f"dead-{number}") for number in range(50)], now=NOW)
    while asks := agenda.turns(128, now=NOW):
        unclear = agenda.settle(asks, [])
        agenda.inspected(unclear, [inspection(each, probe_time=NOW + 60 * SECOND) for each in unclear], now=NOW)

    agenda.hint([hint("healthy")], now=NOW)
    assert Backlog(agenda).fill() == {"healthy": 50}
    assert agenda.reserve(key("another"), now=NOW)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6))
def test_tenants_share_slots_whatever_their_number_of_lanes(lanes: list[int]) -> None:
    agenda = Agenda(120)
    hints = [hint(f"tenant-{tenant}", lane) for tenant, count in enumerate(lanes) for lane in range(count)]
    agenda.hint(hints, now=NOW)
    held = Backlog(agenda).fill()
    assert set(held) == {f"tenant-{tenant}" for tenant in range(len(lanes))}
    assert max(held.values()) <= 120 // (len(lanes) + 1)
    assert agenda.in_flight <= 120


def test_a_slow_lane_is_held_back_while_slots_are_scarce_and_recovers() -> None:
    agenda = Agenda(40)
    agenda.hint([hint("a", 1)], now=NOW)
    backlog = Backlog(agenda)
    backlog.fill()
    for each in backlog.held:
        agenda.finished(each, seconds=15.0, answered=False)
    assert agenda.in_flight == 0
    backlog.held.clear()
    backlog.fill()
    slow = len(backlog.held)
    for _ in range(4):
        for each in backlog.held:
            agenda.finished(each, seconds=0.01, answered=True)
        backlog.held.clear()
        backlog.fill()
    assert slow <= 20
    assert len(backlog.held) > slow // 2


def test_a_hint_lowers_the_floor_and_a_full_answer_raises_it() -> None:
    agenda = Agenda(10)
    agenda.hint([hint("a", number=5)], now=NOW)
    agenda.hint([hint("a", number=3)], now=NOW)
    (ask,) = agenda.turns(1, now=NOW)
    assert ask.floor == (NOW, uuid.UUID(int=3))
    agenda.settle([ask], [lease(ask, 7)])
    (ask,) = agenda.turns(1, now=NOW)
    assert ask.floor == (NOW, uuid.UUID(int=7))


def test_a_hint_during_a_claim_is_not_forgotten() -> None:
    agenda = Agenda(10)
    agenda.hint([hint("a", number=5)], now=NOW)
    (ask,) = agenda.turns(4, now=NOW)
    agenda.hint([hint("a", number=2)], now=NOW)
    assert agenda.settle([ask], [lease(ask, 5)]) == []
    (ask,) = agenda.turns(4, now=NOW)
    assert ask.floor == (NOW, uuid.UUID(int=2))


def test_a_lane_that_gave_nothing_is_looked_at_and_forgotten_or_waited_for() -> None:
    agenda = Agenda(200)
    agenda.hint([hint("a", lane) for lane in range(5)], now=NOW)
    asks = agenda.turns(100, now=NOW)
    unclear = agenda.settle(asks, [])
    assert [each.subscription_id for each in unclear] == [each.subscription_id for each in asks]
    answers = [
        inspection(unclear[0]),
        inspection(unclear[1], enabled=False),
        inspection(unclear[2], due=NOW + SECOND),
        inspection(unclear[3], probe_time=NOW + 2 * SECOND),
    ]
    agenda.inspected(unclear, answers, now=NOW)
    assert len(agenda) == 3
    again = agenda.turns(10, now=NOW + timedelta(milliseconds=2))
    assert [each.subscription_id for each in again] == [unclear[0].subscription_id]
    assert {each.subscription_id for each in agenda.turns(10, now=NOW + 2 * SECOND)} == {
        unclear[2].subscription_id,
        unclear[3].subscription_id,
    }


def test_a_lane_that_pauses_has_its_turn_when_that_is_over_and_its_probe_no_sooner() -> None:
    agenda = Agenda(100)
    agenda.hint([hint("a", 1), hint("b", 2)], now=NOW)
    unclear = agenda.settle(agenda.turns(100, now=NOW), [])
    answers = [
        inspection(unclear[0], paused_until=NOW + 5 * SECOND),
        inspection(unclear[1], paused_until=NOW + 5 * SECOND, probe_time=NOW + SECOND),
    ]
    agenda.inspected(unclear, answers, now=NOW)
    assert agenda.next_due() == NOW + 5 * SECOND
    assert agenda.turns(10, now=NOW + 4.99 * SECOND) == []
    assert len(agenda.turns(10, now=NOW + 5 * SECOND)) == 2


def paused_agenda() -> Agenda:
    """An agenda that has seen that its one lane pauses for five seconds."""
    agenda = Agenda(100)
    agenda.hint([hint("a", number=1)], now=NOW)
    unclear = agenda.settle(agenda.turns(100, now=NOW), [])
    agenda.inspected(unclear, [inspection(unclear[0], paused_until=NOW + 5 * SECOND)], now=NOW)
    return agenda


def test_what_joins_a_lane_that_pauses_gives_it_no_turn_and_gets_no_slot() -> None:
    agenda = paused_agenda()
    assert not agenda.hint([hint("a", number=number) for number in (2, 3)], now=NOW + SECOND)
    assert not agenda.has_turns(NOW + 4 * SECOND)
    assert not agenda.reserve(key("a"), now=NOW + 4 * SECOND)
    assert agenda.next_due() == NOW + 5 * SECOND
    assert agenda.turns(10, now=NOW + 5 * SECOND)


def test_a_lane_whose_pause_was_ended_has_its_turn_at_once() -> None:
    whole = hint("a", number=0)
    by_hint, by_sweep = paused_agenda(), paused_agenda()
    assert by_hint.hint([whole], now=NOW + SECOND)
    assert by_sweep.take_up(key("a"), (NOW, whole.delivery_id), NOW, now=NOW + SECOND)
    for agenda in (by_hint, by_sweep):
        (ask,) = agenda.turns(10, now=NOW + SECOND)
        agenda.settle([ask], [lease(ask, 1)])
        assert agenda.hint([hint("a", number=2)], now=NOW + SECOND)  # what was seen of the pause is forgotten


def test_a_pause_that_is_over_holds_no_lane() -> None:
    agenda = Agenda(100)
    agenda.hint([hint("a")], now=NOW)
    unclear = agenda.settle(agenda.turns(100, now=NOW), [])
    agenda.inspected(unclear, [inspection(unclear[0], paused_until=NOW)], now=NOW)
    assert agenda.turns(10, now=NOW + timedelta(milliseconds=2))


def test_a_lane_that_others_pull_from_is_asked_once_and_never_again() -> None:
    agenda = Agenda(10)
    agenda.hint([hint("a")], now=NOW)
    (ask,) = agenda.turns(10, now=NOW)
    assert agenda.settle([ask], []) != []
    agenda.hint([hint("a", number=1)], now=NOW)  # meanwhile
    agenda.inspected([ask], [inspection(ask, enabled=False, pulled=True)], now=NOW)

    assert not agenda.hint([hint("a", number=2)], now=NOW)
    assert not agenda.reserve(key("a"), now=NOW)
    assert agenda.turns(10, now=NOW) == []
    assert len(agenda) == 0


def test_a_failed_claim_gives_the_turn_back() -> None:
    agenda = Agenda(10)
    agenda.hint([hint("a")], now=NOW)
    asks = agenda.turns(10, now=NOW)
    agenda.unsettle(asks, now=NOW)
    assert len(agenda.turns(10, now=NOW + SECOND)) == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 4)), max_size=60))
def test_what_ends_leaves_nothing_behind(steps: list[tuple[str, int, int]]) -> None:
    agenda = Agenda(16)
    held: list[DeliveryLease] = []
    for tenant, lane, count in steps:
        agenda.hint([hint(tenant, lane)], now=NOW)
        asks = agenda.turns(8, now=NOW)
        leases = [lease(ask, index) for ask in asks for index in range(min(count, ask.most))]
        agenda.inspected(agenda.settle(asks, leases), [], now=NOW)
        held += leases
        while len(held) > 8:
            agenda.finished(held.pop(0), seconds=0.1, answered=True)
    for each in held:
        agenda.finished(each, seconds=0.1, answered=True)
    for _ in range(100):
        asks = agenda.turns(16, now=NOW + SECOND)
        if not asks:
            break
        agenda.inspected(agenda.settle(asks, []), [], now=NOW + SECOND)
    assert agenda.in_flight == 0
    assert len(agenda) == 0


def test_a_narrow_lane_is_asked_again_whenever_something_of_it_ends() -> None:
    agenda = Agenda(100)
    agenda.hint([hint("acme")], now=NOW)
    (ask,) = agenda.turns(8, now=NOW)
    only = lease(ask, 0)
    assert agenda.settle([ask], [only]) == []
    assert not agenda.has_turns(NOW)

    agenda.finished(only, seconds=0.1, answered=True, narrow=True)

    (again,) = agenda.turns(8, now=NOW)
    assert (again.subscription_id, again.floor) == (ask.subscription_id, (only.due, only.delivery_id))


def test_a_hint_leaves_what_a_limit_held_back_above_the_floor() -> None:
    agenda = Agenda(100)
    agenda.hint([hint("a", number=1)], now=NOW)
    (ask,) = agenda.turns(50, now=NOW)
    given = [lease(ask, number) for number in range(1, 9)]
    agenda.settle([ask], given)  # 9 waits behind the lane's limit

    agenda.hint([hint("a", number=20)], now=NOW)
    agenda.finished(given[0], seconds=0, answered=True)

    (ask,) = agenda.turns(50, now=NOW)
    assert ask.floor == (NOW, uuid.UUID(int=8))


def test_a_lane_that_only_seems_full_has_its_turn_soon_though_nothing_of_it_ends() -> None:
    """Five hung, and what came sixth waited for the first of them to time out."""
    agenda = Agenda(100)
    agenda.hint([hint("a")], now=NOW)
    (ask,) = agenda.turns(50, now=NOW)
    agenda.settle([ask], [lease(ask, number) for number in range(5)])

    assert agenda.hint([hint("a", number=9)], now=NOW)

    assert agenda.turns(50, now=NOW) == []
    (again,) = agenda.turns(50, now=NOW + timedelta(milliseconds=50))
    assert again.floor == (NOW, uuid.UUID(int=4))


def test_a_lane_that_is_known_to_be_full_is_not_asked_sooner_for_a_hint() -> None:
    agenda = Agenda(100)
    agenda.hint([hint("a")], now=NOW)
    (ask,) = agenda.turns(50, now=NOW)
    agenda.settle([ask], [lease(ask, 0)])
    agenda.hint([hint("a", number=1)], now=NOW)
    (ask,) = agenda.turns(50, now=NOW)
    agenda.inspected(agenda.settle([ask], []), [inspection(ask, room=0)], now=NOW)

    agenda.hint([hint("a", number=9)], now=NOW)

    assert agenda.turns(50, now=NOW + timedelta(milliseconds=999)) == []
    assert len(agenda.turns(50, now=NOW + SECOND)) == 1


def test_a_slot_can_be_reserved_where_nothing_waits_and_is_free_again_afterwards() -> None:
    agenda = Agenda(64)
    assert agenda.reserve(key("a"), now=NOW)
    assert agenda.in_flight == 1
    agenda.release(key("a"))
    assert agenda.in_flight == 0
    assert len(agenda) == 0


def test_what_is_born_overtakes_what_waits_by_a_moment_only() -> None:
    agenda = Agenda(64)
    agenda.hint([hint("a")], now=NOW)
    assert agenda.reserve(key("a"), now=NOW + SECOND)
    assert not agenda.reserve(key("a"), now=NOW + SECOND * 1.01)
    (ask,) = agenda.turns(8, now=NOW + SECOND * 2)
    assert not agenda.reserve(key("a"), now=NOW + SECOND * 2)
    agenda.settle([ask], [lease(ask, 1)])
    assert agenda.reserve(key("a"), now=NOW + SECOND * 2)


def test_nothing_is_born_in_a_lane_that_a_limit_holds() -> None:
    agenda = Agenda(64)
    agenda.hint([hint("a")], now=NOW)
    (ask,) = agenda.turns(8, now=NOW)
    agenda.inspected(agenda.settle([ask], []), [inspection(ask, room=0)], now=NOW)
    assert not agenda.reserve(key("a"), now=NOW)
    assert agenda.reserve(key("a", lane=1), now=NOW)


def test_a_retry_that_is_not_due_keeps_nothing_from_being_born() -> None:
    agenda = Agenda(64)
    agenda.hint([hint("a", due=NOW + SECOND * 60)], now=NOW)
    assert agenda.reserve(key("a"), now=NOW + SECOND * 30)


def test_slots_given_at_birth_leave_some_for_claims_and_the_shares_of_others() -> None:
    agenda = Agenda(64)
    loud = sum(agenda.reserve(key("loud", lane=number), now=NOW) for number in range(100))
    assert loud == 32
    others = sum(agenda.reserve(key(f"t{number}"), now=NOW) for number in range(100))
    assert loud + others == 64 - 64 // 8
    agenda.hint([hint("new")], now=NOW)
    assert agenda.turns(8, now=NOW)
