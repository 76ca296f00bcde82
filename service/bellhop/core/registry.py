"""The registry as fan-out uses it: compiled once per version of a tenant's registry, kept within a bound."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bellhop.domain.matching import Compile, Condition, Matcher, compile_with
from bellhop.domain.subscription import Listener, Ordering
from bellhop.ids import TenantId
from bellhop.runtime.recent import Recent
from bellhop.store import subscriptions as store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_PARSED_AT_ONCE = 16
_BARE_BYTES = 1_200  # of a compiled registry without subscriptions, with what it remembers of a few types
_LISTENER_BYTES = 600
_BYTES_A_CHAR = 40  # of a compiled filter, for each character of its text
_NO_VERSION = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry of one tenant as one transaction saw it."""

    version: uuid.UUID
    entitled: bool
    matcher: Matcher
    keeps_order: bool = False  # some subscription wants its deliveries one after the other


class RegistryCache:
    """Compiled registries, the least lately used forgotten first.

    Each reading asks the database, in the caller's transaction, for the versions only. A version is random and is
    never given twice, not even after a rollback, so equal versions mean equal registries.
    """

    def __init__(self, parse_filter: Compile, *, most_tenants: int = 10_000, most_bytes: int = 64 << 20) -> None:
        self._parse = compile_with(parse_filter)
        self._conditions: WeakValueDictionary[str, Condition] = WeakValueDictionary()
        self._kept: Recent[TenantId, Registry] = Recent(most=most_tenants, most_bytes=most_bytes)
        self._empty = Matcher((), self._compile)

    def _compile(self, text: str) -> Condition:
        """A compiled filter, shared by all registries that are kept; it goes with the last of them."""
        condition = self._conditions.get(text)
        if condition is None:
            condition = self._conditions[text] = self._parse(text)
        return condition

    def known(self, tenant_ids: Iterable[TenantId]) -> Mapping[TenantId, Registry] | None:
        """The registries of these tenants as they were last read, or None when one is not kept.

        Only for a statement that writes nothing when their versions are no longer these.
        """
        found: dict[TenantId, Registry] = {}
        for tenant_id in tenant_ids:
            kept = self._kept.use(tenant_id)
            if kept is None:
                return None
            found[tenant_id] = kept
        return found

    async def read(self, connection: "Connection", tenant_ids: Iterable[TenantId]) -> Mapping[TenantId, Registry]:
        """The registries of these tenants as this transaction sees them."""
        wanted = sorted(set(tenant_ids))
        versions = await store.registry_versions(connection, wanted)
        found: dict[TenantId, Registry] = {}
        stale: list[TenantId] = []
        for tenant_id in wanted:
            now = versions.get(tenant_id)
            kept = self._kept.use(tenant_id)
            if now is None:
                found[tenant_id] = Registry(_NO_VERSION, entitled=True, matcher=self._empty)
                self._keep(tenant_id, found[tenant_id])
            elif kept is not None and kept.version == now.version:
                found[tenant_id] = kept
            else:
                stale.append(tenant_id)
        if stale:
            for tenant_id, listeners in (await store.listeners(connection, stale)).items():
                now = versions[tenant_id]
                ordered = any(each.ordering is not Ordering.NONE for each in listeners)
                registry = Registry(now.version, now.entitled, await self._match(listeners), keeps_order=ordered)
                found[tenant_id] = registry
                self._keep(tenant_id, registry)
        return found

    async def _match(self, listeners: Sequence[Listener]) -> Matcher:
        """The compiled registry; a filter takes half a millisecond to parse, so many are parsed beside the loop."""
        if sum(each.filter is not None for each in listeners) > _PARSED_AT_ONCE:
            return await asyncio.to_thread(Matcher, listeners, self._compile)
        return Matcher(listeners, self._compile)

    def _keep(self, tenant_id: TenantId, registry: Registry) -> None:
        listeners = registry.matcher.listeners
        filters = sum(len(text) for text in {each.filter for each in listeners} if text is not None)
        size = _BARE_BYTES + _LISTENER_BYTES * len(listeners) + _BYTES_A_CHAR * filters
        self._kept.keep(tenant_id, registry, size)
