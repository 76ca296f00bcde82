"""What an answer to the handshake says, without a wire."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.handshake import Permission, Refusal, judge, origin_of, wait_after, wanted_per_minute

ORIGIN = "bellhop.example.com"
NAMES = st.sampled_from([b"WebHook-Allowed-Origin", b"webhook-allowed-rate", b"content-type"])
VALUES = st.one_of(st.binary(max_size=200), st.sampled_from([b"*", ORIGIN.encode(), b"120", b"0", b"9" * 400]))


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_whatever_an_endpoint_says_is_an_answer_that_can_be_kept(headers: list[tuple[bytes, bytes]]) -> None:
    answer = judge(headers, ORIGIN)
    match answer:
        case Permission(per_minute):
            assert per_minute is None or 1 <= per_minute <= 1_000_000_000
            assert any(name == b"WebHook-Allowed-Origin" for name, _ in headers)
        case Refusal(sentence, answered=answered):
            assert answered
            assert sentence.isascii()
            assert sentence.isprintable()
            assert len(sentence) < 250


def test_the_smaller_of_two_rates_counts_and_two_origins_must_both_be_ours() -> None:
    ours = (b"WebHook-Allowed-Origin", ORIGIN.encode())
    assert judge([ours, (b"WebHook-Allowed-Rate", b"90"), (b"WebHook-Allowed-Rate", b"60")], ORIGIN) == Permission(60)
    assert judge([ours, (b"WebHook-Allowed-Rate", b" * ")], ORIGIN) == Permission()
    assert isinstance(judge([ours, (b"WebHook-Allowed-Origin", b"other.example.com")], ORIGIN), Refusal)


def test_waits_double_up_to_six_hours() -> None:
    waits = [wait_after(refusals) for refusals in range(1, 2000)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


@pytest.mark.parametrize(
    ("public_uri", "origin"),
    [
        (None, None),
        ("https://hooks.example.com", "hooks.example.com"),
        ("https://Hooks.Example.com:8443/bellhop", "hooks.example.com"),
        ("http://[::1]:8400", "::1"),
    ],
)
def test_the_origin_is_the_host_of_the_services_own_address(public_uri: str | None, origin: str | None) -> None:
    assert origin_of(public_uri) == origin


@pytest.mark.parametrize(
    ("per_second", "per_minute"), [(None, None), (2.0, 120), (0.5, 30), (0.01, 1), (10_000, 600_000)]
)
def test_the_rate_that_is_asked_for_is_a_positive_integer(per_second: float | None, per_minute: int | None) -> None:
    assert wanted_per_minute(per_second) == per_minute
