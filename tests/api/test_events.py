from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.store.store import Store
from tests.cells import home
from tests.serving import Api

PATH = "/v2/tenants/acme/events"


async def publish(api: Api, *events: dict[str, Any]) -> list[Any]:
    reply = await api("POST", PATH, {"events": list(events)})
    assert reply.status == 202, reply.content
    published: list[Any] = reply.json["events"]
    return published


def created(number: int, **members: Any) -> dict[str, Any]:
    return {"type": "design.created", "data": {"number": number}, **members}


async def subscribe(client: Api, *event_types: str, **members: Any) -> str:
    body = {"uri": "https://hooks.example.com/", "event_types": list(event_types), **members}
    reply = await client("POST", "/v2/tenants/acme/subscriptions", body)
    assert reply.status == 201, reply.content
    return str(reply.json["id"])


async def test_a_published_event_is_told_to_those_who_listen_and_the_ledger_names_everyone(api: Api, acme: Api) -> None:
    hears = await subscribe(acme, "design.*")
    other = await subscribe(acme, "operation.*")
    filtered = await subscribe(acme, "design.*", filter='labels.site == "bern"')
    fails = await subscribe(acme, "design.*", filter='labels.crew == "7"')
    off = await subscribe(acme, "design.*", state="disabled")

    (event,) = await publish(api, created(1, labels={"site": "oslo"}))

    read = (await acme("GET", f"{PATH}/{event['id']}")).json
    assert read["payload"]["type"] == "design.created"
    assert read["payload"]["data"] == {"number": 1}
    assert (read["labels"], read["delivery_count"]) == ({"site": "oslo"}, 1)
    assert {each["subscription_id"]: each["reason"] for each in read["ledger"]} == {
        hears: "delivered",
        other: "other_type",
        filtered: "filtered",
        fails: "filter_error",
        off: "disabled",
    }


async def test_the_same_id_answers_the_first_event_and_delivers_nothing_twice(
    api: Api, acme: Api, clock: ManualClock
) -> None:
    await subscribe(acme, "design.*")
    first, second, other = await publish(api, created(1, id="a"), created(2, id="a"), created(3, id="b"))
    clock.move(timedelta(hours=23))
    (again,) = await publish(api, {"type": "design.deleted", "data": {}, "id": "a"})

    assert (first["duplicate"], second["duplicate"], other["duplicate"], again["duplicate"]) == (
        False, True, False, True,
    )  # fmt: skip
    assert first["id"] == second["id"] == again["id"] != other["id"]
    assert (again["type"], again["createdTime"]) == ("design.created", first["createdTime"])
    assert len((await acme("GET", PATH)).json["results"]) == 2

    clock.move(timedelta(hours=2))
    (anew,) = await publish(api, created(4, id="a"))
    assert anew["duplicate"] is False


async def test_an_id_belongs_to_its_tenant(api: Api, acme: Api) -> None:
    await api.make_tenant("other")
    (mine,) = await publish(api, created(1, id="a"))

    theirs = (await api("POST", "/v2/tenants/other/events", {"events": [created(1, id="a")]})).json["events"][0]

    assert theirs["duplicate"] is False
    assert theirs["id"] != mine["id"]
    assert (await api("GET", f"/v2/tenants/other/events/{mine['id']}")).status == 404


async def test_a_bad_event_is_named_in_its_place_and_its_neighbours_happen(api: Api, acme: Api) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"type": "operation.succeeded", "data": {}}, "/events/1/type"),
        ({"type": "layout_job_completed", "data": {}}, "/events/1/type"),
        ({"type": "a b", "data": {}}, "/events/1/type"),
        ({"type": "a", "data": []}, "/events/1/data"),
        ({"type": "a"}, "/events/1/data"),
        ({"type": "a", "data": {"text": "x" * 262_144}}, "/events/1/data"),
        ({"type": "a", "data": {}, "labels": {"k": "x" * 257}}, "/events/1/labels/k"),
        ({"type": "a", "data": {}, "labels": {str(n): "v" for n in range(17)}}, "/events/1/labels"),
        ({"type": "a", "data": {}, "id": ""}, "/events/1/id"),
        ({"type": "a", "data": {}, "id": "x" * 256}, "/events/1/id"),
        ({"type": "a", "data": {}, "colour": 1}, "/events/1/colour"),
    ]
    named = []
    for bad, _ in wrong:
        before, invalid, after = await publish(api, created(1), bad, created(2))
        assert (before["status"], invalid["status"], after["status"]) == ("accepted", "invalid", "accepted")
        named.append([fault["pointer"] for fault in invalid["errors"]])

    assert named == [[pointer] for _, pointer in wrong]
    assert len((await acme("GET", PATH)).json["results"]) == 2 * len(wrong)


