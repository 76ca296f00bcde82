"""What one process is made of: the parts on an open store, put together for whoever needs them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bellhop.api.edge.services import Services
from bellhop.clock import Clock
from bellhop.config import MasterKey, Settings
from bellhop.core.backpressure import Backpressure
from bellhop.core.catalog import Catalog
from bellhop.core.cells import Cells
from bellhop.core.checkup import Checkup
from bellhop.core.claimed_jobs import ClaimedJobs
from bellhop.core.completion import Completions
from bellhop.core.condition import Condition
from bellhop.core.credentials import CredentialsCache
from bellhop.core.directory import Directory
from bellhop.core.event_types import EventTypes
from bellhop.core.guesses import Guesses
from bellhop.core.handshakes import Handshakes
from bellhop.core.history import History
from bellhop.core.jobs import Jobs
from bellhop.core.judging import Judging
from bellhop.core.keys import Keys
from bellhop.core.limits import RequestLimits
from bellhop.core.lists import Lists
from bellhop.core.moves import Moves
from bellhop.core.portal_sessions import PortalSessions
from bellhop.core.publishing import Publisher
from bellhop.core.pulling import Pulling
from bellhop.core.redelivery import Redelivery
from bellhop.core.registry import RegistryCache
from bellhop.core.signing_keys import SigningKeys
from bellhop.core.subscription_secrets import SubscriptionSecrets
from bellhop.core.subscription_state import SubscriptionStates
from bellhop.core.subscription_trials import SubscriptionTrials
from bellhop.core.subscriptions import Subscriptions
from bellhop.core.tenants import Tenants
from bellhop.core.verification import Verifier
from bellhop.core.work import Work
from bellhop.core.workload import Workload
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.handshake import origin_of
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.runtime.slots import Slots
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault


@dataclass(frozen=True, slots=True)
class Parts:
    """What one process is made of: the services of the API, and what the engine and the housekeeping share with it."""

    store: Store
    services: Services
    registry: RegistryCache
    credentials: CredentialsCache
    sender: Sender
    tokens: TokenCache
    slots: Slots
    handshakes: Handshakes
    directory: Directory


@asynccontextmanager
async def open_parts(
    settings: Settings, store: Store, *, clock: Clock, wakeups: Wakeups, master_keys: Sequence[MasterKey]
) -> AsyncIterator[Parts]:
    """The parts on an open store; they are closed in reverse order when the block ends."""
    async with AsyncExitStack() as stack:
        resolver = Resolver()
        stack.push_async_callback(resolver.close)
        guard = Guard(settings.egress_allow, allow_http=settings.egress_http)
        proxy = None if settings.egress_proxy is None else Proxy(settings.egress_proxy, resolver)
        sender = Sender(guard, resolver, ca_file=settings.ca_file, proxy=proxy)
        stack.push_async_callback(sender.close)
        tokens = TokenCache(sender, clock)
        stack.push_async_callback(tokens.close)
        vault = Vault(master_keys)
        credentials = CredentialsCache(vault)
        registry = RegistryCache(parse_filter)
        directory = Directory(store)
        await directory.refresh()
        judging = Judging()
        stack.push_async_callback(judging.aclose)
        catalog = Catalog(directory, clock, judging)
        admin_key = None if settings.admin_key is None else settings.admin_key.get_secret_value()
        slots = Slots()
        jobs = Jobs(store, clock, wakeups, catalog=catalog, registry=registry)
        stack.push_async_callback(jobs.close)
        claimed = ClaimedJobs()
        completions = Completions(
            store, clock, wakeups, catalog=catalog, registry=registry, slots=slots, claimed=claimed
        )
        stack.push_async_callback(completions.close)
        publisher = Publisher(store, registry=registry, wakeups=wakeups, clock=clock, slots=slots)
        stack.push_async_callback(publisher.close)
        pulling = Pulling(store, clock, wakeups, registry=registry, open_credentials=credentials.open)
        stack.push_async_callback(pulling.close)
        secrets = SubscriptionSecrets(store, clock=clock, vault=vault, opened=credentials)
        signing_keys = SigningKeys(store, clock=clock, vault=vault)
        stack.push_async_callback(signing_keys.close)
        event_types = EventTypes(directory, clock, judging)
        origin = origin_of(settings.public_uri)
        handshakes = Handshakes(store, clock, wakeups, sender, tokens, origin=origin, open_credentials=credentials.open)
        services = Services(
            clock=clock,
            vault=vault,
            keys=Keys(directory, clock, admin_key=admin_key),
            portal_sessions=PortalSessions(directory, clock),
            guesses=Guesses(clock),
            tenants=Tenants(directory, clock),
            cells=Cells(store.directory, clock, vault),
            moves=Moves(directory, clock, jobs),
            catalog=catalog,
            event_types=event_types,
            limits=RequestLimits(store.directory, clock),
            wakeups=wakeups,
            jobs=jobs,
            work=Work(store, clock, wakeups, claimed=claimed),
            completions=completions,
            subscriptions=Subscriptions(
                store,
                clock=clock,
                secrets=secrets,
                signing_keys=signing_keys,
                guard=guard,
                catalog=catalog,
                wakeups=wakeups,
                parse_filter=parse_filter,
                origin=origin,
            ),
            subscription_states=SubscriptionStates(store, clock=clock, wakeups=wakeups),
            subscription_secrets=secrets,
            signing_keys=signing_keys,
            subscription_trials=SubscriptionTrials(
                store,
                clock=clock,
                registry=registry,
                wakeups=wakeups,
                parse_filter=parse_filter,
                event_types=event_types,
            ),
            verifier=Verifier(store, secrets, sender=sender, clock=clock, handshakes=handshakes),
            publisher=publisher,
            backpressure=Backpressure(wakeups),
            pulling=pulling,
            redelivery=Redelivery(store, clock=clock, wakeups=wakeups),
            lists=Lists(store, clock),
            history=History(store),
            condition=Condition(store, clock, proxy=proxy),
            workload=Workload(store, clock),
            checkup=Checkup(settings, store, master_keys),
            public_uri=settings.public_uri,
            frame_ancestors=" ".join(settings.console_frame_ancestors),
        )
        yield Parts(store, services, registry, credentials, sender, tokens, slots, handshakes, directory)
