"""Access tokens on the way out: one that was revoked early is renewed within the attempt, once.

A token endpoint that fails is the subscription's failure: it shows, opens the circuit, and costs nobody else anything.
"""

from datetime import timedelta
from typing import Any

import orjson

from bellhop.dispatch.attempt import Attempts
from bellhop.domain.delivery import Delivery
from bellhop.domain.event import EventBody
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.subscription import Subscription
from bellhop.egress.oauth2 import TokenCache, TokenError
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import ClientAuth, OAuth2Client
from bellhop.store import attempts, lanes
from tests.receiver import HANG, Answer, Received, Receiver
from tests.world import World


def issue(endpoint: Receiver, *, most: int = 100) -> None:
    """Let the endpoint's `/token` give tokens numbered from 1, and run dry after `most`."""

    def give(_received: Received) -> Answer:
        given = asked(endpoint)
        if given > most:
            return Answer(500)
        return Answer(200, {}, orjson.dumps({"access_token": f"token-{given}", "token_type": "bearer"}))

    endpoint.always("/token", give)


def asked(endpoint: Receiver) -> int:
    return sum(each.target == "/token" for each in endpoint.requests)


def calls(endpoint: Receiver) -> list[Received]:
    return [each for each in endpoint.requests if each.target == "/hook"]


async def send_one(world: World, endpoint: Receiver, accepted: str, **policy: Any) -> Delivery:
    """The delivery after one round of a dispatcher, to a receiver that accepts this token only."""
    endpoint.always("/hook", lambda got: Answer(200 if got.headers["authorization"] == f"Bearer {accepted}" else 401))
    client = OAuth2Client(endpoint.url("/token"), "id", "secret")
    await world.subscribe(endpoint.url(), credentials=Credentials(oauth2=client), **policy)
    (hint,) = await world.publish()
    await world.dispatcher().run_once()
    return await world.delivery(hint)


async def test_a_token_that_was_revoked_early_is_renewed_within_the_attempt(world: World, endpoint: Receiver) -> None:
    issue(endpoint)
    delivery = await send_one(world, endpoint, "token-2")
    assert (delivery.state, delivery.last_status, delivery.attempts) == ("delivered", 200, 1)
    assert [each.headers["authorization"] for each in calls(endpoint)] == ["Bearer token-1", "Bearer token-2"]
    assert len({each.message_id for each in calls(endpoint)}) == 1
    await world.check_invariants()


async def test_a_receiver_that_refuses_every_token_gets_two_requests_an_attempt(
    world: World, endpoint: Receiver
) -> None:
    issue(endpoint)
    delivery = await send_one(world, endpoint, "never")
    assert (delivery.state, delivery.last_status, delivery.tries) == ("pending", 401, 1)
    assert (len(calls(endpoint)), asked(endpoint)) == (2, 2)


async def test_where_no_other_token_can_be_had_the_refusal_stands(world: World, endpoint: Receiver) -> None:
    issue(endpoint, most=1)
    delivery = await send_one(world, endpoint, "never")
    assert (delivery.state, delivery.last_status, delivery.tries) == ("pending", 401, 1)
    assert len(calls(endpoint)) == 1


async def test_no_token_that_was_sent_is_in_the_record(world: World, endpoint: Receiver) -> None:
    issue(endpoint)
    endpoint.always("/echo", lambda got: Answer(401, {"x-echo": got.headers["authorization"]}))
    client = OAuth2Client(endpoint.url("/token"), "id", "secret")
    await world.subscribe(endpoint.url("/echo"), credentials=Credentials(oauth2=client))
    (hint,) = await world.publish()
    await world.dispatcher().run_once()

    async with world.database.connection() as connection:
        (attempt,) = await attempts.of_delivery(connection, hint.tenant_id, hint.delivery_id)
    assert attempt.response_headers is not None
    assert b"x-echo: Bearer [redacted]" in attempt.response_headers
    assert b"authorization: [redacted]" in attempt.request_headers


async def test_a_token_endpoint_that_hangs_costs_one_deadline_and_burns_no_attempt(
    world: World, endpoint: Receiver
) -> None:
    endpoint.always("/token", HANG)
    delivery = await send_one(world, endpoint, "any", timeout=timedelta(seconds=0.3))
    assert (delivery.state, delivery.reason, delivery.tries) == ("pending", "deferred", 0)
    assert calls(endpoint) == []
    async with world.database.connection() as connection:
        (attempt,) = await attempts.of_delivery(connection, delivery.tenant_id, delivery.delivery_id)
    assert (attempt.error, attempt.request_headers) == (ErrorClass.TOKEN_FAILED, b"")


