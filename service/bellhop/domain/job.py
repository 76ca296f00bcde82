"""A job: what the service runs, from its submission to its end; and the one table of how it may change.

The machine. A job waits (`pending`), is held by a worker (`running`), and ends (`succeeded`, `failed`, `cancelled`).
Something that happens to it is a `Trigger`. `ARROWS` says for each state and trigger where the job goes; a pair that is
not in the table cannot happen, and whoever tries is told so. An arrow that leads back to `pending` is bent: when the
tenant has asked to cancel, the job is cancelled instead; when its attempts are used up, it fails. The three ends have
no arrows: an end never changes.

    pending ── claim ──▶ running          pending ── cancel ──▶ cancelled      pending ── expire ──▶ failed
    running ── succeed ──▶ succeeded      running ── agree ──▶ cancelled       running ── fail, expire ──▶ failed
    running ── retry, lose, release ──▶ pending, bent as said above

Asking a running job to cancel changes no state: it is written down, the worker hears of it with its next heartbeat, and
the next thing that happens to the job ends it.

A *held* job was submitted by someone who already does the work (`jobs:submit` with `hold`): it is born running, has one
attempt, and giving it back is losing it.

Jobs and their steps are named tuples: several are made for each that is run, and a frozen dataclass of as many fields
takes five times as long to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from bellhop.domain.action import Action, Concurrency
from bellhop.ids import JobId, TenantId

SOURCE_API = "api"
SOURCE_SYSTEM = "system"
SYSTEM_TENANT = TenantId("_system")
SYSTEM_ACTION_PREFIX = "bellhop."

MIN_PRIORITY, MAX_PRIORITY = -10, 10
AGEING = timedelta(seconds=30)
"""How much later a job takes its turn for each step of lower priority."""

FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=5)


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def done(self) -> bool:
        """Whether this is an end."""
        return self in _ENDS


_ENDS = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED})


class Trigger(StrEnum):
    """What can happen to a job."""

    CLAIM = "claim"  # a worker takes it
    SUCCEED = "succeed"  # the worker has a result
    FAIL = "fail"  # the worker says that it cannot be done
    AGREE = "agree"  # the worker has stopped as asked
    RETRY = "retry"  # the worker says that it should be tried again
    RELEASE = "release"  # the worker gives it back untouched: the attempt does not count
    LOSE = "lose"  # the worker's lease ended
    CANCEL = "cancel"  # the tenant wants it to stop
    EXPIRE = "expire"  # its deadline passed


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where a trigger leads: `to`, or elsewhere when cancelling was asked for, or when no attempt is left."""

    to: JobState
    if_cancel_requested: JobState | None = None
    if_used_up: JobState | None = None


_S, _T = JobState, Trigger
ARROWS: Mapping[tuple[JobState, Trigger], Arrow] = MappingProxyType(
    {
        (_S.PENDING, _T.CLAIM): Arrow(_S.RUNNING),
        (_S.PENDING, _T.CANCEL): Arrow(_S.CANCELLED),
        (_S.PENDING, _T.EXPIRE): Arrow(_S.FAILED),
        (_S.RUNNING, _T.SUCCEED): Arrow(_S.SUCCEEDED),
        (_S.RUNNING, _T.FAIL): Arrow(_S.FAILED),
        (_S.RUNNING, _T.AGREE): Arrow(_S.CANCELLED),
        (_S.RUNNING, _T.CANCEL): Arrow(_S.RUNNING),
        (_S.RUNNING, _T.RETRY): Arrow(_S.PENDING, if_cancel_requested=_S.CANCELLED, if_used_up=_S.FAILED),
        (_S.RUNNING, _T.LOSE): Arrow(_S.PENDING, if_cancel_requested=_S.CANCELLED, if_used_up=_S.FAILED),
        (_S.RUNNING, _T.RELEASE): Arrow(_S.PENDING, if_cancel_requested=_S.CANCELLED),
        (_S.RUNNING, _T.EXPIRE): Arrow(_S.FAILED, if_cancel_requested=_S.CANCELLED),
    }
)