async def test_where_no_event_can_be_published_the_request_is_refused_and_names_each(api: Api, acme: Api) -> None:
    reply = await api("POST", PATH, {"events": [{"type": "a"}, {"type": "a b", "data": {}}]})
    assert (reply.status, set(reply.faults)) == (422, {"/events/0/data", "/events/1/type"})
    for count in (0, 101):
        reply = await api("POST", PATH, {"events": [created(1)] * count})
        assert (reply.status, reply.faults) == (422, {"/events": "number-of-items"})
    assert (await acme("GET", PATH)).json["results"] == []


async def test_an_event_whose_text_is_not_taken_does_not_harm_its_neighbours(api: Api, acme: Api) -> None:
    texts = (b'"\\u0000"', b'"\\ud800"', b"1e999", b'{"a":1,"a":2}', b"[" * 70 + b"]" * 70)
    events = [b'{"type":"design.created","data":{"x":%b}}' % text for text in texts]
    good = b'{"type":"design.created","data":{"x":"\\ud83d\\ude00"}}'
    body = b'{"events": [' + b" , ".join(each for bad in events for each in (bad, good)) + b"]}"

    reply = await api("POST", PATH, body=body)

    assert reply.status == 202, reply.content
    assert [each["status"] for each in reply.json["events"]] == ["invalid", "accepted"] * len(texts)
    pointers = [each["errors"][0]["pointer"] for each in reply.json["events"][::2]]
    assert pointers[:4] == ["/events/0/data/x", "/events/2/data/x", "/events/4/data/x", "/events/6/data/x/a"]
    assert pointers[4].startswith("/events/8")


async def test_tenants_do_not_publish_but_workers_of_theirs_do(api: Api, acme: Api) -> None:
    worker = await api.make_key(kind="worker", tenants=["acme"])
    stranger = await api.make_key(kind="worker", tenants=["other"])

    assert (await acme("POST", PATH, {"events": [created(1)]})).problem == "forbidden"
    assert (await stranger("POST", PATH, {"events": [created(1)]})).problem == "forbidden"
    assert (await worker("POST", PATH, {"events": [created(1)]})).status == 202


