"""The receivers to copy, each started and called. One whose runtime or packages are missing is skipped, and says so.

`BELLHOP_TEST_RECEIVERS_PYTHON` names a Python that has the web frameworks, where this one has not.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bellhop_client.webhooks import sample, signed_headers
from tests.running import ROOT, free_port

RECEIVERS = ROOT / "examples" / "receivers"
VECTORS = ROOT / "clients" / "conformance" / "signatures.json"
HERE = Path(__file__).parent
PYTHON = os.environ.get("BELLHOP_TEST_RECEIVERS_PYTHON", sys.executable)
NEW = "whsec_qlTe+eC7EcHrv8l6nuY6+elcT98dAysd3MDyFmH3SGU="
OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "b" * 32
THIN = json.loads((ROOT / "schemas" / "webhooks" / "operation.thin.json").read_text(encoding="utf-8"))["examples"][0]

OTHER_FORMS = (  # of a genuine body: payloads that a tenant can choose, and what nobody chooses
    b"",
    b"text",
    b"[]",
    b"null",
    b"5",
    b'"text"',
    b"{}",
    b'{"job_id":"op_1","status":"succeeded"}',  # the data alone, as in a CloudEvent in binary mode
    b'{"type":"design.created","timestamp":"2026-11-29T22:13:20Z"}',
    b'{"type":"design.created","timestamp":"2026-11-29T22:13:20Z","data":null}',
    b'{"type":"design.created","timestamp":"2026-11-29T22:13:20Z","data":[]}',
    b'{"type":5,"timestamp":"2026-11-29T22:13:20Z","data":{}}',
    b'{"text":"a template of the tenant"}',
)


def needs_python(package: str) -> None:
    found = subprocess.run([PYTHON, "-c", f"import {package}"], capture_output=True, check=False)
    if found.returncode:
        pytest.skip(f"{package} is not installed: pip install it to test this receiver")


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not on this machine: its receiver is not tested")
    return found


@asynccontextmanager
async def started(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """A receiver as a process, once its port is open."""
    path = os.pathsep.join([str(ROOT / "clients" / "python" / "src"), str(folder)])
    settings = {**os.environ, "WEBHOOK_SECRET": f"{NEW} {OLD}", "PORT": str(port), "PYTHONPATH": path}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env={**settings, **(environment or {})}, stdout=PIPE, stderr=PIPE
    )
    try:
        await _until_open(process, port)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _until_open(process: Process, port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                assert process.returncode is None, (await process.communicate())[1].decode()
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


async def check(process: Process, port: int) -> None:
    """It takes what is genuine, once; refuses what is not; and answers at once."""
    assert process.stdout is not None
    url = f"http://127.0.0.1:{port}/bellhop"
    body, headers = sample(THIN["type"], THIN["data"], NEW, webhook_id="evt_1")
    ping, pinged = sample("design.created", {"n": 1}, OLD, webhook_id="evt_2")
    stale = signed_headers(body, NEW, timestamp=int(time.time()) - 301)
    async with httpx.AsyncClient(timeout=10) as client:

        async def post(body: bytes, headers: Mapping[str, str]) -> int:
            return (await client.post(url, content=body, headers=headers)).status_code

        assert await post(body, signed_headers(body, OTHER)) == 401
        assert await post(body + b" ", headers) == 401
        assert await post(body, stale) == 401
        assert await post(body, {}) == 401
        assert await post(body, headers) == 204
        assert await post(body, headers) == 204
        assert await post(ping, pinged) == 204
        for number, other in enumerate(OTHER_FORMS):
            assert await post(other, signed_headers(other, OLD, webhook_id=f"evt_other_{number}")) == 422, other
        assert await post(ping, pinged) == 204  # it is still there
        assert (await client.get(url)).status_code in {404, 405}
    lines = [await asyncio.wait_for(process.stdout.readline(), 10) for _ in range(2)]
    done = f"{THIN['data']['job_id']} {THIN['data']['status']}"
    assert sorted(line.decode().strip() for line in lines) == ["design.created", done]


async def test_fastapi() -> None:
    needs_python("fastapi, uvicorn")
    port = free_port()
    command = [PYTHON, "-m", "uvicorn", "fastapi_receiver:app", "--port", str(port), "--no-access-log"]
    async with started(command, port, RECEIVERS) as process:
        await check(process, port)


async def test_flask() -> None:
    needs_python("flask")
    port = free_port()
    command = [PYTHON, "-m", "flask", "--app", "flask_receiver", "run", "--port", str(port)]
    async with started(command, port, RECEIVERS) as process:
        assert process.stdout is not None
        for _ in range(2):  # Flask says on its standard output which app it serves
            await process.stdout.readline()
        await check(process, port)


async def test_django() -> None:
    needs_python("django")
    port = free_port()
    command = [PYTHON, "django_receiver.py", "runserver", str(port), "--noreload"]
    async with started(command, port, RECEIVERS, {"DJANGO_RUNSERVER_HIDE_WARNING": "true"}) as process:
        await _past_banner(process, b"Quit the server")
        await _past_banner(process, b"\n")
        await check(process, port)


async def _past_banner(process: Process, last: bytes) -> None:
    assert process.stdout is not None
    while last not in await asyncio.wait_for(process.stdout.readline(), 10):
        pass


async def test_express() -> None:
    node = needs("node")
    if not (RECEIVERS / "express" / "node_modules" / "express").exists():
        pytest.skip("express is not installed: `npm install --no-package-lock` in examples/receivers/express")
    port = free_port()
    async with started([node, "receiver.mjs"], port, RECEIVERS / "express") as process:
        await check(process, port)


async def test_what_express_and_next_share_under_node_alone(tmp_path: Path) -> None:
    node = needs("node")
    _copy(tmp_path, RECEIVERS / "express" / "receive.mjs", RECEIVERS / "express" / "verify.mjs")
    _copy(tmp_path, HERE / "receivers" / "plain.mjs")
    port = free_port()
    async with started([node, "plain.mjs"], port, tmp_path) as process:
        await check(process, port)


async def test_the_route_of_next_under_node_alone(tmp_path: Path) -> None:
    node = needs("node")
    _copy(tmp_path, RECEIVERS / "express" / "receive.mjs", RECEIVERS / "express" / "verify.mjs")
    _copy(tmp_path, HERE / "receivers" / "next.mjs")
    shutil.copy(RECEIVERS / "nextjs" / "route.js", tmp_path / "route.mjs")
    port = free_port()
    async with started([node, "next.mjs"], port, tmp_path) as process:
        await check(process, port)


def test_work_that_goes_wrong_ends_no_process_of_node(tmp_path: Path) -> None:
    _copy(tmp_path, RECEIVERS / "express" / "receive.mjs", RECEIVERS / "express" / "verify.mjs")
    _copy(tmp_path, HERE / "receivers" / "throwing.mjs")
    body = b'{"type":"design.created","timestamp":"2026-11-29T22:13:20Z","data":{}}'
    headers = [signed_headers(body, NEW, webhook_id=f"evt_{number}") for number in range(2)]

    ended = subprocess.run(
        [needs("node"), "throwing.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False,
        input=json.dumps({"body": body.decode(), "headers": headers, "secret": NEW}),
    )  # fmt: skip

    assert (ended.returncode, ended.stdout.split("\n")[:3]) == (0, ["204", "204", "still there"]), ended.stderr
    assert "Error: thrown" in ended.stderr
    assert "Error: rejected" in ended.stderr


def test_the_verifier_for_node_takes_the_vectors_of_all_languages(tmp_path: Path) -> None:
    _copy(tmp_path, RECEIVERS / "express" / "verify.mjs", HERE / "receivers" / "vectors.mjs")

    ended = subprocess.run(
        [needs("node"), "vectors.mjs", str(VECTORS)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (0, ""), ended.stdout + ended.stderr


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_go(tmp_path: Path) -> None:
    go = needs("go")
    _copy(tmp_path, *(RECEIVERS / "go").iterdir(), HERE / "receivers" / "vectors_test.go")
    environment = {**os.environ, "VECTORS": str(VECTORS), "GOTOOLCHAIN": "local"}
    program = str(tmp_path / "receiver")
    quickly = ["-vet=off", "-gcflags=all=-N -l"]  # Go compiles its whole library first: two thirds of the time
    for command in ([go, "test", *quickly, "-c", "-o", program, "."], [program]):
        ended = await asyncio.to_thread(
            subprocess.run, command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
    port = free_port()
    async with started([program], port, tmp_path, {"SERVE": "1"}) as process:
        await check(process, port)


def _copy(folder: Path, *files: Path) -> None:
    for file in files:
        shutil.copy(file, folder)
