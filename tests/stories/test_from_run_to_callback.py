"""README: a job from `run` to a signed callback."""

import asyncio
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.receiver import Answer, Received, Receiver
from tests.running import House, eventually


def verify(secret: str, request: Received) -> Any:
    """The message, when the published library accepts its signature."""
    return Webhook(secret).verify(request.body, dict(request.headers))


@pytest.mark.requirement("A1", "A2", "A5", "A6", "A7", "A10", "A11", "A13", "B1", "B2", "B4", "B13", "B31")
async def test_job_runs_and_its_end_is_told_to_whoever_subscribed(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    subscription = await tenant.subscribe(door.url("/hook"))

    accepted = await tenant.caller.call("POST", f"/v2/tenants/{tenant.name}/designs/d1/{action}/run", {"n": 1})
    job = await worker.claim_one(action)
    completed = await worker.complete(job, result={"n": 2}, outcome="succeeded")
    (callback,) = await door.expect(1)

    assert accepted.status == 202
    assert accepted.headers["Location"] == f"/operations/{accepted.body['id']}"
    assert accepted.body["job_id"] == accepted.body["id"] == job["job_id"]
    assert (accepted.body["state"], job["input"]) == ("pending", {"n": 1})
    assert completed["status"] == "accepted"
    message = verify(subscription["auth"]["signature"]["secret"], callback)
    assert message["type"] == "operation.succeeded"
    assert (message["data"]["job_id"], message["data"]["status"]) == (job["job_id"], "succeeded")
    assert message["data"]["metadata"]["expire_time"]
    status = await tenant.caller.get(f"/v2/tenants/{tenant.name}/designs/d1/{action}/status?job_id={job['job_id']}")
    assert (status["state"], status["result"]) == ("succeeded", {"n": 2})


async def test_signature_of_another_secret_is_refused_by_the_published_library(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    await tenant.subscribe(door.url())
    worker = await house.worker(action)

    await tenant.run(action)
    await worker.complete(await worker.claim_one(action))
    (callback,) = await door.expect(1)

    with pytest.raises(WebhookVerificationError):
        verify("whsec_" + "A" * 44, callback)


@pytest.mark.requirement("A12", "B14", "B29")
async def test_failure_arrives_as_a_callback_and_status_has_the_detailed_errors(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    await tenant.subscribe(door.url())
    worker = await house.worker(action)
    errors = [{"code": "roof_too_small", "message": "Not one panel fits.", "pointer": "/roof"}]

    await tenant.run(action)
    job = await worker.claim_one(action)
    await worker.complete(job, "failed", errors=errors)
    (callback,) = await door.expect(1)

    assert callback.json()["type"] == "operation.failed"
    assert callback.json()["data"]["status"] == "failed"
    status = await tenant.caller.get(f"/v2/tenants/{tenant.name}/designs/d1/{action}/status?job_id={job['job_id']}")
    assert (status["state"], status["errors"]) == ("failed", errors)


@pytest.mark.requirement("A12", "B27")
async def test_result_can_be_read_at_the_moment_the_callback_arrives(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    await tenant.subscribe(door.url("/held"))
    worker = await house.worker(action)
    door.script("/held", Answer(delay_seconds=0.3))

    await tenant.run(action)
    completing = asyncio.create_task(worker.complete(await worker.claim_one(action), result={"n": 7}))
    (callback,) = await door.expect(1)
    operation = await tenant.operation(callback.json()["data"]["job_id"])

    assert operation["result"] == {"n": 7}
    await completing


@pytest.mark.requirement("B27")
async def test_no_callback_is_tried_after_its_operation_has_expired(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action(retention_seconds=86400)
    await tenant.subscribe(door.url("/later"), delivery={"max_age_seconds": 5 * 86400})
    worker = await house.worker(action)
    door.always("/later", Answer(503))

    started = await tenant.run(action)
    await worker.complete(await worker.claim_one(action))
    await door.expect(1)

    async def recorded() -> list[Any]:
        return [each for each in await tenant.deliveries(job_id=started["id"]) if each["attempts"]]

    (delivery,) = await eventually(recorded)
    operation = await tenant.operation(started["id"])
    assert delivery["give_up_time"] <= operation["metadata"]["expire_time"]


@pytest.mark.requirement("A8")
async def test_job_from_another_system_has_the_same_status_and_the_same_callback(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    await tenant.subscribe(door.url())
    worker = await house.worker(action)

    submitted = await worker.caller.post(
        "/v2/worker/jobs:submit",
        {"tenant_id": tenant.name, "action": action, "parent": "designs/d1", "input": {"n": 1}, "source": "ui"},
    )
    await worker.complete(await worker.claim_one(action), result={"n": 1})
    (callback,) = await door.expect(1)

    assert callback.json()["data"]["source"] == "ui"
    status = await tenant.caller.get(
        f"/v2/tenants/{tenant.name}/designs/d1/{action}/status?job_id={submitted['job_id']}"
    )
    assert (status["state"], status["source"]) == ("succeeded", "ui")


@pytest.mark.requirement("A10")
async def test_tenant_that_is_not_entitled_gets_no_webhook_but_keeps_its_record(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(subscriptions=0), await house.action()
    worker = await house.worker(action)

    refused = await tenant.caller.call(
        "POST", f"/v2/tenants/{tenant.name}/subscriptions", {"uri": door.url(), "event_types": ["operation.*"]}
    )
    started = await tenant.run(action)
    await worker.complete(await worker.claim_one(action))
    events = await tenant.caller.get(f"/v2/tenants/{tenant.name}/events")

    assert (refused.status, refused.body["type"]) == (403, "/problems/not-entitled")
    assert [each["job_id"] for each in events["results"]] == [started["id"]]
    assert door.requests == []


async def test_neighbour_cannot_tell_another_tenants_job_from_none(house: House) -> None:
    tenant, neighbour, action = await house.tenant(), await house.tenant(), await house.action()
    started = await tenant.run(action)

    anothers = await neighbour.caller.call("GET", f"/operations/{started['id']}")
    nobodys = await neighbour.caller.call("GET", "/operations/op_01h455vb4pex5vsknk084sn02q")

    assert anothers.status == nobodys.status == 404
    differing = {name for name in anothers.body if anothers.body[name] != nobodys.body[name]}
    assert differing <= {"request_id", "instance"}
