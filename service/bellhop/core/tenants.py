"""Tenants: creating, changing, remembering them. Erasing one is `maintenance.expunge`'s work, started here."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory, Memory
from bellhop.core.entitlement import prepare
from bellhop.domain.audit import Actor
from bellhop.domain.tenant import NO_CELL, GivenLimits, Tenant
from bellhop.errors import Fault, InvalidInputError, NotFoundError, TenantExistsError
from bellhop.ids import TenantId
from bellhop.store import cells, changes, keys, portal_sessions, request_buckets, tenants
from bellhop.store.changes import Noun
from bellhop.store.store import NOWHERE

_CREATED_AT_ONCE = 4  # each holds a connection while it waits for another, perhaps of the same pool


class Tenants:
    """The tenants as this process knows them, at most a second old."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._memory = Memory(self._load)
        self._creating = asyncio.Semaphore(_CREATED_AT_ONCE)
        directory.remember(Noun.TENANTS, self._memory.forget)

    async def get(self, tenant_id: str) -> Tenant:
        """One tenant; raises `NotFoundError` when there is none, or when it is being erased."""
        await self._directory.refresh()
        tenant = await self._memory.get(tenant_id)
        if tenant is None:
            raise NotFoundError
        return tenant

    async def read(self, tenant_id: TenantId) -> Tenant:
        """The same from the database, as it is this moment."""
        tenant = await self._load(tenant_id)
        if tenant is None:
            raise NotFoundError
        return tenant

    async def is_gone(self, tenant_id: TenantId) -> bool:
        """Whether there is no such tenant any more, as it is this moment."""
        return await self._load(tenant_id) is None

    async def create(
        self,
        tenant_id: TenantId,
        *,
        display_name: str,
        given: GivenLimits,
        actor: Actor,
        cell: str | None = None,
    ) -> Tenant:
        """A new tenant, in the cell of this name, or in that with the fewest tenants.

        Its cell is made ready before anybody knows of the tenant and while nobody else can make it: where that fails,
        there is no tenant. Raises `TenantExistsError` when the id is taken, `InvalidInputError` when there is no such
        cell or it takes no new tenants, `UnavailableError` or another error of a database that is away.
        """
        now = self._clock.now()
        async with self._creating, self._directory.database.transaction() as connection:
            home = await cells.accepting(connection, cell, answering=self._directory.answering_cells)
            if home is None:
                known = {each.name for each in await cells.known(connection)}
                raise InvalidInputError(faults=[_no_room(cell, known)])
            made = await tenants.insert(
                connection, tenant_id, display_name=display_name, given=given, now=now, version=0, cell=home
            )
            if made is None:
                raise TenantExistsError
            await prepare(self._directory.store, made)
            version = await changes.stamp(connection, Noun.TENANTS)  # only now: others wait for who has stamped
            tenant = await tenants.update(
                connection, tenant_id, display_name=display_name, given=given, now=now, version=version
            )
            if tenant is None:
                raise NotFoundError
            await audit.record(
                connection,
                actor,
                "tenant.created",
                f"tenants/{tenant_id}",
                now=now,
                tenant_id=tenant_id,
                changes=_audited(tenant),
            )
        self._memory.forget(tenant_id)
        self._directory.place(tenant_id, home)
        return tenant

    async def update(self, before: Tenant, *, display_name: str, given: GivenLimits, actor: Actor) -> Tenant | None:
        """The tenant with these values; None when it is no longer the version that `before` is."""
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.TENANTS)
            current = await tenants.get_for_update(connection, before.tenant_id)
            if current is None:
                raise NotFoundError
            if current.version != before.version:
                return None
            tenant = await tenants.update(
                connection, before.tenant_id, display_name=display_name, given=given, now=now, version=version
            )
            if tenant is None:
                raise NotFoundError
            await audit.record(
                connection,
                actor,
                "tenant.updated",
                f"tenants/{before.tenant_id}",
                now=now,
                tenant_id=before.tenant_id,
                changes=_audited(tenant),
            )
        self._memory.forget(before.tenant_id)
        return tenant

    async def close(self, tenant_id: TenantId, *, actor: Actor) -> None:
        """Refuse a tenant from here on; end its keys and its portal sessions. Its data is erased afterwards.

        `NotFoundError` without one.
        """
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.KEYS)
            ended = await keys.revoke_of_tenant(connection, tenant_id, now=now, version=version)
            sessions = await portal_sessions.revoke_of_tenant(connection, tenant_id, now=now, version=version)
            version = await changes.stamp(connection, Noun.TENANTS)
            if not await tenants.mark_deleted(connection, tenant_id, now=now, version=version):
                raise NotFoundError
            await audit.record(
                connection, actor, "tenant.deleted", f"tenants/{tenant_id}", now=now, tenant_id=tenant_id
            )
        self._memory.forget(tenant_id)
        for name in (*ended, *filter(None, sessions)):
            self._directory.forget(Noun.KEYS, name)

    async def refused_since(self, tenant_id: TenantId) -> datetime | None:
        """When a tenant was closed; None when it was not, or is erased already."""
        async with self._directory.database.connection() as connection:
            return await tenants.refused_since(connection, tenant_id)

    async def erase(self, tenant_id: TenantId) -> None:
        """Remove the name, the keys and the portal sessions of a tenant whose data is gone: the name can be used again.

        Not before every process has heard that it was closed (they learn it from these rows), or one that remembers a
        key would take it for a key of the next tenant of that name.
        """
        async with self._directory.database.transaction() as connection:
            await keys.erase_of_tenant(connection, tenant_id)
            await portal_sessions.erase_of_tenant(connection, tenant_id)
            await request_buckets.erase(connection, tenant_id)
            await tenants.erase(connection, tenant_id)

    async def _load(self, tenant_id: str) -> Tenant | None:
        async with self._directory.database.connection() as connection:
            tenant = await tenants.get(connection, TenantId(tenant_id))
        if tenant is not None:
            self._directory.place(tenant.tenant_id, NOWHERE if tenant.fenced else tenant.cell)
        return tenant


def _no_room(name: str | None, known: Collection[str]) -> Fault:
    if name is None:
        return Fault("/cell", NO_CELL, "no cell takes new tenants: open one with `bellhop cells open`")
    if name in known:
        return Fault("/cell", "cell-closed", f"the cell {name!r} takes no new tenants")
    return Fault("/cell", NO_CELL, f"there is no cell {name!r}")


def _audited(tenant: Tenant) -> Mapping[str, object]:
    return {
        "display_name": tenant.display_name,
        "limits": {
            "live_jobs": tenant.given.live_jobs,
            "requests_per_second": tenant.given.requests_per_second,
            "subscriptions": tenant.given.subscriptions,
        },
    }
