from typing import Any

import pytest

from bellhop.domain.merge_patch import REDACTED
from tests.serving import Api

PATH = "/v2/tenants/acme/webhooks"
TEMPLATE = "https://hooks.example.com/done/<JOB_ID>?status=<STATUS>&design=<DESIGN_ID>"


@pytest.fixture
async def acme(api: Api) -> Api:
    await api.put_action("layout", parent="designs/{design_id}")
    return await api.make_tenant("acme")


async def make(client: Api, **members: Any) -> Any:
    webhook = {
        "event": "layout_job_completed",
        "url_template": TEMPLATE,
        "header_auth_key": "X-Key",
        "header_auth_value": "hush-value",
        **members,
    }
    reply = await client("POST", PATH, {"webhook": webhook})
    assert reply.status == 201, reply.content
    return reply.json["webhook"]


@pytest.mark.requirement("A13")
@pytest.mark.requirement("A14")
async def test_a_webhook_in_the_older_shape_is_a_subscription(acme: Api) -> None:
    made = await make(acme, description="CRM")
    assert made["signing_secret"].startswith("whsec_")

    read = await acme("GET", f"{PATH}/{made['id']}")
    assert read.json["webhook"] == {
        "id": made["id"],
        "event": "layout_job_completed",
        "url_template": TEMPLATE,
        "description": "CRM",
        "enabled": True,
        "header_auth_key": "X-Key",
        "header_auth_value": REDACTED,
        "createdTime": made["createdTime"],
    }
    subscription = (await acme("GET", f"/v2/tenants/acme/subscriptions/{made['id']}")).json
    assert (subscription["method"], subscription["uri_template"]) == ("GET", TEMPLATE)
    assert subscription["uri"] == "https://hooks.example.com/"
    assert subscription["event_types"] == ["layout_job_completed"]
    listed = await acme("GET", PATH)
    assert [each["id"] for each in listed.json["results"]] == [made["id"]]
    assert b"hush" not in listed.content + read.content


async def test_a_webhook_is_changed_in_the_parts_that_are_named(acme: Api) -> None:
    made = await make(acme)
    path = f"{PATH}/{made['id']}"

    off = (await acme("PATCH", path, {"webhook": {"enabled": False, "description": "off"}})).json["webhook"]
    assert (off["enabled"], off["description"], off["url_template"]) == (False, "off", TEMPLATE)

    back = (await acme("PUT", path, {"webhook": {"enabled": True, "header_auth_value": REDACTED}})).json["webhook"]
    assert (back["enabled"], back["header_auth_key"]) == (True, "X-Key")

    renamed = (await acme("PATCH", path, {"webhook": {"header_auth_key": "X-Other"}})).json["webhook"]
    assert renamed["header_auth_key"] == "X-Other"

    bare = (await acme("PATCH", path, {"webhook": {"header_auth_key": None}})).json["webhook"]
    assert "header_auth_key" not in bare

    assert (await acme("DELETE", path)).status == 204
    assert (await acme("GET", path)).status == 404


async def test_what_the_older_shape_cannot_say_is_kept(acme: Api) -> None:
    made = await make(acme)
    native = f"/v2/tenants/acme/subscriptions/{made['id']}"
    more = {"filter": 'status == "failed"', "auth": {"headers": {"X-More": "m"}, "bearer": "b"}}
    assert (await acme("PATCH", native, more)).status == 200

    changed = await acme("PATCH", f"{PATH}/{made['id']}", {"webhook": {"header_auth_value": "new"}})

    assert changed.status == 200, changed.content
    kept = (await acme("GET", native)).json
    assert kept["filter"] == 'status == "failed"'
    assert set(kept["auth"]["headers"]) == {"X-Key", "X-More"}
    assert kept["auth"]["bearer"] == REDACTED


