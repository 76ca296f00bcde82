"""README: workers in any language, over plain HTTP; one that dies loses nothing."""

import asyncio
import shutil
import signal
import sys
from typing import Any

import pytest

from tests.receiver import Receiver
from tests.running import ROOT, House, Tenant, eventually, program

PLANE = {"latitude": 48.1, "longitude": 11.6, "tilt": 35, "azimuth": 180, "step_minutes": 15}


async def end_of(tenant: Tenant, job_id: str) -> Any:
    """The operation once it is done."""

    async def look() -> Any:
        operation = await tenant.operation(job_id)
        return operation if operation["done"] else None

    return await eventually(look, seconds=30)


async def test_job_of_a_killed_worker_goes_to_another_and_the_late_answer_changes_nothing(house: House) -> None:
    tenant, action = await house.tenant(), await house.action()
    vanished, heir = await house.worker(action, name="vanished"), await house.worker(action, name="heir")
    started = await tenant.run(action)

    lost = await vanished.claim_one(action, lease_seconds=1)
    taken_over = await heir.claim_one(action, wait_seconds=20)
    late = await vanished.complete(lost, result={"from": "vanished"})
    await heir.complete(taken_over, result={"from": "heir"})
    operation = await tenant.operation(started["id"])

    assert (taken_over["job_id"], taken_over["attempt"]) == (lost["job_id"], 2)
    assert late["status"] == "stale"
    assert operation["result"] == {"from": "heir"}


async def test_claim_of_a_worker_that_hung_up_takes_nothing(house: House) -> None:
    tenant, action = await house.tenant(), await house.action()
    gone, present = await house.worker(action, name="gone"), await house.worker(action, name="present")
    waiting = asyncio.create_task(gone.claim(action, wait_seconds=30))
    await present.claim(action, wait_seconds=1)

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await present.claim(action, wait_seconds=2)
    await tenant.run(action)
    job = await present.claim_one(action)

    assert job["attempt"] == 1


@pytest.mark.requirement("B12", "B32")
async def test_progress_and_custom_metadata_are_seen_at_once(house: House) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    started = await tenant.run(action)
    job = await worker.claim_one(action)

    await worker.heartbeat(job, progress={"percent": 40, "message": "nearly half"}, custom={"stage": "mesh"})
    operation = await tenant.operation(started["id"])

    assert operation["metadata"]["progress"] == {"percent": 40, "message": "nearly half"}
    assert operation["metadata"]["custom"] == {"stage": "mesh"}


@pytest.mark.requirement("B16", "B17", "B18", "B20")
async def test_cancelling_a_running_job_takes_effect_when_its_worker_agrees(house: House) -> None:
    tenant, action = await house.tenant(), await house.action()
    worker = await house.worker(action)
    started = await tenant.run(action)
    job = await worker.claim_one(action)

    asked = await tenant.caller.call("POST", f"/operations/{started['id']}:cancel")
    told = await worker.heartbeat(job)
    await worker.complete(job, "cancelled")
    operation = await tenant.operation(started["id"])

    assert (asked.status, asked.body["state"]) == (200, "running")
    assert asked.body["metadata"]["cancel_requested_time"]
    assert told["cancel_requested"] is True
    assert operation["state"] == "cancelled"


@pytest.mark.requirement("A4", "A15")
async def test_example_worker_computes_cancels_and_stops(house: House, door: Receiver) -> None:
    tenant = await house.tenant()
    for name in ("irradiance_analysis", "auto_designer"):
        document = (ROOT / "schemas" / "actions" / f"{name}.json").read_bytes()
        async with house.admin.session.put(
            f"{house.admin.url}/v2/admin/actions/{name}",
            data=document,
            headers={"Authorization": f"Bearer {house.admin.key}", "Content-Type": "application/json"},
        ) as answer:
            assert answer.status in {200, 201}
    await tenant.subscribe(door.url())
    key = await house.worker_key("irradiance_analysis", "auto_designer")
    worker = program(sys.executable, "-m", "examples.worker", BELLHOP_URL=house.admin.url, WORKER_KEY=key)
    try:
        sun = await end_of(tenant, (await tenant.run("irradiance_analysis", PLANE))["id"])
        pole = await end_of(tenant, (await tenant.run("irradiance_analysis", {**PLANE, "latitude": 90}))["id"])
        roof = {"roof": [[0, 0], [12, 0], [12, 8], [0, 8]], "panel_width": 1.1, "panel_height": 1.7}
        panels = await end_of(tenant, (await tenant.run("auto_designer", roof))["id"])
        circle = [[150 - (n % 2), n * 3.0] for n in range(25)] + [[-150 + (n % 2), 75 - n * 3.0] for n in range(25)]
        long = await tenant.run("auto_designer", {**roof, "roof": circle, "max_panels": 1})
        await eventually(lambda: _is_running(tenant, long["id"]))
        await tenant.caller.post(f"/operations/{long['id']}:cancel")
        cancelled = await end_of(tenant, long["id"])
        worker.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(worker.wait, 20)
    finally:
        worker.kill()
        worker.wait()

    assert sun["result"]["plane_kwh_m2"] > 1500
    assert (pole["state"], pole["errors"][0]["code"]) == ("failed", "azimuth_undefined")
    assert panels["result"]["panel_count"] > 20
    assert cancelled["state"] == "cancelled"
    assert code == 0
    await door.expect(4)


async def _is_running(tenant: Tenant, job_id: str) -> bool:
    return bool((await tenant.operation(job_id))["state"] == "running")


@pytest.mark.skipif(shutil.which("curl") is None, reason="the script calls curl")
async def test_worker_in_shell_completes_and_fails_jobs(house: House) -> None:
    tenant, action = await house.tenant(), await house.action(input_schema={"type": "object"})
    key = await house.worker_key(action)
    environment = {"BELLHOP_URL": house.admin.url, "WORKER_KEY": key, "JOBS": "2"}
    worker = program("examples/worker.sh", action, sys.executable, "-m", "examples.irradiance", **environment)
    try:
        good = await end_of(tenant, (await tenant.run(action, PLANE))["id"])
        bad = await end_of(tenant, (await tenant.run(action, {**PLANE, "latitude": -90}))["id"])
        code = await asyncio.to_thread(worker.wait, 20)
    finally:
        worker.kill()
        worker.wait()

    assert good["result"]["plane_kwh_m2"] > 1500
    assert (bad["state"], bad["errors"][0]["code"]) == ("failed", "azimuth_undefined")
    assert code == 0
