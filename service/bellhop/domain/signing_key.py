"""A tenant's own key pairs, which sign the webhooks of those subscriptions that want it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from bellhop.domain.sealed import Sealed

MOST_SIGNING_KEYS = 8


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair (Ed25519) of a tenant.

    public_key: 32 bytes.
    sealed: the private half as the vault made it.
    expire_time: when it ends, of one that a newer one has replaced.
    """

    signing_key_id: uuid.UUID
    public_key: bytes
    sealed: Sealed
    expire_time: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it signs at this moment."""
        return self.expire_time is None or self.expire_time > now
