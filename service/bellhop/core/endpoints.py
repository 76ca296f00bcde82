"""The subscriptions that this process calls, ready for use and never older than the lane said when it was claimed."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.domain.subscription import Subscription
from bellhop.egress.endpoint import Endpoint
from bellhop.log import get_logger
from bellhop.signing.credentials import Credentials
from bellhop.store import subscriptions
from bellhop.vault.keyring import VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

OpenCredentials = Callable[[Subscription], Credentials]

log = get_logger("core")


class Endpoints:
    """Endpoints lately used, kept by version; a lease tells the version that its lane had."""

    def __init__(self, open_credentials: OpenCredentials, *, origin: str | None = None, most: int = 20_000) -> None:
        self._open = open_credentials
        self._origin = origin
        self._most = most
        self._kept: OrderedDict[DeliveryLaneKey, Endpoint] = OrderedDict()
        self._unreadable: dict[DeliveryLaneKey, int] = {}

    def known(self, lease: DeliveryLease) -> Endpoint | None:
        """The endpoint of a lease when it is kept and no older than the lease."""
        endpoint = self._kept.get((lease.tenant_id, lease.subscription_id))
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
                self._kept[key] = Endpoint.of(subscription, self._open(subscription), origin=self._origin)
            except VaultError as error:
                self._kept.pop(key, None)
                self._note(key, subscription.version, error)
            else:
                self._kept.move_to_end(key)
                self._unreadable.pop(key, None)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def _note(self, key: DeliveryLaneKey, version: int, error: VaultError) -> None:
        """Say it once for each version: its deliveries come by again and again."""
        if self._unreadable.get(key) == version:
            return
        if len(self._unreadable) >= self._most:
            self._unreadable.clear()
        self._unreadable[key] = version
        log.error("credentials.unreadable", tenant_id=key[0], subscription_id=key[1], reason=str(error))
