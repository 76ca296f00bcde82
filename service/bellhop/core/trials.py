"""Trying on the newest events what a subscription would get of them, and what its template makes of them."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import orjson

from bellhop.core.subscription_checks import faults_of_filter
from bellhop.core.subscriptions import Subscriptions
from bellhop.domain.event import Event, NewEvent
from bellhop.domain.event_type import fault_of_wanted
from bellhop.domain.ledger import Verdict
from bellhop.domain.matching import Matcher, compile_with
from bellhop.domain.subscription import Listener
from bellhop.domain.subscription_spec import faults_of_body
from bellhop.domain.template import Template, TooLargeError
from bellhop.errors import Fault, InvalidInputError
from bellhop.ids import SubscriptionId, TenantId, uuid7
from bellhop.store import events as store

MOST_TESTED_EVENTS = 100
MOST_RENDERED_EVENTS = 10
_TESTED_AGE = timedelta(days=2)


class Rendered(NamedTuple):
    """An event and what a template makes of it; None where that would be too large."""

    event: Event
    body: bytes | None


class Trials:
    """Tries; nothing is written and nothing is sent."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._databases = subscriptions.databases
        self._clock = subscriptions.clock
        self._parse_filter = subscriptions.parse_filter

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
        async with self._databases.cell_of(tenant_id).connection() as connection:
            recent = await store.recent(
                connection, tenant_id, since=self._clock.now() - _TESTED_AGE, most=MOST_TESTED_EVENTS
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
        async with self._databases.cell_of(tenant_id).connection() as connection:
            bodies = await store.bodies(connection, [(tenant_id, event.event_id) for event in wanted])
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
