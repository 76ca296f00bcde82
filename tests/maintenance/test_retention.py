"""What is kept for how long, and that nothing goes which somebody may still need."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core import missed, redelivery
from bellhop.core.completion import Outcome
from bellhop.core.redelivery import Redelivery
from bellhop.domain.delivery import LaneHint
from bellhop.domain.subscription import Ordering
from bellhop.errors import ConflictError
from bellhop.ids import uuid7
from bellhop.maintenance.retention import Retention
from bellhop.store import partitions, retention
from bellhop.store.store import Store
from tests.cells import home
from tests.jobs_world import action, jobs_world
from tests.maintenance.replaying import miss
from tests.world import ACME, World, someone_waits, world

HISTORY = timedelta(days=30)
LONG_AFTER = timedelta(days=40)
HOUR = timedelta(hours=1)


@pytest.fixture
async def acme(store: Store, clock: ManualClock) -> AsyncIterator[World]:
    async with world(store, clock) as made:
        yield made


def retention_at(store: Store, moment: datetime) -> Retention:
    return Retention(store, ManualClock(moment), history=HISTORY)


async def kept(store: Store, table: str) -> list[date]:
    async with home(store).connection() as connection:
        (parent,) = [each for each in await partitions.parents(connection) if each.table == table]
        return await partitions.days(connection, parent)


async def waiting_delivery(acme: World) -> LaneHint:
    await acme.subscribe("https://example.com/hook")
    (hint,) = await acme.publish()
    return hint


async def skipped_delivery(acme: World) -> LaneHint:
    hint = await waiting_delivery(acme)
    await Redelivery(acme.store, clock=acme.clock, wakeups=acme.wakeups).skip(ACME, hint.delivery_id)
    return hint


async def test_history_goes_day_by_day_when_its_time_is_over(acme: World, store: Store, clock: ManualClock) -> None:
    await skipped_delivery(acme)
    today = clock.now().date()
    await retention_at(store, clock.now() + HISTORY).run_once()
    for table in ("deliveries", "attempts", "events"):
        assert today in await kept(store, table)
    handled = await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert handled > 0
    for table in ("deliveries", "attempts", "events"):
        assert min(await kept(store, table)) >= today + LONG_AFTER - HISTORY - timedelta(days=1), table
    assert await retention_at(store, clock.now() + LONG_AFTER).run_once() == 0


async def test_a_waiting_delivery_keeps_its_day_and_its_event(acme: World, store: Store, clock: ManualClock) -> None:
    hint = await waiting_delivery(acme)
    today = clock.now().date()
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert today in await kept(store, "deliveries")
    assert today in await kept(store, "events")
    await Redelivery(store, clock=clock, wakeups=acme.wakeups).skip(ACME, hint.delivery_id)
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert today not in await kept(store, "deliveries")
    assert today not in await kept(store, "events")


async def test_events_stay_until_the_next_days_deliveries_are_gone(
    acme: World, store: Store, clock: ManualClock
) -> None:
    today = clock.now().date()
    clock.move(timedelta(days=1))
    await waiting_delivery(acme)
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert today not in await kept(store, "deliveries")
    assert today in await kept(store, "events")


async def test_an_event_stays_while_a_late_delivery_of_it_is_on_its_way(
    acme: World, store: Store, clock: ManualClock
) -> None:
    mine = await miss(acme, "https://example.com/hook", 1)
    happened = clock.now().date()
    ids = [row["event_id"] for row in await home(store).fetch("SELECT event_id FROM events")]
    clock.move(timedelta(days=29))
    await retention_at(store, clock.now()).run_once()
    async with home(store).transaction() as connection:
        lane = (ACME, mine.subscription_id)
        (hint,), _ = await missed.replay(connection, acme.registry, lane, ids, now=clock.now())

    await retention_at(store, clock.now() + timedelta(days=3)).run_once()
    assert happened not in await kept(store, "deliveries")
    assert happened in await kept(store, "events")
    await Redelivery(store, clock=clock, wakeups=acme.wakeups).skip(ACME, hint.delivery_id)
    with pytest.raises(ConflictError, match="no longer kept"):
        await Redelivery(store, clock=clock, wakeups=acme.wakeups).redeliver(ACME, hint.delivery_id)
    await retention_at(store, clock.now() + timedelta(days=3)).run_once()
    assert happened not in await kept(store, "events")


async def test_a_dead_letter_that_blocks_a_queue_keeps_its_day(acme: World, store: Store, clock: ManualClock) -> None:
    hint = await skipped_delivery(acme)
    await home(store).execute(
        "INSERT INTO fifo_keys VALUES ($1, $2, '', $3, true, 1)", ACME, hint.subscription_id, hint.delivery_id
    )
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert clock.now().date() in await kept(store, "deliveries")


async def test_what_is_sent_again_while_the_line_is_raised_is_not_dropped(
    acme: World, store: Store, clock: ManualClock
) -> None:
    hint = await skipped_delivery(acme)
    async with home(store).connection() as connection:  # so that it waits for nothing but the line
        await partitions.make_ahead(connection, now=clock.now() + LONG_AFTER)
    async with home(store).transaction() as connection:
        done = await redelivery.redeliver(connection, ACME, [hint.delivery_id], now=clock.now())
        assert [each.delivery_id for each in done.hints] == [hint.delivery_id]
        dropping = asyncio.create_task(retention_at(store, clock.now() + LONG_AFTER).run_once())
        while not await someone_waits(home(store)):
            assert not dropping.done()
    await dropping

    assert clock.now().date() in await kept(store, "deliveries")
    assert (await acme.delivery(hint)).state == "pending"


async def test_below_the_line_nothing_is_sent_again(acme: World, store: Store, clock: ManualClock) -> None:
    hint = await skipped_delivery(acme)
    async with home(store).connection() as connection:
        await retention.raise_line(connection, clock.now() + timedelta(seconds=1))
    with pytest.raises(ConflictError, match="older than the history"):
        await Redelivery(store, clock=clock, wakeups=acme.wakeups).redeliver(ACME, hint.delivery_id)


@pytest.mark.parametrize("dies", [False, True])
async def test_below_the_line_what_waits_or_blocks_a_queue_can_be_sent_again(
    acme: World, store: Store, clock: ManualClock, dies: bool
) -> None:
    """It was said not to be there, so that a queue that was blocked for long could only be given up."""
    await acme.subscribe("http://127.0.0.1:9/", ordering=Ordering.FIFO, schedule=() if dies else (HOUR,))
    (hint, *_) = await acme.publish(2)
    await acme.dispatcher().run_once()
    assert (await acme.delivery(hint)).state == ("dead" if dies else "pending")
    clock.move(LONG_AFTER)
    await retention_at(store, clock.now()).run_once()

    again = await Redelivery(store, clock=clock, wakeups=acme.wakeups).redeliver(ACME, hint.delivery_id)

    assert (again.state, again.reason) == ("pending", "redelivered")
    await retention_at(store, clock.now()).run_once()
    await acme.check_invariants()


async def test_the_line_never_comes_down(store: Store, clock: ManualClock) -> None:
    async with home(store).connection() as connection:
        assert await retention.share_line(connection) < clock.now() - timedelta(days=10_000)
        assert await retention.raise_line(connection, clock.now()) == clock.now()
        assert await retention.raise_line(connection, clock.now() - timedelta(days=5)) == clock.now()
        assert await retention.share_line(connection) == clock.now()


@pytest.mark.requirement("A9")
async def test_a_day_of_jobs_goes_when_all_have_expired(store: Store, clock: ManualClock) -> None:
    today = clock.now().date()
    async with jobs_world(store, clock) as jobs:
        echo = await jobs.put(action(retention=timedelta(days=2)))
        await jobs.run(echo)
        (claimed,) = await jobs.claim("echo")
        await jobs.complete(claimed, Outcome.SUCCEEDED, result={})
    await retention_at(store, clock.now() + timedelta(days=1, hours=23)).run_once()
    assert today in await kept(store, "jobs")
    assert await home(store).fetch("SELECT FROM job_history")
    await retention_at(store, clock.now() + timedelta(days=2, seconds=1)).run_once()
    assert today not in await kept(store, "jobs")
    assert today not in await kept(store, "job_history")


async def test_a_day_of_jobs_does_not_go_before_what_was_said_of_them(store: Store, clock: ManualClock) -> None:
    """Nobody looked for that day's history any more once the jobs were gone, so it was kept for ever."""
    moment, name = clock.now() + LONG_AFTER, partitions.day_name("job_history", clock.now().date())
    async with home(store).transaction() as connection:
        await connection.execute(f"LOCK TABLE {name} IN SHARE UPDATE EXCLUSIVE MODE")  # as while it is vacuumed
        await retention_at(store, moment).run_once()
    assert clock.now().date() in await kept(store, "jobs")
    await retention_at(store, moment).run_once()
    for table in ("jobs", "job_history"):
        assert clock.now().date() not in await kept(store, table)


