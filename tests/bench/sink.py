"""The benches' receiver: a process of its own that answers 200 as cheaply as Python can.

It understands just enough HTTP/1.1 to find where a request ends, on uvloop, and notes when each one came
(CLOCK_MONOTONIC is the same in every process of a machine). That it is not the bottleneck is shown in the same run: the
bare sender reaches more with it than the service does, and its own CPU time is printed.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import cast

import uvloop

from tests.bench.child import serving

_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
_LENGTH = b"content-length:"
_ID = b"webhook-id:"
_COUNTS = "counts"
_TIMES = "times"


@dataclass(frozen=True, slots=True)
class Counted:
    """What came until now: requests, and CPU seconds of the receiver."""

    requests: int
    cpu_seconds: float


class _Tally:
    def __init__(self, *, note: bool, silent: bool) -> None:
        self.requests = 0
        self.note = note
        self.silent = silent
        self.times: dict[bytes, float] = {}


class _Protocol(asyncio.Protocol):
    def __init__(self, tally: _Tally) -> None:
        self._tally = tally
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            start = head.find(_LENGTH)
            length = int(head[start + len(_LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self._tally.requests += 1
            if self._tally.note:
                place = head.find(_ID)
                name = head[place + len(_ID) :].split(b"\r\n", 1)[0].strip()
                self._tally.times.setdefault(name, time.monotonic())
            if self._transport is not None and not self._tally.silent:
                self._transport.write(_ANSWER)


def _serve(pipe: Connection, note: bool, silent: bool) -> None:
    async def run() -> None:
        tally = _Tally(note=note, silent=silent)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Protocol(tally), "127.0.0.1", 0, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        while asked := await loop.run_in_executor(None, pipe.recv):
            pipe.send(tally.times if asked == _TIMES else Counted(tally.requests, time.process_time()))
        server.close()

    uvloop.run(run())


class Sink:
    """The receiver's handle in the bench's process."""

    def __init__(self, pipe: Connection, port: int) -> None:
        self._pipe = pipe
        self.port = port

    def url(self, path: str = "/hook") -> str:
        """The URL of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def counted(self) -> Counted:
        """What came until now."""
        self._pipe.send(_COUNTS)
        return cast("Counted", self._pipe.recv())

    def times(self) -> dict[bytes, float]:
        """When each webhook-id came first, if that is noted."""
        self._pipe.send(_TIMES)
        return cast("dict[bytes, float]", self._pipe.recv())


@contextlib.contextmanager
def sink(*, note: bool = False, silent: bool = False) -> Iterator[Sink]:
    """A receiver for the time of the block; `note`: keep when each webhook-id came first; `silent`: never answer."""
    with serving(_serve, note, silent) as (port, pipe):
        yield Sink(pipe, port)
