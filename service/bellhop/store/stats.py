"""Counts per subscription and hour, as a list; they are written where attempts are recorded."""

import asyncpg

from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.domain.stats import HourOfSubscription, HourOfTenant
from bellhop.ids import Prefix, SubscriptionId
from bellhop.store.lists import Collection
from bellhop.store.queries import load


def record(row: asyncpg.Record) -> HourOfSubscription:
    """The record of one row."""
    return HourOfSubscription(
        subscription_id=SubscriptionId(row["subscription_id"]),
        hour=row["hour"],
        delivered=row["delivered"],
        failed=row["failed"],
        dead=row["dead"],
        latency=row["latency"],
    )


def _together(row: asyncpg.Record) -> HourOfTenant:
    return HourOfTenant(
        hour=row["hour"], delivered=row["delivered"], failed=row["failed"], dead=row["dead"], latency=row["latency"]
    )


STATS = Collection(
    name="stats",
    select=load("stats")["list"],
    order=("s.hour", "s.subscription_id"),
    key_types=("timestamptz", "uuid"),
    record=record,
    key=lambda hour: (hour.hour, hour.subscription_id),
    fields={
        "subscription_id": Field(FieldType.ID, "s.subscription_id", prefix=Prefix.SUBSCRIPTION),
        "hour": Field(FieldType.TIMESTAMP, "s.hour"),
    },
)
"""A tenant's hours; $1 is the tenant."""

STATS_OF_TENANT = Collection(
    name="stats-of-tenant",
    select=load("stats")["list_of_tenant"],
    order=("g.hour",),
    key_types=("timestamptz",),
    record=_together,
    key=lambda hour: (hour.hour,),
    fields={"hour": Field(FieldType.TIMESTAMP, "g.hour")},
)
"""The hours of all of a tenant's subscriptions together; $1 is the tenant, $2 now."""
