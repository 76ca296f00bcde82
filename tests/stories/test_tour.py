"""README: the tour, pasted as one block into a shell."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.running import ROOT, free_port

SECONDS = 100


def tour() -> str:
    """The blocks of the tour, one below the other."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## A tour")[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


def of_its_own(text: str, folder: Path) -> str:
    """The same text with ports and a folder that nobody else on this machine has."""
    port = free_port()
    worker = "-m examples.worker"
    assert worker in text
    return (
        text.replace("8400", str(port))
        .replace("8500", str(free_port()))
        .replace("/tmp/bellhop-tour", str(folder / "bellhop-tour"))  # noqa: S108 - as the README has it
        .replace(".venv/bin/bellhop serve", f"BELLHOP_PORT={port} .venv/bin/bellhop serve")
        .replace(f".venv/bin/python {worker}", f"BELLHOP_URL=http://127.0.0.1:{port} .venv/bin/python {worker}")
    )


def with_installed(folder: Path) -> str:
    """A search path on which `make setup` finds everything made already: tests install nothing."""
    make = folder / "bin" / "make"
    make.parent.mkdir()
    make.write_text('#!/bin/sh\ntest "$*" = setup\n', encoding="utf-8")
    make.chmod(0o755)
    return f"{make.parent}:{os.environ['PATH']}"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may enter: as root, Postgres runs as another one."""
    with tempfile.TemporaryDirectory(prefix="bellhop-tour-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the tour is told with curl")
def test_tour_ends_with_a_succeeded_operation_and_a_delivered_callback(folder: Path) -> None:
    text = of_its_own(tour(), folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
    shell = subprocess.Popen(
        ["bash"],  # noqa: S607 - whichever one a reader has
        cwd=ROOT,
        env={**environment, "PATH": with_installed(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = shell.communicate(text, timeout=SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0, said
    assert "signature verified" in said, said
    assert said.index('"state":"succeeded"') < said.index('"state":"delivered"'), said
    assert "problems/" not in said, said
    assert not (folder / "bellhop-tour").exists()
