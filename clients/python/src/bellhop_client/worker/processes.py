"""Handlers in processes of their own: for work that holds the interpreter, and for what has to be ended by force.

A child does one job after another. It hears `cancel` at once, and is killed when its lease is lost, or when it does not
stop within `cancel_seconds` after its tenant asked; the next job gets a new one.
"""

import logging
import multiprocessing
import os
import pickle
import queue
import signal as signals
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from bellhop_client.worker.context import Context, News, Signal
from bellhop_client.worker.handlers import Handler
from bellhop_client.worker.held import Held
from bellhop_client.worker.outcomes import Outcome
from bellhop_client.worker.running import call

log = logging.getLogger("bellhop_client.worker")

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks as they happen to be


def check_importable(function: Callable[..., Any]) -> None:
    """Raise `TypeError` for a function that another process could not find by its name."""
    try:
        pickle.dumps(function)
    except (AttributeError, pickle.PicklingError) as fault:
        message = f"{function.__qualname__} cannot run in a process: it has to stand at the top of its module."
        raise TypeError(message) from fault


class Child:
    """A process that runs handlers."""

    def __init__(self) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs,), name="bellhop-handler", daemon=True)
        self._process.start()
        theirs.close()
        self._lock = threading.Lock()
        self._killing = threading.Lock()
        self._held: Held | None = None

    def run(self, handler: Handler, held: Held) -> bytes | None:
        """The item of `jobs:complete` that the job came to; None when the process ended before."""
        self._held = held
        try:
            return self._answer(handler, held)
        finally:
            with self._killing:
                self._held = None

    def _answer(self, handler: Handler, held: Held) -> bytes | None:
        with suppress(OSError):
            self.send(("run", handler.action, handler.function, held.job, held.input, held.lease))
        try:
            while True:
                kind, value = self._pipe.recv()
                if kind == "done":
                    return bytes(value)
                held.news.add(**value)
        except (EOFError, OSError):
            self._process.join()
            return None

    def send(self, message: tuple[Any, ...]) -> None:
        """Tell the child something, from any thread."""
        with self._lock:
            self._pipe.send(message)

    def kill(self) -> None:
        """End it by force."""
        self._process.kill()

    def kill_if_at(self, held: Held) -> None:
        """End it by force if it still works on this job, and not if it has gone on to another."""
        with self._killing:
            if self._held is held:
                self.kill()

    @property
    def exit_code(self) -> int | None:
        """How it ended."""
        return self._process.exitcode


class Processes:
    """Children that wait for jobs. `run` is called on a thread for each job."""

    def __init__(self, cancel_seconds: float) -> None:
        self._cancel_seconds = cancel_seconds
        self._idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._all: set[Child] = set()

    def run(self, handler: Handler, held: Held) -> bytes:
        """The item that a job came to in a child."""
        if held.signal.is_set:
            return Outcome("cancelled").item(held.lease)
        child = self._child()
        held.stop = lambda: self._stop(child, held)
        if held.signal.is_set:
            held.stop()  # it was told before there was a child to stop
        item = child.run(handler, held)
        held.stop = lambda: None
        if item is not None:
            self._idle.put(child)
            return item
        self._all.discard(child)
        if held.signal.cancel_requested:
            return Outcome("cancelled").item(held.lease)
        message = f"The handler's process ended with code {child.exit_code}."
        log.error("%s: %s", held.job.id, message)
        return Outcome("retry", errors=({"code": "worker_error", "message": message},)).item(held.lease)

    def close(self) -> None:
        """End all children."""
        for child in self._all:
            child.kill()

    def _child(self) -> Child:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            child = Child()
            self._all.add(child)
            return child

    def _stop(self, child: Child, held: Held) -> None:
        if held.signal.lost:
            child.kill_if_at(held)
            return
        with suppress(OSError):
            child.send(("cancel",))
        timer = threading.Timer(self._cancel_seconds, child.kill_if_at, [held])
        timer.daemon = True
        timer.start()


# Everything below runs in the child.


def _serve(pipe: Connection) -> None:
    for name in (signals.SIGINT, signals.SIGTERM):
        signals.signal(name, signals.SIG_IGN)  # the worker decides: a Ctrl-C of the terminal reaches its children, too
    jobs: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    inbox = _Inbox(pipe, jobs)
    threading.Thread(target=inbox.listen, daemon=True).start()
    lock = threading.Lock()  # a handler may tell news from any thread of its own

    def send(kind: str, value: Any) -> None:
        with lock:
            pipe.send((kind, value))

    while True:
        _, action, function, job, data, lease = jobs.get()
        inbox.signal = Signal()
        news = News(lambda: send("news", news.take()))  # noqa: B023 - each job has its own
        context = Context(job, news, inbox.signal)
        outcome = call(Handler(action, function, "process"), data, context, inbox.signal)
        send("done", outcome.item(lease))


class _Inbox:
    """What the worker sends, in a thread: jobs wait for their turn, `cancel` is heard at once."""

    def __init__(self, pipe: Connection, jobs: "queue.SimpleQueue[tuple[Any, ...]]") -> None:
        self._pipe, self._jobs = pipe, jobs
        self.signal = Signal()

    def listen(self) -> None:
        """Until the worker is no more; then this process ends at once, since nobody would hear of its work."""
        while True:
            try:
                message = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(1)
            if message[0] == "cancel":
                self.signal.cancel()
            else:
                self._jobs.put(message)
