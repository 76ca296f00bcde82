"""Operations: the same resource under three spellings of its collection."""

import asyncpg

from bellhop.api.edge.call import Answer, Call, has_already
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.shared.operation_wire import Operation, OperationsPage
from bellhop.api.shared.operations import LONGEST_WAIT_SECONDS, answer_accepted, answer_operation, job_id_of, wait_for
from bellhop.api.tenant.operations_wire import History, OperationsQuery, ViewQuery
from bellhop.domain.filter import Field, FieldType
from bellhop.domain.filter_syntax import Value
from bellhop.domain.job import SOURCE_API, Job
from bellhop.domain.operation import serialize, serialize_history
from bellhop.store.jobs import LIST, read_job, read_job_with_input


def _implied_by_state(states: tuple[Value, ...]) -> str | None:
    """What an index knows of jobs in these states: it sees how a job ended, and not how far it is."""
    wanted = set(states)
    if wanted == {"running"}:
        return (
            "j.end_state IS NULL AND EXISTS "
            "(SELECT FROM job_lease AS l WHERE l.tenant_id = j.tenant_id AND l.job_id = j.job_id)"
        )
    if wanted <= {"pending", "running"}:
        return "j.end_state IS NULL"
    for ends in (("failed",), ("cancelled",), ("failed", "cancelled")):
        if wanted <= set(ends):
            return f"j.end_state IN ({', '.join(repr(end) for end in ends)})"
    return None


FIELDS = {
    "state": Field(FieldType.STRING, "j.state", implied=_implied_by_state),
    "action": Field(FieldType.STRING, "j.action"),
    "parent": Field(FieldType.STRING, "j.parent", implied=lambda given: None if "" in given else "j.parent <> ''"),
    "source": Field(
        FieldType.STRING, "j.source", implied=lambda given: None if SOURCE_API in given else "j.source <> 'api'"
    ),
    "createdTime": Field(FieldType.TIMESTAMP, "j.create_time", id_column="j.job_id"),
    "metadata.complete_time": Field(FieldType.TIMESTAMP, "j.complete_time"),
}


def _collection(select: str, *, heavy: bool) -> Collection:
    return Collection(
        name="operations",
        select=select,
        order=("j.job_id",),
        key_types=("uuid",),
        key=lambda row: (row["job_id"],),
        fields=FIELDS,
        heavy=heavy,
    )


_BASIC = _collection(LIST.replace("{input}", ""), heavy=True)
_FULL = _collection(LIST.replace("{input}", ", j.input"), heavy=True)


def _serialize_basic(row: asyncpg.Record) -> dict[str, object]:
    return serialize(read_job(row))


def _serialize_full(row: asyncpg.Record) -> dict[str, object]:
    return serialize(read_job_with_input(row), include_input=True)


@Terms("List operations", query=OperationsQuery, filters=FIELDS, answers={200: OperationsPage}, problems=(400,))
async def list_all(call: Call) -> Answer:
    """The tenant's operations, newest first."""
    query: OperationsQuery = call.query
    full = query.view == "full"
    return await page(
        call,
        _FULL if full else _BASIC,
        call.services.store.cell_of(call.tenant_id),
        (call.tenant_id, call.services.clock.now()),
        serialize=_serialize_full if full else _serialize_basic,
        variant=query.view,
    )


@Terms(
    "Get an operation",
    query=ViewQuery,
    headers=("Prefer", "If-None-Match"),
    answers={200: Operation, 304: None},
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


@Terms("Cancel an operation", answers={200: Operation}, problems=(404, 409, 412))
async def cancel(call: Call) -> Answer:
    """Ask for an operation to stop."""
    job = await call.services.jobs.cancel(
        call.tenant_id, job_id_of(call.params["operation_id"]), precondition=call.check_version
    )
    return answer_operation(call, job)


@Terms(
    "Start a failed or cancelled operation anew",
    headers=("Idempotency-Key", "If-Match"),
    answers={202: Operation},
    problems=(400, 404, 409, 412, 422),
)
async def retry(call: Call) -> Answer:
    """Start an operation that failed or was cancelled anew."""
    jobs, key = call.services.jobs, idempotency_key(call)
    job_id = job_id_of(call.params["operation_id"])
    retried = jobs.retry(call.tenant, job_id, precondition=call.check_version, key=key)
    started = await jobs.once(call.tenant_id, key, retried)
    return answer_accepted(call, started.job, replayed=started.replayed)


@Terms("What happened to an operation", answers={200: History}, problems=(404,))
async def history(call: Call) -> Answer:
    """Everything that happened to an operation."""
    job, entries, lease = await call.services.jobs.history(call.tenant_id, job_id_of(call.params["operation_id"]))
    return Answer(body={"results": serialize_history(job, entries, lease)})
