from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.credentials import live_secrets, outline, proves_origin, rotate
from bellhop.domain.subscription import BasicAuth, Credentials, OAuth2Client, SigningSecret

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_both_secrets_sign_until_the_overlap_ends() -> None:
    rotated = rotate(Credentials(signing=(SigningSecret(b"old"),)), b"new", overlap=HOUR, now=NOW)

    assert live_secrets(rotated, NOW) == (b"new", b"old")
    assert live_secrets(rotated, NOW + HOUR - timedelta(microseconds=1)) == (b"new", b"old")
    assert live_secrets(rotated, NOW + HOUR) == (b"new",)


def test_without_an_overlap_the_old_secret_ends_at_once() -> None:
    rotated = rotate(Credentials(signing=(SigningSecret(b"old"),)), b"new", overlap=timedelta(0), now=NOW)

    assert rotated.signing == (SigningSecret(b"new"),)


def test_a_second_rotation_does_not_lengthen_the_first_ones_overlap() -> None:
    first = rotate(Credentials(signing=(SigningSecret(b"a"),)), b"b", overlap=HOUR, now=NOW)
    second = rotate(first, b"c", overlap=3 * HOUR, now=NOW + HOUR / 2)

    assert live_secrets(second, NOW + HOUR / 2) == (b"c", b"b", b"a")
    assert live_secrets(second, NOW + 2 * HOUR) == (b"c", b"b")


def test_a_leaked_secret_ends_every_older_one() -> None:
    first = rotate(Credentials(signing=(SigningSecret(b"a"),)), b"b", overlap=HOUR, now=NOW)

    assert rotate(first, b"c", overlap=timedelta(0), now=NOW).signing == (SigningSecret(b"c"),)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 300)), min_size=1, max_size=8))
def test_a_receiver_that_learns_each_secret_within_its_overlap_always_finds_one_it_knows(
    rotations: list[tuple[int, int]],
) -> None:
    credentials = Credentials(signing=(SigningSecret(b"0"),))
    now = NOW
    for number, (pause, overlap) in enumerate(rotations, start=1):
        now += timedelta(minutes=pause)
        before = live_secrets(credentials, now)[0]
        credentials = rotate(credentials, b"%d" % number, overlap=timedelta(minutes=overlap), now=now)
        live = live_secrets(credentials, now)
        assert live[0] == b"%d" % number
        assert (before in live) == (overlap > 0)
        assert len(set(live)) == len(live)


def test_the_outline_names_what_there_is_and_no_secret() -> None:
    credentials = Credentials(
        signing=(SigningSecret(b"hush-signing"),),
        headers={"X-Key": "hush-header"},
        basic=BasicAuth("solar", "hush-password"),
        oauth2=OAuth2Client("https://id.example.com/token", "us", "hush-client", "read"),
    )

    told = outline(credentials, unauthenticated=False)

    assert "hush" not in repr(told)
    assert "hush" not in repr(credentials)
    assert told.headers == ("X-Key",)
    assert told.basic_username == "solar"
    assert told.oauth2_client_id == "us"


def test_any_one_proof_is_a_proof() -> None:
    assert not proves_origin(Credentials())
    assert not proves_origin(Credentials(headers={}))
    assert proves_origin(Credentials(headers={"X-Key": "k"}))
    assert proves_origin(Credentials(bearer="b"))
