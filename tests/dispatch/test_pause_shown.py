"""A pause as its tenant sees it: shown in the health with its end, and ended by `:enable` or by another URL."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bellhop.clock import SystemClock
from bellhop.egress.exchange import Exchange, Phases, Request
from tests.dispatch.engines import running
from tests.moments import shifted
from tests.receiver import Receiver, busy
from tests.running import eventually
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"


@pytest.fixture
def world(world_of_api: World) -> World:
    world_of_api.clock = SystemClock()  # retries come while the test runs
    return world_of_api


@pytest.fixture
async def acme(api: Api) -> Api:
    return await api.make_tenant("acme")


async def make(acme: Api, uri: str, **members: Any) -> str:
    delivery = {"max_in_flight": 1, "retry": {"schedule_seconds": [1]}}
    given = {"uri": uri, "event_types": ["design.*"], "delivery": delivery, **members}
    made = await acme("POST", f"{TENANT}/subscriptions", given)
    assert made.status == 201, made.json
    return f"{TENANT}/subscriptions/{made.json['id']}"


async def publish(api: Api, count: int) -> None:
    events = [{"type": "design.created", "data": {"number": number}} for number in range(count)]
    assert (await api("POST", f"{TENANT}/events", {"events": events})).status == 202


async def paused(api: Api, acme: Api, world: World, endpoint: Receiver) -> str:
    """The path of a subscription whose endpoint has just asked for an hour, and for which two deliveries wait."""
    path = await make(acme, endpoint.url())
    await publish(api, 3)
    endpoint.script("/hook", busy(3600, status=429))
    await world.dispatcher().run_once()
    assert len(endpoint.requests) == 1
    return path


async def health_is(acme: Api, path: str, wanted: Callable[[Any], bool]) -> bool:
    return wanted((await acme("GET", path)).json["health"])


async def test_the_health_says_why_and_until_when(api: Api, acme: Api, world: World, endpoint: Receiver) -> None:
    path = await make(acme, endpoint.url())
    before = await acme("GET", path)
    assert "pause" not in before.json["health"]
    await publish(api, 1)
    endpoint.script("/hook", busy(3600, status=429))
    await world.dispatcher().run_once()

    shown = await acme("GET", path)
    pause = shown.json["health"]["pause"]
    lasts = datetime.fromisoformat(pause["end_time"]) - datetime.fromisoformat(pause["start_time"])
    assert (pause["reason"], lasts) == ("status 429 with Retry-After", timedelta(hours=1))
    assert shown.headers["ETag"] != before.headers["ETag"]
    assert (shown.json["state"], shown.json["health"]["circuit"]) == ("enabled", {"state": "closed"})
    (delivery,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    assert (delivery["state"], delivery["reason"]) == ("pending", "paused")
    assert delivery["next_attempt_time"] == pause["end_time"]
    assert (await api("GET", "/v2/admin/stats")).json["deliveries"]["paused"] == 1

    day_before = shifted("paused_time", "- interval '1 day'")
    await world.database.execute(f"UPDATE lanes SET paused_until = {day_before}")
    assert "pause" not in (await acme("GET", path)).json["health"]
    assert (await api("GET", "/v2/admin/stats")).json["deliveries"]["paused"] == 0


async def test_the_next_probe_of_an_open_circuit_is_not_shown_sooner(acme: Api, world: World) -> None:
    path = await make(acme, "http://127.0.0.1:8/")
    await world.database.execute(
        "UPDATE lanes SET open_time = now(), probe_time = now() + interval '30 s', "
        "paused_until = now() + interval '1 hour', paused_time = now(), paused_status = 503"
    )
    health = (await acme("GET", path)).json["health"]
    assert health["circuit"]["next_probe_time"] == health["pause"]["end_time"]


async def test_enabling_an_enabled_one_ends_it(api: Api, acme: Api, world: World, endpoint: Receiver) -> None:
    path = await paused(api, acme, world, endpoint)
    version = (await acme("GET", path)).headers["ETag"]
    async with running(world):
        enabled = await acme("POST", f"{path}:enable")
        await endpoint.expect(4)  # also the one that was answered so: its schedule has a second
    assert (enabled.status, enabled.json["state"], "pause" in enabled.json["health"]) == (200, "enabled", False)
    assert enabled.headers["ETag"] != version
    audit = (await api("GET", "/v2/admin/audit")).json["results"]
    assert {each["verb"] for each in audit if each["resource"] == path.removeprefix(f"{TENANT}/")} == {
        "subscription.enabled",
        "subscription.created",
    }
    again = await acme("POST", f"{path}:enable")
    assert again.json["update_time"] == enabled.json["update_time"]  # it is so already


async def test_a_fifo_queue_whose_pause_is_ended_goes_on_with_its_head(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    delivery = {"ordering": "fifo", "retry": {"schedule_seconds": [1]}}
    path = await make(acme, endpoint.url(), delivery=delivery)
    await publish(api, 2)
    endpoint.script("/hook", busy(3600, status=429))
    async with running(world):
        await endpoint.expect(1)
        await eventually(lambda: health_is(acme, path, lambda health: "pause" in health))
        await acme("POST", f"{path}:enable")
        sent = await endpoint.expect(3)
    assert [each.json()["data"]["number"] for each in sent] == [0, 0, 1]


async def test_one_that_waits_in_a_pause_can_be_skipped(api: Api, acme: Api, world: World, endpoint: Receiver) -> None:
    await paused(api, acme, world, endpoint)
    for each in (await acme("GET", f"{TENANT}/deliveries")).json["results"]:
        assert (await acme("POST", f"{TENANT}/deliveries/{each['id']}:skip")).json["state"] == "skipped"
    await world.check_invariants()


async def test_enabling_one_that_was_disabled_in_it_ends_it(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    path = await paused(api, acme, world, endpoint)
    await acme("POST", f"{path}:disable")
    assert "pause" in (await acme("GET", path)).json["health"]
    await acme("POST", f"{path}:enable")
    assert await world.dispatcher().run_once() == 1


async def test_another_url_ends_it_and_any_other_change_does_not(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    path = await paused(api, acme, world, endpoint)
    same = await acme("PATCH", path, {"description": "ERP", "uri": endpoint.url(), "delivery": {"timeout_seconds": 3}})
    assert (same.status, "pause" in same.json["health"]) == (200, True)
    assert await world.dispatcher().run_once() == 0

    async with running(world):
        moved = await acme("PATCH", path, {"uri": endpoint.url("/new")})
        assert "pause" not in moved.json["health"]
        await endpoint.expect(3, path="/new")


@pytest.mark.parametrize("how", ["another url", "enable"])
async def test_an_answer_to_what_left_before_it_was_ended_pauses_nothing(
    api: Api, acme: Api, world: World, how: str
) -> None:
    path = await make(acme, "http://127.0.0.1:8/", delivery={"max_in_flight": 2})
    await publish(api, 2)
    entered, answers = asyncio.Semaphore(0), [asyncio.Event(), asyncio.Event()]
    waiting = iter(answers)

    async def send(request: Request) -> Exchange:
        del request
        answer = next(waiting)
        entered.release()
        await answer.wait()
        return Exchange(429, None, "", Phases(total_us=1), headers=((b"retry-after", b"3600"),))

    dispatcher = world.dispatcher(send=send, grace_seconds=0.0)
    task = asyncio.create_task(dispatcher.run())
    await entered.acquire()
    await entered.acquire()
    answers[0].set()
    await eventually(lambda: health_is(acme, path, lambda health: "pause" in health))

    ended = (
        await acme("PATCH", path, {"uri": "http://127.0.0.1:8/new"})
        if how == "another url"
        else await acme("POST", f"{path}:enable")
    )
    answers[1].set()
    await eventually(lambda: health_is(acme, path, lambda health: health["in_flight"] == 0))

    assert "pause" not in ended.json["health"]
    health = (await acme("GET", path)).json["health"]
    assert ("pause" in health, health["consecutive_failures"]) == (False, 2)
    dispatcher.stop()
    await task
