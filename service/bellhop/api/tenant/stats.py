"""Counts over HTTP: what came of a tenant's deliveries, per subscription and hour."""

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.stats_wire import StatsOut, to_json
from bellhop.core.lists import STATS_FIELDS


@Terms("Counts per subscription and hour", query=FilteredPage, filters=STATS_FIELDS, answers={200: StatsOut})
async def list_all(call: Call) -> Answer:
    """The tenant's counts."""
    return await page(call, call.services.lists.stats(call.tenant_id), to_json)
