"""One tenant sends what is dear to judge: the others do not notice, and the process stays as small as it was."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.hostile_schemas import HOSTILE
from tests.running import House, Service, Tenant

CROWD = 20
NEIGHBOUR_SECONDS = 1.0
MEMORY_MIB = 50
TRIES = 3  # what waits for a busy machine does not wait each time; what waits for a hostile input does


def _memory_mib(pid: int, what: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def _start_counting(pid: int) -> float:
    """Let the high-water mark begin here; returns what the process has now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return _memory_mib(pid, "VmRSS")


async def _send(tenant: Tenant, path: str, text: bytes) -> Any:
    caller = tenant.caller
    headers = {"Authorization": f"Bearer {caller.key}", "Content-Type": "application/json"}
    url = f"{caller.url}/v2/tenants/{tenant.name}{path}"
    async with caller.session.post(url, data=text, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def _slowest_while(work: Sequence[Awaitable[Any]], ask: Callable[[], Awaitable[Any]]) -> tuple[float, list[Any]]:
    """The longest that `ask` took while the work went on, and what came of the work."""
    slowest = 0.0
    gathered = asyncio.gather(*work)
    while not gathered.done():
        began = time.monotonic()
        await ask()
        slowest = max(slowest, time.monotonic() - began)
        await asyncio.sleep(0.01)
    return slowest, await gathered


async def _crowd(house: House, service: Service, action: str, text: bytes) -> tuple[float, float, list[Any]]:
    """What a crowd of one tenant's inputs costs: the longest that another tenant waits, MiB, and the answers."""
    loud, quiet, plain = await house.tenant(), await house.tenant(), await house.action()
    path = f"/designs/d1/{action}/run?validate_only=true"
    await _send(loud, path, text)  # compiles, starts the process
    before = _start_counting(service.pid)
    slowest, answers = await _slowest_while(
        [_send(loud, path, text) for _ in range(CROWD)],
        lambda: quiet.run(plain, {"n": 1}, query="?validate_only=true"),
    )
    return slowest, _memory_mib(service.pid, "VmHWM") - before, answers


@pytest.mark.parametrize("case", ["oneOf of ten, 640 KB", "rule tree, depth 30", "large enum"])
async def test_crowd_of_hostile_inputs_costs_others_what_reading_them_does(
    house: House, service: Service, case: str
) -> None:
    hostile = HOSTILE[case]
    text = hostile.make()
    read_seconds, read_mib, _ = await _crowd(house, service, await house.action(), text)
    dear = await house.action(input_schema=hostile.schema)
    bound = 2 * read_seconds + NEIGHBOUR_SECONDS
    waits: list[float] = []
    while not waits or (min(waits) >= bound and len(waits) < TRIES):
        seconds, mib, answers = await _crowd(house, service, dear, text)
        waits.append(seconds)
        assert {status for status, _ in answers} <= {422, 503}
        assert all(body["errors"] for status, body in answers if status == 422)
        assert mib < read_mib + MEMORY_MIB
    assert min(waits) < bound


async def test_hostile_inputs_are_refused_wherever_they_come_in(house: House) -> None:
    hostile = HOSTILE["oneOf of ten, 160 KB"]
    action = await house.action(input_schema=hostile.schema, result_schema=hostile.schema)
    tenant, text = await house.tenant(), hostile.make()
    status, body = await _send(tenant, f"/designs/d1/{action}/run", text)
    assert (status, body["errors"][0]["pointer"]) == (422, "/items/0/kind")
    assert "may be others" in body["detail"]
    submitted = await house.admin.call(
        "POST",
        "/v2/worker/jobs:submit",
        {
            "tenant_id": tenant.name,
            "action": action,
            "parent": "designs/d1",
            "input": {"items": [{"z": 1}] * 20_000},
            "source": "ui",
        },
    )
    assert (submitted.status, submitted.body["errors"][0]["pointer"]) == (422, "/input/items/0/kind")
    assert "may be others" in submitted.body["detail"]


async def test_hostile_result_is_refused_and_its_neighbour_is_taken(house: House) -> None:
    schema = HOSTILE["oneOf of ten, 160 KB"].schema
    action = await house.action(result_schema=schema)
    tenant, worker = await house.tenant(), await house.worker(action)
    for _ in range(2):
        await tenant.run(action, {})
    first, second = await worker.claim(action, max_jobs=2)
    items = [
        {"job_id": job["job_id"], "lease_token": job["lease_token"], "outcome": "succeeded", "result": result}
        for job, result in ((first, {"items": [{"z": 1}] * 20_000}), (second, {}))
    ]
    answer = await worker.caller.post("/v2/worker/jobs:complete", {"items": items})
    invalid, accepted = answer["items"]
    assert (invalid["status"], accepted["status"]) == ("invalid", "accepted")
    assert invalid["errors"][0]["pointer"] == "/items/0/result/items/0/kind"
    assert "may be others" in invalid["detail"]
    assert (await worker.complete(first, result={"items": []}))["status"] == "accepted"


async def test_hostile_schema_of_the_operator_is_answered_soon(house: House) -> None:
    definitions: dict[str, Any] = {f"a{level}": {"$ref": f"#/$defs/a{level + 1}"} for level in range(3001)}
    schema = {"$ref": "#/$defs/a0", "$defs": {**definitions, "a3001": {}}}
    reply = await house.admin.call("PUT", "/v2/admin/actions/chained", {"input_schema": schema})
    assert (reply.status, [fault["code"] for fault in reply.body["errors"]]) == (422, ["too-complex"])
    wide = {"allOf": [1] * 100_000}
    waits: list[float] = []
    while not waits or (min(waits) >= NEIGHBOUR_SECONDS and len(waits) < TRIES):
        slowest, (reply,) = await _slowest_while(
            [house.admin.call("PUT", "/v2/admin/actions/wide", {"input_schema": wide})],
            lambda: house.admin.call("GET", "/livez"),
        )
        waits.append(slowest)
        assert reply.status == 422
    assert min(waits) < NEIGHBOUR_SECONDS
