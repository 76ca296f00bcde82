"""Everything that handlers need, put together once by the composition root."""

from dataclasses import dataclass

from bellhop.clock import Clock
from bellhop.core.backpressure import Backpressure
from bellhop.core.catalog import Catalog
from bellhop.core.cells import Cells
from bellhop.core.checkup import Checkup
from bellhop.core.completion import Completions
from bellhop.core.condition import Condition
from bellhop.core.event_types import EventTypes
from bellhop.core.guesses import Guesses
from bellhop.core.history import History
from bellhop.core.jobs import Jobs
from bellhop.core.keys import Keys
from bellhop.core.limits import RequestLimits
from bellhop.core.lists import Lists
from bellhop.core.moves import Moves
from bellhop.core.portal_sessions import PortalSessions
from bellhop.core.publishing import Publisher
from bellhop.core.pulling import Pulling
from bellhop.core.redelivery import Redelivery
from bellhop.core.signing_keys import SigningKeys
from bellhop.core.subscription_secrets import SubscriptionSecrets
from bellhop.core.subscription_state import SubscriptionStates
from bellhop.core.subscription_trials import SubscriptionTrials
from bellhop.core.subscriptions import Subscriptions
from bellhop.core.tenants import Tenants
from bellhop.core.verification import Verifier
from bellhop.core.work import Work
from bellhop.core.workload import Workload
from bellhop.runtime.wakeup import Wakeups
from bellhop.vault.keyring import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the service that the API talks to.

    Handlers that need another part add a field here, and the composition root fills it.
    """

    clock: Clock
    vault: Vault
    keys: Keys
    portal_sessions: PortalSessions
    guesses: Guesses
    tenants: Tenants
    cells: Cells
    moves: Moves
    catalog: Catalog
    event_types: EventTypes
    limits: RequestLimits
    wakeups: Wakeups
    jobs: Jobs
    subscriptions: Subscriptions
    subscription_states: SubscriptionStates
    subscription_secrets: SubscriptionSecrets
    signing_keys: SigningKeys
    subscription_trials: SubscriptionTrials
    verifier: Verifier
    publisher: Publisher
    backpressure: Backpressure
    pulling: Pulling
    redelivery: Redelivery
    lists: Lists
    history: History
    condition: Condition
    workload: Workload
    checkup: Checkup
    public_uri: str | None
    """What links begin with; None: as the request that asks for one spells the service."""
    work: Work
    completions: Completions
    frame_ancestors: str
    """The origins that may embed the console, as its policy names them; empty: none."""
