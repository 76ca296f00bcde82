"""All hostile receivers at once: each deadline holds, memory is bounded, and a friendly endpoint does not notice."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Exchange, Sender
from tests.egress.conftest import Post
from tests.egress.hostile import OK_HEAD, Act, hostile, repeat, reset, say, say_and_close, stay_silent
from tests.receiver import receiver, server_tls

TIMEOUT_SECONDS = 1.0
TRIES = 3
BOMB = gzip.compress(b"\0" * 20_000_000)
CLEAR_PEAK = "5"  # proc(5), clear_refs: the peak of resident memory begins anew


async def never_reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del reader, writer
    await asyncio.Event().wait()


async def drips_a_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The head of a long TLS record, then its bytes one by one."""
    await reader.read(1)
    writer.write(b"\x16\x03\x03\x3f\xff")
    while True:
        writer.write(b"\x02")
        await writer.drain()
        await asyncio.sleep(0.05)


HANGING: dict[str, tuple[str, Act, ErrorClass]] = {
    "silence": ("http", stay_silent, ErrorClass.FIRST_BYTE_TIMEOUT),
    "a handshake that stalls": ("https", stay_silent, ErrorClass.TLS_TIMEOUT),
    "a handshake that drips": ("https", drips_a_handshake, ErrorClass.TLS_TIMEOUT),
    "a status line that never ends": (
        "http",
        repeat(b"HTTP/1.1 ", b"", every_seconds=0.05),
        ErrorClass.FIRST_BYTE_TIMEOUT,
    ),
    "a header that drips": ("http", repeat(OK_HEAD, b"x", every_seconds=0.05), ErrorClass.HEADERS_TIMEOUT),
    "headers that drip": ("http", repeat(OK_HEAD, b"x: y\r\n", every_seconds=0.05), ErrorClass.HEADERS_TIMEOUT),
    "interim answers that drip": (
        "http",
        repeat(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", every_seconds=0.05),
        ErrorClass.FIRST_BYTE_TIMEOUT,
    ),
    "a body that drips": (
        "http",
        repeat(OK_HEAD + b"Content-Length: 99\r\n\r\n", b"x", every_seconds=0.05),
        ErrorClass.BODY_TIMEOUT,
    ),
    "chunks that drip": (
        "http",
        repeat(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", every_seconds=0.05),
        ErrorClass.BODY_TIMEOUT,
    ),
    "a large request that is never read": ("http", never_reads, ErrorClass.FIRST_BYTE_TIMEOUT),
}
FLOODING: dict[str, Act] = {
    "an endless body": repeat(OK_HEAD + b"\r\n", b"x" * 65536, every_seconds=0),
    "endless headers": repeat(OK_HEAD, b"x: y\r\n" * 64, every_seconds=0),
    "one endless header": repeat(OK_HEAD, b"x" * 8192, every_seconds=0),
    "endless interim answers": repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 64, every_seconds=0),
    "endless trailers": repeat(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"x: y\r\n" * 64, every_seconds=0),
    "an endless chunk": repeat(
        OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffff0\r\n", b"x" * 65536, every_seconds=0
    ),
    "a bomb": say(OK_HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB), BOMB),
    "a bomb in the transfer coding": say_and_close(OK_HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", BOMB),
}
"""What would fill the memory of a careless client; each ends long before the deadline, or at it."""


@asynccontextmanager
async def doors(acts: dict[str, Act]) -> AsyncIterator[dict[str, int]]:
    """The ports of servers that do these things."""
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(hostile(act)) for name, act in acts.items()}


async def test_each_deadline_holds_within_a_tenth(sender: Sender, post: Post) -> None:
    """Together in one crowd; a machine that is busy elsewhere gets three tries, a deadline that slips needs none."""
    loop = asyncio.get_running_loop()
    async with doors({name: act for name, (_, act, _) in HANGING.items()}) as ports:

        async def meet(name: str) -> tuple[Exchange, float]:
            body = b"x" * 8_000_000 if "large" in name else b"{}"
            url = f"{HANGING[name][0]}://127.0.0.1:{ports[name]}/"
            began = loop.time()
            exchange = await sender.send(post(url, body=body, timeout_seconds=TIMEOUT_SECONDS))
            return exchange, loop.time() - began

        slipping = set(HANGING)
        for _ in range(TRIES):
            met = dict(zip(slipping, await asyncio.gather(*map(meet, slipping)), strict=True))
            assert {name: exchange.error for name, (exchange, _) in met.items()} == {
                name: HANGING[name][2] for name in slipping
            }
            assert all(seconds >= 0.9 * TIMEOUT_SECONDS for _, seconds in met.values())
            slipping = {name for name, (_, seconds) in met.items() if seconds > 1.1 * TIMEOUT_SECONDS}
            if not slipping:
                break
        assert not slipping


