"""README: retried until it arrives, every attempt on record."""

from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.receiver import HANG, Answer, Receiver, busy
from tests.running import House, Tenant, Worker, eventually

QUICK = {"retry": {"schedule_seconds": [1]}}


async def end_one(tenant: Tenant, worker: Worker, action: str, **run: Any) -> str:
    """Run a job to its end; returns its id."""
    started = await tenant.run(action, **run)
    await worker.complete(await worker.claim_one(action))
    return str(started["id"])


async def ended(tenant: Tenant, job_id: str, state: str) -> Any:
    """The delivery about a job, once it is in a state."""

    async def look() -> list[Any]:
        return await tenant.deliveries(job_id=job_id, state=state)

    (delivery,) = await eventually(look)
    return delivery


@pytest.mark.requirement("A14")
async def test_callback_carries_every_proof_that_was_asked_for(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    auth = {"basic": {"username": "bell", "password": "hop"}, "headers": {"X-Secret": "s3cret"}}
    made = await tenant.subscribe(door.url(), auth=auth)

    job_id = await end_one(tenant, worker, action)
    (callback,) = await door.expect(1)
    delivery = await ended(tenant, job_id, "delivered")

    assert callback.headers["authorization"] == "Basic YmVsbDpob3A="
    assert callback.headers["x-secret"] == "s3cret"
    Webhook(made["auth"]["signature"]["secret"]).verify(callback.body, dict(callback.headers))
    read = await tenant.caller.get(f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}")
    for shown in (str(delivery), str(read)):
        assert all(secret not in shown for secret in ("YmVsbDpob3A", "s3cret", made["auth"]["signature"]["secret"]))


async def test_endpoint_that_was_away_gets_the_same_callback_again(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    await tenant.subscribe(door.url("/hook"), delivery=QUICK)
    door.script("/hook", busy())

    job_id = await end_one(tenant, worker, action)
    first, second = await door.expect(2)
    delivery = await ended(tenant, job_id, "delivered")

    assert (first.message_id, first.body) == (second.message_id, second.body)
    assert [each["status_code"] for each in delivery["attempts"]] == [503, 200]


async def test_dead_letter_can_be_sent_again(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    await tenant.subscribe(door.url("/hook"), delivery=QUICK)
    door.script("/hook", Answer(500), Answer(500))

    job_id = await end_one(tenant, worker, action)
    dead = await ended(tenant, job_id, "dead")
    letters = await tenant.caller.get(f"/v2/tenants/{tenant.name}/dead-letters")
    await tenant.caller.post(f"/v2/tenants/{tenant.name}/deliveries/{dead['id']}:redeliver")
    delivered = await ended(tenant, job_id, "delivered")

    assert dead["reason"] == "attempts_exhausted"
    assert [each["id"] for each in letters["results"]] == [dead["id"]]
    assert [each["status_code"] for each in delivered["attempts"]] == [500, 500, 200]
    assert len({each.message_id for each in door.requests}) == 1


async def test_endpoint_that_hangs_keeps_nobody_else_waiting(house: House, door: Receiver) -> None:
    slow, quick, action = await house.tenant(), await house.tenant(), await house.action()
    worker = await house.worker(action)
    door.always("/slow", HANG)
    await slow.subscribe(door.url("/slow"), delivery={"timeout_seconds": 30})
    await quick.subscribe(door.url("/quick"))
    for _ in range(60):
        await end_one(slow, worker, action)

    job_id = await end_one(quick, worker, action)
    await door.expect(1, path="/quick")

    assert (await ended(quick, job_id, "delivered"))["attempts"][0]["status_code"] == 200
    door.always("/slow", Answer(410))


async def test_every_event_says_why_a_subscription_did_not_get_it(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    wanted = await tenant.subscribe(door.url("/all"))
    other = await tenant.subscribe(door.url("/failed"), event_types=["operation.failed"])
    filtered = await tenant.subscribe(door.url("/eu"), filter='labels.region == "eu"')
    broken = await tenant.subscribe(door.url("/vip"), filter='labels.vip == "yes"')

    await end_one(tenant, worker, action, query="?labels.region=us")
    (listed,) = (await tenant.caller.get(f"/v2/tenants/{tenant.name}/events"))["results"]
    event = await tenant.caller.get(f"/v2/tenants/{tenant.name}/events/{listed['id']}")

    reasons = {line["subscription_id"]: line["reason"] for line in event["ledger"]}
    assert reasons == {
        wanted["id"]: "delivered",
        other["id"]: "other_type",
        filtered["id"]: "filtered",
        broken["id"]: "filter_error",
    }


async def test_fifo_brings_callbacks_in_the_order_of_the_ends(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    await tenant.subscribe(door.url("/hook"), delivery={**QUICK, "ordering": "fifo"})
    door.script("/hook", Answer(500))

    jobs = [await end_one(tenant, worker, action) for _ in range(4)]
    received = await door.expect(5)

    assert [each.json()["data"]["job_id"] for each in received] == [jobs[0], *jobs]


async def test_secret_is_rotated_without_one_callback_that_cannot_be_verified(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    made = await tenant.subscribe(door.url())
    path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"

    rotated = await tenant.caller.post(f"{path}:rotate-secret", {"overlap_seconds": 3600})
    await end_one(tenant, worker, action)
    (callback,) = await door.expect(1)

    for secret in (made["auth"]["signature"]["secret"], rotated["auth"]["signature"]["secret"]):
        Webhook(secret).verify(callback.body, dict(callback.headers))


async def test_events_missed_while_disabled_are_replayed(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    made = await tenant.subscribe(door.url())
    path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"
    await tenant.caller.post(f"{path}:disable")
    jobs = [await end_one(tenant, worker, action) for _ in range(3)]
    await tenant.caller.post(f"{path}:enable")

    replay = await tenant.caller.post(f"{path}:replay", {"since": made["createdTime"]})
    received = await door.expect(3)

    assert {each.json()["data"]["job_id"] for each in received} == set(jobs)

    async def done() -> Any:
        operation = await tenant.operation(replay["id"])
        return operation if operation["done"] else None

    assert (await eventually(done))["state"] == "succeeded"
