"""A load generator that costs little: prepared requests on kept connections, the answer's status and time noted.

An ordinary client would spend more CPU on a request than the service does, on cores that the two share.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(slots=True)
class Load:
    """What one run of load gave: how many, how fast, and how long each answer took."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.statuses.values())

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The latency that this share of the answers stayed below, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


class Connection(asyncio.Protocol):
    """One kept connection: sends a request, gives the status and body of the answer."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one without inheriting from it

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(_HEAD_END)
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        start = head.find(_LENGTH)
        length = int(head[start + len(_LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        end = head_end + len(_HEAD_END) + length
        if len(self._buffer) < end or self._answer is None:
            return
        body, self._buffer = self._buffer[head_end + len(_HEAD_END) : end], self._buffer[end:]
        answer, self._answer = self._answer, None
        if not answer.done():  # whoever asked may have gone
            answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the service closed the connection"))

    async def exchange(self, request: bytes) -> tuple[int, bytes]:
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Requests:
    """Prepares requests to one service under one key."""

    def __init__(self, port: int, key: str) -> None:
        self.port = port
        self.key = key
        self._common = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n".encode()

    def get(self, path: str) -> bytes:
        return b"GET " + path.encode() + b" HTTP/1.1\r\n" + self._common + b"\r\n"

    def post(self, path: str, body: object) -> bytes:
        data = json.dumps(body).encode()
        head = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        return b"POST " + path.encode() + b" HTTP/1.1\r\n" + self._common + head + data

    async def connect(self) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", self.port)
        return connection

    async def once(self, request: bytes) -> Any:
        """The JSON of one answer."""
        connection = await self.connect()
        try:
            status, body = await connection.exchange(request)
        finally:
            connection.close()
        assert 200 <= status < 300, body
        return json.loads(body)


async def blast(requests: Requests, make: Callable[[], bytes | None], *, callers: int, seconds: float = 60.0) -> Load:
    """`callers` at the same time, each sending the next request of `make` until it gives None or time is up."""
    load = Load()
    began = time.monotonic()

    async def call() -> None:
        connection = await requests.connect()
        try:
            while time.monotonic() - began < seconds and (request := make()) is not None:
                sent = time.monotonic()
                status, _ = await connection.exchange(request)
                load.latencies.append(time.monotonic() - sent)
                load.statuses[status] = load.statuses.get(status, 0) + 1
        finally:
            connection.close()

    await asyncio.gather(*(call() for _ in range(callers)))
    load.seconds = time.monotonic() - began
    return load
