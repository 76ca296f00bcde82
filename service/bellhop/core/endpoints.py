"""The subscriptions that this process calls, ready for use and never older than the lane said when it was claimed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.domain.subscription import Subscription
from bellhop.egress.endpoint import Endpoint
from bellhop.log import get_logger
from bellhop.runtime.recent import Recent
from bellhop.signing.credentials import Credentials
from bellhop.store import subscriptions
from bellhop.vault.keyring import VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

OpenCredentials = Callable[[Subscription], Credentials]

_BARE_BYTES = 2_500  # of an endpoint with one signature
_MADE_TO_SEALED = 3  # secrets opened, in header lines, and in every spelling that an answer could echo

log = get_logger("core")


class Endpoints:
    """Endpoints lately used, kept by version; a lease tells the version that its lane had."""

    def __init__(
        self,
        open_credentials: OpenCredentials,
        *,
        origin: str | None = None,
        most: int = 20_000,
        most_bytes: int = 64 << 20,
    ) -> None:
        self._open = open_credentials
        self._origin = origin
        self._most = most
        self._kept: Recent[DeliveryLaneKey, Endpoint] = Recent(most=most, most_bytes=most_bytes)
        self._unreadable: dict[DeliveryLaneKey, int] = {}

    def known(self, lease: DeliveryLease) -> Endpoint | None:
        """The endpoint of a lease when it is kept and no older than the lease."""
        endpoint = self._kept.peek((lease.tenant_id, lease.subscription_id))
        if endpoint is None or endpoint.subscription.version < lease.subscription_version:
            return None
        return endpoint

    def is_unreadable(self, lease: DeliveryLease) -> bool:
        """Whether the subscription of a lease is there, and no key opens its secrets."""
        return (lease.tenant_id, lease.subscription_id) in self._unreadable

    async def load(self, connection: "Connection", leases: Sequence[DeliveryLease]) -> None:
        """Read the subscriptions of these leases; one whose secrets cannot be opened stays unknown."""
        keys = list({(lease.tenant_id, lease.subscription_id) for lease in leases})
        for subscription in await subscriptions.load(connection, keys):
            key = (subscription.tenant_id, subscription.subscription_id)
            try:
                endpoint = Endpoint.of(subscription, self._open(subscription), origin=self._origin)
            except VaultError as error:
                self._kept.forget(key)
                self._note(key, subscription.version, error)
            else:
                self._kept.keep(key, endpoint, _size(endpoint))
                self._unreadable.pop(key, None)

    def _note(self, key: DeliveryLaneKey, version: int, error: VaultError) -> None:
        """Say it once for each version: its deliveries come by again and again."""
        if self._unreadable.get(key) == version:
            return
        if len(self._unreadable) >= self._most:
            self._unreadable.clear()
        self._unreadable[key] = version
        log.error("credentials.unreadable", tenant_id=key[0], subscription_id=key[1], reason=str(error))


def _size(endpoint: Endpoint) -> int:
    """About how many bytes an endpoint occupies."""
    subscription = endpoint.subscription
    template = 0 if subscription.template is None else len(subscription.template.text)
    texts = len(subscription.uri) + len(subscription.description) + len(subscription.filter or "") + template
    return _BARE_BYTES + texts + _MADE_TO_SEALED * len(subscription.sealed.ciphertext)
