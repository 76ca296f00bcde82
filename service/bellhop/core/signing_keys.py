"""The key pairs that sign a tenant's webhooks: made when the first subscription wants them, told to anybody, rotated.

A pair is the tenant's, and what is signed is kept by subscription in every process. So a rotation gives each
subscription that the pairs sign its next version, and its lane too: whoever claims a delivery after the commit reads
the subscription anew, with the pairs that there are. Making and rotating hold the registry, which every change of a
subscription does as well: none comes in between with the pairs of before.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.core.audited import AuditedChange, change
from bellhop.core.credentials import load_pair, seal_private_key
from bellhop.core.flights import judge
from bellhop.domain.audit import Actor
from bellhop.domain.signing_key import MOST_SIGNING_KEYS, SigningKey
from bellhop.errors import ConflictError
from bellhop.ids import TenantId, uuid7
from bellhop.runtime.coalescer import Coalescers, Flight
from bellhop.signing.ed25519 import key_id_of, new_private_key
from bellhop.store import lanes, subscriptions
from bellhop.store import signing_keys as store
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection


class SigningKeys:
    """The key pairs of every tenant."""

    def __init__(self, store: Store, *, clock: Clock, vault: Vault) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._readers: Coalescers[Database, TenantId, Sequence[SigningKey]] = Coalescers(self._read, remedy=judge)

    async def close(self) -> None:
        """Wait for what is under way."""
        await self._readers.close()

    async def of_tenant(self, tenant_id: TenantId) -> Sequence[SigningKey]:
        """The pairs that sign now, the one that stays first; none of a tenant that has none, or that there is not.

        Anybody may ask, so many are answered by one reading: however many ask, two connections are in use.
        """
        return await self._readers.at(self._store.cell_of(tenant_id)).submit(tenant_id)

    async def _read(self, cell: Database, flight: Flight[TenantId]) -> list[Sequence[SigningKey]]:
        async with cell.connection() as connection:
            found = await store.of_tenants(connection, set(flight.items), now=self._clock.now())
        return [found.get(tenant_id, ()) for tenant_id in flight.items]

    async def ensure(self, made: AuditedChange, tenant_id: TenantId) -> tuple[SigningKey, ...]:
        """The pairs that sign, of which one is made where there is none; the registry is locked."""
        now = self._clock.now()
        found = await store.of_tenant(made.connection, tenant_id, now=now)
        return found if any(key.expire_time is None for key in found) else (await self._make(made, tenant_id), *found)

    async def rotate(self, tenant_id: TenantId, *, overlap: timedelta, actor: Actor) -> Sequence[SigningKey]:
        """The pairs that sign from now on: a new one, and until the overlap ends those that did.

        One whose private half no master key opens ends at once. Raises `ConflictError` where too many overlap.
        """
        now = self._clock.now()
        async with change(self._store, tenant_id, actor, now) as made:
            connection = made.connection
            await subscriptions.hold_registry(connection, tenant_id, version=uuid.uuid4())
            await store.hold(connection, tenant_id)
            await store.forget(connection, tenant_id, now=now)
            older = await store.of_tenant(connection, tenant_id, now=now)
            kept = {key.signing_key_id for key in older if overlap and self._opens(tenant_id, key)}
            if len(kept) >= MOST_SIGNING_KEYS:
                detail = f"{MOST_SIGNING_KEYS} keys overlap already; wait until one ends, or use no overlap."
                raise ConflictError(detail)
            ended = [key.signing_key_id for key in older if key.signing_key_id not in kept]
            await store.end(connection, tenant_id, sorted(kept), when=now + overlap)
            await store.end(connection, tenant_id, ended, when=now)
            await store.forget(connection, tenant_id, now=now)
            await self._make(made, tenant_id)
            await _renew(connection, tenant_id, now=now)
            made.note("webhook_keys.rotated", "webhook-keys", {"overlap_seconds": overlap.total_seconds()})
            return await store.of_tenant(connection, tenant_id, now=now)

    async def _make(self, made: AuditedChange, tenant_id: TenantId) -> SigningKey:
        now = self._clock.now()
        signing_key_id = uuid7(now)
        private, public = new_private_key()
        key = SigningKey(signing_key_id, public, seal_private_key(self._vault, tenant_id, signing_key_id, private))
        await store.insert(made.connection, tenant_id, key, now=now)
        made.note("webhook_key.created", f"webhook-keys/{key_id_of(public)}")
        return key

    def _opens(self, tenant_id: TenantId, key: SigningKey) -> bool:
        try:
            load_pair(self._vault, tenant_id, key)
        except VaultError:
            return False
        return True


async def _renew(connection: "Connection", tenant_id: TenantId, *, now: datetime) -> None:
    """Let every process read the tenant's signed subscriptions anew before it signs for them again."""
    versions = await subscriptions.renew_signed(connection, tenant_id, now=now)
    if versions:
        await lanes.follow(connection, tenant_id, versions)
