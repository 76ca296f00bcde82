"""Everything that handlers need, put together once by the composition root."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from service.clock import Clock
from service.core.catalog import Catalog
from service.core.completion import Completions
from service.core.jobs import Jobs
from service.core.keys import Keys
from service.core.limits import RequestLimits
from service.core.publishing import Publisher
from service.core.redelivery import Redelivery
from service.core.subscription_verbs import SubscriptionVerbs
from service.core.subscriptions import Subscriptions
from service.core.tenants import Tenants
from service.core.verification import Verifier
from service.core.work import Work
from service.runtime.wakeup import Wakeups
from service.store.database import Store
from service.vault.keyring import Vault

# What is wrong with a part of the process, or None when it works.
Check = Callable[[], Awaitable[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the service that the API talks to.

    A slice that needs another part adds a field here, and the composition root fills it. `checks` are what
    `/readyz` asks beside the databases, by the name of the part.
    """

    store: Store
    clock: Clock
    vault: Vault
    keys: Keys
    tenants: Tenants
    catalog: Catalog
    limits: RequestLimits
    wakeups: Wakeups
    jobs: Jobs
    subscriptions: Subscriptions
    subscription_verbs: SubscriptionVerbs
    verifier: Verifier
    publisher: Publisher
    redelivery: Redelivery
    checks: Mapping[str, Check] = field(default_factory=dict)
    work: Work
    completions: Completions
