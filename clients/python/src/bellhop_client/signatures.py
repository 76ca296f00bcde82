"""Standard Webhooks: what a signature covers, and whether one is genuine (tables in `clients/conformance`)."""

import base64
import binascii
import hmac
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from bellhop_client.errors import BellhopError

TOLERANCE_SECONDS = 300

Body = bytes | bytearray | memoryview
"""The bytes of a request as they came."""

Kind = Literal["v1", "v1a"]
Reason = Literal["missing-header", "bad-id", "bad-timestamp", "too-old", "too-new", "no-match", "bad-secret"]

_HMAC_BYTES = range(24, 65)
_PUBLIC_BYTES = 32
_DIGITS = re.compile(r"[0-9]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class WebhookError(BellhopError):
    """The request is not to be trusted; `reason` says why. Answer 401 (400 would do), never 2xx."""

    def __init__(self, message: str, reason: Reason) -> None:
        super().__init__(message)
        self.reason = reason


class BadSecretError(WebhookError, ValueError):
    """What was configured is no signing secret and no public key: mend that, not the request."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "bad-secret")


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What verifies one kind of signature: a shared secret (`v1`), or a public key (`v1a`)."""

    kind: Kind
    key: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """What the headers of a genuine request say."""

    id: str
    timestamp: int


def read_secret(text: str) -> Secret:
    """A secret as Bellhop shows it: `whsec_…` (the prefix may be absent) or `whpk_…`.

    Raises `BadSecretError`, and `TypeError` for what is no text.
    """
    if not isinstance(text, str):
        message = f"A secret is a str such as whsec_…, not {type(text).__name__}."
        raise TypeError(message)
    if text.startswith("whsk_"):
        message = "This is a private key (whsk_…): whoever has it can sign. A receiver needs the public one (whpk_…)."
        raise BadSecretError(message)
    kind: Kind = "v1a" if text.startswith("whpk_") else "v1"
    key = _decoded(text.removeprefix("whpk_" if kind == "v1a" else "whsec_"))
    if key is None or (len(key) != _PUBLIC_BYTES if kind == "v1a" else len(key) not in _HMAC_BYTES):
        message = "A signing secret is whsec_ and base64 of 24 to 64 bytes, a public key whpk_ and base64 of 32 bytes."
        raise BadSecretError(message)
    return Secret(kind, key)


def read_secrets(secrets: str | Iterable[str]) -> list[Secret]:
    """One secret or several, at least one."""
    found = [read_secret(text) for text in listed(secrets)]
    if not found:
        message = "There is no secret to verify with."
        raise BadSecretError(message)
    return found


def listed(secrets: str | Iterable[str]) -> list[str]:
    """One text or several as a list; raises `TypeError` for what is neither, such as None or bytes."""
    if isinstance(secrets, str):
        return [secrets]
    if isinstance(secrets, bytes | bytearray | memoryview) or not isinstance(secrets, Iterable):
        message = f"A secret is a str such as whsec_…, or there is a list of them; this is {type(secrets).__name__}."
        raise TypeError(message)
    return list(secrets)


def bytes_of(body: Body) -> bytes:
    """The body; raises `TypeError` for what is not the bytes as they came, such as a str that was decoded from them."""
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    message = f"The body is to be the bytes as they came, not {type(body).__name__}: nothing else can be verified."
    raise TypeError(message)


def verify(
    body: Body,
    headers: Mapping[str, str],
    secrets: Sequence[Secret],
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Signed:
    """What a genuine request says of itself; raises `WebhookError` for any other. Any one of the secrets is enough.

    Nothing that a sender can put into a request raises anything else. Raises `TypeError` for a body that is not bytes,
    and for headers that are not text.
    """
    received = bytes_of(body)
    message_id, stamp, signature = _fields(headers)
    if "." in message_id:
        # A full stop parts what is signed: with one in the id, other bytes of the body could pass for the timestamp.
        message = "webhook-id has a full stop."
        raise WebhookError(message, "bad-id")
    if _SURROGATE.search(message_id):
        # A server that reads headers as UTF-8 leaves such marks for bytes that are none (PEP 383).
        message = "webhook-id has bytes that are no text, which nobody has signed."
        raise WebhookError(message, "bad-id")
    timestamp = _timestamp(stamp, time.time() if now is None else now, tolerance_seconds)
    content = b"%b.%b.%b" % (message_id.encode(), stamp.encode(), received)
    entries = [entry.partition(",") for entry in signature.split(" ")]
    for secret in secrets:
        if any(kind == secret.kind and _made_by(secret, text, content) for kind, _, text in entries):
            return Signed(message_id, timestamp)
    message = "None of the known secrets made this signature."
    raise WebhookError(message, "no-match")


def sign(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """A `webhook-signature` for tests: one entry for each `whsec_…` or `whsk_…` (a private key: the seed in base64)."""
    content = b"%b.%d.%b" % (message_id.encode(), timestamp, body)
    return " ".join(_entry(text, content) for text in secrets)


def _entry(text: str, content: bytes) -> str:
    if text.startswith("whsk_"):
        private = _ed25519().Ed25519PrivateKey.from_private_bytes(_decoded(text.removeprefix("whsk_")) or b"")
        return "v1a," + base64.b64encode(private.sign(content)).decode()
    return _hmac(read_secret(text).key, content)


def _fields(headers: Mapping[str, str]) -> tuple[str, str, str]:
    lowered = {_text(name).lower(): value for name, value in headers.items()}
    values = [_text(lowered.get(name) or "") for name in _HEADERS]
    missing = [name for name, value in zip(_HEADERS, values, strict=True) if not value]
    if missing:
        message = f"There is no {missing[0]}."
        raise WebhookError(message, "missing-header")
    return values[0], values[1], values[2]


def _text(value: str) -> str:
    if isinstance(value, str):
        return value
    message = f"Headers are to be names and values of type str, not {type(value).__name__}: decode them as Latin-1."
    raise TypeError(message)


def _timestamp(text: str, now: float, tolerance_seconds: float) -> int:
    if not _DIGITS.fullmatch(text):
        message = "webhook-timestamp is not in Unix seconds."
        raise WebhookError(message, "bad-timestamp")
    timestamp = int(text[:20])  # twenty digits are further ahead than any clock, and enough to say so
    if timestamp < now - tolerance_seconds:
        message = f"It was signed {now - timestamp:.0f} s ago: it may be an old one played again."
        raise WebhookError(message, "too-old")
    if timestamp > now + tolerance_seconds:
        message = f"It was signed {timestamp - now:.0f} s in the future: a clock is wrong."
        raise WebhookError(message, "too-new")
    return timestamp


def _made_by(secret: Secret, text: str, content: bytes) -> bool:
    if not text.isascii():  # a signature is base64; anything else may have marks that no encoding takes
        return False
    if secret.kind == "v1":
        return hmac.compare_digest(_hmac(secret.key, content).encode(), f"v1,{text}".encode())
    signature = _decoded(text)
    return signature is not None and _is_by_key(secret.key, signature, content)


def _is_by_key(key: bytes, signature: bytes, content: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only who has public keys needs the package

    try:
        _ed25519().Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _ed25519() -> ModuleType:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - same
    except ImportError as fault:
        message = "Signatures by key pair (v1a) need cryptography: pip install 'bellhop-client[ed25519]'"
        raise ImportError(message) from fault
    return ed25519


def _hmac(key: bytes, content: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
