"""The package for TypeScript: its own tests, its types, and its guide run against the real service."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.node import PACKAGE, ROOT, copy_of_package, npm
from tests.running import House, Service, Tenant, eventually, free_port, house_of, serving

_GUIDE = ROOT / "docs" / "clients" / "typescript.md"
_PROGRAM = re.compile(r"<!-- file: (\S+) -->\n```ts\n(.*?)```", re.DOTALL)

# The development packages may have to come over the network first.
pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built with its tests and the programs of its guide."""
    package = copy_of_package(tmp_path_factory.mktemp("typescript"))
    npm(package, "run", "build")  # tsc, strict
    programs = dict(_PROGRAM.findall(_GUIDE.read_text(encoding="utf-8")))
    assert set(programs) == {"client.ts", "receiver.ts", "worker.ts", "testing.ts"}
    (package / "guide").mkdir()
    for name, text in programs.items():
        (package / "guide" / name).write_text(text, encoding="utf-8")
    npm(package, "exec", "--", "tsc", "--project", str(_project_of_guide(package)))
    return package


def _project_of_guide(package: Path) -> Path:
    """The programs of the guide are compiled as those of somebody who has installed the package."""
    project = package / "tsconfig.guide.json"
    project.write_text('{"extends": "./tsconfig.json", "include": ["guide"]}', encoding="utf-8")
    return project


def test_its_own_tests_pass(package: Path) -> None:
    printed = npm(package, "run", "test:built")

    assert "# fail 0" in printed
    assert int(re.findall(r"^# pass (\d+)", printed, re.MULTILINE)[0]) > 150


def test_what_is_generated_is_as_the_sources_say(package: Path, tmp_path: Path) -> None:
    npm(package, "run", "generate", "--", str(tmp_path))

    for made in tmp_path.iterdir():
        assert made.read_text() == (ROOT / PACKAGE / "src" / made.name).read_text(), f"make generate: {made.name}"
    assert len(list(tmp_path.iterdir())) == 3


def test_handlers_and_callbacks_can_be_tested_without_a_service(package: Path) -> None:
    subprocess.run(["node", "dist/guide/testing.js"], cwd=package, check=True)  # noqa: S607


@pytest.fixture(scope="module")
def service(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with make_database() as database_url, serving(database_url, tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
async def house(service: Service) -> AsyncIterator[House]:
    async with house_of(service) as house:
        yield house


@asynccontextmanager
async def running(package: Path, name: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program of the guide; it is stopped as an operator would, and has to end well."""
    process = await asyncio.create_subprocess_exec(
        "node",
        f"dist/guide/{name}.js",
        cwd=package,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            raise


async def line_of(process: asyncio.subprocess.Process, beginning: str) -> str:
    """The first line that begins so."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        while line := (await process.stdout.readline()).decode():
            if line.startswith(beginning):
                return line.strip()
    message = f"the program ended and never said {beginning!r}"
    raise AssertionError(message)


async def test_guide_runs_against_the_service_from_run_to_callback(package: Path, house: House) -> None:
    tenant = await _tenant_of_the_guide(house)
    port = free_port()
    subscription = await tenant.subscribe(f"http://127.0.0.1:{port}/")
    at = {"BELLHOP_URL": house.admin.url}
    key = await house.worker_key("auto_designer")
    async with (
        running(package, "receiver", PORT=str(port), WEBHOOK_SECRET=_secret(subscription)) as receiver,
        running(package, "worker", WORKER_KEY=key, **at) as worker,
    ):
        await line_of(receiver, "listening")
        async with running(
            package, "client", BELLHOP_KEY=tenant.caller.key, BELLHOP_TENANT=tenant.name, **at
        ) as client:
            result = await line_of(client, "op_")
            listed = await line_of(client, "op_")
            assert await asyncio.wait_for(client.wait(), 20) == 0
        heard = await line_of(receiver, "done:")
        operation = await tenant.operation(result.split()[0])
        delivered = await eventually(lambda: _delivered(tenant))
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(worker.wait(), 20) == 0

    assert result.endswith("has room for 40 panels")
    assert listed.split()[:2] == [operation["id"], "auto_designer"]
    assert heard == f"done: {operation['id']} {{ site: 'garage' }}"
    assert operation["metadata"]["progress"] == {"completed_items": 30, "total_items": 40}
    assert [attempt["status_code"] for attempt in delivered["attempts"]] == [204]


async def _tenant_of_the_guide(house: House) -> Tenant:
    """A tenant, and the action that the guide runs."""
    document = (ROOT / "schemas" / "actions" / "auto_designer.json").read_bytes()
    sent = {"Authorization": f"Bearer {house.admin.key}", "Content-Type": "application/json"}
    url = f"{house.admin.url}/v2/admin/actions/auto_designer"
    async with house.admin.session.put(url, data=document, headers=sent) as answer:
        assert answer.status in {200, 201}
    return await house.tenant()


def _secret(subscription: dict[str, dict[str, dict[str, str]]]) -> str:
    return subscription["auth"]["signature"]["secret"]


async def _delivered(tenant: Tenant) -> dict[str, list[dict[str, int]]] | None:
    found = await tenant.caller.get(f"/v2/tenants/{tenant.name}/deliveries?filter=state+%3D%3D+%22delivered%22")
    if not found["results"]:
        return None
    one: dict[str, list[dict[str, int]]] = await tenant.caller.get(
        f"/v2/tenants/{tenant.name}/deliveries/{found['results'][0]['id']}"
    )
    return one
