"""Jobs that are held: their leases taken at birth, extended, and ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.job import Job, JobStep, Trigger
from bellhop.domain.lease import JobLease, LeaseKey, hash_token
from bellhop.ids import JobId
from bellhop.store.bounds import bounds
from bellhop.store.job_ready import read_lease
from bellhop.store.jobs import JobKey, read_job
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_QUERIES = load("job_leases")

# The triggers by which a worker ends its attempt with a complete: the same token again is then a duplicate.
_COMPLETING = frozenset({Trigger.SUCCEED, Trigger.FAIL, Trigger.AGREE, Trigger.RETRY})


@dataclass(frozen=True, slots=True)
class Extended:
    """A lease that was extended, and whether its job shall stop."""

    key: LeaseKey
    expire_time: datetime
    cancel_requested: bool


async def enter(connection: "Connection", held: Sequence[tuple[Job, JobLease]]) -> None:
    """Lease new jobs to those who submit them."""
    await connection.execute(
        _QUERIES["enter"],
        [job.tenant_id for job, _ in held],
        [job.job_id for job, _ in held],
        [lease.token for _, lease in held],
        [job.action for job, _ in held],
        [job.parent for job, _ in held],
        [job.has_lane for job, _ in held],
        [lease.worker_id for _, lease in held],
        [lease.claim_time for _, lease in held],
        [lease.expire_time for _, lease in held],
        [job.deadline_time for job, _ in held],
        [lease.lease for _, lease in held],
    )


async def get(connection: "Connection", key: JobKey) -> JobLease | None:
    """The lease of a job, or None when nobody holds it."""
    row = await connection.fetchrow(_QUERIES["get"], *key)
    return None if row is None else read_lease(row)


async def claimed(connection: "Connection", claim_id: str) -> list[JobLease]:
    """The leases that an earlier claim took and that are still held; waits for one that is just taking them."""
    await connection.execute(_QUERIES["claim_alone"], claim_id)
    return [read_lease(row) for row in await connection.fetch(_QUERIES["claimed"], claim_id)]


async def held(connection: "Connection", keys: Sequence[LeaseKey]) -> Mapping[LeaseKey, Job]:
    """The jobs, without input, that these tokens hold."""
    if not keys:
        return {}
    job_ids = [key.job_id for key in keys]
    rows = await connection.fetch(
        _QUERIES["held"], [key.tenant_id for key in keys], job_ids, [key.token for key in keys], *bounds(job_ids)
    )
    return {LeaseKey(row["tenant_id"], row["job_id"], row["token"]): read_job(row) for row in rows}


async def extend(
    connection: "Connection",
    keys: Sequence[LeaseKey],
    *,
    actions: Iterable[str] | None,
    now: datetime | None = None,
) -> Mapping[LeaseKey, Extended]:
    """Extend leases of these actions (None: of all) and lock them; each key once.

    Those that are missing in the answer are lost, or past their deadline.
    """
    rows = await connection.fetch(
        _QUERIES["extend"],
        [key.tenant_id for key in keys],
        [key.job_id for key in keys],
        [key.token for key in keys],
        now,
        None if actions is None else list(actions),
        *bounds([key.job_id for key in keys]),
    )
    extended = [Extended(LeaseKey(row[0], row[1], row[2]), row[3], row[4]) for row in rows]
    return {each.key: each for each in extended}


async def leave(connection: "Connection", steps: Sequence[tuple[LeaseKey, JobStep]], *, now: datetime) -> set[JobId]:
    """Write what became of held jobs; returns those that the token still held and that were still as they were read.

    Every step is one of `now`. Jobs that go back to wait must be let in to `job_ready` by the caller, in the same
    transaction.
    """
    return {row["job_id"] for row in await connection.fetch(_QUERIES["leave"], *leaving(steps, now=now))}


def leaving(steps: Sequence[tuple[LeaseKey, JobStep]], *, now: datetime) -> tuple[object, ...]:
    """The parameters of the fragment `leaving`, in their order."""
    return (
        [_row(key, step) for key, step in steps],
        now,
        *bounds([step.after.job_id for _, step in steps]),
    )


def _row(key: LeaseKey, step: JobStep) -> tuple[object, ...]:
    """A `job_step`."""
    after = step.after
    return (
        after.tenant_id,
        after.job_id,
        key.token,
        step.before.version,
        after.state,
        after.attempt,
        after.result,
        step.trigger,
        step.due,
        step.errors,
        hash_token(key.token) if step.trigger in _COMPLETING else None,
    )


async def drop(connection: "Connection", leases: Sequence[JobLease]) -> None:
    """Remove leases of jobs that are not this cell's any more."""
    await connection.execute(_QUERIES["drop"], [each.tenant_id for each in leases], [each.job_id for each in leases])


async def lost(connection: "Connection", *, limit: int, now: datetime | None = None) -> list[LeaseKey]:
    """Leases that have ended while they were held."""
    return [LeaseKey(*row) for row in await connection.fetch(_QUERIES["lost"], now, limit)]
