"""A small world for tests of jobs: the verbs of tenants and workers on one database, without HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import orjson

from bellhop.clock import Clock, ManualClock
from bellhop.core.catalog import Catalog
from bellhop.core.claimed_jobs import ClaimedJobs
from bellhop.core.completion import Completed, Completion, Completions, Outcome
from bellhop.core.directory import Directory
from bellhop.core.job_requests import JobRequest, Started
from bellhop.core.jobs import Jobs
from bellhop.core.registry import RegistryCache
from bellhop.core.work import Claimed, Work
from bellhop.domain.action import Action, Concurrency
from bellhop.domain.audit import Actor
from bellhop.domain.job import Job
from bellhop.domain.key import KeyKind, Principal
from bellhop.domain.lease import LeaseKey
from bellhop.domain.matching import Condition
from bellhop.domain.tenant import DEFAULT_LIMITS, GivenLimits, Tenant
from bellhop.errors import BellhopError
from bellhop.ids import TenantId
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store.database import FIRST_CELL, Database
from bellhop.store.store import Store
from tests.cells import home, settle
from tests.invariants import assert_invariants
from tests.waits import waiting_backends

ACME = TenantId("acme")
OPERATOR = Principal(KeyKind.ADMIN)
ANYTHING = b'{"type": "object"}'
_PAST = datetime(2026, 1, 1, tzinfo=UTC)


def action(name: str = "echo", clock: Clock | None = None, **changes: Any) -> Action:
    """An action that takes and gives any object, on any `designs/{design_id}`."""
    now = (clock or ManualClock(_PAST)).now()
    plain = Action(
        name=name,
        parent_shape="designs/{design_id}",
        description="",
        input_schema=ANYTHING,
        result_schema=ANYTHING,
        cancellable=True,
        concurrency=Concurrency.PARALLEL,
        max_attempts=3,
        lease=timedelta(seconds=60),
        deadline=timedelta(hours=1),
        retention=timedelta(days=1),
        create_time=now,
        update_time=now,
        version=1,
    )
    return replace(plain, **changes)


def tenant(tenant_id: str = ACME, **limits: int) -> Tenant:
    """A tenant as the directory would have it."""
    now = _PAST
    return Tenant(TenantId(tenant_id), FIRST_CELL, "", GivenLimits(), replace(DEFAULT_LIMITS, **limits), now, now, 1)


def lease_key(claimed: Claimed) -> LeaseKey:
    """What the worker that claimed it shows."""
    return claimed.lease.key


@dataclass
class JobsWorld:
    """The verbs, and short forms of them."""

    store: Store
    clock: Clock
    wakeups: Wakeups
    catalog: Catalog
    registry: RegistryCache
    jobs: Jobs
    work: Work
    completions: Completions

    @property
    def database(self) -> Database:
        return home(self.store)

    def rescuer(self) -> JobRescuer:
        """A rescuer on this world; several may run at once."""
        return JobRescuer(self.store, self.clock, self.wakeups, registry=self.registry)

    async def put(self, action: Action) -> Action:
        """Write an action to the catalogue."""
        written, _ = await self.catalog.put(action, actor=Actor("cli"))
        return written

    async def run(self, which: Action, value: Mapping[str, Any] | None = None, **options: Any) -> Started:
        """Run an action for a tenant (`tenant=`, else acme) under `designs/one` (`parent=`)."""
        given = dict(value or {})
        whose = options.pop("tenant", None) or tenant()
        await settle(self.store, whose.tenant_id)
        key = options.pop("key", None)
        request = JobRequest(which, options.pop("parent", "designs/one"), json.dumps(given).encode(), given, **options)
        return await self.jobs.run(whose, request, key=key)

    async def claim(self, *actions: str, max_jobs: int = 10, **options: Any) -> list[Claimed]:
        """Claim as a worker of all tenants."""
        principal = options.pop("principal", OPERATOR)
        worker_id = options.pop("worker_id", "worker")
        return await self.work.claim(principal, worker_id=worker_id, actions=actions, max_jobs=max_jobs, **options)

    async def complete(self, claimed: Claimed, outcome: Outcome = Outcome.SUCCEEDED, **said: Any) -> Completed:
        """Say what became of a claimed job; `result` and `errors` are values."""
        texts: dict[str, Any] = {name: orjson.dumps(said.pop(name)) for name in ("result", "errors") if name in said}
        return await self.completions.complete(Completion(OPERATOR, lease_key(claimed), outcome, **texts, **said))

    async def get(self, job: Job) -> Job:
        """The job as it is now."""
        return await self.jobs.get(job.tenant_id, job.job_id)

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        rows = await self.database.fetch(f"SELECT count(*) FROM {table}")
        return int(rows[0][0])


@asynccontextmanager
async def jobs_world(store: Store, clock: Clock) -> AsyncIterator[JobsWorld]:
    """The verbs on a migrated database."""
    wakeups = Wakeups()
    catalog = Catalog(Directory(store), clock)
    registry = RegistryCache(lambda _text: Condition(lambda _facts: True))
    jobs = Jobs(store, clock, wakeups, catalog=catalog, registry=registry)
    claimed = ClaimedJobs()
    completions = Completions(store, clock, wakeups, catalog=catalog, registry=registry, claimed=claimed)
    work = Work(store, clock, wakeups, claimed=claimed)
    yield JobsWorld(store, clock, wakeups, catalog, registry, jobs, work, completions)
    await jobs.close()
    await completions.close()


async def until_watched(wakeups: Wakeups, topic: Topic) -> None:
    """Return as soon as somebody waits for this topic."""
    while True:
        if any(watched is topic for watched, _ in wakeups._watches):
            return
        await asyncio.sleep(0)


async def blocked_backends(connection: "asyncpg.Connection[asyncpg.Record]") -> list[int]:
    """The backends of this database that wait for a lock, as soon as there are any."""
    while True:
        if found := await waiting_backends(connection):
            return found
        await asyncio.sleep(0.01)


async def outcome_of(work: Any) -> Any:
    """What a call answers, or the refusal that it raises."""
    try:
        return await work
    except BellhopError as refusal:
        return refusal


async def check_invariants(world: JobsWorld) -> None:
    """Fails with every row that breaks a law of the data."""
    await assert_invariants(world.store)
