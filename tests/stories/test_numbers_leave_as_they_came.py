"""Numbers leave as they came: nothing between a caller's bytes and a reader's is a double."""

from typing import Any

import orjson
import pytest

from tests.receiver import Receiver
from tests.running import House, Tenant, Worker, eventually

SPELLINGS = (
    "12345678901234567.89", "0.1234567890123456789012345", "1e5", "1E+5", "1.10", "-0", "-0.0", "1e-400", "100.0",
    "1700000000000000001", "18446744073709551615", "-9223372036854775808", "5e-324", "123456789.123456789e-3",
)  # fmt: skip
TEXT = '{"numbers": [' + ", ".join(SPELLINGS) + '],\n "nested": {"price": 1.10}}'
REFUSED = ("1E400", "-1e999", "18446744073709551616", "-9223372036854775809")


async def raw(tenant: Tenant, path: str) -> str:
    """The bytes of an answer, as text."""
    headers = {"Authorization": f"Bearer {tenant.caller.key}"}
    async with tenant.caller.session.get(tenant.caller.url + path, headers=headers) as answer:
        assert answer.status == 200
        return await answer.text()


async def post(house: House, path: str, text: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {house.admin.key}", "Content-Type": "application/json"}
    async with house.admin.session.post(house.admin.url + path, data=text.encode(), headers=headers) as answer:
        return answer.status, orjson.loads(await answer.read())


async def test_the_data_of_an_event_arrives_byte_for_byte(house: House, door: Receiver) -> None:
    tenant = await house.tenant()
    await tenant.subscribe(door.url(), event_types=["order.placed"])
    path = f"/v2/tenants/{tenant.name}/events"

    status, answer = await post(house, path, f'{{"events": [{{"type": "order.placed", "data": {TEXT}}}]}}')

    assert status == 202, answer
    [hit] = await door.expect(1)
    assert f'"data":{TEXT}}}' in hit.body.decode()
    for shown in (f"{path}/{answer['events'][0]['id']}", f"{path}?view=full", f"{path}?view=full&after="):
        assert TEXT in await raw(tenant, shown)
    [delivery] = await eventually(lambda: tenant.deliveries(event_type="order.placed", state="delivered"))
    assert TEXT in delivery["attempts"][0]["request"]["body"]


async def test_what_a_worker_says_arrives_byte_for_byte(house: House, door: Receiver) -> None:
    tenant, action = await house.tenant(), await house.action(input_schema={"type": "object"})
    worker = Worker(house.admin)
    await tenant.subscribe(door.url(), payload="full")
    job = await _claimed(tenant, worker, action)
    lease = f'"job_id": "{job["job_id"]}", "lease_token": "{job["lease_token"]}"'

    beat = f'{{"leases": [{{{lease}, "custom": {{"cost": 12345678901234567.89, "part": {{"n": 1.10}}}}}}]}}'
    assert (await post(house, "/v2/worker/jobs:heartbeat", beat))[0] == 200
    patch = f'{{"leases": [{{{lease}, "custom": {{"part": {{"m": 1e5}}}}}}]}}'
    assert (await post(house, "/v2/worker/jobs:heartbeat", patch))[0] == 200
    end = f'{{"items": [{{{lease}, "outcome": "succeeded", "result": {TEXT}}}]}}'
    status, answer = await post(house, "/v2/worker/jobs:complete", end)

    assert (status, answer["items"][0]["status"]) == (200, "accepted")
    custom = '"custom":{"cost":12345678901234567.89,"part":{"n":1.10,"m":1e5}}'
    for shown in (f"/operations/{job['job_id']}", f"/v2/tenants/{tenant.name}/operations?view=full"):
        said = await raw(tenant, shown)
        assert f'"result":{TEXT}' in said
        assert custom in said
    hit = (await door.expect(1))[-1].body.decode()
    assert f'"result":{TEXT}' in hit
    assert custom in hit


async def test_the_errors_of_a_worker_keep_their_numbers_also_where_a_message_is_cut(
    house: House, door: Receiver
) -> None:
    tenant, action = await house.tenant(), await house.action(input_schema={"type": "object"}, max_attempts=1)
    worker = Worker(house.admin)
    await tenant.subscribe(door.url(), payload="full")
    for count, message in enumerate(("No.", "x" * 10_000), start=1):
        job = await _claimed(tenant, worker, action)
        error = f'{{"code":"no","message":"{message}","wanted":{TEXT}}}'
        item = f'"job_id": "{job["job_id"]}", "lease_token": "{job["lease_token"]}", "outcome": "failed"'
        status, answer = await post(
            house, "/v2/worker/jobs:complete", f'{{"items": [{{{item}, "errors": [{error}]}}]}}'
        )
        assert (status, answer["items"][0]["status"]) == (200, "accepted")
        kept = await raw(tenant, f"/operations/{job['job_id']}")
        hit = (await door.expect(count))[-1].body.decode()
        for number in SPELLINGS:
            assert f"{number}," in kept.replace("]", ",")
            assert f"{number}," in hit.replace("]", ",")


async def test_an_input_reaches_the_worker_byte_for_byte(house: House) -> None:
    tenant, action = await house.tenant(), await house.action(input_schema={"type": "object"})
    status, _ = await post(house, f"/v2/tenants/{tenant.name}/designs/d1/{action}/run", TEXT)
    assert status == 202
    headers = {"Authorization": f"Bearer {house.admin.key}"}
    claim = {"worker_id": "w", "actions": [action], "wait_seconds": 10}
    async with house.admin.session.post(
        house.admin.url + "/v2/worker/jobs:claim", json=claim, headers=headers
    ) as answer:
        assert f'"input":{TEXT}' in await answer.text()


@pytest.mark.parametrize("number", REFUSED)
async def test_a_number_that_not_every_reader_can_hold_is_refused_with_its_pointer(house: House, number: str) -> None:
    tenant = await house.tenant()
    text = f'{{"events": [{{"type": "order.placed", "data": {{"a": [1, {number}]}}}}]}}'
    status, answer = await post(house, f"/v2/tenants/{tenant.name}/events", text)
    assert status == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer["errors"]] == [
        ("/events/0/data/a/1", "number-out-of-range")
    ]


async def test_a_schema_sees_the_numbers(house: House) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 100}, "p": {"multipleOf": 0.5}}}
    tenant, action = await house.tenant(), await house.action(input_schema=schema)
    path = f"/v2/tenants/{tenant.name}/designs/d1/{action}/run"
    for text, wanted in (('{"n": 1e2, "p": 1.50}', 202), ('{"n": 1.1e2}', 422), ('{"p": 1.10}', 422)):
        assert (await post(house, path, text))[0] == wanted, text


async def _claimed(tenant: Tenant, worker: Worker, action: str) -> Any:
    await tenant.run(action)
    return await worker.claim_one(action)
