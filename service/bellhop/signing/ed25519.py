"""Signatures by the tenant's own key pair (Ed25519, RFC 8032): who verifies them holds nothing that can sign.

Standard Webhooks' asymmetric form, `v1a`. A subscription only says that it wants them: the key pairs are the tenant's,
in rows of their own, and are joined to the proof when the subscription is opened (`core/credentials.py`).
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellhop import base64url
from bellhop.signing.proof import Outline, Proof
from bellhop.signing.standard_webhooks import content_of

PUBLIC_PREFIX = "whpk_"
PRIVATE_BYTES = 32  # RFC 8032 §5.1.5


@dataclass(frozen=True, slots=True)
class Ed25519Outline(Outline):
    """Whether the tenant's key pair signs."""

    enabled: bool = False

    def __bool__(self) -> bool:
        return self.enabled

    def to_row(self) -> dict[str, object]:
        """A member only where it is used: versions before this scheme have never seen it."""
        return {"ed25519": True} if self.enabled else {}

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        return cls(members.get("ed25519", False))

    def audited(self) -> dict[str, object]:
        return {"ed25519": self.enabled}


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """A key pair, loaded once; `expire_time` is set on the older one while a rotation overlaps."""

    private: Ed25519PrivateKey
    expire_time: datetime | None = None

    def __repr__(self) -> str:
        return "KeyPair(…)"

    @classmethod
    def from_bytes(cls, private: bytes, expire_time: datetime | None = None) -> Self:
        """The pair of a private key of 32 bytes (RFC 8032 §5.1.5)."""
        return cls(Ed25519PrivateKey.from_private_bytes(private), expire_time)


@dataclass(frozen=True, slots=True, repr=False)
class Ed25519(Proof):
    """The tenant's key pairs, the newest first. Which they are makes no other proof: it is the same wish."""

    sealed_name = "ed25519"
    outline_type = Ed25519Outline
    signs = True

    pairs: tuple[KeyPair, ...] = field(default=(), compare=False)

    def to_sealed(self) -> object:
        return True

    @classmethod
    def from_sealed(cls, value: Any) -> Self:  # noqa: ARG003 - the pairs are sealed elsewhere
        return cls()

    def outline(self) -> Ed25519Outline:
        return Ed25519Outline(enabled=True)

    def signatures(self, message_id: str, timestamp: int, body: bytes, now: datetime) -> list[str]:
        """One `v1a,<base64>` for each pair that has not ended; the content is that of an HMAC."""
        content = content_of(message_id, timestamp, body)
        return [
            "v1a," + binascii.b2a_base64(pair.private.sign(content), newline=False).decode()
            for pair in self.pairs
            if pair.expire_time is None or pair.expire_time > now
        ]


def new_private_key() -> tuple[bytes, bytes]:
    """A new private key and its public key, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def encode_public_key(public_key: bytes) -> str:
    """The form that a receiver's library takes: `whpk_` and base64."""
    return PUBLIC_PREFIX + base64.b64encode(public_key).decode()


def json_web_key(public_key: bytes) -> dict[str, str]:
    """The public key as a JWK (RFC 8037 §2); `kid` is its thumbprint (RFC 7638)."""
    x = base64url.encode(public_key)
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": key_id_of(public_key), "use": "sig", "alg": "EdDSA"}


def key_id_of(public_key: bytes) -> str:
    """The thumbprint of a public key: base64url of the SHA-256 of its required members (RFC 7638, RFC 8037 §2)."""
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{base64url.encode(public_key)}"}}'
    return base64url.encode(hashlib.sha256(members.encode()).digest())
