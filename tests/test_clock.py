from datetime import timedelta

from bellhop.clock import SystemClock

SECOND = timedelta(seconds=1)


def test_an_answer_that_was_slow_moves_no_clock() -> None:
    """Two processes of one machine were set apart by it, and ids lost the order of the requests."""
    clock = SystemClock()
    asked = clock.now() - SECOND
    assert clock.correct(asked, asked + SECOND / 2) == timedelta(0)
    assert clock.correct(asked, asked) == timedelta(0)


def test_a_clock_that_differs_is_followed_as_far_as_is_certain() -> None:
    clock = SystemClock()
    asked = clock.now()
    ahead = clock.correct(asked, asked + 10 * SECOND)
    assert 9 * SECOND < ahead <= 10 * SECOND
    assert clock.now() - asked >= 10 * SECOND
    asked = clock.now()
    assert clock.correct(asked, asked - 30 * SECOND) == ahead - 30 * SECOND
