"""A CONNECT proxy on a real local socket: it notes what it is asked for, and tunnels, refuses or misbehaves as told."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One CONNECT as it arrived: its target, and its head."""

    target: str
    head: bytes


class Connecting:
    """Tunnels to what it is asked for, unless told otherwise.

    routes: where an address really is; `{"8.8.8.8": "127.0.0.1"}` is a world in which that is a public endpoint.
    refuse: an answer instead of a tunnel, by target; `act` does whatever a test says instead of reading CONNECT.
    """

    def __init__(self, scheme: str, host: str, credentials: tuple[bytes, bytes] | None) -> None:
        self.asked: list[Asked] = []
        self.connections = 0
        self.routes: dict[str, str] = {}
        self.refuse: Callable[[str], bytes | None] = lambda _target: None
        self.act: Act | None = None
        self.delay_seconds = 0.0
        self.port = 0
        self._scheme = scheme
        self._host = host
        self._credentials = credentials
        self._open: set[asyncio.StreamWriter] = set()

    def uri(self, credentials: str = "") -> str:
        """What BELLHOP_EGRESS_PROXY would say."""
        return f"{self._scheme}://{credentials}{self._host}:{self.port}"

    def targets(self) -> list[str]:
        return [each.target for each in self.asked]

    def hang_up(self) -> None:
        """Cut every connection that is open."""
        for writer in self._open:
            cut(writer)
        self._open.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await (self.act or self._tunnel)(reader, writer)
        cut(writer)
        self._open.discard(writer)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        target = head.split(b" ", 2)[1].decode()
        self.asked.append(Asked(target, head))
        if self._credentials is not None:
            token = base64.b64encode(b":".join(self._credentials))
            if b"\r\nproxy-authorization: basic " + token.lower() not in head.lower() or token not in head:
                writer.write(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
                return await self._flush(writer)
        refusal = self.refuse(target)
        if refusal is not None:
            writer.write(refusal)
            return await self._flush(writer)
        host, _, port = target.rpartition(":")
        host = host.strip("[]")
        await asyncio.sleep(self.delay_seconds)
        try:
            there = await asyncio.open_connection(self.routes.get(host, host), int(port))
        except OSError:
            writer.write(answer(502))
            return await self._flush(writer)
        self._open.add(there[1])
        writer.write(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n")
        await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        return None

    async def _flush(self, writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        writer.close()


def cut(writer: asyncio.StreamWriter) -> None:
    """End a connection at once, unless that has happened: TLS over one that is closed cannot be cut."""
    with suppress(AttributeError):
        writer.transport.abort()


def answer(status: int, *lines: str) -> bytes:
    """What a proxy says instead of making a tunnel."""
    return "\r\n".join([f"HTTP/1.1 {status} No", *lines, "Content-Length: 2", "", "no"]).encode()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def connecting_proxy(
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    credentials: tuple[bytes, bytes] | None = None,
    port: int = 0,
) -> AsyncIterator[Connecting]:
    """A proxy that listens until the block ends; `host` is also the name in its address."""
    here = Connecting("https" if tls else "http", host, credentials)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await here.serve(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=tls)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        here.hang_up()
        await asyncio.gather(*tasks, return_exceptions=True)
