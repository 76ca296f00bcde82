"""The key pairs that sign a tenant's webhooks, in its cell."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.sealed import Sealed
from bellhop.domain.signing_key import SigningKey
from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


async def of_tenant(connection: "Connection", tenant_id: TenantId, *, now: datetime) -> tuple[SigningKey, ...]:
    """The key pairs of a tenant that have not ended, the one that stays first."""
    return (await of_tenants(connection, [tenant_id], now=now)).get(tenant_id, ())


async def of_tenants(
    connection: "Connection", tenant_ids: Collection[TenantId], *, now: datetime
) -> dict[TenantId, tuple[SigningKey, ...]]:
    """The same of several tenants; those that have none are missing."""
    found: dict[TenantId, tuple[SigningKey, ...]] = {}
    for row in await connection.fetch(_sql("of_tenants"), list(tenant_ids), now):
        sealed = Sealed(row["sealed"], row["sealed_by"])
        key = SigningKey(row["signing_key_id"], row["public_key"], sealed, row["expire_time"])
        found[row["tenant_id"]] = (*found.get(row["tenant_id"], ()), key)
    return found


async def hold(connection: "Connection", tenant_id: TenantId) -> None:
    """Lock the key pairs of a tenant: re-encryption writes them too, and holds no registry."""
    await connection.execute(_sql("hold"), tenant_id)


async def insert(connection: "Connection", tenant_id: TenantId, key: SigningKey, *, now: datetime) -> None:
    """Write a new key pair that stays; the registry is locked, and no other pair stays."""
    await connection.execute(
        _sql("insert"), tenant_id, key.signing_key_id, key.public_key, key.sealed.ciphertext, key.sealed.key, now
    )


async def end(
    connection: "Connection", tenant_id: TenantId, signing_key_ids: Sequence[uuid.UUID], *, when: datetime
) -> None:
    """Let key pairs end at a moment; one that would end sooner still does."""
    await connection.execute(_sql("end"), tenant_id, list(signing_key_ids), when)


async def forget(connection: "Connection", tenant_id: TenantId, *, now: datetime) -> None:
    """Remove the key pairs that have ended."""
    await connection.execute(_sql("forget"), tenant_id, now)


def of_row(row: "asyncpg.Record") -> tuple[SigningKey, ...]:
    """The key pairs that stand beside a subscription in its row."""
    if row["signing_key_ids"] is None:
        return ()
    columns = ("key_ids", "public_keys", "sealed", "sealed_by", "expire_times")
    each_key = zip(*(row[f"signing_{column}"] for column in columns), strict=True)
    return tuple(
        SigningKey(key_id, public_key, Sealed(sealed, sealed_by), expire_time)
        for key_id, public_key, sealed, sealed_by, expire_time in each_key
    )


def _sql(name: str) -> str:
    return load("signing_keys")[name]
