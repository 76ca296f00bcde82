"""Clients that ask and do not read: they are cut, and what waits for them is bounded."""

import asyncio
import socket
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from bellhop.api.edge.auth import PUBLIC
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.connections import Pace
from bellhop.api.edge.room import Room
from bellhop.api.edge.routing import Route, RouteTable, Terms
from bellhop.api.edge.services import Services
from bellhop.api.routes import TABLE
from bellhop.clock import ManualClock
from bellhop.errors import UnavailableError
from bellhop.store.store import Store
from tests.running import eventually
from tests.serving import Api, open_services, serve

LARGE = 3 << 20
QUICK = Pace(bytes=64 * 1024, seconds=0.4, look_every_seconds=0.1)


async def large(_call: Call) -> Answer:
    return Answer(body=b'{"text":"' + b"x" * LARGE + b'"}')


EXTRA = [Route("GET", "/test/large", Terms("")(large), PUBLIC)]


@pytest.fixture
async def services(store: Store, clock: ManualClock) -> AsyncIterator[Services]:
    async with open_services(store, clock) as opened:
        yield opened


TABLE_WITH_LARGE = RouteTable([*TABLE.routes, *EXTRA])


async def is_free(room: Room) -> None:
    """Returns when nothing waits to be sent any more."""

    async def check() -> bool:
        return room.taken_bytes == 0

    await eventually(check)


class Client:
    """A client with small buffers that reads when it is told to."""

    def __init__(self, api: Api) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.setblocking(False)
        self._address = ("127.0.0.1", int(api.base.rpartition(":")[2]))

    async def ask(self) -> "Client":
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self._socket, self._address)
        await loop.sock_sendall(self._socket, b"GET /test/large HTTP/1.1\r\nHost: bellhop\r\nConnection: close\r\n\r\n")
        return self

    async def read(self, most: int) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self._socket, most)

    async def read_to_the_end(self) -> int:
        """How many bytes came before the connection ended."""
        count = 0
        try:
            while chunk := await self.read(65536):
                count += len(chunk)
        except ConnectionError:
            pass
        return count

    def close(self) -> None:
        self._socket.close()


async def test_client_that_does_not_read_is_cut(services: Services) -> None:
    room = Room()
    async with serve(services, table=TABLE_WITH_LARGE, pace=QUICK, room=room) as api:
        client = await Client(api).ask()
        await client.read(100)
        assert room.taken_bytes > LARGE
        await is_free(room)
        assert await client.read_to_the_end() < LARGE
        client.close()


async def test_client_that_reads_slowly_but_steadily_gets_all(services: Services) -> None:
    async with serve(services, table=TABLE_WITH_LARGE, pace=QUICK) as api:
        client, began, count = await Client(api).ask(), monotonic(), 0
        while monotonic() - began < 4 * QUICK.seconds:
            count += len(await client.read(32 * 1024))
            await asyncio.sleep(0.02)  # the client's own pace
        assert count < LARGE
        assert count + await client.read_to_the_end() > LARGE
        client.close()


async def test_what_waits_for_slow_readers_is_bounded_and_others_are_told_to_come_again(services: Services) -> None:
    room = Room(8 << 20, share_bytes=8 << 20, patience_seconds=0.1)
    async with serve(services, table=TABLE_WITH_LARGE, room=room) as api:
        clients = [await Client(api).ask() for _ in range(2)]
        for each in clients:
            await each.read(100)
        refused = await api("GET", "/test/large")
        assert (refused.status, refused.problem) == (503, "unavailable")
        assert int(refused.headers["Retry-After"]) > 0
        assert (await api("GET", "/livez")).status == 200
        for each in clients:
            each.close()
        await is_free(room)
        assert (await api("GET", "/test/large")).status == 200


async def test_who_waits_for_room_gets_it_when_an_answer_was_read() -> None:
    room = Room(10, share_bytes=10, patience_seconds=5)
    await room.take("a", 8)
    waiting = asyncio.create_task(room.take("b", 8))
    await asyncio.sleep(0)
    room.give_back("a", 8)
    await waiting
    assert room.taken_bytes == 8


async def test_one_owner_leaves_room_for_others() -> None:
    room = Room(10, share_bytes=6, patience_seconds=0.01)
    await room.take("a", 4)
    with pytest.raises(UnavailableError):
        await room.take("a", 4)
    await room.take("b", 6)
    room.give_back("a", 4)
    await room.take("a", 4)
    assert room.taken_bytes == 10


async def test_an_answer_larger_than_a_share_is_sent_when_it_is_the_only_one() -> None:
    room = Room(10, share_bytes=4, patience_seconds=0.01)
    await room.take("a", 9)
    with pytest.raises(UnavailableError):
        await room.take("a", 1)


async def test_who_gives_up_waiting_takes_nothing() -> None:
    room = Room(10, share_bytes=10, patience_seconds=5)
    await room.take("a", 8)
    waiting = asyncio.create_task(room.take("b", 8))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    room.give_back("a", 8)
    assert room.taken_bytes == 0
