"""Docs: "send me one" delivers the example of a type through the real pipeline, and the receiver can tell."""

from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.receiver import Receiver
from tests.running import House, eventually


async def test_an_example_arrives_signed_and_says_that_it_is_one(house: House, door: Receiver) -> None:
    tenant = await house.tenant()
    made = await tenant.subscribe(door.url(), event_types=["webhook.ping"], payload="full")
    path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}:send-example"

    sent = await tenant.caller.post(path, {"type": "operation.failed"})
    (callback,) = await door.expect(1)

    said = Webhook(made["auth"]["signature"]["secret"]).verify(callback.body, dict(callback.headers))
    assert callback.message_id == sent["event_id"] == said["data"]["event_id"]
    assert (said["type"], said["test"], said["data"]["tenant_id"]) == ("operation.failed", True, tenant.name)
    assert said["data"]["errors"]

    async def delivered() -> bool:
        found = await tenant.caller.get(f"/v2/tenants/{tenant.name}/deliveries/{sent['delivery_id']}")
        return bool(found["state"] == "delivered")

    await eventually(delivered)


@pytest.mark.parametrize(
    "form",
    [
        {"payload": "thin"},
        {"payload": "cloudevents"},
        {"payload": "cloudevents-binary"},
        {"method": "GET", "uri_template": "/done?status=<STATUS>"},
    ],
)
async def test_a_receiver_can_tell_an_example_in_every_form(house: House, door: Receiver, form: dict[str, Any]) -> None:
    tenant = await house.tenant()
    if "uri_template" in form:
        form = {**form, "uri_template": door.url(form["uri_template"])}
    uri = None if "uri_template" in form else door.url()
    made = await tenant.caller.post(
        f"/v2/tenants/{tenant.name}/subscriptions", {"uri": uri, "event_types": ["*"], **form}
    )
    path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"
    await tenant.caller.post(f"{path}:send-example", {"type": "operation.succeeded"})
    await tenant.caller.post(f"{path}:ping")

    callbacks = await door.expect(2)

    told = sorted(callback.headers.get("webhook-test", "") for callback in callbacks)
    assert told == ["", "true"]


async def test_what_differs_from_the_example_is_sent_as_it_came(house: House, door: Receiver) -> None:
    tenant = await house.tenant()
    made = await tenant.subscribe(door.url(), payload="full")
    path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}:send-example"
    data = {"labels": {"site": "roof"}, "result": {"big": 12345678901234567890}, "parent": None, "tenant_id": "other"}

    await tenant.caller.post(path, {"type": "operation.succeeded", "data": data})
    (callback,) = await door.expect(1)

    said = callback.json()["data"]
    assert (said["labels"]["site"], said["result"]["big"], said["tenant_id"]) == (
        "roof",
        12345678901234567890,
        tenant.name,
    )
    assert "parent" not in said

    large = await tenant.caller.call("POST", path, {"type": "operation.failed", "data": {"action": "x" * 262_144}})
    assert (large.status, large.body["errors"][0]["pointer"]) == (422, "/data")
