"""Jobs in the database: the record, written at the submission and read by key, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import asyncpg
import orjson

from bellhop.domain.action import Concurrency
from bellhop.domain.filter_syntax import Field, FieldType, Value
from bellhop.domain.job import SOURCE_API, HistoryEntry, Job, JobState, Policy, Trigger
from bellhop.domain.lease import LeaseKey, hash_token
from bellhop.ids import JobId, TenantId
from bellhop.store.bounds import bounds
from bellhop.store.lists import Collection
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


_STATES = {state.value: state for state in JobState}
_CONCURRENCIES = {each.value: each for each in Concurrency}
_QUERIES = load("jobs")

LIST = _QUERIES["list"]
"""The list of a tenant's jobs."""

LIST_WITH_INPUT = _QUERIES["list_with_input"]
"""The same with the input, which `read_job_with_input` reads."""

LIST_ALL = _QUERIES["list_all"]
"""The list of the jobs of all tenants."""

JobKey = tuple[TenantId, JobId]


def read_job(row: asyncpg.Record, *, job_input: bytes = b"") -> Job:
    """The job in a row that starts with the fragment `columns`."""
    return Job(
        tenant_id=row[0],
        job_id=row[1],
        action=row[2],
        parent=row[3],
        source=row[4],
        state=_STATES[row[5]],
        priority=row[6],
        create_time=row[7],
        update_time=row[8],
        run_time=row[9],
        deadline_time=row[10],
        policy=Policy(
            cancellable=row[11],
            concurrency=_CONCURRENCIES[row[12]],
            max_attempts=row[13],
            lease=row[14],
            retention=row[15],
        ),
        labels=row[16],
        attempt=row[17],
        start_time=row[18],
        complete_time=row[19],
        expire_time=row[20],
        cancel_requested_time=row[21],
        retry_of=row[22],
        held=row[23],
        progress=row[24],
        custom=row[25],
        result=row[26],
        errors=row[27],
        traceparent=row[28],
        version=row[29],
        input=job_input,
    )


def read_job_with_input(row: asyncpg.Record) -> Job:
    """The job in a row that has the input as well."""
    return read_job(row, job_input=row["input"])


async def insert(connection: "Connection", jobs: Sequence[Job]) -> None:
    """Write new jobs; a job that is there already raises `asyncpg.UniqueViolationError`."""
    policies = [job.policy for job in jobs]
    await connection.execute(
        _QUERIES["insert"],
        [job.tenant_id for job in jobs],
        [job.job_id for job in jobs],
        [job.action for job in jobs],
        [job.parent for job in jobs],
        [job.source for job in jobs],
        [job.state.value for job in jobs],
        [job.priority for job in jobs],
        [job.create_time for job in jobs],
        [job.run_time for job in jobs],
        [job.start_time for job in jobs],
        [job.deadline_time for job in jobs],
        [job.retry_of for job in jobs],
        [job.attempt for job in jobs],
        [policy.max_attempts for policy in policies],
        [policy.cancellable for policy in policies],
        [policy.concurrency.value for policy in policies],
        [job.held for job in jobs],
        [policy.lease for policy in policies],
        [policy.retention for policy in policies],
        [orjson.dumps(job.labels).decode() for job in jobs],
        [job.input for job in jobs],
        [job.traceparent for job in jobs],
    )


async def existing(connection: "Connection", keys: Sequence[JobKey]) -> set[JobId]:
    """Which of these jobs are there."""
    rows = await connection.fetch(_QUERIES["existing"], [key[0] for key in keys], [key[1] for key in keys])
    return {row[0] for row in rows}


async def get_many(
    connection: "Connection", keys: Sequence[JobKey], *, now: datetime | None = None
) -> Mapping[JobKey, Job]:
    """Jobs without their input, by key; those that are unknown or have expired are missing."""
    if not keys:
        return {}
    job_ids = [key[1] for key in keys]
    rows = await connection.fetch(_QUERIES["get_many"], [key[0] for key in keys], job_ids, now, *bounds(job_ids))
    return {(row[0], row[1]): read_job(row) for row in rows}


