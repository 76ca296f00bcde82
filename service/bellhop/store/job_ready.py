"""Jobs that wait: how they begin to, and how they are claimed or ended."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bellhop.domain.job import Job, JobStep, WaitingJob
from bellhop.domain.lease import JobLease
from bellhop.ids import JobId, TenantId
from bellhop.store.bounds import bounds
from bellhop.store.jobs import JobKey, read_job_with_input
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

# asyncpg writes the latest moment that Python knows as Postgres's infinity.
_HELD_BACK = datetime.max.replace(tzinfo=UTC)
_TENANTS_AT_ONCE = 32

_QUERIES = load("job_ready")


@dataclass(frozen=True, slots=True)
class JobAsk:
    """What a worker wants to claim: at most one job for each of `tokens`, which become those of the leases.

    `tenants` is None for a worker of all tenants. `lease` is None for the one that each action gives.
    """

    worker_id: str
    actions: tuple[str, ...]
    tenants: tuple[str, ...] | None
    tokens: tuple[uuid.UUID, ...]
    lease: timedelta | None
    claim_id: str | None


class QueuePlace(NamedTuple):
    """Where a job stood in the queue of its tenant and action."""

    action: str
    tenant_id: TenantId
    rank: datetime
    job_id: JobId


async def enter(connection: "Connection", waiting: Sequence[WaitingJob], *, now: datetime) -> None:
    """Let jobs wait until they are due."""
    jobs = [each.job for each in waiting]
    await connection.execute(
        _QUERIES["enter"],
        [job.tenant_id for job in jobs],
        [job.job_id for job in jobs],
        [job.action for job in jobs],
        [job.parent for job in jobs],
        [job.has_lane for job in jobs],
        [job.attempt for job in jobs],
        [job.priority for job in jobs],
        [each.due or _HELD_BACK for each in waiting],
        [each.rank for each in waiting],
        [each.due is None or each.due > now for each in waiting],
        [job.deadline_time for job in jobs],
        [job.policy.lease for job in jobs],
    )


async def unpark(connection: "Connection", *, now: datetime | None = None, limit: int = 1000) -> list[str]:
    """Let jobs be claimed that have become due; returns their actions."""
    return [row[0] for row in await connection.fetch(_QUERIES["unpark"], now, limit)]


async def next_due(connection: "Connection") -> datetime | None:
    """When the next job becomes due that is not, or None."""
    moment: datetime | None = await connection.fetchval(_QUERIES["next_due"])
    return moment


async def claim(
    connection: "Connection",
    ask: JobAsk,
    *,
    after: str,
    places: Sequence[QueuePlace] | None = None,
    now: datetime | None = None,
) -> list[tuple[JobLease, QueuePlace]]:
    """Lease jobs to a worker, tenants in turn from the one after `after`; `start` must follow.

    They come in the order of the tokens. With `places` only what stands behind one of them in its queue.
    """
    actions: Sequence[str] = ask.actions
    more: Sequence[Sequence[object]] = ()
    if places is not None:
        name = "claim_of_known"
        actions, *more = zip(*places, strict=True)
    elif ask.tenants is None:
        name = "claim_of_all"
    else:
        name = "claim_of_some"
        more = (ask.tenants,)
    rows = await connection.fetch(
        _QUERIES[name],
        now,
        actions,
        len(ask.tokens),
        after,
        _TENANTS_AT_ONCE,
        ask.tokens,
        ask.worker_id,
        ask.claim_id,
        ask.lease,
        *more,
    )
    claimed = {lease.token: (lease, place) for lease, place in (_read_claim(*row) for row in rows)}
    return [claimed[token] for token in ask.tokens if token in claimed]


def _read_claim(action: str, rank: datetime, *held: Any) -> tuple[JobLease, QueuePlace]:
    lease = JobLease(*held)
    return lease, QueuePlace(action, lease.tenant_id, rank, lease.job_id)


def read_lease(row: "asyncpg.Record") -> JobLease:
    """The lease in a row."""
    return JobLease(*row)


async def start(connection: "Connection", leases: Sequence[JobLease], *, now: datetime | None = None) -> list[Job]:
    """Write down that these jobs were claimed, in the transaction of `claim`; returns them with their input."""
    job_ids = [lease.job_id for lease in leases]
    rows = await connection.fetch(
        _QUERIES["start"], [lease.tenant_id for lease in leases], job_ids, now, *bounds(job_ids)
    )
    return [read_job_with_input(row) for row in rows]


async def leave(connection: "Connection", steps: Sequence[JobStep], *, now: datetime) -> set[JobId]:
    """End jobs that wait, by steps of `now`; returns those that were still as they were read."""
    after = [step.after for step in steps]
    job_ids = [job.job_id for job in after]
    rows = await connection.fetch(
        _QUERIES["leave"],
        [job.tenant_id for job in after],
        job_ids,
        [step.before.version for step in steps],
        [job.state for job in after],
        [job.cancel_requested_time for job in after],
        [job.errors for job in after],
        [step.trigger for step in steps],
        now,
        *bounds(job_ids),
    )
    return {row[0] for row in rows}


async def past_deadline(connection: "Connection", *, limit: int, now: datetime | None = None) -> list[JobKey]:
    """Waiting jobs whose deadline has passed."""
    rows = await connection.fetch(_QUERIES["past_deadline"], now, limit)
    return [(TenantId(row[0]), JobId(row[1])) for row in rows]
