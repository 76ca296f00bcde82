"""The steps of an operation that sends many again: first deliveries that have ended, then events that were missed.

Each goes through its part of the selection in the order of the ids, a page at a time, and knows what it has done: a
delivery that was sent again has not ended before the operation was asked for, an event that was made up for is no
longer `disabled` in its ledger. So a page that is done twice sends nothing twice.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bellhop.core import missed as missed_events
from bellhop.core.redelivery import redeliver
from bellhop.core.registry import RegistryCache
from bellhop.domain.bulk import Selection
from bellhop.domain.delivery import DeliveryLaneKey, LaneHint
from bellhop.domain.job import Job
from bellhop.domain.ledger import Verdict, verdict_of
from bellhop.errors import DeliveryInFlightError, NotFoundError
from bellhop.ids import DeliveryId, EventId, SubscriptionId, uuid7_floor
from bellhop.store import bulk, events, missed, retention
from bellhop.store.missed import Stretch

if TYPE_CHECKING:
    from bellhop.store.database import Connection

START = uuid.UUID(int=0)
ENDED, MISSED = "deliveries", "missed"
_MOST_ASIDE = 32  # their places are kept with the job, in 4 KiB
_MOST_COUNTED = 1_000_000
_LOOKED_AT_ONCE = 500
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """What was looked at: how many, the last of them, those to be sent, and the lanes that these go to."""

    looked: int
    last: uuid.UUID
    ids: Sequence[uuid.UUID]
    lanes: frozenset[DeliveryLaneKey]


@dataclass(frozen=True, slots=True)
class SentPage:
    """What came of a page: the deliveries that wait by it, and how many were refused."""

    hints: Sequence[LaneHint]
    refused: int


class ReplayStep(Protocol):
    """One part of a selection; an operation that goes on elsewhere finds it by its `name`."""

    name: str

    async def is_settled(self, connection: "Connection") -> bool:
        """Whether nothing can be added any more to what it goes through."""
        ...

    async def count(self, connection: "Connection", after: uuid.UUID) -> int:
        """How many there are to look at beyond an id."""
        ...

    async def page(self, connection: "Connection", after: uuid.UUID, *, limit: int) -> Page | None:
        """The next page, with at most `limit` to be sent; None when there is nothing more to look at."""
        ...

    async def matching(self, connection: "Connection", page: Page, *, now: datetime) -> int:
        """How many of a page the selection names, for a dry run."""
        ...

    async def send(self, connection: "Connection", page: Page, *, now: datetime) -> SentPage:
        """Let a page be sent, inside the caller's transaction."""
        ...

    def set_aside(self, lanes: Collection[DeliveryLaneKey]) -> "Sequence[ReplayStep]":
        """Leave these lanes out from here on; returns the steps that go through them, none where that cannot be."""
        ...


class Ended:
    """Deliveries that had ended when the operation was asked for, of all subscriptions selected or of `only` one."""

    name = ENDED

    def __init__(
        self, job: Job, selection: Selection, registry: RegistryCache, *, only: SubscriptionId | None = None
    ) -> None:
        self._job = job
        self._selection = selection if only is None else replace(selection, subscription_id=only)
        self._registry = registry
        self._aside: set[SubscriptionId] = set()
        if only is not None:
            self.name = str(only)

    async def is_settled(self, _connection: "Connection") -> bool:
        """Always: what ends later is not meant."""
        return True

    async def count(self, connection: "Connection", after: uuid.UUID) -> int:
        """How many deliveries the selection names beyond an id."""
        return await bulk.count(
            connection,
            self._job.tenant_id,
            self._selection,
            after=DeliveryId(after),
            ended_before=self._job.create_time,
            without=self._aside,
            limit=_MOST_COUNTED,
        )

    async def page(self, connection: "Connection", after: uuid.UUID, *, limit: int) -> Page | None:
        """The next deliveries; all of them are to be sent."""
        found = await bulk.page(
            connection,
            self._job.tenant_id,
            self._selection,
            after=DeliveryId(after),
            ended_before=self._job.create_time,
            without=self._aside,
            limit=limit,
        )
        if not found:
            return None
        lanes = frozenset((self._job.tenant_id, each.subscription_id) for each in found)
        return Page(len(found), found[-1].delivery_id, [each.delivery_id for each in found], lanes)

    async def matching(self, _connection: "Connection", page: Page, *, now: datetime) -> int:  # noqa: ARG002 - Step's own
        """All of them."""
        return len(page.ids)

    async def send(self, connection: "Connection", page: Page, *, now: datetime) -> SentPage:
        """Let them wait again: those of subscriptions to which something may be sent now."""
        tenant_id = self._job.tenant_id
        if not (await self._registry.read(connection, {tenant_id}))[tenant_id].entitled:
            return SentPage((), len(page.ids))
        ids = [DeliveryId(each) for each in page.ids]
        try:
            done = await redeliver(connection, tenant_id, ids, now=now, to_disabled=False)
        except (NotFoundError, DeliveryInFlightError):  # a page of one that is kept no longer, or on its way again
            return SentPage((), len(page.ids))
        return SentPage(done.hints, len(page.ids) - len(done.hints))

    def set_aside(self, lanes: Collection[DeliveryLaneKey]) -> Sequence[ReplayStep]:
        """A step for each of these lanes; none when it goes through one lane only, or would leave out too many."""
        if self._selection.subscription_id is not None or len(self._aside) + len(lanes) > _MOST_ASIDE:
            return ()
        return [self.without(lane[1]) for lane in sorted(lanes, key=lambda lane: lane[1].int)]

    def without(self, subscription_id: SubscriptionId) -> "Ended":
        """Leave one subscription out; returns the step that goes through what this one leaves out."""
        self._aside.add(subscription_id)
        return Ended(self._job, self._selection, self._registry, only=subscription_id)