class Policy(NamedTuple):
    """What the action said when the job was submitted: later changes of the action leave the job alone."""

    cancellable: bool
    concurrency: Concurrency
    max_attempts: int
    lease: timedelta
    retention: timedelta

    @classmethod
    def of(cls, action: Action) -> "Policy":
        """The policy of an action as it stands."""
        return cls(
            cancellable=action.cancellable,
            concurrency=action.concurrency,
            max_attempts=action.max_attempts,
            lease=action.lease,
            retention=action.retention,
        )


class Job(NamedTuple):
    """One job.

    source: who asked for it: the API, a schedule, ….
    run_time: when it may start at the earliest.
    deadline_time: when it ends in any case.
    policy: what its action said when it was submitted.
    input: JSON as it came; empty when the record was read without it.
    attempt: how often it was claimed; 0 before the first time.
    start_time: when it was first claimed.
    complete_time, expire_time: when it ended, and until when it can be read.
    cancel_requested_time: when the tenant asked to cancel it.
    retry_of: the job that it runs again.
    held: it is done by its submitter (explained above).
    progress, custom: what its worker said meanwhile; `custom` is JSON as it came.
    result, errors: how it ended; JSON as it came.
    version: counts changes, and is the ETag.
    """

    tenant_id: TenantId
    job_id: JobId
    action: str
    parent: str
    source: str
    state: JobState
    priority: int
    create_time: datetime
    update_time: datetime
    run_time: datetime
    deadline_time: datetime
    policy: Policy
    input: bytes
    labels: Mapping[str, str]
    attempt: int = 0
    start_time: datetime | None = None
    complete_time: datetime | None = None
    expire_time: datetime | None = None
    cancel_requested_time: datetime | None = None
    retry_of: JobId | None = None
    held: bool = False
    progress: Mapping[str, object] | None = None
    custom: bytes | None = None
    result: bytes | None = None
    errors: bytes | None = None
    traceparent: str | None = None
    version: int = 1

    @property
    def used_up(self) -> bool:
        """Whether no attempt is left."""
        return self.held or self.attempt >= self.policy.max_attempts

    @property
    def has_lane(self) -> bool:
        """Whether the job shares a lane in which only one job may be live or run."""
        return self.policy.concurrency is not Concurrency.PARALLEL

    @property
    def is_system(self) -> bool:
        """Whether the service itself does this work; no event tells of its end."""
        return self.action.startswith(SYSTEM_ACTION_PREFIX)


class JobStep(NamedTuple):
    """One change of a job, ready to be written: what it was, what it will be, and why.

    `errors` is what the worker or the service said about the attempt that ended. `due` is when a job that goes back
    to `pending` may be claimed again.
    """

    before: Job
    after: Job
    trigger: Trigger
    errors: bytes | None = None
    due: datetime | None = None

    @property
    def ends(self) -> bool:
        """Whether the job ends with this step."""
        return self.after.state.done


def next_state(job: Job, trigger: Trigger) -> JobState | None:
    """Where `trigger` takes the job, or None when it cannot happen to it."""
    arrow = ARROWS.get((job.state, trigger))
    if arrow is None:
        return None
    if arrow.if_cancel_requested is not None and job.cancel_requested_time is not None:
        return arrow.if_cancel_requested
    if arrow.if_used_up is not None and job.used_up:
        return arrow.if_used_up
    return arrow.to


def step(
    job: Job,
    trigger: Trigger,
    now: datetime,
    *,
    result: bytes | None = None,
    errors: bytes | None = None,
    due: datetime | None = None,
) -> JobStep | None:
    """What `trigger` makes of the job at `now`, or None when it cannot happen to it.

    `result` belongs to `SUCCEED`, `errors` to an attempt that went wrong, `due` to `RETRY`; the service's own words
    stand in where a job fails and nobody gave errors.
    """
    state = next_state(job, trigger)
    if state is None:
        return None
    said = errors or (_own_words(trigger) if state is JobState.FAILED else None)
    changes: dict[str, Any] = {"state": state, "update_time": now, "version": job.version + 1}
    if trigger is Trigger.CANCEL:
        changes["cancel_requested_time"] = job.cancel_requested_time or now
    elif trigger is Trigger.CLAIM:
        changes.update(attempt=job.attempt + 1, start_time=job.start_time or now)
    elif trigger is Trigger.RELEASE and state is JobState.PENDING:
        changes["attempt"] = job.attempt - 1
    if state.done:
        changes.update(complete_time=now, expire_time=now + job.policy.retention)
    if state is JobState.SUCCEEDED:
        changes["result"] = result or b"{}"
    elif state is JobState.FAILED:
        changes["errors"] = said
    after = job._replace(**changes)
    back_due = (due or now) if state is JobState.PENDING else None
    return JobStep(job, after, trigger, errors=None if trigger is Trigger.SUCCEED else said, due=back_due)


