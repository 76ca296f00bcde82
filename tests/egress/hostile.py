"""A server that does to its caller whatever a test says, byte by byte."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress

Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK_HEAD = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def hostile(
    act: Act, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[int]:
    """A server that runs `act` for each connection; gives its port, and cuts all at the end."""
    writers: set[asyncio.StreamWriter] = set()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        writers.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await act(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(serve, host, port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()


@contextmanager
def black_hole(host: str, port: int) -> Iterator[None]:
    """A port that answers no SYN: all places of its queue are taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket(family))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(0)
        for _ in range(4):
            taking = stack.enter_context(socket.socket(family))
            taking.setblocking(False)
            taking.connect_ex((host, port))
        yield


@asynccontextmanager
async def late_hands(seconds: float, tls: ssl.SSLContext, act: Act, *, host: str) -> AsyncIterator[int]:
    """A server that takes each connection at once and begins its TLS later."""
    loop = asyncio.get_running_loop()

    def connect() -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), act)

    async def shake_hands(taken: socket.socket) -> None:
        await asyncio.sleep(seconds)  # the server's slowness is the case
        with suppress(OSError):
            await loop.connect_accepted_socket(connect, taken, ssl=tls)

    async def accept() -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                taken, _ = await loop.sock_accept(listening)
                group.create_task(shake_hands(taken))

    with socket.create_server((host, 0)) as listening:
        listening.setblocking(False)
        accepting = asyncio.create_task(accept())
        yield listening.getsockname()[1]
        accepting.cancel()
        await asyncio.gather(accepting, return_exceptions=True)


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """One whole request with a `Content-Length`."""
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


def say(*parts: bytes) -> Act:
    """Read the request, send these bytes, keep the connection open."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for part in parts:
            writer.write(part)
        await writer.drain()
        await reader.read()

    return act


def say_and_close(*parts: bytes) -> Act:
    """Read the request, send these bytes, close properly."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"".join(parts))
        await writer.drain()
        writer.write_eof()
        await reader.read()

    return act


def repeat(head: bytes, part: bytes, *, every_seconds: float) -> Act:
    """Read the request, send the head, then the part again and again for ever."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every_seconds)

    return act


async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take everything, never answer."""
    del writer
    await reader.read()
    await asyncio.Event().wait()


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read the request, then cut the connection."""
    await read_request(reader)
    writer.transport.abort()
