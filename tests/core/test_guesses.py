from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core.guesses import Guesses
from bellhop.errors import RateLimitedError


def tries(guesses: Guesses, address: str | None) -> bool:
    """A wrong try, if it is let in."""
    try:
        guesses.take(address)
    except RateLimitedError:
        return False
    return True


def test_a_network_that_was_wrong_too_often_waits_as_long_as_it_is_told(clock: ManualClock) -> None:
    guesses = Guesses(clock, burst=3, per_minute=6)
    assert all(tries(guesses, "192.0.2.1") for _ in range(3))
    with pytest.raises(RateLimitedError) as refused:
        guesses.take("192.0.2.1")
    wait = int(refused.value.headers["Retry-After"])
    assert wait == 10
    assert tries(guesses, "192.0.2.2")
    clock.move(timedelta(seconds=wait - 1))
    assert not tries(guesses, "192.0.2.1")
    clock.move(timedelta(seconds=1))
    assert tries(guesses, "192.0.2.1")
    assert not tries(guesses, "192.0.2.1")


def test_right_tries_cost_nothing_and_buy_nothing(clock: ManualClock) -> None:
    guesses = Guesses(clock, burst=2, per_minute=1)
    for _ in range(100):
        guesses.take("192.0.2.1")
        guesses.give_back("192.0.2.1")
    assert [tries(guesses, "192.0.2.1") for _ in range(3)] == [True, True, False]


def test_a_purse_fills_no_further_than_it_was(clock: ManualClock) -> None:
    guesses = Guesses(clock, burst=2, per_minute=60)
    tries(guesses, "192.0.2.1")
    clock.move(timedelta(hours=1))
    assert [tries(guesses, "192.0.2.1") for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        (None, "no address", True),
    ],
)
def test_who_counts_as_one_network(clock: ManualClock, one: str | None, other: str | None, same: bool) -> None:
    guesses = Guesses(clock, burst=1, per_minute=1)
    assert tries(guesses, one)
    assert tries(guesses, other) is not same


def test_no_crowd_of_networks_takes_more_memory_than_is_set_aside(clock: ManualClock) -> None:
    guesses = Guesses(clock)
    for number in range(11_000):
        guesses.take(f"10.{number >> 8}.{number & 255}.1")
    assert len(guesses._purses) == 10_000