async def test_history_that_was_left_without_its_jobs_goes(store: Store, clock: ManualClock) -> None:
    today = clock.now().date()
    await home(store).execute(f"DROP TABLE {partitions.day_name('jobs', today)}")
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert today not in await kept(store, "job_history")


async def test_a_job_that_has_not_ended_keeps_its_day(store: Store, clock: ManualClock) -> None:
    async with jobs_world(store, clock) as jobs:
        await jobs.run(await jobs.put(action()))
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    assert clock.now().date() in await kept(store, "jobs")
    assert clock.now().date() in await kept(store, "job_history")


async def test_a_deleted_subscription_is_purged_when_its_last_delivery_is(
    acme: World, store: Store, clock: ManualClock
) -> None:
    hint = await skipped_delivery(acme)
    await home(store).execute("UPDATE subscriptions SET delete_time = $1", clock.now())
    await retention_at(store, clock.now() + timedelta(days=29)).run_once()
    assert await home(store).fetch("SELECT FROM subscriptions")
    alive = await acme.subscribe("https://example.com/alive")
    await retention_at(store, clock.now() + LONG_AFTER).run_once()
    for table in ("subscriptions", "lanes"):
        rows = await home(store).fetch(f"SELECT subscription_id FROM {table}")
        assert [row["subscription_id"] for row in rows] == [alive.subscription_id]
    assert hint.subscription_id != alive.subscription_id


