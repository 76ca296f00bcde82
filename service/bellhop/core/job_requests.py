"""What a caller wants to run, and what came of it when it was accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bellhop.domain.action import Action
from bellhop.domain.job import SOURCE_API, Job, JobState, Policy
from bellhop.domain.lease import JobLease
from bellhop.ids import JobId, TenantId, uuid7


@dataclass(slots=True)
class JobRequest:
    """A job that a caller wants to run.

    action, parent: what to run, and on what.
    input: JSON as it came.
    value: the input, parsed; set to None before a long wait, as it may take fifty times the memory of the text.
    source: who asks: the API, a schedule, ….
    run_time: not before; None is at once.
    priority: higher goes first.
    traceparent: of the caller's trace.
    retry_of: the job that is run again.
    """

    action: Action
    parent: str
    input: bytes
    value: object
    source: str = SOURCE_API
    labels: Mapping[str, str] | None = None
    run_time: datetime | None = None
    priority: int = 0
    traceparent: str | None = None
    retry_of: JobId | None = None

    def job_of(self, tenant_id: TenantId, now: datetime) -> Job:
        """The job that a tenant asks for now."""
        run_time = max(self.run_time or now, now)
        return Job(
            tenant_id=tenant_id,
            job_id=JobId(uuid7(now)),
            action=self.action.name,
            parent=self.parent,
            source=self.source,
            state=JobState.PENDING,
            priority=self.priority,
            create_time=now,
            update_time=now,
            run_time=run_time,
            deadline_time=run_time + self.action.deadline,
            policy=Policy.of(self.action),
            input=self.input,
            labels=self.labels or {},
            retry_of=self.retry_of,
            traceparent=self.traceparent,
        )


@dataclass(frozen=True, slots=True)
class Started:
    """A job that was accepted now, or one that answered the same request before (`replayed`)."""

    job: Job
    replayed: bool = False
    lease: JobLease | None = None
