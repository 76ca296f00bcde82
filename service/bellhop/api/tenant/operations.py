"""Operations: the same resource under three spellings of its collection."""

from functools import partial

from bellhop.api.edge.call import Answer, Call, has_already
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.shared.operation_wire import OperationOut, OperationsOut
from bellhop.api.shared.operations import LONGEST_WAIT_SECONDS, answer_accepted, answer_operation, job_id_of, wait_for
from bellhop.api.tenant.operations_wire import HistoryOut, OperationsQuery, ViewQuery
from bellhop.core.lists import OPERATION_FIELDS
from bellhop.domain.job import Job
from bellhop.domain.operation import history_to_json, to_json


@Terms(
    "List operations", query=OperationsQuery, filters=OPERATION_FIELDS, answers={200: OperationsOut}, problems=(400,)
)
async def list_all(call: Call) -> Answer:
    """The tenant's operations, newest first."""
    query: OperationsQuery = call.query
    full = query.view == "full"
    listing = call.services.lists.operations(call.tenant_id, with_input=full)
    return await page(call, listing, partial(to_json, include_input=full), variant=query.view)


@Terms(
    "Get an operation",
    query=ViewQuery,
    headers=("Prefer", "If-None-Match"),
    answers={200: OperationOut, 304: None},
    problems=(400, 404),
)
async def get(call: Call) -> Answer:
    """One operation; waits for its end (or, with `If-None-Match`, for a change) when asked to."""
    query: ViewQuery = call.query
    full = query.view == "full"
    job_id = job_id_of(call.params["operation_id"])
    jobs = call.services.jobs
    wait = call.wait_seconds(LONGEST_WAIT_SECONDS)
    if wait:
        known = call.header("If-None-Match")

        def is_news(job: Job) -> bool:
            if known is None:
                return job.state.done
            return not has_already(known, answer_operation(call, job, full=full).headers["ETag"])

        job = await wait_for(call, job_id, wait, lambda now: now.state.done or is_news(now))
        if full:
            job = await jobs.get(call.tenant_id, job_id, with_input=True)
    else:
        job = await jobs.get(call.tenant_id, job_id, with_input=full)
    return answer_operation(call, job, full=full)


@Terms("Cancel an operation", answers={200: OperationOut}, problems=(404, 409, 412))
async def cancel(call: Call) -> Answer:
    """Ask for an operation to stop."""
    job = await call.services.jobs.cancel(
        call.tenant_id, job_id_of(call.params["operation_id"]), precondition=call.check_version
    )
    return answer_operation(call, job)


@Terms(
    "Start a failed or cancelled operation anew",
    headers=("Idempotency-Key", "If-Match"),
    answers={202: OperationOut},
    problems=(400, 404, 409, 412, 422),
)
async def retry(call: Call) -> Answer:
    """Start an operation that failed or was cancelled anew."""
    jobs, key = call.services.jobs, idempotency_key(call)
    job_id = job_id_of(call.params["operation_id"])
    retried = jobs.retry(call.tenant, job_id, precondition=call.check_version, key=key)
    started = await jobs.once(call.tenant_id, key, retried)
    return answer_accepted(call, started.job, replayed=started.replayed)


@Terms("What happened to an operation", answers={200: HistoryOut}, problems=(404,))
async def history(call: Call) -> Answer:
    """Everything that happened to an operation."""
    job, entries, lease = await call.services.jobs.history(call.tenant_id, job_id_of(call.params["operation_id"]))
    return Answer(body={"results": history_to_json(job, entries, lease)})
