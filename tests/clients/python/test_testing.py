"""What tests of a user's own handlers and programs stand on."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from bellhop_client import OperationFailedError, problems
from bellhop_client.testing import fake_async_client, fake_client, run, run_async
from bellhop_client.worker import Context, Fail, Retry


class Roof(BaseModel):
    panels: int


def lay(roof: Roof, ctx: Context) -> dict[str, int]:
    if roof.panels == 0:
        raise Fail("roof_too_small", "Not one fits.", pointer="/panels")
    for done in range(ctx.checkpoint or 0, roof.panels):
        ctx.progress(done, roof.panels)
        ctx.checkpoint = done
    ctx.custom({"by": "hand"})
    return {"laid": roof.panels}


async def rest(_data: Any, ctx: Context) -> None:
    ctx.progress(percent=1)
    await asyncio.sleep(60)


def test_a_handler_runs_without_a_server() -> None:
    ran = run(lay, {"panels": 4})

    assert (ran.outcome, ran.result, ran.custom) == ("succeeded", {"laid": 4}, {"by": "hand"})
    assert [each["completed_items"] for each in ran.progress] == [0, 1, 2, 3]
    assert ran.progress[2]["percent"] == 50.0
    assert ran.checkpoint == 3


def test_an_attempt_goes_on_from_the_checkpoint_of_the_one_before() -> None:
    ran = run(lay, {"panels": 4}, attempt=2, checkpoint=2)

    assert [each["completed_items"] for each in ran.progress] == [2, 3]


def test_failures_and_misfits_are_as_the_service_would_hear_them() -> None:
    assert run(lay, {"panels": 0}).errors == [
        {"code": "roof_too_small", "message": "Not one fits.", "pointer": "/panels"}
    ]
    assert run(lay, {"panels": "many"}).errors[0]["pointer"] == "/panels"
    assert run(lambda: {"n": float("nan")}).errors[0]["code"] == "bad_output"
    assert run(lambda: {"n": Decimal("1.10")}).result == {"n": 1.1}


def test_a_cancellation_can_be_had_at_the_same_place_each_time() -> None:
    ran = run(lay, {"panels": 4}, cancel_after_reports=2)

    assert ran.outcome == "cancelled"
    assert len(ran.progress) == 2


def test_a_cancellation_can_come_from_outside() -> None:
    def sleep(_data: Any, ctx: Context) -> None:
        ctx.sleep(60)

    assert run(sleep, cancel_after=0.01).outcome == "cancelled"
    assert run(rest, cancel_after=0.01).outcome == "cancelled"
    assert run(rest, cancel_after_reports=1).outcome == "cancelled"


async def test_coroutine_functions_run_on_the_loop_of_the_test() -> None:
    async def later() -> None:
        raise Retry(after=30)

    ran = await run_async(later)

    assert (ran.outcome, ran.delay_seconds) == ("retry", 30)
    assert (await run_async(rest, cancel_after=0.01)).outcome == "cancelled"


def test_a_program_runs_against_a_fake_service() -> None:
    with fake_client({"lay": lay}) as client:
        running = client.run("designs/d1", "lay", {"panels": 2}, labels={"site": "oslo"})

        assert running.result() == {"laid": 2}
        assert running.operation.labels == {"site": "oslo"}
        assert running.operation.parent == "designs/d1"
        with pytest.raises(OperationFailedError, match="Not one fits"):
            client.run("designs/d1", "lay", {"panels": 0}).result()
        with pytest.raises(problems.NotFoundError):
            client.run("", "other")
        with pytest.raises(problems.AlreadyFinishedError):
            running.cancel()
        assert running.retry().operation.metadata.retry_of == running.id
        assert len(list(client.operations.list())) == 3
        first = client.run("", "lay", {"panels": 1}, idempotency_key="one")
        assert client.run("", "lay", {"panels": 1}, idempotency_key="one").id == first.id


async def test_the_fake_service_answers_async_programs_too() -> None:
    async def shout(data: dict[str, Any]) -> dict[str, Any]:
        return {"n": data["n"] + 1}

    async with fake_async_client({"shout": shout}) as client:
        assert await (await client.run("", "shout", {"n": 2**60})).result() == {"n": 2**60 + 1}
