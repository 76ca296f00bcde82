"""Connections that rest are asked for by the kernel, so that nothing between forgets them unseen."""

import socket
from typing import Any

import pytest

from bellhop.store.database import Database
from tests.relay import relayed


@pytest.mark.skipif(not hasattr(socket, "TCP_KEEPIDLE"), reason="this system does not tell how long it waits")
async def test_connections_of_the_pool_are_kept_alive(database_url: str) -> None:
    async with relayed(database_url) as relay:
        database = await Database.connect(relay.url, min_size=1, max_size=1)
        try:
            async with database.pool.acquire() as connection:
                held: Any = connection
                made = held._con._transport.get_extra_info("socket")
                assert made.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                assert made.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60
        finally:
            database.pool.terminate()
