"""Signed requests: which secrets sign now, and how they rotate. `standard_webhooks.py` makes the signature itself."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from bellhop.signing.proof import Outline, Proof
from bellhop.signing.standard_webhooks import SECRET_PREFIX, encode_secret, sign

MOST_SIGNING_SECRETS = 8


@dataclass(frozen=True, slots=True, repr=False)
class SigningSecret:
    """One HMAC secret; `expire_time` is set on the older one while a rotation overlaps."""

    secret: bytes
    expire_time: datetime | None = None

    def __repr__(self) -> str:
        return "SigningSecret(…)"


@dataclass(frozen=True, slots=True)
class SignatureOutline(Outline):
    """One time for each signing secret, None for the one that stays; no times where requests are not signed."""

    expire_times: tuple[datetime | None, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.expire_times)

    def to_row(self) -> dict[str, object]:
        return {"signature_expire_times": [each.isoformat() if each else None for each in self.expire_times]}

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        times = members.get("signature_expire_times", ())
        return cls(tuple(datetime.fromisoformat(each) if each else None for each in times))

    def audited(self) -> dict[str, object]:
        """Whether requests are signed: rotations tell the audit of themselves."""
        return {"signature": bool(self)}


@dataclass(frozen=True, slots=True, repr=False)
class Signature(Proof):
    """The signing secrets, the newest first."""

    sealed_name = "signing"
    outline_type = SignatureOutline
    signs = True

    secrets: tuple[SigningSecret, ...] = ()

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """A signature by one secret that stays."""
        return cls((SigningSecret(secret),))

    def to_sealed(self) -> object:
        return [
            {
                "secret": base64.b64encode(each.secret).decode(),
                "expire_time": each.expire_time.isoformat() if each.expire_time else None,
            }
            for each in self.secrets
        ]

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        return cls(tuple(_from_sealed(each) for each in value))

    def outline(self) -> SignatureOutline:
        return SignatureOutline(tuple(each.expire_time for each in self.secrets))

    def live(self, now: datetime) -> list[bytes]:
        """The secrets to sign with, the newest first: a receiver that knows any one of them can verify."""
        return [each.secret for each in self.secrets if each.expire_time is None or each.expire_time > now]

    def rotated(self, secret: bytes, *, overlap: timedelta, now: datetime) -> Self:
        """The signature with a new secret; the older ones end with the overlap, those ended are dropped.

        An older secret that would end sooner by an earlier rotation still does.
        """
        end = now + overlap
        older = [
            replace(each, expire_time=end if each.expire_time is None else min(each.expire_time, end))
            for each in self.secrets
        ]
        kept = [each for each in older if each.expire_time is not None and each.expire_time > now]
        return replace(self, secrets=(SigningSecret(secret), *kept))

    def signatures(self, message_id: str, timestamp: int, body: bytes, now: datetime) -> list[str]:
        secrets = self.live(now)
        return [sign(secrets, message_id, timestamp, body)] if secrets else []

    def echoes(self) -> Iterator[str]:
        for each in self.secrets:
            yield encode_secret(each.secret).removeprefix(SECRET_PREFIX)


def _from_sealed(members: Mapping[str, Any]) -> SigningSecret:
    expire_time = members["expire_time"]
    return SigningSecret(
        secret=base64.b64decode(members["secret"]),
        expire_time=datetime.fromisoformat(expire_time) if expire_time else None,
    )
