"""What an operator sees of who works on what, and of what is slow."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core.workload import Workload
from bellhop.domain.stats import BUCKETS, bucket_of
from bellhop.domain.subscription import Subscription
from bellhop.ids import TenantId
from bellhop.store.store import Store
from tests.world import ACME, World, world


@pytest.fixture
async def here(store: Store, clock: ManualClock) -> AsyncIterator[World]:
    async with world(store, clock) as made:
        yield made


@pytest.fixture
def workload(store: Store, clock: ManualClock) -> Workload:
    return Workload(store, clock)


async def attempted(here: World, subscription: Subscription, *, hours_ago: int, milliseconds: int, count: int) -> None:
    """Attempts that were counted in an hour, each this long."""
    latency = [0] * BUCKETS
    latency[bucket_of(milliseconds * 1000)] = count
    hour = here.clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
    await here.database.execute(
        "INSERT INTO stats_hourly (tenant_id, subscription_id, hour, delivered, latency) VALUES ($1, $2, $3, $4, $5)",
        subscription.tenant_id,
        subscription.subscription_id,
        hour,
        count,
        latency,
    )


async def test_the_slowest_endpoints_of_this_hour_and_the_last_come_first(here: World, workload: Workload) -> None:
    slow, slower, fast, old = [await here.subscribe(f"http://127.0.0.1:9/{n}") for n in range(4)]
    await attempted(here, slow, hours_ago=0, milliseconds=2_000, count=3)
    await attempted(here, slower, hours_ago=0, milliseconds=2_000, count=2)
    await attempted(here, slower, hours_ago=1, milliseconds=12_000, count=4)
    await attempted(here, fast, hours_ago=0, milliseconds=1_000, count=100)
    await attempted(here, old, hours_ago=2, milliseconds=20_000, count=100)
    found = (await workload.pressure()).slowest
    assert [each.subscription_id for each in found] == [slower.subscription_id, slow.subscription_id]
    assert (found[0].delivered, sum(found[0].latency), found[0].uri) == (6, 6, slower.uri)


async def test_circuits_that_have_been_open_for_longest_come_first(here: World, workload: Workload) -> None:
    first, second, _ = [await here.subscribe(f"http://127.0.0.1:9/{n}") for n in range(3)]
    for subscription, minutes in ((second, 5), (first, 50)):
        await here.database.execute(
            "UPDATE lanes SET open_time = $3::timestamptz, probe_time = $3::timestamptz + interval '1 h', "
            "failures = $4 WHERE tenant_id = $1 AND subscription_id = $2",
            ACME,
            subscription.subscription_id,
            here.clock.now() - timedelta(minutes=minutes),
            minutes,
        )
    found = (await workload.pressure()).circuits
    assert [(each.subscription_id, each.failures) for each in found] == [
        (first.subscription_id, 50),
        (second.subscription_id, 5),
    ]


async def test_pauses_that_last_longest_come_first_and_those_that_are_over_or_hold_nothing_are_left_out(
    here: World, workload: Workload
) -> None:
    short, long, over, disabled, _ = [await here.subscribe(f"http://127.0.0.1:9/{n}") for n in range(5)]
    now = here.clock.now()
    for subscription, minutes in ((short, 5), (long, 50), (over, -1), (disabled, 10)):
        await here.database.execute(
            "UPDATE lanes SET paused_time = $3, paused_until = $4, paused_status = 429, enabled = $5 "
            "WHERE tenant_id = $1 AND subscription_id = $2",
            ACME,
            subscription.subscription_id,
            now - timedelta(minutes=2),
            now + timedelta(minutes=minutes),
            subscription is not disabled,
        )
    found = (await workload.pressure()).paused
    assert [(each.subscription_id, each.pause.until - now) for each in found] == [
        (long.subscription_id, timedelta(minutes=50)),
        (short.subscription_id, timedelta(minutes=5)),
    ]
    assert (found[0].uri, found[0].pause.reason) == (long.uri, "status 429 with Retry-After")


async def test_each_dispatcher_is_shown_with_what_it_sends(here: World, workload: Workload) -> None:
    await here.subscribe("http://127.0.0.1:9/")
    await here.publish(3)
    (holder,) = await here.database.fetch("INSERT INTO holders (place) VALUES ('here') RETURNING holder")
    (idle,) = await here.database.fetch("INSERT INTO holders (place) VALUES ('there') RETURNING holder")
    await here.database.execute(
        """
        INSERT INTO delivery_lease (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload,
            attempts, tries, leases_lost, due, give_up_time, probe, subscription_version, holder)
        SELECT tenant_id, delivery_id, subscription_id, gen_random_uuid(), now(), event_id, payload, 0, 0, 0, due,
            give_up_time, false, 1, CASE row_number() OVER () WHEN 1 THEN NULL ELSE $1::integer END
        FROM delivery_ready
        """,
        holder[0],
    )
    found = {each.holder: each for each in (await workload.pressure()).dispatchers}
    assert {holder: each.in_flight for holder, each in found.items()} == {holder[0]: 2, idle[0]: 0, None: 1}
    assert found[holder[0]].oldest_due == here.clock.now()
    assert found[None].begin_time is None


async def test_workers_are_told_by_what_they_hold(here: World, workload: Workload, clock: ManualClock) -> None:
    lease = timedelta(seconds=60)
    for worker_id, action, tenant_id, minutes in (
        ("one", "design", ACME, 10),
        ("one", "design", TenantId("other"), 5),
        ("one", "render", ACME, 1),
        ("two", "render", ACME, 2),
    ):
        await here.database.execute(
            """
            INSERT INTO job_lease (tenant_id, job_id, token, action, parent, lane, attempt, worker_id, claim_time,
                expire_time, deadline_time, lease)
            VALUES ($1, gen_random_uuid(), gen_random_uuid(), $2, '', false, 1, $3, $4, $5, $6, $7)
            """,
            tenant_id,
            action,
            worker_id,
            clock.now() - timedelta(minutes=minutes),
            clock.now() - timedelta(seconds=minutes) + lease,
            clock.now() + timedelta(hours=1),
            lease,
        )
    one, two = await workload.workers()
    assert (one.worker_id, one.held, one.actions) == ("one", 3, {"design": 2, "render": 1})
    assert one.oldest_claim == clock.now() - timedelta(minutes=10)
    assert one.last_heartbeat == clock.now() - timedelta(seconds=1)
    assert one.first_expiry == clock.now() + timedelta(seconds=50)
    assert (two.worker_id, two.held) == ("two", 1)
