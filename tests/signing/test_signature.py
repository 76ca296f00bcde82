from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellhop.signing.signature import Signature, SigningSecret
from bellhop.signing.standard_webhooks import sign

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_both_secrets_sign_until_the_overlap_ends() -> None:
    rotated = Signature.of(b"old").rotated(b"new", overlap=HOUR, now=NOW)

    assert rotated.live(NOW) == [b"new", b"old"]
    assert rotated.live(NOW + HOUR - timedelta(microseconds=1)) == [b"new", b"old"]
    assert rotated.live(NOW + HOUR) == [b"new"]


def test_a_request_is_signed_with_the_secrets_that_are_live() -> None:
    message = ("evt_1", 1_700_000_000, b"{}")
    rotated = Signature.of(b"old").rotated(b"new", overlap=HOUR, now=NOW)

    assert rotated.signatures(*message, NOW) == [sign([b"new", b"old"], *message)]
    assert rotated.signatures(*message, NOW + HOUR) == [sign([b"new"], *message)]


def test_where_every_secret_has_ended_nothing_is_signed() -> None:
    ended = Signature((SigningSecret(b"old", NOW),))

    assert ended.signatures("evt_1", 1_700_000_000, b"{}", NOW) == []


def test_without_an_overlap_the_old_secret_ends_at_once() -> None:
    assert Signature.of(b"old").rotated(b"new", overlap=timedelta(0), now=NOW) == Signature.of(b"new")


def test_a_second_rotation_does_not_lengthen_the_first_ones_overlap() -> None:
    first = Signature.of(b"a").rotated(b"b", overlap=HOUR, now=NOW)
    second = first.rotated(b"c", overlap=3 * HOUR, now=NOW + HOUR / 2)

    assert second.live(NOW + HOUR / 2) == [b"c", b"b", b"a"]
    assert second.live(NOW + 2 * HOUR) == [b"c", b"b"]


def test_a_leaked_secret_ends_every_older_one() -> None:
    first = Signature.of(b"a").rotated(b"b", overlap=HOUR, now=NOW)

    assert first.rotated(b"c", overlap=timedelta(0), now=NOW) == Signature.of(b"c")


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 300)), min_size=1, max_size=8))
def test_a_receiver_that_learns_each_secret_within_its_overlap_always_finds_one_it_knows(
    rotations: list[tuple[int, int]],
) -> None:
    signature = Signature.of(b"0")
    now = NOW
    for number, (pause, overlap) in enumerate(rotations, start=1):
        now += timedelta(minutes=pause)
        before = signature.live(now)[0]
        signature = signature.rotated(b"%d" % number, overlap=timedelta(minutes=overlap), now=now)
        live = signature.live(now)
        assert live[0] == b"%d" % number
        assert (before in live) == (overlap > 0)
        assert len(set(live)) == len(live)
