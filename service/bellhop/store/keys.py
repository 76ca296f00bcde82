"""Keys in the directory: everything about them but the keys themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.domain.key import Key, KeyKind, Scope
from bellhop.ids import KeyId, TenantId
from bellhop.store.lists import Collection
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


async def insert(connection: "Connection", key: Key, digest: bytes) -> None:
    """Write a new key with the SHA-256 by which it will be known."""
    await connection.execute(
        load("keys")["insert"],
        key.key_id,
        key.kind,
        key.tenant_id,
        sorted(key.scopes),
        key.actions,
        key.tenants,
        key.display_name,
        key.prefix,
        digest,
        key.create_time,
        key.expire_time,
        key.version,
    )


async def by_hash(connection: "Connection", digest: bytes) -> Key | None:
    """The key with this SHA-256, unless it is revoked or its tenant is being erased. It may have expired."""
    row = await connection.fetchrow(load("keys")["by_hash"], digest)
    return None if row is None else record(row)


async def get(connection: "Connection", key_id: KeyId) -> Key | None:
    """One key that is not revoked."""
    row = await connection.fetchrow(load("keys")["get"], key_id)
    return None if row is None else record(row)


async def revoke(connection: "Connection", key_id: KeyId, *, now: datetime, version: int) -> str | None:
    """End a key; returns its hash in hex, None when there was none."""
    hashed: str | None = await connection.fetchval(load("keys")["revoke"], key_id, now, version)
    return hashed


async def revoke_of_tenant(connection: "Connection", tenant_id: TenantId, *, now: datetime, version: int) -> list[str]:
    """End all keys of a tenant; answers their hashes in hexadecimal."""
    rows = await connection.fetch(load("keys")["revoke_of_tenant"], tenant_id, now, version)
    return [row["hash"] for row in rows]


async def erase_of_tenant(connection: "Connection", tenant_id: TenantId) -> None:
    """Remove all keys of a tenant."""
    await connection.execute(load("keys")["erase_of_tenant"], tenant_id)


async def used(connection: "Connection", times: Mapping[KeyId, datetime]) -> None:
    """Note when keys were last used; a key that is being changed right now is left out."""
    await connection.execute(load("keys")["used"], list(times.keys()), list(times.values()))


async def admin_exists(connection: "Connection", now: datetime) -> bool:
    """Whether there is an admin key that can be used."""
    return bool(await connection.fetchval(load("keys")["admin_exists"], now))


async def newest(connection: "Connection", *, limit: int) -> list[Key]:
    """The keys made last that are not revoked, the newest first."""
    rows = await connection.fetch(load("keys")["list"] + "\nORDER BY key_id DESC\nLIMIT $1", limit)
    return [record(row) for row in rows]


def record(row: "asyncpg.Record") -> Key:
    """The record of one row."""
    return Key(
        key_id=KeyId(row["key_id"]),
        kind=KeyKind(row["kind"]),
        tenant_id=None if row["tenant_id"] is None else TenantId(row["tenant_id"]),
        scopes=frozenset(Scope(scope) for scope in row["scopes"]),
        actions=None if row["actions"] is None else tuple(row["actions"]),
        tenants=None if row["tenants"] is None else tuple(row["tenants"]),
        display_name=row["display_name"],
        prefix=row["prefix"],
        create_time=row["create_time"],
        expire_time=row["expire_time"],
        last_use_time=row["last_use_time"],
        version=row["version"],
    )


KEYS = Collection(
    name="keys",
    select=load("keys")["list"],
    order=("key_id",),
    key_types=("uuid",),
    record=record,
    key=lambda key: (key.key_id,),
    fields={
        "kind": Field(FieldType.STRING, "kind"),
        "tenant_id": Field(FieldType.STRING, "tenant_id"),
        "create_time": Field(FieldType.TIMESTAMP, "create_time", id_column="key_id"),
    },
)
"""The keys that are not revoked."""
