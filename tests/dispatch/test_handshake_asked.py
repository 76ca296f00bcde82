"""How an endpoint is asked for its permission, when it is asked again, and what its silence or refusals lead to."""

from datetime import datetime, timedelta
from typing import Any

from bellhop.maintenance.failing import FailingWatch
from tests.dispatch.handshaking import LATER, ORIGIN, PATH, House, methods, permits, says
from tests.receiver import HANG, Answer, Receiver
from tests.serving import ADMIN_KEY


async def test_the_request_names_us_and_carries_what_proves_us_without_a_message(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", permits("120"))
    path = await house.subscribe(
        endpoint,
        auth={"bearer": "b", "headers": {"x-key": "k"}},
        delivery={"rate_per_second": 5},
    )
    await house.ask()
    await house.ping(path)

    asked, sent = endpoint.requests
    assert asked.body == b""
    assert asked.headers["webhook-request-origin"] == sent.headers["webhook-request-origin"] == ORIGIN
    assert asked.headers["webhook-request-rate"] == "300"
    assert (asked.headers["authorization"], asked.headers["x-key"]) == ("Bearer b", "k")
    assert not {"webhook-id", "webhook-signature", "content-type"} & {name.lower() for name in asked.headers}
    assert "webhook-request-rate" not in sent.headers
    attempt = (await house.api("GET", f"/v2/tenants/acme/deliveries/{await first_delivery(house)}")).json["attempts"][0]
    assert ["webhook-request-origin", ORIGIN] in attempt["request"]["headers"]


async def first_delivery(house: House) -> str:
    return str((await house.api("GET", "/v2/tenants/acme/deliveries")).json["results"][0]["id"])


async def test_an_endpoint_that_hangs_or_is_away_is_asked_again_later_and_later(
    house: House, endpoint: Receiver
) -> None:
    endpoint.always("/hook", says(HANG))
    path = await house.subscribe(endpoint, delivery={"timeout_seconds": 1})
    waits = []
    for _ in range(3):
        assert await house.ask(timedelta(days=1)) == 1
        found = await house.permission(path)
        waits.append((when(found["next_ask_time"]) - house.clock.now()) / timedelta(seconds=30))
    assert "no answer came in time" in found["reason"]
    assert [round(wait) for wait in waits] == [1, 2, 4]
    assert await house.ask(timedelta(seconds=100)) == 0

    endpoint.always("/hook", permits())
    assert await house.ask(LATER) == 1
    assert (await house.permission(path))["state"] == "granted"


async def test_enable_lets_it_be_asked_soon(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(404)))
    path = await house.subscribe(endpoint)
    for _ in range(5):
        await house.ask(timedelta(days=1))
    house.clock.move(timedelta(seconds=5))

    enabled = (await house.api("POST", f"{path}:enable")).json

    asked, next_time = (when(enabled["health"]["permission"][f"{name}_time"]) for name in ("last_asked", "next_ask"))
    assert next_time - asked == timedelta(seconds=10)


async def test_verify_has_a_step_for_it_and_what_it_hears_counts(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint)

    refused = (await house.api("POST", f"{path}:verify")).json
    assert (refused["ok"], refused["failed_step"], refused["status_code"]) == (False, "handshake", 405)
    assert [step["name"] for step in refused["steps"]][-3:] == ["time", "handshake", "http"]
    assert "without `WebHook-Allowed-Origin`" in step_of(refused)["detail"]
    assert methods(endpoint) == ["OPTIONS"]

    endpoint.always("/hook", permits("90"))
    verified = (await house.api("POST", f"{path}:verify")).json
    assert (verified["ok"], step_of(verified)["state"]) == (True, "passed")
    assert "90 a minute" in step_of(verified)["detail"]
    assert methods(endpoint) == ["OPTIONS", "OPTIONS", "POST"]
    assert (await house.permission(path))["state"] == "granted"
    assert (await house.delivery(await house.ping(path)))[0] == "delivered"

    endpoint.always("/hook", says(Answer(405)))
    await house.api("POST", f"{path}:verify")
    assert (await house.permission(path))["state"] == "missing"
    assert await house.delivery(await house.ping(path)) == ("pending", "no_permission")


