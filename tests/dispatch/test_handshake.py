"""The abuse protection of CloudEvents' web hooks: who has not permitted us to send gets nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bellhop.core.endings import end_unsent
from bellhop.domain.delivery import DeliveryState
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.store import claims
from tests.dispatch.handshaking import LATER, ORIGIN, PATH, House, methods, permits, says
from tests.receiver import Answer, Received, Receiver
from tests.serving import Api


async def test_nothing_leaves_before_the_endpoint_has_permitted_and_then_what_waits(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint)
    delivery = await house.ping(path)

    assert methods(endpoint) == []
    assert await house.delivery(delivery) == ("pending", "no_permission")
    waiting = await house.permission(path)
    assert (waiting["state"], "last_asked_time" in waiting, "next_ask_time" in waiting) == ("missing", False, True)

    assert await house.ask() == 1
    await house.send()

    assert methods(endpoint) == ["OPTIONS", "POST"]
    assert (await house.delivery(delivery))[0] == "delivered"
    granted = await house.permission(path)
    assert granted["state"] == "granted"
    assert granted["granted_time"] == granted["last_asked_time"]
    assert set(granted) == {"state", "granted_time", "last_asked_time"}
    assert await house.ask(LATER) == 0


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(Answer(200)), "without `WebHook-Allowed-Origin`"),
        (says(Answer(405, {"Allow": "POST"})), "without `WebHook-Allowed-Origin`"),
        (says(Answer(307, {"Location": "/elsewhere"})), "without `WebHook-Allowed-Origin`"),
        (permits(origin="other.example.com"), f"permits `other.example.com`, and we are `{ORIGIN}`"),
        (permits(origin=f"*, {ORIGIN}"), "permits"),
        (permits(origin="x`é" + "y" * 300), "permits `x"),
        (permits("0"), "neither a number above 0 nor `*`"),
        (permits("1.5"), "neither a number above 0 nor `*`"),
        (permits("-1"), "neither a number above 0 nor `*`"),
        (permits("lots"), "neither a number above 0 nor `*`"),
    ],
    ids=["nothing", "405", "redirect", "another origin", "a list", "odd text", "0", "a fraction", "negative", "a word"],
)
async def test_what_is_no_permission_is_none_and_says_why(
    house: House, endpoint: Receiver, answer: Callable[[Received], Answer], reason: str
) -> None:
    endpoint.always("/hook", answer)
    path = await house.subscribe(endpoint)
    await house.ask()
    delivery = await house.ping(path)

    found = await house.permission(path)
    assert found["state"] == "missing"
    assert reason in found["reason"]
    assert len(found["reason"]) < 250
    assert found["reason"].isascii()
    assert await house.delivery(delivery) == ("pending", "no_permission")
    assert methods(endpoint) == ["OPTIONS"]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (permits(origin="*"), None),
        (permits(origin=ORIGIN.upper()), None),
        (permits(None), None),
        (permits("600"), 600),
        (permits("9" * 18), 1_000_000_000),
        (permits("30", status=405), 30),
    ],
    ids=["any origin", "in capitals", "no rate", "a rate", "a huge rate", "whatever the status"],
)
async def test_two_header_fields_permit(
    house: House, endpoint: Receiver, answer: Callable[[Received], Answer], allowed: int | None
) -> None:
    endpoint.always("/hook", answer)
    path = await house.subscribe(endpoint)
    await house.ask()

    found = await house.permission(path)
    assert (found["state"], found.get("allowed_per_minute")) == ("granted", allowed)
    assert (await house.delivery(await house.ping(path)))[0] == "delivered"


@pytest.mark.parametrize(
    ("allowed", "own", "most_a_minute"),
    [("1", None, 1), ("30", None, 30), ("120", None, 120), ("600", 0.5, 30), ("30", 10, 30)],
    ids=["one a minute", "thirty", "more than one a second", "ours is smaller", "theirs is smaller"],
)
async def test_in_no_minute_more_leaves_than_is_allowed(
    house: House, endpoint: Receiver, allowed: str, own: float | None, most_a_minute: int
) -> None:
    """By the clock that the claim is given, second by second over three minutes, after a long silence."""
    endpoint.always("/hook", permits(allowed))
    await house.subscribe(endpoint, delivery={"rate_per_second": own, "max_in_flight": 1000})
    await house.ask()
    ask = await house.lane_ask(1000)
    for _ in range(4):
        await house.world.publish(most_a_minute + 5, event_type="operation.succeeded")

    start, sent = house.clock.now() + timedelta(hours=1), []
    for tick in range(360):
        now = start + tick * timedelta(seconds=0.5)
        async with house.world.database.connection() as connection:
            leases = await claims.claim(connection, [ask], token=uuid4(), lease=LATER, now=now)
        sent += [tick / 2] * len(leases)

    windows = [sum(begin <= each < begin + 60 for each in sent) for begin in sent]
    assert max(windows) <= most_a_minute
    assert len(sent) >= 3 * most_a_minute * 0.95
    await house.world.database.pool.execute(
        "DELETE FROM delivery_lease; DELETE FROM delivery_ready; DELETE FROM deliveries; UPDATE lanes SET in_flight = 0"
    )


async def test_another_uri_is_asked_anew_and_gets_nothing_before(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits())
    endpoint.always("/other", says(Answer(405)))
    path = await house.subscribe(endpoint)
    await house.ask()
    await house.ping(path)
    endpoint.requests.clear()

    moved = (await house.api("PATCH", path, {"uri": endpoint.url("/other")})).json
    assert moved["health"]["permission"]["state"] == "missing"
    delivery = await house.ping(path)
    await house.ask()
    await house.send()
    assert [(each.method, each.target) for each in endpoint.requests] == [("OPTIONS", "/other")]
    assert await house.delivery(delivery) == ("pending", "no_permission")

    back = (await house.api("PATCH", path, {"uri": endpoint.url()})).json
    assert back["health"]["permission"]["state"] == "missing"
    await house.ask()
    await house.send()
    assert (await house.delivery(delivery))[0] == "delivered"


async def test_what_was_claimed_before_the_uri_changed_is_not_sent_to_the_new_one(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint)
    await house.ask()
    sent = await house.api("POST", f"{path}:ping")
    dispatcher = house.world.dispatcher(origin=ORIGIN)
    ask = await house.lane_ask(10)
    async with house.world.database.connection() as connection:
        (lease,) = await claims.claim(connection, [ask], token=uuid4(), lease=LATER)
    await house.api("PATCH", path, {"uri": endpoint.url("/other")})

    await dispatcher.preparer.read_endpoints([lease])
    bodies = await dispatcher.preparer.read_bodies([lease])
    batch = dispatcher.preparer.divide([(lease, bodies[lease.event_id])])

    assert (batch.outgoing, len(batch.unsent)) == ([], 1)
    async with house.world.database.transaction() as connection:
        await end_unsent(connection, house.world.registry, batch.unsent, now=house.clock.now())
    assert await house.delivery(sent.headers["Location"]) == ("pending", "no_permission")


async def test_a_description_or_a_rate_of_our_own_needs_no_new_permission(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits("60"))
    path = await house.subscribe(endpoint)
    await house.ask()
    changed = await house.api("PATCH", path, {"description": "CRM", "delivery": {"rate_per_second": 0.5}})
    assert changed.json["health"]["permission"]["state"] == "granted"
    assert await house.rate() == 0.5
    await house.api("PATCH", path, {"delivery": {"rate_per_second": None}})
    assert await house.rate() == 1.0
    assert await house.ask(LATER) == 0


async def test_without_the_handshake_again_everything_leaves_as_before(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint)
    await house.ask()
    delivery = await house.ping(path)

    changed = await house.api("PATCH", path, {"handshake": False})
    assert "permission" not in changed.json["health"]
    await house.send()

    assert (await house.delivery(delivery))[0] == "delivered"
    assert "webhook-request-origin" not in endpoint.requests[-1].headers


async def test_what_waits_for_too_long_ends_with_the_reason(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint, delivery={"max_age_seconds": 60})
    await house.ask()
    delivery = await house.ping(path)
    house.clock.move(timedelta(seconds=61))

    world = house.world
    await DeliveryRescuer(world.store, house.clock, world.wakeups, registry=world.registry).run_once()

    assert await house.delivery(delivery) == (DeliveryState.DEAD, "no_permission")


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"pull": True}, {"/handshake": "excluded"}),
        ({"method": "GET", "uri_template": "https://hooks.example.com/<JOB_ID>"}, {"/handshake": "needs-post"}),
    ],
    ids=["pull", "GET"],
)
async def test_it_is_for_what_is_sent_by_post(house: House, members: Any, fault: dict[str, str]) -> None:
    refused = await house.api("POST", PATH, {"event_types": ["operation.*"], "handshake": True, **members})
    assert (refused.status, refused.faults) == (422, fault)


async def test_a_service_without_a_public_name_cannot_ask(api: Api) -> None:
    acme = await api.make_tenant("acme")
    members = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"], "handshake": True}
    refused = await acme("POST", PATH, members)
    assert (refused.status, refused.faults) == (422, {"/handshake": "no-origin"})
