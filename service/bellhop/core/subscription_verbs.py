"""What can be done with one subscription: switch it on and off, rotate its secret, send to it, try its filter."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.core import outbox
from bellhop.core.audited import change
from bellhop.core.credentials import seal
from bellhop.core.preconditions import Precondition, any_version
from bellhop.core.registry import RegistryCache
from bellhop.core.subscription_checks import faults_of_filter
from bellhop.core.subscriptions import Subscriptions, Written, locked, path_of, with_state
from bellhop.domain.audit import Actor
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.domain.event import Event, NewEvent
from bellhop.domain.event_catalog import kind_of, kinds
from bellhop.domain.event_type import fault_of_wanted
from bellhop.domain.ledger import Verdict
from bellhop.domain.matching import Matcher, compile_with
from bellhop.domain.payloads import ping, sample
from bellhop.domain.subscription import DisabledReason, Listener, Subscription, SubscriptionState
from bellhop.domain.subscription_spec import SubscriptionSpec
from bellhop.domain.tenant import Tenant
from bellhop.errors import ConflictError, Fault, InvalidInputError, NotEntitledError, NotFoundError, RateLimitedError
from bellhop.ids import DeliveryId, EventId, Prefix, SubscriptionId, TenantId, encode, uuid7
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.signing.credentials import Credentials
from bellhop.signing.signature import MOST_SIGNING_SECRETS, Signature
from bellhop.signing.standard_webhooks import new_secret
from bellhop.store import events as events_store
from bellhop.store import lanes
from bellhop.store import subscriptions as store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

VERIFIES_A_MINUTE = 10
MOST_TESTED_EVENTS = 100
_MINUTE = timedelta(minutes=1)
_TESTED_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Sent:
    """An event that was made for one subscription, and its delivery."""

    event_id: EventId
    delivery_id: DeliveryId


class SubscriptionVerbs:
    """The verbs of one subscription."""

    def __init__(self, subscriptions: Subscriptions, *, registry: RegistryCache, wakeups: Wakeups) -> None:
        self._subscriptions = subscriptions
        self._databases = subscriptions.databases
        self._clock = subscriptions.clock
        self._registry = registry
        self._wakeups = wakeups

    async def replace(self, current: Subscription, spec: SubscriptionSpec, *, actor: Actor) -> Written | None:
        """As `Subscriptions.replace`; what waited while it was disabled leaves at once when it no longer is."""
        written = await self._subscriptions.replace(current, spec, actor=actor)
        if written is not None and current.state is not written.subscription.state:
            self._wake(written.subscription)
        return written

    async def set_state(
        self,
        tenant_id: TenantId,
        subscription_id: SubscriptionId,
        *,
        enabled: bool,
        actor: Actor,
        precondition: Precondition = any_version,
    ) -> Subscription:
        """The subscription, enabled or disabled by hand; one that is so already is answered unchanged.

        What waits for a disabled one is kept, and its circuit starts anew when it is enabled.
        """
        now = self._clock.now()
        async with change(self._databases, tenant_id, actor, now) as made:
            current = await locked(made.connection, tenant_id, subscription_id)
            precondition(current.version)
            written = with_state(current, enabled=enabled, now=now)
            if written is current:
                return current
            written = replace(written, update_time=now, version=current.version + 1)
            await store.update(made.connection, written)
            await lanes.sync(made.connection, written)
            made.note(f"subscription.{written.state.value}", path_of(subscription_id))
        self._wake(written)
        return written

    async def rotate(
        self,
        tenant_id: TenantId,
        subscription_id: SubscriptionId,
        *,
        overlap: timedelta,
        secret: bytes | None,
        actor: Actor,
        precondition: Precondition = any_version,
    ) -> Written:
        """The subscription with a new signing secret, given or made; the old one signs too until the overlap ends."""
        now = self._clock.now()
        async with change(self._databases, tenant_id, actor, now) as made:
            current = await locked(made.connection, tenant_id, subscription_id)
            precondition(current.version)
            if not current.auth.signature:
                detail = "This subscription is not signed; switch its signature on instead."
                raise ConflictError(detail)
            opened = self._subscriptions.open_or_none(current) or _without_the_lost(current)
            fresh = secret or new_secret()
            signature = (opened.signature or Signature()).rotated(fresh, overlap=overlap, now=now)
            if len(signature.secrets) > MOST_SIGNING_SECRETS:
                detail = (
                    f"{MOST_SIGNING_SECRETS} secrets overlap already; wait until one ends, or use a shorter overlap."
                )
                raise ConflictError(detail)
            credentials = replace(opened, signature=signature)
            written = replace(
                current,
                sealed=seal(self._subscriptions.vault, tenant_id, subscription_id, credentials),
                auth=credentials.outline(unauthenticated=current.auth.unauthenticated),
                update_time=now,
                version=current.version + 1,
            )
            await store.update(made.connection, written)
            await lanes.sync(made.connection, written)
            made.note(
                "subscription.secret_rotated", path_of(subscription_id), {"overlap_seconds": overlap.total_seconds()}
            )
        return Written(written, fresh)

    async def ping(self, tenant: Tenant, subscription_id: SubscriptionId, *, actor: Actor) -> Sent:
        """Send `webhook.ping` to a subscription through the real pipeline, whatever it listens to."""
        now = self._clock.now()
        event = ping(tenant.tenant_id, subscription_id, now)
        return await self._send(tenant, subscription_id, event, verb="subscription.pinged", actor=actor)

    async def send_example(
        self, tenant: Tenant, subscription_id: SubscriptionId, event_type: str, *, actor: Actor
    ) -> Sent:
        """Send the example of a type to a subscription through the real pipeline, whatever it listens to.

        Receivers know it by `"test": true`, lists of events by the source `example`.
        """
        kind = kind_of(event_type)
        if kind is None:
            known = ", ".join(each.type for each in kinds())
            fault = Fault("/type", "unknown-type", f"There is no example of that type; there are {known}.")
            raise InvalidInputError(faults=[fault])
        now = self._clock.now()
        event = sample(kind, tenant.tenant_id, subscription_id, now)
        return await self._send(tenant, subscription_id, event, verb="subscription.example_sent", actor=actor)

    async def _send(
        self, tenant: Tenant, subscription_id: SubscriptionId, event: NewEvent, *, verb: str, actor: Actor
    ) -> Sent:
        """Write an event that is for one subscription only; raises when that one would not get it."""
        if tenant.limits.subscriptions == 0:
            raise NotEntitledError
        now = event.create_time
        async with change(self._databases, tenant.tenant_id, actor, now) as made:
            current = await store.get(made.connection, tenant.tenant_id, subscription_id)
            if current is None:
                raise NotFoundError
            if current.state is SubscriptionState.DISABLED:
                detail = "This subscription is disabled; enable it first, or use `:verify`."
                raise ConflictError(detail)
            hints = await outbox.publish(made.connection, self._registry, [event], now=now)
            if not hints:  # deleted or disabled while we looked
                raise ConflictError
            made.note(verb, path_of(subscription_id), {"event_id": encode(Prefix.EVENT, event.event_id)})
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
        return Sent(event.event_id, hints[0].delivery_id)

    async def admit_verify(self, tenant_id: TenantId) -> None:
        """Count one call of `:verify`; raises `RateLimitedError` after ten within a minute: it is no port scanner."""
        now = self._clock.now()
        async with self._databases.cell_of(tenant_id).transaction() as connection:
            oldest = await store.spend_verify(
                connection, tenant_id, since=now - _MINUTE, most=VERIFIES_A_MINUTE, now=now
            )
        if oldest is not None:
            wait = max(1, -((now - oldest - _MINUTE) // timedelta(seconds=1)))
            detail = f"At most {VERIFIES_A_MINUTE} verifications a minute; wait {wait} s."
            raise RateLimitedError(detail, headers={"Retry-After": str(wait)})

    def _wake(self, subscription: Subscription) -> None:
        """Tell the dispatchers that a lane may be open: they look at all of it."""
        first = DeliveryId(uuid.UUID(int=0))
        hint = LaneHint(subscription.tenant_id, subscription.subscription_id, subscription.create_time, first)
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys([hint]))

    async def try_filter(
        self, tenant_id: TenantId, event_types: tuple[str, ...], text: str | None
    ) -> list[tuple[Event, Verdict]]:
        """What a subscription with these types and this filter would have got of the newest events."""
        faults = [
            Fault(f"/event_types/{index}", "bad-event-type", sentence)
            for index, sentence in enumerate(map(fault_of_wanted, event_types))
            if sentence is not None
        ]
        faults += faults_of_filter(text, self._subscriptions.parse_filter)
        if faults:
            raise InvalidInputError(faults=faults)
        listener = Listener(SubscriptionId(uuid7(self._clock.now())), event_types, text)
        matcher = Matcher((listener,), compile_with(self._subscriptions.parse_filter))
        async with self._databases.cell_of(tenant_id).connection() as connection:
            recent = await events_store.recent(
                connection, tenant_id, since=self._clock.now() - _TESTED_AGE, most=MOST_TESTED_EVENTS
            )
        return [(event, Verdict(matcher.match(_as_new(event)).verdicts[0])) for event in recent]


def _without_the_lost(subscription: Subscription) -> Credentials:
    """What to begin with where no key opens the secrets: nothing, if the signature is the only proof.

    With another proof lost as well, raises `ConflictError`: a call without it would be refused, or worse, believed.
    """
    if subscription.auth.has_more_than_signature:
        detail = (
            "The secrets of this subscription can no longer be read, and the signature is not the only one: give all "
            "of them anew by PATCH."
        )
        raise ConflictError(detail)
    return Credentials()


async def disable_by_service(
    connection: "Connection", subscription: Subscription, *, reason: DisabledReason, now: datetime
) -> Subscription | None:
    """Disable a subscription because it answered 410 or has failed for long.

    In a transaction of its own. None, and nothing changed, when it is not the version that was called any more or is
    disabled already. What waits for it is ended by the rescuer.
    """
    tenant_id, subscription_id = subscription.tenant_id, subscription.subscription_id
    try:
        current = await locked(connection, tenant_id, subscription_id)
    except NotFoundError:
        return None
    if current.version != subscription.version or current.state is SubscriptionState.DISABLED:
        return None
    written = replace(
        with_state(current, enabled=False, now=now, reason=reason), update_time=now, version=current.version + 1
    )
    await store.update(connection, written)
    await lanes.sync(connection, written)
    return written


def _as_new(event: Event) -> NewEvent:
    return NewEvent(
        event_id=event.event_id,
        tenant_id=event.tenant_id,
        type=event.type,
        create_time=event.create_time,
        full=b"",
        action=event.action,
        status=event.status,
        parent=event.parent,
        source=event.source,
        labels=event.labels,
    )
