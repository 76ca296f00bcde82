from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.subscription import BasicAuth, Credentials, OAuth2Client, SigningSecret
from bellhop.vault.credentials import pack, unpack

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001
CREDENTIALS = st.builds(
    Credentials,
    signing=st.lists(
        st.builds(SigningSecret, secret=st.binary(min_size=24, max_size=64), expire_time=st.none() | MOMENTS),
        max_size=3,
    ).map(tuple),
    headers=st.none() | st.dictionaries(TEXT, TEXT, max_size=4),
    basic=st.none() | st.builds(BasicAuth, TEXT, TEXT),
    bearer=st.none() | TEXT,
    oauth2=st.none() | st.builds(OAuth2Client, TEXT, TEXT, TEXT, TEXT),
)


@given(CREDENTIALS)
def test_unpacked_credentials_equal_those_that_were_packed(credentials: Credentials) -> None:
    assert unpack(pack(credentials)) == credentials


def test_credentials_never_show_themselves() -> None:
    credentials = Credentials(signing=(SigningSecret(b"s" * 24),), bearer="hidden", headers={"x-key": "hidden"})
    assert "hidden" not in repr(credentials) + str(credentials)
