"""What is sent again waits for what its subscription has to send already, whatever way that leaves."""

from collections.abc import AsyncIterator

import pytest

from bellhop.clock import SystemClock
from bellhop.core.registry import RegistryCache
from bellhop.domain.bulk import REPLAY_ACTION, Selection
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.subscription import Ordering
from bellhop.store.store import Store
from tests.maintenance.replaying import disable, enable, house_of, miss
from tests.receiver import Answer, Receiver
from tests.world import World
from tests.world import world as make_world

AWAY = "http://127.0.0.1:9/"


@pytest.fixture
async def here(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        made.registry = RegistryCache(parse_filter)
        yield made


@pytest.mark.parametrize(
    "way", ["pulled = true, enabled = false", "enabled = false, handshake_uri = '', ask_time = now()"]
)
async def test_a_lane_that_is_pulled_or_waits_for_a_permission_is_waited_for(here: World, way: str) -> None:
    mine = await miss(here, AWAY, 150)
    await here.database.execute(f"UPDATE lanes SET {way}")
    async with house_of(here) as house:
        await house.ask(Selection(subscription_id=mine.subscription_id, states=(), missed=True), REPLAY_ACTION)
        replayer = house.replayer()

        assert [await replayer.run_once() for _ in range(3)] == [100, 0, 0]

        await here.database.execute("UPDATE delivery_ready SET due = now() + interval '1 hour'")
        assert await replayer.run_once() == 50
        await replayer.close()


async def test_a_queue_is_waited_for_and_what_happens_meanwhile_is_a_page_behind(
    here: World, endpoint: Receiver
) -> None:
    mine = await miss(here, endpoint.url(), 150, ordering=Ordering.FIFO)
    async with house_of(here) as house:
        await house.ask(Selection(subscription_id=mine.subscription_id, states=(), missed=True), REPLAY_ACTION)
        replayer, dispatcher = house.replayer(), here.dispatcher()

        assert [await replayer.run_once() for _ in range(3)] == [100, 0, 0]

        await here.publish(1, data="live")
        while await dispatcher.run_once():
            pass
        assert await replayer.run_once() == 50
        await replayer.close()
    assert [each.json()["data"] for each in endpoint.requests].index("live") == 100
    await here.check_invariants()


async def test_a_queue_that_is_blocked_is_not_waited_for_as_the_dead_letter_is_sent_again(
    here: World, endpoint: Receiver
) -> None:
    mine = await here.subscribe(endpoint.url(), ordering=Ordering.FIFO, schedule=())
    endpoint.script("/hook", Answer(500))
    await here.publish(120)
    assert await here.dispatcher().run_once() == 1
    assert [each.state for each in await here.everything()].count(DeliveryState.DEAD) == 1
    mine = await enable(here, await disable(here, mine))
    async with house_of(here) as house:
        result = await house.finish(await house.ask(Selection(subscription_id=mine.subscription_id), REPLAY_ACTION))
    assert result["redelivered"] == 1
    dispatcher = here.dispatcher()
    while await dispatcher.run_once():
        pass
    assert {each.state for each in await here.everything()} == {DeliveryState.DELIVERED}
    await here.check_invariants()
