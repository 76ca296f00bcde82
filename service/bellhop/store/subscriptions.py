"""The registry in the database: subscriptions, and the row per tenant that counts and versions them."""

import uuid
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import asyncpg

from bellhop.domain.sealed import Sealed
from bellhop.domain.subscription import (
    DeliveryPolicy,
    DisabledReason,
    Listener,
    Method,
    OnDeadLetter,
    Ordering,
    OrderingKey,
    Payload,
    Subscription,
    SubscriptionState,
    WrittenTemplate,
    form_of,
)
from bellhop.ids import SubscriptionId, TenantId
from bellhop.signing.credentials import AuthOutline
from bellhop.store import signing_keys
from bellhop.store.lists import Collection
from bellhop.store.queries import load as statements

if TYPE_CHECKING:
    from bellhop.store.database import Connection

Shared = TypeVar("Shared", bound=Hashable)


_SHARED = 4_096

_policy = lru_cache(maxsize=_SHARED)(DeliveryPolicy)
"""One policy for all subscriptions with equal ones: it is a fifth of what one of them occupies."""


@lru_cache(maxsize=_SHARED)
def _shared(value: Shared) -> Shared:
    """The same object for equal values: subscriptions by the ten thousand want the same few."""
    return value


@dataclass(frozen=True, slots=True)
class RegistryVersion:
    """What a tenant's registry was when it was read: `version` is new after every change."""

    version: uuid.UUID
    entitled: bool


async def registry_versions(
    connection: "Connection", tenant_ids: Sequence[TenantId]
) -> Mapping[TenantId, RegistryVersion]:
    """The version of each tenant's registry; a tenant that never had a subscription is absent."""
    rows = await connection.fetch(_sql("registry_versions"), list(tenant_ids))
    return {TenantId(row["tenant_id"]): RegistryVersion(row["version"], row["entitled"]) for row in rows}


async def listeners(connection: "Connection", tenant_ids: Sequence[TenantId]) -> Mapping[TenantId, Sequence[Listener]]:
    """The live subscriptions of each tenant as fan-out sees them."""
    found: dict[TenantId, list[Listener]] = {tenant_id: [] for tenant_id in tenant_ids}
    for row in await connection.fetch(_sql("listeners"), list(tenant_ids)):
        found[TenantId(row["tenant_id"])].append(
            Listener(
                subscription_id=SubscriptionId(row["subscription_id"]),
                event_types=_shared(tuple(row["event_types"])),
                filter=row["filter"],
                enabled=row["state"] == SubscriptionState.ENABLED,
                form=form_of(row["payload"], row["template_version"]),
                max_age=_shared(row["max_age"]),
                ordering=Ordering(row["ordering"]),
                ordering_key=OrderingKey(row["ordering_key"]),
            )
        )
    return found


async def enter_registry(connection: "Connection", tenant_id: TenantId, *, version: uuid.UUID, limit: int) -> bool:
    """Lock the tenant's registry and count one subscription more; False when it holds `limit` already."""
    return await connection.fetchval(_sql("enter_registry"), tenant_id, version, limit) is not None


async def touch_registry(connection: "Connection", tenant_id: TenantId, *, version: uuid.UUID, gained: int = 0) -> None:
    """Lock the tenant's registry and say that it changed; the first statement of whatever changes a subscription."""
    await connection.execute(_sql("touch_registry"), tenant_id, version, gained)


async def hold_registry(connection: "Connection", tenant_id: TenantId, *, version: uuid.UUID) -> None:
    """As `touch_registry`, also for a tenant that never had a subscription."""
    await connection.execute(_sql("hold_registry"), tenant_id, version)


async def set_entitled(connection: "Connection", tenant_id: TenantId, *, version: uuid.UUID, entitled: bool) -> None:
    """Let fan-out know whether the tenant may have deliveries; nothing changes when it knew."""
    await connection.execute(_sql("set_entitled"), tenant_id, version, entitled)


async def spend_verify(
    connection: "Connection", tenant_id: TenantId, *, since: datetime, limit: int, now: datetime
) -> datetime | None:
    """Count one call of `:verify`: None; or the oldest one's time, when `most` were made since and none is counted."""
    if await connection.fetchrow(_sql("spend_verify"), tenant_id, since, limit, now) is not None:
        return None
    oldest: datetime | None = await connection.fetchval(_sql("oldest_verify"), tenant_id)
    return oldest


