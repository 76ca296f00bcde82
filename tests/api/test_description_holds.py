"""Thousands of generated requests, right and wrong, and every answer as the description says.

No answer is a 500, every status and every body is one that the description has, what the description forbids is
refused, and what it does not offer is 405 with `Allow`.
"""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.serving import Api

SETTINGS = """
[parameters]
"path.tenant_id" = "acme"
"path.action" = "design"
"path.code" = "not-found"

# The items of a batch are judged one by one: a wrong one is answered in its place, and refuses nothing.
[[operations]]
include-path-regex = "jobs:(complete|heartbeat|release)$|deliveries:record$|/events$"
checks.negative_data_rejection.enabled = false
"""
ARGUMENTS = (
    "--phases=coverage,fuzzing",
    "--max-examples=3",
    "--generation-deterministic",
    "--continue-on-failure",
    "--exclude-checks=positive_data_acceptance,ignored_auth",  # the service knows more rules than a schema can say
    "--request-timeout=10",
    "--no-color",
)


pytestmark = pytest.mark.long


async def explore(api: Api, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run schemathesis against the API with its key; its exit code and all that it said."""
    settings = folder / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={settings}",
        "run",
        f"{api.base}/openapi.json",
        f"--header=Authorization: Bearer {api.key}",
        *ARGUMENTS,
        *arguments,
        cwd=folder,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(Path(__file__).parent),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@pytest.mark.timeout(600)  # it asks for each route many times, which takes as long as the machine is busy
async def test_operators_requests_are_answered_as_described(api: Api, tmp_path: Path) -> None:
    await api.make_tenant("acme")
    await api.put_action("design")
    code, said = await explore(api, tmp_path, "--exclude-operation-id=deleteTenant")
    assert code == 0, said


@pytest.mark.timeout(600)
async def test_tenants_requests_are_answered_as_described(api: Api, tmp_path: Path) -> None:
    tenant = await api.make_tenant("acme")
    await api.put_action("design")
    await tenant("POST", "/v2/tenants/acme/design/run", {})
    code, said = await explore(tenant, tmp_path, "--include-path-regex=^/(v1/)?operations|/run$|/status$|/actions")
    assert code == 0, said
