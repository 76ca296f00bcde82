"""Docs: a laptop behind NAT gets signed callbacks, and what its receiver answers is the attempt."""

from pathlib import Path

from standardwebhooks.webhooks import Webhook

from tests.commanding import Typist
from tests.receiver import Answer, Receiver
from tests.running import ROOT, House, eventually


async def test_laptop_gets_signed_callbacks_and_its_answer_is_the_attempt(
    house: House, door: Receiver, tmp_path: Path
) -> None:
    tenant, action = await house.tenant(), await house.action()
    door.script("/hook", Answer(500, body=b"not yet"))
    typist = Typist(tmp_path, BELLHOP_URL=house.service.url, BELLHOP_KEY=tenant.caller.key)
    arguments = ("--forward-to", f"localhost:{door.port}/hook", "--events", "operation.*", "--print-secret", "--json")

    async with typist.started("listen", *arguments) as listening:
        hello = await listening.record()
        worker = await house.worker(action)
        operation = await tenant.run(action, {"n": 1})
        await worker.complete(await worker.claim_one(action))
        refused, accepted = await listening.record(), await listening.record()
        callbacks = await door.expect(2)
        (delivery,) = await tenant.deliveries(state="delivered")
        await listening.interrupt()

    for callback in callbacks:
        said = Webhook(hello["secret"]).verify(callback.body, dict(callback.headers))
        assert said["data"]["job_id"] == operation["id"]
    assert [(each["attempt"], each["status_code"]) for each in (refused, accepted)] == [(1, 500), (2, 200)]
    assert [each["status_code"] for each in delivery["attempts"]] == [500, 200]
    assert delivery["attempts"][0]["response"]["body"] == "not yet"

    async def is_gone() -> bool:
        path = f"/v2/tenants/{tenant.name}/subscriptions/{hello['listening']}"
        return (await tenant.caller.call("GET", path)).status == 404

    await eventually(is_gone)


async def test_two_lines_of_the_readme_bring_an_example_to_the_laptop(
    house: House, door: Receiver, tmp_path: Path
) -> None:
    """The second one was typed before the first had made its subscription, two times of three."""
    tenant = await house.tenant()
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("A **laptop**")[2]
    lines = [line.split("#") for line in section.partition("```sh\n")[2].partition("```")[0].splitlines()]
    (listen, *one), (trigger, *other) = lines
    assert (one, other) == ([" in one terminal"], [" in another"])
    typist = Typist(tmp_path, BELLHOP_URL=house.service.url, BELLHOP_KEY=tenant.caller.key)
    async with typist.started(*listen.replace("3000", str(door.port)).split()[1:]) as listening:
        assert " listens to " in await listening.line()
        await typist.ok(*trigger.split()[1:])
        (callback,) = await door.expect(1)
    assert (callback.target, callback.json()["type"]) == ("/hooks", "operation.succeeded")
