"""Jobs as tenants and the service itself handle them: run, look, wait, cancel, try again."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import orjson

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core import repeats
from bellhop.core.catalog import Catalog
from bellhop.core.flights import judge
from bellhop.core.job_requests import JobRequest, Started
from bellhop.core.judging import refuse
from bellhop.core.preconditions import Precondition, any_version
from bellhop.core.registry import RegistryCache
from bellhop.core.repeats import IdempotencyKey
from bellhop.core.steps import Taken, take_waiting
from bellhop.core.submission import Replayed, Submission, Submissions
from bellhop.domain.action import Action, Concurrency
from bellhop.domain.job import (
    SOURCE_SYSTEM,
    HistoryEntry,
    Job,
    JobState,
    JobStep,
    Policy,
    Trigger,
    held_job,
    is_system_action,
    lease_end,
    step,
)
from bellhop.domain.lease import JobLease
from bellhop.domain.tenant import Tenant
from bellhop.errors import (
    AlreadyFinishedError,
    BadRequestError,
    BellhopError,
    ConflictError,
    NotCancellableError,
    NotFinishedError,
    NotFoundError,
    UnavailableError,
)
from bellhop.ids import JobId, TenantId, uuid7
from bellhop.runtime.coalescer import Coalescers, Flight
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import job_leases
from bellhop.store import jobs as store_jobs
from bellhop.store.database import Database
from bellhop.store.idempotency_keys import Remembered
from bellhop.store.store import Store

LONGEST_AHEAD = timedelta(days=30)
_CANCEL_TRIES = 10
_POLL_SECONDS = 1.0
_SYSTEM_LEASE = timedelta(seconds=60)
_SYSTEM_RETENTION = timedelta(days=7)
_SYSTEM_DEADLINE = timedelta(days=7)
_SYSTEM_ATTEMPTS = 1000


class Jobs:
    """The verbs of a job; one for the process, closed at its end."""

    def __init__(
        self, store: Store, clock: Clock, wakeups: Wakeups, *, catalog: Catalog, registry: RegistryCache
    ) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._catalog = catalog
        self._registry = registry
        self._submissions = Submissions(store, clock, wakeups)
        self._readers: Coalescers[Database, store_jobs.JobKey, Job | None] = Coalescers(self._read, remedy=judge)

    async def close(self) -> None:
        """Wait for what is under way."""
        await self._submissions.close()
        await self._readers.close()

    async def check(self, tenant_id: TenantId, request: JobRequest) -> None:
        """Raises what `run` would raise for the request itself: `InvalidInputError`, or `BadRequestError`.

        Raises `RateLimitedError` or `BusyError` for an input that is costly to judge, when too many such wait.
        """
        ahead = None if request.run_time is None else request.run_time - self._clock.now()
        if ahead is not None and ahead > LONGEST_AHEAD:
            detail = f"`run_at` is more than {LONGEST_AHEAD.days} days ahead."
            raise BadRequestError(detail)
        judging, schema = self._catalog.judging, request.action.input_schema
        judgement = judging.at_once(schema, request.input, request.value)
        if judgement is None:
            request.value = None
            judgement = await judging.off_the_loop(tenant_id, schema, request.input)
        refuse(judgement)

    async def once(
        self, tenant_id: TenantId, key: IdempotencyKey | None, start: Awaitable[Started], *, held: bool = False
    ) -> Started:
        """What `start` gives; if that is refused, the job that an earlier request under this key made.

        So a repeated request gets its first answer, whatever has changed since. With `held` the answer has its lease.
        """
        try:
            return await start
        except BellhopError:
            if key is None:
                raise
            now = self._clock.now()
            made_id = await repeats.earlier(self._store.cell_of(tenant_id), tenant_id, key, now=now)
            if made_id is None:
                raise
        return await self._replay(tenant_id, JobId(made_id), held=held)

    async def run(self, tenant: Tenant, request: JobRequest, *, key: IdempotencyKey | None = None) -> Started:
        """Accept a job that workers will claim; raises what is wrong with it, and then there is no job."""
        await self.check(tenant.tenant_id, request)
        job = request.job_of(tenant.tenant_id, self._clock.now())
        return await self._start(tenant.tenant_id, job, key, live_jobs=tenant.limits.live_jobs)

    async def run_held(
        self, tenant: Tenant, request: JobRequest, *, worker_id: str, key: IdempotencyKey | None = None
    ) -> Started:
        """Accept a job that its submitter already does: it is born running, now, and leased to `worker_id`."""
        await self.check(tenant.tenant_id, request)
        job = held_job(replace(request, run_time=None).job_of(tenant.tenant_id, self._clock.now()))
        now = job.create_time
        lease = JobLease(
            tenant_id=tenant.tenant_id,
            job_id=job.job_id,
            token=uuid.uuid4(),
            worker_id=worker_id,
            claim_time=now,
            expire_time=lease_end(now, job.policy.lease, job.deadline_time),
            lease=job.policy.lease,
        )
        return await self._start(tenant.tenant_id, job, key, live_jobs=tenant.limits.live_jobs, lease=lease)

    async def retry(
        self,
        tenant: Tenant,
        job_id: JobId,
        *,
        precondition: Precondition = any_version,
        key: IdempotencyKey | None = None,
    ) -> Started:
        """A new job with the input of one that failed or was cancelled; it is checked against the action of today.

        Raises `ConflictError` when that is gone or runs elsewhere by now, and `InvalidInputError` with pointers into
        the input of the old one.
        """
        old = await self.get(tenant.tenant_id, job_id, with_input=True)
        precondition(old.version)
        if old.state not in {JobState.FAILED, JobState.CANCELLED}:
            raise NotFinishedError
        if old.is_system:
            detail = "This is work of the service itself; ask for it again where it was asked for."
            raise ConflictError(detail)
        request = JobRequest(
            action=await self._action_of(old),
            parent=old.parent,
            input=old.input,
            value=orjson.loads(old.input),
            source=old.source,
            labels=old.labels,
            priority=old.priority,
            traceparent=old.traceparent,
            retry_of=old.job_id,
        )
        return await self.run(tenant, request, key=key)

    async def _action_of(self, old: Job) -> Action:
        """The action of a job that is to run again where it ran."""
        action = await self._catalog.find(old.action)
        if action is None:
            detail = f"The action `{old.action}` of this operation is no longer offered."
            raise ConflictError(detail)
        if action.match_parent(old.parent) is None:
            detail = (
                f"The action `{action.name}` no longer runs on `{old.parent or '(none)'}`: "
                f"its path is `{action.parent_shape or '(none)'}` by now. Run it there instead."
            )
            raise ConflictError(detail)
        return action

    async def submit_system(
        self,
        tenant_id: TenantId,
        action: str,
        task: Mapping[str, object],
        *,
        labels: Mapping[str, str] | None = None,
        cancellable: bool = True,
        key: IdempotencyKey | None = None,
    ) -> Started:
        """Accept work of the service itself (`bellhop.…`), which maintenance claims; `task` is its input."""
        if not is_system_action(action):
            message = f"{action} is not an action of the service itself"
            raise ValueError(message)
        now = self._clock.now()
        job = Job(
            tenant_id=tenant_id,
            job_id=JobId(uuid7(now)),
            action=action,
            parent="",
            source=SOURCE_SYSTEM,
            state=JobState.PENDING,
            priority=0,
            create_time=now,
            update_time=now,
            run_time=now,
            deadline_time=now + _SYSTEM_DEADLINE,
            policy=Policy(
                cancellable=cancellable,
                concurrency=Concurrency.PARALLEL,
                max_attempts=_SYSTEM_ATTEMPTS,
                lease=_SYSTEM_LEASE,
                retention=_SYSTEM_RETENTION,
            ),
            input=orjson.dumps(task),
            labels=labels or {},
        )
        return await self._start(tenant_id, job, key, live_jobs=None)

    async def get(self, tenant_id: TenantId, job_id: JobId, *, with_input: bool = False) -> Job:
        """One job; raises `NotFoundError` when it is unknown, another tenant's, or has expired.

        Readers that come together share a statement.
        """
        cell = self._store.cell_of(tenant_id)
        if with_input:
            async with cell.connection() as connection:
                job = await store_jobs.get(connection, (tenant_id, job_id), now=self._clock.now())
        else:
            job = await self._readers.at(cell).submit((tenant_id, job_id))
        if job is None:
            raise NotFoundError
        return job

    async def get_of_any_tenant(self, job_id: JobId) -> Job:
        """One job of any tenant or of the service itself, for the operator.

        Raises `NotFoundError`, and `UnavailableError` where it may be in a cell that does not answer.
        """

        async def look(cell: Database) -> Job | None:
            async with cell.connection() as connection:
                job = await store_jobs.get_of_any_tenant(connection, job_id, now=self._clock.now())
            return None if job is None or await self._store.strays(cell, [job.tenant_id]) else job

        looked = await self._store.over_cells(look)
        found = next((job for job in looked if job is not None), None)
        if found is not None:
            return found
        if self._store.closed or len(looked) < len(self._store.cells):
            detail = "It is in none of the cells that answer; try again when all do."
            raise UnavailableError(detail)
        raise NotFoundError

    async def cancel_of_any_tenant(self, job_id: JobId, *, precondition: Precondition = any_version) -> Job:
        """As `cancel` for the operator, who names no tenant; raises what `get_of_any_tenant` raises, too."""
        job = await self.get_of_any_tenant(job_id)
        await self._store.locate((job.tenant_id,))  # nobody may have asked for it in this process
        return await self.cancel(job.tenant_id, job_id, precondition=precondition)

    async def wait(self, tenant_id: TenantId, job_id: JobId, *, seconds: float, until: Callable[[Job], bool]) -> Job:
        """The job as soon as `until` says yes to it, or as it is when the time is over; woken by the commit."""
        end = monotonic_seconds() + seconds
        with self._wakeups.watch(Topic.JOB_CHANGED, str(job_id)) as watch:
            while True:
                job = await self.get(tenant_id, job_id)
                remaining = end - monotonic_seconds()
                if remaining <= 0 or until(job):
                    return job
                await watch.wait(min(remaining, _POLL_SECONDS))

    async def history(self, tenant_id: TenantId, job_id: JobId) -> tuple[Job, list[HistoryEntry], JobLease | None]:
        """The job, what was written down about it, and the lease under which it runs now."""
        async with (
            self._store.cell_of(tenant_id).connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            job = await store_jobs.get(connection, (tenant_id, job_id), now=self._clock.now())
            if job is None:
                raise NotFoundError
            entries = await store_jobs.history(connection, (tenant_id, job_id))
            lease = await job_leases.get(connection, (tenant_id, job_id))
        return job, entries, lease

    async def cancel(self, tenant_id: TenantId, job_id: JobId, *, precondition: Precondition = any_version) -> Job:
        """The job after the wish to cancel it: at once when it waits, asked of its worker when it runs.

        `precondition` raises what keeps the version that it is told from being changed. Raises `AlreadyFinishedError`
        or `NotCancellableError`; a job that is cancelled already is answered as it is.
        """
        for _ in range(_CANCEL_TRIES):
            job = await self.get(tenant_id, job_id)
            precondition(job.version)
            if job.state is JobState.CANCELLED:
                return job
            if job.state.done:
                raise AlreadyFinishedError
            if not job.policy.cancellable:
                raise NotCancellableError
            if job.cancel_requested_time is not None:
                return job
            wish = step(job, Trigger.CANCEL, self._clock.now())
            cancelled = None if wish is None else await self._cancel(wish)
            if cancelled is not None:
                return cancelled
        detail = "The operation is changing too fast to be cancelled; try again."
        raise ConflictError(detail)

    async def _cancel(self, wish: JobStep) -> Job | None:
        """Write one cancellation; None when the job has moved on since it was read."""
        now = wish.after.update_time
        async with self._store.cell_of(wish.after.tenant_id).transaction() as connection:
            if wish.ends:
                taken = await take_waiting(connection, self._registry, [wish], now=now)
            elif await store_jobs.request_cancel(connection, wish.before, now=now):
                taken = Taken(jobs={wish.after.job_id: wish.after})
            else:
                taken = Taken()
        taken.announce(self._wakeups)
        return taken.jobs.get(wish.after.job_id)

    async def _start(
        self,
        tenant_id: TenantId,
        job: Job,
        key: IdempotencyKey | None,
        *,
        live_jobs: int | None,
        lease: JobLease | None = None,
    ) -> Started:
        remembered = None if key is None else Remembered(tenant_id, key.key, key.fingerprint, job.job_id)
        accepted = await self._submissions.submit(Submission(job, live_jobs, remembered, lease))
        if isinstance(accepted, Replayed):
            return await self._replay(tenant_id, accepted.job_id, held=lease is not None)
        return Started(accepted, lease=lease)

    async def _replay(self, tenant_id: TenantId, job_id: JobId, *, held: bool) -> Started:
        """The job of an earlier answer as it is now, with its lease when it was submitted held and still is."""
        try:
            job = await self.get(tenant_id, job_id)
        except NotFoundError:
            detail = "This Idempotency-Key stands for an operation that has expired; a new key starts another."
            raise NotFoundError(detail) from None
        lease = None
        if held and job.held and not job.state.done:
            async with self._store.cell_of(tenant_id).connection() as connection:
                lease = await job_leases.get(connection, (tenant_id, job_id))
        return Started(job, replayed=True, lease=lease)

    async def _read(self, cell: Database, flight: Flight[store_jobs.JobKey]) -> Sequence[Job | None]:
        async with cell.connection() as connection:
            found = await store_jobs.get_many(connection, flight.items, now=self._clock.now())
        return [found.get(key) for key in flight.items]
