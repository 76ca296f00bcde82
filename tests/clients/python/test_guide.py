"""The guide's programs, run as they stand there, against the real service and with one another."""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest

from bellhop_client import Client
from tests.running import ROOT, Service, free_port, serving

GUIDE = (ROOT / "docs" / "clients" / "python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
PROGRAMS = {found[1]: block for block in BLOCKS if (found := re.match(r"# (\w+\.py)\n", block))}


class Place:
    """A folder with the guide's programs, and the environment that they are started in."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        source = str(ROOT / "clients" / "python" / "src")
        self.environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": source, "PYTHONUNBUFFERED": "1", **environment}
        for name, text in PROGRAMS.items():
            (folder / name).write_text(text, encoding="utf-8")

    def start(self, name: str, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, name], cwd=self.folder, env={**self.environment, **environment},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def output(self, name: str, **environment: str) -> str:
        """What a program prints that ends by itself."""
        process = self.start(name, **environment)
        told, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        return told.strip()


@pytest.fixture
def service(make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path) -> Iterator[Service]:
    with make_database() as database_url, serving(database_url, tmp_path) as running:
        yield running


def test_the_programs_of_the_guide_do_what_it_says(service: Service, tmp_path: Path) -> None:
    with Client(service.url, service.admin_key) as operator:
        operator.admin.create_tenant(id="aurora")
        operator.admin.put_action("auto_designer", parent="designs/{design_id}", input_schema={"type": "object"})
        tenant = {"BELLHOP_KEY": operator.admin.create_key(kind="tenant", tenant_id="aurora").key}
        worker_key = operator.admin.create_key(kind="worker").key
    port = str(free_port())
    place = Place(tmp_path, BELLHOP_URL=service.url, BELLHOP_TENANT="aurora", PORT=port)
    secret = place.output("subscribe.py", **tenant)
    receiver = place.start("receiver.py", WEBHOOK_SECRET=secret)
    worker = place.start("worker.py", BELLHOP_KEY=worker_key)
    try:
        told = place.output("tenant.py", **tenant)
        assert receiver.stdout is not None
        heard = receiver.stdout.readline().split()
        worker.terminate()
        assert worker.wait(30) == 0
    finally:
        for process in (receiver, worker):
            process.kill()
            process.communicate()

    assert told.endswith("{'panels': 12}")
    assert heard == [told.split()[0], "succeeded"]


def test_the_guides_tests_of_a_handler_hold() -> None:
    module = ModuleType("worker")
    sys.modules["worker"] = module
    (tests,) = [block for block in BLOCKS if "testing.run" in block]

    exec(PROGRAMS["worker.py"], module.__dict__)  # noqa: S102 - the code under test is the one that the page shows
    exec(tests, module.__dict__)  # noqa: S102 - same


def test_the_names_that_the_guide_mentions_are_there() -> None:
    assert {"tenant.py", "worker.py", "receiver.py", "subscribe.py"} == set(PROGRAMS)
    assert inspect.iscoroutinefunction(getattr(__import__("bellhop_client").AsyncClient, "run", None))
