"""How every change of a subscription is written: what it locks, in which order, and what it is called in the audit."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.certificate_notice import next_notice
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.domain.subscription import Subscription
from bellhop.errors import NotFoundError
from bellhop.ids import DeliveryId, Prefix, SubscriptionId, TenantId, encode
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import client_certificates, lanes
from bellhop.store import subscriptions as store

if TYPE_CHECKING:
    from bellhop.store.database import Connection


class WrittenMeanwhileError(Exception):
    """A subscription is no longer the version that was read."""


async def lock(connection: "Connection", tenant_id: TenantId, subscription_id: SubscriptionId) -> Subscription:
    """A live subscription, held until the commit, its registry locked and versioned before it; or `NotFoundError`."""
    await store.touch_registry(connection, tenant_id, version=uuid.uuid4())
    subscription = await store.get(connection, tenant_id, subscription_id, locked=True)
    if subscription is None:
        raise NotFoundError
    return subscription


async def write(
    connection: "Connection", changed: Subscription, *, now: datetime, lifts_pause: bool = False
) -> Subscription:
    """The next version of a subscription, written with its lane; its registry has been locked and versioned.

    `lifts_pause`: a pause that its endpoint asked for is over. Raises `WrittenMeanwhileError` when another version was
    written since it was read, which cannot be under `lock`.
    """
    written = replace(changed, update_time=now, version=changed.version + 1)
    if not await store.update(connection, written):
        raise WrittenMeanwhileError
    await lanes.sync(connection, written, lifts_pause=lifts_pause)
    await keep_certificate(connection, written, now=now)
    return written


async def keep_certificate(connection: "Connection", written: Subscription, *, now: datetime) -> None:
    """Note when the client certificate of a subscription that was just written ends, or that it has none."""
    lane, expire_time = (written.tenant_id, written.subscription_id), written.auth.mtls.expire_time
    if expire_time is None or written.delete_time is not None:
        await client_certificates.forget(connection, lane)
    else:
        notice_time = next_notice(expire_time, now=now)
        await client_certificates.keep(connection, lane, expire_time=expire_time, notice_time=notice_time)


def wake(wakeups: Wakeups, subscription: Subscription) -> None:
    """Tell the dispatchers that a lane may be open: they look at all of it."""
    first = DeliveryId(uuid.UUID(int=0))
    hint = LaneHint(subscription.tenant_id, subscription.subscription_id, subscription.create_time, first)
    wakeups.publish(Topic.DELIVERIES_READY, hint_keys([hint]))


def path_of(subscription_id: SubscriptionId) -> str:
    """The name of a subscription in the audit."""
    return f"subscriptions/{encode(Prefix.SUBSCRIPTION, subscription_id)}"
