"""How much waits and runs, who works and what is slow, for the operator."""

from bellhop.api.admin.stats_wire import ServiceStatsOut, to_json
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms


@Terms("How much waits and runs, who works, what is slow", answers={200: ServiceStatsOut})
async def get(call: Call) -> Answer:
    """The figures of all cells together."""
    services = call.services
    return Answer(body=to_json(await services.condition.depths(), await services.workload.pressure()))
