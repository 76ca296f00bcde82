"""The worker in shell, run as people run it: it leaves nothing behind, and no job is lost in its hands."""

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bellhop.clock import SystemClock
from bellhop.runtime.wakeup import Topic
from bellhop.store.store import Store
from tests.api.operations_world import Operations, open_operations
from tests.jobs_world import until_watched
from tests.running import ROOT, eventually
from tests.serving import UNKNOWN_KEY, open_services, serve

SLEEPER = ("sleep", "60")

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the script calls curl")


@pytest.fixture
async def acme(store: Store) -> AsyncIterator[Operations]:
    async with open_services(store, SystemClock()) as services, serve(services) as api:
        yield await open_operations(api)


@asynccontextmanager
async def worker(acme: Operations, *command: str, key: str | None = None, jobs: int = -1) -> AsyncIterator[Process]:
    """The script at work on `echo`, in a process group of its own, which is killed in the end."""
    settings = {"BELLHOP_URL": acme.operator.base, "WORKER_KEY": key or acme.worker.key or "", "JOBS": str(jobs)}
    process = await asyncio.create_subprocess_exec(
        "examples/worker.sh",
        "echo",
        *command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=PIPE,
        stderr=PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if await is_group(process):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


async def is_group(process: Process) -> bool:
    """Whether anything that the script started is still there."""
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


async def ended(process: Process) -> int:
    async with asyncio.timeout(20):
        return await process.wait()


async def state(acme: Operations, operation: dict[str, str], wanted: str) -> bool:
    return bool((await acme.get(operation)).json["state"] == wanted)


async def test_sigterm_ends_the_command_and_the_heartbeat_and_gives_the_job_back(acme: Operations) -> None:
    operation = await acme.run()
    async with worker(acme, *SLEEPER) as process:
        await eventually(lambda: state(acme, operation, "running"))
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
        async with asyncio.timeout(4):  # less than the pause between two heartbeats
            while await is_group(process):  # noqa: ASYNC110 - nothing tells when a process is gone
                await asyncio.sleep(0.05)

    assert await state(acme, operation, "pending")
    assert [job["attempt"] for job in await acme.claim_all()] == [1]


async def test_sigterm_in_the_moment_in_which_the_command_starts_leaves_nothing_behind(acme: Operations) -> None:
    await acme.run()
    async with worker(acme, "sh", "-c", "kill $PPID; exec sleep 60") as process:
        assert await ended(process) == 0
        async with asyncio.timeout(4):
            while await is_group(process):  # noqa: ASYNC110 - nothing tells when a process is gone
                await asyncio.sleep(0.05)
    assert [job["attempt"] for job in await acme.claim_all()] == [1]


async def test_sigterm_while_it_waits_for_a_job_ends_it_at_once_and_holds_none(acme: Operations) -> None:
    async with worker(acme, *SLEEPER) as process:
        await until_watched(acme.operator.services.wakeups, Topic.JOBS_READY)
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
    await acme.run()
    assert [job["attempt"] for job in await acme.claim_all()] == [1]


async def test_a_key_that_may_not_claim_ends_it_with_a_sentence(acme: Operations) -> None:
    async with worker(acme, *SLEEPER, key=UNKNOWN_KEY) as process:
        assert await ended(process) == 1
        assert process.stderr is not None
        said = (await process.stderr.read()).decode()
    assert "does not let this worker claim" in said
    assert "unauthenticated" in said


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("echo 'no JSON'", "bad_output"),
        ("echo '[1]'", "bad_output"),
        ('echo \'{"n": "three"}\'', "bad_output"),
        ("exit 1", "bad_output"),
        ('echo \'{"code": "own", "message": "No."}\'; exit 1', "own"),
    ],
)
async def test_output_that_cannot_be_taken_is_reported_as_a_failure(acme: Operations, command: str, code: str) -> None:
    operation = await acme.run()
    async with worker(acme, "sh", "-c", command, jobs=1) as process:
        assert await ended(process) == 0
    read = (await acme.get(operation)).json
    assert (read["state"], read["errors"][0]["code"]) == ("failed", code)


async def test_a_result_is_recorded(acme: Operations) -> None:
    operation = await acme.run({"n": 7})
    async with worker(acme, "sed", 's/.*"input":\\({[^}]*}\\).*/\\1/', jobs=1) as process:
        assert await ended(process) == 0
    read = (await acme.get(operation)).json
    assert (read["state"], read["result"]) == ("succeeded", {"n": 7})
