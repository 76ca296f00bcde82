"""Operations: the same resource under three spellings of its collection."""

from collections.abc import Iterator
from typing import Any

import asyncpg
from pydantic import Field as Member

from bellhop.api.body.models import AnswerModel, FilteredPage, Moment, QueryModel, View
from bellhop.api.edge.auth import Access, of_own_tenant, of_tenant
from bellhop.api.edge.call import Answer, Call, has_already
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Route
from bellhop.api.shared.operation_wire import (
    LONGEST_WAIT_SECONDS,
    Operation,
    answer_accepted,
    answer_operation,
    idempotency_key,
    job_id_of,
    wait_for,
)
from bellhop.domain.filter import Field, FieldType
from bellhop.domain.filter_syntax import Value
from bellhop.domain.job import SOURCE_API, Job
from bellhop.domain.key import Scope
from bellhop.domain.operation import serialize, serialize_history
from bellhop.store.jobs import LIST, LIST_WITH_INPUT, read_job, read_job_with_input


class ViewQuery(QueryModel):
    """How much of it."""

    view: View = Member("basic", description="`full` adds the input, as it was given.")


class OperationsQuery(FilteredPage):
    """Which operations: fields are `state action parent source createdTime metadata.complete_time`."""

    view: View = Member("basic", description="`full` adds the input of each.")


class OperationsPage(AnswerModel):
    """A page of operations, newest first."""

    results: list[Operation]
    next_page_token: str | None = None


class Change(AnswerModel):
    """One thing that happened to an operation."""

    time: Moment
    event: str
    state: str
    attempt: int | None = None
    worker_id: str | None = None
    next_attempt_time: Moment | None = None
    errors: list[dict[str, Any]] | None = None


class History(AnswerModel):
    """Everything that happened to an operation, oldest first."""

    results: list[Change]


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


_BASIC = _collection(LIST, heavy=True)
_FULL = _collection(LIST_WITH_INPUT, heavy=True)


def _serialize_basic(row: asyncpg.Record) -> dict[str, object]:
    return serialize(read_job(row))


def _serialize_full(row: asyncpg.Record) -> dict[str, object]:
    return serialize(read_job_with_input(row), include_input=True)


async def list_operations(call: Call) -> Answer:
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


async def get_operation(call: Call) -> Answer:
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


async def cancel_operation(call: Call) -> Answer:
    """Ask for an operation to stop."""
    job = await call.services.jobs.cancel(
        call.tenant_id, job_id_of(call.params["operation_id"]), precondition=call.check_version
    )
    return answer_operation(call, job)


async def retry_operation(call: Call) -> Answer:
    """Start an operation that failed or was cancelled anew."""
    jobs, key = call.services.jobs, idempotency_key(call)
    job_id = job_id_of(call.params["operation_id"])
    retried = jobs.retry(call.tenant, job_id, precondition=call.check_version, key=key)
    started = await jobs.once(call.tenant_id, key, retried)
    return answer_accepted(call, started.job, replayed=started.replayed)


async def operation_history(call: Call) -> Answer:
    """Everything that happened to an operation."""
    job, entries, lease = await call.services.jobs.history(call.tenant_id, job_id_of(call.params["operation_id"]))
    return Answer(body={"results": serialize_history(job, entries, lease)})


def _routes(collection: str, read: Access, run: Access, cancel: Access) -> Iterator[Route]:
    """The routes of one spelling of the collection."""
    one = f"{collection}/{{operation_id}}"
    yield Route(
        "GET",
        collection,
        list_operations,
        summary="List operations",
        tag="operations",
        access=read,
        query=OperationsQuery,
        filters=FIELDS,
        answers={200: OperationsPage},
        problems=(400,),
    )
    yield Route(
        "GET",
        one,
        get_operation,
        summary="Get an operation",
        tag="operations",
        access=read,
        query=ViewQuery,
        answers={200: Operation, 304: None},
        problems=(400, 404),
        headers=("Prefer", "If-None-Match"),
    )
    yield Route(
        "POST",
        f"{one}:cancel",
        cancel_operation,
        summary="Cancel an operation",
        tag="operations",
        access=cancel,
        answers={200: Operation},
        problems=(404, 409, 412),
    )
    yield Route(
        "POST",
        f"{one}:retry",
        retry_operation,
        summary="Start a failed or cancelled operation anew",
        tag="operations",
        access=run,
        answers={202: Operation},
        problems=(400, 404, 409, 412, 422),
        headers=("Idempotency-Key", "If-Match"),
    )
    yield Route(
        "GET",
        f"{one}/history",
        operation_history,
        summary="What happened to an operation",
        tag="operations",
        access=read,
        answers={200: History},
        problems=(404,),
    )


_READ, _RUN, _CANCEL = Scope.OPERATIONS_READ, Scope.OPERATIONS_RUN, Scope.OPERATIONS_CANCEL

ROUTES = (
    *_routes("/operations", of_own_tenant(_READ), of_own_tenant(_RUN), of_own_tenant(_CANCEL)),
    *_routes("/v1/operations", of_own_tenant(_READ), of_own_tenant(_RUN), of_own_tenant(_CANCEL)),
    *_routes("/v2/tenants/{tenant_id}/operations", of_tenant(_READ), of_tenant(_RUN), of_tenant(_CANCEL)),
)