async def test_old_figures_ids_and_keys_are_forgotten_and_young_ones_kept(store: Store, clock: ManualClock) -> None:
    now, cell = clock.now(), home(store)
    await cell.execute(
        """
        INSERT INTO publish_ids (tenant_id, publish_id, event_id, create_time)
        SELECT 'acme', age::text, $2, $1::timestamptz - age FROM unnest($3::interval[]) AS age
        """,
        now,
        uuid7(now),
        [timedelta(hours=23), timedelta(hours=25)],
    )
    await cell.execute(
        """
        INSERT INTO stats_hourly (tenant_id, subscription_id, hour, latency)
        SELECT 'acme', $2, $1::timestamptz - age, '{}' FROM unnest($3::interval[]) AS age
        """,
        now,
        uuid7(now),
        [timedelta(days=89), timedelta(days=91)],
    )
    await store.directory.execute(
        """
        INSERT INTO bellhop.api_keys
            (key_id, kind, scopes, display_name, prefix, hash, create_time, expire_time, revoke_time, version)
        SELECT key_id, 'admin', '{}', '', '', convert_to(key_id::text, 'UTF8'), $1, $1::timestamptz - expired,
            $1::timestamptz - revoked, 1
        FROM unnest($2::uuid[], $3::interval[], $4::interval[]) AS k (key_id, expired, revoked)
        """,
        now,
        [uuid.UUID(int=number) for number in range(4)],
        [None, timedelta(days=91), None, timedelta(days=-1)],
        [None, None, timedelta(days=91), timedelta(days=89)],
    )
    assert await retention_at(store, now).run_once() == 4
    assert await cell.fetch("SELECT FROM publish_ids WHERE create_time > $1", now - timedelta(days=1))
    assert await cell.fetch("SELECT FROM stats_hourly WHERE hour > $1", now - timedelta(days=90))
    keys = await store.directory.fetch("SELECT key_id FROM bellhop.api_keys ORDER BY key_id")
    assert [row["key_id"].int for row in keys] == [0, 3]


async def test_a_template_stays_until_no_delivery_of_it_can_be_sent_any_more(store: Store, clock: ManualClock) -> None:
    now, cell = clock.now(), home(store)
    await cell.execute(
        """
        INSERT INTO templates (tenant_id, subscription_id, version, template, retire_time)
        SELECT 'acme', $2, number, '{}', $1::timestamptz - age
        FROM unnest($3::interval[]) WITH ORDINALITY AS t (age, number)
        """,
        now,
        uuid7(now),
        [HISTORY + timedelta(days=8), HISTORY + timedelta(days=6), None],
    )
    await retention_at(store, now).run_once()
    left = await cell.fetch("SELECT version FROM templates ORDER BY version")
    assert [row["version"] for row in left] == [2, 3]
