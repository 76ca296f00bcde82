"""The templates of deliveries: the subscription's own, or one that it had when the delivery was made."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.delivery import DeliveryLease
from bellhop.domain.subscription import Form, Subscription, WrittenTemplate, template_version_of
from bellhop.errors import ConflictError
from bellhop.store import templates as store
from bellhop.store.templates import TemplateKey

if TYPE_CHECKING:
    from bellhop.store.database import Connection

MOST_KEPT = 100


class Templates:
    """Those of older versions that were lately read; one that is kept no more is remembered as None."""

    def __init__(self, *, most: int = 1_000) -> None:
        self._most = most
        self._read: OrderedDict[TemplateKey, bytes | None] = OrderedDict()

    def are_read(self, lease: DeliveryLease, subscription: Subscription) -> bool:
        """Whether nothing has to be read before `of` can answer."""
        return subscription.form == lease.payload or _key(lease) in self._read

    def of(self, lease: DeliveryLease, subscription: Subscription) -> bytes | None:
        """The text of the template that a delivery was made with; None where it is kept no more."""
        if subscription.template is not None and subscription.form == lease.payload:
            return subscription.template.text
        return self._read.get(_key(lease))

    async def load(self, connection: "Connection", leases: Iterable[DeliveryLease]) -> None:
        """Read the templates of these deliveries."""
        keys = {_key(lease) for lease in leases}
        found = await store.load(connection, keys)
        for key in keys:
            self._read[key] = found.get(key)
        while len(self._read) > self._most:
            self._read.popitem(last=False)


async def template_of(connection: "Connection", form: Form, subscription: Subscription) -> bytes | None:
    """The text of the template that a form of this subscription names; None for other forms, or where it is gone."""
    version = template_version_of(form)
    if version is None:
        return None
    key = subscription.tenant_id, subscription.subscription_id, version
    return (await store.load(connection, [key])).get(key)


def with_template(subscription: Subscription, text: bytes | None, *, version: int) -> Subscription:
    """The subscription with this template: the one that it has where it says the same, else written by this version."""
    current = subscription.template
    if text is None or (current is not None and current.text == text):
        return replace(subscription, template=None if text is None else current)
    return replace(subscription, template=WrittenTemplate(text, version))


async def keep(
    connection: "Connection", before: WrittenTemplate | None, subscription: Subscription, *, now: datetime
) -> None:
    """Keep the template of a subscription that was written; raises `ConflictError` when there are too many of it."""
    after, key = subscription.template, (subscription.tenant_id, subscription.subscription_id)
    if after == before:
        return
    if before is not None:
        await store.retire(connection, *key, now=now)
    if after is not None:
        if await store.count(connection, *key) >= MOST_KEPT:
            detail = (
                f"This subscription had {MOST_KEPT} templates that deliveries may still be sent with; try templates "
                "by `:test-template`, or make another subscription."
            )
            raise ConflictError(detail)
        await store.put(connection, (*key, after.version), after.text)


def _key(lease: DeliveryLease) -> TemplateKey:
    return lease.tenant_id, lease.subscription_id, template_version_of(lease.payload) or 0
