from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.outcome import (
    BLOCKED,
    OUR_FAULT,
    Blocked,
    Delivered,
    ErrorClass,
    Gone,
    NoToken,
    OurFault,
    Pause,
    Refused,
    Throttled,
    Unreachable,
    Unsendable,
    classify,
    parse_retry_after,
    pause_of,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Delivered(200)),
        (204, Delivered(204)),
        (299, Delivered(299)),
        (301, Refused(301)),
        (307, Refused(307)),
        (400, Refused(400)),
        (404, Refused(404)),
        (410, Gone()),
        (429, Throttled(429, None)),
        (500, Refused(500)),
        (503, Throttled(503, None)),
    ],
)
def test_a_status_means_what_the_contract_says(status: int, outcome: object) -> None:
    assert classify(status, None, {}, now=NOW) == outcome


@given(st.integers(200, 299), st.sampled_from(list(ErrorClass)))
def test_a_success_stays_one_whatever_the_body_does_after(status: int, error: ErrorClass) -> None:
    assert classify(status, error, {}, now=NOW) == Delivered(status)


@given(st.sampled_from(list(ErrorClass)))
def test_without_a_status_the_error_decides_whose_fault_it_was(error: ErrorClass) -> None:
    outcome = classify(None, error, {}, now=NOW)
    if error in OUR_FAULT:
        assert outcome == OurFault(error)
    elif error in BLOCKED:
        assert outcome == Blocked(error)
    elif error is ErrorClass.TOKEN_FAILED:
        assert outcome == NoToken()
    elif error is ErrorClass.PAYLOAD_TOO_LARGE:
        assert outcome == Unsendable(error)
    else:
        assert outcome == Unreachable(error)


def test_an_exchange_without_status_and_error_is_our_fault() -> None:
    assert classify(None, None, {}, now=NOW) == OurFault(ErrorClass.INTERNAL)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("", None),
        ("120", timedelta(seconds=120)),
        (" 7 ", timedelta(seconds=7)),
        ("0", timedelta(0)),
        ("999999999999999999999", DAY),
        ("Sun, 01 Mar 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Sunday, 01-Mar-26 12:00:30 GMT", timedelta(seconds=30)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("Sun, 01 Mar 2027 12:00:00 GMT", DAY),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("\u0661\u0662", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, wait: timedelta | None) -> None:
    assert parse_retry_after(value, now=NOW) == wait


@given(st.text(max_size=60))
def test_no_retry_after_breaks_or_passes_a_day(value: str) -> None:
    wait = parse_retry_after(value, now=NOW)
    assert wait is None or timedelta(0) <= wait <= DAY


@pytest.mark.parametrize("status", [429, 503])
def test_only_a_retry_after_of_some_length_is_a_pause(status: int) -> None:
    minute = timedelta(minutes=1)
    assert pause_of(Throttled(status, minute), now=NOW) == Pause(NOW + minute, NOW, status)
    for outcome in (Throttled(status, None), Throttled(status, timedelta(0)), Refused(500), Delivered(200), Gone()):
        assert pause_of(outcome, now=NOW) is None
