"""Who works: the workers that hold jobs, for the operator."""

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.clock import format_time
from bellhop.core.workload import LEASES_COUNTED_TO
from bellhop.domain.workload import Worker

_MOST = 1000


class WorkerOut(AnswerModel):
    """One worker, by the `worker_id` that it gave: how many jobs it holds, and how long ago it was heard of."""

    worker_id: str
    held: int
    actions: dict[str, int]
    oldest_claim_time: str
    last_heartbeat_time: str
    next_lease_expire_time: str


class WorkersOut(AnswerModel):
    """The workers that hold jobs, those that hold most first, at most 1,000.

    The first `counted_to` leases of each cell are counted. One that waits for work holds nothing and is not told.
    """

    results: list[WorkerOut]
    counted_to: int


@Terms("List the workers that hold jobs", answers={200: WorkersOut})
async def list_all(call: Call) -> Answer:
    """The workers by what they hold just now."""
    workers = await call.services.workload.workers()
    return Answer(body={"results": [_to_json(each) for each in workers[:_MOST]], "counted_to": LEASES_COUNTED_TO})


def _to_json(worker: Worker) -> dict[str, object]:
    return {
        "worker_id": worker.worker_id,
        "held": worker.held,
        "actions": worker.actions,
        "oldest_claim_time": format_time(worker.oldest_claim),
        "last_heartbeat_time": format_time(worker.last_heartbeat),
        "next_lease_expire_time": format_time(worker.first_expiry),
    }
