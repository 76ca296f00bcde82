"""Counts of a tenant's deliveries, as it reads them."""

from bellhop.api.body.models import AnswerModel
from bellhop.clock import format_time
from bellhop.domain.stats import LATENCY_BUCKETS_MS, HourOfSubscription
from bellhop.ids import Prefix, encode


class LatencyBucketOut(AnswerModel):
    """How many attempts took at most `le_ms` milliseconds and more than the bucket before; no bound on the last."""

    le_ms: int | None
    count: int


class HourOut(AnswerModel):
    """One subscription in one hour: attempts by what came of them, dead letters, and a histogram of durations."""

    subscription_id: str
    hour: str
    delivered: int
    failed: int
    dead: int
    latency: list[LatencyBucketOut]


class StatsOut(AnswerModel):
    """A page of hours, newest first."""

    results: list[HourOut]
    next_page_token: str | None = None


def to_json(hour: HourOfSubscription) -> dict[str, object]:
    """The JSON object of one subscription in one hour."""
    bounds = (*LATENCY_BUCKETS_MS, None)
    return {
        "subscription_id": encode(Prefix.SUBSCRIPTION, hour.subscription_id),
        "hour": format_time(hour.hour),
        "delivered": hour.delivered,
        "failed": hour.failed,
        "dead": hour.dead,
        "latency": [{"le_ms": bound, "count": count} for bound, count in zip(bounds, hour.latency, strict=True)],
    }
