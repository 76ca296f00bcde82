"""The registry as fan-out uses it: compiled once per version of a tenant's registry, kept within a bound."""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bellhop.domain.matching import Compile, Matcher, compile_with
from bellhop.domain.subscription import Listener, Ordering
from bellhop.ids import TenantId
from bellhop.store import subscriptions as store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_PARSED_AT_ONCE = 16
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

    def __init__(self, parse_filter: Compile, *, most_subscriptions: int = 50_000, most_tenants: int = 10_000) -> None:
        self._compile = lru_cache(maxsize=most_subscriptions)(compile_with(parse_filter))
        self._most_subscriptions = most_subscriptions
        self._most_tenants = most_tenants
        self._kept: OrderedDict[TenantId, Registry] = OrderedDict()
        self._subscriptions = 0
        self._empty = Matcher((), self._compile)

    def known(self, tenant_ids: Iterable[TenantId]) -> Mapping[TenantId, Registry] | None:
        """The registries of these tenants as they were last read, or None when one is not kept.

        Only for a statement that writes nothing when their versions are no longer these.
        """
        found: dict[TenantId, Registry] = {}
        for tenant_id in tenant_ids:
            kept = self._kept.get(tenant_id)
            if kept is None:
                return None
            self._kept.move_to_end(tenant_id)
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
            kept = self._kept.get(tenant_id)
            if now is None:
                found[tenant_id] = Registry(_NO_VERSION, entitled=True, matcher=self._empty)
                self._keep(tenant_id, found[tenant_id])
            elif kept is not None and kept.version == now.version:
                self._kept.move_to_end(tenant_id)
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
        old = self._kept.pop(tenant_id, None)
        self._subscriptions += len(registry.matcher.listeners) - (len(old.matcher.listeners) if old else 0)
        self._kept[tenant_id] = registry
        while len(self._kept) > 1 and (
            len(self._kept) > self._most_tenants or self._subscriptions > self._most_subscriptions
        ):
            _, forgotten = self._kept.popitem(last=False)
            self._subscriptions -= len(forgotten.matcher.listeners)
