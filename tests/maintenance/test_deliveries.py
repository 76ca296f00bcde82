"""What the house does for deliveries by itself: rescue, the five-day rule, and sending many again."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import jsonschema_rs
import orjson
import pytest

from bellhop.clock import SystemClock
from bellhop.core.redelivery import Redelivery
from bellhop.domain.bulk import REPLAY_ACTION, Selection
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.domain.event_catalog import kind_of
from bellhop.domain.job import JobState
from bellhop.domain.subscription import DisabledReason, Ordering, Subscription, SubscriptionState
from bellhop.maintenance.failing import FailingWatch
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import OAuth2Client
from bellhop.store import lanes, retention, subscriptions, waiting
from bellhop.store.store import Store
from tests.maintenance.replaying import house_of
from tests.moments import ago
from tests.receiver import Answer, Receiver
from tests.world import ACME, World
from tests.world import world as make_world


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


async def kill_some(world: World, endpoint: Receiver, count: int) -> None:
    """Dead letters at a new subscription, which answers 200 from then on."""
    await world.subscribe(endpoint.url(), schedule=())
    endpoint.always("/hook", lambda _request: Answer(500))
    await world.publish(count)
    dispatcher = world.dispatcher()
    while await world.database.fetchrow("SELECT 1 FROM delivery_ready LIMIT 1"):
        await world.database.execute("UPDATE lanes SET open_time = NULL, probe_time = NULL, probe_wait = NULL")
        await dispatcher.run_once()
    await world.database.execute(
        "UPDATE lanes SET open_time = NULL, probe_time = NULL, probe_wait = NULL, failures = 0"
    )
    endpoint.always("/hook", Answer(200))


async def test_dead_letters_are_sent_again_by_an_operation_with_progress(here: World, endpoint: Receiver) -> None:
    await kill_some(here, endpoint, 150)
    endpoint.requests.clear()
    async with house_of(here) as house:
        job = await house.ask(Selection())
        replayer, dispatcher = house.replayer(), here.dispatcher()
        first = await replayer.run_once()
        middle = await house.jobs.get(ACME, job.job_id)
        while await dispatcher.run_once():
            pass
        for _ in range(3):
            await replayer.run_once()
            await dispatcher.run_once()
        ended = await house.jobs.get(ACME, job.job_id)

    assert first == 100
    assert middle.progress == {"completed_items": 100, "total_items": 150}
    assert ended.state is JobState.SUCCEEDED
    assert orjson.loads(ended.result or b"") == {"matched": 150, "redelivered": 150, "refused": 0, "dry_run": False}
    assert len({each.message_id for each in endpoint.requests}) == len(endpoint.requests) == 150
    assert {each.state for each in await here.everything()} == {DeliveryState.DELIVERED}
    await here.check_invariants()


async def test_an_operation_killed_in_the_middle_goes_on_and_doubles_nothing(here: World, endpoint: Receiver) -> None:
    await kill_some(here, endpoint, 120)
    endpoint.requests.clear()
    async with house_of(here) as house:
        job = await house.ask(Selection())
        await house.replayer().run_once()
        await here.database.execute("UPDATE job_lease SET expire_time = now() - interval '1 second'")
        await here.database.execute("UPDATE jobs SET custom = NULL")
        lost = house.replayer()
        await JobRescuer(here.store, here.clock, here.wakeups, registry=here.registry).run_once()
        dispatcher = here.dispatcher()
        while await dispatcher.run_once():
            pass
        for _ in range(4):
            await lost.run_once()
            await dispatcher.run_once()
        ended = await house.jobs.get(ACME, job.job_id)

    assert ended.state is JobState.SUCCEEDED
    assert len({each.message_id for each in endpoint.requests}) == len(endpoint.requests) == 120


async def test_a_dry_run_counts_and_a_filter_chooses(here: World, endpoint: Receiver) -> None:
    await kill_some(here, endpoint, 5)
    async with house_of(here) as house:
        dry = await house.ask(Selection(dry_run=True))
        other = await house.ask(Selection(filter='event_type == "test.other"'))
        replayer = house.replayer()
        while await replayer.run_once():
            pass
        results = [orjson.loads((await house.jobs.get(ACME, each.job_id)).result or b"") for each in (dry, other)]
    assert results == [
        {"matched": 5, "redelivered": 0, "dry_run": True},
        {"matched": 0, "redelivered": 0, "refused": 0, "dry_run": False},
    ]
    assert {each.state for each in await here.everything()} == {DeliveryState.DEAD}


async def test_a_page_of_one_that_is_no_longer_kept_is_refused(here: World, endpoint: Receiver) -> None:
    await kill_some(here, endpoint, 1)
    async with here.database.transaction() as connection:
        await retention.raise_line(connection, here.clock.now() + timedelta(seconds=1))
    async with house_of(here) as house:
        result = await house.finish(await house.ask(Selection()))
    assert (result["matched"], result["refused"]) == (1, 1)


async def test_a_range_of_one_subscription_is_replayed(here: World, endpoint: Receiver) -> None:
    mine = await here.subscribe(endpoint.url("/mine"))
    await here.subscribe(endpoint.url("/other"))
    await here.publish(2)
    await here.dispatcher().run_once()
    async with house_of(here) as house:
        selection = Selection(
            subscription_id=mine.subscription_id,
            since=here.clock.now() - timedelta(minutes=1),
            until=here.clock.now() + timedelta(minutes=1),
            states=(DeliveryState.DELIVERED,),
        )
        job = await house.ask(selection, REPLAY_ACTION)
        replayer = house.replayer()
        for _ in range(2):
            await replayer.run_once()
            await here.dispatcher().run_once()
        assert (await house.jobs.get(ACME, job.job_id)).state is JobState.SUCCEEDED
    targets = [each.target for each in endpoint.requests]
    assert (targets.count("/mine"), targets.count("/other")) == (4, 2)


async def test_an_operation_stops_when_it_is_cancelled(here: World, endpoint: Receiver) -> None:
    await kill_some(here, endpoint, 150)
    async with house_of(here) as house:
        job = await house.ask(Selection())
        replayer = house.replayer()
        await replayer.run_once()
        await house.jobs.cancel(ACME, job.job_id)
        while await here.dispatcher().run_once():
            pass
        await replayer.run_once()
        assert (await house.jobs.get(ACME, job.job_id)).state is JobState.CANCELLED


async def test_live_traffic_of_a_lane_is_waited_for(here: World, endpoint: Receiver) -> None:
    await kill_some(here, endpoint, 3)
    await here.publish(100)
    async with house_of(here) as house:
        await house.ask(Selection())
        replayer = house.replayer()
        assert await replayer.run_once() == 0
        while await here.dispatcher().run_once():
            pass
        assert await replayer.run_once() == 3
        await replayer.close()


@pytest.mark.parametrize("how", ["deleted", "gone", "by_request"])
async def test_what_waits_for_a_closed_subscription_ends_or_waits(here: World, endpoint: Receiver, how: str) -> None:
    subscription = await here.subscribe(endpoint.url())
    (hint,) = await here.publish()
    now = here.clock.now()
    changed = replace(subscription, version=2, update_time=now)
    if how == "deleted":
        changed = replace(changed, delete_time=now)
    else:
        changed = replace(
            changed, state=SubscriptionState.DISABLED, disabled_reason=DisabledReason(how), disabled_time=now
        )
    await change(here, changed)

    await here.dispatcher().run_once()
    rescuer = DeliveryRescuer(here.store, here.clock, here.wakeups, registry=here.registry)
    handled = await rescuer.run_once()

    delivery = await here.delivery(hint)
    expected = {
        "deleted": (DeliveryState.SKIPPED, "subscription_deleted", 1),
        "gone": (DeliveryState.DEAD, "subscription_disabled", 1),
        "by_request": (DeliveryState.PENDING, "subscription_disabled", 0),
    }
    assert (delivery.state, delivery.reason, handled) == expected[how]
    assert endpoint.requests == []
    await here.check_invariants()


async def test_what_is_too_old_behind_an_open_circuit_dies_and_is_counted(here: World) -> None:
    await here.subscribe("http://127.0.0.1:9/", max_age=timedelta(microseconds=1))
    (hint,) = await here.publish()
    await here.database.execute("UPDATE lanes SET open_time = now(), probe_time = now() + interval '1 hour'")

    rescuer = DeliveryRescuer(here.store, here.clock, here.wakeups, registry=here.registry)
    assert await rescuer.run_once() == 1

    delivery = await here.delivery(hint)
    assert (delivery.state, delivery.reason) == (DeliveryState.DEAD, "too_old")
    (counted,) = await here.database.fetch("SELECT delivered, failed, dead FROM stats_hourly")
    assert tuple(counted) == (0, 0, 1)
    await here.check_invariants()


async def test_what_is_too_old_behind_a_dead_letter_that_blocks_dies_and_the_dead_letter_keeps_its_place(
    here: World, endpoint: Receiver
) -> None:
    """It waited for ever, past its age, and its partition was never dropped."""
    await here.subscribe(endpoint.url(), ordering=Ordering.FIFO, schedule=())
    endpoint.script("/hook", Answer(500))
    head, old, young = [(await here.publish(data=number))[0] for number in range(3)]
    await here.dispatcher().run_once()
    await age(here, old)
    rescuer = DeliveryRescuer(here.store, here.clock, here.wakeups, registry=here.registry)

    handled = [await rescuer.run_once() for _ in range(2)]

    assert handled == [1, 0]
    ends = [((each := await here.delivery(hint)).state, each.reason) for hint in (head, old, young)]
    assert ends == [
        (DeliveryState.DEAD, "attempts_exhausted"),
        (DeliveryState.DEAD, "too_old"),
        (DeliveryState.PENDING, "fifo_waiting"),
    ]
    (key,) = await here.database.fetch("SELECT head, blocked FROM fifo_keys")
    assert tuple(key) == (head.delivery_id, True)
    (counted,) = await here.database.fetch("SELECT dead FROM stats_hourly WHERE delivered = 0 AND failed = 0")
    assert tuple(counted) == (1,)
    await here.check_invariants()

    await Redelivery(here.store, clock=here.clock, wakeups=here.wakeups).redeliver(ACME, head.delivery_id)
    for _ in range(3):
        await here.dispatcher().run_once()
    assert [each.json()["data"] for each in endpoint.requests] == [0, 0, 2]
    await here.check_invariants()


async def test_what_is_held_and_too_old_for_a_closed_subscription_ends_for_that_reason(here: World) -> None:
    subscription = await here.subscribe("http://127.0.0.1:9/", ordering=Ordering.FIFO)
    hints = [(await here.publish())[0] for _ in range(3)]
    await age(here, *hints)
    await here.database.execute("UPDATE fifo_keys SET blocked = true")
    await change(here, replace(subscription, version=2, delete_time=here.clock.now()))
    async with here.database.connection() as connection:
        held = await waiting.over_age_blocked(connection, now=here.clock.now(), limit=10)
    assert [each.reason for each in held] == ["subscription_deleted"] * 2
    rescuer = DeliveryRescuer(here.store, here.clock, here.wakeups, registry=here.registry)
    await rescuer.run_once()
    states = {((each := await here.delivery(hint)).state, each.reason) for hint in hints}
    assert states == {(DeliveryState.SKIPPED, "subscription_deleted")}
    await here.check_invariants()


async def test_what_is_too_old_behind_a_head_that_is_only_slow_dies_at_the_head_and_blocks_there(
    here: World, endpoint: Receiver
) -> None:
    await here.subscribe(endpoint.url(), ordering=Ordering.FIFO)
    head, old, young = [(await here.publish(data=number))[0] for number in range(3)]
    await age(here, old)
    rescuer = DeliveryRescuer(here.store, here.clock, here.wakeups, registry=here.registry)

    handled = await rescuer.run_once()
    for _ in range(3):
        await here.dispatcher().run_once()

    assert handled == 0
    states = [(await here.delivery(hint)).state for hint in (head, old, young)]
    assert states == [DeliveryState.DELIVERED, DeliveryState.DEAD, DeliveryState.PENDING]
    await here.check_invariants()


async def change(world: World, changed: Subscription) -> None:
    """Write a subscription as it has become, with its lane, as the registry does."""
    async with world.database.transaction() as connection:
        gained = 0 if changed.delete_time is None else -1
        await subscriptions.touch_registry(connection, ACME, version=uuid.uuid4(), gained=gained)
        await subscriptions.update(connection, changed)
        await lanes.sync(connection, changed)


async def age(world: World, *hints: LaneHint) -> None:
    """Let the age of waiting deliveries be over."""
    for table in ("delivery_ready", "deliveries"):
        await world.database.execute(
            f"UPDATE {table} SET give_up_time = now() WHERE delivery_id = ANY ($1::uuid[])",
            [hint.delivery_id for hint in hints],
        )


async def test_an_endpoint_that_only_fails_is_told_of_and_disabled_in_the_end(here: World, endpoint: Receiver) -> None:
    failing = await here.subscribe("http://127.0.0.1:9/")
    await here.subscribe(endpoint.url(), event_types=("subscription.*",))
    watch = FailingWatch(here.store, here.clock, here.wakeups, registry=here.registry)

    async def fail_for(days: float) -> int:
        await here.database.execute(
            "UPDATE lanes SET first_failure_time = now() - $2::interval, last_failure_time = now(), failures = 9, "
            f"warned_time = {ago('warned_time', '$2::interval')} WHERE subscription_id = $1",
            failing.subscription_id,
            timedelta(days=days),
        )
        return await watch.run_once()

    handled = [await fail_for(days) for days in (0.9, 1.1, 1.2, 4.9, 5.1, 5.2)]
    await here.dispatcher().run_once()

    assert handled == [0, 1, 0, 0, 1, 0]
    told = [each.json() for each in endpoint.requests]
    assert sorted(each["type"] for each in told) == ["subscription.disabled", "subscription.failing"]
    async with here.database.connection() as connection:
        found = await subscriptions.get(connection, ACME, failing.subscription_id)
    assert found is not None
    assert (found.state, found.disabled_reason) == (SubscriptionState.DISABLED, DisabledReason.FAILING)


async def test_a_token_endpoint_that_fails_for_days_is_told_of_and_ends_the_subscription(
    here: World, endpoint: Receiver
) -> None:
    said = "token_failed: the token endpoint answered 503"
    endpoint.always("/token", Answer(503, {}, b"hush-hush was wrong"))
    client = OAuth2Client(endpoint.url("/token"), "us", "hush-hush")
    failing = await here.subscribe("http://127.0.0.1:9/", credentials=Credentials(oauth2=client))
    await here.subscribe(endpoint.url(), event_types=("subscription.*",))
    await here.publish()
    watch = FailingWatch(here.store, here.clock, here.wakeups, registry=here.registry)

    async def fail_after(**passed: float) -> int:
        """How many the watch handles after so much more time and one more failure."""
        await here.database.execute(
            f"UPDATE lanes SET first_failure_time = {ago('first_failure_time')}, "
            f"last_failure_time = {ago('last_failure_time')}, warned_time = {ago('warned_time')}",
            timedelta(**passed),
        )
        await here.make_due()
        await here.dispatcher().run_once()
        return await watch.run_once()

    handled = [await fail_after(**each) for each in ({}, {"hours": 23}, {"hours": 2}, {"days": 3.9}, {"hours": 3})]
    await here.dispatcher().run_once()

    assert handled == [0, 0, 1, 0, 1]
    told = [each.json() for each in endpoint.requests if each.target == "/hook"]
    assert [each["type"] for each in told] == ["subscription.failing", "subscription.disabled"]
    for each in told:
        kind = kind_of(each["type"])
        assert kind is not None
        jsonschema_rs.validator_for(dict(kind.schemas["thin"])).validate(each)
        assert (each["data"]["last_failure"], each["data"]["reason"]) == (said, "failing")
    tried = [each for each in await here.everything() if each.subscription_id == failing.subscription_id]
    assert [(each.attempts, each.tries, each.reason) for each in tried] == [(5, 0, "subscription_disabled")]
    async with here.database.connection() as connection:
        found = await subscriptions.get(connection, ACME, failing.subscription_id)
    assert found is not None
    assert (found.state, found.disabled_reason) == (SubscriptionState.DISABLED, DisabledReason.FAILING)
    await here.check_invariants()


async def test_nobody_is_disabled_without_a_warning_of_a_day(here: World) -> None:
    failing = await here.subscribe("http://127.0.0.1:9/")
    watch = FailingWatch(here.store, here.clock, here.wakeups, registry=here.registry)

    async def fail_again(*, after: timedelta) -> dict[str, object]:
        await here.database.execute(
            f"UPDATE lanes SET first_failure_time = {ago('coalesce(first_failure_time, $2::timestamptz)')}, "
            f"warned_time = {ago('warned_time')}, last_failure_time = now(), failures = failures + 1",
            after,
            here.clock.now(),
        )
        await watch.run_once()
        return await here.lane(failing)

    late = await fail_again(after=timedelta(days=6))
    soon = await fail_again(after=timedelta(hours=23))
    then = await fail_again(after=timedelta(hours=2))

    assert (late["enabled"], late["warned_time"] is not None) == (True, True)
    assert (soon["enabled"], then["enabled"]) == (True, False)


async def test_an_endpoint_to_which_nothing_is_sent_does_not_grow_worse(here: World) -> None:
    await here.subscribe("http://127.0.0.1:9/")
    await here.database.execute(
        "UPDATE lanes SET first_failure_time = now() - interval '9 days', "
        "last_failure_time = now() - interval '9 days', failures = 1"
    )
    watch = FailingWatch(here.store, here.clock, here.wakeups, registry=here.registry)
    assert await watch.run_once() == 0
