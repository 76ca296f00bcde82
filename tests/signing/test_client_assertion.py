"""Assertions that a client signs for a token endpoint, and which keys may sign them."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bellhop.signing.client_assertion import LONGEST_KEY_CHARS, Algorithm, BadKeyError, check_key, client_assertion
from tests.private_keys import pem_of, read_jwt

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def assertion(pem: str, *, algorithm: str = "", key_id: str = "") -> str:
    return client_assertion(
        pem,
        client_id="hooks",
        audience="https://id.example.com/token",
        key_id=key_id,
        algorithm=algorithm,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("kind", "algorithm", "signed_by"),
    [
        ("rsa-2048", "", "RS256"),
        ("rsa-2048", "RS256", "RS256"),
        ("rsa-2048", "PS256", "PS256"),
        ("rsa-2048-pkcs1", "", "RS256"),
        ("p-256", "", "ES256"),
        ("p-256-sec1", "ES256", "ES256"),
        ("ed25519", "", "EdDSA"),
    ],
)
def test_an_assertion_is_signed_as_its_header_says(kind: str, algorithm: str, signed_by: str) -> None:
    pem = pem_of(kind)
    assert not algorithm or algorithm in check_key(pem)
    header, claims = read_jwt(assertion(pem, algorithm=algorithm, key_id="2026-11"), pem)
    assert header == {"alg": signed_by, "typ": "JWT", "kid": "2026-11"}
    jti = claims.pop("jti")
    assert len(jti) >= 22
    assert claims == {
        "iss": "hooks",
        "sub": "hooks",
        "aud": "https://id.example.com/token",
        "iat": 1795953600,
        "exp": 1795953660,
    }
    assert assertion(pem) != assertion(pem)
    with pytest.raises(InvalidSignature):
        read_jwt(assertion(pem), pem_of({"r": "rsa-3072", "p": "p-256-other", "e": "ed25519-other"}[kind[0]]))


def test_a_key_without_an_id_is_not_named() -> None:
    header, _ = read_jwt(assertion(pem_of("ed25519")), pem_of("ed25519"))
    assert "kid" not in header


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("rsa-2048", (Algorithm.RS256, Algorithm.PS256)),
        ("rsa-4096", (Algorithm.RS256, Algorithm.PS256)),
        ("p-256", (Algorithm.ES256,)),
        ("ed25519", (Algorithm.EDDSA,)),
    ],
)
def test_a_key_says_by_which_algorithms_it_signs(kind: str, fitting: tuple[Algorithm, ...]) -> None:
    assert check_key(pem_of(kind)) == fitting
    assert len(pem_of(kind)) <= LONGEST_KEY_CHARS


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: pem_of("encrypted"), "without a passphrase"),
        (lambda: pem_of("public"), "private key in PEM"),
        (lambda: pem_of("rsa-1024"), "2,048 to 4,096 bits; this one has 1,024"),
        (lambda: pem_of("p-384"), "P-256"),
        (lambda: pem_of("dsa"), "RSA, an elliptic curve key on P-256, or Ed25519"),
        (lambda: "", "private key in PEM"),
        (lambda: "hush", "private key in PEM"),
        (lambda: pem_of("ed25519").replace("\n", "\\n"), "private key in PEM"),
        (lambda: pem_of("ed25519")[:60], "private key in PEM"),
        (lambda: pem_of("ed25519").replace("PRIVATE KEY", "CERTIFICATE"), "private key in PEM"),
        (lambda: "-----BEGIN PRIVATE KEY-----\n" + "A" * 4000 + "\n-----END PRIVATE KEY-----\n", "private key in PEM"),
        (lambda: "é\U0001f600\x01", "private key in PEM"),
    ],
    ids=range(12),
)
def test_what_cannot_sign_is_refused_with_a_reason_and_without_the_key(make: Callable[[], str], words: str) -> None:
    pem = make()
    with pytest.raises(BadKeyError, match=words) as caught:
        check_key(pem)
    assert not pem or pem not in str(caught.value)


def _broken(**changed: int) -> str:
    """An RSA key (PKCS #1) some of whose numbers are others: written by hand, as no library makes such a key."""
    key = load_pem_private_key(pem_of("rsa-2048").encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    own = key.private_numbers()
    numbers = {
        "version": 0,
        "n": own.public_numbers.n,
        "e": own.public_numbers.e,
        **{name: getattr(own, name) for name in ("d", "p", "q", "dmp1", "dmq1", "iqmp")},
        **changed,
    }
    content = b"".join(_der(0x02, each.to_bytes(each.bit_length() // 8 + 1)) for each in numbers.values())
    text = base64.encodebytes(_der(0x30, content)).decode()
    return f"-----BEGIN RSA PRIVATE KEY-----\n{text}-----END RSA PRIVATE KEY-----\n"


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    digits = length.to_bytes((length.bit_length() + 7) // 8 or 1)
    size = digits if length < 128 else bytes([0x80 + len(digits)]) + digits
    return bytes([tag]) + size + content


def test_a_key_written_by_hand_is_taken_when_nothing_in_it_is_wrong() -> None:
    assert check_key(_broken())[0] is Algorithm.RS256


@pytest.mark.parametrize(
    "changed",
    [{"d": 3}, {"d": 1 << 2047}, {"p": 3}, {"p": 1}, {"q": 4}, {"dmp1": 5}, {"dmq1": 5}, {"iqmp": 7}, {"e": 3},
     {"e": 65537 + (1 << 40)}, {"n": (1 << 2047) + 1}],
    ids=str,
)  # fmt: skip
def test_an_rsa_key_whose_numbers_do_not_belong_together_is_refused(changed: dict[str, int]) -> None:
    with pytest.raises(BadKeyError, match=r"belong together|private key in PEM"):
        check_key(_broken(**changed))
