"""The hot statements cost what they take, not what waits: their plans with a long queue and a long history."""

import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.clock import SystemClock
from bellhop.ids import uuid7
from bellhop.store.deliveries import DELIVERIES, EVERY_DELIVERY
from bellhop.store.lists import page_statement
from bellhop.store.queries import load
from bellhop.store.store import Store
from tests.world import ACME, World
from tests.world import world as make_world

pytestmark = pytest.mark.usefixtures("plain_postgres")

ROWS = 50_000
OTHERS = 2_000


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


async def fill(world: World) -> uuid.UUID:
    """A lane with many rows due, many lanes with a few, and a history beside them, known to the planner."""
    big = await world.subscribe("http://127.0.0.1:9/")
    database = world.database
    await database.execute(
        "INSERT INTO lanes (tenant_id, subscription_id, enabled, subscription_version, max_in_flight) "
        "SELECT 't' || n % 50, gen_random_uuid(), true, 1, 50 FROM generate_series(1, $1) AS n",
        OTHERS,
    )
    await database.execute(
        "INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time) "
        "SELECT $1, $2, now() - n * interval '1 ms', gen_random_uuid(), gen_random_uuid(), 'thin', now() "
        "FROM generate_series(1, $3) AS n "
        "UNION ALL SELECT l.tenant_id, l.subscription_id, now(), gen_random_uuid(), gen_random_uuid(), 'thin', now() "
        "FROM lanes AS l, generate_series(1, 3) WHERE l.subscription_id <> $2",
        ACME,
        big.subscription_id,
        ROWS,
    )
    now = datetime.now(UTC)
    ids = [uuid7(now) for _ in range(ROWS)]
    await database.execute(
        "INSERT INTO deliveries (tenant_id, subscription_id, delivery_id, event_id, event_type, payload, create_time, "
        "update_time, give_up_time, state, end_time) "
        "SELECT $1, $2, id, id, 'x', 'thin', now(), now(), now(), 'delivered', now() FROM unnest($3::uuid[]) AS id",
        ACME,
        big.subscription_id,
        ids,
    )
    await database.execute("VACUUM ANALYZE")
    return big.subscription_id


async def plan_of(world: World, statement: str, *arguments: object) -> str:
    """The plan as it ran, generic, rolled back."""
    async with world.database.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {statement}", *arguments)
        finally:
            await transaction.rollback()
    return "\n".join(row[0] for row in rows)


def touched(plan: str) -> int:
    """The buffers of the whole statement."""
    found = re.search(r"Buffers: shared hit=(\d+)(?: read=(\d+))?", plan)
    assert found is not None, plan
    return int(found[1]) + int(found[2] or 0)


def scanned_whole(plan: str) -> set[str]:
    """The tables of ours that were read from end to end."""
    return set(re.findall(r"Seq Scan on (lanes|fifo_keys|delivery_\w+|deliveries\w*|attempts\w*)", plan))


async def test_a_claim_reads_what_it_takes(here: World) -> None:
    subscription_id = await fill(here)
    floor = (datetime(2026, 1, 1, tzinfo=UTC), uuid.UUID(int=0))
    arguments = (
        [ACME],
        [subscription_id],
        [floor[0]],
        [floor[1]],
        [20],
        uuid.uuid4(),
        timedelta(seconds=60),
        None,
        None,
    )
    plan = await plan_of(here, load("claims")["claim"], *arguments)
    assert not scanned_whole(plan), plan
    assert touched(plan) < 1000, plan


async def test_looking_reads_one_row_a_lane(here: World) -> None:
    subscription_id = await fill(here)
    floor = (datetime(2026, 1, 1, tzinfo=UTC), uuid.UUID(int=0))
    plan = await plan_of(here, load("claims")["inspect"], [ACME], [subscription_id], [floor[0]], [floor[1]])
    assert not scanned_whole(plan), plan
    assert touched(plan) < 50, plan


async def test_a_sweep_descends_once_a_lane_however_many_rows_wait(here: World) -> None:
    await fill(here)
    plan = await plan_of(here, load("claims")["sweep"], "", uuid.UUID(int=0), 500)
    assert "Seq Scan on delivery_ready" not in plan, plan
    assert touched(plan) < 500 * 12, plan


async def test_a_record_reads_its_own_rows(here: World) -> None:
    subscription_id = await fill(here)
    now = datetime.now(UTC)
    delivery_id = uuid7(now)
    plan = await plan_of(
        here, load("records")["record"], [_result(subscription_id, delivery_id)], now, delivery_id, delivery_id, "0"
    )
    assert not scanned_whole(plan), plan
    assert touched(plan) < 300, plan


