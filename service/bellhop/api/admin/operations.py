"""Jobs of all tenants, for the operator."""

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.operation_wire import OperationOut, OperationsOut
from bellhop.api.shared.operations import answer_operation
from bellhop.core.lists import EVERY_OPERATION_FIELDS
from bellhop.domain.operation import to_json
from bellhop.ids import JobId, Prefix


@Terms(
    "List the operations of all tenants",
    query=FilteredPage,
    filters=EVERY_OPERATION_FIELDS,
    answers={200: OperationsOut},
)
async def list_all(call: Call) -> Answer:
    """The operations of all tenants, newest first."""
    return await page(call, call.services.lists.every_operation(), to_json)


@Terms(
    "Read an operation of any tenant, or of the service itself", answers={200: OperationOut, 304: None}, problems=(404,)
)
async def get(call: Call) -> Answer:
    """One operation whoever it belongs to, the service itself included."""
    job = await call.services.jobs.get_of_any_tenant(JobId(call.id("operation_id", Prefix.OPERATION)))
    return Answer(body=to_json(job)).with_etag(job.version)


@Terms(
    "Cancel an operation of any tenant, or of the service itself",
    answers={200: OperationOut},
    problems=(404, 409, 412),
)
async def cancel(call: Call) -> Answer:
    """Ask for an operation to stop, whoever it belongs to: the move of a tenant, for example."""
    job_id = JobId(call.id("operation_id", Prefix.OPERATION))
    job = await call.services.jobs.cancel_of_any_tenant(job_id, precondition=call.check_version)
    return answer_operation(call, job)
