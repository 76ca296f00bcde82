"""Public keys on the wire: a JWK Set (RFC 7517), and as a subscription shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import Field

from bellhop.api.body.models import AnswerModel, RequestModel, time_or_none, without_absent
from bellhop.api.tenant.subscriptions_wire import DEFAULT_OVERLAP_SECONDS, LONGEST_OVERLAP_SECONDS
from bellhop.domain.signing_key import SigningKey
from bellhop.signing.ed25519 import json_web_key


class WebhookKeyOut(AnswerModel):
    """A public key as a JWK (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str = Field(description="The 32 bytes of the key, base64url.")
    kid: str = Field(description="The thumbprint of the key (RFC 7638).")
    use: Literal["sig"]
    alg: Literal["EdDSA"]
    expire_time: str | None = Field(default=None, description="When a key ends that a newer one has replaced.")


class WebhookKeysOut(AnswerModel):
    """A JWK Set (RFC 7517): the public keys that verify a tenant's webhooks now, the newest first."""

    keys: list[WebhookKeyOut]


class RotateKeysIn(RequestModel):
    """A rotation of a tenant's key pair."""

    overlap_seconds: int = Field(
        default=DEFAULT_OVERLAP_SECONDS,
        ge=0,
        le=LONGEST_OVERLAP_SECONDS,
        description="How long the older key signs, too.",
    )


def keys_to_json(keys: Iterable[SigningKey]) -> dict[str, object]:
    """The JWK Set of these keys."""
    return {"keys": [_key(key.public_key, key.expire_time) for key in keys]}


def _key(public_key: bytes, expire_time: datetime | None) -> dict[str, object]:
    return without_absent({**json_web_key(public_key), "expire_time": time_or_none(expire_time)})
