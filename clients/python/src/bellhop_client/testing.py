"""Tests without a server: run one handler as a worker would, and a client whose service is a few functions.

    ran = testing.run(design, {"roof": [[0, 0], [1, 0], [1, 1]]})
    assert ran.errors[0]["code"] == "roof_too_small"

    with testing.fake_client({"auto_designer": design}) as client:
        client.run("designs/d1", "auto_designer", {…}).result()

Callbacks for tests of a receiver come from `webhooks.sample`.
"""

import asyncio
import inspect
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bellhop_client import numbers
from bellhop_client._async.client import AsyncClient
from bellhop_client._sync.client import Client
from bellhop_client.fake import FakeService
from bellhop_client.worker.context import Context, Job, News, Signal
from bellhop_client.worker.handlers import Handler
from bellhop_client.worker.outcomes import Outcome
from bellhop_client.worker.running import call, call_async

__all__ = ["FakeService", "Ran", "fake_async_client", "fake_client", "run", "run_async"]

Function = Callable[..., Any]


@dataclass(slots=True)
class Ran:
    """What came of a handler: the item that a worker would complete with, and the news that it told, in order."""

    outcome: str = ""
    result: Any = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    delay_seconds: float | None = None
    progress: list[dict[str, Any]] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)
    checkpoint: Any = None


class _Trial:
    """One attempt that nobody but the test sees."""

    def __init__(
        self,
        function: Function,
        *,
        action: str,
        attempt: int,
        labels: Mapping[str, str],
        checkpoint: Any,
        deadline: datetime | None,
        cancel_after_reports: int | None,
    ) -> None:
        self.handler = Handler(action, function, "async" if inspect.iscoroutinefunction(function) else "thread")
        self.signal = Signal()
        self.ran = Ran(checkpoint=checkpoint)
        self.stop: Callable[[], None] = lambda: None
        self._cancel_after_reports = cancel_after_reports
        self._news = News(self._hear)
        custom = {} if checkpoint is None else {"checkpoint": [checkpoint]}
        deadline = deadline or datetime.now(UTC) + timedelta(hours=1)
        job = Job("op_test", "test", action, "", attempt, labels, deadline, None, custom)
        self.context = Context(job, self._news, self.signal)

    def cancel(self) -> None:
        """The tenant asks."""
        self.signal.cancel()
        self.stop()

    def finish(self, outcome: Outcome) -> Ran:
        """What the service would hear, by the way of JSON: what cannot be written is a failure here, too."""
        item = numbers.loads(outcome.item({"job_id": "op_test", "lease_token": "test"}))
        self.ran.outcome, self.ran.result = item["outcome"], item.get("result")
        self.ran.errors, self.ran.delay_seconds = item.get("errors", []), item.get("delay_seconds")
        self.ran.checkpoint = self.context.checkpoint
        return self.ran

    def _hear(self) -> None:
        told = self._news.take()
        if "progress" in told:
            self.ran.progress.append(told["progress"])
            if len(self.ran.progress) == self._cancel_after_reports:
                self.cancel()
        self.ran.custom.update({name: value for name, value in told.get("custom", {}).items() if name != "checkpoint"})


def run(
    function: Function,
    data: Any = None,
    *,
    cancel_after: float | None = None,
    cancel_after_reports: int | None = None,
    attempt: int = 1,
    checkpoint: Any = None,
    labels: Mapping[str, str] | None = None,
    deadline: datetime | None = None,
) -> Ran:
    """Run a handler on an input, as a worker does: the same conversions, the same outcomes.

    `cancel_after`: the tenant asks to cancel after so many seconds; `cancel_after_reports`: with so many reports of
    progress, which is the same each time. `checkpoint` is what an earlier attempt left. A coroutine function gets an
    event loop of its own: where one runs already, take `run_async`.
    """
    trial = _Trial(
        function, action=function.__name__, attempt=attempt, labels=labels or {}, checkpoint=checkpoint,
        deadline=deadline, cancel_after_reports=cancel_after_reports,
    )  # fmt: skip
    if trial.handler.mode == "async":
        return asyncio.run(_awaited(trial, _as_json(data), cancel_after))
    timer = threading.Timer(cancel_after or 0, trial.cancel)
    timer.daemon = True
    if cancel_after is not None:
        timer.start()
    try:
        return trial.finish(call(trial.handler, _as_json(data), trial.context, trial.signal))
    finally:
        timer.cancel()


async def run_async(
    function: Function,
    data: Any = None,
    *,
    cancel_after: float | None = None,
    cancel_after_reports: int | None = None,
    attempt: int = 1,
    checkpoint: Any = None,
    labels: Mapping[str, str] | None = None,
    deadline: datetime | None = None,
) -> Ran:
    """The same for a coroutine function, on the running event loop."""
    trial = _Trial(
        function, action=function.__name__, attempt=attempt, labels=labels or {}, checkpoint=checkpoint,
        deadline=deadline, cancel_after_reports=cancel_after_reports,
    )  # fmt: skip
    return await _awaited(trial, _as_json(data), cancel_after)


async def _awaited(trial: _Trial, data: Any, cancel_after: float | None) -> Ran:
    task = asyncio.ensure_future(call_async(trial.handler, data, trial.context, trial.signal))
    trial.stop = partial(_cancel, task)
    timer = None if cancel_after is None else asyncio.get_running_loop().call_later(cancel_after, trial.cancel)
    outcome = Outcome("cancelled")  # where it was cancelled before it began
    with suppress(asyncio.CancelledError):
        outcome = await task
    if timer is not None:
        timer.cancel()
    return trial.finish(outcome)


def _cancel(task: "asyncio.Future[Outcome]") -> None:
    task.cancel()


def _as_json(data: Any) -> Any:
    """The input as it would arrive over the wire."""
    return numbers.loads(numbers.dumps({} if data is None else data))


def fake_client(handlers: Mapping[str, Function], *, tenant: str = "test") -> Client:
    """A client whose service runs these handlers at once, within `run`; nothing leaves the process."""
    return Client("http://bellhop.test", "bh_tenant_test", tenant=tenant, transport=FakeService(handlers, run))


def fake_async_client(handlers: Mapping[str, Function], *, tenant: str = "test") -> AsyncClient:
    """The same with `await`."""
    return AsyncClient("http://bellhop.test", "bh_tenant_test", tenant=tenant, transport=FakeService(handlers, run))
