"""Docs: "send me one" delivers the example of a type through the real pipeline, and the receiver can tell."""

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
