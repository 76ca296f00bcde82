"""A process with namespaces of its own: what it changes of the machine, it changes for itself alone."""

import asyncio
import shutil

import pytest

CANNOT = 77  # what a script ends with where even so it may not change the machine


async def run_apart(kind: str, script: str, *args: str) -> list[str]:
    """The lines that a shell script says in namespaces of this kind (`--mount`, `--net`); skips where it has none."""
    apart = ("unshare", "--user", "--map-root-user", kind)
    if shutil.which("unshare") is None or await (await asyncio.create_subprocess_exec(*apart, "true")).wait():
        pytest.skip("no process can have namespaces of its own here")
    child = await asyncio.create_subprocess_exec(
        *apart, "sh", "-c", script, "sh", *args, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await child.communicate()
    if child.returncode == CANNOT:
        pytest.skip("no process can change its own namespaces here")
    assert child.returncode == 0
    return output.decode().splitlines()
