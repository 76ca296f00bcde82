"""Lending the connections of a pool, so that those who wait on a server that fell silent can be told.

A server that is frozen, or that vanished with its machine, closes nothing and refuses nothing: a statement waits until
its time is over, and to cancel it means to wait for the same server again. So whoever finds out (`store/silence.py`)
breaks the connections that are lent, and everybody who waits on one hears that no answer will come.
"""

import asyncio
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record]

_OF_A_SILENT_ONE_SECONDS = 2.0


class Lending:
    """The connections of one pool. Used from one event loop.

    is_silent: the server was found not to answer, and nobody has heard from it since (whoever hears sets it back).
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool
        self._lent: set[Connection] = set()
        self._in_line: set[asyncio.Timeout] = set()  # of those who wait for one, or for a new one to be opened
        self.is_silent = False

    @property
    def backends(self) -> Sequence[int]:
        """The server's processes behind the connections that are lent and not broken."""
        return [backend for each in self._lent if (backend := _backend_of(each)) is not None]

    def connection(self, wait_seconds: float | None = None) -> "Loan":
        """A connection for the time of a block; `TimeoutError` where there is none for so long.

        Without a limit it is waited for in line, and in vain only where the server falls silent. One of a server
        that is silent is waited for 2 seconds: it may just have come back.
        """
        return Loan(self, wait_seconds)

    async def cut(self, backends: Collection[int], *, is_silent: bool) -> None:
        """Break the connections that are lent and lead to these. Those that rest are not used again."""
        await self._pool.expire_connections()
        for each in list(self._lent):
            if _backend_of(each) in backends:
                each.terminate()
        self.is_silent = is_silent
        if is_silent:
            for limit in self._in_line:
                limit.reschedule(0)

    async def take(self, wait_seconds: float | None) -> "Connection":
        """A connection, to be given back; see `connection`."""
        async with asyncio.timeout(_OF_A_SILENT_ONE_SECONDS if self.is_silent else wait_seconds) as limit:
            self._in_line.add(limit)
            try:
                taken = await self._pool.acquire()
            finally:
                self._in_line.discard(limit)
        self._lent.add(taken)
        return taken

    async def give_back(self, connection: "Connection") -> None:
        """End a loan."""
        self._lent.discard(connection)
        await self._pool.release(connection)


class Loan:
    """One connection for the time of a block."""

    __slots__ = ("_connection", "_lending", "_wait_seconds")

    def __init__(self, lending: Lending, wait_seconds: float | None) -> None:
        self._lending = lending
        self._wait_seconds = wait_seconds
        self._connection: Connection

    async def __aenter__(self) -> "Connection":
        """Take it."""
        self._connection = await self._lending.take(self._wait_seconds)
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give it back."""
        await self._lending.give_back(self._connection)


def _backend_of(connection: "Connection") -> int | None:
    """The server's process behind a connection; None where it is broken, and only its borrower has not heard of it."""
    try:
        return connection.get_server_pid()
    except asyncpg.InterfaceError:
        return None
