from datetime import timedelta

import orjson
import pytest

from bellhop.clock import ManualClock
from bellhop.ids import Prefix, decode
from bellhop.store.store import Store
from tests.api.subscribing import PATH, URI, make, patch
from tests.cells import home
from tests.serving import Api


@pytest.mark.requirement("A13")
async def test_a_subscription_is_created_read_listed_changed_and_deleted(acme: Api) -> None:
    created = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"], "description": "CRM"})
    assert created.status == 201
    name = created.json["id"]
    assert decode(Prefix.SUBSCRIPTION, name) is not None
    assert created.headers["Location"] == f"{PATH}/{name}"
    assert created.json["state"] == "enabled"
    assert created.json["payload"] == "thin"

    read = await acme("GET", f"{PATH}/{name}")
    assert (read.json["uri"], read.json["description"]) == (URI, "CRM")
    assert [each["id"] for each in (await acme("GET", PATH)).json["results"]] == [name]

    changed = await patch(acme, name, {"description": "ERP", "payload": "full"})
    assert (changed.status, changed.json["description"], changed.json["payload"]) == (200, "ERP", "full")

    assert (await acme("DELETE", f"{PATH}/{name}")).status == 204
    for again in (await acme("GET", f"{PATH}/{name}"), await acme("DELETE", f"{PATH}/{name}")):
        assert (again.status, again.problem) == (404, "not-found")
    assert (await acme("GET", PATH)).json["results"] == []


@pytest.mark.requirement("A10")
async def test_a_tenant_without_entitlement_cannot_subscribe(api: Api) -> None:
    poor = await api.make_tenant("acme", subscriptions=0)

    reply = await poor("POST", PATH, {"uri": URI, "event_types": ["operation.*"]})

    assert (reply.status, reply.problem) == (403, "not-entitled")


async def test_a_tenant_has_no_more_subscriptions_than_it_may(api: Api) -> None:
    acme = await api.make_tenant("acme", subscriptions=2)
    first = await make(acme)
    await make(acme)

    third = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"]})
    assert (third.status, third.problem) == (429, "limit-exceeded")

    assert (await acme("DELETE", f"{PATH}/{first['id']}")).status == 204
    await make(acme)


async def test_another_tenants_subscription_is_unknown(api: Api, acme: Api) -> None:
    name = (await make(acme))["id"]
    await api.make_tenant("other")

    for method, path in (("GET", name), ("DELETE", name), ("POST", f"{name}:ping"), ("POST", f"{name}:disable")):
        reply = await api(method, f"/v2/tenants/other/subscriptions/{path}")
        assert (reply.status, reply.problem) == (404, "not-found")
    assert (await acme("GET", f"{PATH}/sub_nonsense")).status == 404


async def test_retries_are_a_schedule_or_a_number_of_attempts(acme: Api) -> None:
    made = await make(acme)
    name = made["id"]
    assert made["delivery"]["retry"]["max_attempts"] == 10

    fewer = await patch(acme, name, {"delivery": {"retry": {"max_attempts": 3}}})
    assert fewer.json["delivery"]["retry"] == {"schedule_seconds": [5, 300], "max_attempts": 3}

    none = await patch(acme, name, {"delivery": {"retry": {"max_attempts": 1}}})
    assert none.json["delivery"]["retry"] == {"max_attempts": 1}
    assert (await patch(acme, name, {"description": "still one"})).json["delivery"]["retry"]["max_attempts"] == 1

    own = await patch(acme, name, {"delivery": {"retry": {"schedule_seconds": [1, 2, 3]}}})
    assert own.json["delivery"]["retry"] == {"schedule_seconds": [1, 2, 3], "max_attempts": 4}


