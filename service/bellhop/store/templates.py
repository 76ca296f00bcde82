"""Templates in the database: those that deliveries were made with."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load as statements

if TYPE_CHECKING:
    from bellhop.store.database import Connection

TemplateKey = tuple[TenantId, SubscriptionId, int]
"""Whose template, and the version of the subscription that wrote it."""


async def put(connection: "Connection", key: TemplateKey, text: bytes) -> None:
    """Keep a template that deliveries are made with from now on."""
    await connection.execute(_sql("put"), *key, text)


async def retire(
    connection: "Connection", tenant_id: TenantId, subscription_id: SubscriptionId, *, now: datetime
) -> None:
    """Say that no delivery is made with the templates of a subscription any more."""
    await connection.execute(_sql("retire"), tenant_id, subscription_id, now)


async def count(connection: "Connection", tenant_id: TenantId, subscription_id: SubscriptionId) -> int:
    """How many templates of a subscription are kept."""
    kept: int = await connection.fetchval(_sql("count"), tenant_id, subscription_id)
    return kept


async def load(connection: "Connection", keys: Collection[TemplateKey]) -> Mapping[TemplateKey, bytes]:
    """The texts of these templates; those that are kept no more are absent."""
    tenants, subscriptions, versions = zip(*keys, strict=True)
    rows = await connection.fetch(_sql("load"), tenants, subscriptions, versions)
    return {
        (TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"]), row["version"]): row["template"]
        for row in rows
    }


async def forget(connection: "Connection", *, before: datetime, most: int) -> int:
    """Remove templates that were retired long ago; how many."""
    tag = await connection.execute(_sql("forget"), before, most)
    return int(tag.rpartition(" ")[2])


def _sql(name: str) -> str:
    return statements("templates")[name]
