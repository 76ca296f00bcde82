"""The engine from a committed event to the recorded answer, on a real database and a real socket."""

import asyncio
import base64

import pytest
from standardwebhooks import Webhook

from bellhop.dispatch import dispatcher as engine
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.ids import SubscriptionId, uuid7
from bellhop.store import attempts
from tests.receiver import Receiver, busy
from tests.world import SECRET, World


async def test_a_due_delivery_is_sent_signed_and_recorded(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    (hint,) = await world.publish(data={"number": 7})

    handled = await world.dispatcher().run_once()

    assert handled == 1
    (request,) = endpoint.requests
    Webhook(base64.b64encode(SECRET).decode()).verify(request.body, dict(request.headers))
    assert request.json()["data"] == {"number": 7}
    assert request.headers["user-agent"].startswith("Bellhop/")
    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DeliveryState.DELIVERED, 1, 200)
    await world.check_invariants()


async def test_a_refusal_is_tried_again_when_its_time_has_come(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    endpoint.script("/hook", busy())
    (hint,) = await world.publish()
    dispatcher = world.dispatcher()

    await dispatcher.run_once()
    waiting = await world.delivery(hint)
    again_at_once = await dispatcher.run_once()
    await world.make_due()
    await dispatcher.run_once()

    assert (waiting.state, waiting.reason, waiting.last_status) == (DeliveryState.PENDING, "retrying", 503)
    assert again_at_once == 0
    assert (await world.delivery(hint)).state is DeliveryState.DELIVERED
    first, second = endpoint.requests
    assert first.message_id == second.message_id
    async with world.database.connection() as connection:
        tries = await attempts.of_delivery(connection, hint.tenant_id, hint.delivery_id)
    assert [(each.number, each.status, each.outcome) for each in tries] == [
        (1, 503, "throttled"),
        (2, 200, "delivered"),
    ]
    await world.check_invariants()


async def test_lanes_that_gave_nothing_do_not_keep_the_next_waiting(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever had its turn behind them waited for a second: the claim rested because it had brought nothing."""
    monkeypatch.setattr(engine, "_PAUSE_SECONDS", 3600.0)
    await world.subscribe(endpoint.url())
    (due,) = await world.publish()
    now = world.clock.now()
    empty = [LaneHint(due.tenant_id, SubscriptionId(uuid7(now)), due.due, due.delivery_id) for _ in range(100)]
    dispatcher = world.dispatcher()

    dispatcher.offer([*empty, due])
    async with asyncio.timeout(30):
        for _ in range(20):  # each asks a part of the lanes
            if not dispatcher.in_flight:
                await dispatcher._claim_step()
    await dispatcher.run_once()

    assert len(endpoint.requests) == 1
    await world.check_invariants()


async def test_a_sweep_that_waits_for_a_lock_does_not_make_the_next_one_rare(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    dispatcher = world.dispatcher()
    running = asyncio.create_task(dispatcher.run())
    try:
        async with world.database.transaction() as connection:
            await connection.execute("LOCK TABLE delivery_ready IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(1.5)  # the first sweep waits; 20 times as long would be half a minute
        await world.publish()  # nobody is told
        await endpoint.expect(1, timeout_seconds=10)
    finally:
        dispatcher.stop()
        await running
