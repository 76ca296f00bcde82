"""The plans of the hot statements with many jobs: whatever waits, a step reads what it needs and no more."""

import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson
import pytest

from bellhop.clock import ManualClock
from bellhop.domain.filter import parse
from bellhop.domain.job import Trigger, step
from bellhop.domain.lease import LeaseKey
from bellhop.ids import JobId, TenantId, uuid7
from bellhop.store import job_leases, job_ready, jobs, tenant_counters
from bellhop.store.lists import page_statement
from bellhop.store.store import Store
from tests.cells import home

if TYPE_CHECKING:
    from bellhop.store.database import Connection

pytestmark = pytest.mark.usefixtures("plain_postgres")

_JOBS = 100_000
_TENANTS = 50

_FILL = """
INSERT INTO jobs (
    tenant_id, job_id, action, parent, source, state, end_state, priority, create_time, update_time, run_time,
    deadline_time, complete_time, expire_time, attempt, max_attempts, cancellable, concurrency, held, lease, retention,
    labels, input, result, errors, version
)
SELECT 't' || n % $3, ($2::uuid[])[n], 'echo', CASE n % 1000 WHEN 0 THEN 'designs/one' ELSE '' END, 'api',
    s.state, CASE WHEN s.state IN ('pending', 'running') THEN NULL ELSE s.state END, 0, $4, $4, $4,
    $4::timestamptz + interval '1 hour', CASE WHEN s.state IN ('pending', 'running') THEN NULL ELSE $4::timestamptz END,
    CASE WHEN s.state IN ('pending', 'running') THEN NULL ELSE $4::timestamptz + interval '1 day' END, 0, 3, true,
    'parallel', false, interval '60 s', interval '1 day', '{}', '{}',
    CASE s.state WHEN 'succeeded' THEN '{}'::bytea END, CASE s.state WHEN 'failed' THEN '[]'::bytea END, 1
FROM generate_series(1, $1::integer) AS n
CROSS JOIN LATERAL (
    SELECT CASE WHEN n % 2 = 0 THEN 'pending' WHEN n % 1000 = 1 THEN 'failed' WHEN n % 1000 = 3 THEN 'running'
        ELSE 'succeeded' END AS state
) AS s
"""

_FILL_READY = """
INSERT INTO job_ready
SELECT tenant_id, job_id, action, parent, false, 0, 0, create_time, create_time + interval '300 s', false,
    deadline_time, lease
FROM jobs WHERE state = 'pending'
"""

_FILL_LEASES = """
INSERT INTO job_lease
SELECT tenant_id, job_id, gen_random_uuid(), action, parent, false, 1, 'w', NULL, create_time,
    create_time + interval '60 s', deadline_time, lease
FROM jobs WHERE state = 'running'
"""


@pytest.fixture
async def full(store: Store, clock: ManualClock) -> AsyncIterator["Connection"]:
    """A database with 100,000 jobs, half of them waiting."""
    ids = [uuid7(clock.move(timedelta(microseconds=100))) for _ in range(_JOBS)]
    async with home(store).connection() as connection:
        await connection.execute(_FILL, _JOBS, ids, _TENANTS, clock.now(), timeout=60)
        await connection.execute(_FILL_READY, timeout=60)
        await connection.execute(_FILL_LEASES)
        await connection.execute("ANALYZE jobs; ANALYZE job_ready; ANALYZE job_lease; ANALYZE job_history")
        yield connection


