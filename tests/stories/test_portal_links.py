"""docs/portal.md: the links that an operator's backend makes in curl, Python and JavaScript open sessions that work."""

import asyncio
import json
import os
import re
import shutil
import sys

import pytest

from tests.running import ROOT, Caller, House

PAGE = (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    """A block of the page as it stands there."""
    return str(re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number])


def programs(tenant_id: str) -> dict[str, list[str]]:
    """What an operator runs, by its language; each prints the link (the first one the whole answer)."""
    call = f'("{tenant_id}", "view", "send")'
    return {
        "sh": ["sh", "-c", block("sh").replace("aurora", tenant_id)],
        "python": [sys.executable, "-c", f"{block('python')}\nprint(portal_link{call})"],
        "javascript": ["node", "-e", f"{block('javascript')}\nportalLink{call}.then(console.log);"],
    }


@pytest.mark.parametrize("language", ["sh", "python", "javascript"])
async def test_each_program_of_the_page_makes_a_link_that_opens(house: House, language: str) -> None:
    tenant = await house.tenant()
    program = programs(tenant.name)[language]
    needed = "curl" if language == "sh" else program[0]
    if shutil.which(needed) is None:
        pytest.skip(f"{needed} is not installed")
    environment = {**os.environ, "BELLHOP_URL": house.admin.url, "BELLHOP_KEY": house.admin.key}
    running = await asyncio.create_subprocess_exec(*program, env=environment, stdout=asyncio.subprocess.PIPE)
    printed = (await asyncio.wait_for(running.communicate(), 60))[0].decode().strip()
    link = json.loads(printed)["uri"] if language == "sh" else printed
    assert link.startswith(f"{house.admin.url}/console#code=")

    code = link.partition("#code=")[2]
    opened = await house.admin.post("/v2/portal-sessions:exchange", {"code": code})
    browser = Caller(house.admin.session, house.admin.url, opened["key"])
    me = await browser.get("/v2/me")
    assert (me["kind"], me["tenant_id"], me["capabilities"]) == ("portal", tenant.name, ["view", "send"])
    assert me["return_uri"] == "https://app.example.com/settings"


async def test_a_session_looks_and_sends_but_changes_nothing(house: House) -> None:
    tenant = await house.tenant()
    made = await house.admin.post(f"/v2/tenants/{tenant.name}/portal-sessions", {"capabilities": ["view", "send"]})
    code = made["uri"].partition("#code=")[2]
    opened = await house.admin.post("/v2/portal-sessions:exchange", {"code": code})
    browser = Caller(house.admin.session, house.admin.url, opened["key"])
    subscription = await tenant.subscribe("https://hooks.example.com/")
    path = f"/v2/tenants/{tenant.name}/subscriptions/{subscription['id']}"

    shown = await browser.get(path)
    assert subscription["auth"]["signature"]["secret"] not in json.dumps(shown)
    assert (await browser.call("POST", f"{path}:ping", {})).status == 202
    for method, where in (("PATCH", path), ("DELETE", path), ("POST", f"{path}:rotate-secret")):
        assert (await browser.call(method, where, {})).status == 403
