"""What a worker does with each answer, as the vectors of all languages have it; its service is a few lines."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bellhop_client import BellhopError
from bellhop_client.worker import Cancelled, Context, Fail, Retry, Worker
from bellhop_client.worker.outcomes import of_exception
from tests.clients.vectors import vectors

VECTORS = vectors("completions.json")


@dataclass
class Played(httpx.AsyncBaseTransport):
    """A service with one job, and the answers that a test wants."""

    complete: list[dict[str, Any]] = field(default_factory=list)
    heartbeat: list[dict[str, Any]] = field(default_factory=list)
    refusal: int | None = None
    asked: list[tuple[str, Any]] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        verb = request.url.path.rpartition(":")[2]
        body = json.loads(await request.aread())
        self.asked.append((verb, body))
        if self.refusal is not None:
            return httpx.Response(self.refusal, json={"type": "/problems/x", "detail": "No."})
        return httpx.Response(200, json=await getattr(self, f"_{verb}")(body))

    async def _claim(self, _body: Any) -> Any:
        if [verb for verb, _ in self.asked].count("claim") > 1:
            await asyncio.sleep(0.05)
            return {"jobs": []}
        deadline = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        job = {"job_id": "op_1", "lease_token": "t", "attempt": 1, "tenant_id": "acme", "action": "echo", "parent": "",
               "input": self.data, "deadline_time": deadline, "labels": {}, "cancel_requested": False}  # fmt: skip
        return {"jobs": [job]}

    async def _heartbeat(self, body: Any) -> Any:
        answer = self.heartbeat.pop(0) if self.heartbeat else {"status": "extended"}
        return {"leases": [answer for _ in body["leases"]]}

    async def _complete(self, _body: Any) -> Any:
        return {"items": [self.complete.pop(0) if self.complete else {"status": "accepted"}]}

    async def _release(self, _body: Any) -> Any:
        return {"items": [{"status": "released"}]}

    def said(self, verb: str) -> list[Any]:
        """The items of all requests of this verb."""
        return [item for name, body in self.asked if name == verb for item in body.get("items", body.get("leases", []))]


async def work(service: Played, function: Any, *, until: Any) -> None:
    """Let a worker work until something is so."""
    worker = Worker("http://bellhop.test", "bh_worker_x", transport=service, lease_seconds=1, grace_seconds=1)
    worker.action("echo")(function)
    serving = asyncio.create_task(worker.serve())
    async with asyncio.timeout(10):
        while not until() and not serving.done():  # noqa: ASYNC110 - what it waits for has no event
            await asyncio.sleep(0.02)
    worker.stop()
    await serving


@pytest.mark.parametrize("case", VECTORS["complete"], ids=lambda case: case["then"] + " " + case["answer"]["status"])
async def test_the_answer_to_a_completion_is_heeded(case: dict[str, Any]) -> None:
    answers = [case["answer"]] * (2 if case["then"] == "release" else 1)
    service = Played(complete=list(answers))
    wanted = {"done": 1, "discard": 1, "fail": 2, "release": 2}[case["then"]]

    def handle() -> dict[str, Any]:
        if case.get("sent", {}).get("outcome") == "failed":
            raise Fail("code", "message")
        return {"n": 1}

    await work(service, handle, until=lambda: len(service.said("complete")) >= wanted)

    said = service.said("complete")
    assert len(said) == wanted
    assert len(service.said("release")) == (1 if case["then"] == "release" else 0)
    if case["then"] == "fail":
        item = case["item"]
        assert said[1]["outcome"] == item["outcome"]
        assert [each["code"] for each in said[1]["errors"]] == [each["code"] for each in item["errors"]]
        assert [each["pointer"] for each in said[1]["errors"]] == [each["pointer"] for each in item["errors"]]


@pytest.mark.parametrize("case", VECTORS["heartbeat"], ids=lambda case: f"{case['then']} {case['answer']}")
async def test_the_answer_to_a_heartbeat_is_heeded(case: dict[str, Any]) -> None:
    service = Played(heartbeat=[case["answer"]])
    heard: list[str] = []

    async def handle(_data: Any, ctx: Context) -> None:
        try:
            await asyncio.sleep(0.6)
        except asyncio.CancelledError:
            heard.append("abandon" if ctx._signal.lost else "cancel")
            raise

    goes_on = case["then"] == "go_on"
    await work(service, handle, until=lambda: heard or service.said("complete"))
    await asyncio.sleep(0)

    assert heard == ([] if goes_on else [case["then"]])
    outcomes = [item["outcome"] for item in service.said("complete")]
    assert outcomes == {"go_on": ["succeeded"], "cancel": ["cancelled"], "abandon": []}[case["then"]]


HANDLERS: dict[str, Any] = {
    'returns {"n": 3}': {"n": 3},
    "fails with code and message": Fail("code", "message"),
    "asks to be tried again after 30 s": Retry(after=30),
    "throws anything else": ZeroDivisionError("no"),
    "says that it was cancelled, and nobody had asked": Cancelled(),
}


@pytest.mark.parametrize("case", VECTORS["handler"], ids=lambda case: str(case["handler"]))
async def test_what_a_handler_does_becomes_its_outcome(case: dict[str, Any]) -> None:
    service = Played(data={"n": "no number"})
    given = HANDLERS.get(case["handler"])

    def handle() -> Any:
        if isinstance(given, Exception):
            raise given
        return given

    def typed(data: dict[str, int], ctx: Context) -> None: ...

    def cancelled(_data: Any, ctx: Context) -> dict[str, int]:
        service.heartbeat.append({"status": "extended", "cancel_requested": True})
        ctx._signal.wait(5)
        if "returns" in case["handler"]:
            return {"n": 1}
        raise Cancelled

    misfit = "not what it declares" in case["handler"]
    function = typed if misfit else cancelled if "tenant" in case["handler"] else handle
    if misfit:
        typed.__annotations__["data"] = int
    await work(service, function, until=lambda: service.said("complete"))

    item = service.said("complete")[0]
    assert item["outcome"] == case["outcome"]
    assert {name: item.get(name) for name in ("result", "delay_seconds") if name in case} == {
        name: case[name] for name in ("result", "delay_seconds") if name in case
    }


@pytest.mark.parametrize("case", VECTORS["refusals"], ids=str)
async def test_a_refused_request_ends_the_worker_or_is_sent_again(case: dict[str, Any]) -> None:
    service = Played(refusal=case["status"])

    working = work(service, lambda: None, until=lambda: [verb for verb, _ in service.asked].count("claim") > 1)

    if case["then"] == "end":
        with pytest.raises(BellhopError):
            await working
        assert len(service.asked) == 1
    else:
        await working


def test_a_cancellation_that_nobody_asked_for_is_another_try() -> None:
    assert of_exception(Cancelled(), cancel_requested=False).outcome == "retry"


async def test_a_fault_of_the_workers_own_ends_it_instead_of_letting_it_claim_no_more() -> None:
    class Odd(Played):
        async def _claim(self, _body: Any) -> Any:
            return {"nothing": "that a claim answers"}

    with pytest.raises(KeyError):
        await work(Odd(), lambda: None, until=lambda: False)
