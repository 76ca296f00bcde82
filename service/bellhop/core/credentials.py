"""Credentials: sealed when they are written, opened once per version of a subscription.

The tenant's key pairs, which are sealed apart, are joined to those of a subscription that wants them.
"""

import uuid
from dataclasses import replace
from typing import TypedDict

from bellhop.domain.sealed import CREDENTIALS, SIGNING_KEY, Sealed
from bellhop.domain.signing_key import SigningKey
from bellhop.domain.subscription import Subscription
from bellhop.ids import SubscriptionId, TenantId
from bellhop.runtime.recent import Recent
from bellhop.signing.credentials import Credentials, unpack
from bellhop.signing.ed25519 import PRIVATE_BYTES, Ed25519, KeyPair
from bellhop.vault.keyring import Vault, VaultError

_BARE_BYTES = 500  # of opened credentials, beside the secrets in them
_OPENED_TO_SEALED = 2


class SealedPlace(TypedDict):
    """Where something is sealed, in the words of the vault."""

    tenant_id: str
    row_id: str
    field: str


def place_of(tenant_id: TenantId, subscription_id: SubscriptionId) -> SealedPlace:
    """The one place in which the credentials of this subscription open."""
    return {"tenant_id": tenant_id, "row_id": str(subscription_id), "field": CREDENTIALS}


def place_of_private_key(tenant_id: TenantId, signing_key_id: uuid.UUID) -> SealedPlace:
    """The one place in which the private half of this key pair opens."""
    return {"tenant_id": tenant_id, "row_id": str(signing_key_id), "field": SIGNING_KEY}


def seal(vault: Vault, tenant_id: TenantId, subscription_id: SubscriptionId, credentials: Credentials) -> Sealed:
    """The credentials as the row of this subscription keeps them; they open in no other row."""
    place = place_of(tenant_id, subscription_id)
    return Sealed(vault.seal(credentials.pack(), **place), vault.active_key)


def unseal(vault: Vault, subscription: Subscription) -> Credentials:
    """The credentials of a subscription; raises `VaultError` when its key is lost or the row was tampered with.

    Whether the tenant's key pairs sign, the column `auth` says: a version that knows none may have written it last.
    """
    tenant_id = subscription.tenant_id
    place = place_of(tenant_id, subscription.subscription_id)
    credentials = unpack(vault.open(subscription.sealed.ciphertext, **place))
    if not subscription.auth.ed25519:
        return replace(credentials, ed25519=None)
    pairs = tuple(load_pair(vault, tenant_id, key) for key in subscription.signing_keys)
    return replace(credentials, ed25519=Ed25519(pairs))


def seal_private_key(vault: Vault, tenant_id: TenantId, signing_key_id: uuid.UUID, private: bytes) -> Sealed:
    """The private half of a key pair as its row keeps it; it opens in no other row."""
    return Sealed(vault.seal(private, **place_of_private_key(tenant_id, signing_key_id)), vault.active_key)


def load_pair(vault: Vault, tenant_id: TenantId, key: SigningKey) -> KeyPair:
    """A key pair that can sign; raises `VaultError` when its master key is lost or the row was tampered with."""
    place = place_of_private_key(tenant_id, key.signing_key_id)
    private = vault.open(key.sealed.ciphertext, **place)
    if len(private) != PRIVATE_BYTES:  # of one that had ended and whose master key was lost
        message = "this key pair has ended, and its private half is gone"
        raise VaultError(message)
    return KeyPair.from_bytes(private, key.expire_time)


class CredentialsCache:
    """Opened credentials of the subscriptions lately used; every change of a subscription has another version."""

    def __init__(self, vault: Vault, *, most: int = 20_000, most_bytes: int = 16 << 20) -> None:
        self._vault = vault
        self._opened: Recent[tuple[TenantId, SubscriptionId], tuple[int, Credentials]] = Recent(
            most=most, most_bytes=most_bytes
        )

    def open(self, subscription: Subscription) -> Credentials:
        """The credentials of this version; raises `VaultError` when they cannot be opened."""
        place = (subscription.tenant_id, subscription.subscription_id)
        kept = self._opened.use(place)
        if kept is not None and kept[0] == subscription.version:
            return kept[1]
        credentials = unseal(self._vault, subscription)
        size = _BARE_BYTES + _OPENED_TO_SEALED * len(subscription.sealed.ciphertext)
        self._opened.keep(place, (subscription.version, credentials), size)
        return credentials
