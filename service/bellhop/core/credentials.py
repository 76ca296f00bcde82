"""Credentials: sealed when they are written, opened once per version of a subscription."""

from collections import OrderedDict
from typing import TypedDict

from bellhop.domain.subscription import Sealed, Subscription
from bellhop.ids import SubscriptionId, TenantId
from bellhop.signing.credentials import Credentials, unpack
from bellhop.vault.keyring import Vault

_FIELD = "credentials"


class SealedPlace(TypedDict):
    """Where something is sealed, in the words of the vault."""

    tenant_id: str
    row_id: str
    field: str


def place_of(tenant_id: TenantId, subscription_id: SubscriptionId) -> SealedPlace:
    """The one place in which the credentials of this subscription open."""
    return {"tenant_id": tenant_id, "row_id": str(subscription_id), "field": _FIELD}


def seal(vault: Vault, tenant_id: TenantId, subscription_id: SubscriptionId, credentials: Credentials) -> Sealed:
    """The credentials as the row of this subscription keeps them; they open in no other row."""
    place = place_of(tenant_id, subscription_id)
    return Sealed(vault.seal(credentials.pack(), **place), vault.active_key)


def unseal(vault: Vault, subscription: Subscription) -> Credentials:
    """The credentials of a subscription; raises `VaultError` when its key is lost or the row was tampered with."""
    place = place_of(subscription.tenant_id, subscription.subscription_id)
    return unpack(vault.open(subscription.sealed.ciphertext, **place))


class CredentialsCache:
    """Opened credentials of the subscriptions lately used; every change of a subscription has another version."""

    def __init__(self, vault: Vault, *, most: int = 20_000) -> None:
        self._vault = vault
        self._most = most
        self._opened: OrderedDict[tuple[TenantId, SubscriptionId], tuple[int, Credentials]] = OrderedDict()

    def open(self, subscription: Subscription) -> Credentials:
        """The credentials of this version; raises `VaultError` when they cannot be opened."""
        place = (subscription.tenant_id, subscription.subscription_id)
        kept = self._opened.get(place)
        if kept is not None and kept[0] == subscription.version:
            self._opened.move_to_end(place)
            return kept[1]
        credentials = unseal(self._vault, subscription)
        self._opened[place] = (subscription.version, credentials)
        self._opened.move_to_end(place)
        if len(self._opened) > self._most:
            self._opened.popitem(last=False)
        return credentials