class Missed:
    """Events of which the subscription got no delivery because it was disabled."""

    name = MISSED

    def __init__(
        self, job: Job, selection: Selection, subscription_id: SubscriptionId, registry: RegistryCache
    ) -> None:
        self._job = job
        self._selection = selection
        self._lane = (job.tenant_id, subscription_id)
        self._registry = registry
        self._first_later: int | None = None

    async def is_settled(self, connection: "Connection") -> bool:
        """Whether every transaction has ended that ran when it began here: ids are made before the commit."""
        if self._first_later is None:
            self._first_later = await missed.next_transaction(connection)
        return await events.feed_end(connection) >= self._first_later

    async def count(self, connection: "Connection", after: uuid.UUID) -> int:
        """How many events of the range there are beyond an id, missed or not."""
        return await missed.count(connection, await self._stretch(connection, after), limit=_MOST_COUNTED)

    async def page(self, connection: "Connection", after: uuid.UUID, *, limit: int) -> Page | None:
        """The next events; those whose ledger says `disabled` are to be sent, if the subscription wants them now."""
        looked, last, found = 0, START, list[EventId]()
        for event_id, ledger in await missed.page(
            connection, await self._stretch(connection, after), limit=_LOOKED_AT_ONCE
        ):
            looked, last = looked + 1, event_id
            if verdict_of(ledger, self._lane[1]) is Verdict.DISABLED:
                found.append(event_id)
                if len(found) == limit:
                    break
        return Page(looked, last, found, frozenset({self._lane} if found else ())) if looked else None

    async def matching(self, connection: "Connection", page: Page, *, now: datetime) -> int:
        """Those that the subscription would get now, or would but for what has expired."""
        judged = await missed_events.judge(connection, self._registry, self._lane, _events(page), now=now)
        return len(judged.sendable) + judged.refused

    async def send(self, connection: "Connection", page: Page, *, now: datetime) -> SentPage:
        """Make their deliveries."""
        hints, refused = await missed_events.replay(connection, self._registry, self._lane, _events(page), now=now)
        return SentPage(hints, refused)

    def set_aside(self, _lanes: Collection[DeliveryLaneKey]) -> Sequence[ReplayStep]:
        """None: there is one lane."""
        return ()

    async def _stretch(self, connection: "Connection", after: uuid.UUID) -> Stretch:
        """What is left of the range: above the line of history, and from before the operation was asked for."""
        since, until = self._selection.since, self._selection.until
        line = await retention.share_line(connection)
        below = uuid7_floor(self._job.create_time + _MILLISECOND)
        return Stretch(
            self._job.tenant_id,
            max(after, uuid7_floor(line), uuid7_floor(since) if since else START),
            min(below, uuid7_floor(until)) if until else below,
        )


def steps_of(
    job: Job, selection: Selection, registry: RegistryCache, names: Sequence[str] | None = None
) -> list[ReplayStep]:
    """The steps of an operation, in their order; of one that goes on, those that are left, by their names."""
    if names is None:
        names = ([ENDED] if selection.states else []) + ([MISSED] if selection.missed else [])
    ended = Ended(job, selection, registry)
    steps: list[ReplayStep] = []
    for name in names:
        if name == ENDED:
            steps.append(ended)
        elif name != MISSED:
            steps.append(ended.without(SubscriptionId(uuid.UUID(name))))
        elif selection.subscription_id is not None:
            steps.append(Missed(job, selection, selection.subscription_id, registry))
    return steps


def _events(page: Page) -> list[EventId]:
    return [EventId(each) for each in page.ids]
