"""Every list that a caller can read: which collection it is, and where its rows lie."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from bellhop.clock import Clock
from bellhop.domain.action import Action
from bellhop.domain.audit import AuditEntry
from bellhop.domain.declared_type import DeclaredType
from bellhop.domain.delivery import Delivery
from bellhop.domain.event import Event
from bellhop.domain.filter import Expr, Field, parse
from bellhop.domain.job import Job
from bellhop.domain.key import Key
from bellhop.domain.paging import Place
from bellhop.domain.portal_session import PortalSession
from bellhop.domain.stats import HourOfSubscription, HourOfTenant
from bellhop.domain.subscription import Subscription
from bellhop.domain.tenant import Tenant
from bellhop.ids import TenantId
from bellhop.store import (
    actions,
    audit,
    deliveries,
    event_types,
    events,
    jobs,
    keys,
    portal_sessions,
    stats,
    subscriptions,
    tenants,
)
from bellhop.store.database import Database
from bellhop.store.lists import Collection, Reader
from bellhop.store.merged_lists import MergedReader, Sift
from bellhop.store.replica import Reading, Source
from bellhop.store.store import Store

Record = TypeVar("Record")
OfTenant = TypeVar("OfTenant", Job, Delivery)

# What the filter of each list may name.
OPERATION_FIELDS = jobs.JOBS.fields
EVERY_OPERATION_FIELDS = jobs.EVERY_JOB.fields
EVENT_FIELDS = events.EVENTS.fields
DELIVERY_FIELDS = deliveries.DELIVERIES.fields
EVERY_DELIVERY_FIELDS = deliveries.EVERY_DELIVERY.fields
DEAD_LETTER_FIELDS = deliveries.DEAD_LETTERS.fields
STATS_FIELDS = stats.STATS.fields
TENANT_STATS_FIELDS = stats.STATS_OF_TENANT.fields
TENANT_FIELDS = tenants.TENANTS.fields
KEY_FIELDS = keys.KEYS.fields
AUDIT_FIELDS = audit.AUDIT.fields


class Listing(Generic[Record]):
    """One list, as one caller may read it, from one database or from all cells.

    `name` and `key_types` tell it from other lists; `heavy` asks for a few records at a time.
    """

    def __init__(
        self,
        collection: Collection[Record],
        sources: Source | Sequence[Source],
        *arguments: object,
        name: str | None = None,
        sift: Sift[Record] | None = None,
    ) -> None:
        self._collection = collection
        self._sources = (sources,) if isinstance(sources, Database | Reading) else sources
        self._arguments = arguments
        self._sift = sift
        self.name = name or collection.name
        self.key_types: Sequence[str] = collection.key_types
        self.heavy = collection.heavy
        self.fields: Mapping[str, Field] = collection.fields

    def key(self, record: Record) -> Place:
        """The place of a record in the list."""
        return self._collection.key(record)

    def parse(self, text: str) -> Expr:
        """A filter of this list; raises `BadFilterError`. Those parsed last are remembered."""
        return _parsed(self._collection, text)

    def read(self, expression: Expr | None, *, behind: Place | None) -> Reader[Record] | MergedReader[Record]:
        """A reader of what the filter lets through, from behind a place onwards."""
        readers = [
            Reader(self._collection, each, self._arguments, expression=expression, behind=behind)
            for each in self._sources
        ]
        if len(readers) == 1 and self._sift is None:
            return readers[0]
        return MergedReader(readers, self._collection.key, sift=self._sift)


class Lists:
    """The lists of one installation."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def operations(self, tenant_id: TenantId, *, with_input: bool) -> Listing[Job]:
        """A tenant's jobs that have not expired."""
        collection = jobs.JOBS_WITH_INPUT if with_input else jobs.JOBS
        return Listing(collection, self._cell_of(tenant_id), tenant_id, self._clock.now())

    def every_operation(self) -> Listing[Job]:
        """The jobs of all tenants."""
        return Listing(jobs.EVERY_JOB, self._cells(), self._clock.now(), sift=self._sift())

    def events(self, tenant_id: TenantId, *, whole: bool) -> Listing[Event]:
        """A tenant's events; `whole` for a reader who fetches the body of each."""
        return Listing(events.WHOLE_EVENTS if whole else events.EVENTS, self._cell_of(tenant_id), tenant_id)

    def deliveries(self, tenant_id: TenantId) -> Listing[Delivery]:
        """A tenant's deliveries."""
        return Listing(deliveries.DELIVERIES, self._cell_of(tenant_id), tenant_id)

    def dead_letters(self, tenant_id: TenantId) -> Listing[Delivery]:
        """A tenant's dead letters."""
        return Listing(deliveries.DEAD_LETTERS, self._cell_of(tenant_id), tenant_id)

    def every_delivery(self) -> Listing[Delivery]:
        """The deliveries of all tenants."""
        return Listing(deliveries.EVERY_DELIVERY, self._cells(), sift=self._sift())

    def stats(self, tenant_id: TenantId) -> Listing[HourOfSubscription]:
        """What is counted of a tenant's deliveries."""
        return Listing(stats.STATS, self._cell_of(tenant_id), tenant_id)

    def stats_of_tenant(self, tenant_id: TenantId) -> Listing[HourOfTenant]:
        """The same of all its subscriptions together."""
        return Listing(stats.STATS_OF_TENANT, self._cell_of(tenant_id), tenant_id, self._clock.now())

    def subscriptions(self, tenant_id: TenantId) -> Listing[Subscription]:
        """A tenant's subscriptions."""
        return Listing(subscriptions.SUBSCRIPTIONS, self._cell_of(tenant_id), tenant_id)

    def webhooks(self, tenant_id: TenantId) -> Listing[Subscription]:
        """The same in their older shape: a list of its own, whose page tokens fit no other."""
        return Listing(subscriptions.SUBSCRIPTIONS, self._cell_of(tenant_id), tenant_id, name="webhooks")

    def actions(self) -> Listing[Action]:
        """The catalogue."""
        return Listing(actions.ACTIONS, self._directory())

    def event_types(self) -> Listing[DeclaredType]:
        """The types of events that the operator declared."""
        return Listing(event_types.EVENT_TYPES, self._directory())

    def tenants(self) -> Listing[Tenant]:
        """All tenants."""
        return Listing(tenants.TENANTS, self._directory())

    def keys(self) -> Listing[Key]:
        """All keys that are not revoked."""
        return Listing(keys.KEYS, self._directory())

    def portal_sessions(self, tenant_id: TenantId) -> Listing[PortalSession]:
        """A tenant's portal sessions that are not revoked."""
        return Listing(portal_sessions.PORTAL_SESSIONS, self._directory(), tenant_id)

    def audit(self) -> Listing[AuditEntry]:
        """Who changed what."""
        return Listing(audit.AUDIT, self._directory())

    def _cell_of(self, tenant_id: TenantId) -> Source:
        return self._store.reading(self._store.cell_of(tenant_id))

    def _cells(self) -> Sequence[Source]:
        return [self._store.reading(each) for each in self._store.answering]

    def _sift(self) -> Sift[OfTenant] | None:
        return self._at_home if self._store.has_several else None

    async def _at_home(self, cell: Database, records: Sequence[OfTenant]) -> Sequence[OfTenant]:
        """What was read in a cell, without what a move has left there or copies to it: that is read where it lives."""
        strays = await self._store.strays(cell, {each.tenant_id for each in records})
        return [each for each in records if each.tenant_id not in strays] if strays else records

    def _directory(self) -> Source:
        return self._store.reading(self._store.directory)


@lru_cache(maxsize=1024)
def _parsed(collection: Collection[Record], text: str) -> Expr:
    return parse(text, collection.fields)
