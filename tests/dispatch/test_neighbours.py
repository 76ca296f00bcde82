"""One that hangs, floods or breaks is nobody else's concern."""

import asyncio

from bellhop.domain.delivery import DeliveryState
from bellhop.ids import TenantId
from tests.receiver import HANG, Answer, Receiver
from tests.world import World


async def test_a_tenant_with_many_hanging_endpoints_does_not_hold_up_another(world: World, endpoint: Receiver) -> None:
    loud, quiet = TenantId("loud"), TenantId("quiet")
    endpoint.always("/hangs", HANG)
    for _ in range(10):
        await world.subscribe(endpoint.url("/hangs"), tenant_id=loud)
    await world.subscribe(endpoint.url("/well"), tenant_id=quiet)
    await world.publish(30, tenant_id=loud)
    dispatcher = world.dispatcher(slots=16, grace_seconds=0.0)
    running = asyncio.create_task(dispatcher.run())
    await endpoint.expect(8, path="/hangs")

    await world.publish(50, tenant_id=quiet)

    await endpoint.expect(50, path="/well", timeout_seconds=60)
    dispatcher.stop()
    await running
    states = [each.state for each in await world.everything() if each.tenant_id == quiet]
    assert states == [DeliveryState.DELIVERED] * 50
    await world.check_invariants()


async def test_an_endpoint_of_the_same_tenant_that_hangs_leaves_the_others_alone(
    world: World, endpoint: Receiver
) -> None:
    endpoint.always("/hangs", HANG)
    await world.subscribe(endpoint.url("/hangs"), max_in_flight=4)
    await world.subscribe(endpoint.url("/well"))
    dispatcher = world.dispatcher(slots=32, grace_seconds=0.0)
    running = asyncio.create_task(dispatcher.run())
    await world.publish(60)

    await endpoint.expect(60, path="/well", timeout_seconds=60)
    dispatcher.stop()
    await running
    assert len([each for each in endpoint.requests if each.target == "/hangs"]) == 4
    await world.check_invariants()


async def test_events_that_come_while_it_runs_are_sent_without_a_hint(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    dispatcher = world.dispatcher()
    running = asyncio.create_task(dispatcher.run())
    for _ in range(3):
        await world.publish()
        await endpoint.expect(1)
    await endpoint.expect(3)
    dispatcher.stop()
    await running
    assert {each.state for each in await world.everything()} == {DeliveryState.DELIVERED}


async def test_an_endpoint_that_breaks_every_answer_stops_nobody(world: World, endpoint: Receiver) -> None:
    endpoint.always("/breaks", Answer(200, {"x-zero": "a"}, b"\x00\xff" * 9000))
    await world.subscribe(endpoint.url("/breaks"))
    await world.subscribe(endpoint.url("/well"))
    await world.publish(20)
    await world.dispatcher().run_once()
    assert {each.state for each in await world.everything()} == {DeliveryState.DELIVERED}
    row = await world.database.fetchrow("SELECT max(length(response_body)) AS longest FROM attempts")
    assert row is not None
    assert 0 < row["longest"] <= 16 * 1024
