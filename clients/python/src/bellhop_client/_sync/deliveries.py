"""Deliveries and events: what was sent, and why something was not. Written by `tools/generate.py` from `_async`."""

from collections.abc import Mapping, Sequence
from typing import Any

from bellhop_client._sync.operations import OperationHandle, Operations
from bellhop_client._sync.pages import Pages
from bellhop_client._sync.scope import Scope, body_of
from bellhop_client.models import (
    DeliveryOut,
    DeliveryWithAttemptsOut,
    EventOut,
    EventsOut,
    EventTypesOut,
    HourOut,
    Operation,
    PublishedEventIn,
    PublishOut,
)


class Deliveries(Scope):
    """The deliveries of one tenant."""

    def list(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> Pages[DeliveryOut]:
        """All of them, newest first; `filter` is CEL, such as `state == "dead"`."""
        return self.pages_of(
            self.at("/deliveries"), DeliveryOut, filter=filter, max_page_size=max_page_size, page_token=page_token
        )

    def get(self, delivery_id: str) -> DeliveryWithAttemptsOut:
        """One of them, with its attempts."""
        return self.fetch(self.at("/deliveries/{}", delivery_id), DeliveryWithAttemptsOut)

    def redeliver(self, delivery_id: str) -> DeliveryOut:
        """Send it again, with the same `webhook-id`. Not repeated by itself: read the delivery where no answer came."""
        return self.send(self.at("/deliveries/{}:redeliver", delivery_id), DeliveryOut)

    def skip(self, delivery_id: str) -> DeliveryOut:
        """End it unsent, and let the queue behind it go on."""
        return self.send(self.at("/deliveries/{}:skip", delivery_id), DeliveryOut)

    def dead_letters(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> Pages[DeliveryOut]:
        """Those that were given up."""
        return self.pages_of(
            self.at("/dead-letters"), DeliveryOut, filter=filter, max_page_size=max_page_size, page_token=page_token
        )

    def redeliver_dead_letters(
        self, filter: str | None = None, *, idempotency_key: str | None = None
    ) -> OperationHandle:
        """Send all dead letters that match once more, as an operation with progress."""
        body = {} if filter is None else {"filter": filter}
        operation = self.send(
            self.at("/dead-letters:redeliver"), Operation, body, keyed=True, idempotency_key=idempotency_key
        )
        return OperationHandle(Operations(self.transport, self.tenant), operation)

    def stats(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> Pages[HourOut]:
        """What each subscription got in each hour."""
        return self.pages_of(
            self.at("/stats"), HourOut, filter=filter, max_page_size=max_page_size, page_token=page_token
        )


class Events(Scope):
    """The events of one tenant."""

    def list(
        self,
        *,
        filter: str | None = None,
        full: bool = False,
        max_page_size: int | None = None,
        page_token: str | None = None,
    ) -> Pages[EventOut]:
        """All of them, newest first; `full` adds payload and ledger."""
        view = "full" if full else None
        return self.pages_of(
            self.at("/events"), EventOut, filter=filter, view=view, max_page_size=max_page_size, page_token=page_token
        )

    def get(self, event_id: str) -> EventOut:
        """One of them, with why each subscription did or did not get it."""
        return self.fetch(self.at("/events/{}", event_id), EventOut)

    def after(self, position: str = "", *, full: bool = False, max_page_size: int | None = None) -> EventsOut:
        """The feed: events in the order of their commits, oldest first, after a position of an earlier answer."""
        view = "full" if full else None
        return self.fetch(self.at("/events"), EventsOut, after=position, view=view, max_page_size=max_page_size)

    def publish(self, events: Sequence[PublishedEventIn | Mapping[str, Any]]) -> PublishOut:
        """Tell of events of your own (an operator's or a worker's key), at most a hundred.

        It is repeated by itself where every event has an `id` of yours: the same again delivers nothing twice.
        """
        items = [body_of(each, {}) for each in events]
        return self.send(
            self.at("/events"), PublishOut, {"events": items}, repeatable=all(each.get("id") for each in items)
        )

    def types(self) -> EventTypesOut:
        """Every type that there is, with what it tells."""
        return self.fetch(self.at("/event-types"), EventTypesOut)
