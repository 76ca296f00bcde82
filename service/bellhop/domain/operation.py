"""The operation: a job as everybody outside sees it. The one serializer of the contract's table.

Used by run, status, get, list, cancel and the worker's answers; the webhook's `data` is a projection of it.
Bytes that callers gave (input, result, errors, custom) go out as they came: `orjson.Fragment` puts them into the
answer without reading them again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

import orjson

from bellhop.clock import format_time
from bellhop.domain.job import HistoryEntry, Job, JobState, Trigger
from bellhop.domain.lease import JobLease
from bellhop.ids import Prefix, encode

Operation = dict[str, object]


def to_json(job: Job, *, include_input: bool = False) -> Operation:
    """The operation as a document for `orjson.dumps`; `include_input` is `view=full`."""
    operation_id = encode(Prefix.OPERATION, job.job_id)
    created = format_time(job.create_time)
    state = job.state.value
    operation: Operation = {
        "id": operation_id,
        "job_id": operation_id,
        "path": f"operations/{operation_id}",
        "state": state,
        "status": state,
        "done": job.state.done,
        "createdTime": created,
        "tenant_id": job.tenant_id,
        "action": job.action,
        "parent": job.parent,
        "source": job.source,
        "labels": job.labels,
        "metadata": _metadata(job, created),
    }
    if job.result is not None:
        operation["result"] = orjson.Fragment(job.result)
    if job.errors is not None:
        operation["errors"] = orjson.Fragment(job.errors)
    if include_input:
        operation["input"] = orjson.Fragment(job.input)
    return operation


def _metadata(job: Job, created: str) -> dict[str, object]:
    metadata: dict[str, object] = {
        "createdTime": created,
        "update_time": format_time(job.update_time),
        "attempt": job.attempt,
        "max_attempts": job.policy.max_attempts,
    }
    if job.run_time > job.create_time:  # scheduled for later
        metadata["run_time"] = format_time(job.run_time)
    _put_time(metadata, "start_time", job.start_time)
    _put_time(metadata, "complete_time", job.complete_time)
    _put_time(metadata, "expire_time", job.expire_time)
    _put_time(metadata, "cancel_requested_time", job.cancel_requested_time)
    if job.retry_of is not None:
        metadata["retry_of"] = encode(Prefix.OPERATION, job.retry_of)
    if job.progress:
        metadata["progress"] = job.progress
    if job.custom is not None:
        metadata["custom"] = orjson.Fragment(job.custom)
    return metadata


def _put_time(document: dict[str, object], name: str, moment: datetime | None) -> None:
    if moment is not None:
        document[name] = format_time(moment)


# What each change reads as in the history of an operation.
_EVENTS: Mapping[Trigger, str] = MappingProxyType(
    {
        Trigger.SUCCEED: "succeeded",
        Trigger.FAIL: "failed",
        Trigger.AGREE: "cancelled",
        Trigger.RETRY: "retry_requested",
        Trigger.RELEASE: "released",
        Trigger.LOSE: "lease_lost",
        Trigger.CANCEL: "cancelled",
        Trigger.EXPIRE: "deadline_exceeded",
    }
)


def history_to_json(job: Job, entries: Iterable[HistoryEntry], lease: JobLease | None) -> list[dict[str, object]]:
    """Every change of the operation, oldest first.

    An attempt is kept as one row, written when it ends, and reads as two changes: its start and what came of it. The
    submission, a request to cancel and an attempt that still runs are read from the job and from its lease.
    """
    changes: list[tuple[datetime, dict[str, object]]] = [
        (job.create_time, _change(job.create_time, "submitted", JobState.RUNNING if job.held else JobState.PENDING))
    ]
    for entry in entries:
        if entry.attempt_start_time is not None:
            changes.append(_started(entry.attempt_start_time, entry.attempt, entry.worker_id))
        changes.append((entry.time, _ended(entry)))
    if lease is not None:
        changes.append(_started(lease.claim_time, job.attempt, lease.worker_id))
    asked = job.cancel_requested_time
    if asked is not None and asked != job.complete_time:
        changes.append((asked, _change(asked, "cancel_requested", JobState.RUNNING, attempt=job.attempt)))
    changes.sort(key=lambda each: each[0])
    return [change for _, change in changes]


def _started(time: datetime, attempt: int, worker_id: str | None) -> tuple[datetime, dict[str, object]]:
    return time, _change(time, "claimed", JobState.RUNNING, attempt=attempt, worker_id=worker_id)


def _ended(entry: HistoryEntry) -> dict[str, object]:
    return _change(
        entry.time,
        _EVENTS[entry.trigger],
        entry.to_state,
        attempt=entry.attempt or None,
        worker_id=entry.worker_id,
        next_attempt_time=None if entry.due_time is None else format_time(entry.due_time),
        errors=None if entry.errors is None else orjson.Fragment(entry.errors),
    )


def _change(time: datetime, event: str, state: JobState, **facts: object) -> dict[str, object]:
    change: dict[str, object] = {"time": format_time(time), "event": event, "state": state.value}
    change.update((name, value) for name, value in facts.items() if value is not None)
    return change
