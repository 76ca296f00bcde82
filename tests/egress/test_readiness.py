import asyncio
import socket
from collections.abc import Callable, Iterator

import pytest

from bellhop.egress.readiness import READABLE, WRITABLE, EpollReadiness, LoopReadiness, Readiness, Ready

Heard = asyncio.Queue[tuple[int, int]]
Make = Callable[[Heard], Readiness]


@pytest.fixture(params=[EpollReadiness, LoopReadiness])
def make(request: pytest.FixtureRequest) -> Make:
    def watching(heard: Heard) -> Readiness:
        def told(ready: Ready) -> None:
            for each in ready:
                heard.put_nowait(each)

        readiness: Readiness = request.param(asyncio.get_running_loop(), told)
        return readiness

    return watching


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


async def test_a_socket_is_told_when_it_becomes_ready(make: Make, pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    heard: Heard = asyncio.Queue()
    readiness = make(heard)
    readiness.watch(ours.fileno(), WRITABLE)
    assert await heard.get() == (ours.fileno(), WRITABLE)
    readiness.watch(ours.fileno(), READABLE)
    theirs.send(b"x")
    while (told := await heard.get()) == (ours.fileno(), WRITABLE):
        pass  # it had been ready several times
    assert told == (ours.fileno(), READABLE)
    readiness.close()


async def test_a_socket_that_is_let_go_is_not_told_any_more(
    make: Make, pair: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = pair
    heard: Heard = asyncio.Queue()
    readiness = make(heard)
    readiness.watch(ours.fileno(), READABLE)
    readiness.watch(theirs.fileno(), READABLE)
    readiness.watch(ours.fileno(), 0)
    readiness.watch(ours.fileno(), 0)
    theirs.send(b"x")
    ours.send(b"x")
    assert await heard.get() == (theirs.fileno(), READABLE)
    readiness.watch(theirs.fileno(), 0)
    assert all(fd == theirs.fileno() for fd, _ in [heard.get_nowait() for _ in range(heard.qsize())])
    readiness.close()
    readiness.close()


async def test_a_broken_connection_is_told(make: Make, pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    heard: Heard = asyncio.Queue()
    readiness = make(heard)
    readiness.watch(ours.fileno(), READABLE)
    theirs.close()
    fd, what = await heard.get()
    assert fd == ours.fileno()
    assert what & READABLE
    readiness.close()


async def test_a_socket_that_nobody_let_go_is_told_again_and_one_that_was_let_go_in_between_is_not(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    """As libcurl does: it reads a part and says nothing, or it has read all and lets go while it is being told."""
    ours, theirs = pair
    heard: list[bytes] = []
    readiness: EpollReadiness

    def told(ready: Ready) -> None:
        for fd, _ in ready:
            heard.append(ours.recv(1))
            if heard[-1] == b".":
                readiness.watch(fd, 0)

    readiness = EpollReadiness(asyncio.get_running_loop(), told)
    readiness.watch(ours.fileno(), READABLE)
    theirs.send(b"ab.c")
    await asyncio.sleep(0.02)
    assert heard == [b"a", b"b", b"."]
    readiness.watch(ours.fileno(), READABLE)
    await asyncio.sleep(0.02)
    assert heard == [b"a", b"b", b".", b"c"]
    readiness.close()


async def test_a_new_socket_with_the_number_of_a_closed_one_is_watched() -> None:
    heard: Heard = asyncio.Queue()

    def told(ready: Ready) -> None:
        for each in ready:
            heard.put_nowait(each)

    readiness = EpollReadiness(asyncio.get_running_loop(), told)
    for _ in range(3):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            readiness.watch(ours.fileno(), READABLE)
            theirs.send(b"x")
            assert await heard.get() == (ours.fileno(), READABLE)
            readiness.watch(ours.fileno(), 0)
    readiness.close()
