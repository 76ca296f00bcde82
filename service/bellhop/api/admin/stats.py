"""How much waits and runs, for the operator."""

from datetime import datetime

from bellhop.api.admin.stats_wire import ServiceStats
from bellhop.api.body.models import time_or_none, without_absent
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.store import depths
from bellhop.store.depths import COUNTED_TO, Depths


@Terms("How much waits and runs", answers={200: ServiceStats})
async def get(call: Call) -> Answer:
    """GET /v2/admin/stats."""
    cells: list[Depths] = []
    for cell in call.services.store.cells:
        async with cell.connection() as connection:
            cells.append(await depths.read(connection, now=call.services.clock.now()))
    jobs = {
        "due": sum(each.jobs_due for each in cells),
        "oldest_due_time": time_or_none(_oldest([each.jobs_oldest_due for each in cells])),
        "scheduled": sum(each.jobs_scheduled for each in cells),
        "running": sum(each.jobs_running for each in cells),
    }
    deliveries = {
        "due": sum(each.deliveries_due for each in cells),
        "oldest_due_time": time_or_none(_oldest([each.deliveries_oldest_due for each in cells])),
        "scheduled": sum(each.deliveries_scheduled for each in cells),
        "in_flight": sum(each.deliveries_in_flight for each in cells),
        "circuits_open": sum(each.circuits_open for each in cells),
    }
    return Answer(
        body={"jobs": without_absent(jobs), "deliveries": without_absent(deliveries), "counted_to": COUNTED_TO}
    )


def _oldest(moments: list[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