async def test_verify_that_hears_nothing_takes_no_permission_back(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint, delivery={"timeout_seconds": 1})
    await house.ask()

    endpoint.always("/hook", says(HANG))
    silent = (await house.api("POST", f"{path}:verify")).json

    assert (silent["ok"], silent["failed_step"], silent["error"]) == (False, "time", "first_byte_timeout")
    assert (await house.permission(path))["state"] == "granted"


def step_of(verified: Any) -> Any:
    return next(step for step in verified["steps"] if step["name"] == "handshake")


async def test_its_token_is_fetched_before_it_is_asked(house: House, endpoint: Receiver) -> None:
    endpoint.always("/token", Answer(200, {}, b'{"access_token": "t", "token_type": "bearer"}'))
    endpoint.always("/hook", permits())
    oauth2 = {"token_uri": endpoint.url("/token"), "client_id": "c", "client_secret": "s"}
    path = await house.subscribe(endpoint, auth={"oauth2": oauth2})
    await house.ask()
    assert [each.method for each in endpoint.requests] == ["POST", "OPTIONS"]
    assert endpoint.requests[1].headers["authorization"] == "Bearer t"
    assert (await house.permission(path))["state"] == "granted"


async def test_a_token_that_cannot_be_had_says_so_and_counts(house: House, endpoint: Receiver) -> None:
    endpoint.always("/token", Answer(500))
    oauth2 = {"token_uri": endpoint.url("/token"), "client_id": "c", "client_secret": "s"}
    path = await house.subscribe(endpoint, auth={"oauth2": oauth2})
    await house.ask()
    shown = (await house.api("GET", path)).json["health"]
    assert "token endpoint answered 500" in shown["permission"]["reason"]
    assert shown["consecutive_failures"] == 1
    assert [each.method for each in endpoint.requests if each.target == "/hook"] == []


async def test_who_refuses_for_long_is_told_of_and_disabled_in_the_end(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", says(Answer(405)))
    path = await house.subscribe(endpoint)
    told = await house.api("POST", PATH, {"uri": endpoint.url("/told"), "event_types": ["subscription.*"]})
    assert told.status == 201
    world = house.world
    failing = FailingWatch(world.store, house.clock, world.wakeups, registry=world.registry)
    for _ in range(7):
        await house.ask(timedelta(days=7))
        house.clock.move(timedelta(days=1))
        await failing.run_once()

    shown = (await house.api("GET", path)).json
    assert (shown["state"], shown["disabled_reason"]) == ("disabled", "failing")
    assert "next_ask_time" not in shown["health"]["permission"]
    events = (await house.api("GET", "/v2/tenants/acme/events")).json["results"]
    assert sorted(each["type"] for each in events) == ["subscription.disabled", "subscription.failing"]


async def test_a_service_with_another_name_asks_anew(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hook", permits())
    path = await house.subscribe(endpoint)
    await house.ask()
    house.asker = house.asker_of("hooks.example.org")

    assert await house.ask() == 1

    found = await house.permission(path)
    assert (found["state"], "we are `hooks.example.org`" in found["reason"]) == ("missing", True)
    house.asker = house.asker_of(None)
    await house.ask(LATER)
    assert "no public name" in (await house.permission(path))["reason"]


async def test_many_that_hang_leave_room_for_others(house: House, endpoint: Receiver) -> None:
    endpoint.always("/hang", says(HANG))
    endpoint.always("/hook", permits())
    for _ in range(12):
        await house.subscribe(endpoint, uri=endpoint.url("/hang"), delivery={"timeout_seconds": 1})
    await house.asker.run_once()
    other = await house.api.with_key(ADMIN_KEY).make_tenant("other")
    made = await other(
        "POST",
        "/v2/tenants/other/subscriptions",
        {"uri": endpoint.url(), "event_types": ["operation.*"], "handshake": True},
    )
    assert made.status == 201
    await house.asker.run_once()
    await endpoint.expect(1, path="/hook")
    await house.asker.settled()
    assert len([each for each in endpoint.requests if each.target == "/hang"]) == 8


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)
