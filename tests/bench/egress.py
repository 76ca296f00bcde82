"""What sending costs: bare libcurl beside the sender in the same run, signatures, TLS with and without reuse, HTTP/2.

Also through a CONNECT proxy of this machine, a process of its own that competes for the same processors.

Run by itself: `python -m tests.bench.egress`. CPU is that of the sending process, signature included; the receiver
has a process of its own. Figures of a busy machine move by 10 %: read the ratios.
"""

import asyncio
import contextlib
import re
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import pycurl
import trustme
import uvloop

from bellhop.egress.exchange import header_lines
from bellhop.egress.guard import Guard
from bellhop.egress.multi import Multi
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Request, Sender
from bellhop.proxy_address import parse
from bellhop.signing.ed25519 import Ed25519, KeyPair
from bellhop.signing.standard_webhooks import sign
from tests.bench.child import serving
from tests.bench.sink import sink
from tests.egress.http2 import Http2Protocol

_BODY = b'{"type":"operation.succeeded","timestamp":"2026-11-22T12:00:00.000000Z","data":{"x":"' + b"y" * 930 + b'"}}'
_SECRET = bytes(range(32))
_IN_FLIGHT = 128
_PATHS = 200
_OK = 200
_CLOSING = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KEEPING = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

Send = Callable[[str, int], Awaitable[int | None]]


@dataclass(frozen=True, slots=True)
class Row:
    """One way of sending: requests a second, and CPU of the sending process for each."""

    name: str
    per_second: float
    cpu_micros: float


async def senders(*, requests: int = 20_000) -> list[Row]:
    """Bare libcurl, then the sender, to the same receiver over plain HTTP."""
    with sink() as here:
        urls = [here.url(f"/hook/{number}") for number in range(_PATHS)]
        async with open_sender() as sender:
            return [
                await _measure("bare libcurl", _bare(), urls, requests),
                await _measure("sender", _through(sender), urls, requests),
            ]


async def proxied(*, requests: int = 20_000) -> list[Row]:
    """The sender directly and through a local proxy, by turns, to the same receiver over plain HTTP.

    As many as wait are sent, so this is a drain of what is already signed; the fastest round of each is told.
    """
    with sink() as here, relay() as port:
        urls = [here.url(f"/hook/{number}") for number in range(_PATHS)]
        async with open_sender() as direct, open_sender(proxy=f"http://127.0.0.1:{port}") as through:
            rounds = [
                (
                    await _measure("sender, directly", _through(direct), urls, requests),
                    await _measure("sender, through a local proxy", _through(through), urls, requests),
                )
                for _ in range(3)
            ]
    return [max(rows, key=lambda row: row.per_second) for rows in zip(*rounds, strict=True)]


async def tls(*, requests: int = 5_000) -> list[Row]:
    """The sender over TLS: kept connections, a new connection each time, and HTTP/2."""
    rows = []
    for name, kind, http2 in (
        ("TLS, kept connections", "keep", False),
        ("TLS, a new connection each time", "close", False),
        ("TLS, HTTP/2", "h2", True),
    ):
        with tls_sink(kind) as (port, ca_file):
            urls = [f"https://localhost:{port}/hook/{number}" for number in range(_PATHS)]
            async with open_sender(ca_file=ca_file, http2=http2) as sender:
                rows.append(await _measure(name, _through(sender), urls, requests))
    return rows


def signing(*, rounds: int = 50_000) -> float:
    """Microseconds for one HMAC signature of a body of one kilobyte."""
    began = time.process_time()
    for number in range(rounds):
        sign((_SECRET,), "evt_01h455vb4pex5vsknk084sn02q", number, _BODY)
    return (time.process_time() - began) / rounds * 1e6


def signing_by_key_pair(*, rounds: int = 20_000) -> float:
    """Microseconds for one Ed25519 signature of the same body, by a key that is loaded once."""
    proof = Ed25519((KeyPair.from_bytes(_SECRET),))
    moment = datetime.now(UTC)
    began = time.process_time()
    for number in range(rounds):
        proof.signatures("evt_01h455vb4pex5vsknk084sn02q", number, _BODY, moment)
    return (time.process_time() - began) / rounds * 1e6


async def _measure(name: str, send: Send, urls: list[str], requests: int) -> Row:
    numbers = iter(range(requests))

    async def work() -> None:
        for number in numbers:
            status = await send(urls[number % len(urls)], number)
            if status != _OK:
                message = f"{name}: {status} instead of 200"
                raise RuntimeError(message)

    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(_IN_FLIGHT)))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Row(name, requests / wall, cpu / requests * 1e6)


def _fields(number: int) -> tuple[tuple[str, str], ...]:
    message_id = f"evt_{number:026}"
    return (
        ("content-type", "application/json"),
        ("user-agent", "Bellhop"),
        ("webhook-id", message_id),
        ("webhook-timestamp", "1795348800"),
        ("webhook-signature", sign((_SECRET,), message_id, 1795348800, _BODY)),
    )


