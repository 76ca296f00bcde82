"""The worker: functions become handlers of actions, and run until the program is asked to end."""

import asyncio
import logging
import os
import signal as signals
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import httpx

from bellhop_client._async.transport import AsyncTransport, open_http
from bellhop_client.numbers import Decimals
from bellhop_client.retries import Retries
from bellhop_client.settings import concurrency_of, decimals_of, key_of, lease_seconds_of, url_of
from bellhop_client.worker.claiming import Group
from bellhop_client.worker.handlers import Handler, Mode, mode_of
from bellhop_client.worker.held import Held
from bellhop_client.worker.link import Link
from bellhop_client.worker.processes import Processes, check_importable
from bellhop_client.worker.running import call, call_async
from bellhop_client.worker.threads import Threads

log = logging.getLogger("bellhop_client.worker")

F = TypeVar("F", bound=Callable[..., Any])


class Worker:
    """Claims jobs of its actions and runs their handlers.

        worker = Worker("https://bellhop.example.com", "bh_worker_…")

        @worker.action("auto_designer")
        def design(roof: Roof, ctx: Context) -> Layout: ...

        worker.run()

    `concurrency`: how many jobs at a time, over all actions that say no number of their own. `lease_seconds`: after
    how long without a word the service gives a job to another worker; heartbeats come three times as often.
    `grace_seconds`: how long jobs may take to end once the program is asked to end; then they go back, the attempt not
    counted. `cancel_seconds`: how long a handler in a process may take to stop when its tenant asks; then it is
    killed. `url` and `key` come from `BELLHOP_URL` and `BELLHOP_KEY` where they are not given. Raises `ValueError` for
    a key that no request could carry, and for what else cannot work.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        worker_id: str | None = None,
        concurrency: int = 10,
        lease_seconds: int = 60,
        grace_seconds: float = 20.0,
        cancel_seconds: float = 10.0,
        timeout: float = 10.0,
        decimals: Decimals = "float",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url, self._key = url_of(url), key_of(key)
        self._worker_id = worker_id or f"{socket.gethostname()}-{os.getpid()}"[:128]
        self._concurrency, self._lease_seconds = concurrency_of(concurrency), lease_seconds_of(lease_seconds)
        self._timeout, self._decimals, self._transport = timeout, decimals_of(decimals), transport
        self._grace_seconds = grace_seconds
        self._handlers: dict[str, Handler] = {}
        self._processes = Processes(cancel_seconds)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped, self._hurried = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def action(
        self, name: str | None = None, *, mode: Mode | None = None, concurrency: int | None = None
    ) -> Callable[[F], F]:
        """Make a function the handler of an action (None: the one of its name). It stays an ordinary function.

        It takes nothing, the input, or the input and a `Context`. The input's annotation says what it gets: a pydantic
        model, a dataclass, or a dict. A coroutine function runs on the event loop, any other in a thread, or with
        `mode="process"` in a process of its own. `concurrency` bounds how many of this action run at a time. Raises
        `ValueError` for a mode or a number that cannot be meant, and `TypeError` for a mode that is not the function's.
        """
        if callable(name):
            message = "@worker.action stands without its parentheses: write @worker.action()."
            raise TypeError(message)

        def decorate(function: F) -> F:
            self.add(Handler(name or function.__name__, function, mode_of(function, mode), concurrency))
            return function

        return decorate

    def add(self, handler: Handler) -> None:
        """The same for a handler that is made; raises `ValueError` for a second one of an action."""
        if handler.action in self._handlers:
            message = f"There are two handlers of {handler.action}."
            raise ValueError(message)
        self._handlers[handler.action] = handler

    def run(self) -> None:
        """Work until SIGTERM or SIGINT: then claim no more, finish what runs, give back the rest. A second one hurries.

        Raises what ended it otherwise, such as `UnauthenticatedError` for a revoked key.
        """

        async def work() -> None:
            with self._signals():
                await self.serve()

        asyncio.run(work())

    def stop(self) -> None:
        """Claim no more and end, as a first SIGTERM does; from any thread."""
        if self._loop is None:
            self._stopped.set()
        else:
            self._call_on_loop(self._stopped.set)

    async def serve(self) -> None:
        """Work on the running event loop until `stop`; signals are the caller's."""
        if not self._handlers:
            message = "This worker has no handlers: declare one with @worker.action(…)."
            raise ValueError(message)
        for handler in self._handlers.values():
            handler.check()
            if handler.mode == "process":
                check_importable(handler.function)
        self._loop = asyncio.get_running_loop()
        groups = self._groups()
        self._threads = Threads(sum(group.places for group in groups))
        self._link = Link(
            self._connect, groups, self._start, worker_id=self._worker_id, lease_seconds=self._lease_seconds
        )
        self._link.on_fault = self.stop
        self._link.open()
        log.info("%s works on %s", self._worker_id, ", ".join(self._handlers))
        try:
            await self._stopped.wait()
            self._link.stop_claiming()
            await self._drain()
        finally:
            await self._link.close()
            self._processes.close()
            await self._end_tasks()
        if self._link.fault is not None:
            raise self._link.fault

    async def _drain(self) -> None:
        drained = asyncio.create_task(self._link.drained(self._grace_seconds))
        hurried = asyncio.create_task(self._hurried.wait())
        await asyncio.wait({drained, hurried}, return_when=asyncio.FIRST_COMPLETED)
        for task in (drained, hurried):
            task.cancel()

    async def _end_tasks(self) -> None:
        """Handlers on the loop were cancelled when their jobs went back; let them clean up."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)

    def _groups(self) -> list[Group]:
        shared = [each.action for each in self._handlers.values() if each.concurrency is None]
        own = [Group([each.action], each.concurrency) for each in self._handlers.values() if each.concurrency]
        return [*([Group(shared, self._concurrency)] if shared else []), *own]

    def _connect(self) -> AsyncTransport:
        http = open_http(self._url, self._key, self._timeout, self._transport)
        return AsyncTransport(http, Retries(attempts=1), self._decimals)  # the link has its own way of trying again

    def _start(self, held: Held) -> None:
        """Begin a job; called on the link's thread."""
        handler = self._handlers[held.job.action]
        if handler.mode == "async":
            self._call_on_loop(lambda: self._begin(handler, held))
        else:
            self._threads.submit(lambda: self._work(handler, held))

    def _call_on_loop(self, step: Callable[[], object]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended: so has the job
                self._loop.call_soon_threadsafe(step)

    def _work(self, handler: Handler, held: Held) -> None:
        """A job on a thread, maybe for a process."""
        if handler.mode == "process":
            held.item = self._processes.run(handler, held)
        else:
            held.ended(call(handler, held.input, held.context, held.signal))
        self._link.finished(held)

    def _begin(self, handler: Handler, held: Held) -> None:
        """A job on the event loop."""

        async def work() -> None:
            held.ended(await call_async(handler, held.input, held.context, held.signal))
            self._link.finished(held)

        task = asyncio.get_running_loop().create_task(work(), name=f"{held.job.action} {held.job.id}")
        held.stop = lambda: self._call_on_loop(task.cancel)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for name in (signals.SIGTERM, signals.SIGINT):
            with suppress(NotImplementedError, RuntimeError):  # not on this system, or not on this thread
                loop.add_signal_handler(name, self._on_signal)
        try:
            yield
        finally:
            for name in (signals.SIGTERM, signals.SIGINT):
                with suppress(NotImplementedError, RuntimeError):
                    loop.remove_signal_handler(name)

    def _on_signal(self) -> None:
        if self._stopped.is_set():
            self._hurried.set()
        self._stopped.set()
