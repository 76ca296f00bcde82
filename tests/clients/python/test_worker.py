"""The worker against the real service: what handlers may do, and what the tenant then sees."""

import asyncio
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from bellhop_client import problems, trace
from bellhop_client.worker import Cancelled, Context, Fail, Retry, Worker
from tests.api.operations_world import Operations
from tests.serving import UNKNOWN_KEY


class Count(BaseModel):
    n: int


@dataclass
class Doubled:
    n: int


def worker_of(acme: Operations, **options: Any) -> Worker:
    settings = {"worker_id": "w1", "lease_seconds": 30, "grace_seconds": 5, "concurrency": 4, **options}
    return Worker(acme.operator.base, acme.worker.key, **settings)


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    serving = asyncio.create_task(worker.serve())
    try:
        yield
    finally:
        worker.stop()
        await serving


async def ended(acme: Operations, operation: Any) -> Any:
    """The operation once it has ended."""
    read: Any = {}
    for _ in range(20):
        read = (await acme.get(operation, Prefer="wait=5")).json
        if read["done"]:
            break
    return read


async def seen(acme: Operations, operation: Any, is_there: Callable[[Any], object]) -> Any:
    """The operation once it is as wanted."""
    async with asyncio.timeout(10):
        while True:
            read = (await acme.get(operation)).json
            if is_there(read):
                return read
            await asyncio.sleep(0.05)


def is_back(operation: Any) -> bool:
    return bool(operation["state"] == "pending" and operation["metadata"]["attempt"] > 0)


async def test_ten_lines_make_a_worker(acme: Operations) -> None:
    worker = worker_of(acme)

    @worker.action()
    def echo(data: Count, ctx: Context) -> Doubled:
        ctx.progress(1, 2, message="half")
        ctx.custom({"by": ctx.job.tenant_id})
        return Doubled(data.n * 2)

    async with running(worker):
        read = await ended(acme, await acme.run({"n": 4503599627370497}))

    assert (read["state"], read["result"]) == ("succeeded", {"n": 9007199254740994})
    assert read["metadata"]["progress"] == {"percent": 50.0, "completed_items": 1, "total_items": 2, "message": "half"}
    assert read["metadata"]["custom"] == {"by": "acme"}
    assert echo.__name__ == "echo"


@pytest.mark.parametrize("kind", ["async", "thread"])
async def test_a_handler_says_what_came_of_its_job(acme: Operations, kind: str) -> None:
    worker = worker_of(acme)
    attempts: list[int] = []

    def handle(data: dict[str, Any], ctx: Context) -> dict[str, Any] | None:
        match data["n"]:
            case 0:
                return None
            case 1:
                raise Fail("too_small", "Not one fits.", pointer="/roof", rows=0)
            case 2 if ctx.attempt == 1:
                attempts.append(ctx.attempt)
                raise Retry(after=0)
            case 3:
                raise Cancelled
            case 4 if ctx.attempt == 1:
                message = "a fault of the handler's own"
                raise ZeroDivisionError(message)
        return {"n": ctx.attempt}

    if kind == "async":

        @worker.action("echo")
        async def handle_async(data: dict[str, Any], ctx: Context) -> dict[str, Any] | None:
            await asyncio.sleep(0)
            return handle(data, ctx)
    else:
        worker.action("echo")(handle)

    async with running(worker):
        nothing, failed, again = [await ended(acme, await acme.run({"n": n})) for n in (0, 1, 2)]
        faulty = [await acme.run({"n": n}) for n in (3, 4)]
        told = [await seen(acme, each, is_back) for each in faulty]

    assert (nothing["state"], nothing["result"]) == ("succeeded", {})
    assert failed["errors"] == [{"code": "too_small", "message": "Not one fits.", "pointer": "/roof", "rows": 0}]
    assert (again["result"], attempts) == ({"n": 2}, [1])
    assert [each["state"] for each in told] == ["pending", "pending"]


@pytest.mark.parametrize(
    ("result", "pointer"),
    [({"n": "three"}, "/result/n"), ({"n": float("nan")}, None), ({"text": "x" * 300_000}, "/result"), ([1], "/result"),
     ({"text": "x" * 700_000}, None), ({"n": object()}, None)],
)  # fmt: skip
async def test_a_result_that_cannot_be_taken_is_a_failure_with_its_pointers(
    acme: Operations, result: Any, pointer: str | None
) -> None:
    worker = worker_of(acme)
    worker.action("echo")(lambda: result)

    async with running(worker):
        read = await ended(acme, await acme.run())

    assert (read["state"], read["errors"][0]["code"]) == ("failed", "bad_output")
    assert read["errors"][0].get("pointer") == pointer
    assert read["metadata"]["attempt"] == 1


async def test_an_input_that_is_not_what_a_handler_declares_is_a_failure(acme: Operations) -> None:
    class Strict(BaseModel):
        name: int

    def handle(data: Strict) -> None:
        raise AssertionError(data)

    worker = worker_of(acme)
    handle.__annotations__["data"] = Strict
    worker.action("echo")(handle)
    async with running(worker):
        read = await ended(acme, await acme.run({"name": "x"}))

    assert read["errors"][0]["code"] == "bad_input"
    assert read["errors"][0]["pointer"] == "/name"


