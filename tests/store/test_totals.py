"""Counting a tenant's rows costs what is counted, however much there is."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.clock import SystemClock
from bellhop.ids import TenantId, uuid7
from bellhop.store import totals
from bellhop.store.lists import page_statement
from bellhop.store.queries import load
from bellhop.store.stats import STATS_OF_TENANT
from bellhop.store.store import Store
from tests.world import ACME, World, world

ROWS = 30_000
OTHER = TenantId("other")

_DELIVERIES = """
INSERT INTO deliveries (tenant_id, subscription_id, delivery_id, event_id, event_type, payload, create_time,
    update_time, give_up_time, state, end_time, dead_time)
SELECT $1, gen_random_uuid(), made.id, made.id, 'x', 'thin', now(), now(), now(), $3, now(),
    CASE WHEN $3 = 'dead' THEN now() END
FROM unnest($2::uuid[]) AS made (id)
"""

_JOBS = """
INSERT INTO jobs (tenant_id, job_id, action, parent, source, state, end_state, priority, create_time, update_time,
    run_time, deadline_time, complete_time, expire_time, attempt, max_attempts, cancellable, concurrency, held, lease,
    retention, labels, input, result, errors, version)
SELECT $1, made.id, 'echo', '', 'api', $3, $3, 0, now(), now(), now(), now(), now(), $4, 1, 3, true, 'parallel', false,
    interval '60 s', interval '1 day', '{}', '{}', CASE $3 WHEN 'succeeded' THEN '{}'::bytea END,
    CASE $3 WHEN 'failed' THEN '[]'::bytea END, 1
FROM unnest($2::uuid[]) AS made (id)
"""


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with world(store, SystemClock()) as made:
        yield made


async def write_deliveries(here: World, tenant_id: TenantId, state: str, count: int) -> None:
    now = datetime.now(UTC)
    await here.database.execute(_DELIVERIES, tenant_id, [uuid7(now) for _ in range(count)], state)


async def write_jobs(here: World, tenant_id: TenantId, state: str, count: int, life: timedelta) -> None:
    now = datetime.now(UTC)
    await here.database.execute(_JOBS, tenant_id, [uuid7(now) for _ in range(count)], state, now + life)


async def plan_of(here: World, statement: str, *arguments: object) -> str:
    """The plan as it ran, generic."""
    async with here.database.connection() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        rows = await connection.fetch(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", *arguments)
    return "\n".join(row[0] for row in rows)


def most_rows(plan: str) -> int:
    """The most rows that a step of the plan gave."""
    return max(int(float(each)) for each in re.findall(r"actual rows=([\d.]+)", plan))


async def test_few_deliveries_are_counted_exactly(here: World) -> None:
    await here.subscribe("http://127.0.0.1:9/")
    await here.publish(3)
    for state, count in (("delivered", 7), ("dead", 2), ("skipped", 4)):
        await write_deliveries(here, ACME, state, count)
    await write_deliveries(here, OTHER, "dead", 5)
    async with here.database.connection() as connection:
        counted = await totals.deliveries(connection, ACME)
        assert counted == {"pending": 3, "in_flight": 0, "delivered": 7, "dead": 2, "skipped": 4}
        assert (await totals.deliveries(connection, OTHER))["dead"] == 5


async def test_few_operations_are_counted_exactly_without_those_that_have_expired(here: World) -> None:
    day = timedelta(days=1)
    for state, count in (("succeeded", 5), ("failed", 2), ("cancelled", 1)):
        await write_jobs(here, ACME, state, count, day)
        await write_jobs(here, ACME, state, 10, -day)
    async with here.database.connection() as connection:
        counted = await totals.operations(connection, ACME, now=datetime.now(UTC))
    assert counted == {"pending": 0, "running": 0, "succeeded": 5, "failed": 2, "cancelled": 1}


async def test_counting_many_reads_no_more_rows_than_it_says(here: World) -> None:
    await write_deliveries(here, ACME, "delivered", ROWS)
    await write_deliveries(here, ACME, "dead", ROWS)
    await write_deliveries(here, OTHER, "delivered", ROWS)
    await write_jobs(here, ACME, "succeeded", ROWS, timedelta(days=1))
    await here.database.execute("VACUUM ANALYZE")
    async with here.database.connection() as connection:
        counted = await totals.deliveries(connection, ACME)
        assert counted["dead"] == totals.COUNTED_TO
        assert (await totals.deliveries(connection, OTHER))["delivered"] == totals.COUNTED_TO
        operations = await totals.operations(connection, ACME, now=datetime.now(UTC))
        assert operations["succeeded"] == totals.COUNTED_TO
    bounds = (totals.COUNTED_TO, totals.LOOKED_AT)
    for plan in (
        await plan_of(here, load("totals")["deliveries"], ACME, *bounds),
        await plan_of(here, load("totals")["operations"], ACME, *bounds, datetime.now(UTC)),
    ):
        assert most_rows(plan) == totals.LOOKED_AT, plan
        assert not re.search(r"Seq Scan on (jobs|deliveries)_\w+ ", plan), plan


async def test_a_page_of_a_tenants_hours_adds_up_the_hours_that_it_shows(here: World) -> None:
    """The hours of ninety days were added up for each page, and then all but fifty thrown away."""
    await here.database.execute(
        "INSERT INTO stats_hourly (tenant_id, subscription_id, hour, latency) "
        "SELECT tenant, gen_random_uuid(), date_trunc('hour', now()) - n * interval '1 h', "
        "array_fill(1::bigint, '{15}') "
        "FROM unnest(ARRAY['acme', 'other']) AS tenant, generate_series(0, 1000) AS n, generate_series(1, 10)"
    )
    await here.database.execute("VACUUM ANALYZE stats_hourly")
    statement, arguments = page_statement(
        STATS_OF_TENANT, ["acme", datetime.now(UTC)], expression=None, behind=None, until=None, limit=51
    )
    plan = await plan_of(here, statement, *arguments)
    added = re.search(r"Aggregate .*loops=(\d+)", plan)
    assert added is not None, plan
    assert int(added[1]) <= 53, plan  # the hour to come has none
