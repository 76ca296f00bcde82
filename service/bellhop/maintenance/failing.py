"""The five-day rule: an endpoint that has only failed is told of after a day and disabled after five.

Where access tokens come from is a part of it: a subscription for which none could be had has failed, too.

The time is counted from the first failure after the last success to the latest failure, so an endpoint to which
nothing is sent does not grow worse by waiting. Nobody is disabled without having been warned a day before: where
little is sent, the second failure may be the one of the sixth day.
"""

from datetime import timedelta

from bellhop.clock import Clock, format_time
from bellhop.core import disabling, outbox
from bellhop.core.registry import RegistryCache
from bellhop.domain.circuit import in_words
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.domain.event import EventType
from bellhop.domain.subscription import DisabledReason, Subscription, SubscriptionState
from bellhop.log import get_logger
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import subscriptions, waiting
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.store.waiting import FailingLane

WARN_AFTER = timedelta(days=1)
DISABLE_AFTER = timedelta(days=5)
NOTICE = timedelta(days=1)
_BATCH = 100

log = get_logger("maintenance")


class FailingWatch:
    """Warns of endpoints that only fail, and disables them in the end."""

    def __init__(self, store: Store, clock: Clock, wakeups: Wakeups, *, registry: RegistryCache) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry

    async def run_once(self) -> int:
        """How many subscriptions were warned of or disabled."""
        return sum(await self._store.over_cells(self._watch))

    async def _watch(self, cell: Database) -> int:
        async with cell.connection() as connection:
            failing = await waiting.failing(connection, over=WARN_AFTER, limit=_BATCH)
            hopeless = await waiting.hopeless(connection, over=DISABLE_AFTER, since_warned=NOTICE, limit=_BATCH)
            keys = [each.lane for each in (*failing, *hopeless)]
            found = await subscriptions.load(connection, keys) if keys else []
        owners = {
            (each.tenant_id, each.subscription_id): each
            for each in found
            if each.state is SubscriptionState.ENABLED and each.delete_time is None
        }
        handled = 0
        for lane in failing:
            if lane.lane in owners:
                handled += await self._warn(cell, lane, owners[lane.lane])
        for lane in hopeless:
            if lane.lane in owners:
                handled += await self._disable(cell, lane, owners[lane.lane])
        return handled

    async def _warn(self, cell: Database, lane: FailingLane, subscription: Subscription) -> int:
        now = self._clock.now()
        async with cell.transaction() as connection:
            if not await waiting.warn(connection, lane.lane, now=now):
                return 0
            event = disabling.about(
                subscription, EventType.SUBSCRIPTION_FAILING, reason="failing", now=now, facts=_facts(lane)
            )
            hints = await outbox.publish(connection, self._registry, [event], now=now)
        self._announce(hints)
        log.info("subscription.failing", subscription_id=lane.lane[1], failures=lane.failures)
        return 1

    async def _disable(self, cell: Database, lane: FailingLane, subscription: Subscription) -> int:
        hints = await disabling.disable(
            cell,
            self._registry,
            subscription,
            reason=DisabledReason.FAILING,
            now=self._clock.now(),
            facts=_facts(lane),
        )
        self._announce(hints)
        log.info("subscription.disabled", subscription_id=lane.lane[1], reason="failing")
        return 1

    def _announce(self, hints: list[LaneHint]) -> None:
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))


def _facts(lane: FailingLane) -> dict[str, object]:
    last_failure = {} if lane.last_failure is None else {"last_failure": in_words(lane.last_failure)}
    return last_failure | {
        "failing_since": format_time(lane.first_failure_time),
        "last_failure_time": format_time(lane.last_failure_time),
        "consecutive_failures": lane.failures,
        "disabled_after_seconds": int(DISABLE_AFTER.total_seconds()),
    }
