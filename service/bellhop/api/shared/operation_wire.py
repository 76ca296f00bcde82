"""The operation as OpenAPI describes it, and what the routes about operations have in common."""

import hashlib
import re
from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from bellhop.api.body.models import AnswerModel, Moment
from bellhop.api.edge.call import Answer, Call
from bellhop.clock import Clock
from bellhop.core.repeats import IdempotencyKey
from bellhop.domain.job import Job, JobState
from bellhop.domain.key import KeyKind
from bellhop.domain.operation import serialize
from bellhop.errors import BadRequestError, NotFoundError
from bellhop.ids import JobId, Prefix, decode, encode

LONGEST_WAIT_SECONDS = 30
_LONGEST_KEY = 255
_LONGEST_RETRY_AFTER = 60

State = Literal["pending", "running", "succeeded", "failed", "cancelled"]


class Progress(AnswerModel):
    """How far a job is, as its worker says."""

    percent: float | None = None
    completed_items: int | None = None
    total_items: int | None = None
    message: str | None = None


class Metadata(AnswerModel):
    """What is known about an operation beside its result; more members may appear."""

    createdTime: Moment  # noqa: N815 - the literal name that the long-running operation pattern asks for
    update_time: Moment
    run_time: Moment | None = Field(None, description="Of a job that was scheduled: when it may start at the earliest.")
    start_time: Moment | None = None
    complete_time: Moment | None = None
    expire_time: Moment | None = Field(None, description="When the operation is gone; it can be read until then.")
    cancel_requested_time: Moment | None = None
    retry_of: str | None = None
    attempt: int
    max_attempts: int
    progress: Progress | None = None
    custom: dict[str, Any] | None = Field(None, description="Whatever the worker wants to say, at most 4 KiB.")


class OperationError(AnswerModel):
    """One reason why an operation failed."""

    code: str
    message: str


class Operation(AnswerModel):
    """A long-running operation. `pending`, `running`, then one of three ends; there are no other states."""

    id: str
    job_id: str = Field(description="The same as `id`.")
    path: str
    state: State
    status: State = Field(description="The same as `state`.")
    done: bool
    createdTime: Moment  # noqa: N815 - as above
    tenant_id: str
    action: str
    parent: str = Field(description="The path between the tenant and the action, or an empty string.")
    source: str = Field(description="`api`, or what the operator said when submitting it.")
    labels: dict[str, str]
    metadata: Metadata
    result: dict[str, Any] | None = Field(None, description="What came of it; when it succeeded.")
    errors: list[OperationError] | None = Field(None, description="Why it failed; when it did.")
    input: dict[str, Any] | None = Field(None, description="As it was given; with `view=full`.")


def job_id_of(text: str) -> JobId:
    """The job that an id names; raises `NotFoundError` when it is not an id of an operation."""
    value = decode(Prefix.OPERATION, text)
    if value is None:
        raise NotFoundError
    return JobId(value)


async def wait_for(call: Call, job_id: JobId, seconds: float, until: Callable[[Job], bool]) -> Job:
    """The job as soon as `until` says yes to it or the time is over; raises when the key no longer counts by then."""
    job = await call.services.jobs.wait(
        call.tenant_id, job_id, seconds=seconds, until=lambda now: until(now) or not call.is_wanted()
    )
    await call.admit_again()
    return job


def answer_operation(call: Call, job: Job, *, status: int = 200, full: bool = False) -> Answer:
    """The operation with its `ETag`, and with `Retry-After` while it is not done."""
    answer = Answer(status, serialize(job, include_input=full))
    if not job.state.done:
        answer.headers["Retry-After"] = str(_retry_after(job, call.services.clock))
    return answer.with_etag(job.version, "full" if full else "")


def answer_accepted(call: Call, job: Job, *, replayed: bool = False) -> Answer:
    """202 with the operation and where to follow it."""
    answer = answer_operation(call, job, status=202)
    del answer.headers["ETag"]
    answer.headers.setdefault("Retry-After", "1")
    operation_id = encode(Prefix.OPERATION, job.job_id)
    is_own = call.principal.kind is KeyKind.TENANT
    answer.headers["Location"] = f"{'' if is_own else f'/v2/tenants/{job.tenant_id}'}/operations/{operation_id}"
    if replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _retry_after(job: Job, clock: Clock) -> int:
    """Seconds after which it is worth asking again: soon, but not before a scheduled job may start."""
    if job.state is not JobState.PENDING:
        return 1
    ahead = (job.run_time - clock.now()).total_seconds()
    return max(1, min(_LONGEST_RETRY_AFTER, int(ahead)))


_QUOTED = re.compile(r'"([^"\\]*)"')


def idempotency_key(call: Call) -> IdempotencyKey | None:
    """The caller's `Idempotency-Key`, quoted or bare, with a hash of what is asked; `BadRequestError` if it is none."""
    header = call.header("Idempotency-Key")
    if header is None:
        return None
    quoted = _QUOTED.fullmatch(header.strip())
    key = quoted[1] if quoted else header.strip()
    if not 0 < len(key) <= _LONGEST_KEY:
        detail = f"`Idempotency-Key` has 1 to {_LONGEST_KEY} characters."
        raise BadRequestError(detail)
    return IdempotencyKey(key, _fingerprint(call))


def _fingerprint(call: Call) -> bytes:
    """A hash of what was asked: method, path, query and body."""
    asked = hashlib.sha256()
    path = call.route.path_of(call.params)  # in its plain spelling: `%2F` between the names of a parent is a slash
    for part in (call.request.method.encode(), path.encode(), call.query_string.encode(), call.raw_body):
        asked.update(len(part).to_bytes(8, "big"))
        asked.update(part)
    return asked.digest()