async def test_events_are_listed_newest_first_and_filtered(api: Api, acme: Api, clock: ManualClock) -> None:
    start = clock.now()
    for number in range(3):
        await publish(api, {"type": f"design.step{number}", "data": {}})
        clock.move(timedelta(minutes=1))

    everything = (await acme("GET", PATH)).json["results"]
    assert [each["type"] for each in everything] == ["design.step2", "design.step1", "design.step0"]
    assert "ledger" not in everything[0]

    moment = (start + timedelta(seconds=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted = f'createdTime > timestamp("{moment}") && type != "design.step2"'
    some = await acme("GET", f"{PATH}?filter=" + wanted.replace(" ", "%20").replace("&", "%26").replace('"', "%22"))
    assert [each["type"] for each in some.json["results"]] == ["design.step1"]
    assert (await acme("GET", f"{PATH}?filter=nosuch%20==%201")).problem == "bad-filter"


async def test_the_feed_continues_where_the_reader_stood(api: Api, acme: Api) -> None:
    await publish(api, created(1), created(2))
    first = (await acme("GET", f"{PATH}?after=&max_page_size=1")).json
    second = (await acme("GET", f"{PATH}?after={first['next_after']}")).json
    nothing = (await acme("GET", f"{PATH}?after={second['next_after']}")).json
    await publish(api, created(3))
    third = (await acme("GET", f"{PATH}?after={nothing['next_after']}")).json

    assert [len(each["results"]) for each in (first, second, nothing, third)] == [1, 1, 0, 1]
    assert nothing["next_after"] == second["next_after"]
    read = [each["id"] for page in (first, second, third) for each in page["results"]]
    listed = [each["id"] for each in (await acme("GET", PATH)).json["results"]]
    assert sorted(read) == sorted(listed)


async def test_the_feed_can_begin_now(api: Api, acme: Api) -> None:
    await publish(api, created(1))
    start = (await acme("GET", f"{PATH}?after=latest")).json
    assert start["results"] == []
    (event,) = await publish(api, created(2))

    following = (await acme("GET", f"{PATH}?after={start['next_after']}")).json

    assert [each["id"] for each in following["results"]] == [event["id"]]


async def test_the_feed_never_skips_an_event_that_commits_late(api: Api, acme: Api, store: Store) -> None:
    cell = home(store)
    async with cell.transaction() as late:
        await late.execute("SELECT pg_current_xact_id()")  # a writer that began before and has not committed
        (early,) = await publish(api, created(1))
        before = (await acme("GET", f"{PATH}?after=")).json
        assert before["results"] == []
        await late.execute(
            "WITH copied AS MATERIALIZED ("
            "SELECT e.*, (overlay(e.event_id::text placing 'ffff' from 20))::uuid AS id_of_day FROM events e) "
            "INSERT INTO events (tenant_id, event_id, type, create_time, action, status, parent, source, body, ledger) "
            "SELECT tenant_id, id_of_day, type, create_time, '', '', '', '', body, ledger FROM copied"
        )

    after = (await acme("GET", f"{PATH}?after={before['next_after']}")).json

    assert len(after["results"]) == 2
    assert early["id"] in {each["id"] for each in after["results"]}


@pytest.mark.parametrize("query", ["after=nonsense", "after=zz-evt_x", "after=&filter=type==%22a%22", "after=-1"])
async def test_a_position_that_is_none_is_refused(acme: Api, query: str) -> None:
    assert (await acme("GET", f"{PATH}?{query}")).status == 400


async def test_an_unknown_event_is_not_found(acme: Api) -> None:
    for name in ("evt_nonsense", "evt_00000000000000000000000000"):
        assert (await acme("GET", f"{PATH}/{name}")).problem == "not-found"


async def test_whoever_polls_gets_payload_and_ledger_with_each_event(api: Api, acme: Api) -> None:
    hears = await subscribe(acme, "design.*")
    await publish(api, created(1), created(2))

    for query in ("view=full&after=", "view=full"):
        results = (await acme("GET", f"{PATH}?{query}")).json["results"]
        assert sorted(each["payload"]["data"]["number"] for each in results) == [1, 2]
        assert [each["ledger"][0]["subscription_id"] for each in results] == [hears, hears]
        assert results == [(await acme("GET", f"{PATH}/{each['id']}")).json for each in results]
    plain = (await acme("GET", PATH)).json["results"]
    assert [name for name in ("payload", "ledger") if name in plain[0]] == []


async def test_a_page_token_of_one_view_is_none_of_the_other(api: Api, acme: Api) -> None:
    await publish(api, created(1), created(2))
    token = (await acme("GET", f"{PATH}?max_page_size=1&view=full")).json["next_page_token"]
    assert (await acme("GET", f"{PATH}?max_page_size=1&view=full&page_token={token}")).status == 200
    assert (await acme("GET", f"{PATH}?max_page_size=1&page_token={token}")).status == 400


async def test_a_page_of_the_feed_ends_at_one_mebibyte_and_the_next_one_goes_on(api: Api, acme: Api) -> None:
    for _ in range(2):
        heavy = [{"type": "design.created", "data": {"text": "x" * 200_000}} for _ in range(4)]
        await publish(api, created(1), created(2), *heavy)
    seen, after, pages = [], "", 0
    while True:
        reply = await acme("GET", f"{PATH}?view=full&max_page_size=1000&after={after}")
        assert len(reply.content) < (1 << 20) + 1000
        if not reply.json["results"]:
            break
        seen += [each["id"] for each in reply.json["results"]]
        after, pages = reply.json["next_after"], pages + 1
    assert (len(seen), len(set(seen)), pages) == (12, 12, 2)


async def test_an_event_is_answered_once_until_a_replay_changes_its_ledger(api: Api, acme: Api, store: Store) -> None:
    await subscribe(acme, "design.*")
    (event,) = await publish(api, created(1))
    path = f"{PATH}/{event['id']}"
    first = await acme("GET", path)
    again = await acme("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    await home(store).execute("UPDATE events SET ledger = set_byte(ledger, 20, 2)")
    later = await acme("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, later.status) == (304, 200)
    assert later.json["ledger"][0]["reason"] == "filtered"