async def test_a_subscription_shows_itself_as_a_webhook_too(acme: Api) -> None:
    body = {"uri": "https://hooks.example.com/", "event_types": ["operation.*", "design.*"]}
    name = (await acme("POST", "/v2/tenants/acme/subscriptions", body)).json["id"]

    shown = (await acme("GET", f"{PATH}/{name}")).json["webhook"]

    assert (shown["event"], shown["url_template"]) == ("operation.*,design.*", "https://hooks.example.com/")


async def test_a_subscription_to_everything_can_be_switched_off_as_a_webhook_but_no_webhook_asks_for_it(
    acme: Api,
) -> None:
    subscription = {"method": "GET", "uri_template": TEMPLATE, "event_types": ["*"]}
    name = (await acme("POST", "/v2/tenants/acme/subscriptions", subscription)).json["id"]
    shown = (await acme("GET", f"{PATH}/{name}")).json["webhook"]

    switched_off = await acme("PATCH", f"{PATH}/{name}", {"webhook": {**shown, "enabled": False}})
    await acme("PATCH", f"{PATH}/{name}", {"webhook": {"event": "design.created"}})
    refused = await acme("PATCH", f"{PATH}/{name}", {"webhook": {"event": "*"}})

    assert (switched_off.json["webhook"]["event"], switched_off.json["webhook"]["enabled"]) == ("*", False)
    assert (refused.status, list(refused.faults)) == (422, ["/webhook/event"])


async def test_null_means_the_same_as_of_a_subscription(acme: Api) -> None:
    made = await make(acme, description="CRM", enabled=False)
    path = f"{PATH}/{made['id']}"

    plain = (await acme("PATCH", path, {"webhook": {"description": None, "enabled": None}})).json["webhook"]
    refused = await acme("PATCH", path, {"webhook": {"event": None, "url_template": None}})

    assert (plain["description"], plain["enabled"]) == ("", True)
    assert (refused.status, refused.faults) == (
        422,
        {"/webhook/event": "required", "/webhook/url_template": "required"},
    )


async def test_what_a_webhook_may_ask_for_is_named_without_what_it_may_not(acme: Api) -> None:
    for event in ("a,b", "*", "a b"):
        refused = await acme("POST", PATH, {"webhook": {"event": event, "url_template": TEMPLATE}})
        assert refused.faults == {"/webhook/event": "bad-event-type"}
        assert refused.json["errors"][0]["message"].startswith("A webhook names one event, such as")


async def test_what_is_wrong_is_named_in_the_words_of_this_shape(acme: Api) -> None:
    wrong: list[tuple[Any, str]] = [
        ({}, "/webhook"),
        ({"webhook": {"event": "layout_job_completed"}}, "/webhook/url_template"),
        ({"webhook": {"url_template": TEMPLATE}}, "/webhook/event"),
        ({"webhook": {"event": "*", "url_template": TEMPLATE}}, "/webhook/event"),
        ({"webhook": {"event": "a", "url_template": "https://<JOB_ID>/"}}, "/webhook/url_template"),
        ({"webhook": {"event": "a", "url_template": "https://10.0.0.1/<JOB_ID>"}}, "/webhook/url_template"),
        ({"webhook": {"event": "a", "url_template": TEMPLATE, "colour": 1}}, "/webhook/colour"),
        (
            {"webhook": {"event": "a", "url_template": TEMPLATE, "header_auth_value": "v"}},
            "/webhook/header_auth_key",
        ),
        (
            {"webhook": {"event": "a", "url_template": TEMPLATE, "header_auth_key": "X-A"}},
            "/webhook/header_auth_value",
        ),
        (
            {"webhook": {"event": "a", "url_template": TEMPLATE, "header_auth_key": "Host", "header_auth_value": "v"}},
            "/webhook/header_auth_key",
        ),
    ]
    named = []
    for body, _ in wrong:
        reply = await acme("POST", PATH, body)
        assert reply.status == 422, reply.content
        named.append(list(reply.faults))

    assert named == [[pointer] for _, pointer in wrong]