REFUSED = "token_failed: the token endpoint answered 401 (invalid_client)"


async def subscribe_with_token(world: World, endpoint: Receiver, **policy: Any) -> Subscription:
    client = OAuth2Client(endpoint.url("/token"), "id", "hush-hush", client_auth=ClientAuth.POST)
    return await world.subscribe(endpoint.url(), credentials=Credentials(oauth2=client), **policy)


def refuse_client(endpoint: Receiver) -> None:
    endpoint.always("/token", Answer(401, {}, b'{"error": "invalid_client", "error_description": "hush-hush"}'))


async def test_a_token_endpoint_that_fails_shows_in_health_and_burns_no_attempt(
    world: World, endpoint: Receiver
) -> None:
    refuse_client(endpoint)
    subscription = await subscribe_with_token(world, endpoint)
    (hint,) = await world.publish()
    await world.dispatcher().run_once()

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason, delivery.tries, delivery.attempts) == ("pending", "deferred", 0, 1)
    async with world.database.connection() as connection:
        health = (await lanes.health(connection, subscription.tenant_id, [subscription.subscription_id]))[
            subscription.subscription_id
        ]
    assert (health.consecutive_failures, health.last_failure) == (1, REFUSED)
    assert health.first_failure_time == health.last_failure_time is not None
    await world.check_invariants()


async def test_many_deliveries_that_wait_for_one_token_cost_one_fetch_and_open_the_circuit(
    world: World, endpoint: Receiver
) -> None:
    refuse_client(endpoint)
    subscription = await subscribe_with_token(world, endpoint)
    healthy = await world.subscribe(endpoint.url("/other"))
    await world.publish(200)
    dispatcher = world.dispatcher()
    for _ in range(20):
        await dispatcher.run_once()

    lane = await world.lane(subscription)
    assert lane["open_time"] is not None
    assert lane["last_failure"] == REFUSED
    tried = [each for each in await world.everything() if each.subscription_id == subscription.subscription_id]
    assert (asked(endpoint), sum(each.attempts for each in tried)) == (1, 50)  # as many as may be in flight, once
    assert {each.tries for each in tried} == {0}
    assert len([each for each in endpoint.requests if each.target == "/other"]) == 200
    assert (await world.lane(healthy))["failures"] == 0
    await world.check_invariants()


async def test_what_waits_leaves_when_tokens_can_be_had_again(world: World, endpoint: Receiver) -> None:
    refuse_client(endpoint)
    subscription = await subscribe_with_token(world, endpoint)
    await world.publish(60)
    await world.dispatcher().run_once()
    assert (await world.lane(subscription))["open_time"] is not None

    issue(endpoint)
    await world.make_due()
    await world.database.execute("UPDATE lanes SET probe_time = now()")
    dispatcher = world.dispatcher()
    while await dispatcher.run_once():
        pass
    assert {each.state for each in await world.everything()} == {"delivered"}
    lane = await world.lane(subscription)
    assert (lane["open_time"], lane["failures"], lane["first_failure_time"]) == (None, 0, None)
    await world.check_invariants()


async def test_a_probe_for_which_no_token_can_be_had_waits_longer_for_the_next(
    world: World, endpoint: Receiver
) -> None:
    refuse_client(endpoint)
    subscription = await subscribe_with_token(world, endpoint)
    await world.publish(12)
    waits = []
    for _ in range(4):
        await world.make_due()
        await world.database.execute("UPDATE lanes SET probe_time = now() WHERE probe_time IS NOT NULL")
        await world.dispatcher().run_once()
        waits.append((await world.lane(subscription))["probe_wait"])
    assert waits == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert {each.tries for each in await world.everything()} == {0}


async def test_our_own_fault_in_fetching_a_token_says_nothing_of_the_subscription(
    world: World, endpoint: Receiver
) -> None:
    subscription = await subscribe_with_token(world, endpoint)
    (hint,) = await world.publish()

    no_socket = TokenError("the token endpoint could not be asked: no socket", ErrorClass.INTERNAL)

    class Broken(TokenCache):
        async def token(self, *_: Any, **__: Any) -> str:
            raise no_socket

    trying = Attempts(world.sender, clock=world.clock, tokens=Broken(world.sender), render_uri=plain_uri)
    await world.dispatcher(attempts=trying).run_once()

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason, delivery.tries) == ("pending", "deferred", 0)
    lane = await world.lane(subscription)
    assert (lane["failures"], lane["last_failure"], lane["first_failure_time"]) == (0, None, None)


async def plain_uri(subscription: Subscription, _body: EventBody) -> str:
    return subscription.uri
