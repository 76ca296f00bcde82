"""The rescuer of jobs: what their workers have left behind, and what has waited too long.

A lost lease sends its job back to wait, or ends it: cancelled where that was asked for, failed where no attempt is
left. A deadline that passed ends a job, waiting or held (a lease never outlasts it). Several rescuers may run at once:
each step names the lease and the version of the job that it leaves, so what another has rescued is left alone. A job
whose action was deleted needs no rescue: it goes on by the policy that it was submitted with.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import asyncpg

from bellhop.clock import Clock
from bellhop.core.registry import RegistryCache
from bellhop.core.repeats import KEY_LIFE
from bellhop.core.steps import Taken, take_held, take_waiting
from bellhop.domain.job import Job, JobState, Trigger, step
from bellhop.domain.lease import LeaseKey
from bellhop.log import get_logger
from bellhop.metrics import LEASES_LOST
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.wakeup import Wakeups
from bellhop.store import idempotency_keys, job_leases, job_ready, jobs
from bellhop.store.database import Database, Store

_BATCH = 200
_KEYS_AT_ONCE = 5000
# A lease is rescued only a moment after its end: the clocks of two processes never agree to the millisecond.
_PATIENCE = timedelta(milliseconds=50)

Each = TypeVar("Each", LeaseKey, jobs.JobKey)

log = get_logger("maintenance")


class JobRescuer:
    """Looks for jobs that nobody works on any more."""

    def __init__(self, store: Store, clock: Clock, wakeups: Wakeups, *, registry: RegistryCache) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry

    async def run_once(self) -> int:
        """How many jobs were rescued or ended."""
        return sum([await self._rescue(cell) for cell in self._store.cells])

    async def _rescue(self, cell: Database) -> int:
        now = self._clock.now()
        async with cell.connection() as connection:
            lost = await job_leases.lost(connection, at_most=_BATCH, now=now - _PATIENCE)
            overdue = await job_ready.past_deadline(connection, at_most=_BATCH, now=now)
            await idempotency_keys.forget_old(connection, before=now - KEY_LIFE, at_most=_KEYS_AT_ONCE)
        rescued = await _bisect(lost, lambda keys: self._take_lost(cell, keys))
        return rescued + await _bisect(overdue, lambda keys: self._take_overdue(cell, keys))

    async def _take_lost(self, cell: Database, keys: Sequence[LeaseKey]) -> int:
        now = self._clock.now()
        async with cell.transaction() as connection:
            held = await job_leases.held(connection, keys)
            steps = [(key, step(job, _trigger(job, now), now)) for key, job in held.items()]
            known = [(key, made) for key, made in steps if made is not None]
            taken = await take_held(connection, self._registry, known, now=now) if known else Taken()
        taken.announce(self._wakeups)
        LEASES_LOST.labels("job").inc(len(taken.jobs))
        return len(taken.jobs)

    async def _take_overdue(self, cell: Database, keys: Sequence[jobs.JobKey]) -> int:
        now = self._clock.now()
        async with cell.transaction() as connection:
            found = await jobs.get_many(connection, keys, now=now)
            # a job that was claimed since is running now: its lease ends at the deadline, and then it is rescued
            steps = [step(job, Trigger.EXPIRE, now) for job in found.values() if job.state is JobState.PENDING]
            known = [made for made in steps if made is not None]
            taken = await take_waiting(connection, self._registry, known, now=now) if known else Taken()
        taken.announce(self._wakeups)
        return len(taken.jobs)


def _trigger(job: Job, now: datetime) -> Trigger:
    """What the end of a lease means: at the deadline it is the deadline's doing."""
    return Trigger.EXPIRE if job.deadline_time <= now else Trigger.LOSE


async def _bisect(found: Sequence[Each], take: Callable[[Sequence[Each]], Awaitable[int]]) -> int:
    """Take a batch; if it fails, its halves, so that one bad row stops nobody. A row that fails alone is reported."""
    if not found:
        return 0
    try:
        return await take(found)
    except asyncpg.PostgresError as error:
        if isinstance(error, CONNECTION_BROKEN):  # everybody's trouble, not this row's
            raise
        if len(found) == 1:
            log.exception("job.unrescued", tenant_id=found[0][0], job_id=found[0][1], reason=str(error))
            return 0
        middle = len(found) // 2
        return await _bisect(found[:middle], take) + await _bisect(found[middle:], take)
