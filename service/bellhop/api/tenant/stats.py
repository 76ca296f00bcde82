"""Counts over HTTP: what came of a tenant's deliveries by the hour, per subscription or all together."""

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.stats_wire import GroupBy, StatsOut, StatsQuery, to_json, together_to_json
from bellhop.core.lists import STATS_FIELDS


@Terms("Counts per hour", query=StatsQuery, filters=STATS_FIELDS, answers={200: StatsOut})
async def list_all(call: Call) -> Answer:
    """The tenant's counts. With `group_by=tenant` a filter may name the hour only."""
    query: StatsQuery = call.query
    if query.group_by is GroupBy.TENANT:
        return await page(call, call.services.lists.stats_of_tenant(call.tenant_id), together_to_json)
    return await page(call, call.services.lists.stats(call.tenant_id), to_json)
