"""Counts of a tenant's deliveries, as it reads them."""

from enum import StrEnum

from pydantic import Field

from bellhop.api.body.models import AnswerModel, FilteredPage, without_absent
from bellhop.clock import format_time
from bellhop.domain.stats import LATENCY_BUCKETS_MS, HourOfSubscription, HourOfTenant, quantile_ms
from bellhop.ids import Prefix, encode


class GroupBy(StrEnum):
    """What one row of the counts is about, in each hour."""

    SUBSCRIPTION = "subscription"
    TENANT = "tenant"


class StatsQuery(FilteredPage):
    """Which hours, and of what."""

    group_by: GroupBy = Field(
        GroupBy.SUBSCRIPTION,
        description="`subscription`: a row for each subscription and hour; `tenant`: one row for each hour.",
    )


class LatencyBucketOut(AnswerModel):
    """How many attempts took at most `le_ms` milliseconds and more than the bucket before; no bound on the last."""

    le_ms: int | None
    count: int


class HourOut(AnswerModel):
    """One hour: attempts by what came of them, dead letters, and how long attempts took.

    p50_ms, p95_ms: half of the attempts, and 95 % of them, took no longer, told from the histogram; absent without one.
    """

    subscription_id: str | None = Field(None, description="Absent with `group_by=tenant`.")
    hour: str
    delivered: int
    failed: int
    dead: int
    p50_ms: float | None = None
    p95_ms: float | None = None
    latency: list[LatencyBucketOut]


class StatsOut(AnswerModel):
    """A page of hours, newest first."""

    results: list[HourOut]
    next_page_token: str | None = None


def to_json(hour: HourOfSubscription) -> dict[str, object]:
    """The JSON object of one subscription in one hour."""
    return {"subscription_id": encode(Prefix.SUBSCRIPTION, hour.subscription_id), **together_to_json(hour)}


def together_to_json(hour: HourOfSubscription | HourOfTenant) -> dict[str, object]:
    """The JSON object of one hour."""
    bounds = (*LATENCY_BUCKETS_MS, None)
    return without_absent(
        {
            "hour": format_time(hour.hour),
            "delivered": hour.delivered,
            "failed": hour.failed,
            "dead": hour.dead,
            "p50_ms": quantile_ms(hour.latency, 0.5),
            "p95_ms": quantile_ms(hour.latency, 0.95),
            "latency": [{"le_ms": bound, "count": count} for bound, count in zip(bounds, hour.latency, strict=True)],
        }
    )