async def insert(connection: "Connection", subscription: Subscription) -> None:
    """Write a new subscription, after `enter_registry`."""
    await connection.execute(_sql("insert"), *_columns(subscription))


async def update(connection: "Connection", subscription: Subscription) -> bool:
    """Replace the live subscription whose version is one less; False when it is another by now or deleted."""
    return await connection.fetchval(_sql("update"), *_columns(subscription)) is not None


async def renew_signed(connection: "Connection", tenant_id: TenantId, *, now: datetime) -> Mapping[SubscriptionId, int]:
    """Give the subscriptions that a tenant's key pairs sign new versions, and answer these; the registry is locked."""
    rows = await connection.fetch(_sql("renew_signed"), tenant_id, now)
    return {SubscriptionId(row["subscription_id"]): row["version"] for row in rows}


async def get(
    connection: "Connection", tenant_id: TenantId, subscription_id: SubscriptionId, *, locked: bool = False
) -> Subscription | None:
    """A live subscription, if wanted held until the commit, or None."""
    row = await connection.fetchrow(_sql("get_locked" if locked else "get"), tenant_id, subscription_id)
    return to_subscription(row) if row is not None else None


async def load(connection: "Connection", ids: Sequence[tuple[TenantId, SubscriptionId]]) -> list[Subscription]:
    """The subscriptions with these ids, deleted ones too, in no order; unknown ids are left out."""
    rows = await connection.fetch(_sql("load"), [tenant for tenant, _ in ids], [each for _, each in ids])
    return [to_subscription(row) for row in rows]


def to_subscription(row: "asyncpg.Record") -> Subscription:
    """The record of a whole row."""
    return Subscription(
        tenant_id=TenantId(row["tenant_id"]),
        subscription_id=SubscriptionId(row["subscription_id"]),
        uri=row["uri"],
        description=row["description"],
        method=Method(row["method"]),
        uri_template=row["uri_template"],
        event_types=_shared(tuple(row["event_types"])),
        filter=row["filter"],
        payload=Payload(row["payload"]),
        delivery=_policy(
            timeout=row["timeout"],
            schedule=tuple(row["schedule"]),
            max_age=row["max_age"],
            max_in_flight=row["max_in_flight"],
            rate_per_second=row["rate_per_second"],
            ordering=Ordering(row["ordering"]),
            ordering_key=OrderingKey(row["ordering_key"]),
            on_dead_letter=OnDeadLetter(row["on_dead_letter"]),
        ),
        state=SubscriptionState(row["state"]),
        disabled_reason=DisabledReason(row["disabled_reason"]) if row["disabled_reason"] else None,
        disabled_time=row["disabled_time"],
        sealed=Sealed(row["sealed"], row["sealed_by"]),
        create_time=row["create_time"],
        update_time=row["update_time"],
        delete_time=row["delete_time"],
        version=row["version"],
        auth=_shared(AuthOutline.from_row(row["auth"])),
        template=WrittenTemplate(row["template"], row["template_version"]) if row["template"] is not None else None,
        pull=row["pull"],
        idle_expire=row["idle_expire"],
        signing_keys=signing_keys.of_row(row),
        handshake=row["handshake"],
    )


def _columns(each: Subscription) -> tuple[object, ...]:
    policy = each.delivery
    schedule: list[timedelta] = list(policy.schedule)
    return (
        each.tenant_id,
        each.subscription_id,
        each.uri,
        each.description,
        each.method.value,
        each.uri_template,
        list(each.event_types),
        each.filter,
        each.payload.value,
        policy.timeout,
        schedule,
        policy.max_age,
        policy.max_in_flight,
        policy.rate_per_second,
        policy.ordering.value,
        policy.ordering_key.value,
        policy.on_dead_letter.value,
        each.auth.to_row(),
        each.sealed.ciphertext,
        each.sealed.key,
        each.state.value,
        each.disabled_reason.value if each.disabled_reason else None,
        each.disabled_time,
        each.create_time,
        each.update_time,
        each.delete_time,
        each.version,
        each.template.text if each.template else None,
        each.template.version if each.template else None,
        each.pull,
        each.idle_expire,
        each.handshake,
    )


def _sql(name: str) -> str:
    return statements("subscriptions")[name]


SUBSCRIPTIONS = Collection(
    name="subscriptions",
    select=_sql("list"),
    order=("s.subscription_id",),
    key_types=("uuid",),
    record=to_subscription,
    key=lambda subscription: (subscription.subscription_id,),
)
"""A tenant's subscriptions; $1 is the tenant."""
