"""Pulled deliveries over HTTP: who has the key claims what is due and records what came of it."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta

from standardwebhooks.webhooks import Webhook

from bellhop.clock import ManualClock
from bellhop.core.leases import rescue
from bellhop.core.registry import RegistryCache
from bellhop.domain.event_filter import parse_filter
from bellhop.ids import Prefix, decode
from bellhop.store.store import Store
from tests.api.pulling_world import SUBSCRIPTIONS, TENANT, claim, make, publish, read, record, verb
from tests.cells import home
from tests.serving import Api


async def test_what_is_claimed_is_the_finished_request_and_what_is_recorded_is_the_attempt(api: Api, acme: Api) -> None:
    subscription = await make(acme, auth={"headers": {"x-token": "top-secret-words"}})
    (event,) = await publish(api, roof="flat")

    (one,) = await claim(acme, subscription["id"])

    request = one["request"]
    assert request["method"] == "POST"
    assert request["headers"]["x-token"] == "top-secret-words"
    assert request["headers"]["webhook-id"] == event == one["event_id"]
    assert request["headers"]["content-type"] == "application/json"
    secret = subscription["auth"]["signature"]["secret"]
    assert Webhook(secret).verify(request["body"], request["headers"])["data"]["roof"] == "flat"
    assert (await read(acme, one["delivery_id"]))["state"] == "in_flight"

    answer = {"status_code": 204, "headers": {"X-Said": "top-secret-words"}, "body": "thanks", "duration_ms": 12.5}
    (recorded,) = await record(acme, subscription["id"], (one, answer))

    assert (recorded["status"], recorded["delivery"]["state"]) == ("recorded", "delivered")
    delivery = await read(acme, one["delivery_id"])
    (attempt,) = delivery["attempts"]
    assert (delivery["state"], attempt["status_code"], attempt["address"]) == ("delivered", 204, "laptop")
    assert attempt["phases"]["total_ms"] == 12.5
    assert ["webhook-signature", request["headers"]["webhook-signature"]] in attempt["request"]["headers"]
    assert ["x-token", "[redacted]"] in attempt["request"]["headers"]
    assert attempt["response"] == {
        "headers": [["X-Said", "[redacted]"]],
        "body": "thanks",
        "truncated": False,
    }
    shown = await acme("GET", f"{SUBSCRIPTIONS}/{subscription['id']}")
    assert {"last_claim_time", "last_success_time"} <= shown.json["health"].keys()


async def test_a_failure_is_tried_again_by_the_schedule_and_the_last_one_is_a_dead_letter(api: Api, acme: Api) -> None:
    schedule = {"retry": {"schedule_seconds": [3]}}
    subscription = (await make(acme, delivery=schedule))["id"]
    await publish(api)
    (one,) = await claim(acme, subscription)

    (recorded,) = await record(acme, subscription, (one, {"status_code": 500, "body": "x" * 20_000}))

    assert (recorded["delivery"]["state"], recorded["delivery"]["reason"]) == ("pending", "retrying")
    (attempt,) = (await read(acme, one["delivery_id"]))["attempts"]
    assert attempt["outcome"] == "refused"
    assert 16_000 < len(attempt["response"]["body"]) <= 16 * 1024
    assert attempt["response"]["truncated"] is True
    assert await claim(acme, subscription) == []

    (again,) = await claim(acme, subscription, wait_seconds=10)  # it waits for the moment

    assert (again["delivery_id"], again["attempt"]) == (one["delivery_id"], 2)
    assert again["lease_token"] != one["lease_token"]
    (recorded,) = await record(acme, subscription, (again, {"error": "connection refused by localhost:3000"}))
    assert (recorded["delivery"]["state"], recorded["delivery"]["reason"]) == ("dead", "attempts_exhausted")
    last = (await read(acme, one["delivery_id"]))["attempts"][-1]
    assert (last["error"], last["error_detail"]) == ("holder_failed", "connection refused by localhost:3000")


async def test_failures_are_counted_and_no_circuit_opens(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api, 12)
    claimed = await claim(acme, subscription)
    assert len(claimed) == 12

    await record(acme, subscription, *[(each, {"status_code": 500}) for each in claimed])

    health = (await acme("GET", f"{SUBSCRIPTIONS}/{subscription}")).json["health"]
    assert (health["consecutive_failures"], health["circuit"]) == (12, {"state": "closed"})
    await publish(api)
    assert len(await claim(acme, subscription)) == 1


async def test_a_lease_is_the_fence(api: Api, acme: Api, store: Store) -> None:
    subscription = (await make(acme))["id"]
    await publish(api, 2)
    first, second = await claim(acme, subscription, lease_seconds=5)
    await rescue(home(store), RegistryCache(parse_filter), now=datetime.now(UTC) + timedelta(seconds=6))

    answers = await record(
        acme,
        subscription,
        (first, {"status_code": 200}),
        ({"delivery_id": "dlv_nonsense", "lease_token": "x"}, {"status_code": 200}),
        ({**second, "lease_token": first["lease_token"]}, {"status_code": 200}),
    )

    assert [each["status"] for each in answers] == ["stale"] * 3
    assert "delivery" not in answers[0]
    delivery = await read(acme, first["delivery_id"])
    assert (delivery["state"], [each["error"] for each in delivery["attempts"]]) == ("pending", ["lease_lost"])
    late = await verb(
        acme, subscription, "extend", {"items": [{name: first[name] for name in ("delivery_id", "lease_token")}]}
    )
    assert late.json == {"items": [{"delivery_id": first["delivery_id"], "status": "stale"}]}


async def test_extending_moves_the_end_of_a_lease(api: Api, acme: Api, store: Store) -> None:
    subscription = (await make(acme))["id"]
    await publish(api)
    (one,) = await claim(acme, subscription, lease_seconds=5)
    key = {name: one[name] for name in ("delivery_id", "lease_token")}

    (extended,) = (await verb(acme, subscription, "extend", {"items": [key], "lease_seconds": 300})).json["items"]

    assert extended["status"] == "extended"
    assert extended["lease_expire_time"] > one["lease_expire_time"]
    await rescue(home(store), RegistryCache(parse_filter), now=datetime.now(UTC) + timedelta(seconds=60))
    (recorded,) = await record(acme, subscription, (one, {"status_code": 200}))
    assert recorded["status"] == "recorded"


async def test_the_same_claim_id_gives_the_same_leases(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api, 3)

    first, second = await asyncio.gather(*(claim(acme, subscription, claim_id="a", max_deliveries=2) for _ in range(2)))

    assert [each["lease_token"] for each in first] == [each["lease_token"] for each in second]
    assert [each["request"] for each in first] == [each["request"] for each in second]
    assert len(first) == 2
    assert len(await claim(acme, subscription, claim_id="b")) == 1
    assert await claim(acme, subscription, claim_id="a", holder="another") == []


async def test_each_item_is_judged_by_itself(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api, 6)
    claimed = await claim(acme, subscription)

    answers = await record(
        acme,
        subscription,
        (claimed[0], {"status_code": 200}),
        (claimed[1], {}),
        (claimed[2], {"status_code": 200, "error": "both"}),
        (claimed[3], {"status_code": 99}),
        (claimed[4], {"status_code": 200, "headers": {"a\r\nb": "c"}}),
        (claimed[0], {"status_code": 500}),
    )

    assert [each["status"] for each in answers] == ["recorded", *["invalid"] * 4, "stale"]
    assert [each["errors"][0]["pointer"] for each in answers[1:5]] == [
        "/items/1/status_code",
        "/items/2/error",
        "/items/3/status_code",
        "/items/4/headers/a\r\nb",
    ]
    assert (await read(acme, claimed[1]["delivery_id"]))["state"] == "in_flight"


async def test_an_error_that_is_too_long_is_cut(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api)
    (one,) = await claim(acme, subscription)
    (recorded,) = await record(acme, subscription, (one, {"error": "e" * 5_000}))
    assert recorded["status"] == "recorded"
    (attempt,) = (await read(acme, one["delivery_id"]))["attempts"]
    assert attempt["error_detail"] == "e" * 512


async def test_whoever_waits_is_woken_by_the_commit(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    waiting = asyncio.create_task(claim(acme, subscription, wait_seconds=20))
    await asyncio.sleep(0.3)
    began = time.monotonic()

    (event,) = await publish(api)
    (one,) = await waiting

    assert one["event_id"] == event
    assert time.monotonic() - began < 2


async def test_limits_of_the_subscription_hold(api: Api, acme: Api) -> None:
    subscription = (await make(acme, delivery={"max_in_flight": 2}))["id"]
    await publish(api, 5)
    first = await claim(acme, subscription)
    assert len(first) == 2
    waiting = asyncio.create_task(claim(acme, subscription, wait_seconds=20))
    await asyncio.sleep(0.3)
    assert not waiting.done()

    await record(acme, subscription, *[(each, {"status_code": 200}) for each in first])

    assert len(await waiting) == 2


async def test_a_fifo_queue_is_claimed_one_by_one_and_in_order(api: Api, acme: Api) -> None:
    subscription = (await make(acme, delivery={"ordering": "fifo"}))["id"]
    events = await publish(api, 3)
    seen = []
    for _ in events:
        (one,) = await claim(acme, subscription, wait_seconds=5)
        assert await claim(acme, subscription) == []
        seen.append(one["event_id"])
        await record(acme, subscription, (one, {"status_code": 200}))
    assert seen == events


async def test_a_pause_that_is_asked_for_is_kept(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api)
    (one,) = await claim(acme, subscription)
    (recorded,) = await record(acme, subscription, (one, {"status_code": 503, "headers": {"Retry-After": "3600"}}))
    due = datetime.fromisoformat(recorded["delivery"]["next_attempt_time"])
    assert due > datetime.now(UTC) + timedelta(minutes=50)


async def test_a_pause_that_the_answer_asks_for_holds_the_whole_subscription(api: Api, acme: Api, store: Store) -> None:
    subscription = (await make(acme))["id"]
    path = f"{SUBSCRIPTIONS}/{subscription}"
    await publish(api, 3)
    first, second = await claim(acme, subscription, max_deliveries=2)
    await record(acme, subscription, (first, {"status_code": 429, "headers": {"Retry-After": "3600"}}))
    await record(acme, subscription, (second, {"status_code": 200}))  # it was under way

    assert await claim(acme, subscription) == []
    assert (await acme("GET", path)).json["health"]["pause"]["reason"] == "status 429 with Retry-After"
    listed = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    assert sorted((each["state"], each["reason"]) for each in listed) == [
        ("delivered", "accepted"),
        ("pending", "paused"),
        ("pending", "paused"),
    ]

    waiting = asyncio.create_task(claim(acme, subscription, wait_seconds=20))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    assert (await acme("POST", f"{path}:enable")).status == 200
    assert len(await waiting) == 1


async def test_who_waits_is_served_when_a_pause_is_over(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api, 2)
    (one,) = await claim(acme, subscription, max_deliveries=1)
    await record(acme, subscription, (one, {"status_code": 503, "headers": {"Retry-After": "1"}}))
    assert await claim(acme, subscription) == []
    assert len(await claim(acme, subscription, wait_seconds=20)) == 1


async def test_large_bodies_are_handed_out_in_several_answers(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    for _ in range(24):
        await publish(api, text="x" * 250_000)
    first = await claim(acme, subscription)
    assert 0 < sum(len(each["request"]["body"]) for each in first) <= 4 << 20
    second = await claim(acme, subscription)
    assert len(first) + len(second) == 24
    assert {each["attempt"] for each in second} == {1}


async def test_a_key_that_is_revoked_while_it_waits_gets_nothing(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    made = await api("POST", "/v2/admin/keys", {"kind": "tenant", "tenant_id": "acme"})
    waiting = asyncio.create_task(
        verb(api.with_key(made.json["key"]), subscription, "claim", {"holder": "laptop", "wait_seconds": 20})
    )
    await asyncio.sleep(0.3)
    assert (await api("DELETE", f"/v2/admin/keys/{made.json['id']}")).status == 204
    await publish(api)
    assert (await waiting).status == 401
    (one,) = await claim(acme, subscription, wait_seconds=5)
    assert one["attempt"] == 1
    assert decode(Prefix.DELIVERY, one["delivery_id"]) is not None


async def test_a_template_is_claimed_as_it_was_and_one_that_makes_too_much_is_a_dead_letter(
    api: Api, acme: Api
) -> None:
    template = {"number": "{{data.number}}", "twice": "{{data.text}}{{data.text}}"}
    subscription = (await make(acme, payload="template", template=template))["id"]
    await publish(api, text="x" * 200_000)
    await publish(api, text="y")
    await acme("PATCH", f"{SUBSCRIPTIONS}/{subscription}", {"template": {"number": None, "other": "{{type}}"}})

    (one,) = await claim(acme, subscription)
    (recorded,) = await record(acme, subscription, (one, {"status_code": 200}))

    assert json.loads(one["request"]["body"]) == {"number": 0, "twice": "yy"}
    assert recorded["status"] == "recorded"
    found = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    assert sorted((each["state"], each["reason"]) for each in found) == [
        ("dead", "payload_too_large"),
        ("delivered", "accepted"),
    ]
    assert await claim(acme, subscription) == []


async def test_what_was_sent_in_time_is_recorded_however_late_that_is_told(
    api: Api, acme: Api, clock: ManualClock
) -> None:
    subscription = (await make(acme, delivery={"max_age_seconds": 60}))["id"]
    await publish(api, 2)
    first, second = await claim(acme, subscription, lease_seconds=300)
    clock.move(timedelta(seconds=61))

    well, ill = await record(acme, subscription, (first, {"status_code": 204}), (second, {"status_code": 500}))

    assert (well["status"], well["delivery"]["state"]) == ("recorded", "delivered")
    assert (ill["status"], ill["delivery"]["state"], ill["delivery"]["reason"]) == ("recorded", "dead", "too_old")
    (attempt,) = (await read(acme, second["delivery_id"]))["attempts"]
    assert attempt["status_code"] == 500


async def test_a_lease_that_was_lost_takes_nothing_from_the_next_one_told_of_in_the_same_request(
    api: Api, acme: Api, store: Store
) -> None:
    subscription = (await make(acme))["id"]
    await publish(api)
    (lost,) = await claim(acme, subscription, lease_seconds=5)
    await home(store).execute("UPDATE delivery_lease SET expires = now()")
    await rescue(home(store), RegistryCache(parse_filter))
    (held,) = await claim(acme, subscription)

    told = [(lost, {"status_code": 500}), (held, {"status_code": 200}), (held, {"status_code": 500})]
    answers = await record(acme, subscription, *told)

    assert [each["status"] for each in answers] == ["stale", "recorded", "stale"]
    assert answers[1]["delivery"]["state"] == "delivered"


async def test_what_is_too_old_holds_up_nothing_behind_it(
    api: Api, acme: Api, store: Store, clock: ManualClock
) -> None:
    subscription = (await make(acme, delivery={"rate_per_second": 0.01}))["id"]
    await publish(api, 20)
    await home(store).execute("UPDATE delivery_ready SET give_up_time = due")
    clock.move(timedelta(milliseconds=1))
    (event,) = await publish(api)

    (one,) = await claim(acme, subscription, max_deliveries=10)

    assert one["event_id"] == event
    assert len((await acme("GET", f"{TENANT}/dead-letters")).json["results"]) == 20


async def test_what_is_given_back_for_its_size_takes_nothing_of_a_rate(api: Api, acme: Api) -> None:
    subscription = (await make(acme, delivery={"rate_per_second": 24}))["id"]
    for _ in range(6):
        await publish(api, 4, text="x" * 250_000)

    assert [len(await claim(acme, subscription)) for _ in range(2)] == [16, 8]
