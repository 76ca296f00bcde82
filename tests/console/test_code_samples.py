"""The code that the console gives to receivers tells genuine requests from others."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.receiver import Receiver

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Each runs the code on a genuine request, on one whose body was changed, on an old one, and on those whose headers are
# not what a sender of ours writes, and prints what it says.
OTHERS = [
    {"webhook-signature": "v1,\u00e9"},
    {"webhook-signature": "v1,\udcff"},
    {"webhook-signature": ""},
    {"webhook-signature": None},
    {"webhook-id": "evt_\u00e9"},
    {"webhook-id": "evt_\udcff"},
    {"webhook-id": None},
    {"webhook-timestamp": "x"},
    {"webhook-timestamp": "\u00b2"},
    {"webhook-timestamp": "9" * 5000},
    {"webhook-timestamp": None},
]
RUNNERS = {
    "Python": (
        "receiver.py",
        sys.executable,
        """
import json, sys
sent = json.load(sys.stdin)
body = sent["body"].encode()
old = {**sent["headers"], "webhook-timestamp": "1700000000"}
answers = [is_genuine(sent["headers"], body), is_genuine(sent["headers"], body + b" "), is_genuine(old, body)]
for other in sent["others"]:
    headers = {name: value for name, value in {**sent["headers"], **other}.items() if value is not None}
    answers.append(is_genuine(headers, body))
print(json.dumps(answers))
""",
    ),
    "JavaScript": (
        "receiver.mjs",
        "node",
        """
import { readFileSync } from "node:fs";
const sent = JSON.parse(readFileSync(0));
const body = Buffer.from(sent.body);
const old = { ...sent.headers, "webhook-timestamp": "1700000000" };
const changed = Buffer.concat([body, Buffer.from(" ")]);
const answers = [isGenuine(sent.headers, body), isGenuine(sent.headers, changed), isGenuine(old, body)];
for (const other of sent.others) {
  const headers = Object.entries({ ...sent.headers, ...other }).filter(([, value]) => value !== null);
  answers.push(isGenuine(Object.fromEntries(headers), body));
}
console.log(JSON.stringify(answers));
""",
    ),
}


@pytest.mark.parametrize("language", RUNNERS)
async def test_code_believes_what_is_genuine_and_nothing_else(
    visit: Visitor, scene: Scene, door: Receiver, tmp_path: Path, language: str
) -> None:
    name, program, runner = RUNNERS[language]
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"No {program} here, so the code for {language} was not run.")
    path = f"/code/{language}"
    made = await scene.tenant.subscribe(door.url(path), event_types=["code.*"])
    await scene.tenant.caller.post(f"/v2/tenants/{scene.tenant.name}/subscriptions/{made['id']}:ping")
    (request,) = await door.expect(1, path=path)
    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions/{made['id']}") as seen:
        await seen.page.get_by_role("button", name=language, exact=True).click()
        shown = seen.page.locator(".code pre")
        await expect(shown).to_contain_text("webhook-signature")
        code = await shown.inner_text()
    (tmp_path / name).write_text(code + runner, encoding="utf-8")
    headers = {key.lower(): value for key, value in request.headers.items()}
    given = json.dumps({"headers": headers, "body": request.body.decode(), "others": OTHERS})
    environment = {**os.environ, f"WEBHOOK_SECRET_{made['id'][-6:].upper()}": made["auth"]["signature"]["secret"]}
    running = await asyncio.create_subprocess_exec(
        found, tmp_path / name, env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await running.communicate(given.encode())
    assert running.returncode == 0
    assert json.loads(said) == [True] + [False] * (2 + len(OTHERS))