async def input_bytes(connection: "Connection", keys: Sequence[JobKey]) -> list[int]:
    """How large the inputs of these jobs are, in their order."""
    job_ids = [key[1] for key in keys]
    rows = await connection.fetch(_QUERIES["input_bytes"], [key[0] for key in keys], job_ids, *bounds(job_ids))
    return [row["bytes"] for row in rows]


async def get(connection: "Connection", key: JobKey, *, now: datetime | None = None) -> Job | None:
    """One job with its input, or None when it is unknown or has expired."""
    row = await connection.fetchrow(_QUERIES["get_with_input"], *key, now)
    return None if row is None else read_job_with_input(row)


async def get_of_any_tenant(connection: "Connection", job_id: JobId, *, now: datetime) -> Job | None:
    """One job of any tenant, for the operator; None when there is none or it has expired."""
    row = await connection.fetchrow(_QUERIES["get_of_any_tenant"], now, job_id)
    return None if row is None else read_job(row)


async def history(connection: "Connection", key: JobKey) -> list[HistoryEntry]:
    """What was written down about a job, oldest first."""
    rows = await connection.fetch(_QUERIES["history"], *key)
    return [
        HistoryEntry(
            entry=row["entry"],
            time=row["time"],
            trigger=Trigger(row["trigger"]),
            from_state=_STATES[row["from_state"]],
            to_state=_STATES[row["to_state"]],
            attempt=row["attempt"],
            attempt_start_time=row["attempt_start_time"],
            worker_id=row["worker_id"],
            due_time=row["due_time"],
            errors=row["errors"],
        )
        for row in rows
    ]


async def completed_by(connection: "Connection", keys: Sequence[LeaseKey]) -> set[LeaseKey]:
    """Which of these tokens ended an attempt of their jobs, by a complete."""
    rows = await connection.fetch(
        _QUERIES["completed_by"],
        [key.tenant_id for key in keys],
        [key.job_id for key in keys],
        [hash_token(key.token) for key in keys],
    )
    ended = {(row[0], row[1], row[2]) for row in rows}
    return {key for key in keys if (key.tenant_id, key.job_id, hash_token(key.token)) in ended}


async def write_metadata(connection: "Connection", jobs: Sequence[Job], *, now: datetime) -> list[Job]:
    """Write progress and custom metadata of jobs whose leases are locked; returns those that were still the same."""
    rows = await connection.fetch(
        _QUERIES["write_metadata"],
        [job.tenant_id for job in jobs],
        [job.job_id for job in jobs],
        [job.version for job in jobs],
        [None if job.progress is None else orjson.dumps(job.progress).decode() for job in jobs],
        [job.custom for job in jobs],
        now,
        *bounds([job.job_id for job in jobs]),
    )
    written = {row[0] for row in rows}
    return [job._replace(version=job.version + 1, update_time=now) for job in jobs if job.job_id in written]


async def set_cancellable(connection: "Connection", key: JobKey, *, cancellable: bool, now: datetime) -> bool:
    """Let a job be cancelled from here on, or not; False when somebody has asked for that, or it has ended."""
    row = await connection.fetchrow(_QUERIES["set_cancellable"], *key, cancellable, now)
    return row is not None


async def request_cancel(connection: "Connection", job: Job, *, now: datetime) -> bool:
    """Write down that a running job shall stop; False when it is no longer as it was read."""
    row = await connection.fetchrow(_QUERIES["request_cancel"], job.tenant_id, job.job_id, job.version, now)
    return row is not None


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
"""What a filter can ask of jobs."""

JOBS = Collection(
    name="operations",
    select=LIST,
    order=("j.job_id",),
    key_types=("uuid",),
    record=read_job,
    key=lambda job: (job.job_id,),
    fields=FIELDS,
    heavy=True,
)
"""A tenant's jobs that have not expired; $1 is the tenant, $2 now."""

JOBS_WITH_INPUT = replace(JOBS, select=LIST_WITH_INPUT, record=read_job_with_input)

EVERY_JOB = replace(
    JOBS,
    name="admin/operations",
    select=LIST_ALL,
    order=("j.job_id", "j.tenant_id"),
    key_types=("uuid", "text"),
    key=lambda job: (job.job_id, job.tenant_id),
    fields={**FIELDS, "tenant_id": Field(FieldType.STRING, "j.tenant_id")},
)
"""The jobs of all tenants that have not expired; $1 is now."""
