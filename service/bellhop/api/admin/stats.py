"""How much waits and runs, for the operator."""

from bellhop.api.admin.stats_wire import ServiceStatsOut, to_json
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms


@Terms("How much waits and runs", answers={200: ServiceStatsOut})
async def get(call: Call) -> Answer:
    """The figures of all cells together."""
    return Answer(body=to_json(await call.services.condition.depths()))
