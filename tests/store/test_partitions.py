"""Days of the partitioned tables: made ahead, dropped while traffic goes on, taken up again after an interruption."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import asyncpg
import pytest

from bellhop.ids import uuid7, uuid7_floor
from bellhop.store import migrate, partitions
from bellhop.store.partitions import Parent
from bellhop.store.store import Store

JOBS = Parent("bellhop_cell_0", "jobs", "job_id")
HISTORY = Parent("bellhop_cell_0", "job_history", "job_id")
PARTITIONED = ["attempts", "deliveries", "events", "job_history", "jobs"]
INSERT = """
INSERT INTO job_history (tenant_id, job_id, entry, time, trigger, from_state, to_state, attempt)
VALUES ('acme', $1, 1, now(), 'complete', 'running', 'succeeded', 1)
"""


def test_the_ids_of_a_day_are_those_made_from_midnight_to_midnight() -> None:
    day = date(2026, 11, 22)
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    span = partitions.day_span(day)
    assert (
        span.first <= uuid7_floor(midnight) < uuid7(midnight + timedelta(hours=23, minutes=59, seconds=59)) < span.end
    )
    assert span.end == partitions.day_floor(day + timedelta(days=1)) <= uuid7_floor(midnight + timedelta(days=1))
    assert partitions.day_of(midnight - timedelta(microseconds=1)) == date(2026, 11, 21)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


async def test_a_new_database_has_yesterday_and_a_week_ahead(store: Store) -> None:
    today = (await store.directory.now()).date()
    async with store.directory.connection() as connection:
        parents = await partitions.parents(connection)
        assert [each.table for each in parents] == PARTITIONED
        made = (await partitions.days(connection, parents[0]))[1]
        assert made in {today, today - timedelta(days=1)}  # midnight may have passed since the template was made
        for parent in parents:
            found = await partitions.days(connection, parent)
            assert found == [made + timedelta(days=offset) for offset in range(-1, 8)]
        assert await partitions.make_ahead(connection, now=noon(made)) == 0


async def test_a_day_later_one_more_day_is_made_by_one_of_two_processes(store: Store) -> None:
    async with store.directory.connection() as connection:
        made = (await partitions.days(connection, (await partitions.parents(connection))[0]))[1]
    tomorrow = noon(made) + timedelta(days=1)

    async def make() -> int:
        async with store.directory.connection() as connection:
            return await partitions.make_ahead(connection, now=tomorrow)

    assert sum(await asyncio.gather(make(), make())) == len(PARTITIONED)


async def test_a_row_of_a_day_that_nobody_made_is_refused_not_misplaced(store: Store) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="no partition"):
        await store.directory.execute(INSERT, uuid7(await store.directory.now() + timedelta(days=30)))


async def test_a_partition_has_all_that_its_parent_has(store: Store) -> None:
    rows = await store.directory.fetch(
        """
        SELECT parent.relname,
            (SELECT count(*) FROM pg_index WHERE indrelid = parent.oid) AS indexes,
            (SELECT count(*) FROM pg_constraint WHERE conrelid = parent.oid) AS constraints,
            (SELECT count(*) FROM pg_index WHERE indrelid = child.oid) AS its_indexes,
            (SELECT count(*) FROM pg_constraint WHERE conrelid = child.oid) AS its_constraints
        FROM pg_inherits JOIN pg_class parent ON parent.oid = inhparent JOIN pg_class child ON child.oid = inhrelid
        WHERE parent.relkind = 'p' AND parent.relnamespace = $1::text::regnamespace
        """,
        migrate.FIRST,
    )
    assert len(rows) == 9 * len(PARTITIONED)
    for row in rows:
        assert (row["indexes"], row["constraints"]) == (row["its_indexes"], row["its_constraints"]), row["relname"]


@pytest.mark.usefixtures("plain_postgres")
async def test_dropping_behind_a_long_reader_blocks_nobody(store: Store, database_url: str) -> None:
    now = await store.directory.now()
    reader = await asyncpg.connect(database_url)
    dropper = await asyncpg.connect(database_url)
    reading = reader.transaction()
    await reading.start()
    await reader.fetch("SELECT * FROM job_history")

    dropping = asyncio.create_task(partitions.drop_day(dropper, HISTORY, now.date() - timedelta(days=1)))
    await _until_it_waits(store, dropper)
    await store.directory.pool.execute(INSERT, uuid7(now), timeout=5)
    found = await store.directory.pool.fetchval("SELECT count(*) FROM job_history", timeout=5)
    assert not dropping.done()
    await reading.rollback()

    assert found == 1
    assert await dropping
    assert now.date() - timedelta(days=1) not in await partitions.days(dropper, HISTORY)
    await reader.close()
    await dropper.close()


@pytest.mark.usefixtures("plain_postgres")
async def test_what_was_interrupted_is_finished_another_time(store: Store, database_url: str) -> None:
    yesterday = (await store.directory.now()).date() - timedelta(days=1)
    reader = await asyncpg.connect(database_url)
    reading = reader.transaction()
    await reading.start()
    await reader.fetch("SELECT * FROM job_history")

    async with store.directory.connection() as connection:
        assert not await partitions.drop_day(connection, HISTORY, yesterday, patience_seconds=0.2)
        assert yesterday not in await partitions.days(connection, HISTORY)
        assert await partitions.finish_interrupted(connection, HISTORY, patience_seconds=0.2) == 0
        await reading.rollback()
        assert await partitions.finish_interrupted(connection, HISTORY) == 1
        assert await partitions.finish_interrupted(connection, HISTORY) == 0
    await reader.close()


@pytest.mark.usefixtures("plain_postgres")
async def test_a_day_that_was_detached_and_not_dropped_is_dropped_another_time(store: Store) -> None:
    yesterday = (await store.directory.now()).date() - timedelta(days=1)
    name = partitions.day_name("jobs", yesterday)
    async with store.directory.connection() as connection:
        await connection.execute(f"COMMENT ON TABLE {name} IS 'detached by retention, to be dropped'")
        await connection.execute(f"ALTER TABLE jobs DETACH PARTITION {name} CONCURRENTLY")
        assert await partitions.finish_interrupted(connection, JOBS) == 1
        assert await connection.fetchval("SELECT to_regclass($1)", name) is None


async def test_a_table_that_only_looks_like_a_partition_is_left_alone(store: Store) -> None:
    async with store.directory.connection() as connection:
        await connection.execute("CREATE TABLE jobs_20200101 (precious text)")
        assert await partitions.finish_interrupted(connection, JOBS) == 0
        assert await connection.fetchval("SELECT to_regclass('jobs_20200101')") is not None


async def test_of_two_that_drop_the_same_day_the_second_gives_way(store: Store) -> None:
    yesterday = (await store.directory.now()).date() - timedelta(days=1)

    async def drop() -> bool:
        async with store.directory.connection() as connection:
            return await partitions.drop_day(connection, JOBS, yesterday)

    await asyncio.gather(drop(), drop())
    async with store.directory.connection() as connection:
        await partitions.finish_interrupted(connection, JOBS)
        assert await connection.fetchval("SELECT to_regclass($1)", partitions.day_name("jobs", yesterday)) is None


async def _until_it_waits(store: Store, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Until the connection stands behind a lock."""
    query = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $1"
    for _ in range(10_000):
        if await store.directory.pool.fetchval(query, connection.get_server_pid()):
            return
    message = "it never waited"
    raise AssertionError(message)
