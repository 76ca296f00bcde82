from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.clock import SystemClock

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@dataclass
class Machine:
    """A machine's clock, which can be set, and the time that passes, which cannot."""

    shows: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    passed: timedelta = timedelta(days=3)

    def clock(self) -> SystemClock:
        return SystemClock(lambda: self.shows, lambda: self.passed)

    def wait(self, time: timedelta) -> None:
        self.shows += time
        self.passed += time

    def answer(self, clock: SystemClock, *, database_is_ahead: timedelta) -> timedelta:
        """A correction by a database whose answer takes a second; it looks at its clock in the middle."""
        asked = clock.now()
        self.wait(SECOND / 2)
        looked = self.shows + database_is_ahead
        self.wait(SECOND / 2)
        return clock.correct(asked, looked)


def test_an_answer_that_was_slow_moves_no_clock() -> None:
    """Two processes of one machine were set apart by it, and ids lost the order of the requests."""
    machine = Machine()
    assert machine.answer(machine.clock(), database_is_ahead=timedelta(0)) == timedelta(0)
    assert machine.answer(machine.clock(), database_is_ahead=SECOND / 2) == timedelta(0)
    assert machine.answer(machine.clock(), database_is_ahead=-SECOND / 2) == timedelta(0)


def test_a_clock_that_differs_is_followed_as_far_as_is_certain() -> None:
    machine = Machine()
    clock = machine.clock()
    assert machine.answer(clock, database_is_ahead=10 * SECOND) == 9.5 * SECOND
    assert clock.machine_is_off == 9.5 * SECOND
    assert machine.answer(clock, database_is_ahead=-20 * SECOND) == -29 * SECOND
    assert clock.machine_is_off == -19.5 * SECOND


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_step_of_the_machines_clock_changes_nothing(step: timedelta) -> None:
    """What was published meanwhile waited for the hour that it had been ahead."""
    machine = Machine()
    clock = machine.clock()
    began, shown = clock.now(), machine.shows
    machine.shows += step
    machine.wait(SECOND)
    assert clock.now() == began + SECOND
    assert machine.answer(clock, database_is_ahead=-step) == timedelta(0)
    machine.shows -= step
    assert clock.now() == began + 2 * SECOND == shown + 2 * SECOND


def test_the_processes_of_a_machine_agree_again_after_it_and_its_database_were_set() -> None:
    """Each is moved to what the machine's clock shows, and not by as much as its own question happened to take."""
    machine = Machine()
    first, second = machine.clock(), machine.clock()
    machine.shows += HOUR
    machine.answer(first, database_is_ahead=timedelta(0))
    machine.wait(SECOND)
    machine.answer(second, database_is_ahead=SECOND / 4)
    assert first.now() == second.now() == machine.shows


def test_the_real_clock_shows_the_time_and_never_goes_back() -> None:
    clock = SystemClock()
    assert abs(clock.now() - datetime.now(UTC)) < SECOND
    moments = [clock.now() for _ in range(1000)]
    assert moments == sorted(moments)
