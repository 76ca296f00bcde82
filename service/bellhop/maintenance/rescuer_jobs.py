"""The rescuer of jobs: what their workers have left behind, and what has waited too long.

A lost lease sends its job back to wait, or ends it: cancelled where that was asked for, failed where no attempt is
left. A deadline that passed ends a job, waiting or held (a lease never outlasts it). Several rescuers may run at once:
each step names the lease and the version of the job that it leaves, so what another has rescued is left alone. A job
whose action was deleted needs no rescue: it goes on by the policy that it was submitted with.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import asyncpg

from bellhop.clock import Clock
from bellhop.core.registry import RegistryCache
from bellhop.core.repeats import KEY_LIFE
from bellhop.core.steps import Taken, take_held, take_waiting
from bellhop.domain.job import Job, JobState, Trigger, step
from bellhop.domain.lease import LeaseKey
from bellhop.log import get_logger
from bellhop.metrics import LEASES_LOST
from bellhop.runtime.halves import by_halves
from bellhop.runtime.wakeup import Wakeups
from bellhop.store import idempotency_keys, job_leases, job_ready, jobs
from bellhop.store.database import Database
from bellhop.store.store import Store

_BATCH = 200
_KEYS_AT_ONCE = 5000
# A lease is rescued only a moment after its end: the clocks of two processes never agree to the millisecond.
_PATIENCE = timedelta(milliseconds=50)

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
        return sum(await self._store.over_cells(self._rescue))

    async def _rescue(self, cell: Database) -> int:
        now = self._clock.now()
        async with cell.connection() as connection:
            lost = await job_leases.lost(connection, limit=_BATCH, now=now - _PATIENCE)
            overdue = await job_ready.past_deadline(connection, limit=_BATCH, now=now)
            await idempotency_keys.forget_old(connection, before=now - KEY_LIFE, limit=_KEYS_AT_ONCE)
        errors = asyncpg.PostgresError
        rescued = await by_halves(lost, partial(self._take_lost, cell), refused=_refused, errors=errors)
        return rescued + await by_halves(overdue, partial(self._take_overdue, cell), refused=_refused, errors=errors)

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


async def _refused(key: LeaseKey | jobs.JobKey, error: Exception) -> int:
    log.error("job.unrescued", tenant_id=key[0], job_id=key[1], reason=str(error), exc_info=error)
    return 0