@pytest.mark.parametrize("kind", ["async", "thread"])
async def test_a_cancellation_reaches_the_handler(acme: Operations, kind: str) -> None:
    worker = worker_of(acme, lease_seconds=3)
    began = asyncio.Event()
    loop = asyncio.get_running_loop()

    if kind == "async":

        @worker.action("echo")
        async def wait_async() -> None:
            began.set()
            await asyncio.Event().wait()
    else:

        @worker.action("echo")
        def wait(_data: Any, ctx: Context) -> None:
            loop.call_soon_threadsafe(began.set)
            ctx.sleep(60)

    async with running(worker):
        operation = await acme.run()
        await began.wait()
        assert (await acme.tenant("POST", f"/operations/{operation['id']}:cancel")).status == 200
        read = await ended(acme, operation)

    assert read["state"] == "cancelled"


async def test_places_are_counted_by_action(acme: Operations) -> None:
    await acme.put("other")
    worker = worker_of(acme, concurrency=2)
    lock = threading.Lock()
    now = {"echo": 0, "other": 0}
    most = {"echo": 0, "other": 0}

    def work(_data: Any, ctx: Context) -> None:
        name = ctx.job.action
        with lock:
            now[name] += 1
            most[name] = max(most[name], now[name])
        time.sleep(0.02)
        with lock:
            now[name] -= 1

    worker.action("echo", concurrency=1)(work)
    worker.action("other")(work)
    jobs = [await acme.run(path=f"/v2/tenants/acme/designs/one/{name}/run") for name in ("echo", "other") * 6]
    async with running(worker):
        states = [(await ended(acme, job))["state"] for job in jobs]

    assert set(states) == {"succeeded"}
    assert most == {"echo": 1, "other": 2}


async def test_many_jobs_are_claimed_and_completed_in_batches(acme: Operations) -> None:
    worker = worker_of(acme, concurrency=50)

    @worker.action("echo")
    async def echo(data: dict[str, Any]) -> dict[str, Any]:
        return data

    jobs = await asyncio.gather(*(acme.run({"n": n}) for n in range(120)))
    async with running(worker):
        results = [(await ended(acme, job))["result"]["n"] for job in jobs]

    assert results == list(range(120))


async def test_a_trace_goes_on_in_what_a_handler_asks(acme: Operations) -> None:
    worker = worker_of(acme)
    found: list[str | None] = []
    worker.action("echo")(lambda: found.append(trace.outgoing()))
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    async with running(worker):
        await ended(acme, await acme.run(traceparent=traceparent))

    assert found == [traceparent]
    assert trace.outgoing() is None


async def test_a_checkpoint_comes_back_on_the_next_attempt(acme: Operations) -> None:
    worker = worker_of(acme)
    found: list[Any] = []

    @worker.action("echo")
    def go_on(_data: Any, ctx: Context) -> None:
        found.append(ctx.checkpoint)
        ctx.checkpoint = {"row": 2} if ctx.attempt == 1 else {"page": [None]}
        if ctx.attempt < 3:
            raise Retry(after=0)

    async with running(worker):
        read = await ended(acme, await acme.run())

    assert found == [None, {"row": 2}, {"page": [None]}]
    assert read["metadata"]["custom"] == {"checkpoint": [{"page": [None]}]}


async def test_a_key_that_may_not_claim_ends_the_worker(acme: Operations) -> None:
    worker = Worker(acme.operator.base, UNKNOWN_KEY)
    worker.action("echo")(lambda: None)

    with pytest.raises(problems.UnauthenticatedError):
        await asyncio.wait_for(worker.serve(), 10)


async def test_a_worker_that_is_stopped_finishes_what_runs_and_gives_back_the_rest(acme: Operations) -> None:
    worker = worker_of(acme, concurrency=2, grace_seconds=0.5)
    began: list[int] = []
    both = asyncio.Event()

    @worker.action("echo")
    async def echo(data: dict[str, Any]) -> dict[str, Any]:
        began.append(data["n"])
        if len(began) == 2:
            both.set()
        await asyncio.sleep(0.1 if data["n"] == 0 else 60)
        return data

    first, second = [await acme.run({"n": n}) for n in (0, 1)]
    async with running(worker):
        await both.wait()
    third = await acme.run({"n": 2})

    assert (await acme.get(first)).json["state"] == "succeeded"
    assert (await acme.get(second)).json["state"] == "pending"
    assert (await acme.get(second)).json["metadata"]["attempt"] == 0
    assert (await acme.get(third)).json["state"] == "pending"


def test_a_worker_without_handlers_says_so() -> None:
    with pytest.raises(ValueError, match="no handlers"):
        Worker("http://127.0.0.1:1").run()


async def test_a_handler_that_would_end_the_program_ends_its_attempt(acme: Operations) -> None:
    await acme.put(max_attempts=1)
    worker = worker_of(acme)
    worker.action("echo")(lambda: sys.exit(3))
    async with running(worker):
        read = await ended(acme, await acme.run())

    assert (read["state"], read["errors"][0]["message"]) == ("failed", "SystemExit: 3")


def test_an_annotation_that_names_nothing_is_told_before_any_job_comes() -> None:
    def echo(data: "Nothing") -> None: ...  # type: ignore[name-defined]  # noqa: F821

    worker = Worker("http://127.0.0.1:1")
    worker.action("echo")(echo)
    with pytest.raises(NameError, match="Nothing"):
        worker.run()


def test_declarations_that_cannot_work_are_refused() -> None:
    worker = Worker("http://127.0.0.1:1")

    async def echo() -> None: ...

    with pytest.raises(TypeError, match="coroutine"):
        worker.action("echo", mode="thread")(echo)
    worker.action("echo")(echo)
    with pytest.raises(ValueError, match="two handlers"):
        worker.action("echo")(echo)
    nested = Worker("http://127.0.0.1:1")
    nested.action("echo", mode="process")(lambda: None)
    with pytest.raises(TypeError, match="top of its module"):
        nested.run()
