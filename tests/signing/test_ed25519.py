"""Signatures by key pair: as the vectors and the RFCs say, beside an HMAC or alone, never by a pair that has ended."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bellhop.domain.content import Content
from bellhop.egress.prepare import prepare
from bellhop.signing.credentials import Credentials
from bellhop.signing.ed25519 import Ed25519, KeyPair, encode_public_key, json_web_key, new_private_key
from bellhop.signing.signature import Signature
from bellhop.signing.standard_webhooks import encode_secret
from bellhop_client import webhooks
from tests.endpoints import endpoint_to

VECTORS = json.loads(
    (Path(__file__).parents[2] / "clients" / "conformance" / "signatures.json").read_text(encoding="utf-8")
)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
BODY = b'{"type":"webhook.ping","timestamp":"2026-11-29T12:00:00.000000Z","data":{}}'
SECRET = b"s" * 32


def pair_of(whsk: str) -> KeyPair:
    return KeyPair.from_bytes(base64.b64decode(whsk.removeprefix("whsk_")))


@pytest.mark.parametrize("case", VECTORS["sign"], ids=lambda case: str(case["name"]))
def test_key_pairs_sign_as_the_vectors_say(case: dict[str, Any]) -> None:
    proof = Ed25519(tuple(pair_of(each) for each in case["private_keys"]))
    expected = [entry for entry in case["signature"].split() if entry.startswith("v1a,")]

    assert proof.signatures(case["id"], case["timestamp"], base64.b64decode(case["body_base64"]), NOW) == expected


def test_the_signature_is_one_of_the_id_the_time_and_every_byte_of_the_body() -> None:
    private, public = new_private_key()
    (entry,) = Ed25519((KeyPair.from_bytes(private),)).signatures("evt_1", 1_795_990_400, BODY, NOW)
    raw, key = base64.b64decode(entry.removeprefix("v1a,")), Ed25519PublicKey.from_public_bytes(public)

    key.verify(raw, b"evt_1.1795990400." + BODY)
    for other in (b"evt_2.1795990400." + BODY, b"evt_1.1795990401." + BODY, b"evt_1.1795990400." + BODY + b" "):
        with pytest.raises(InvalidSignature):
            key.verify(raw, other)


def headers(credentials: Credentials, now: datetime = NOW) -> dict[str, str]:
    request = prepare(endpoint_to("https://example.com", credentials), Content("evt_1", BODY, ()), now)
    return dict(line.split(": ", 1) for line in request.header_lines)


def test_entries_of_secrets_stand_before_those_of_key_pairs() -> None:
    (old, _), (new, public) = new_private_key(), new_private_key()
    pairs = Ed25519((KeyPair.from_bytes(new), KeyPair.from_bytes(old, NOW + timedelta(seconds=1))))
    signed = headers(Credentials(ed25519=pairs, signature=Signature.of(SECRET)))

    assert [entry.partition(",")[0] for entry in signed["webhook-signature"].split(" ")] == ["v1", "v1a", "v1a"]
    for secret in (encode_secret(SECRET), encode_public_key(public)):
        webhooks.verify(BODY, signed, secret, now=NOW.timestamp())


def test_a_pair_that_has_ended_signs_no_more_though_it_is_still_at_hand() -> None:
    (old, old_public), (new, new_public) = new_private_key(), new_private_key()
    proof = Ed25519((KeyPair.from_bytes(new), KeyPair.from_bytes(old, NOW)))
    signed = headers(Credentials(ed25519=proof))

    assert signed["webhook-signature"].count("v1a,") == 1
    webhooks.verify(BODY, signed, encode_public_key(new_public), now=NOW.timestamp())
    with pytest.raises(webhooks.WebhookError):
        webhooks.verify(BODY, signed, encode_public_key(old_public), now=NOW.timestamp())


def test_a_public_key_is_told_as_the_rfc_does() -> None:
    """RFC 8037, A.2 and A.3; its key is the first of RFC 8032, §7.1."""
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

    assert json_web_key(public) == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        "use": "sig",
        "alg": "EdDSA",
    }


def test_a_new_pair_belongs_together() -> None:
    private, public = new_private_key()

    assert KeyPair.from_bytes(private).private.public_key().public_bytes_raw() == public
    assert new_private_key()[0] != private
