"""Taking jobs a step further: the one place where a submitted job changes its state.

Complete, release, cancel, a deadline and a lost lease decide differently. What follows is the same, in one transaction
and in the order of the locks:

1. Lock the job's lane, if it has one.
2. End its lease or its wait; write the record and its history.
3. Let it wait again, if it goes back.
4. Give the lane to the next job.
5. Write the event and its deliveries.
6. Count the ended jobs: last, as others who end jobs of this tenant wait for that row.

A step names the version of the job that it was decided on. If the job has changed since, the step is skipped, and the
caller decides again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.core import outbox
from bellhop.core.registry import RegistryCache
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.job import Job, JobLane, JobLaneKey, JobState, JobStep, WaitingJob
from bellhop.domain.lease import LeaseKey
from bellhop.domain.operation import Operation, to_json
from bellhop.domain.payloads import operation_event
from bellhop.ids import EventId, JobId, uuid7
from bellhop.metrics import JOBS_ENDED
from bellhop.runtime.slots import Reservation
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import job_lanes, job_leases, job_ready, tenant_counters

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_EVENT_TYPES: Mapping[JobState, EventType] = {
    JobState.SUCCEEDED: EventType.OPERATION_SUCCEEDED,
    JobState.FAILED: EventType.OPERATION_FAILED,
    JobState.CANCELLED: EventType.OPERATION_CANCELLED,
}


@dataclass(slots=True)
class Taken:
    """What a transaction has changed, to be announced after its commit.

    jobs: as they are now; one that is absent had changed since it was read.
    operations: of those that ended, as the API shows them.
    actions: for which jobs became due.
    hints: of the deliveries that were written.
    """

    jobs: dict[JobId, Job] = field(default_factory=dict)
    operations: dict[JobId, Operation] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    hints: list[LaneHint] = field(default_factory=list)

    def announce(self, wakeups: Wakeups) -> None:
        """Wake those who wait for these jobs, workers, and dispatchers; call it after the commit."""
        wakeups.publish(Topic.JOB_CHANGED, [str(job_id) for job_id in self.jobs])
        wakeups.publish(Topic.JOBS_READY, self.actions)
        wakeups.publish(Topic.DELIVERIES_READY, hint_keys(self.hints))
        for job in self.jobs.values():
            if job.state.done:
                JOBS_ENDED.labels(job.state.value).inc()


async def take_held(
    connection: "Connection",
    registry: RegistryCache,
    steps: Sequence[tuple[LeaseKey, JobStep]],
    *,
    now: datetime,
    slots: Reservation | None = None,
) -> Taken:
    """Take jobs a step of `now` further, by the tokens that hold them; jobs that changed since are skipped.

    Deliveries that get a slot are born leased: call `slots.send()` after the commit.
    """
    lanes = await _lock_lanes(connection, [step for _, step in steps])
    written = await job_leases.leave(connection, steps, now=now)
    taken = [step for key, step in steps if key.job_id in written]
    waiting = [WaitingJob(step.after, step.due) for step in taken if step.after.state is JobState.PENDING]
    if waiting:
        await job_ready.enter(connection, waiting, now=now)
    return await _follow(connection, registry, taken, lanes, now, slots=slots)


async def end_at_once(
    connection: "Connection",
    registry: RegistryCache,
    steps: Sequence[tuple[LeaseKey, JobStep]],
    *,
    now: datetime,
    lock_wait: timedelta,
    slots: Reservation,
) -> Taken | None:
    """As `take_held`, by one statement and without a transaction around it.

    Returns None and writes nothing if one statement is not enough: a job goes back to wait, has a lane, or is the
    service's own; or `outbox.complete` says so.
    """
    if any(not step.ends or step.before.has_lane or step.before.is_system for _, step in steps):
        return None
    operations = {step.after.job_id: to_json(step.after) for _, step in steps}
    events = [_event(step.after, operations[step.after.job_id], now) for _, step in steps]
    written = await outbox.complete(connection, registry, steps, events, now=now, lock_wait=lock_wait, slots=slots)
    if written is None:
        return None
    job_ids, hints = written
    jobs = {step.after.job_id: step.after for _, step in steps if step.after.job_id in job_ids}
    return Taken(jobs, operations, hints=hints)


async def take_waiting(
    connection: "Connection", registry: RegistryCache, steps: Sequence[JobStep], *, now: datetime
) -> Taken:
    """End waiting jobs at `now`; jobs that changed since they were read are skipped."""
    lanes = await _lock_lanes(connection, steps)
    written = await job_ready.leave(connection, steps, now=now)
    taken = [step for step in steps if step.after.job_id in written]
    return await _follow(connection, registry, taken, lanes, now)


def lane_of(job: Job) -> JobLaneKey:
    """The lane of a job."""
    return JobLaneKey(job.tenant_id, job.action, job.parent)


async def _lock_lanes(connection: "Connection", steps: Iterable[JobStep]) -> Mapping[JobLaneKey, JobLane]:
    keys = {lane_of(step.before) for step in steps if step.before.has_lane and step.ends}
    return await job_lanes.lock(connection, keys) if keys else {}


async def _follow(
    connection: "Connection",
    registry: RegistryCache,
    taken: Sequence[JobStep],
    lanes: Mapping[JobLaneKey, JobLane],
    now: datetime,
    *,
    slots: Reservation | None = None,
) -> Taken:
    """Do what follows from steps that were written: 4 to 6 of the list at the top."""
    ended = [step.after for step in taken if step.ends]
    told = Taken(
        jobs={step.after.job_id: step.after for step in taken},
        actions={step.after.action for step in taken if step.due is not None and step.due <= now},
    )
    if lanes:
        told.actions |= await _pass_on(connection, ended, lanes, now)
    if ended:
        public = [job for job in ended if not job.is_system]
        told.operations = {job.job_id: to_json(job) for job in public}
        events = [_event(job, told.operations[job.job_id], now) for job in public]
        told.hints = await outbox.publish(connection, registry, events, now=now, slots=slots)
        await tenant_counters.count_ended(connection, Counter(job.tenant_id for job in ended))
    return told


async def _pass_on(
    connection: "Connection", ended: Iterable[Job], lanes: Mapping[JobLaneKey, JobLane], now: datetime
) -> set[str]:
    """Give the lanes of ended jobs to the jobs that wait for them; remove lanes for which no job waits."""
    gone = {job.job_id for job in ended}
    freed = [key for key, lane in lanes.items() if lane.holder is None or lane.holder in gone]
    return await job_lanes.pass_on(connection, freed, now=now) if freed else set()


def _event(job: Job, operation: Operation, now: datetime) -> NewEvent:
    event_id = EventId(uuid7(now))
    event_type = _EVENT_TYPES[job.state]
    full, thin = operation_event(operation, event_id=event_id, event_type=event_type, timestamp=now)
    return NewEvent(
        event_id=event_id,
        tenant_id=job.tenant_id,
        type=event_type,
        create_time=now,
        full=full,
        thin=thin,
        job_id=job.job_id,
        action=job.action,
        status=job.state.value,
        parent=job.parent,
        source=job.source,
        labels=job.labels,
        read_until=job.expire_time,
        traceparent=job.traceparent,
    )
