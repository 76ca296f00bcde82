"""A DNS server on a real UDP socket that answers what a test says, or nothing."""

import asyncio
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import cast

SILENT = "silent"
BROKEN = "broken"
_A, _AAAA = 1, 28
_NXDOMAIN, _SERVFAIL = 3, 2
_SHORT_BYTES, _CUT = 512, 0x200


class Nameserver(asyncio.DatagramProtocol):
    """`names` maps a name to its addresses, or to SILENT or BROKEN; unknown names do not exist.

    `below` does the same for all names below a domain that are not in `names`.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[str] | str] = {}
        self.below: dict[str, list[str] | str] = {}
        self.ttl_seconds = 60
        self.asked: Counter[str] = Counter()
        self.port = 0
        self._heard = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def until_asked_for(self, count: int) -> None:
        """Wait until `count` different names have been asked for."""
        async with asyncio.timeout(30):
            while len(self.asked) < count:
                self._heard.clear()
                await self._heard.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        name, kind, question = _read_question(data)
        self.asked[name] += 1
        self._heard.set()
        known = self.names.get(name, self._below(name))
        if known == SILENT or self._transport is None:
            return
        if known is None or isinstance(known, str):
            answer = _header(data, 0, _NXDOMAIN if known is None else _SERVFAIL) + question
        else:
            wanted = [each for each in map(ip_address, known) if (each.version == 4) == (kind == _A)]
            records = [
                b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, self.ttl_seconds, len(each.packed)) + each.packed
                for each in wanted
                if kind in {_A, _AAAA}
            ]
            answer = _header(data, len(records), 0) + question + b"".join(records)
            if len(answer) > _SHORT_BYTES and not int.from_bytes(data[10:12], "big"):  # no room offered (RFC 6891)
                answer = _header(data, 0, _CUT) + question
        self._transport.sendto(answer, addr)

    def _below(self, name: str) -> list[str] | str | None:
        return next((known for domain, known in self.below.items() if name.endswith(f".{domain}")), None)


def _header(query: bytes, answers: int, code: int) -> bytes:
    return query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, answers, 0, 0)


def _read_question(query: bytes) -> tuple[str, int, bytes]:
    labels, position = [], 12
    while query[position]:
        length = query[position]
        labels.append(query[position + 1 : position + 1 + length].decode())
        position += 1 + length
    (kind,) = struct.unpack("!H", query[position + 1 : position + 3])
    return ".".join(labels).lower(), kind, query[12 : position + 5]


@asynccontextmanager
async def nameserver() -> AsyncIterator[Nameserver]:
    """A DNS server that listens until the block ends."""
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        Nameserver, local_addr=("127.0.0.1", 0)
    )
    server.port = transport.get_extra_info("sockname")[1]
    try:
        yield server
    finally:
        transport.close()