async def test_dead_rows_that_an_open_transaction_keeps_are_not_read(here: World) -> None:
    """A table that the planner takes for empty was read from end to end: 24 ms a statement after half a minute."""
    lane = await here.subscribe("http://127.0.0.1:9/")
    due, ids = datetime.now(UTC), [uuid7(datetime.now(UTC)) for _ in range(ROWS)]
    async with here.database.connection() as other, other.transaction(isolation="repeatable_read"):
        await other.fetchrow("SELECT pg_current_xact_id()")
        await here.database.execute(
            "INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, "
            "give_up_time) SELECT $1, $2, $3, id, id, 'thin', now() FROM unnest($4::uuid[]) AS id",
            lane.tenant_id,
            lane.subscription_id,
            due,
            ids,
        )
        await here.database.execute(
            "INSERT INTO delivery_lease (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, "
            "attempts, tries, leases_lost, due, give_up_time, probe, subscription_version) "
            "SELECT tenant_id, delivery_id, subscription_id, event_id, now(), event_id, payload, 1, 1, 0, due, now(), "
            "false, 1 FROM delivery_ready"
        )
        await here.database.execute("DELETE FROM delivery_ready")
        await here.database.execute("DELETE FROM delivery_lease")
        await here.database.execute("VACUUM ANALYZE")
        leased = [uuid7(datetime.now(UTC) + timedelta(seconds=1)) for _ in range(20)]
        rows = [_result(lane.subscription_id, each) for each in leased]
        record = await plan_of(here, load("records")["record"], rows, due, leased[0], leased[-1], "0")
        asked = ([lane.tenant_id], [lane.subscription_id], [due], [leased[0]], [20])
        claim = await plan_of(here, load("claims")["claim"], *asked, uuid.uuid4(), timedelta(seconds=60), None, None)

    assert touched(record) < 600, record
    assert touched(claim) < 100, claim


def _result(subscription_id: uuid.UUID, delivery_id: uuid.UUID) -> tuple[object, ...]:
    """An `attempt_result` of a delivery that arrived."""
    now = datetime.now(UTC)
    return (
        uuid.uuid4(), True, "delivered", None, 1, ACME, delivery_id, uuid7(now), subscription_id, 1, now, "delivered",
        200, None, None, False, 0, 0, 0, 0, 0, None, None, "POST", "http://x/", b"", b"", b"", False, None,
    )  # fmt: skip


async def test_what_is_blocked_and_too_old_is_found_in_its_index_however_much_is_held(here: World) -> None:
    subscription_id = await fill(here)
    await here.database.execute(
        "INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time, "
        "fifo_key, sequence) SELECT $1, $2, 'infinity', gen_random_uuid(), gen_random_uuid(), 'thin', "
        "now() + (n - 20) * interval '1 minute', 'k', n FROM generate_series(1, $3) AS n",
        ACME,
        subscription_id,
        ROWS,
    )
    await here.database.execute(
        "INSERT INTO fifo_keys (tenant_id, subscription_id, fifo_key, head, blocked, last_sequence) "
        "SELECT $1, $2, CASE n WHEN 1 THEN 'k' ELSE 'k' || n END, gen_random_uuid(), true, $3 "
        "FROM generate_series(1, $4) AS n",
        ACME,
        subscription_id,
        ROWS,
        OTHERS,
    )
    await here.database.execute("VACUUM ANALYZE delivery_ready, fifo_keys")
    plan = await plan_of(here, load("waiting")["over_age_blocked"], datetime.now(UTC), 500)
    assert "Index Scan using delivery_ready_held" in plan, plan
    assert not scanned_whole(plan), plan
    assert touched(plan) < 200, plan


async def test_what_is_too_old_where_nothing_leaves_is_found_by_the_index_of_such_lanes(here: World) -> None:
    await fill(here)
    await here.database.execute(
        "UPDATE lanes SET paused_until = now() + interval '1 hour', paused_time = now(), paused_status = 429 "
        "WHERE subscription_id IN (SELECT subscription_id FROM lanes WHERE tenant_id <> $1 LIMIT 5)",
        ACME,
    )
    await here.database.execute("VACUUM ANALYZE lanes")
    later = datetime.now(UTC) + timedelta(minutes=1)
    plan = await plan_of(here, load("waiting")["over_age"], later, 500)
    assert "using lanes_held" in plan or "on lanes_held" in plan, plan
    assert not scanned_whole(plan), plan
    assert touched(plan) < 200, plan


async def test_a_tenants_list_walks_its_index(here: World) -> None:
    await fill(here)
    statement = load("deliveries")["list"] + " ORDER BY d.delivery_id DESC LIMIT 50"
    plan = await plan_of(here, statement, ACME)
    assert not scanned_whole(plan) - {"delivery_lease"}, plan
    assert touched(plan) < 500, plan


async def test_the_list_of_all_tenants_reads_what_it_shows_and_a_tenants_list_never_the_index_of_all(
    here: World,
) -> None:
    await fill(here)
    for collection, arguments, reads_all in ((EVERY_DELIVERY, [], True), (DELIVERIES, [ACME], False)):
        statement, values = page_statement(collection, arguments, expression=None, behind=None, until=None, limit=51)
        plan = await plan_of(here, statement, *values)
        assert not scanned_whole(plan) - {"lanes", "delivery_lease"}, plan
        assert ("delivery_id_tenant_id" in plan) is reads_all, plan
        assert touched(plan) < 1000, plan
