"""Keys: making, ending and recognising them."""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory, Memory
from bellhop.domain.audit import SYSTEM, Actor
from bellhop.domain.key import (
    ALL_SCOPES,
    RESTRICTIONS,
    Key,
    KeyKind,
    Principal,
    Scope,
    digest,
    generate,
    misfits,
    prefix_of,
)
from bellhop.errors import InvalidInputError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId, encode, uuid7
from bellhop.store import changes, keys, portal_sessions
from bellhop.store.changes import Noun

if TYPE_CHECKING:
    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key to be made. `scopes` limits a tenant's key, `actions` and `tenants` a worker's; None is all of them.

    It cannot be without what its kind must have, or with what its kind has not: that raises `InvalidInputError`.
    """

    kind: KeyKind
    tenant_id: TenantId | None = None
    scopes: frozenset[Scope] | None = None
    actions: Sequence[str] | None = None
    tenants: Sequence[str] | None = None
    display_name: str = ""
    expire_time: datetime | None = None

    def __post_init__(self) -> None:
        faults = misfits(self.kind, {name for name in RESTRICTIONS if getattr(self, name) is not None})
        if faults:
            raise InvalidInputError(faults=faults)

    @property
    def granted(self) -> frozenset[Scope]:
        """The scopes of the key: those that it is limited to, or all that a key of its kind has."""
        if self.scopes is not None:
            return self.scopes
        return ALL_SCOPES if self.kind is KeyKind.TENANT else frozenset()


class Keys:
    """The keys as this process knows them, at most a second old.

    `admin_key` is the operator's key from the settings: known by its hash, in no table.
    """

    def __init__(self, directory: Directory, clock: Clock, *, admin_key: str | None = None) -> None:
        self._directory = directory
        self._clock = clock
        self._operator = None if admin_key is None else digest(admin_key)
        self._memory = Memory(self._load)
        self._uses: dict[KeyId, datetime] = {}
        directory.remember(Noun.KEYS, self._memory.forget)

    async def authenticate(self, key: str) -> Principal | None:
        """Who holds this key, or None when it is unknown, revoked or expired."""
        hashed = digest(key)
        if self._operator is not None and hmac.compare_digest(hashed, self._operator):
            return Principal(KeyKind.ADMIN)
        await self._directory.refresh()
        principal = await self._memory.get(hashed.hex())
        if principal is None or principal.key_id is None:
            return None
        now = self._clock.now()
        if principal.expire_time is not None and principal.expire_time <= now:
            return None
        self._uses[principal.key_id] = now
        return principal

    async def create(self, new: NewKey, *, actor: Actor) -> tuple[Key, str]:
        """A new key's record and the key itself, which nobody can read again."""
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.KEYS)
            return await self._insert(connection, new, version, actor)

    async def first_admin_key(self) -> str | None:
        """A new admin key when there is none that can be used (the first start), else None.

        Of several processes that start at once one makes it. The operator's key from the settings counts as one.
        """
        if self._operator is not None:
            return None
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.KEYS)
            if await keys.admin_exists(connection, self._clock.now()):
                return None
            new = NewKey(KeyKind.ADMIN, display_name="made at the first start")
            return (await self._insert(connection, new, version, SYSTEM))[1]

    async def get(self, key_id: KeyId) -> Key:
        """One key; raises `NotFoundError` when it is unknown or revoked."""
        async with self._directory.database.connection() as connection:
            key = await keys.get(connection, key_id)
        if key is None:
            raise NotFoundError
        return key

    async def revoke(self, key_id: KeyId, *, actor: Actor) -> None:
        """End a key: at once in this process, within a second in the others. `NotFoundError` without one."""
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.KEYS)
            key = await keys.get(connection, key_id)
            hashed = await keys.revoke(connection, key_id, now=now, version=version)
            if key is None or hashed is None:
                raise NotFoundError
            await audit.record(connection, actor, "key.revoked", _resource(key_id), now=now, tenant_id=key.tenant_id)
        self._memory.forget(hashed)

    async def flush_uses(self) -> int:
        """Write when keys were last used since the last call; returns how many were. For a loop of about a minute."""
        uses, self._uses = self._uses, {}
        if uses:
            try:
                async with self._directory.database.connection() as connection:
                    await keys.used(connection, uses)
                    await portal_sessions.used(connection, uses)
            except BaseException:
                self._uses = uses | self._uses
                raise
        return len(uses)

    async def _insert(self, connection: "Connection", new: NewKey, version: int, actor: Actor) -> tuple[Key, str]:
        now = self._clock.now()
        secret = generate(new.kind, os.urandom)
        key = Key(
            key_id=KeyId(uuid7(now)),
            kind=new.kind,
            tenant_id=new.tenant_id,
            scopes=new.granted,
            actions=None if new.actions is None else tuple(new.actions),
            tenants=None if new.tenants is None else tuple(new.tenants),
            display_name=new.display_name,
            prefix=prefix_of(secret),
            create_time=now,
            expire_time=new.expire_time,
            last_use_time=None,
            version=version,
        )
        await keys.insert(connection, key, digest(secret))
        await audit.record(
            connection,
            actor,
            "key.created",
            _resource(key.key_id),
            now=now,
            tenant_id=new.tenant_id,
            changes={"kind": new.kind.value, "display_name": new.display_name, "prefix": key.prefix},
        )
        return key, secret

    async def _load(self, hashed: str) -> Principal | None:
        async with self._directory.database.connection() as connection:
            key = await keys.by_hash(connection, bytes.fromhex(hashed))
            if key is not None:
                return key.principal
            session = await portal_sessions.by_key(connection, bytes.fromhex(hashed))
        return None if session is None else session.principal


def _resource(key_id: KeyId) -> str:
    return f"keys/{encode(Prefix.KEY, key_id)}"
