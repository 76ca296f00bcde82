"""Private keys in PEM, made once in a run, and a reader of what they sign that shares no code with the service."""

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


@cache
def pem_of(kind: str) -> str:
    """A key of this kind: `rsa-2048`, `rsa-1024`, `p-256`, `p-384`, `ed25519`, `dsa`, `encrypted`, `public`, …."""
    match kind.split("-"):
        case ["rsa", bits]:
            key: Any = rsa.generate_private_key(65537, int(bits))
        case ["rsa", bits, "pkcs1"]:
            key = rsa.generate_private_key(65537, int(bits))
            return str(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode())
        case ["p", "256"] | ["p", "256", _]:
            key = ec.generate_private_key(ec.SECP256R1())
            if kind == "p-256-sec1":
                return str(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode())
        case ["p", "384"]:
            key = ec.generate_private_key(ec.SECP384R1())
        case ["dsa"]:
            key = dsa.generate_private_key(2048)
        case _:
            key = ed25519.Ed25519PrivateKey.generate()
    if kind == "public":
        return str(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())
    sealing = BestAvailableEncryption(b"pass") if kind == "encrypted" else NoEncryption()
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealing).decode())


def read_jwt(token: str, pem: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT; raises `InvalidSignature` where the public half of this key did not sign it."""
    head, body, signed = token.split(".")
    header, claims, signature = json.loads(_bytes(head)), json.loads(_bytes(body)), _bytes(signed)
    text = f"{head}.{body}".encode()
    public: Any = load_pem_private_key(pem.encode(), None).public_key()
    match header["alg"]:
        case "RS256":
            public.verify(signature, text, padding.PKCS1v15(), SHA256())
        case "PS256":
            public.verify(signature, text, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
        case "ES256":
            assert len(signature) == 64
            both = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
            public.verify(encode_dss_signature(*both), text, ec.ECDSA(SHA256()))
        case "EdDSA":
            public.verify(signature, text)
        case other:
            raise AssertionError(other)
    return header, claims


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