class Spy:
    """Stands where a connection is expected, and explains what it is asked to do instead of doing it."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self.plans: list[Any] = []

    async def fetch(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        text = await self._connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", *arguments)
        self.plans.append(orjson.loads(text)[0]["Plan"])
        return []

    async def execute(self, statement: str, *arguments: object) -> str:
        await self.fetch(statement, *arguments)
        return "EXPLAIN 0"

    async def fetchrow(self, statement: str, *arguments: object) -> None:
        await self.fetch(statement, *arguments)

    async def scans(self) -> set[str]:
        """The tables of more than a few rows that would be read from one end to the other."""
        rows = await self._connection.fetch("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 200")
        nodes = [node for plan in self.plans for node in _nodes(plan)]
        return {row[0] for row in rows} & {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}

    def indexes(self) -> set[str]:
        """The indexes that would be used."""
        return {node["Index Name"] for plan in self.plans for node in _nodes(plan) if "Index Name" in node}


def _nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


async def _some(connection: "Connection", state: str) -> list[jobs.JobKey]:
    rows = await connection.fetch("SELECT tenant_id, job_id FROM jobs WHERE state = $1 LIMIT 50", state)
    return [(row[0], JobId(row[1])) for row in rows]


async def test_no_step_of_a_job_scans_a_table(full: "Connection", clock: ManualClock) -> None:
    for mode in ("force_custom_plan", "force_generic_plan"):
        spy = Spy(full)
        await full.execute(f"SET plan_cache_mode = {mode}")
        await _take_every_step(full, spy, clock)
        await full.execute("RESET plan_cache_mode")
        assert await spy.scans() == set()
        assert "job_ready_turns" in spy.indexes()


async def _take_every_step(full: "Connection", spy: Spy, clock: ManualClock) -> None:
    now = clock.now()
    connection: Any = spy
    pending, running = await _some(full, "pending"), await _some(full, "running")
    found = list((await jobs.get_many(full, pending, now=now)).values())
    held = list((await jobs.get_many(full, running, now=now)).values())
    leases = [lease for key in running if (lease := await job_leases.get(full, key)) is not None]
    keys = [LeaseKey(lease.tenant_id, lease.job_id, lease.token) for lease in leases]
    tokens = tuple(uuid.uuid4() for _ in range(50))
    for tenants in (None, ("t1", "t2")):
        ask = job_ready.JobAsk("w", ("echo", "other"), tenants, tokens, None, None)
        await job_ready.claim(connection, ask, after="t3", now=now)
    places = [
        job_ready.QueuePlace("echo", TenantId(f"t{number}"), now, JobId(uuid.UUID(int=0))) for number in range(20)
    ]
    await job_ready.claim(connection, ask, after="t3", places=places, now=now)
    await job_ready.start(connection, leases, now=now)
    await job_ready.unpark(connection, now=now)
    await job_ready.past_deadline(connection, limit=100, now=now)
    await job_ready.leave(connection, [_ended(job, now) for job in found], now=now)
    await job_leases.held(connection, keys)
    await job_leases.extend(connection, keys, actions=None, now=now)
    await job_leases.lost(connection, limit=100, now=now)
    by_id = {job.job_id: job for job in held}
    await job_leases.leave(connection, [(key, _ended(by_id[key.job_id], now)) for key in keys], now=now)
    await jobs.get_many(connection, pending, now=now)
    await jobs.get(connection, pending[0], now=now)
    await jobs.existing(connection, pending)
    await jobs.history(connection, pending[0])
    await jobs.completed_by(connection, keys)
    await jobs.write_metadata(connection, held, now=now)
    await jobs.request_cancel(connection, held[0], now=now)
    await tenant_counters.count_ended(connection, {found[0].tenant_id: 1})
    assert len(spy.plans) == 19


def _ended(job: Any, now: Any) -> Any:
    return step(job, Trigger.EXPIRE, now)


async def test_lists_use_an_index_for_every_rare_value(full: "Connection", clock: ManualClock) -> None:
    for text, index in (
        (None, "pkey"),
        ('state == "failed"', "tenant_id_end_state_job_id"),
        ('state in ["failed", "cancelled"]', "tenant_id_end_state_job_id"),
        ('state == "running"', "tenant_id"),
        ('parent == "designs/one"', "tenant_id_parent_job_id"),
        ('source == "ui"', "tenant_id_source_job_id"),
        ('action == "echo"', "job_id"),
    ):
        spy = Spy(full)
        expression = None if text is None else parse(text, jobs.JOBS.fields)
        statement, arguments = page_statement(
            jobs.JOBS, ["t1", clock.now()], expression=expression, behind=None, until=None, limit=51
        )
        await spy.fetch(statement, *arguments)
        assert await spy.scans() == set(), text
        assert any(index in name for name in spy.indexes()), (text, spy.indexes())


async def test_the_list_of_all_tenants_reads_an_index_of_its_own(full: "Connection", clock: ManualClock) -> None:
    """The condition that lets the index be taken was missing in the statement: every job there is was sorted."""
    spy = Spy(full)
    statement, arguments = page_statement(
        jobs.EVERY_JOB, [clock.now()], expression=None, behind=None, until=None, limit=51
    )
    await spy.fetch(statement, *arguments)
    assert await spy.scans() == set()
    assert any("job_id_tenant_id" in name for name in spy.indexes()), spy.indexes()
