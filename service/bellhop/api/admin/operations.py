"""Jobs of all tenants, for the operator."""

import asyncpg

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.operation_wire import Operation, OperationsPage
from bellhop.api.tenant.operations import FIELDS
from bellhop.domain.filter import Field, FieldType
from bellhop.domain.operation import serialize
from bellhop.errors import NotFoundError
from bellhop.ids import JobId, Prefix, decode
from bellhop.store import jobs
from bellhop.store.jobs import LIST_ALL, read_job

OPERATIONS = Collection(
    name="admin/operations",
    select=LIST_ALL,
    order=("j.job_id", "j.tenant_id"),
    key_types=("uuid", "text"),
    key=lambda row: (row["job_id"], row["tenant_id"]),
    fields={**FIELDS, "tenant_id": Field(FieldType.STRING, "j.tenant_id")},
    heavy=True,
)


@Terms(
    "List the operations of all tenants", query=FilteredPage, filters=OPERATIONS.fields, answers={200: OperationsPage}
)
async def list_all(call: Call) -> Answer:
    """GET /v2/admin/operations."""
    services = call.services
    return await page(call, OPERATIONS, services.store.cells[0], (services.clock.now(),), serialize=_as_answer)


@Terms(
    "Read an operation of any tenant, or of the service itself", answers={200: Operation, 304: None}, problems=(404,)
)
async def get(call: Call) -> Answer:
    """GET /v2/admin/operations/{operation_id}: also those of the service itself."""
    job_id = decode(Prefix.OPERATION, call.params["operation_id"])
    if job_id is not None:
        for cell in call.services.store.cells:
            async with cell.connection() as connection:
                job = await jobs.get_of_any_tenant(connection, JobId(job_id), now=call.services.clock.now())
            if job is not None:
                return Answer(body=serialize(job)).with_etag(job.version)
    raise NotFoundError


def _as_answer(row: asyncpg.Record) -> dict[str, object]:
    return serialize(read_job(row))
