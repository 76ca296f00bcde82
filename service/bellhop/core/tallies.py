"""The hourly counts of a subscription: what one attempt adds to them."""

from datetime import datetime

from bellhop.domain.delivery import DeliveryState
from bellhop.domain.delivery_change import AttemptResult
from bellhop.domain.stats import bucket_of
from bellhop.ids import SubscriptionId, TenantId
from bellhop.metrics import DEAD_LETTERS
from bellhop.store.records import Tally

Tallies = dict[tuple[TenantId, SubscriptionId, datetime], Tally]
"""What to add to the counts, by subscription and hour."""


def add(tallies: Tallies, result: AttemptResult) -> None:
    """Count one attempt that is recorded."""
    hour = result.attempt.start_time.replace(minute=0, second=0, microsecond=0)
    key = (result.lease.tenant_id, result.lease.subscription_id, hour)
    tally = tallies.get(key)
    if tally is None:
        tally = tallies[key] = Tally()
    if result.well:
        tally.delivered += 1
    elif result.well is not None:
        tally.failed += 1
    if result.change.state is DeliveryState.DEAD:
        tally.dead += 1
        DEAD_LETTERS.inc()
    tally.latency[bucket_of(result.attempt.total_us)] += 1
