"""The subscriptions that this process calls, ready for use and never older than the lane said when it was claimed."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bellhop.dispatch.endpoint import Endpoint
from bellhop.domain.delivery import Lease
from bellhop.domain.subscription import Credentials, Subscription
from bellhop.ids import SubscriptionId, TenantId
from bellhop.log import get_logger
from bellhop.store import subscriptions
from bellhop.vault.keyring import VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

OpenCredentials = Callable[[Subscription], Credentials]

log = get_logger("dispatch")


class Endpoints:
    """Endpoints lately used, kept by version; a lease tells the version that its lane had."""

    def __init__(self, open_credentials: OpenCredentials, *, most: int = 20_000) -> None:
        self._open = open_credentials
        self._most = most
        self._kept: OrderedDict[tuple[TenantId, SubscriptionId], Endpoint] = OrderedDict()

    def known(self, lease: Lease) -> Endpoint | None:
        """The endpoint of a lease when it is kept and no older than the lease."""
        endpoint = self._kept.get((lease.tenant_id, lease.subscription_id))
        if endpoint is None or endpoint.subscription.version < lease.subscription_version:
            return None
        return endpoint

    async def load(self, connection: "Connection", leases: Sequence[Lease]) -> None:
        """Read the subscriptions of these leases; one whose secrets cannot be opened stays unknown."""
        keys = list({(lease.tenant_id, lease.subscription_id) for lease in leases})
        for subscription in await subscriptions.load(connection, keys):
            key = (subscription.tenant_id, subscription.subscription_id)
            try:
                self._kept[key] = Endpoint.of(subscription, self._open(subscription))
            except VaultError as error:
                self._kept.pop(key, None)
                log.error("credentials.unreadable", subscription_id=str(key[1]), reason=str(error))  # noqa: TRY400
            else:
                self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
