"""Submitting jobs: many callers in one transaction, each job admitted or refused by rules that the database enforces.

A flight of submissions is one transaction. It goes through these gates, in the order of the locks:

1. Idempotency keys: a request that came before gets the answer it had.
2. The count of the tenant's live jobs.
3. The lanes of actions that allow one job at a time.
4. What earlier gates wrote for items that a later one refused is taken back.
5. What passed all gates is written.

A refusal belongs to its own caller.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.clock import Clock, format_time
from bellhop.core import repeats
from bellhop.core.flights import ENOUGH, judge, lock_wait
from bellhop.core.steps import lane_of
from bellhop.domain.job import Entrance, Job, JobLane, JobLaneKey, WaitingJob, enter_lane
from bellhop.domain.lease import JobLease
from bellhop.errors import (
    BellhopError,
    IdempotencyKeyReusedError,
    LimitExceededError,
    ParallelOperationError,
)
from bellhop.ids import JobId, Prefix, TenantId, encode
from bellhop.metrics import JOBS_SUBMITTED
from bellhop.runtime.coalescer import Coalescers, Flight, Remedy
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import idempotency_keys, job_lanes, job_leases, job_ready, jobs, tenant_counters
from bellhop.store.database import Database
from bellhop.store.idempotency_keys import Remembered
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_SOURCES_BY_NAME = frozenset({"api", "ui", "schedule", "system"})


@dataclass(frozen=True, slots=True)
class Submission:
    """A job that someone wants to exist.

    `live_jobs` is the tenant's limit, None for the service's own work. `key` is the caller's idempotency key with the
    request's fingerprint. `lease` is set for a job that is born running, held by its submitter.
    """

    job: Job
    live_jobs: int | None
    key: Remembered | None = None
    lease: JobLease | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """An earlier request under this key made this job."""

    job_id: JobId


Accepted = Job | Replayed


@dataclass(slots=True)
class _Plan:
    """What becomes of a flight.

    items: everything that flies, in order.
    now: the moment at which all of it is decided.
    open: what no gate has answered yet.
    answers: of each job, once a gate has answered it.
    takers: the job that each lane has from now on.
    waits: jobs that wait behind the holder of their lane.
    overtaken: holders of lanes that were scheduled for later and give way to a job that begins earlier.
    """

    items: Sequence[Submission]
    now: datetime
    open: list[Submission]
    answers: dict[JobId, Accepted | BellhopError] = field(default_factory=dict)
    takers: dict[JobLaneKey, JobLane] = field(default_factory=dict)
    waits: set[JobId] = field(default_factory=set)
    overtaken: dict[JobId, TenantId] = field(default_factory=dict)

    def answer(self, item: Submission, answer: Accepted | BellhopError) -> None:
        """Answer an item: the gates behind this one do not see it."""
        self.answers[item.job.job_id] = answer
        self.open = [each for each in self.open if each is not item]


class Submissions:
    """Submits jobs, sharing transactions between callers."""

    def __init__(self, store: Store, clock: Clock, wakeups: Wakeups) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._flights: Coalescers[Database, Submission, Accepted] = Coalescers(
            self._carry, remedy=_judge, enough=ENOUGH
        )

    async def submit(self, submission: Submission) -> Accepted:
        """The job as it was accepted, or the one that answered this request before.

        Raises `LimitExceededError`, `ParallelOperationError`, `IdempotencyKeyReusedError` or
        `IdempotencyInFlightError`; then there is no job and nothing is remembered.
        """
        try:
            return await self._flights.at(self._store.cell_of(submission.job.tenant_id)).submit(submission)
        except repeats.KeyHeldError:
            raise repeats.in_flight() from None

    async def close(self) -> None:
        """Wait for the flights under way."""
        await self._flights.close()

    async def _carry(self, cell: Database, flight: Flight[Submission]) -> Sequence[Accepted | Exception]:
        """Admit a flight in one transaction."""
        plan = _Plan(flight.items, self._clock.now(), list(flight.items))
        async with cell.transaction(lock_wait=lock_wait(alone=flight.alone)) as connection:
            if flight.repeated:  # the first try may have been committed, and only its answer lost
                await _find_accepted(connection, plan)
            await _pass_keys(connection, plan)
            await _pass_limits(connection, plan)
            await _pass_lanes(connection, plan)
            await _take_back(connection, plan)
            await _write(connection, plan)
        return self._tell(plan)

    def _tell(self, plan: _Plan) -> Sequence[Accepted | Exception]:
        """Wake the workers and hand out the answers."""
        for item in plan.open:
            source = item.job.source
            JOBS_SUBMITTED.labels(source if source in _SOURCES_BY_NAME else "other").inc()
            plan.answers[item.job.job_id] = item.job
        ready = {item.job.action for item in plan.open if item.lease is None and item.job.run_time <= plan.now}
        self._wakeups.publish(Topic.JOBS_READY, ready)
        return [plan.answers[item.job.job_id] for item in plan.items]


def _judge(error: Exception) -> Remedy:
    return Remedy.ALONE if isinstance(error, repeats.KeyHeldError) else judge(error)


async def _find_accepted(connection: "Connection", plan: _Plan) -> None:
    """Answer the items that an earlier try of this flight has written."""
    there = await jobs.existing(connection, [(item.job.tenant_id, item.job.job_id) for item in plan.open])
    for item in plan.items:
        if item.job.job_id in there:
            plan.answer(item, item.job)


async def _pass_keys(connection: "Connection", plan: _Plan) -> None:
    """Answer requests whose key stands for an earlier one, in the database or in this flight."""
    leaders: dict[tuple[TenantId, str], Remembered] = {}
    for item in plan.open:
        if item.key is not None:
            leaders.setdefault((item.key.tenant_id, item.key.key), item.key)
    if not leaders:
        return
    standing = await repeats.remember(connection, list(leaders.values()), now=plan.now)
    for item in list(plan.open):
        if item.key is None:
            continue
        first = standing[item.key.tenant_id, item.key.key]
        if first.fingerprint != item.key.fingerprint:
            plan.answer(item, IdempotencyKeyReusedError())
        elif first.made_id != item.job.job_id:
            plan.answer(item, Replayed(JobId(first.made_id)))


async def _pass_limits(connection: "Connection", plan: _Plan) -> None:
    """Refuse jobs beyond the number of live ones that their tenants may have."""
    counts = Counter(item.job.tenant_id for item in plan.open)
    if not counts:
        return
    live = await tenant_counters.count_submitted(connection, counts)
    before = {tenant_id: live[tenant_id] - count for tenant_id, count in counts.items()}
    for item in list(plan.open):
        tenant_id = item.job.tenant_id
        if item.live_jobs is not None and before[tenant_id] >= item.live_jobs:
            detail = f"This tenant has {item.live_jobs} operations that have not ended, and may not have more."
            plan.answer(item, LimitExceededError(detail, headers={"Retry-After": "5"}))
        else:
            before[tenant_id] += 1


async def _pass_lanes(connection: "Connection", plan: _Plan) -> None:
    """Let jobs into lanes where only one may be, in the order in which they came."""
    laned = [item for item in plan.open if item.job.has_lane]
    if not laned:
        return
    lanes = await _lock_lanes(connection, {lane_of(item.job) for item in laned}, plan.now)
    for item in laned:
        job, key = item.job, lane_of(item.job)
        entrance = enter_lane(lanes[key], job, plan.now)
        if entrance is Entrance.REFUSE:
            plan.answer(item, _parallel(lanes[key], plan.now))
        elif entrance is Entrance.WAIT:
            plan.waits.add(job.job_id)
        else:
            holder = lanes[key].holder
            if holder is not None:
                plan.overtaken[holder] = job.tenant_id
            lanes[key] = plan.takers[key] = JobLane(job.job_id, job.run_time)


async def _lock_lanes(connection: "Connection", keys: set[JobLaneKey], now: datetime) -> dict[JobLaneKey, JobLane]:
    """Lock lanes, and say who holds them: one that was scheduled for later may have begun, if a clock was set back."""
    lanes = await job_lanes.lock(connection, keys)
    later = {
        key: lane.holder for key, lane in lanes.items() if lane.holder and lane.holder_due and lane.holder_due > now
    }
    if later:
        wait = await job_lanes.scheduled(connection, [(key.tenant_id, each) for key, each in later.items()], now=now)
        lanes |= {key: JobLane(holder, None) for key, holder in later.items() if holder not in wait}
    return lanes


def _parallel(lane: JobLane, now: datetime) -> ParallelOperationError:
    holder = "" if lane.holder is None else encode(Prefix.OPERATION, lane.holder)
    due = lane.holder_due
    stands = "in progress" if due is None or due <= now else f"scheduled for {format_time(due)}"
    detail = (
        f"The operation {holder} of this action is {stands} on this parent, "
        "and the action does not allow two at once; try again when it has ended, or cancel it."
    )
    return ParallelOperationError(detail, extra={"operation": f"operations/{holder}"})


async def _take_back(connection: "Connection", plan: _Plan) -> None:
    """Undo what earlier gates wrote for items that a later gate refused: their keys, and their place in the count."""
    accepted = {item.job.job_id for item in plan.open}
    refused = [item for item in plan.items if isinstance(plan.answers.get(item.job.job_id), BellhopError)]
    counted = Counter(  # what its key refused was never counted
        item.job.tenant_id
        for item in refused
        if isinstance(plan.answers[item.job.job_id], LimitExceededError | ParallelOperationError)
    )
    if counted:
        await tenant_counters.take_back(connection, counted)
    keys = [item.key for item in refused if item.key is not None]
    if keys:
        await idempotency_keys.forget(connection, keys)
    # A key that was first used in this flight by a refused item: its followers get the leader's refusal, not a job.
    leaders = {item.job.job_id: plan.answers[item.job.job_id] for item in refused}
    for item in plan.items:
        answer = plan.answers.get(item.job.job_id)
        if isinstance(answer, Replayed) and answer.job_id not in accepted and answer.job_id in leaders:
            plan.answers[item.job.job_id] = leaders[answer.job_id]


async def _write(connection: "Connection", plan: _Plan) -> None:
    """Write what passed all gates: the records, the waiting jobs, the leases, and the holders of the lanes."""
    if not plan.open:
        return
    await jobs.insert(
        connection, [item.job for item in plan.open]
    )  # first: it fails where a repeated flight was written
    if plan.overtaken:  # some of these are new themselves, and have no row yet that could be held back
        new = {item.job.job_id for item in plan.open}
        there = [(tenant_id, job_id) for job_id, tenant_id in plan.overtaken.items() if job_id not in new]
        plan.waits.update(new & plan.overtaken.keys())
        if there:
            await job_lanes.hold_back(connection, there)
    waiting = [
        WaitingJob(item.job, None if item.job.job_id in plan.waits else item.job.run_time)
        for item in plan.open
        if item.lease is None
    ]
    if waiting:
        await job_ready.enter(connection, waiting, now=plan.now)
    held = [(item.job, item.lease) for item in plan.open if item.lease is not None]
    if held:
        await job_leases.enter(connection, held)
    if plan.takers:
        await job_lanes.take(connection, plan.takers)
