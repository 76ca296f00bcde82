"""What a tenant can try: `:ping` and `:send-example` send an event, the others look at what happened lately."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import orjson

from bellhop.clock import Clock
from bellhop.core import outbox
from bellhop.core.audited import change
from bellhop.core.event_types import EventTypes
from bellhop.core.registry import RegistryCache
from bellhop.core.subscription_checks import faults_of_filter
from bellhop.core.subscription_rows import path_of
from bellhop.domain.audit import Actor
from bellhop.domain.delivery import hint_keys
from bellhop.domain.event import Event, NewEvent
from bellhop.domain.event_catalog import kind_of
from bellhop.domain.event_type import fault_of_wanted
from bellhop.domain.ledger import Verdict
from bellhop.domain.matching import Compile, Matcher, compile_with
from bellhop.domain.payloads import LARGEST_FULL_BYTES, ping, sample, sample_of_declared
from bellhop.domain.subscription import Listener, SubscriptionState
from bellhop.domain.subscription_spec import faults_of_body
from bellhop.domain.template import Template, TooLargeError
from bellhop.domain.tenant import Tenant
from bellhop.errors import ConflictError, Fault, InvalidInputError, NotEntitledError, NotFoundError
from bellhop.ids import DeliveryId, EventId, Prefix, SubscriptionId, TenantId, encode, uuid7
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import events as events_store
from bellhop.store import subscriptions
from bellhop.store.store import Store

MOST_TESTED_EVENTS = 100
MOST_RENDERED_EVENTS = 10
_TESTED_AGE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Sent:
    """An event that was made for one subscription, and its delivery."""

    event_id: EventId
    delivery_id: DeliveryId


class Rendered(NamedTuple):
    """An event and what a template makes of it; None where that would be too large."""

    event: Event
    body: bytes | None


class SubscriptionTrials:
    """Tries subscriptions, filters and templates."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        registry: RegistryCache,
        wakeups: Wakeups,
        parse_filter: Compile,
        event_types: EventTypes,
    ) -> None:
        self._store = store
        self._clock = clock
        self._registry = registry
        self._wakeups = wakeups
        self._parse_filter = parse_filter
        self._event_types = event_types

    async def ping(self, tenant: Tenant, subscription_id: SubscriptionId, *, actor: Actor) -> Sent:
        """Send `webhook.ping` to a subscription through the real pipeline, whatever it listens to."""
        now = self._clock.now()
        event = ping(tenant.tenant_id, subscription_id, now)
        return await self._send(tenant, subscription_id, event, verb="subscription.pinged", actor=actor)

    async def send_example(
        self,
        tenant: Tenant,
        subscription_id: SubscriptionId,
        event_type: str,
        changes: Mapping[str, object],
        *,
        actor: Actor,
    ) -> Sent:
        """Send the example of a type to a subscription through the real pipeline, whatever it listens to.

        Receivers know it by `"test": true`, lists of events by the source `example`. `changes` is a JSON merge patch
        of its data.
        """
        event = await self._example(event_type, tenant.tenant_id, subscription_id, changes)
        if len(event.full) > LARGEST_FULL_BYTES:
            fault = Fault("/data", "too-large", f"A body is at most {LARGEST_FULL_BYTES} bytes.")
            raise InvalidInputError(faults=[fault])
        return await self._send(tenant, subscription_id, event, verb="subscription.example_sent", actor=actor)

    async def _example(
        self, event_type: str, tenant_id: TenantId, subscription_id: SubscriptionId, changes: Mapping[str, object]
    ) -> NewEvent:
        """The example of a type of ours, or of one that the operator has declared."""
        now, kind = self._clock.now(), kind_of(event_type)
        if kind is not None:
            return sample(kind, tenant_id, subscription_id, now, changes)
        declared = await self._event_types.find(event_type)
        if declared is not None and declared.example is not None:
            return sample_of_declared(event_type, declared.example, tenant_id, subscription_id, now, changes=changes)
        sentence = "There is no such type; `…/event-types` lists those that there are."
        if declared is not None:
            sentence = "The operator has given no example of that type."
        raise InvalidInputError(faults=[Fault("/type", "no-example", sentence)])

    async def _send(
        self, tenant: Tenant, subscription_id: SubscriptionId, event: NewEvent, *, verb: str, actor: Actor
    ) -> Sent:
        """Write an event that is for one subscription only; raises when that one would not get it."""
        if tenant.limits.subscriptions == 0:
            raise NotEntitledError
        now = event.create_time
        async with change(self._store, tenant.tenant_id, actor, now) as made:
            current = await subscriptions.get(made.connection, tenant.tenant_id, subscription_id)
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

    async def try_filter(
        self, tenant_id: TenantId, event_types: tuple[str, ...], text: str | None
    ) -> list[tuple[Event, Verdict]]:
        """What a subscription with these types and this filter would have got of the newest events."""
        faults = [
            Fault(f"/event_types/{index}", "bad-event-type", sentence)
            for index, sentence in enumerate(map(fault_of_wanted, event_types))
            if sentence is not None
        ]
        faults += faults_of_filter(text, self._parse_filter)
        if faults:
            raise InvalidInputError(faults=faults)
        listener = Listener(SubscriptionId(uuid7(self._clock.now())), event_types, text)
        matcher = Matcher((listener,), compile_with(self._parse_filter))
        async with self._store.cell_of(tenant_id).connection() as connection:
            recent = await events_store.recent(
                connection, tenant_id, since=self._clock.now() - _TESTED_AGE, limit=MOST_TESTED_EVENTS
            )
        return [(event, Verdict(matcher.match(_as_new(event)).verdicts[0])) for event in recent]

    async def try_template(
        self, tenant_id: TenantId, event_types: tuple[str, ...], text: str | None, template: Mapping[str, Any]
    ) -> list[Rendered]:
        """What a template makes of the newest events that such a subscription would have got, at most ten."""
        faults = list(faults_of_body(template))
        if faults:
            raise InvalidInputError(faults=faults)
        tried = await self.try_filter(tenant_id, event_types, text)
        wanted = [event for event, verdict in tried if verdict is Verdict.DELIVERED][:MOST_RENDERED_EVENTS]
        if not wanted:
            return []
        async with self._store.cell_of(tenant_id).connection() as connection:
            bodies = await events_store.bodies(connection, [(tenant_id, event.event_id) for event in wanted])
        cut, rendered = Template(orjson.dumps(template)), []
        for event in wanted:
            await asyncio.sleep(0)  # others go on in between
            body = bodies.get(event.event_id)
            if body is not None:
                try:
                    rendered.append(Rendered(event, cut.render(body.message_id, body.full)))
                except TooLargeError:
                    rendered.append(Rendered(event, None))
        return rendered


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
