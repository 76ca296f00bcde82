"""Signatures of the Standard Webhooks specification (standardwebhooks.com, "Signature scheme"), symmetric form.

`ed25519.py` makes those of the asymmetric form.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Sequence

SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix of every secret
SHORTEST_SECRET_BYTES = 24
LONGEST_SECRET_BYTES = 64
_GENERATED_BYTES = 32


def sign(secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one `v1,<base64>` per secret, with a space between.

    HMAC-SHA256 over `message_id.timestamp.body`; `timestamp` in Unix seconds is that of `webhook-timestamp`.
    Several secrets are signed with while a rotation overlaps: a receiver accepts any one that it knows.
    """
    content = content_of(message_id, timestamp, body)
    return " ".join(
        [
            "v1," + binascii.b2a_base64(hmac.digest(secret, content, "sha256"), newline=False).decode()
            for secret in secrets
        ]
    )


def content_of(message_id: str, timestamp: int, body: bytes) -> bytes:
    """What a signature covers, of either form."""
    return b"%b.%d.%b" % (message_id.encode(), timestamp, body)


def new_secret() -> bytes:
    """A new secret of 32 random bytes."""
    return os.urandom(_GENERATED_BYTES)


def encode_secret(secret: bytes) -> str:
    """The form that a receiver's library takes: `whsec_` and base64."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def decode_secret(text: str) -> bytes | None:
    """The secret behind `whsec_…` (the prefix may be absent), or None when it is not base64 of 24 to 64 bytes."""
    try:
        secret = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret if SHORTEST_SECRET_BYTES <= len(secret) <= LONGEST_SECRET_BYTES else None
