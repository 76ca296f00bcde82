"""Taking jobs a step further: the one place where a job that was submitted changes state, whoever asks for it.

Complete, release, cancel, a deadline and a lost lease differ in how they decide; what follows is the same, in one
transaction and in the order in which locks are taken everywhere: the job's lane, then its lease or its place among
those that wait, the record with its history, the next of its lane, the event with its deliveries, and the count of
what ended. A step names the version of the job that it was decided on; if the job has moved on since, nothing of the
step is written and the caller decides again.
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
    """What a transaction has changed, to be told after its commit; of some jobs also the operation that events tell."""

    jobs: dict[JobId, Job] = field(default_factory=dict)
    operations: dict[JobId, Operation] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    hints: list[LaneHint] = field(default_factory=list)

    def announce(self, wakeups: Wakeups) -> None:
        """Wake whoever waits for these jobs, for work, or for deliveries; call it after the commit."""
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
    """Take jobs a step of `now` further that the tokens hold; what is missing in the answer was no longer so.

    Callbacks that find a slot are born leased: the caller sends them after the commit.
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
    """The same as `take_held` by one statement, which needs no transaction around it.

    None, and nothing was written, if it takes more: where a job does not end, has a lane or is the service's own, or
    as `outbox.complete` says.
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
    """End jobs that wait, at `now`; what is missing in the answer no longer waited as it was read."""
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
    """Do what follows from steps that were written."""
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
    """Give the lanes that the ended jobs held to the next, and remove those that nobody wants."""
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
