"""A socket that several processes accept at: each gets its part, and none of them is needed."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bellhop.api.edge import accepting
from bellhop.api.edge.accepting import Acceptor
from bellhop.runtime.crew import Crew
from tests.running import eventually


class Half:
    """One of two that share a socket, with the connections that it has."""

    def __init__(self, listener: socket.socket, crew: Crew) -> None:
        self.crew = crew
        self.open: list[asyncio.Transport] = []
        self.acceptor = Acceptor(listener, crew, self._make)
        crew.tell(0)

    def _make(self) -> asyncio.Protocol:
        half = self

        class Taken(asyncio.Protocol):
            def connection_made(self, transport: Any) -> None:
                half.open.append(transport)
                half.crew.tell(len(half.open))

        return Taken()


@pytest.fixture
async def halves() -> AsyncIterator[tuple[Half, Half, Callable[[int], Any]]]:
    """Two that share a socket, and what connects so often, one after the other."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    made = Crew.make(2)
    pair = [Half(listener.dup(), Crew(made.descriptor, 2, place)) for place in (0, 1)]
    clients: list[asyncio.StreamWriter] = []

    async def connect(count: int) -> None:
        before = sum(len(each.open) for each in pair)
        for number in range(1, count + 1):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            clients.append(writer)

            async def taken(wanted: int = before + number) -> bool:
                return sum(len(each.open) for each in pair) == wanted

            await eventually(taken, every=0.001)

    yield pair[0], pair[1], connect
    for half in pair:
        await half.acceptor.close()
        for transport in half.open:
            transport.abort()
    for writer in clients:
        writer.close()
    listener.close()
    os.close(made.descriptor)


async def test_each_gets_its_part(halves: tuple[Half, Half, Callable[[int], Any]]) -> None:
    one, two, connect = halves
    await connect(40)
    assert abs(len(one.open) - len(two.open)) <= 2


async def test_one_that_does_not_accept_holds_up_nobody_for_long(
    halves: tuple[Half, Half, Callable[[int], Any]],
) -> None:
    one, two, connect = halves
    with frozen(two):
        await connect(10)
    assert (len(one.open), len(two.open)) == (10, 0)


async def test_without_files_it_rests_and_goes_on(
    halves: tuple[Half, Half, Callable[[int], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, connect = halves
    monkeypatch.setattr(accepting, "_NO_FILES_SECONDS", 0.05)
    listener = one.acceptor._listener
    asked: list[int] = []

    class Full:
        """The listener of a process that has no file left, once."""

        def fileno(self) -> int:
            return listener.fileno()

        def close(self) -> None:
            listener.close()

        def accept(self) -> Any:
            asked.append(1)
            if len(asked) == 1:
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
            return listener.accept()

    monkeypatch.setattr(one.acceptor, "_listener", Full())
    with frozen(two):
        await connect(2)
    assert len(one.open) == 2


@contextmanager
def frozen(half: Half) -> Iterator[None]:
    """It asks for no connection, though the others believe that it is there."""
    loop, listener = asyncio.get_running_loop(), half.acceptor._listener
    loop.remove_reader(listener)
    yield
    loop.add_reader(listener, half.acceptor._on_waiting)
