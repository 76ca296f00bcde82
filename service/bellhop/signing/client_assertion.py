"""Signed client assertions (RFC 7523 §3; `private_key_jwt` of OpenID Connect Core §9), and the keys that sign them.

A key is checked once, when somebody writes it: its numbers are compared, and it signs something that its public half
must verify.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bellhop import base64url
from bellhop.signing.private_keys import (
    LONGEST_RSA_BITS,
    SHORTEST_RSA_BITS,
    PrivateKey,
    belongs_together,
    load_private_key,
)

LONGEST_KEY_CHARS = 4096
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFE_SECONDS = 60  # Keycloak refuses longer ones unless it is told otherwise
_LARGEST_EXPONENT = 1 << 32
_P256_BYTES = 32
_PSS = padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH)
_TRIED = b"a key that signs"


class Algorithm(StrEnum):
    """How an assertion is signed (RFC 7518 §3.1, RFC 8037 §3.1)."""

    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"
    EDDSA = "EdDSA"


class BadKeyError(ValueError):
    """This is no key that can sign an assertion; the sentence says why and holds nothing of the key."""


def check_key(pem: str) -> tuple[Algorithm, ...]:
    """The algorithms that a private key can sign by, the usual one first; raises `BadKeyError`."""
    key = _load(pem)
    if isinstance(key, RSAPrivateKey):
        _check_rsa(key)
        fitting: tuple[Algorithm, ...] = (Algorithm.RS256, Algorithm.PS256)
    elif isinstance(key, EllipticCurvePrivateKey):
        if not isinstance(key.curve, SECP256R1):
            message = "An elliptic curve key must be on P-256, for `ES256`."
            raise BadKeyError(message)
        fitting = (Algorithm.ES256,)
    else:
        fitting = (Algorithm.EDDSA,)
    _try_out(key, fitting[0])
    return fitting


def client_assertion(pem: str, *, client_id: str, audience: str, key_id: str, algorithm: str, now: datetime) -> str:
    """A JWT by which a client proves to a token endpoint who it is, good for a minute and for one use.

    The key was checked when it was written; an empty `algorithm` is the usual one of the key.
    """
    key = _load(pem)
    signed_by = Algorithm(algorithm) if algorithm else _usual(key)
    header: dict[str, object] = {"alg": signed_by.value, "typ": "JWT"}
    if key_id:
        header["kid"] = key_id
    moment = int(now.timestamp())
    claims: Mapping[str, object] = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": secrets.token_urlsafe(24),
        "iat": moment,
        "exp": moment + _LIFE_SECONDS,
    }
    text = f"{base64url.encode(orjson.dumps(header))}.{base64url.encode(orjson.dumps(claims))}"
    return f"{text}.{base64url.encode(_sign(key, signed_by, text.encode()))}"


def _load(pem: str) -> PrivateKey:
    """The key in a PEM text, its numbers not checked."""
    try:
        key = load_private_key(pem)
    except TypeError:
        message = "The key is encrypted: give it without a passphrase."
        raise BadKeyError(message) from None
    except ValueError:
        message = "This must be a private key in PEM: `-----BEGIN PRIVATE KEY-----`, its lines, and the end."
        raise BadKeyError(message) from None
    if key is None:
        message = "The key must be RSA, an elliptic curve key on P-256, or Ed25519."
        raise BadKeyError(message)
    return key


def _check_rsa(key: RSAPrivateKey) -> None:
    if not SHORTEST_RSA_BITS <= key.key_size <= LONGEST_RSA_BITS:
        allowed = f"{SHORTEST_RSA_BITS:,} to {LONGEST_RSA_BITS:,}"
        message = f"An RSA key must have {allowed} bits; this one has {key.key_size:,}."
        raise BadKeyError(message)
    if key.public_key().public_numbers().e >= _LARGEST_EXPONENT or not belongs_together(key):
        message = "The numbers of this RSA key do not belong together."
        raise BadKeyError(message)


def _try_out(key: PrivateKey, algorithm: Algorithm) -> None:
    """Sign something and verify it."""
    try:
        signature = _sign(key, algorithm, _TRIED)
        public = key.public_key()
        if isinstance(key, RSAPrivateKey):
            key.public_key().verify(signature, _TRIED, padding.PKCS1v15(), SHA256())
        elif isinstance(public, EllipticCurvePublicKey):
            both = (int.from_bytes(signature[:_P256_BYTES]), int.from_bytes(signature[_P256_BYTES:]))
            public.verify(encode_dss_signature(*both), _TRIED, ECDSA(SHA256()))
        elif isinstance(key, Ed25519PrivateKey):
            key.public_key().verify(signature, _TRIED)
    except (InvalidSignature, ValueError):
        message = "The key does not sign: its public half does not verify what its private half makes."
        raise BadKeyError(message) from None


def _usual(key: PrivateKey) -> Algorithm:
    if isinstance(key, RSAPrivateKey):
        return Algorithm.RS256
    return Algorithm.ES256 if isinstance(key, EllipticCurvePrivateKey) else Algorithm.EDDSA


def _sign(key: PrivateKey, algorithm: Algorithm, text: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(text, _PSS if algorithm is Algorithm.PS256 else padding.PKCS1v15(), SHA256())
    if isinstance(key, EllipticCurvePrivateKey):
        both = decode_dss_signature(key.sign(text, ECDSA(SHA256())))  # JWS has the two numbers one after the other
        return b"".join(each.to_bytes(_P256_BYTES) for each in both)
    return key.sign(text)
