"""Counts over HTTP: what came of a tenant's deliveries, per subscription and hour."""

import asyncpg

from bellhop.api.body.models import AnswerModel, FilteredPage
from bellhop.api.edge.auth import of_tenant
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Route
from bellhop.clock import format_time
from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.domain.key import Scope
from bellhop.domain.stats import LATENCY_BUCKETS_MS
from bellhop.ids import Prefix, encode
from bellhop.store.queries import load

STATS = Collection(
    name="stats",
    select=load("stats")["list"],
    order=("s.hour", "s.subscription_id"),
    key_types=("timestamptz", "uuid"),
    key=lambda row: (row["hour"], row["subscription_id"]),
    fields={
        "subscription_id": Field(FieldType.ID, "s.subscription_id", prefix=Prefix.SUBSCRIPTION),
        "hour": Field(FieldType.TIMESTAMP, "s.hour"),
    },
)


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


async def list_all(call: Call) -> Answer:
    """The tenant's counts."""
    cell = call.services.store.cell_of(call.tenant_id)
    return await page(call, STATS, cell, (call.tenant_id,), serialize=_hour)


def _hour(row: asyncpg.Record) -> dict[str, object]:
    bounds = (*LATENCY_BUCKETS_MS, None)
    return {
        "subscription_id": encode(Prefix.SUBSCRIPTION, row["subscription_id"]),
        "hour": format_time(row["hour"]),
        "delivered": row["delivered"],
        "failed": row["failed"],
        "dead": row["dead"],
        "latency": [{"le_ms": bound, "count": count} for bound, count in zip(bounds, row["latency"], strict=True)],
    }


ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/v2/tenants/{tenant_id}/stats", list_all, summary="Counts per subscription and hour", tag="deliveries",
        access=of_tenant(Scope.DELIVERIES_READ), query=FilteredPage, filters=STATS.fields, answers={200: StatsOut},
    ),
)  # fmt: skip
