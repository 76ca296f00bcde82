"""Workers that are stopped, cut off, busy and ended: what the service saw of each."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bellhop.core.registry import RegistryCache
from bellhop.domain.event_filter import parse_filter
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.store.store import Store
from tests.api.operations_world import Operations
from tests.clients.python.proxy import Proxy, proxied
from tests.running import ROOT

PROGRAM = Path(__file__).with_name("worker_program.py")


@asynccontextmanager
async def program(
    proxy: Proxy, acme: Operations, kind: str, *, lease: int = 1, grace: float = 5
) -> AsyncIterator[Process]:
    """The worker as a process, once it is ready."""
    arguments = [proxy.url, acme.worker.key or "", kind, str(lease), str(grace)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "clients" / "python" / "src")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), *arguments, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        await hear(process, "ready")
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
        assert b"Traceback" not in errors, errors.decode()


async def hear(process: Process, word: str) -> str:
    """The next line of the worker that begins with this word."""
    assert process.stdout is not None
    async with asyncio.timeout(20):
        while True:
            line = (await process.stdout.readline()).decode()
            assert line, "the worker has ended"
            if line.startswith(word):
                return line.rpartition(" ")[2].strip()


async def again(acme: Operations, store: Store) -> Any:
    """The job in the hands of another worker, as soon as its lease has run out."""
    services = acme.operator.services
    registry = RegistryCache(parse_filter)
    rescuer = JobRescuer(store, services.clock, services.wakeups, registry=registry)
    async with asyncio.timeout(20):
        while True:
            await rescuer.run_once()
            jobs = await acme.claim_all(worker_id="w2", lease_seconds=60, wait_seconds=1)
            if jobs:
                return jobs[0]


@pytest.mark.parametrize("tenths", [10, 600])
async def test_a_worker_that_was_stopped_past_its_lease_completes_nothing(
    acme: Operations, store: Store, tenths: int
) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "wait") as process:
        operation = await acme.run({"n": tenths})
        await hear(process, "began")
        process.send_signal(signal.SIGSTOP)
        taken = await again(acme, store)
        process.send_signal(signal.SIGCONT)
        assert await hear(process, "") == operation["id"]  # it has ended or was cancelled, and neither counts
        other = await acme.run({"n": 0})
        assert (await acme.get(other, Prefer="wait=10")).json["state"] == "succeeded"

    assert taken["job_id"] == operation["id"]
    assert taken["attempt"] == 2
    assert proxy.jobs("complete") == [other["id"]]
    assert operation["id"] not in proxy.jobs("release")
    assert (await acme.complete(taken, result={"n": 1}))["status"] == "accepted"


async def test_a_worker_whose_network_is_cut_stops_its_handler_and_completes_nothing(
    acme: Operations, store: Store
) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "wait") as process:
        operation = await acme.run({"n": 600})
        await hear(process, "began")
        proxy.cut()
        taken = await again(acme, store)
        assert await hear(process, "cancelled") == operation["id"]
        proxy.mend()
        other = await acme.run({"n": 0})
        assert (await acme.get(other, Prefer="wait=20")).json["state"] == "succeeded"

    assert taken["attempt"] == 2
    assert operation["id"] not in proxy.jobs("complete")
    assert (await acme.complete(taken, result={"n": 1}))["status"] == "accepted"


async def test_one_cut_round_loses_nothing(acme: Operations) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "wait", lease=3) as process:
        operation = await acme.run({"n": 35})
        await hear(process, "began")
        proxy.cut()
        await asyncio.sleep(1.5)
        proxy.mend()
        read = (await acme.get(operation, Prefer="wait=20")).json

    assert (read["state"], read["metadata"]["attempt"]) == ("succeeded", 1)


@pytest.mark.parametrize("kind", ["thread", "loop", "process"])
async def test_a_busy_handler_keeps_its_lease(acme: Operations, kind: str) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, kind, lease=2) as process:
        operation = await acme.run({"n": 30})
        await hear(process, "began")
        read = (await acme.get(operation, Prefer="wait=20")).json

    assert (read["state"], read["metadata"]["attempt"]) == ("succeeded", 1)
    assert read["metadata"]["custom"] == {"done": True}
    assert len(proxy.jobs("heartbeat")) > 2


async def test_sigterm_finishes_what_runs_and_claims_no_more(acme: Operations) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "wait") as process:
        operation = await acme.run({"n": 10})
        await hear(process, "began")
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        other = await acme.run({"n": 0})
        await hear(process, "over")
        assert await process.wait() == 0

    assert (await acme.get(operation)).json["state"] == "succeeded"
    assert (await acme.get(other)).json["metadata"]["attempt"] == 0


async def test_sigterm_gives_back_what_does_not_end_in_time(acme: Operations) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "wait", lease=60, grace=0.5) as process:
        operation = await acme.run({"n": 600})
        await hear(process, "began")
        process.send_signal(signal.SIGTERM)
        assert await hear(process, "cancelled") == operation["id"]
        assert await process.wait() == 0

    assert proxy.jobs("release") == [operation["id"]]
    assert proxy.jobs("complete") == []
    read = (await acme.get(operation)).json
    assert (read["state"], read["metadata"]["attempt"]) == ("pending", 0)


async def test_a_second_sigterm_hurries(acme: Operations) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "wait", lease=60, grace=60) as process:
        operation = await acme.run({"n": 600})
        await hear(process, "began")
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0

    assert proxy.jobs("release") == [operation["id"]]


async def test_a_deaf_handler_in_a_process_is_killed_when_its_tenant_cancels(acme: Operations) -> None:
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "child") as process:
        operation = await acme.run({"name": "deaf"})
        await hear(process, "began")
        await acme.tenant("POST", f"/operations/{operation['id']}:cancel")
        assert (await acme.get(operation, Prefer="wait=20")).json["state"] == "cancelled"
        listening = await acme.run({"n": 600})
        await hear(process, "began")
        await acme.tenant("POST", f"/operations/{listening['id']}:cancel")
        assert (await acme.get(listening, Prefer="wait=20")).json["state"] == "cancelled"


async def test_a_handlers_process_that_dies_takes_nothing_along(acme: Operations) -> None:
    await acme.put(max_attempts=1)
    # No lease may lapse while two processes start on a busy machine: what is lost is never completed.
    async with proxied(acme.operator.base) as proxy, program(proxy, acme, "child", lease=60):
        died, good = await acme.run({"name": "die"}), await acme.run({"n": 0})
        read = (await acme.get(died, Prefer="wait=20")).json
        assert (await acme.get(good, Prefer="wait=20")).json["state"] == "succeeded"

    assert read["state"] == "failed"
    assert read["errors"][0]["code"] == "worker_error"