async def test_an_etag_guards_writes_and_saves_reads(acme: Api) -> None:
    name = (await make(acme))["id"]
    read = await acme("GET", f"{PATH}/{name}")
    etag = read.headers["ETag"]

    assert (await acme("GET", f"{PATH}/{name}", headers={"If-None-Match": etag})).status == 304
    assert (await patch(acme, name, {"description": "new"}, **{"If-Match": etag})).status == 200
    for stale in (
        await patch(acme, name, {"description": "newer"}, **{"If-Match": etag}),
        await acme("DELETE", f"{PATH}/{name}", headers={"If-Match": etag}),
        await acme("POST", f"{PATH}/{name}:disable", headers={"If-Match": etag}),
    ):
        assert (stale.status, stale.problem) == (412, "precondition-failed")


async def test_disabling_says_why_and_enabling_takes_it_back(acme: Api) -> None:
    name = (await make(acme))["id"]

    off = (await acme("POST", f"{PATH}/{name}:disable")).json
    assert (off["state"], off["disabled_reason"]) == ("disabled", "by_request")
    assert "disabled_time" in off

    on = (await acme("POST", f"{PATH}/{name}:enable")).json
    assert on["state"] == "enabled"
    assert "disabled_reason" not in on
    assert (await acme("POST", f"{PATH}/{name}:enable")).status == 200


async def test_a_ping_is_an_event_and_a_delivery_of_this_subscription_alone(acme: Api) -> None:
    one, other = await make(acme, event_types=["design.*"]), await make(acme, event_types=["webhook.ping"])

    ping = await acme("POST", f"{PATH}/{one['id']}:ping")

    assert ping.status == 202, ping.content
    event = (await acme("GET", f"/v2/tenants/acme/events/{ping.json['event_id']}")).json
    assert event["type"] == "webhook.ping"
    assert {each["subscription_id"]: each["reason"] for each in event["ledger"]} == {
        one["id"]: "delivered",
        other["id"]: "not_addressed",
    }
    assert [each["delivery_id"] for each in event["ledger"] if "delivery_id" in each] == [ping.json["delivery_id"]]


async def test_an_example_is_an_event_for_this_subscription_alone_and_says_so(acme: Api) -> None:
    one, other = await make(acme, event_types=["design.*"]), await make(acme, event_types=["*"])

    sent = await acme("POST", f"{PATH}/{one['id']}:send-example", {"type": "operation.succeeded"})

    assert sent.status == 202, sent.content
    assert sent.headers["Location"] == f"/v2/tenants/acme/deliveries/{sent.json['delivery_id']}"
    event = (await acme("GET", f"/v2/tenants/acme/events/{sent.json['event_id']}")).json
    assert (event["type"], event["test"], event["payload"]["test"]) == ("operation.succeeded", True, True)
    assert {each["subscription_id"]: each["reason"] for each in event["ledger"]} == {
        one["id"]: "delivered",
        other["id"]: "not_addressed",
    }


async def test_the_example_of_a_declared_type_is_sent_as_the_operator_wrote_it(api: Api, acme: Api) -> None:
    declared = {"description": "A design was created.", "example": {"design_id": "garage", "area": 12.5}}
    assert (await api("PUT", "/v2/admin/event-types/design.created", declared)).status == 201
    name = (await make(acme, event_types=["operation.*"]))["id"]

    sent = await acme("POST", f"{PATH}/{name}:send-example", {"type": "design.created"})

    assert sent.status == 202, sent.content
    event = (await acme("GET", f"/v2/tenants/acme/events/{sent.json['event_id']}")).json
    assert (event["type"], event["test"]) == ("design.created", True)
    assert event["payload"]["data"] == declared["example"]
    assert event["payload"]["test"] is True


