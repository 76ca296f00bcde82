"""Deliveries that leave through the operator's proxy, and what becomes of them while it fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

from bellhop.domain.delivery import Attempt, Delivery
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.proxy_address import parse
from bellhop.store import attempts
from tests.proxy import answer, connecting_proxy
from tests.receiver import Answer, Receiver
from tests.world import World


@asynccontextmanager
async def leaving_through(proxy_uri: str, world: World) -> AsyncIterator[World]:
    """The same world behind a proxy."""
    resolver = Resolver()
    direct = world.sender
    guard = Guard((ip_network("127.0.0.0/8"),), allow_http=True)
    world.sender = Sender(guard, resolver, proxy=Proxy(parse(proxy_uri), resolver))
    yield world
    await world.sender.close()
    await resolver.close()
    world.sender = direct


async def attempts_of(world: World, delivery: Delivery) -> list[Attempt]:
    async with world.database.connection() as connection:
        return list(await attempts.of_delivery(connection, delivery.tenant_id, delivery.delivery_id))


async def test_a_backlog_leaves_through_the_proxy_over_few_tunnels(world: World, endpoint: Receiver) -> None:
    async with connecting_proxy(credentials=(b"bell", b"hop")) as proxy:
        async with leaving_through(proxy.uri("bell:hop@"), world):
            await world.subscribe(endpoint.url(), max_in_flight=5)
            await world.publish(100)
            dispatcher = world.dispatcher()
            while await dispatcher.run_once():
                pass
        everything = await world.everything()
        assert {each.state for each in everything} == {"delivered"}
        assert len(endpoint.requests) == 100
        assert 1 <= len(proxy.asked) <= 10
        assert set(proxy.targets()) == {f"127.0.0.1:{endpoint.port}"}
        (attempt,) = await attempts_of(world, everything[0])
        assert (attempt.address, attempt.error) == ("127.0.0.1", None)
        assert attempt.request_headers is not None
        assert b"proxy" not in attempt.request_headers.lower()
    await world.check_invariants()


async def test_a_proxy_that_fails_defers_and_burns_no_attempt(world: World, endpoint: Receiver) -> None:
    """However often: 3 tries are all that there are, and 12 requests fail before the proxy is mended."""
    async with connecting_proxy() as proxy, leaving_through(proxy.uri(), world):
        proxy.refuse = lambda _target: answer(407)
        subscription = await world.subscribe(endpoint.url(), schedule=(timedelta(seconds=1),) * 2)
        (hint,) = await world.publish()
        for count in range(1, 13):
            await world.make_due()
            await world.dispatcher().run_once()
            delivery = await world.delivery(hint)
            assert (delivery.state, delivery.reason) == ("pending", "deferred")
            assert (delivery.tries, delivery.attempts) == (0, count)
        lane = await world.lane(subscription)
        assert lane["failures"] == 0
        assert (await attempts_of(world, delivery))[0].error == ErrorClass.PROXY_FAILED
        assert (await attempts_of(world, delivery))[0].outcome == "deferred"

        proxy.refuse = lambda _target: None
        await world.make_due()
        await world.dispatcher().run_once()
        assert (await world.delivery(hint)).state == "delivered"
    assert len(endpoint.requests) == 1
    await world.check_invariants()


async def test_what_waits_for_a_proxy_is_given_up_at_its_age(world: World, endpoint: Receiver) -> None:
    async with leaving_through("http://127.0.0.1:1", world):
        await world.subscribe(endpoint.url(), max_age=timedelta(seconds=20))
        (hint,) = await world.publish()
        await world.dispatcher().run_once()
        delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason) == ("dead", "too_old")
    assert delivery.tries == 1
    await world.check_invariants()


async def test_one_endpoint_that_the_proxy_cannot_reach_follows_its_schedule(world: World, endpoint: Receiver) -> None:
    """While others get through; the proxy answers 502 for it, as for any address that refuses."""
    async with connecting_proxy() as proxy, leaving_through(proxy.uri(), world):
        await world.subscribe(endpoint.url())
        gone = await world.subscribe("http://127.0.0.1:1026/")
        await world.publish()
        await world.dispatcher().run_once()
        await world.make_due()
        await world.dispatcher().run_once()
        found = await world.everything()
        reached, unreached = sorted(found, key=lambda each: each.subscription_id == gone.subscription_id)
    assert (reached.state, unreached.state) == ("delivered", "pending")
    last = max(await attempts_of(world, unreached), key=lambda each: each.number)
    assert (last.error, last.outcome) == (ErrorClass.CONNECT_FAILED, "unreachable")


async def test_a_refusal_of_the_endpoint_behind_the_tunnel_counts(world: World, endpoint: Receiver) -> None:
    endpoint.always("/hook", Answer(407))
    async with connecting_proxy() as proxy, leaving_through(proxy.uri(), world):
        await world.subscribe(endpoint.url())
        (hint,) = await world.publish()
        await world.dispatcher().run_once()
        delivery = await world.delivery(hint)
    assert (delivery.state, delivery.last_status, delivery.tries) == ("pending", 407, 1)
