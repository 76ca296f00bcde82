"""Everything that handlers need, put together once by the composition root."""

from dataclasses import dataclass

from service.clock import Clock
from service.core.catalog import Catalog
from service.core.keys import Keys
from service.core.limits import RequestLimits
from service.core.tenants import Tenants
from service.runtime.wakeup import Wakeups
from service.store.database import Store
from service.vault.keyring import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the service that the API talks to.

    A slice that needs another part adds a field here, and the composition root fills it.
    """

    store: Store
    clock: Clock
    vault: Vault
    keys: Keys
    tenants: Tenants
    catalog: Catalog
    limits: RequestLimits
    wakeups: Wakeups
