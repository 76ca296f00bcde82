"""SIGKILL of workers in the middle of their work: others take it over."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.chaos.traffic import ROUNDS, SETTLE_SECONDS
from tests.receiver import Receiver, receiver
from tests.running import ROOT, House, Service, Tenant, Worker, eventually, house_of, program

PLANE = {"latitude": 48.1, "longitude": 11.6, "tilt": 35, "azimuth": 180, "step_minutes": 1}
_JOBS_A_ROUND = 4


async def put_action(house: House) -> None:
    """The demo's action, with attempts enough for a test that wastes them."""
    document = (ROOT / "schemas" / "actions" / "irradiance_analysis.json").read_text(encoding="utf-8")
    async with house.admin.session.put(
        f"{house.admin.url}/v2/admin/actions/irradiance_analysis",
        data=document.replace('"max_attempts": 3', '"max_attempts": 20'),
        headers={"Authorization": f"Bearer {house.admin.key}", "Content-Type": "application/json"},
    ) as answer:
        assert answer.status == 201


@pytest.mark.chaos
@pytest.mark.timeout(1200)
async def test_jobs_of_killed_workers_are_done_by_others(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with house_of(service) as house, receiver() as door:
                await put_action(house)
                tenant = await house.tenant()
                await tenant.subscribe(door.url("/hook"))
                key = await house.worker_key("irradiance_analysis", "auto_designer")
                environment = {"BELLHOP_URL": house.admin.url, "WORKER_KEY": key}
                accepted = []
                for _ in range(ROUNDS):
                    jobs = [(await tenant.run("irradiance_analysis", PLANE))["id"] for _ in range(_JOBS_A_ROUND)]
                    accepted += jobs
                    victim = program(sys.executable, "-m", "examples.worker", WORKER_LEASE_SECONDS="1", **environment)
                    try:
                        await eventually(lambda: _is_running(tenant), seconds=SETTLE_SECONDS)
                    finally:
                        victim.kill()
                        victim.wait()
                heir = program(sys.executable, "-m", "examples.worker", **environment)
                try:
                    await eventually(lambda: _are_told(door, accepted), seconds=SETTLE_SECONDS)
                finally:
                    heir.terminate()
                    heir.wait()
                ends = {(each.json()["data"]["job_id"], each.json()["data"]["status"]) for each in door.requests}
                assert ends == {(job_id, "succeeded") for job_id in accepted}
            assert service.doctor() == ""
        finally:
            service.stop()


async def _are_told(door: Receiver, job_ids: list[str]) -> bool:
    return {each.json()["data"]["job_id"] for each in door.requests} >= set(job_ids)


async def _is_running(tenant: Tenant) -> bool:
    return bool((await tenant.caller.get("/operations?filter=state%20%3D%3D%20%22running%22"))["results"])


@pytest.mark.chaos
async def test_answer_of_a_worker_that_slept_through_its_lease_changes_nothing(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with house_of(service) as house:
                tenant, action = await house.tenant(), await house.action()
                sleeper: Worker = await house.worker(action, name="sleeper")
                started = await tenant.run(action)
                job = await sleeper.claim_one(action, lease_seconds=1)
                heir = await (await house.worker(action, name="heir")).claim_one(action, wait_seconds=20)
                late = await sleeper.complete(job, result={"from": "sleeper"})
                beaten = await sleeper.heartbeat(job)

                assert heir["job_id"] == started["id"]
                assert (late["status"], beaten["status"]) == ("stale", "lost")
                assert (await tenant.operation(started["id"]))["state"] == "running"
        finally:
            service.stop()
