"""A receiver of webhooks on a real local socket: it keeps what it gets and answers as it was told."""

import asyncio
import json
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme
from aiohttp import web
from multidict import CIMultiDictProxy


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived. `target` is the raw path with its query; `connection` numbers the connections."""

    method: str
    target: str
    headers: CIMultiDictProxy[str]
    body: bytes
    connection: int

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver says to one request, after `delay_seconds`; `hang` says nothing until the caller leaves."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay_seconds: float = 0.0
    hang: bool = False


Decide = Callable[[Received], Answer]

OK = Answer()
HANG = Answer(hang=True)
GONE = Answer(410)


def busy(retry_after: str | int | None = None, *, status: int = 503) -> Answer:
    """A 503 (or 429), with `Retry-After` when given."""
    return Answer(status, {} if retry_after is None else {"Retry-After": str(retry_after)})


class Receiver:
    """Answers 200 to everything, unless scripted; `requests` has all that arrived, oldest first.

    `most_at_once`: how many of those that it does not answer at once it had at one time.
    """

    def __init__(self, scheme: str, host: str) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.most_at_once = 0
        self._at_once = 0
        self.port = 0
        self._scheme = scheme
        self._host = host
        self._scripts: dict[str, deque[Answer]] = defaultdict(deque)
        self._rules: dict[str, Decide] = {}
        self._arrived = asyncio.Condition()
        self._closing = asyncio.Event()
        self._known: dict[int, tuple[asyncio.Transport, int]] = {}

    def url(self, path: str = "/hook") -> str:
        """The URL of a path here."""
        return f"{self._scheme}://{self._host}:{self.port}{path}"

    def script(self, path: str, *answers: Answer) -> None:
        """Give these answers to the next requests of a path, one each; then the path's rule, then 200."""
        self._scripts[path].extend(answers)

    def always(self, path: str, answer: Answer | Decide) -> None:
        """Answer every request of a path so from now on (after what is scripted)."""
        self._rules[path] = answer if callable(answer) else lambda _request: answer

    async def expect(self, count: int, *, path: str | None = None, timeout_seconds: float = 30.0) -> list[Received]:
        """All requests (of one path) as soon as there are `count`; fails the test when they do not come."""

        def matching() -> list[Received]:
            return [each for each in self.requests if path is None or each.target.partition("?")[0] == path]

        try:
            async with asyncio.timeout(timeout_seconds), self._arrived:
                await self._arrived.wait_for(lambda: len(matching()) >= count)
        except TimeoutError:
            message = f"expected {count} requests in {timeout_seconds} s, got {len(matching())}"
            raise AssertionError(message) from None
        return matching()

    def hang_up(self) -> None:
        """Cut every connection that is open."""
        for transport, _number in self._known.values():
            if not transport.is_closing():
                transport.abort()
        self._known.clear()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        received = Received(
            request.method, request.raw_path, request.headers, await request.read(), self._connection_of(request)
        )
        async with self._arrived:
            self.requests.append(received)
            self._arrived.notify_all()
        path = request.raw_path.partition("?")[0]
        script = self._scripts.get(path)
        rule = self._rules.get(path)
        answer = script.popleft() if script else rule(received) if rule else OK
        if answer.hang or answer.delay_seconds:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            try:
                await self._pause(None if answer.hang else answer.delay_seconds)
            finally:
                self._at_once -= 1
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    def _connection_of(self, request: web.BaseRequest) -> int:
        transport = request.transport
        if transport is None:
            return 0
        if id(transport) not in self._known:
            self.connections += 1
            self._known[id(transport)] = (transport, self.connections)
        return self._known[id(transport)][1]


@asynccontextmanager
async def receiver(
    *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Receiver]:
    """A receiver that listens until the block ends; `host` is also the name in its URLs."""
    here = Receiver("https" if tls else "http", host)
    server = web.Server(here._handle)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", port, ssl=tls)
    here.port = listening.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        here._closing.set()
        listening.close()
        here.hang_up()
        await server.shutdown(1)


def server_tls(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """The server's side of TLS with a certificate of `authority` for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or ("127.0.0.1", "localhost"))).configure_cert(context)
    return context
