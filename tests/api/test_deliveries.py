"""Deliveries over HTTP: the record of what left, and sending it again."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bellhop.clock import ManualClock
from bellhop.core.work import Work
from bellhop.maintenance.replayer import Replayer
from tests.receiver import Answer, Receiver
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"
UNKNOWN = "dlv_01h455vb4pex5vsknk084sn02q"


async def subscribe(client: Api, endpoint: Receiver, **members: Any) -> str:
    body = {"uri": endpoint.url(), "event_types": ["design.*"], **members}
    reply = await client("POST", f"{TENANT}/subscriptions", body)
    assert reply.status == 201, reply.content
    return str(reply.json["id"])


async def publish(api: Api, count: int = 1, **members: Any) -> list[str]:
    events = [{"type": "design.created", "data": {"number": number}, **members} for number in range(count)]
    reply = await api("POST", f"{TENANT}/events", {"events": events})
    assert reply.status == 202, reply.content
    return [each["id"] for each in reply.json["events"]]


async def listed(client: Api, path: str = "deliveries", query: str = "") -> list[Any]:
    reply = await client("GET", f"{TENANT}/{path}{query}")
    assert reply.status == 200, reply.content
    results: list[Any] = reply.json["results"]
    return results


async def test_a_delivery_tells_of_its_attempts_both_ways_and_of_no_secret(
    api: Api, acme: Api, endpoint: Receiver, world: World
) -> None:
    subscription = await subscribe(acme, endpoint, auth={"bearer": "never-to-be-shown"}, payload="full")
    endpoint.script("/hook", Answer(503, {"x-why": "tired"}, b"not now \xff"))
    (event,) = await publish(api)
    await world.dispatcher().run_once()

    (summary,) = await listed(acme)
    reply = await acme("GET", f"{TENANT}/deliveries/{summary['id']}")

    delivery = reply.json
    assert {name: delivery[name] for name in ("subscription_id", "event_id", "event_type", "state", "reason")} == {
        "subscription_id": subscription,
        "event_id": event,
        "event_type": "design.created",
        "state": "pending",
        "reason": "retrying",
    }
    (attempt,) = delivery["attempts"]
    assert (attempt["number"], attempt["status_code"], attempt["outcome"]) == (1, 503, "throttled")
    assert ["authorization", "[redacted]"] in attempt["request"]["headers"]
    assert ["webhook-id", event] in attempt["request"]["headers"]
    assert '"number":0' in attempt["request"]["body"]
    assert ["x-why", "tired"] in [[name.lower(), value] for name, value in attempt["response"]["headers"]]
    assert attempt["response"]["body_base64"] == "bm90IG5vdyD/"
    assert attempt["phases"]["total_ms"] >= 0
    assert b"never-to-be-shown" not in reply.content


async def test_a_delivery_is_answered_once_until_something_happens_to_it(
    api: Api, acme: Api, endpoint: Receiver, world: World
) -> None:
    await subscribe(acme, endpoint)
    await publish(api)
    (summary,) = await listed(acme)
    path = f"{TENANT}/deliveries/{summary['id']}"

    first = await acme("GET", path)
    again = await acme("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    await world.dispatcher().run_once()
    later = await acme("GET", path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert (later.status, later.json["state"]) == (200, "delivered")


async def test_a_delivery_that_was_tried_very_often_shows_its_latest_attempts(
    api: Api, acme: Api, endpoint: Receiver, world: World
) -> None:
    await subscribe(acme, endpoint)
    await publish(api)
    await world.dispatcher().run_once()
    await world.database.execute(
        "INSERT INTO attempts (tenant_id, delivery_id, attempt_id, subscription_id, number, start_time, outcome, "
        "total_us, method, uri, request_headers) SELECT tenant_id, delivery_id, (left(attempt_id::text, 24) || "
        "lpad(to_hex(n), 12, '0'))::uuid, subscription_id, n, start_time, 'refused', 1, '', '', '' "
        "FROM attempts, generate_series(2, 250) AS n"
    )
    await world.database.execute(
        "UPDATE attempts SET attempt_id = (left(attempt_id::text, 24) || lpad('1', 12, '0'))::uuid WHERE number = 1"
    )
    (summary,) = await listed(acme)

    attempts = (await acme("GET", f"{TENANT}/deliveries/{summary['id']}")).json["attempts"]

    assert [each["number"] for each in attempts] == list(range(51, 251))


async def test_deliveries_are_filtered_and_paged(api: Api, acme: Api, endpoint: Receiver, world: World) -> None:
    first, second = await subscribe(acme, endpoint), await subscribe(acme, endpoint)
    await publish(api, 3)
    await world.dispatcher().run_once()
    await publish(api, 2)

    assert len(await listed(acme)) == 10
    assert len(await listed(acme, query=f"?filter=subscription_id%20%3D%3D%20%22{first}%22")) == 5
    assert len(await listed(acme, query="?filter=state%20%3D%3D%20%22delivered%22")) == 6
    assert len(await listed(acme, query="?filter=state%20%3D%3D%20%22pending%22")) == 4
    assert await listed(acme, query="?filter=state%20in%20%5B%22in_flight%22%2C%22dead%22%5D") == []
    assert await listed(acme, query="?filter=event_type%20%3D%3D%20%22other%22") == []
    page = (await acme("GET", f"{TENANT}/deliveries?max_page_size=7")).json
    rest = (await acme("GET", f"{TENANT}/deliveries?max_page_size=7&page_token={page['next_page_token']}")).json
    ids = [each["id"] for each in page["results"] + rest["results"]]
    assert (len(set(ids)), ids) == (10, sorted(ids, reverse=True))
    assert "next_page_token" not in rest
    assert second != first


async def test_one_is_sent_again_and_one_is_skipped(
    api: Api, acme: Api, endpoint: Receiver, world: World, clock: ManualClock
) -> None:
    await subscribe(acme, endpoint)
    await publish(api)
    await world.dispatcher().run_once()
    (arrived,) = await listed(acme)
    clock.move(timedelta(milliseconds=5))
    await publish(api)
    waits = (await listed(acme))[0]

    again = await acme("POST", f"{TENANT}/deliveries/{arrived['id']}:redeliver")
    skipped = await acme("POST", f"{TENANT}/deliveries/{waits['id']}:skip")
    await world.dispatcher().run_once()

    assert (again.status, again.json["state"]) == (200, "pending")
    assert (skipped.status, skipped.json["state"]) == (200, "skipped")
    assert [each.message_id for each in endpoint.requests] == [arrived["event_id"]] * 2
    assert (await acme("POST", f"{TENANT}/deliveries/{arrived['id']}:skip")).problem == "conflict"


async def test_dead_letters_are_listed_and_sent_again_as_an_operation(
    api: Api, acme: Api, endpoint: Receiver, world: World, clock: ManualClock
) -> None:
    subscription = await subscribe(acme, endpoint, delivery={"retry": {"max_attempts": 1}})
    endpoint.script("/hook", Answer(500), Answer(500))
    await publish(api, 2)
    await world.dispatcher().run_once()
    assert [each["reason"] for each in await listed(acme, "dead-letters")] == ["attempts_exhausted"] * 2
    clock.move(timedelta(milliseconds=5))

    counted = await acme("POST", f"{TENANT}/subscriptions/{subscription}:replay", {"dry_run": True})
    services = api.services
    replayer = Replayer(
        world.store,
        clock=clock,
        wakeups=services.wakeups,
        registry=world.registry,
        work=Work(world.store, clock, services.wakeups),
        completions=services.completions,
    )
    await replayer.run_once()
    accepted = await acme(
        "POST", f"{TENANT}/dead-letters:redeliver", {"filter": f'subscription_id == "{subscription}"'}
    )
    await replayer.run_once()
    await world.dispatcher().run_once()
    await replayer.run_once()

    assert (accepted.status, counted.status) == (202, 202)
    for each in (accepted, counted):
        operation = (await acme("GET", each.headers["Location"])).json
        assert (operation["state"], operation["result"]["matched"]) == ("succeeded", 2)
    assert await listed(acme, "dead-letters") == []
    assert len(endpoint.requests) == 4


@pytest.mark.parametrize(
    ("path", "body", "status", "pointers"),
    [
        ("dead-letters:redeliver", {"filter": "nothing =="}, 400, set()),
        ("dead-letters:redeliver", {"filter": 'state == "dead"'}, 400, set()),
        ("dead-letters:redeliver", {"since": 1}, 422, {"/since"}),
        ("subscriptions/{sub}:replay", {"states": ["pending"]}, 422, {"/states/0"}),
        ("subscriptions/{sub}:replay", {"states": ["lost"]}, 422, {"/states/0"}),
        (
            "subscriptions/{sub}:replay",
            {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
            422,
            {"/until"},
        ),
        ("subscriptions/sub_01h455vb4pex5vsknk084sn02q:replay", {}, 404, set()),
        (f"deliveries/{UNKNOWN}:redeliver", None, 404, set()),
        (f"deliveries/{UNKNOWN}:redeliver", {"delay_seconds": 5}, 422, {"/delay_seconds"}),
        (f"deliveries/{UNKNOWN}:skip", None, 404, set()),
        ("deliveries/nonsense:redeliver", None, 404, set()),
    ],
)
async def test_what_cannot_be_done_says_why(  # noqa: PLR0917 - one row of the table
    acme: Api, endpoint: Receiver, path: str, body: Any, status: int, pointers: set[str]
) -> None:
    subscription = await subscribe(acme, endpoint)
    reply = await acme("POST", f"{TENANT}/{path.format(sub=subscription)}", body)
    assert reply.status == status, reply.content
    if pointers:
        assert set(reply.faults) == pointers


@pytest.mark.parametrize("collection", ["deliveries", "dead-letters", "events", "stats"])
@pytest.mark.parametrize(("moment", "status"), [
    ("0001-01-01T00:00:00Z", 200),
    ("1969-12-31T23:59:59Z", 200),
    ("9999-12-31T23:59:59.999999Z", 200),
    ("0001-01-01T00:00:00+14:00", 400),
    ("9999-12-31T23:59:59-14:00", 400),
])  # fmt: skip
async def test_a_filter_may_ask_for_any_moment_there_is(acme: Api, collection: str, moment: str, status: int) -> None:
    field = "hour" if collection == "stats" else "createdTime"
    for operator in ("<", ">=", "=="):
        asked = quote(f'{field} {operator} timestamp("{moment}")')
        assert (await acme("GET", f"{TENANT}/{collection}?filter={asked}")).status == status


async def test_nothing_is_sent_again_for_a_tenant_that_is_not_entitled(
    api: Api, acme: Api, endpoint: Receiver, world: World, clock: ManualClock
) -> None:
    await subscribe(acme, endpoint)
    await publish(api)
    await world.dispatcher().run_once()
    (arrived,) = await listed(acme)
    await api("PATCH", "/v2/admin/tenants/acme", {"limits": {"subscriptions": 0}})
    clock.move(timedelta(minutes=1))

    reply = await acme("POST", f"{TENANT}/deliveries/{arrived['id']}:redeliver")

    assert (reply.status, reply.problem) == (403, "not-entitled")
    assert [each["state"] for each in await listed(acme)] == ["delivered"]


async def test_another_tenant_sees_nothing(api: Api, acme: Api, endpoint: Receiver) -> None:
    other = await api.make_tenant("other")
    await subscribe(acme, endpoint)
    await publish(api)
    (mine,) = await listed(acme)
    for method, verb in (("GET", ""), ("POST", ":redeliver"), ("POST", ":skip")):
        unknown = await other(method, f"/v2/tenants/other/deliveries/{UNKNOWN}{verb}")
        theirs = await other(method, f"/v2/tenants/other/deliveries/{mine['id']}{verb}")
        assert (unknown.status, unknown.problem) == (theirs.status, theirs.problem) == (404, "not-found")
        assert (await other(method, f"{TENANT}/deliveries/{mine['id']}{verb}")).status == 403


async def test_hours_are_counted_for_each_subscription(api: Api, acme: Api, endpoint: Receiver, world: World) -> None:
    subscription = await subscribe(acme, endpoint)
    endpoint.script("/hook", Answer(500))
    await publish(api, 3)
    dispatcher = world.dispatcher()
    await dispatcher.run_once()
    await dispatcher.recorder.count()

    (hour,) = await listed(acme, "stats")

    assert (hour["subscription_id"], hour["delivered"], hour["failed"], hour["dead"]) == (subscription, 2, 1, 0)
    assert sum(each["count"] for each in hour["latency"]) == 3
    assert hour["latency"][-1]["le_ms"] is None