def _through(sender: Sender) -> Send:
    async def send(url: str, number: int) -> int | None:
        return (await sender.send(Request("POST", url, header_lines(_fields(number)), _BODY, 15.0, "bench"))).status

    return send


def _bare() -> Send:
    """Libcurl's multi interface with nothing around it: no guard, no resolver, no deadline, no record."""
    multi = Multi(max_idle_connections=1024)
    idle: list[pycurl.Curl] = []
    loop = asyncio.get_running_loop()

    async def send(url: str, number: int) -> int | None:
        handle = idle.pop() if idle else pycurl.Curl()
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.POSTFIELDS, _BODY)
        handle.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in _fields(number)])
        handle.setopt(pycurl.WRITEFUNCTION, len)
        ended: asyncio.Future[int] = loop.create_future()
        multi.start(handle, lambda code, _message: ended.set_result(code))
        await ended
        status = handle.getinfo(pycurl.RESPONSE_CODE)
        idle.append(handle)
        return int(status)

    return send


@contextlib.asynccontextmanager
async def open_sender(
    *, ca_file: Path | None = None, http2: bool = False, proxy: str | None = None
) -> AsyncIterator[Sender]:
    """A sender that may call this machine, for the time of the block."""
    resolver = Resolver()
    guard = Guard((ip_network("127.0.0.0/8"),), allow_http=True)
    way = None if proxy is None else Proxy(parse(proxy), resolver)
    sender = Sender(guard, resolver, ca_file=ca_file, http2=http2, proxy=way)
    try:
        yield sender
    finally:
        await sender.close()
        await resolver.close()


class _Http1Protocol(asyncio.Protocol):
    """Answers each request with a body of known length; `answer` may end the connection."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, _, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is not None and len(body) >= int(length[1]) and self._transport is not None:
            self._received = b""  # one request at a time: the next comes after the answer
            self._transport.write(self._answer)
            if self._answer is _CLOSING:
                self._transport.close()


def _serve(pipe: Connection, certificate: str, kind: str) -> None:
    async def run() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.set_alpn_protocols(["h2"] if kind == "h2" else ["http/1.1"])
        make = Http2Protocol if kind == "h2" else lambda: _Http1Protocol(_CLOSING if kind == "close" else _KEEPING)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(make, "127.0.0.1", 0, ssl=context, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, pipe.recv)

    uvloop.run(run())


@contextlib.contextmanager
def tls_sink(kind: str) -> Iterator[tuple[int, Path]]:
    """A TLS receiver in a process of its own: `keep`, `close` or `h2`; gives its port and its authority's file."""
    authority = trustme.CA()
    with tempfile.TemporaryDirectory() as folder:
        ca_file, certificate = Path(folder, "ca.pem"), Path(folder, "server.pem")
        authority.cert_pem.write_to_path(str(ca_file))
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(certificate))
        with serving(_serve, str(certificate), kind) as (port, _):
            yield port, ca_file


class _Relay(asyncio.Protocol):
    """One end of a tunnel: what comes here leaves at the other end; the caller's end begins with CONNECT."""

    def __init__(self, other: asyncio.Transport | None = None) -> None:
        self._other = other
        self._transport: asyncio.Transport | None = None
        self._opening: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._other is not None:
            self._other.write(data)
        elif self._opening is None:
            self._opening = asyncio.create_task(self._open(data.split(b" ", 2)[1].decode()))

    async def _open(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        here = self._transport
        if here is not None:
            self._other, _ = await asyncio.get_running_loop().create_connection(lambda: _Relay(here), host, int(port))
            here.write(b"HTTP/1.1 200 OK\r\n\r\n")

    def connection_lost(self, _error: Exception | None) -> None:
        if self._other is not None:
            self._other.close()


def _serve_relay(pipe: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(_Relay, "127.0.0.1", 0, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, pipe.recv)

    uvloop.run(run())


@contextlib.contextmanager
def relay() -> Iterator[int]:
    """A CONNECT proxy in a process of its own, for the time of the block; gives its port."""
    with serving(_serve_relay) as (port, _):
        yield port


def lines(rows: list[Row]) -> Iterator[str]:
    """The rows as a table, each with its ratio to the first."""
    for row in rows:
        ratio = row.per_second / rows[0].per_second
        yield f"{row.name:40} {row.per_second:8,.0f}/s  {row.cpu_micros:6.1f} µs CPU  {ratio:5.2f}"


async def main() -> None:
    """Everything once."""
    print(f"one signature: {signing():.1f} µs, by key pair {signing_by_key_pair():.1f} µs")
    for line in [*lines(await senders()), *lines(await proxied()), *lines(await tls())]:
        print(line)


if __name__ == "__main__":
    uvloop.run(main())
