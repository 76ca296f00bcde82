"""`bellhop run`: an action started from a terminal or a script."""

import asyncio
import json
from typing import Any

import pytest

from tests.commanding import Typist
from tests.running import House, Tenant, Worker


@pytest.fixture
async def action(house: House) -> str:
    return await house.action()


async def complete_next(house: House, action: str, outcome: str = "succeeded", **fields: Any) -> None:
    worker = await house.worker(action)
    job = await worker.claim_one(action)
    await worker.complete(job, outcome, **fields)


async def test_started_operation_is_printed_by_its_id(typist: Typist, tenant: Tenant, action: str) -> None:
    done = await typist.ok("run", action, "--parent", "designs/d1", '{"n": 1}', "--label", "site=roof")
    operation = await tenant.caller.get(f"/operations/{done.out.strip()}?view=full")
    assert (operation["parent"], operation["input"], operation["labels"]) == ("designs/d1", {"n": 1}, {"site": "roof"})


async def test_waiting_prints_the_result(typist: Typist, house: House, action: str) -> None:
    done, _ = await asyncio.gather(
        typist("run", action, "--parent", "designs/d1", "--wait", "-", stdin=b'{"n": 2}'),
        complete_next(house, action, result={"area": 12345678901234567890}),
    )
    assert (done.code, json.loads(done.out)) == (0, {"area": 12345678901234567890})


async def test_failed_operation_is_code_5_and_says_why(typist: Typist, house: House, action: str) -> None:
    errors = [{"code": "no_roof", "message": "there is \x1b[2Jno roof"}]
    done, _ = await asyncio.gather(
        typist("run", action, "--parent", "designs/d1", "--wait", "--json"),
        complete_next(house, action, "failed", errors=errors),
    )
    assert (done.code, done.json["state"]) == (5, "failed")
    assert r"no_roof: there is \x1b[2Jno roof" in done.err
    assert "\x1b" not in done.out + done.err


async def test_json_is_one_line_of_printable_characters(typist: Typist, action: str) -> None:
    label = "site=\x9b1m\u202eroof é"
    done = await typist.ok("run", action, "--parent", "designs/d1", "--label", label, "--json")
    assert done.out.rstrip("\n").isprintable()
    assert done.json["labels"] == {"site": "\x9b1m\u202eroof é"}


async def test_wrong_input_is_code_1_and_names_the_part(typist: Typist, action: str) -> None:
    done = await typist("run", action, "--parent", "designs/d1", '{"n": "one"}')
    assert done.code == 1
    assert "/n:" in done.err
    assert (await typist("run", action, "--parent", "designs/d1", '{"n": "one"}', "--validate-only")).code == 1
    assert "nothing was started" in (await typist.ok("run", action, "--parent", "designs/d1", "--validate-only")).out


@pytest.mark.parametrize("given", ["{", "@nowhere.json", "file.json"])
async def test_what_is_no_json_is_wrong_use(typist: Typist, given: str) -> None:
    done = await typist("run", "some", given)
    assert (done.code, done.out) == (2, "")


async def test_exit_codes_tell_what_went_wrong(typist: Typist, house: House, action: str) -> None:
    unknown = await typist("run", "nothing-like-it")
    assert (unknown.code, unknown.err) == (
        3,
        "bellhop: There is no action `nothing-like-it`; `GET …/actions` lists those that there are.\n",
    )
    assert (await typist("run", action, "--key", "bh_tenant_" + "A" * 43)).code == 4
    assert (await typist("run", action, "--tenant", "somebody-else")).code == 4
    away = await typist("run", action, "--url", "http://127.0.0.1:9", "--validate-only")
    assert away.code == 6
    assert "cannot be reached" in away.err
    assert (await typist.without("BELLHOP_URL", "BELLHOP_KEY")("run", action)).code == 2
    assert (await typist("run")).code == 2
    twice = await typist("run", action, "--label", "site=roof", "--label", "site=garage")
    assert (twice.code, "--label site=… is given twice" in twice.err) == (2, True)


async def test_same_idempotency_key_starts_it_once(typist: Typist, action: str) -> None:
    arguments = ("run", action, "--parent", "designs/d1", "--idempotency-key", "order-4711")
    assert (await typist.ok(*arguments)).out == (await typist.ok(*arguments)).out


async def test_interrupted_wait_says_that_the_operation_goes_on(typist: Typist, tenant: Tenant, house: House) -> None:
    action = await house.action()
    async with typist.started("run", action, "--parent", "designs/d1", "--wait") as running:
        worker = await house.worker(action)
        job = await worker.claim_one(action)
        await worker.heartbeat(job)
        code = await running.interrupt()
        assert running.process.stderr is not None
        words = (await running.process.stderr.read()).decode()
    assert code == 130
    assert f"{job['job_id']} goes on without this command" in words
    assert (await tenant.operation(job["job_id"]))["state"] == "running"


async def test_terminal_sees_a_bar_that_is_gone_at_the_end(typist: Typist, house: House) -> None:
    action = await house.action()

    async def work(worker: Worker) -> None:
        job = await worker.claim_one(action)
        progress = {"completed_items": 3, "total_items": 4, "message": "roof \x07three"}
        await worker.heartbeat(job, progress=progress)
        await asyncio.sleep(2)  # for the terminal to see it: what it shows is polled
        await worker.complete(job)

    (code, seen), _ = await asyncio.gather(
        typist.on_terminal("run", action, "--parent", "designs/d1", "--wait"), work(await house.worker(action))
    )
    assert code == 0
    assert "[##################......]  75 %  3 of 4  roof \\x07three" in seen
    assert "\x07" not in seen
    assert seen.rindex("\r\x1b[K") > seen.rindex("75 %")
