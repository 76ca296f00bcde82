"""Making up for what a subscription missed while it was disabled."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import SystemClock
from bellhop.core import missed, outbox
from bellhop.core.registry import RegistryCache
from bellhop.domain.bulk import REPLAY_ACTION, Selection
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.job import JobState
from bellhop.domain.ledger import Verdict, unpack
from bellhop.domain.subscription import Ordering, Subscription
from bellhop.ids import DeliveryId, EventId, uuid7
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.store import retention, subscriptions
from bellhop.store.store import Store
from tests.maintenance.replaying import change, disable, enable, house_of, miss
from tests.receiver import Receiver
from tests.world import ACME, World
from tests.world import world as make_world


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        made.registry = RegistryCache(parse_filter)
        yield made


def missed_by(subscription: Subscription, **fields: Any) -> Selection:
    return Selection(subscription_id=subscription.subscription_id, states=(), missed=True, **fields)


async def replay(world: World, selection: Selection) -> dict[str, Any]:
    """What a replay answers at its end; everything that waits is sent."""
    async with house_of(world) as house:
        result = await house.finish(await house.ask(selection, REPLAY_ACTION))
    await send_all(world)
    return result


async def send_all(world: World) -> None:
    dispatcher = world.dispatcher()
    while await dispatcher.run_once():
        pass


async def ledgers(world: World) -> list[tuple[EventId, Verdict, DeliveryId | None]]:
    """What the events say of the only subscription, oldest first."""
    rows = await world.database.fetch("SELECT event_id, ledger FROM events ORDER BY event_id")
    entries = [(EventId(row["event_id"]), each) for row in rows for each in unpack(row["ledger"])]
    return [(event_id, each.verdict, each.delivery_id) for event_id, each in entries]


def outcome(matched: int, redelivered: int, refused: int = 0) -> dict[str, Any]:
    return {"matched": matched, "redelivered": redelivered, "refused": refused, "dry_run": False}


def numbers(endpoint: Receiver) -> list[Any]:
    return [each.json()["data"]["number"] for each in endpoint.requests]


async def test_missed_events_arrive_and_their_ledgers_name_the_deliveries(here: World, endpoint: Receiver) -> None:
    await here.publish(1)
    mine = await miss(here, endpoint.url(), 3)
    await here.publish(1)

    assert await replay(here, missed_by(mine)) == outcome(3, 3)

    assert sorted(numbers(endpoint)) == [0, 0, 1, 2]
    made = {each.event_id: each for each in await here.everything()}
    before, *told = await here.database.fetch("SELECT event_id, ledger FROM events ORDER BY event_id")
    assert list(unpack(before["ledger"])) == []
    entries = [next(unpack(row["ledger"])) for row in told]
    assert Counter(each.verdict for each in entries) == {Verdict.REPLAYED: 3, Verdict.DELIVERED: 1}
    assert [each.delivery_id for each in entries] == [made[row["event_id"]].delivery_id for row in told]
    assert {each.state for each in made.values()} == {DeliveryState.DELIVERED}
    await here.check_invariants()


async def test_what_was_made_up_for_is_not_missed_any_more(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 3)

    results = [await replay(here, missed_by(mine)) for _ in range(2)]

    assert results == [outcome(3, 3), outcome(0, 0)]
    assert len(endpoint.requests) == 3


async def test_a_replay_killed_in_the_middle_skips_nothing_and_doubles_nothing(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 120)
    async with house_of(here) as house:
        job = await house.ask(missed_by(mine), REPLAY_ACTION)
        killed = house.replayer()
        assert await killed.run_once() == 100
        middle = await house.jobs.get(ACME, job.job_id)
        await here.database.execute("UPDATE job_lease SET expire_time = now() - interval '1 second'")
        await here.database.execute("UPDATE jobs SET custom = NULL")
        await JobRescuer(here.store, here.clock, here.wakeups, registry=here.registry).run_once()
        await send_all(here)
        await house.finish(job, house.replayer())
    await send_all(here)

    assert middle.progress == {"completed_items": 100, "total_items": 120}
    assert sorted(numbers(endpoint)) == list(range(120))
    await here.check_invariants()


async def test_a_replay_goes_on_where_another_process_gave_it_back(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 120)
    async with house_of(here) as house:
        job = await house.ask(missed_by(mine), REPLAY_ACTION)
        first = house.replayer()
        await first.run_once()
        await first.close()
        await send_all(here)
        result = await house.finish(job, house.replayer())
    await send_all(here)

    assert result == outcome(120, 120)
    assert sorted(numbers(endpoint)) == list(range(120))


async def test_two_replays_at_once_make_one_delivery_of_each(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 60)
    ids = [event_id for event_id, _, _ in await ledgers(here)]
    lane = (ACME, mine.subscription_id)

    async def once() -> int:
        async with here.database.transaction() as connection:
            hints, _ = await missed.replay(connection, here.registry, lane, ids, now=here.clock.now())
            return len(hints)

    assert sorted(await asyncio.gather(once(), once(), once())) == [0, 0, 60]
    await send_all(here)
    assert sorted(numbers(endpoint)) == list(range(60))
    await here.check_invariants()


async def test_what_is_undone_leaves_no_delivery_and_stays_missed(here: World) -> None:
    mine = await miss(here, "http://127.0.0.1:9/", 2)
    ids = [event_id for event_id, _, _ in await ledgers(here)]
    async with here.database.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        now = here.clock.now()
        assert await missed.replay(connection, here.registry, (ACME, mine.subscription_id), ids, now=now)
        await transaction.rollback()

    assert await here.everything() == []
    assert {verdict for _, verdict, _ in await ledgers(here)} == {Verdict.DISABLED}


async def test_only_what_the_subscription_wants_now_is_sent(here: World, endpoint: Receiver) -> None:
    off = await disable(here, await here.subscribe(endpoint.url()))
    for kind in ("a", "b"):
        for parent in ("x", "y"):
            await here.publish(1, event_type=f"test.{kind}", parent=parent, data={"number": kind + parent})
    mine = await enable(here, off, event_types=("test.a",), filter='parent == "x"')

    assert await replay(here, missed_by(mine)) == outcome(1, 1)

    assert numbers(endpoint) == ["ax"]
    verdicts = [verdict for _, verdict, _ in await ledgers(here)]
    assert verdicts == [Verdict.REPLAYED, Verdict.DISABLED, Verdict.DISABLED, Verdict.DISABLED]


async def test_what_has_expired_is_refused_and_nothing_is_tried_for_longer_than_it_can_be_read(here: World) -> None:
    mine = await miss(here, "http://127.0.0.1:9/", 2)
    (old, _, _), (fresh, _, _) = await ledgers(here)
    now = here.clock.now()
    for event_id, moment in ((old, now), (fresh, now + timedelta(hours=1))):
        await here.database.execute("UPDATE events SET read_until = $2 WHERE event_id = $1", event_id, moment)

    async with house_of(here) as house:
        result = await house.finish(await house.ask(missed_by(mine), REPLAY_ACTION))

    assert result == outcome(2, 1, refused=1)
    (made,) = await here.everything()
    assert (made.event_id, made.give_up_time) == (fresh, now + timedelta(hours=1))


@pytest.mark.parametrize("how", ["disabled", "deleted", "not_entitled"])
async def test_a_subscription_that_gets_nothing_now_gets_nothing_of_the_past(here: World, how: str) -> None:
    mine = await miss(here, "http://127.0.0.1:9/", 2)
    if how == "disabled":
        await disable(here, mine)
    elif how == "deleted":
        await change(here, mine, delete_time=here.clock.now())
    else:
        async with here.database.transaction() as connection:
            await subscriptions.set_entitled(connection, ACME, version=uuid.uuid4(), entitled=False)

    assert await replay(here, missed_by(mine)) == outcome(2, 0, refused=2)
    assert await here.everything() == []


async def test_a_dry_run_counts_what_would_be_sent_and_changes_nothing(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 130)
    await change(here, mine, filter='parent == ""')
    await here.publish(2)
    await send_all(here)
    before = await ledgers(here)
    selection = missed_by(mine, dry_run=True)
    states = (DeliveryState.DELIVERED,)

    assert await replay(here, selection) == {"matched": 130, "redelivered": 0, "dry_run": True}
    both = await replay(here, replace(selection, states=states))
    assert both == {"matched": 132, "redelivered": 0, "dry_run": True}
    assert await ledgers(here) == before
    assert len(endpoint.requests) == 2


async def test_deliveries_and_missed_events_are_replayed_by_one_operation(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 2)
    await here.publish(3)
    await send_all(here)

    both = replace(missed_by(mine), states=(DeliveryState.DELIVERED,))

    assert await replay(here, both) == outcome(5, 5)
    assert Counter(numbers(endpoint)) == {0: 3, 1: 3, 2: 2}


async def test_a_range_is_kept_to_and_what_is_missed_later_is_not_meant(here: World, endpoint: Receiver) -> None:
    off = await disable(here, await here.subscribe(endpoint.url()))
    now = here.clock.now()
    moments = [now + timedelta(minutes=minute) for minute in (-4, -3, -2, -1, 1)]
    happened = [
        here.event({"number": number})._replace(event_id=EventId(uuid7(moment)), create_time=moment)
        for number, moment in enumerate(moments)
    ]
    async with here.database.transaction() as connection:
        await outbox.publish(connection, here.registry, happened, now=now)
    mine = await enable(here, off)

    ranged = await replay(here, missed_by(mine, since=moments[1], until=moments[2]))
    open_ended = await replay(here, missed_by(mine, since=moments[1]))

    assert (ranged, open_ended) == (outcome(1, 1), outcome(2, 2))
    assert sorted(numbers(endpoint)) == [1, 2, 3]


async def test_below_the_line_of_history_nothing_is_made(here: World) -> None:
    mine = await miss(here, "http://127.0.0.1:9/", 2)
    ids = [event_id for event_id, _, _ in await ledgers(here)]
    async with here.database.transaction() as connection:
        await retention.raise_line(connection, here.clock.now() + timedelta(seconds=1))

    assert await replay(here, missed_by(mine)) == outcome(0, 0)
    async with here.database.transaction() as connection:
        lane = (ACME, mine.subscription_id)
        assert await missed.replay(connection, here.registry, lane, ids, now=here.clock.now()) == ([], 0)


async def test_a_queue_gets_what_it_missed_in_order(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 0, ordering=Ordering.FIFO)
    off = await disable(here, mine)
    for number in range(5):
        await here.publish(1, data={"number": number})
    mine = await enable(here, off)

    await replay(here, missed_by(mine))

    assert numbers(endpoint) == [0, 1, 2, 3, 4]
    await here.check_invariants()


async def test_a_replay_stops_when_it_is_cancelled(here: World) -> None:
    mine = await miss(here, "http://127.0.0.1:9/", 150)
    async with house_of(here) as house:
        job = await house.ask(missed_by(mine), REPLAY_ACTION)
        replayer = house.replayer()
        await replayer.run_once()
        await house.jobs.cancel(ACME, job.job_id)
        await here.database.execute("UPDATE delivery_ready SET due = now() + interval '1 hour'")
        await replayer.run_once()
        assert (await house.jobs.get(ACME, job.job_id)).state is JobState.CANCELLED


async def test_a_lane_that_has_enough_to_send_is_waited_for(here: World, endpoint: Receiver) -> None:
    mine = await miss(here, endpoint.url(), 3)
    await here.publish(100)
    async with house_of(here) as house:
        await house.ask(missed_by(mine), REPLAY_ACTION)
        replayer = house.replayer()
        assert await replayer.run_once() == 0
        await send_all(here)
        assert await replayer.run_once() == 103


async def test_an_event_that_commits_late_is_waited_for(here: World, endpoint: Receiver) -> None:
    off = await disable(here, await here.subscribe(endpoint.url()))
    async with house_of(here) as house:
        async with here.database.transaction() as connection:
            await outbox.publish(connection, here.registry, [here.event({"number": 7})], now=here.clock.now())
            job = await house.ask(missed_by(await enable(here, off)), REPLAY_ACTION)
            replayer = house.replayer()
            assert await replayer.run_once() == 0
        assert await house.finish(job, replayer) == outcome(1, 1)
    await send_all(here)

    assert numbers(endpoint) == [7]
