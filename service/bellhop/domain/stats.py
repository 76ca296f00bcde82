"""What is counted per subscription and hour, and the buckets in which durations of attempts are counted."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bellhop.ids import SubscriptionId

LATENCY_BUCKETS_MS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
"""Upper bounds, inclusive; one more bucket counts what is longer."""

BUCKETS = len(LATENCY_BUCKETS_MS) + 1
_BOUNDS_US = tuple(bound * 1_000 for bound in LATENCY_BUCKETS_MS)


def bucket_of(duration_us: int) -> int:
    """The index of the bucket that a duration falls into."""
    return bisect_left(_BOUNDS_US, duration_us)


def quantile_ms(latency: Sequence[int], share: float) -> float | None:
    """The duration that this share of the counted attempts stays below, in milliseconds; None where none is counted.

    Within its bucket it is taken to lie where its rank lies among the bucket's. Of the last bucket only the lower bound
    is known, and is answered.
    """
    rank = share * sum(latency)
    if not rank:
        return None
    passed, lower = 0, 0
    for count, upper in zip(latency, LATENCY_BUCKETS_MS, strict=False):
        if passed + count >= rank:
            return round(lower + (upper - lower) * (rank - passed) / count, 1)
        passed, lower = passed + count, upper
    return float(lower)


@dataclass(frozen=True, slots=True)
class HourOfSubscription:
    """What came of a subscription's attempts in one hour; `latency` has a count for each bucket."""

    subscription_id: SubscriptionId
    hour: datetime
    delivered: int
    failed: int
    dead: int
    latency: Sequence[int]


@dataclass(frozen=True, slots=True)
class HourOfTenant:
    """The same of all of a tenant's subscriptions together."""

    hour: datetime
    delivered: int
    failed: int
    dead: int
    latency: Sequence[int]
