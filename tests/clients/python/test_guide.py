"""The guide's programs, run as they stand there, against the real service and with one another."""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest

from bellhop_client import Client
from tests.running import ROOT, Service, bellhop_command, free_port, serving

GUIDE = (ROOT / "docs" / "clients" / "python.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PREPARATIONS = GUIDE.partition("stand here")[2].partition("```sh\n")[2].partition("```")[0]
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


def prepared(service: Service) -> tuple[dict[str, str], dict[str, str]]:
    """What the guide's first lines say: the operator's command is typed, and what they export is all there is.

    Returns the environments of the tenant and of the worker.
    """
    with Client(service.url, service.admin_key) as operator:
        operator.admin.create_tenant(id="aurora")
        keys = (
            operator.admin.create_key(kind="tenant", tenant_id="aurora").key,
            operator.admin.create_key(kind="worker").key,
        )
    values = {"BELLHOP_URL": service.url, "BELLHOP_TENANT": "aurora"}
    exported = {name: values.get(name, "") for name in re.findall(r"(BELLHOP_\w+)=", PREPARATIONS)}
    tenant, worker = ({**exported, "BELLHOP_KEY": key} for key in keys)
    operating = {**os.environ, "BELLHOP_URL": service.url, "BELLHOP_KEY": service.admin_key}
    (command,) = re.findall(r"^bellhop (.*?) +#", PREPARATIONS, re.MULTILINE)
    subprocess.run(
        [bellhop_command(), *command.split()], cwd=ROOT, env=operating, check=True, stdout=subprocess.DEVNULL
    )
    return tenant, worker


def test_the_programs_of_the_guide_do_what_it_says(service: Service, tmp_path: Path) -> None:
    """They ran an action that the test made for itself, which took what no action of the repository takes."""
    tenant, worker_of_it = prepared(service)
    place = Place(tmp_path, PORT=str(free_port()))
    secret = place.output("subscribe.py", **tenant)
    receiver = place.start("receiver.py", WEBHOOK_SECRET=secret)
    worker = place.start("worker.py", **worker_of_it)
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

    assert told.endswith(" has room for 40")
    assert heard == [told.split()[0], "succeeded"]


def test_the_programs_of_the_readme_work_with_what_it_names(service: Service, tmp_path: Path) -> None:
    """It named two variables of three, and an input that is a 422 after its own tour."""
    tenant, worker_of_it = prepared(service)
    section = README.partition("## Two minutes each")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(BELLHOP_\w+)`", section))
    assert "`bellhop actions apply schemas/actions`" in section
    tenants, workers = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    (tmp_path / "run.py").write_text(tenants, encoding="utf-8")
    (tmp_path / "work.py").write_text(workers, encoding="utf-8")
    place = Place(tmp_path)
    worker = place.start("work.py", **{name: worker_of_it[name] for name in named})
    try:
        told = place.output("run.py", **{name: tenant[name] for name in named})
    finally:
        worker.kill()
        worker.communicate()
    assert "'panel_count': 40" in told


def test_the_guides_tests_of_a_handler_hold() -> None:
    module = ModuleType("worker")
    sys.modules["worker"] = module
    (tests,) = [block for block in BLOCKS if "testing.run" in block]

    exec(PROGRAMS["worker.py"], module.__dict__)  # noqa: S102 - the code under test is the one that the page shows
    exec(tests, module.__dict__)  # noqa: S102 - same


def test_the_names_that_the_guide_mentions_are_there() -> None:
    assert {"tenant.py", "worker.py", "receiver.py", "subscribe.py"} == set(PROGRAMS)
    assert inspect.iscoroutinefunction(getattr(__import__("bellhop_client").AsyncClient, "run", None))
