"""What is stored of proofs: sealed with their secrets, told without them, and read by the version before and after."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.signing.basic import BasicAuth
from bellhop.signing.bearer import BearerToken
from bellhop.signing.credentials import SCHEMES, AuthOutline, Credentials, unpack
from bellhop.signing.ed25519 import Ed25519
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.mtls import ClientCertificate, MtlsOutline
from bellhop.signing.oauth2 import ClientAuth, OAuth2Client
from bellhop.signing.signature import Signature, SigningSecret

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001
SECRETS = st.builds(SigningSecret, secret=st.binary(min_size=24, max_size=64), expire_time=st.none() | MOMENTS)
CREDENTIALS = st.builds(
    Credentials,
    signature=st.none() | st.lists(SECRETS, min_size=1, max_size=3).map(lambda each: Signature(tuple(each))),
    ed25519=st.none() | st.just(Ed25519()),
    headers=st.none() | st.dictionaries(TEXT, TEXT, min_size=1, max_size=4).map(SecretHeaders),
    basic=st.none() | st.builds(BasicAuth, TEXT, TEXT),
    bearer=st.none() | st.builds(BearerToken, TEXT),
    oauth2=st.none()
    | st.builds(
        OAuth2Client,
        TEXT,
        TEXT,
        TEXT | st.just(""),
        TEXT,
        extra_parameters=st.dictionaries(TEXT, TEXT, max_size=3).map(lambda each: tuple(each.items())),
        client_auth=st.sampled_from(ClientAuth),
        private_key=TEXT | st.just(""),
        key_id=TEXT | st.just(""),
        algorithm=st.sampled_from(["", "RS256"]),
    ),
)
FULL = Credentials(
    signature=Signature(
        (SigningSecret(b"n" * 24), SigningSecret(b"o" * 24, datetime(2026, 11, 23, 12, tzinfo=UTC))),
    ),
    ed25519=Ed25519(),
    headers=SecretHeaders({"X-Key": "hush-header"}),
    basic=BasicAuth("solar", "hush-password"),
    bearer=BearerToken("hush-token"),
    oauth2=OAuth2Client("https://id.example.com/token", "us", "hush-client", "read"),
    mtls=ClientCertificate(
        "pem", "hush-key", MtlsOutline("CN=us", "CN=ca", "4D2A", datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))
    ),
)
# These two forms stand in databases. They may gain members; none of these may go or change.
SEALED_FORM = {
    "signing": [
        {"secret": "bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5u", "expire_time": None},
        {"secret": "b29vb29vb29vb29vb29vb29vb29vb29v", "expire_time": "2026-11-23T12:00:00+00:00"},
    ],
    "ed25519": True,
    "headers": {"X-Key": "hush-header"},
    "basic": ["solar", "hush-password"],
    "bearer": "hush-token",
    "oauth2": {
        "token_uri": "https://id.example.com/token",
        "client_id": "us",
        "client_secret": "hush-client",
        "scope": "read",
    },
    "mtls": {
        "certificate": "pem",
        "private_key": "hush-key",
        "told": {
            "mtls_subject": "CN=us",
            "mtls_issuer": "CN=ca",
            "mtls_serial": "4D2A",
            "mtls_expire_time": "2027-01-02T03:04:05+00:00",
        },
    },
}
OUTLINE_FORM = {
    "signature_expire_times": [None, "2026-11-23T12:00:00+00:00"],
    "ed25519": True,
    "headers": ["X-Key"],
    "basic_username": "solar",
    "bearer": True,
    "oauth2_token_uri": "https://id.example.com/token",
    "oauth2_client_id": "us",
    "oauth2_scope": "read",
    "mtls_subject": "CN=us",
    "mtls_issuer": "CN=ca",
    "mtls_serial": "4D2A",
    "mtls_expire_time": "2027-01-02T03:04:05+00:00",
    "unauthenticated": False,
}
EMPTY_OUTLINE_FORM: dict[str, object] = {
    "signature_expire_times": [],
    "headers": [],
    "basic_username": None,
    "bearer": False,
    "oauth2_token_uri": None,
    "oauth2_client_id": None,
    "oauth2_scope": "",
    "unauthenticated": True,
}


@given(CREDENTIALS)
def test_unpacked_credentials_equal_those_that_were_packed(credentials: Credentials) -> None:
    assert unpack(credentials.pack()) == credentials


@given(CREDENTIALS)
def test_an_outline_that_was_stored_is_read_as_it_was(credentials: Credentials) -> None:
    outline = credentials.outline(unauthenticated=False)
    assert AuthOutline.from_row(orjson.loads(orjson.dumps(outline.to_row()))) == outline


def test_what_is_sealed_keeps_its_form() -> None:
    assert orjson.loads(FULL.pack()) == SEALED_FORM
    assert unpack(orjson.dumps(SEALED_FORM)) == FULL


@pytest.mark.parametrize("sealed", [b"{}", b'{"signing":[]}', b'{"signing":[],"headers":{},"bearer":null}'])
def test_no_proof_was_sealed_in_several_forms(sealed: bytes) -> None:
    assert unpack(sealed) == Credentials()


def test_what_is_told_keeps_its_form() -> None:
    assert FULL.outline(unauthenticated=False).to_row() == OUTLINE_FORM
    assert AuthOutline.from_row(OUTLINE_FORM) == FULL.outline(unauthenticated=False)
    assert Credentials().outline(unauthenticated=True).to_row() == EMPTY_OUTLINE_FORM
    assert AuthOutline.from_row(EMPTY_OUTLINE_FORM) == AuthOutline(unauthenticated=True)


SIGNED = Credentials(
    oauth2=OAuth2Client(
        "https://id.example.com/token",
        "us",
        extra_parameters=(("audience", "them"), ("resource", "that")),
        client_auth=ClientAuth.PRIVATE_KEY,
        private_key="hush-key",
        key_id="k1",
        algorithm="PS256",
    )
)
SIGNED_FORM = {
    "token_uri": "https://id.example.com/token",
    "client_id": "us",
    "client_secret": "",
    "scope": "",
    "extra_parameters": [["audience", "them"], ["resource", "that"]],
    "client_auth": "private_key_jwt",
    "key_id": "k1",
    "algorithm": "PS256",
    "private_key": "hush-key",
}
SIGNED_OUTLINE_FORM = {
    "oauth2_token_uri": "https://id.example.com/token",
    "oauth2_client_id": "us",
    "oauth2_scope": "",
    "oauth2_extra_parameters": [["audience", "them"], ["resource", "that"]],
    "oauth2_client_auth": "private_key_jwt",
    "oauth2_key_id": "k1",
    "oauth2_algorithm": "PS256",
}


def test_later_members_of_a_client_stand_only_where_they_are_used() -> None:
    assert orjson.loads(SIGNED.pack()) == {"oauth2": SIGNED_FORM}
    assert unpack(orjson.dumps({"oauth2": SIGNED_FORM})) == SIGNED
    outline = SIGNED.outline(unauthenticated=False)
    assert outline.to_row().items() >= SIGNED_OUTLINE_FORM.items()
    assert AuthOutline.from_row(outline.to_row()) == outline
    assert set(FULL.outline(unauthenticated=False).to_row()) == set(OUTLINE_FORM)


def test_the_audit_can_compare_any_two_outlines() -> None:
    names = [set(each.outline(unauthenticated=False).audited()) for each in (FULL, SIGNED, Credentials())]
    assert names[0] == names[1] == names[2]


def test_no_secret_is_told_or_shown_in_a_log() -> None:
    told, signed = FULL.outline(unauthenticated=False), SIGNED.outline(unauthenticated=False)
    records: list[object] = [told, told.to_row(), told.audited(), FULL, *FULL.proofs(), SigningSecret(b"hush")]
    records += [signed, signed.to_row(), signed.audited(), SIGNED, *SIGNED.proofs()]
    assert "hush" not in "".join(map(repr, records))


def test_every_scheme_is_registered_with_its_outline() -> None:
    assert set(SCHEMES) == set(dict(FULL.by_name())) == set(dict(AuthOutline().by_name()))
    assert not any(outline for _, outline in AuthOutline().by_name())
    assert all(outline for _, outline in FULL.outline(unauthenticated=False).by_name())
