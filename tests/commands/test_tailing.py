"""`bellhop tail`: what happens, as it happens."""

import asyncio
from typing import Any

import pytest

from tests.commanding import Typist
from tests.receiver import Answer, Receiver
from tests.running import House, Tenant


@pytest.fixture
async def action(house: House) -> str:
    return await house.action()


async def end(house: House, tenant: Tenant, action: str, outcome: str = "succeeded", **fields: Any) -> str:
    worker = await house.worker(action)
    operation = await tenant.run(action, {})
    await worker.complete(await worker.claim_one(action), outcome, **fields)
    return str(operation["id"])


async def test_events_from_the_oldest_and_only_the_wanted(
    typist: Typist, tenant: Tenant, house: House, action: str
) -> None:
    first = await end(house, tenant, action)
    second = await end(house, tenant, action, "failed", errors=[{"code": "c", "message": "m"}])
    every = await typist.ok("tail", "events", "--from-start", "--count", "2", "--json")
    assert [(each["job_id"], each["type"]) for each in every.lines] == [
        (first, "operation.succeeded"),
        (second, "operation.failed"),
    ]
    bad = await typist.ok("tail", "events", "--from-start", "--failed", "--count", "1")
    assert second in bad.out
    assert "operation.failed" in bad.out
    chosen = await typist.ok("tail", "events", "--from-start", "--type", "*.failed", "--count", "1", "--json")
    assert chosen.json["job_id"] == second


async def test_operations_are_told_as_they_end(typist: Typist, tenant: Tenant, house: House, action: str) -> None:
    failed = await end(house, tenant, action, "failed", errors=[{"code": "no_roof", "message": "none\x1b[2J"}])
    told = await typist.ok("tail", "operations", "--from-start", "--failed", "--count", "1")
    assert failed in told.out
    assert f"designs/d1/{action}" in told.out
    assert r"failed  no_roof: none\x1b[2J" in told.out
    whole = await typist.ok("tail", "operations", "--from-start", "--count", "1", "--json")
    assert (whole.json["id"], whole.json["errors"][0]["code"]) == (failed, "no_roof")


async def test_attempts_are_told_from_the_birth_of_a_delivery_to_its_end(
    typist: Typist, tenant: Tenant, house: House, action: str, endpoint: Receiver
) -> None:
    endpoint.always("/hook", Answer(500))
    await tenant.subscribe(endpoint.url(), delivery={"retry": {"schedule_seconds": [1]}})
    async with typist.started("tail", "deliveries") as tailing:
        ending = asyncio.create_task(repeatedly(house, tenant, action))
        first = await tailing.line()
        ending.cancel()
        name = first.split()[1]
        second = first
        while "attempt 2" not in second or name not in second:
            second = await tailing.line()
    assert "attempt 1  500 in" in first
    assert ", again at " in first
    assert "attempt 2  500 in" in second
    assert ", dead (attempts_exhausted)" in second


async def repeatedly(house: House, tenant: Tenant, action: str) -> None:
    """Ends one operation after the other: where a tail begins is known only when it tells something."""
    while True:
        await end(house, tenant, action)
        await asyncio.sleep(1)


async def test_lines_are_told_at_once_through_a_pipe(typist: Typist, tenant: Tenant, house: House, action: str) -> None:
    async with typist.started("tail", "operations", "--json") as tailing:
        ending = asyncio.create_task(repeatedly(house, tenant, action))
        assert (await tailing.record())["state"] == "succeeded"
        ending.cancel()
        assert await tailing.interrupt() == 130
