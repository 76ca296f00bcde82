"""What a subscription may ask to be sent, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from bellhop.core.templates import MOST_KEPT
from tests.api.subscribing import PATH, make, patch
from tests.receiver import Answer, Receiver
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"
A_MINUTE = timedelta(minutes=1)  # the clock of these tests stands still and is behind
PUBLISHED = {"events": [{"type": "design.created", "data": {"area": 1.5}}]}


async def deliver(api: Api, acme: Api, world: World, endpoint: Receiver, **members: Any) -> Any:
    """A subscription of these members, and the delivery of one event to it."""
    made = await acme("POST", PATH, {"uri": endpoint.url(), "event_types": ["*"], **members})
    assert made.status == 201, made.content
    published = await api("POST", f"{TENANT}/events", PUBLISHED)
    assert published.status == 202, published.content
    await world.dispatcher().run_once()
    (delivery,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    return (await acme("GET", f"{TENANT}/deliveries/{delivery['id']}")).json


async def test_the_record_of_an_attempt_has_the_body_and_the_fields_that_left(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    delivery = await deliver(api, acme, world, endpoint, payload="cloudevents-binary")

    (attempt,) = delivery["attempts"]
    assert (delivery["payload"], delivery["state"]) == ("cloudevents-binary", "delivered")
    assert attempt["request"]["body"] == '{"area":1.5}' == endpoint.requests[0].body.decode()
    assert ["ce-type", "design.created"] in attempt["request"]["headers"]


@pytest.mark.parametrize("payload", ["cloudevents", "cloudevents-binary"])
async def test_what_needs_a_body_is_refused_for_a_get(acme: Api, payload: str) -> None:
    template = {"method": "GET", "uri": None, "uri_template": "https://hooks.example.com/<JOB_ID>", "payload": payload}

    refused = await acme("POST", PATH, {**template, "event_types": ["*"]})
    kept = await make(acme, payload=payload)
    patched = await patch(acme, kept["id"], template)

    assert (refused.status, list(refused.faults)) == (422, ["/payload"])
    assert (patched.status, list(patched.faults)) == (422, ["/payload"])


CARD = {
    "text": "{{type}}: {{data.name}} has {{data.area}} m2",
    "area": "{{data.area}}",
    "none": "{{data.nothing}}",
    "fields": [{"label": "{{data.labels.site}}"}],
}


async def test_a_template_is_written_shown_changed_and_ended(acme: Api) -> None:
    made = await make(acme, payload="template", template=CARD)
    name = made["id"]
    merged = await patch(acme, name, {"template": {"text": "other", "fields": None}})
    still = await patch(acme, name, {"payload": "thin"})
    ended = await patch(acme, name, {"payload": "thin", "template": None})

    assert made["template"] == CARD
    assert merged.json["template"] == {"text": "other", "area": "{{data.area}}", "none": "{{data.nothing}}"}
    assert (still.status, list(still.faults)) == (422, ["/template"])
    assert (ended.json["payload"], "template" in ended.json) == ("thin", False)


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"payload": "template"}, "/template"),
        ({"template": {}}, "/template"),
        ({"payload": "template", "template": "{{type}}"}, "/template"),
        ({"payload": "template", "template": {"a/b": [1, "{{nosuch}}"]}}, "/template/a~1b/1"),
        ({"payload": "template", "template": {"a": "x" * 16_400}}, "/template"),
    ],
)
async def test_what_is_wrong_with_a_template_is_named(acme: Api, members: Any, pointer: str) -> None:
    refused = await acme("POST", PATH, {"uri": "https://hooks.example.com/", "event_types": ["*"], **members})

    assert (refused.status, list(refused.faults)) == (422, [pointer])


async def test_a_delivery_keeps_the_template_that_it_was_made_with(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    made = await make(
        acme, uri=endpoint.url(), event_types=["*"], payload="template", template={"v": "1: {{data.area}}"}
    )
    endpoint.script("/hook", Answer(500))
    await api("POST", f"{TENANT}/events", PUBLISHED)
    dispatcher = world.dispatcher()
    await dispatcher.run_once()
    await patch(acme, made["id"], {"template": {"v": "2: {{data.area}}"}})
    await api("POST", f"{TENANT}/events", PUBLISHED)
    await patch(acme, made["id"], {"payload": "full", "template": None})
    await world.make_due(by=A_MINUTE)
    await dispatcher.run_once()

    assert [each.json() for each in endpoint.requests[:1]] == [{"v": "1: 1.5"}]
    assert sorted(each.json()["v"] for each in endpoint.requests[1:]) == ["1: 1.5", "2: 1.5"]
    deliveries = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    whole = [(await acme("GET", f"{TENANT}/deliveries/{each['id']}")).json for each in deliveries]
    assert [each["payload"] for each in whole] == ["template", "template"]
    bodies = sorted([{one["request"]["body"] for one in each["attempts"]} for each in whole], key=str)
    assert bodies == [{'{"v":"1: 1.5"}'}, {'{"v":"2: 1.5"}'}]


async def test_what_a_template_makes_too_large_is_a_dead_letter_that_says_so(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    await make(acme, uri=endpoint.url(), event_types=["design.*"], payload="template", template={"v": "{{data}}" * 3})
    large = {"events": [{"type": "design.created", "data": {"text": "x" * 100_000}}]}
    await api("POST", f"{TENANT}/events", large)
    await world.dispatcher().run_once()

    (delivery,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    (attempt,) = (await acme("GET", f"{TENANT}/deliveries/{delivery['id']}")).json["attempts"]
    events = (await acme("GET", f"{TENANT}/events")).json["results"]
    assert (delivery["state"], delivery["reason"]) == ("dead", "payload_too_large")
    assert (attempt["outcome"], attempt["error"]) == ("unsendable", "payload_too_large")
    assert sorted(each["type"] for each in events) == ["delivery.dead_lettered", "design.created"]
    assert endpoint.requests == []


async def test_a_subscription_has_so_many_templates_and_no_more(acme: Api) -> None:
    name = (await make(acme, payload="template", template={"number": 0}))["id"]
    replies = [await patch(acme, name, {"template": {"number": number}}) for number in range(1, MOST_KEPT + 1)]

    assert [each.status for each in replies] == [200] * (MOST_KEPT - 1) + [409]
    assert (await patch(acme, name, {"description": "the same template"})).status == 200


async def test_a_template_is_tried_on_the_newest_events(api: Api, acme: Api) -> None:
    name = (await make(acme, event_types=["design.*"], payload="template", template={"area": "{{data.area}}"}))["id"]
    events = [
        {"type": "design.created", "data": {"area": 1}},
        {"type": "site.created", "data": {"area": 2}},
        {"type": "design.moved", "data": {"text": "x" * 200_000}},
    ]
    await api("POST", f"{TENANT}/events", {"events": events})

    own = await acme("POST", f"{PATH}/{name}:test-template", {})
    other = await acme("POST", f"{PATH}/{name}:test-template", {"template": {"a": "{{data}}{{data}}"}})
    wider = await acme("POST", f"{PATH}/{name}:test-template", {"event_types": ["*"], "template": {"t": "{{type}}"}})
    wrong = await acme("POST", f"{PATH}/{name}:test-template", {"template": {"a": "{{b}}"}})
    none = await acme("POST", f"{PATH}/{(await make(acme))['id']}:test-template", {})

    assert [each["body"] for each in own.json["results"]] == [{"area": None}, {"area": 1}]
    assert [each.get("error") for each in other.json["results"]] == ["payload_too_large", None]
    assert [each["body"]["t"] for each in wider.json["results"]] == ["design.moved", "site.created", "design.created"]
    assert (wrong.status, list(wrong.faults)) == (422, ["/template/a"])
    assert (none.status, list(none.faults)) == (422, ["/template"])


async def test_a_cloud_event_names_the_schema_that_its_type_had_when_it_happened(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    schema = {"$id": "https://example.com/design.json", "type": "object"}
    await api("PUT", "/v2/admin/event-types/design.created", {"schema": schema})
    await make(acme, uri=endpoint.url(), event_types=["*"], payload="cloudevents")
    endpoint.script("/hook", Answer(500))
    await api("POST", f"{TENANT}/events", PUBLISHED)
    await world.dispatcher().run_once()
    await api("DELETE", "/v2/admin/event-types/design.created")
    await world.make_due(by=A_MINUTE)
    await world.dispatcher().run_once()

    first, second = endpoint.requests
    assert first.json()["dataschema"] == schema["$id"]
    assert first.body == second.body


async def test_what_is_sent_again_keeps_its_template(api: Api, acme: Api, world: World, endpoint: Receiver) -> None:
    template = {"area": "{{data.area}}"}
    made = await make(acme, uri=endpoint.url(), event_types=["*"], payload="template", template=template)
    await api("POST", f"{TENANT}/events", PUBLISHED)
    await world.dispatcher().run_once()
    await patch(acme, made["id"], {"template": {"area": None, "other": "{{id}}"}})
    (delivery,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    await acme("POST", f"{TENANT}/deliveries/{delivery['id']}:redeliver")
    await world.dispatcher().run_once()

    assert [each.json() for each in endpoint.requests] == [{"area": 1.5}] * 2