async def test_what_no_example_can_be_sent_of_or_to_is_said(api: Api, acme: Api) -> None:
    name = (await make(acme))["id"]
    unknown = await acme("POST", f"{PATH}/{name}:send-example", {"type": "design.created"})
    assert (unknown.status, unknown.faults) == (422, {"/type": "no-example"})
    await api("PUT", "/v2/admin/event-types/design.created", {"description": "A design was created."})
    without = await acme("POST", f"{PATH}/{name}:send-example", {"type": "design.created"})
    assert without.faults == {"/type": "no-example"}
    assert without.json["errors"][0]["message"] != unknown.json["errors"][0]["message"]
    known = {"type": "operation.succeeded"}
    assert (await acme("POST", f"{PATH}/{name}:send-example", {})).faults == {"/type": "required"}
    with_key = await acme("POST", f"{PATH}/{name}:send-example", known, headers={"Idempotency-Key": "once"})
    assert with_key.status == 400
    assert (await acme("POST", f"{PATH}/sub_01kb76vd8zfg3tmzmhz2d6q4sn:send-example", known)).status == 404
    await acme("POST", f"{PATH}/{name}:disable")
    assert (await acme("POST", f"{PATH}/{name}:send-example", known)).status == 409
    await api("PATCH", "/v2/admin/tenants/acme", {"limits": {"subscriptions": 0}})
    refused = await acme("POST", f"{PATH}/{name}:send-example", known)
    assert (refused.status, refused.problem) == (403, "not-entitled")


async def test_a_disabled_subscription_is_not_pinged(acme: Api) -> None:
    name = (await make(acme, state="disabled"))["id"]

    reply = await acme("POST", f"{PATH}/{name}:ping")

    assert (reply.status, reply.problem) == (409, "conflict")


async def test_a_filter_can_be_tried_on_what_happened(api: Api, acme: Api) -> None:
    name = (await make(acme, event_types=["design.*"]))["id"]
    events = [
        {"type": "design.created", "data": {}, "labels": {"site": "oslo"}},
        {"type": "design.created", "data": {}, "labels": {"site": "bern"}},
        {"type": "design.created", "data": {}},
        {"type": "roof.measured", "data": {}},
    ]
    assert (await api("POST", "/v2/tenants/acme/events", {"events": events})).status == 202

    tried = await acme("POST", f"{PATH}/{name}:test-filter", {"filter": 'labels.site == "oslo"'})

    assert [each["reason"] for each in tried.json["results"]] == ["other_type", "filter_error", "filtered", "delivered"]
    assert [each["matches"] for each in tried.json["results"]] == [False, False, False, True]
    bad = await acme("POST", f"{PATH}/{name}:test-filter", {"filter": "labels.site =="})
    assert (bad.status, list(bad.faults)) == (422, ["/filter"])


async def test_types_and_filter_can_be_tried_before_there_is_a_subscription(api: Api, acme: Api) -> None:
    events = [{"type": "design.created", "data": {}, "labels": {"site": site}} for site in ("oslo", "bern")]
    assert (await api("POST", "/v2/tenants/acme/events", {"events": events})).status == 202

    wanted = {"event_types": ["design.*"], "filter": 'labels.site == "oslo"'}
    tried = await acme("POST", f"{PATH}:test-filter", wanted)

    assert [each["reason"] for each in tried.json["results"]] == ["filtered", "delivered"]
    bad = await acme("POST", f"{PATH}:test-filter", {"event_types": ["no type"], "filter": "labels.site =="})
    assert (bad.status, list(bad.faults)) == (422, ["/event_types/0", "/filter"])
    assert list((await acme("POST", f"{PATH}:test-filter", {})).faults) == ["/event_types"]
    assert (await acme("GET", PATH)).json["results"] == []


async def test_verify_names_the_step_that_fails_and_is_no_port_scanner(acme: Api) -> None:
    name = (await make(acme, uri="http://127.0.0.1:1026/nobody"))["id"]

    replies = [await acme("POST", f"{PATH}/{name}:verify") for _ in range(11)]

    assert [reply.status for reply in replies] == [200] * 10 + [429]
    assert (replies[0].json["ok"], replies[0].json["failed_step"]) == (False, "connect")
    assert int(replies[10].headers["Retry-After"]) >= 1


async def test_a_key_needs_the_scope(api: Api, acme: Api) -> None:
    name = (await make(acme))["id"]
    reader = await api.make_key(kind="tenant", tenant_id="acme", scopes=["subscriptions:read"])

    assert (await reader("GET", f"{PATH}/{name}")).status == 200
    for reply in (await patch(reader, name, {}), await reader("DELETE", f"{PATH}/{name}")):
        assert (reply.status, reply.problem) == (403, "forbidden")


