"""Accepting connections at a socket that several processes share, so that each of them gets its part (runtime/crew)."""

import asyncio
import errno
import socket
from collections.abc import Callable

from aiohttp import web

from bellhop.log import get_logger
from bellhop.runtime.crew import Crew

_LET_OTHERS_SECONDS = 0.005
_MOST_LEFT = 8  # that the others have not taken in that time, and this one takes then
_NO_FILES_SECONDS = 1.0
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

log = get_logger("api")


class Acceptor:
    """Accepts one connection after the other; `make` makes the protocol of each.

    While another process has fewer, it is given five milliseconds to take the next.
    """

    def __init__(self, listener: socket.socket, crew: Crew, make: Callable[[], asyncio.BaseProtocol]) -> None:
        self._listener = listener
        self._crew = crew
        self._make = make
        self._loop = asyncio.get_running_loop()
        self._beginning: set[asyncio.Task[object]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self._loop.add_reader(listener, self._on_waiting)

    async def close(self) -> None:
        """Accept no more, and wait for the connections that begin just now; the others go on."""
        self._crew.leave()
        if self._resting is None:
            self._loop.remove_reader(self._listener)
        else:
            self._resting.cancel()
        self._listener.close()
        if self._beginning:
            await asyncio.wait(self._beginning)

    def _on_waiting(self) -> None:
        if self._crew.has_more_than_others(len(self._beginning)):
            self._rest(_LET_OTHERS_SECONDS)
        else:
            self._accept()

    def _rest(self, seconds: float) -> None:
        self._loop.remove_reader(self._listener)
        self._resting = self._loop.call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        self._resting = None
        self._loop.add_reader(self._listener, self._on_waiting)
        for _ in range(_MOST_LEFT):
            if not self._accept():
                break

    def _accept(self) -> bool:
        """Take one; returns whether there was one."""
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return False
        except OSError as error:
            log.warning("connection.not_accepted", reason=str(error))
            if error.errno in _NO_ROOM:  # until some connections have ended
                self._rest(_NO_FILES_SECONDS)
            return False
        connection.setblocking(False)  # noqa: FBT003 - the standard library's signature
        beginning = self._loop.create_task(self._loop.connect_accepted_socket(self._make, connection))
        self._beginning.add(beginning)
        beginning.add_done_callback(self._begun)
        return True

    def _begun(self, beginning: "asyncio.Task[object]") -> None:
        self._beginning.discard(beginning)
        if not beginning.cancelled() and (error := beginning.exception()) is not None:
            log.warning("connection.not_begun", reason=repr(error))


class SharedSite(web.SockSite):
    """aiohttp's site at a bound socket, with an acceptor of ours."""

    def __init__(self, runner: web.BaseRunner, listener: socket.socket, crew: Crew, *, backlog: int) -> None:
        super().__init__(runner, listener, backlog=backlog)
        self._crew = crew
        self._acceptor: Acceptor | None = None

    async def start(self) -> None:
        """Accept connections."""
        await web.BaseSite.start(self)
        self._sock.listen(self._backlog)
        server = self._runner.server
        assert server is not None  # noqa: S101 - the runner is set up before it is given sites
        self._acceptor = Acceptor(self._sock, self._crew, server)

    async def stop(self) -> None:
        """Accept no more."""
        if self._acceptor is not None:
            await self._acceptor.close()
        await super().stop()
