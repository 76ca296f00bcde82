"""What the routes about operations have in common: how one is found, waited for and answered."""

from collections.abc import Callable

from bellhop.api.edge.call import Answer, Call
from bellhop.clock import Clock
from bellhop.domain.job import Job, JobState
from bellhop.domain.operation import to_json
from bellhop.errors import NotFoundError
from bellhop.ids import JobId, Prefix, decode, encode

LONGEST_WAIT_SECONDS = 30
_LONGEST_RETRY_AFTER = 60


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
    answer = Answer(status, to_json(job, include_input=full))
    if not job.state.done:
        answer.headers["Retry-After"] = str(_retry_after(job, call.services.clock))
    return answer.with_etag(job.version, "full" if full else "")


def answer_accepted(call: Call, job: Job, *, replayed: bool = False) -> Answer:
    """202 with the operation and where to follow it."""
    answer = answer_operation(call, job, status=202)
    del answer.headers["ETag"]
    answer.headers.setdefault("Retry-After", "1")
    operation_id = encode(Prefix.OPERATION, job.job_id)
    is_own = call.principal.tenant_id is not None
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
