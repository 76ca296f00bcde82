"""How the replayer shares itself: no lane, no operation and no tenant holds up another."""

import uuid
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import orjson
import pytest

from bellhop.clock import SystemClock
from bellhop.domain.bulk import REPLAY_ACTION, Selection, pack
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.job import JobState
from bellhop.domain.subscription import Subscription
from bellhop.ids import TenantId
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.store.store import Store
from tests.maintenance.replaying import disable, house_of
from tests.receiver import Receiver
from tests.world import ACME, World
from tests.world import world as make_world

OTHER = TenantId("other")


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


async def deliver(world: World) -> None:
    """Send everything that is due."""
    dispatcher = world.dispatcher()
    while await dispatcher.run_once():
        pass


async def bury(world: World, endpoint: Receiver, count: int) -> None:
    """Dead letters: for each subscription there is, so many that had arrived are written down as dead."""
    await world.publish(count)
    await deliver(world)
    await world.database.execute(
        "UPDATE deliveries SET state = 'dead', reason = 'attempts_exhausted', dead_time = end_time"
    )
    endpoint.requests.clear()


async def open_circuit(world: World, subscription: Subscription, *, for_: timedelta) -> None:
    """Nothing leaves for this subscription in the time given."""
    await world.database.execute(
        "UPDATE lanes SET open_time = now(), probe_time = now() + $2, probe_wait = $2 WHERE subscription_id = $1",
        subscription.subscription_id,
        for_,
    )


async def close_circuits(world: World) -> None:
    await world.database.execute("UPDATE lanes SET open_time = NULL, probe_time = NULL, probe_wait = NULL")


async def told(world: World) -> Counter[tuple[str, DeliveryState]]:
    """How many deliveries stand where, by the path of their subscription."""
    rows = await world.database.fetch("SELECT subscription_id, uri FROM subscriptions")
    paths = {row["subscription_id"]: row["uri"].rpartition("/")[2] for row in rows}
    return Counter((paths[each.subscription_id], each.state) for each in await world.everything())


async def test_an_endpoint_that_is_away_does_not_hold_up_the_dead_letters_of_the_others(
    here: World, endpoint: Receiver
) -> None:
    away = await here.subscribe(endpoint.url("/away"))
    await here.subscribe(endpoint.url("/well"))
    await bury(here, endpoint, 230)
    await open_circuit(here, away, for_=timedelta(hours=1))
    async with house_of(here) as house:
        job = await house.ask(Selection())
        replayer = house.replayer()
        while await replayer.run_once():
            await deliver(here)
        meanwhile = await told(here)
        waits = await house.jobs.get(ACME, job.job_id)
        await replayer.close()
        await close_circuits(here)
        goes_on = house.replayer()
        while not (await house.jobs.get(ACME, job.job_id)).state.done:
            await deliver(here)
            await goes_on.run_once()
        await deliver(here)
        ended = await house.jobs.get(ACME, job.job_id)

    assert meanwhile["well", DeliveryState.DELIVERED] == 230
    assert meanwhile["away", DeliveryState.PENDING] < 230
    assert waits.state is JobState.RUNNING
    assert orjson.loads(ended.result or b"") == {"matched": 460, "redelivered": 460, "refused": 0, "dry_run": False}
    assert ended.progress == {"completed_items": 460, "total_items": 460}
    last = orjson.loads(ended.custom or b"")  # it said to the end that nothing matched
    assert {name: last[name] for name in ("matched", "redelivered", "refused")} == {
        "matched": 460,
        "redelivered": 460,
        "refused": 0,
    }
    assert await told(here) == {("away", DeliveryState.DELIVERED): 230, ("well", DeliveryState.DELIVERED): 230}
    assert len(endpoint.requests) == 460
    await here.check_invariants()


async def test_operations_that_only_wait_leave_room_for_those_of_other_tenants(here: World, endpoint: Receiver) -> None:
    away = await here.subscribe(endpoint.url("/away"))
    await bury(here, endpoint, 1)
    await open_circuit(here, away, for_=timedelta(hours=1))
    await here.publish(100)
    async with house_of(here) as house:
        for _ in range(20):
            await house.ask(Selection(subscription_id=away.subscription_id), REPLAY_ACTION)
        replayer = house.replayer()
        for _ in range(3):
            assert await replayer.run_once() == 0
        other = (await house.jobs.submit_system(OTHER, REPLAY_ACTION, pack(Selection()))).job
        for _ in range(2):
            await replayer.run_once()
        ended = await house.jobs.get(OTHER, other.job_id)
        await replayer.close()
    assert ended.state is JobState.SUCCEEDED


async def test_an_operation_that_cannot_be_worked_on_stops_no_other(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url())
    await bury(here, endpoint, 3)
    async with house_of(here) as house:
        await house.ask(Selection(filter="nonsense =="))
        good = await house.ask(Selection())
        replayer = house.replayer()
        assert await replayer.run_once() == 3
        await replayer.run_once()
        ended = await house.jobs.get(ACME, good.job_id)
        await replayer.close()
    assert ended.state is JobState.SUCCEEDED


async def test_whoever_lost_an_operation_sends_nothing_more_of_it(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url())
    await bury(here, endpoint, 250)
    async with house_of(here) as house:
        job = await house.ask(Selection())
        late, prompt = house.replayer(), house.replayer()
        assert await late.run_once() == 100
        await here.database.execute("UPDATE job_lease SET expire_time = now() - interval '1 second'")
        await JobRescuer(here.store, here.clock, here.wakeups, registry=here.registry).run_once()
        await deliver(here)
        assert await prompt.run_once() == 100
        await deliver(here)
        await late.run_once()
        await deliver(here)
        after_the_late_one = len(endpoint.requests)
        for _ in range(2):
            await prompt.run_once()
            await deliver(here)
        ended = await house.jobs.get(ACME, job.job_id)

    assert after_the_late_one == 200
    assert orjson.loads(ended.result or b"") == {"matched": 250, "redelivered": 250, "refused": 0, "dry_run": False}
    assert len({each.message_id for each in endpoint.requests}) == len(endpoint.requests) == 250


async def test_what_cannot_be_sent_now_is_refused_and_does_not_wait(here: World, endpoint: Receiver) -> None:
    subscription = await here.subscribe(endpoint.url())
    await bury(here, endpoint, 130)
    await disable(here, subscription)
    async with house_of(here) as house:
        result = await house.finish(await house.ask(Selection()))
    assert result == {"matched": 130, "redelivered": 0, "refused": 130, "dry_run": False}


async def test_a_tenant_that_is_not_entitled_is_sent_nothing_again(here: World, endpoint: Receiver) -> None:
    await here.subscribe(endpoint.url())
    await bury(here, endpoint, 2)
    await here.database.execute("UPDATE registries SET entitled = false, version = $1", uuid.uuid4())
    async with house_of(here) as house:
        result = await house.finish(await house.ask(Selection()))
    assert (result["matched"], result["refused"]) == (2, 2)