def rank(due: datetime, priority: int) -> datetime:
    """The key by which a tenant's jobs take their turns: the moment of being due, later for a lower priority."""
    return due + (MAX_PRIORITY - priority) * AGEING


def backoff(attempt: int, random: float) -> timedelta:
    """How long to wait before the attempt after `attempt` (from 1): doubling, capped, ±10 % by `random` in [0, 1)."""
    doubled: timedelta = FIRST_BACKOFF * 2.0 ** min(attempt - 1, 16)
    return min(doubled, LONGEST_BACKOFF) * (0.9 + 0.2 * random)


def lease_end(now: datetime, lease: timedelta, deadline_time: datetime) -> datetime:
    """When a lease taken or extended at `now` ends: never after the job's deadline."""
    return min(now + lease, deadline_time)


def held_job(job: Job) -> Job:
    """The new job as one that is born running, held by its submitter."""
    return job._replace(state=JobState.RUNNING, held=True, attempt=1, start_time=job.create_time)


_OWN_WORDS: Mapping[Trigger, tuple[str, str]] = MappingProxyType(
    {
        Trigger.LOSE: ("lease_expired", "The worker stopped answering, and no attempt is left."),
        Trigger.EXPIRE: ("deadline_exceeded", "The job did not end before its deadline."),
        Trigger.RETRY: ("attempts_exhausted", "The worker asked for another attempt, and none is left."),
        Trigger.FAIL: ("failed", "The worker reported a failure."),
    }
)


def _own_words(trigger: Trigger) -> bytes | None:
    words = _OWN_WORDS.get(trigger)
    return None if words is None else orjson.dumps([{"code": words[0], "message": words[1]}])


def is_system_action(action: str) -> bool:
    """Whether this is work of the service itself: the dot keeps such names out of every path and key."""
    return action.startswith(SYSTEM_ACTION_PREFIX)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a job that was written down: an attempt that ended, or an end without an attempt.

    entry: the version of the job that it made.
    attempt_start_time, worker_id: of the attempt that ended.
    due_time: when the job may be claimed again.
    errors: what was said of the attempt; JSON.
    """

    entry: int
    time: datetime
    trigger: Trigger
    from_state: JobState
    to_state: JobState
    attempt: int
    attempt_start_time: datetime | None
    worker_id: str | None
    due_time: datetime | None
    errors: bytes | None


class WaitingJob(NamedTuple):
    """A job as it waits: `due` is when it may be claimed, None while another job holds its lane."""

    job: Job
    due: datetime | None

    @property
    def rank(self) -> datetime:
        """Its place among the tenant's jobs; behind a held lane the moment from which it may run."""
        return self.job.run_time if self.due is None else rank(self.due, self.job.priority)


class JobLaneKey(NamedTuple):
    """The lane that a job shares with those of the same tenant, action and parent."""

    tenant_id: TenantId
    action: str
    parent: str


@dataclass(frozen=True, slots=True)
class JobLane:
    """Who holds a lane, and from when on it may run."""

    holder: JobId | None
    holder_due: datetime | None


class Entrance(StrEnum):
    """How a new job enters its lane."""

    TAKE = "take"  # nobody holds it
    WAIT = "wait"  # in line behind the holder
    OVERTAKE = "overtake"  # before a holder that was scheduled for later
    REFUSE = "refuse"  # one at a time, and there is one


def enter_lane(lane: JobLane, job: Job, now: datetime) -> Entrance:
    """What a lane says to a new job at `now`."""
    if lane.holder is None:
        return Entrance.TAKE
    if job.policy.concurrency is Concurrency.REJECT or job.held:
        return Entrance.REFUSE
    if lane.holder_due is not None and lane.holder_due > now and job.run_time < lane.holder_due:
        return Entrance.OVERTAKE
    return Entrance.WAIT
