"""Whose deliveries are late because the machine is full, told from what claims bring."""

import uuid
from datetime import timedelta

from bellhop.dispatch.agenda import CHUNK, Agenda
from bellhop.dispatch.lateness import Lateness
from bellhop.ids import DeliveryId, TenantId
from bellhop.store.claims import LaneAsk
from tests.dispatch.lanes import NOW, SECOND, hint, key, lease

FLOOR = (NOW, DeliveryId(uuid.UUID(int=0)))


def ask(tenant: str, lane: int = 0, most: int = CHUNK) -> LaneAsk:
    return LaneAsk(*key(tenant, lane), FLOOR, most)


def gave(lateness: Lateness, one: LaneAsk, count: int, *, late: timedelta, at: timedelta = timedelta(0)) -> None:
    leases = [lease(one, index)._replace(due=NOW + at - late) for index in range(count)]
    lateness.claimed([one], leases, now=NOW + at)
    lateness.sent(leases)


def test_a_lane_that_gives_all_it_is_asked_for_and_is_late_tells_that_the_machine_is_full() -> None:
    lateness = Lateness()
    gave(lateness, ask("full"), CHUNK, late=2 * SECOND)
    gave(lateness, ask("prompt"), CHUNK, late=0.2 * SECOND)
    assert lateness.take(seconds=1) == {"full": CHUNK}
    assert lateness.take(seconds=1) == {}


def test_a_lane_that_gave_less_says_nothing_for_a_while() -> None:
    """A slow endpoint lets few leave at once, and now and then as many as were asked for."""
    lateness = Lateness()
    gave(lateness, ask("slow"), 3, late=60 * SECOND)
    gave(lateness, ask("slow"), CHUNK, late=60 * SECOND, at=SECOND)
    assert lateness.take(seconds=1) == {}
    gave(lateness, ask("slow"), CHUNK, late=60 * SECOND, at=4 * SECOND)
    assert lateness.take(seconds=1).keys() == {"slow"}


def test_a_lane_that_another_has_locked_says_nothing() -> None:
    lateness = Lateness()
    gave(lateness, ask("full"), CHUNK, late=2 * SECOND)
    gave(lateness, ask("full"), 0, late=2 * SECOND)
    assert lateness.take(seconds=1).keys() == {"full"}


def test_few_rows_where_slots_are_scarce_say_nothing() -> None:
    lateness = Lateness()
    gave(lateness, ask("crowded", most=2), 2, late=2 * SECOND)
    assert lateness.take(seconds=1) == {}


def test_of_a_tenant_the_lane_counts_that_is_least_late() -> None:
    lateness = Lateness()
    gave(lateness, ask("one", 1), CHUNK, late=60 * SECOND)
    gave(lateness, ask("one", 2), CHUNK, late=0.1 * SECOND)
    assert lateness.take(seconds=1) == {}


def test_what_leaves_without_having_waited_counts_as_sent() -> None:
    """Else the door would close to a part of what the engine can do: under load half of all is born leased."""
    lateness = Lateness()
    gave(lateness, ask("busy"), CHUNK, late=2 * SECOND)
    lateness.sent(lease(ask("busy"), CHUNK + index) for index in range(40))
    lateness.sent([lease(ask("quiet"), 1)])
    assert lateness.take(seconds=1) == {"busy": CHUNK + 40}
    assert lateness.take(seconds=1) == {}


def test_an_event_counts_once_however_many_endpoints_get_it() -> None:
    """The door counts events: at eight deliveries for each it would never close to what is sent."""
    lateness = Lateness()
    for lane in range(8):
        gave(lateness, ask("wide", lane), CHUNK, late=2 * SECOND)
    assert lateness.take(seconds=0.25) == {"wide": CHUNK / 0.25}
    for lane in range(8):  # the same events, to other endpoints, a moment later
        gave(lateness, ask("wide", 8 + lane), CHUNK, late=2 * SECOND)
    assert lateness.take(seconds=0.25) == {"wide": CHUNK / 0.5}


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_tenant_that_starves_is_late_too_with_what_was_sent_of_it() -> None:
    lateness = Lateness()
    gave(lateness, ask("few"), 3, late=2 * SECOND)
    assert lateness.take({TenantId("few"), TenantId("none")}, seconds=1) == {"few": 3, "none": 0}


def starved_after(waited: float) -> set[TenantId]:
    seconds = Seconds()
    agenda = Agenda(100, seconds=seconds)
    agenda.hint([hint("a"), hint("b")], now=NOW)
    seconds.now += waited
    assert agenda.turns(64, now=NOW)
    starved = agenda.take_starved()
    assert agenda.take_starved() == set()
    return starved


def test_a_lane_that_waits_long_for_its_turn_is_starved_however_little_it_holds() -> None:
    assert starved_after(0.5) == set()
    assert starved_after(1.5) == {"a", "b"}


def test_a_tenant_that_holds_its_share_of_slots_is_not_starved() -> None:
    seconds = Seconds()
    agenda = Agenda(8, seconds=seconds)
    agenda.hint([hint("hangs", lane) for lane in range(20)], now=NOW)
    asks = agenda.turns(3, now=NOW)
    agenda.settle(asks, [lease(one, index) for one in asks for index in range(one.most)])
    seconds.now += 1.5
    assert agenda.turns(1, now=NOW)
    assert agenda.take_starved() == set()
