"""Connections: aiohttp's, but a client that does not read is cut, and a broken request is answered with a problem.

aiohttp waits for ever for a client to read its answer. Here each connection that has unsent bytes is looked at every
few seconds, and one that took too little of them for too long is cut.
"""

import asyncio
import contextlib
import fcntl
import struct
import termios
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import TransferEncodingError
from aiohttp.web_protocol import _ErrInfo

from bellhop.api.edge.middleware import SERVER, new_request_id
from bellhop.api.edge.problems import MEDIA_TYPE, of_http_status, to_json
from bellhop.api.edge.room import Place
from bellhop.clock import monotonic_seconds
from bellhop.log import get_logger
from bellhop.runtime.crew import Crew

log = get_logger("api")

_SLICE_BYTES = 8 * 1024

_Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a client reads at least: so many bytes in so many seconds, or all that is left."""

    bytes: int = 64 * 1024
    seconds: float = 30.0
    look_every_seconds: float = 5.0


@dataclass(slots=True)
class _Slow:
    """A connection that has unsent bytes: how many there were, and when."""

    unsent: int
    since: float


class Protocol(web.RequestHandler):
    """aiohttp's connection, which answers a request that cannot be parsed with a problem instead of a text.

    Bytes that arrive at once are parsed in slices, and other connections have their turn between two slices: a body
    that is sent in chunks of one byte costs 50 times as much to parse.

    `place` is the room that its answer takes, None while it takes none.
    """

    __slots__ = ("_unparsed", "place")

    def __init__(self, manager: web.Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self.place: Place | None = None
        self._unparsed: deque[bytes] = deque()

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """A problem for a request that aiohttp refused; the connection is closed after it."""
        del request, exc, message
        problem = of_http_status(status)
        request_id = new_request_id()
        body = to_json(problem, instance="", request_id=request_id)
        headers = {"X-Request-Id": request_id, "Content-Type": MEDIA_TYPE, "Server": SERVER}
        response = web.Response(status=problem.status, body=body, headers=headers)
        response.force_close()
        return response

    def data_received(self, data: bytes) -> None:
        """Parse what came, or its beginning now and the others in later turns of the loop."""
        if not data or (not self._unparsed and len(data) <= _SLICE_BYTES):
            self._parse(data)
            return
        if not self._unparsed:
            self._loop.call_soon(self._parse_slice)
        # Bytes keep their order: what arrives while slices wait is put behind them, however little it is.
        self._unparsed.extend(data[at : at + _SLICE_BYTES] for at in range(0, len(data), _SLICE_BYTES))
        self._pause_transport_reading()

    def _parse_slice(self) -> None:
        data = self._unparsed.popleft()
        if self._unparsed:
            self._loop.call_soon(self._parse_slice)
        self._parse(data)
        if not self._reading_paused and not self._buffer_paused:  # aiohttp itself has no reason to pause
            self._resume_transport_reading()

    def _parse(self, data: bytes) -> None:
        """Parse these bytes, and tell the request whose body they break off."""
        super().data_received(data)
        if not self._is_refused():
            return
        if len(self._messages) > 1:
            refusal = self._messages.pop()
            if not self._messages[-1][1].is_eof():
                self._messages.pop()  # nobody has begun it: the refusal is its answer
            self._messages.append(refusal)
        elif self._current_request is not None:
            self._end_body(self._current_request)

    def _is_refused(self) -> bool:
        """Whether bytes came that cannot be parsed; the refusal waits behind the requests that came before them."""
        return bool(self._messages) and isinstance(self._messages[-1][0], _ErrInfo)

    def _end_body(self, request: web.BaseRequest) -> None:
        """Where the bytes that could not be parsed are of the body of this request: refuse it, and only it.

        aiohttp lets go of such a body, and whoever reads it would wait for the rest until they lose their patience.
        """
        if request.content.is_eof():
            return  # it came whole; what is refused came behind it
        self._messages.pop()
        request.content.set_exception(TransferEncodingError("broken chunk"))
        request.content.feed_eof()
        self.close()  # once it is answered

    def _resume_transport_reading(self) -> None:
        """Read on, but not before all is parsed that came."""
        if not self._unparsed:
            super()._resume_transport_reading()

    async def _handle_request(
        self, request: web.BaseRequest, start_time: float | None, request_handler: _Handler
    ) -> tuple[web.StreamResponse, bool]:
        """Answer, and free the answer's room when it was handed to the system or the client is gone."""
        if len(self._messages) == 1 and self._is_refused():  # since the last turn of the loop, in which it was begun
            self._end_body(request)
        try:
            return await super()._handle_request(request, start_time, request_handler)
        finally:
            if self.place is not None:
                self.place.leave()
                self.place = None


class Server(web.Server):
    """aiohttp's low-level server (no application: matching and everything else is ours).

    `crew`: the processes that share its socket, which are told how many connections it has; None where it is alone.
    """

    def __init__(self, handler: _Handler, *, pace: Pace, **options: Any) -> None:
        super().__init__(handler, **options)
        self._pace = pace
        self.crew: Crew | None = None
        self._open: dict[web.RequestHandler, asyncio.Transport] = {}
        self._slow: dict[asyncio.Transport, _Slow] = {}

    def __call__(self) -> web.RequestHandler:
        """The protocol of one new connection."""
        return Protocol(self, loop=asyncio.get_running_loop(), **self._kwargs)

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """A connection begins."""
        self._open[handler] = transport
        self._tell_crew()
        super().connection_made(handler, transport)

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """A connection ended. One that is only closing is still here: it has bytes to send."""
        self._open.pop(handler, None)
        self._tell_crew()
        super().connection_lost(handler, exc)

    def _tell_crew(self) -> None:
        if self.crew is not None:
            self.crew.tell(len(self._open))

    async def cut_slow_readers(self) -> None:
        """Look at all connections from time to time, for as long as the server runs."""
        while True:
            await asyncio.sleep(self._pace.look_every_seconds)
            self._look()

    def _look(self) -> None:
        now = monotonic_seconds()
        before, self._slow = self._slow, {}
        for transport in list(self._open.values()):
            if transport.get_write_buffer_size() == 0:
                continue
            unsent = _unsent(transport)
            slow = before.get(transport)
            if slow is None or unsent > slow.unsent or slow.unsent - unsent >= self._pace.bytes:
                self._slow[transport] = _Slow(unsent, now)  # new, has a new answer, or reads fast enough
            elif now - slow.since < self._pace.seconds:
                self._slow[transport] = slow  # too slow, but not for long enough: counted from when it was seen first
            else:
                log.info("connection.cut", unsent_bytes=unsent, seconds=round(now - slow.since, 1))
                transport.abort()


def _unsent(transport: asyncio.Transport) -> int:
    """Bytes that the client has not taken: those that we hold, and those in the socket's buffer if the system tells."""
    unsent = transport.get_write_buffer_size()
    endpoint = transport.get_extra_info("socket")
    if endpoint is not None:
        with contextlib.suppress(OSError):
            (queued,) = struct.unpack("i", fcntl.ioctl(endpoint.fileno(), termios.TIOCOUTQ, bytes(4)))
            unsent += queued
    return unsent
