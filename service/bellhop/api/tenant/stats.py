"""Counts over HTTP: what came of a tenant's deliveries, per subscription and hour."""

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.stats_wire import StatsOut, to_json
from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.ids import Prefix
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


@Terms("Counts per subscription and hour", query=FilteredPage, filters=STATS.fields, answers={200: StatsOut})
async def list_all(call: Call) -> Answer:
    """The tenant's counts."""
    cell = call.services.store.cell_of(call.tenant_id)
    return await page(call, STATS, cell, (call.tenant_id,), serialize=to_json)
