import asyncio
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from tests.api.operations_world import Operations, open_operations
from tests.serving import Api

ERRORS = [{"code": "no", "message": "No."}]


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


async def test_a_reader_that_has_it_gets_304_until_it_changes(acme: Operations) -> None:
    operation = await acme.run()
    etag = (await acme.get(operation)).headers["ETag"]
    unchanged = await acme.get(operation, **{"If-None-Match": etag})
    assert (unchanged.status, unchanged.content, unchanged.headers["ETag"]) == (304, b"", etag)
    await acme.claim()
    changed = await acme.get(operation, **{"If-None-Match": etag})
    assert (changed.status, changed.headers["ETag"] != etag) == (200, True)


async def test_a_reader_that_waits_is_answered_by_the_commit_that_ends_the_operation(acme: Operations) -> None:
    operation = await acme.run()
    job = await acme.claim()
    waiting = asyncio.create_task(acme.get(operation, Prefer="wait=20"))
    await asyncio.sleep(0)
    await acme.complete(job)
    async with asyncio.timeout(5):
        reply = await waiting
    assert (reply.status, reply.json["state"]) == (200, "succeeded")
    assert "Retry-After" not in reply.headers


async def test_a_reader_that_waits_with_an_etag_hears_of_the_next_change(acme: Operations) -> None:
    operation = await acme.run()
    etag = (await acme.get(operation)).headers["ETag"]
    waiting = asyncio.create_task(acme.get(operation, Prefer="wait=20", **{"If-None-Match": etag}))
    await asyncio.sleep(0)
    await acme.claim()
    async with asyncio.timeout(5):
        reply = await waiting
    assert (reply.status, reply.json["state"]) == (200, "running")


async def test_a_wait_that_is_over_answers_what_there_is(acme: Operations) -> None:
    operation = await acme.run()
    reply = await acme.get(operation, Prefer="wait=1")
    assert (reply.status, reply.json["state"], reply.headers["Retry-After"]) == (200, "pending", "1")


async def test_a_failed_operation_is_tried_again_as_a_new_one(acme: Operations) -> None:
    operation = await acme.run({"n": 3})
    await acme.complete(await acme.claim(), "failed", errors=ERRORS)
    reply = await acme.tenant("POST", f"/operations/{operation['id']}:retry")
    assert reply.status == 202
    assert reply.headers["Location"] == f"/operations/{reply.json['id']}"
    assert reply.json["metadata"]["retry_of"] == operation["id"]
    assert (await acme.claim())["input"] == {"n": 3}
    assert (await acme.get(operation)).json["state"] == "failed"


@pytest.mark.parametrize("verb", ["cancel", "retry"])
async def test_a_write_with_an_etag_that_has_passed_changes_nothing(acme: Operations, verb: str) -> None:
    if verb == "cancel":
        operation = await acme.run()
    else:
        operation = await acme.finished("failed", errors=ERRORS)
    read = await acme.get(operation)
    path = f"/operations/{operation['id']}:{verb}"
    refused = await acme.tenant("POST", path, headers={"If-Match": '"0"'})
    assert (refused.status, refused.problem) == (412, "precondition-failed")
    assert (await acme.get(operation)).headers["ETag"] == read.headers["ETag"]
    assert (await acme.tenant("POST", path, headers={"If-Match": read.headers["ETag"]})).status in (200, 202)


async def test_only_what_failed_or_was_cancelled_can_be_tried_again(acme: Operations) -> None:
    ended = await acme.finished()
    live = await acme.run()
    for operation in (ended, live):
        reply = await acme.tenant("POST", f"/operations/{operation['id']}:retry")
        assert (reply.status, reply.problem) == (409, "not-finished")


async def test_the_history_tells_every_change_in_order(acme: Operations, clock: ManualClock) -> None:
    operation = await acme.run()
    for outcome, said in (("retry", {"errors": ERRORS, "delay_seconds": 0}), ("succeeded", {})):
        clock.move(timedelta(seconds=1))
        job = await acme.claim()
        clock.move(timedelta(seconds=1))
        await acme.complete(job, outcome, **said)
    reply = await acme.tenant("GET", f"/operations/{operation['id']}/history")
    told = [(each["event"], each["state"], each.get("attempt")) for each in reply.json["results"]]
    assert told == [
        ("submitted", "pending", None),
        ("claimed", "running", 1),
        ("retry_requested", "pending", 1),
        ("claimed", "running", 2),
        ("succeeded", "succeeded", 2),
    ]
    assert reply.json["results"][2]["errors"] == ERRORS
    assert [each["time"] for each in reply.json["results"]] == sorted(each["time"] for each in reply.json["results"])


async def test_the_history_tells_a_request_to_cancel_and_the_attempt_that_runs(
    acme: Operations, clock: ManualClock
) -> None:
    operation = await acme.run()
    clock.move(timedelta(seconds=1))
    await acme.claim()
    clock.move(timedelta(seconds=1))
    await acme.tenant("POST", f"/operations/{operation['id']}:cancel")
    reply = await acme.tenant("GET", f"/operations/{operation['id']}/history")
    assert [each["event"] for each in reply.json["results"]] == ["submitted", "claimed", "cancel_requested"]
    assert reply.json["results"][1]["worker_id"] == "w1"


async def test_the_operators_key_is_told_to_name_a_tenant(acme: Operations) -> None:
    reply = await acme.operator("GET", "/operations")
    assert (reply.status, reply.problem) == (400, "bad-request")
    assert "/v2/tenants/{tenant_id}/operations" in reply.json["detail"]
    assert (await acme.operator("GET", "/v2/tenants/acme/operations")).status == 200
