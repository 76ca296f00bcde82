"""Access tokens on the way out: one that was revoked early is renewed within the attempt, once."""

from datetime import timedelta
from typing import Any

import orjson

from bellhop.domain.delivery import Delivery
from bellhop.domain.outcome import ErrorClass
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import OAuth2Client
from bellhop.store import attempts
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