async def test_a_friendly_endpoint_does_not_notice_any_of_them(sender: Sender, post: Post) -> None:
    loop = asyncio.get_running_loop()
    acts = {name: act for name, (_, act, _) in HANGING.items()} | FLOODING | {"resets": reset}

    async def once(url: str) -> float:
        began = loop.time()
        assert (await sender.send(post(url))).status == 200
        return loop.time() - began

    async with doors(acts) as ports, receiver() as good:
        quiet = sorted([await once(good.url()) for _ in range(50)])
        hanging = [
            asyncio.create_task(
                sender.send(post(f"{HANGING.get(name, ('http',))[0]}://127.0.0.1:{port}/", timeout_seconds=20))
            )
            for name, port in ports.items()
            for _ in range(8)
        ]
        beside = sorted([await once(good.url()) for _ in range(50)])
        waiting = sum(not task.done() for task in hanging)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    assert waiting >= 8 * len(HANGING)
    assert beside[25] <= quiet[25] + 0.1


@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="the peak of memory is told by /proc")
@pytest.mark.parametrize("name", FLOODING)
async def test_no_flood_fills_the_memory(sender: Sender, post: Post, name: str) -> None:
    """Forty at once, of which each would send without end; the flooding servers are in this process, too."""
    async with hostile(FLOODING[name]) as port:
        before = resident_kib("VmRSS")
        forget_the_peak()
        exchanges = await asyncio.gather(
            *(sender.send(post(f"http://127.0.0.1:{port}/", timeout_seconds=5)) for _ in range(40))
        )
        grown_kib = resident_kib("VmHWM") - before
    assert all(len(each.body) <= 16_384 for each in exchanges)
    assert grown_kib < 48 * 1024
    assert not any(each.body.startswith(b"\0" * 100) for each in exchanges), "something was inflated"


def forget_the_peak() -> None:
    Path("/proc/self/clear_refs").write_text(CLEAR_PEAK, encoding="ascii")


def resident_kib(field: str) -> int:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith(field)))


async def test_a_thousand_refused_connections_leave_nothing_open(sender: Sender, post: Post) -> None:
    async with hostile(stay_silent) as port:
        pass
    async with receiver() as good:
        assert (await sender.send(post(good.url()))).status == 200
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        exchanges = await asyncio.gather(*(sender.send(post(f"http://127.0.0.1:{port}/")) for _ in range(1000)))
        assert {each.error for each in exchanges} == {ErrorClass.CONNECT_REFUSED}
        assert (await sender.send(post(good.url()))).status == 200
        assert len(os.listdir("/proc/self/fd")) <= before + 1  # noqa: PTH208


async def test_plain_http_to_a_port_that_speaks_tls_is_an_error_at_once(
    sender: Sender, post: Post, authority: trustme.CA
) -> None:
    async with hostile(stay_silent, tls=server_tls(authority)) as port:
        exchange = await sender.send(post(f"http://127.0.0.1:{port}/", timeout_seconds=5))
    assert exchange.status is None
    assert exchange.error in {ErrorClass.PROTOCOL_ERROR, ErrorClass.CONNECTION_RESET}
    assert exchange.phases.total_us < 4_000_000


async def test_a_receiver_that_closes_after_each_answer_costs_a_connection_and_nothing_else(
    guard: Guard, resolver: Resolver, post: Post
) -> None:
    """What is kept may be closed at any moment: the next request goes over a new connection, unharmed."""
    sender = Sender(guard, resolver)
    async with hostile(say_and_close(OK_HEAD + b"Content-Length: 2\r\n\r\nok")) as port:
        for _ in range(50):
            exchange = await sender.send(post(f"http://127.0.0.1:{port}/"))
            assert (exchange.status, exchange.error, exchange.body) == (200, None, b"ok")
    await sender.close()
