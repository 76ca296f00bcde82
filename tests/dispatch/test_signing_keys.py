"""Which key pairs sign what leaves: the newest of the tenant, in every process, whichever way a delivery takes."""

import base64
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop_client import webhooks
from tests.dispatch.engines import running
from tests.receiver import Received, Receiver, receiver
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"
KEYS = f"{TENANT}/webhook-keys"


@pytest.fixture
def world(world_of_api: World) -> World:
    return world_of_api


@pytest.fixture
async def acme(api: Api) -> Api:
    return await api.make_tenant("acme")


@pytest.fixture
async def endpoint() -> AsyncIterator[Receiver]:
    async with receiver() as listening:
        yield listening


async def subscribe(acme: Api, **members: Any) -> Any:
    made = await acme("POST", f"{TENANT}/subscriptions", {"event_types": ["design.*"], **members})
    assert made.status == 201, made.content
    return made.json


async def publish(api: Api) -> None:
    told = await api("POST", f"{TENANT}/events", {"events": [{"type": "design.created", "data": {}}]})
    assert told.status == 202, told.content


async def rotate(acme: Api, overlap_seconds: int) -> None:
    assert (await acme("POST", f"{KEYS}:rotate", {"overlap_seconds": overlap_seconds})).status == 200


async def published(acme: Api) -> list[str]:
    """The public keys that there are now, the newest first."""
    keys = (await acme.with_key(None)("GET", KEYS)).json["keys"]
    return ["whpk_" + base64.b64encode(base64.urlsafe_b64decode(each["x"] + "=")).decode() for each in keys]


def signed_by(headers: Any, body: bytes, keys: list[str], now: datetime) -> list[bool]:
    """Which of these keys verify a request; it has an entry for none besides."""
    entries = headers["webhook-signature"].split(" ")
    found = []
    for key in keys:
        try:
            webhooks.verify(body, dict(headers), key, now=now.timestamp())
        except webhooks.WebhookError:
            found.append(False)
        else:
            found.append(True)
    assert sum(entry.startswith("v1a,") for entry in entries) == sum(found)
    return found


def of(received: Received, keys: list[str], clock: ManualClock) -> list[bool]:
    return signed_by(received.headers, received.body, keys, clock.now())


async def test_what_leaves_carries_both_signatures_by_each_way(
    api: Api, acme: Api, world: World, endpoint: Receiver, clock: ManualClock
) -> None:
    made = await subscribe(acme, uri=endpoint.url(), auth={"ed25519": True})
    (key,), secret = await published(acme), made["auth"]["signature"]["secret"]
    path = f"{TENANT}/subscriptions/{made['id']}"

    await publish(api)
    assert (await acme("POST", f"{path}:ping")).status == 202
    assert (await acme("POST", f"{path}:verify")).json["ok"]
    await world.dispatcher().run_once()

    for request in await endpoint.expect(3):
        entries = request.headers["webhook-signature"].split(" ")
        assert [entry.partition(",")[0] for entry in entries] == ["v1", "v1a"]
        assert signed_by(request.headers, request.body, [key], clock.now()) == [True]
        webhooks.verify(request.body, dict(request.headers), secret, now=clock.now().timestamp())


async def test_a_request_that_is_pulled_is_signed_too(api: Api, acme: Api, clock: ManualClock) -> None:
    made = await subscribe(acme, pull=True, auth={"ed25519": True, "signature": False})
    claim = f"{TENANT}/subscriptions/{made['id']}/deliveries:claim"
    first, signed = await published(acme), []
    for overlap in (None, 0, 60):
        if overlap is not None:
            await rotate(acme, overlap)
        await publish(api)
        (delivery,) = (await acme("POST", claim, {"holder": "laptop", "max_deliveries": 10})).json["deliveries"]
        request, keys = delivery["request"], [*await published(acme), *first]
        signed.append(signed_by(request["headers"], request["body"].encode(), list(dict.fromkeys(keys)), clock.now()))

    assert signed == [[True], [True, False], [True, True, False]]


async def test_no_process_signs_with_a_key_that_was_rotated_away(
    api: Api, acme: Api, world: World, endpoint: Receiver, clock: ManualClock
) -> None:
    """Each keeps what it has opened: here two have sent with the old key before it ends."""
    await subscribe(acme, uri=endpoint.url(), auth={"ed25519": True})
    old = await published(acme)
    engines = [world.dispatcher(), world.dispatcher()]
    for engine in engines:
        await publish(api)
        await engine.run_once()
    await rotate(acme, 0)
    new = await published(acme)

    for engine in engines:
        await publish(api)
        await engine.run_once()

    requests = await endpoint.expect(4)
    assert [of(each, [*new, *old], clock) for each in requests] == [[False, True]] * 2 + [[True, False]] * 2


async def test_what_is_born_leased_is_not_signed_with_it_either(
    api: Api, acme: Api, world: World, endpoint: Receiver, clock: ManualClock
) -> None:
    await subscribe(acme, uri=endpoint.url(), auth={"ed25519": True})
    old = await published(acme)
    async with running(world):
        await publish(api)
        await endpoint.expect(1)
        await rotate(acme, 0)
        new = await published(acme)
        await publish(api)
        first, second = await endpoint.expect(2)

    assert of(first, [*new, *old], clock) == [False, True]
    assert of(second, [*new, *old], clock) == [True, False]


async def test_both_sign_until_the_overlap_ends_though_nothing_is_read_anew(
    api: Api, acme: Api, world: World, endpoint: Receiver, clock: ManualClock
) -> None:
    await subscribe(acme, uri=endpoint.url(), auth={"ed25519": True}, delivery={"timeout_seconds": 1})
    await rotate(acme, 30)
    keys = await published(acme)
    engine = world.dispatcher()
    await publish(api)
    await engine.run_once()
    await publish(api)
    before = clock.now()
    after = clock.move(timedelta(seconds=31))
    await engine.run_once()

    first, second = await endpoint.expect(2)
    assert signed_by(first.headers, first.body, keys, before) == [True, True]
    assert signed_by(second.headers, second.body, keys, after) == [True, False]


async def test_a_subscription_that_wants_none_keeps_its_version(acme: Api, endpoint: Receiver) -> None:
    plain = await subscribe(acme, uri=endpoint.url())
    signed = await subscribe(acme, uri=endpoint.url(), auth={"ed25519": True})
    paths = [f"{TENANT}/subscriptions/{each['id']}" for each in (plain, signed)]
    before = [(await acme("GET", path)).headers["ETag"] for path in paths]

    await rotate(acme, 60)

    after = [(await acme("GET", path)).headers["ETag"] for path in paths]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False]