async def test_pages_of_subscriptions_are_stable(acme: Api, clock: ManualClock) -> None:
    names = []
    for _ in range(5):
        clock.move(timedelta(seconds=1))
        names.append((await make(acme))["id"])

    first = (await acme("GET", f"{PATH}?max_page_size=2")).json
    await acme("DELETE", f"{PATH}/{names[3]}")
    clock.move(timedelta(seconds=1))
    await make(acme)
    second = (await acme("GET", f"{PATH}?max_page_size=2&page_token={first['next_page_token']}")).json
    third = (await acme("GET", f"{PATH}?max_page_size=2&page_token={second['next_page_token']}")).json

    seen = [each["id"] for page in (first, second, third) for each in page["results"]]
    assert seen == names[::-1]
    assert "next_page_token" not in third


async def test_types_are_described_with_a_schema_and_an_example_each(api: Api, acme: Api) -> None:
    await api.put_action("layout")

    types = (await acme("GET", "/v2/tenants/acme/event-types")).json

    assert {each["type"] for each in types["results"]} >= {"operation.succeeded", "webhook.ping"}
    for each in types["results"]:
        assert each["description"]
        assert each["schemas"]["thin"]["type"] == "object"
        assert each["example"]["type"] == each["type"]
    assert "layout_job_completed" in {each["type"] for each in types["aliases"]}
    assert orjson.dumps(types)


async def test_a_ping_is_in_the_audit(api: Api, acme: Api) -> None:
    name = (await make(acme))["id"]
    ping = await acme("POST", f"{PATH}/{name}:ping")

    lines = (await api("GET", "/v2/admin/audit")).json["results"]  # of one moment, so in any order

    (line,) = [each for each in lines if each["verb"] == "subscription.pinged"]
    assert line["resource"] == f"subscriptions/{name}"
    assert line["changes"] == {"event_id": ping.json["event_id"]}


async def test_what_waits_says_for_what(acme: Api) -> None:
    name = (await make(acme))["id"]
    delivery = f"/v2/tenants/acme/deliveries/{(await acme('POST', f'{PATH}/{name}:ping')).json['delivery_id']}"
    assert (await acme("GET", delivery)).json["reason"] == "created"

    await acme("POST", f"{PATH}/{name}:disable")

    assert (await acme("GET", delivery)).json["reason"] == "subscription_disabled"
    assert [each["reason"] for each in (await acme("GET", "/v2/tenants/acme/deliveries")).json["results"]] == [
        "subscription_disabled"
    ]


async def test_an_open_circuit_is_shown_with_its_reason(acme: Api, store: Store) -> None:
    name = (await make(acme))["id"]
    closed = (await acme("GET", f"{PATH}/{name}")).json["health"]["circuit"]
    await home(store).execute(
        "UPDATE lanes SET failures = 10, open_time = now(), probe_time = now(), last_failure = 'dns_failed'"
    )
    circuit = (await acme("GET", f"{PATH}/{name}")).json["health"]["circuit"]
    assert closed == {"state": "closed"}
    assert (circuit["state"], circuit["reason"]) == ("open", "10 failures in a row; the last: dns_failed")


async def test_trying_a_filter_takes_who_may_read_events_too(api: Api) -> None:
    """It names events, and by trying filter after filter one could learn the labels of each."""
    name = (await make(await api.make_tenant("acme"), uri="https://hooks.example.com/"))["id"]
    scopes = {"subscriptions:read": 403, "deliveries:read": 403}
    for scope, status in scopes.items():
        client = await api.make_key(kind="tenant", tenant_id="acme", scopes=[scope])
        reply = await client("POST", f"{PATH}/{name}:test-filter", {"filter": "labels.a == 'b'"})
        assert (reply.status, reply.problem) == (status, "forbidden")
    client = await api.make_key(kind="tenant", tenant_id="acme", scopes=list(scopes))
    assert (await client("POST", f"{PATH}/{name}:test-filter", {})).status == 200
