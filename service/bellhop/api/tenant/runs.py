"""Running an action, and its status: the pair of routes that every action has."""

from bellhop.api.body.models import EmptyOut
from bellhop.api.body.receiving import AnyObject
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.shared.operation_wire import OperationOut
from bellhop.api.shared.operations import LONGEST_WAIT_SECONDS, answer_accepted, answer_operation, job_id_of, wait_for
from bellhop.api.tenant.runs_wire import MAX_LABEL_KEY_CHARS, MAX_LABEL_VALUE_CHARS, MAX_LABELS, RunQuery, StatusQuery
from bellhop.core.job_requests import JobRequest, Started
from bellhop.core.repeats import IdempotencyKey
from bellhop.errors import BadRequestError, NotFoundError

_LABEL = "labels."


@Terms(
    "Start an action",
    body=AnyObject,
    query=RunQuery,
    headers=("Idempotency-Key", "Prefer", "traceparent"),
    answers={202: OperationOut, 200: EmptyOut},
    problems=(400, 404, 409, 413, 415, 422),
)
async def run(call: Call) -> Answer:
    """Start the action; the answer may wait for its end when asked to."""
    services = call.services
    key = idempotency_key(call)
    if call.query.validate_only:
        await services.jobs.check(call.tenant_id, await _request(call))
        return Answer(200, {})
    started = await services.jobs.once(call.tenant_id, key, _start(call, key))
    job = started.job
    wait = call.wait_seconds(LONGEST_WAIT_SECONDS)
    if wait and not job.state.done:
        job = await wait_for(call, job.job_id, wait, lambda now: now.state.done)
    return answer_accepted(call, job, replayed=started.replayed)


async def _start(call: Call, key: IdempotencyKey | None) -> Started:
    return await call.services.jobs.run(call.tenant, await _request(call), key=key)


async def _request(call: Call) -> JobRequest:
    """What is asked for; raises `NotFoundError` where there is no such action, or not there."""
    query: RunQuery = call.query
    action = await call.services.catalog.get(call.params["action"])
    parent = call.params["parent"]
    if action.match_parent(parent) is None:
        detail = f"The action `{action.name}` does not run there; its path is `{action.parent_shape or '(none)'}`."
        raise NotFoundError(detail)
    value, call.body = call.body, None  # the request has it alone, and lets go of it when it must wait for long
    return JobRequest(
        action=action,
        parent=parent,
        input=call.raw_body,
        value=value,
        labels=_labels(query),
        run_time=query.run_at,
        priority=query.priority,
        traceparent=call.traceparent,
    )


@Terms("How a job of the action stands", query=StatusQuery, answers={200: OperationOut, 304: None}, problems=(400, 404))
async def status(call: Call) -> Answer:
    """How a job of this action stands."""
    query: StatusQuery = call.query
    job = await call.services.jobs.get(call.tenant_id, job_id_of(query.job_id))
    if (job.action, job.parent) != (call.params["action"], call.params["parent"]):
        raise NotFoundError
    return answer_operation(call, job)


def _labels(query: RunQuery) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name, value in (query.model_extra or {}).items():
        if not name.startswith(_LABEL):
            detail = f"There is no query parameter `{name}` here."
            raise BadRequestError(detail)
        labels[name.removeprefix(_LABEL)] = value
    check_labels(labels)
    return labels


def check_labels(labels: dict[str, str]) -> None:
    """Raises `BadRequestError` when there are too many, or one is too long."""
    if len(labels) > MAX_LABELS:
        detail = f"An operation has at most {MAX_LABELS} labels."
        raise BadRequestError(detail)
    for name, value in labels.items():
        if not 0 < len(name) <= MAX_LABEL_KEY_CHARS or len(value) > MAX_LABEL_VALUE_CHARS:
            detail = (
                f"The key of a label has 1 to {MAX_LABEL_KEY_CHARS} characters and its value at most "
                f"{MAX_LABEL_VALUE_CHARS}; see `{_LABEL}{name[:MAX_LABEL_KEY_CHARS]}`."
            )
            raise BadRequestError(detail)
