"""Wake-ups: who waits for something hears at once that it may have happened.

A wake-up is a hint, and polling is the truth: every waiter also looks by itself after a while. Inside a process it is
a set that fills and an event that is set. Between processes it travels by NOTIFY, gathered: at once when nothing was
sent lately, then at most every 50 ms, because a NOTIFY takes a lock of the whole database at its commit (582 inserts a
second instead of 5,136 with one per insert). It is sent outside of any transaction, after the commit it tells of.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from enum import StrEnum
from types import TracebackType
from typing import Self

import asyncpg

from bellhop.log import get_logger
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.dialing import dial

EVERYTHING = "*"
"""The key that stands for all: too much happened to be told one by one."""

_GAP_SECONDS = 0.05
_PAYLOAD_BYTES = 7_900  # Postgres takes less than 8,000
_PAYLOADS_AT_ONCE = 8
_RECONNECT_SECONDS = 1.0
_CONNECT_SECONDS = 10.0
_PROOF_SECONDS = 20.0
_ANSWER_SECONDS = 5.0
_CHANNEL = "bellhop"
_AWAY: tuple[type[Exception], ...] = (*CONNECTION_BROKEN, asyncpg.PostgresError)

log = get_logger("runtime")

Notify = Callable[[str, Sequence[str]], Awaitable[object]]
"""Sends payloads to a channel on an autocommit connection."""


class Topic(StrEnum):
    """What a wake-up can be about."""

    JOBS_READY = "jobs_ready"
    JOB_CHANGED = "job_changed"
    DELIVERIES_READY = "deliveries_ready"
    DELIVERIES_LATE = "deliveries_late"


_TOPICS = frozenset(topic.value for topic in Topic)


class Watch:
    """A waiter for one topic, and for one key of it or all; use it as a context manager."""

    def __init__(self, wakeups: "Wakeups", topic: Topic, key: str | None) -> None:
        self._wakeups = wakeups
        self._slot = (topic, key)
        self._keys: set[str] = set()
        self._event = asyncio.Event()

    def __enter__(self) -> Self:
        self._wakeups._watches.setdefault(self._slot, set()).add(self)  # noqa: SLF001 - both halves of one thing
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        watches = self._wakeups._watches  # noqa: SLF001 - both halves of one thing
        watches[self._slot].discard(self)
        if not watches[self._slot]:
            del watches[self._slot]

    def add(self, keys: Iterable[str]) -> None:
        """Wake the waiter with these keys."""
        self._keys.update(keys)
        self._event.set()

    async def wait(self, timeout_seconds: float) -> set[str]:
        """The keys since the last time, waiting for the first; empty when none came in time.

        `EVERYTHING` among them means that the waiter must look at all it watches.
        """
        if not self._keys:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    await self._event.wait()
        self._event.clear()
        keys, self._keys = self._keys, set()
        return keys


class Wakeups:
    """The switchboard of one process; once started, it also talks to other processes.

    Without `notify` other processes are not told; without `listen_url`, a direct connection, this one hears nothing.
    Both only cost latency: every waiter also looks by itself once a second.
    """

    def __init__(
        self,
        *,
        notify: Notify | None = None,
        listen_url: str | None = None,
        name: str = "bellhop",
        proof_seconds: float = _PROOF_SECONDS,
    ) -> None:
        self._watches: dict[tuple[Topic, str | None], set[Watch]] = {}
        self._notify = notify
        self._listen_url = listen_url
        self._name = name
        self._proof_seconds = proof_seconds
        self._me = uuid.uuid4().hex[:12]
        self._unsent: dict[Topic, set[str]] = {}
        self._sender: asyncio.Task[None] | None = None
        self._listener: asyncio.Task[None] | None = None
        self._silent_tries = 0
        self._unsent_times = 0

    @property
    def hears(self) -> bool:
        """Whether other processes are heard now, as far as is known."""
        return self._listener is not None and not self._silent_tries

    def watch(self, topic: Topic, key: str | None = None) -> Watch:
        """A waiter for this topic: for one key, or for all."""
        return Watch(self, topic, key)

    def publish(self, topic: Topic, keys: Iterable[str]) -> None:
        """Tell who waits, here at once and elsewhere soon; call it after the commit."""
        told = set(keys)
        if not told:
            return
        self._wake(topic, told)
        if self._notify is not None:
            self._unsent.setdefault(topic, set()).update(told)
            if self._sender is None:
                self._sender = asyncio.get_running_loop().create_task(self._send())

    async def start(self) -> None:
        """Begin to hear other processes, where there is a connection for it; returns at once."""
        if self._listen_url is not None and self._listener is None:
            self._listener = asyncio.create_task(self._listen(self._listen_url))

    async def close(self) -> None:
        """Hear and send no more."""
        for task in (self._listener, self._sender):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._listener = self._sender = None

    def _wake(self, topic: Topic, keys: set[str]) -> None:
        for watch in self._watches.get((topic, None), ()):
            watch.add(keys)
        if EVERYTHING in keys:
            for (each, key), watches in self._watches.items():
                if each is topic and key is not None:
                    for watch in watches:
                        watch.add({EVERYTHING})
            return
        for key in keys:
            for watch in self._watches.get((topic, key), ()):
                watch.add({key})

    async def _send(self) -> None:
        """Send what gathered, again while more gathers, with a gap between."""
        while self._unsent and self._notify is not None:
            unsent, self._unsent = self._unsent, {}
            payloads = [payload for topic, keys in unsent.items() for payload in self._payloads(topic, keys)]
            try:
                await self._notify(_CHANNEL, payloads)
            except _AWAY as error:
                self._unsent_times += 1
                if self._unsent_times == 1:
                    log.warning("wakeup.unsent", reason=str(error) or type(error).__name__)
            else:
                self._unsent_times = 0
            await asyncio.sleep(_GAP_SECONDS)
        self._sender = None

    def _payloads(self, topic: Topic, keys: set[str]) -> list[str]:
        head = f"{self._me}\n{topic.value}"
        payloads: list[str] = []
        lines: list[str] = [head]
        size = len(head)
        for key in keys:
            length = len(key.encode()) + 1
            if size + length > _PAYLOAD_BYTES:
                payloads.append("\n".join(lines))
                lines, size = [head], len(head)
            lines.append(key)
            size += length
        payloads.append("\n".join(lines))
        return payloads if len(payloads) <= _PAYLOADS_AT_ONCE else [f"{head}\n{EVERYTHING}"]

    async def _listen(self, url: str) -> None:
        while True:
            with contextlib.suppress(*_AWAY):
                await self._hear_at(url)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _hear_at(self, url: str) -> None:
        """Connect and listen until the connection ends; a silence is told once, however often it is tried again."""
        settings = {"application_name": self._name}
        try:
            connection = await dial(url, timeout=_CONNECT_SECONDS, server_settings=settings)
            try:
                await self._hear(connection)
            finally:
                with contextlib.suppress(*_AWAY):
                    await connection.close(timeout=1)
        except _AWAY as error:
            self._say_deaf(str(error) or type(error).__name__)
            raise
        self._say_deaf("the connection ended")

    def _say_deaf(self, reason: str) -> None:
        self._silent_tries += 1
        if self._silent_tries == 1:
            log.warning("wakeup.deaf", reason=reason)

    async def _hear(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Listen until the connection ends. After a silence everything is looked at: words may have been missed.

        A connection on which nothing comes may lead nowhere: so it is asked from time to time.
        """
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(_CHANNEL, self._on_notification)
        if self._silent_tries:
            log.info("wakeup.heard", tries=self._silent_tries)
            self._silent_tries = 0
        for topic in Topic:
            self._wake(topic, {EVERYTHING})
        while True:
            try:
                async with asyncio.timeout(self._proof_seconds):
                    await ended.wait()
                    return
            except TimeoutError:
                await _prove(connection)

    def _on_notification(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        sender, _, rest = str(payload).partition("\n")
        name, _, keys = rest.partition("\n")
        if sender != self._me and name in _TOPICS and keys:
            self._wake(Topic(name), set(keys.split("\n")))


async def _prove(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Raises where the other side does not answer; the connection is then broken, so that nobody waits for it again."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await connection.execute("SELECT 1")
    except TimeoutError:
        connection.terminate()
        raise
