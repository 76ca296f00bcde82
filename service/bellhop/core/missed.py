"""Making up for what a subscription missed while it was disabled: a delivery of each event that it would get now.

The ledger of an event is the guard. Under the event's lock it must still say `disabled` of the subscription; the
delivery is made and the ledger turned to `replayed` in one transaction, so whatever is done twice makes one delivery.
Types and filter are those that the subscription has now: while it was disabled nobody asked its filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.core.outbox import new_delivery
from bellhop.core.registry import RegistryCache
from bellhop.domain.delivery import LaneHint, NewDelivery
from bellhop.domain.event import NewEvent
from bellhop.domain.ledger import Verdict, verdict_of
from bellhop.domain.ledger import replay as replay_ledger
from bellhop.domain.subscription import Listener
from bellhop.ids import EventId, SubscriptionId, TenantId, uuid7_time
from bellhop.store import missed as store
from bellhop.store import outbox, retention
from bellhop.store.missed import Noted

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_CLOSED = frozenset({Verdict.DISABLED, Verdict.NOT_ENTITLED})


@dataclass(slots=True)
class Judged:
    """Missed events: those to be sent and to whom, and how many are wanted but can be sent no more, or not now."""

    sendable: list[tuple[Noted, Listener]] = field(default_factory=list)
    refused: int = 0


async def judge(
    connection: "Connection",
    registry: RegistryCache,
    lane: tuple[TenantId, SubscriptionId],
    event_ids: Sequence[EventId],
    *,
    now: datetime,
    locked: bool = False,
) -> Judged:
    """Which of these events the subscription missed and would get now; what it no longer wants is left out."""
    tenant_id, subscription_id = lane
    mine = (await registry.read(connection, {tenant_id}))[tenant_id]
    matcher = mine.matcher.alone(subscription_id)
    judged = Judged()
    for noted in await store.load(connection, tenant_id, event_ids, locked=locked):
        if verdict_of(noted.ledger, subscription_id) is not Verdict.DISABLED:
            continue
        match = matcher.match(noted.event, entitled=mine.entitled)
        if match.listeners and not _has_expired(noted.event, now):
            judged.sendable.append((noted, match.listeners[0]))
        elif match.listeners or not match.verdicts or match.verdicts[0] in _CLOSED:
            judged.refused += 1
    return judged


async def replay(
    connection: "Connection",
    registry: RegistryCache,
    lane: tuple[TenantId, SubscriptionId],
    event_ids: Sequence[EventId],
    *,
    now: datetime,
) -> tuple[list[LaneHint], int]:
    """Make the deliveries of events that the subscription missed, inside the caller's transaction.

    Returns the hints for after the commit, and how many were refused: what they tell of has expired, or the
    subscription is disabled, deleted or not entitled.
    """
    line = await retention.share_line(connection)  # below it events may be dropped at any moment
    kept = [each for each in event_ids if uuid7_time(each) >= line]
    judged = await judge(connection, registry, lane, kept, now=now, locked=True)
    made: list[NewDelivery] = []
    ledgers: list[tuple[EventId, bytes]] = []
    for noted, listener in judged.sendable:
        delivery = new_delivery(noted.event, listener, now)
        made.append(delivery)
        ledgers.append((delivery.event_id, replay_ledger(noted.ledger, lane[1], delivery.delivery_id)))
    if made:
        await store.write_ledgers(connection, lane[0], ledgers)
        await outbox.write(connection, (), made)
    return [LaneHint(*lane, each.due, each.delivery_id) for each in made], judged.refused


def _has_expired(event: NewEvent, now: datetime) -> bool:
    return event.read_until is not None and event.read_until <= now
