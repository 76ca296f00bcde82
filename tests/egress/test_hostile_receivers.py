import asyncio
import gzip
import socket
import struct

import pytest

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Exchange, Sender
from tests.egress.conftest import Post
from tests.egress.hostile import OK_HEAD, Act, hostile, read_request, repeat, reset, say, say_and_close, stay_silent
from tests.receiver import receiver

TIMEOUT_SECONDS = 1.0


async def meet(sender: Sender, post: Post, act: Act, **kwargs: object) -> tuple[Exchange, float]:
    """What comes of one request to this server, and how many seconds it took."""
    async with hostile(act) as port:
        began = asyncio.get_running_loop().time()
        exchange = await sender.send(
            post(f"http://127.0.0.1:{port}/", **{"timeout_seconds": TIMEOUT_SECONDS, **kwargs})
        )
        return exchange, asyncio.get_running_loop().time() - began


def held(seconds: float) -> bool:
    """Whether a deadline of one second held; the upper bound leaves room for a machine that is busy elsewhere."""
    return 0.9 * TIMEOUT_SECONDS <= seconds <= 3 * TIMEOUT_SECONDS


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (stay_silent, ErrorClass.FIRST_BYTE_TIMEOUT),
        (repeat(b"", b"H", every_seconds=0.05), ErrorClass.PROTOCOL_ERROR),
        (repeat(b"HTTP/1.1 ", b"", every_seconds=0.05), ErrorClass.FIRST_BYTE_TIMEOUT),
        (repeat(OK_HEAD, b"x", every_seconds=0.05), ErrorClass.HEADERS_TIMEOUT),
        (repeat(OK_HEAD, b"x: y\r\n", every_seconds=0.05), ErrorClass.HEADERS_TIMEOUT),
        (repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n", b"", every_seconds=0.05), ErrorClass.FIRST_BYTE_TIMEOUT),
    ],
)
async def test_a_slow_drip_ends_at_the_deadline(sender: Sender, post: Post, act: Act, error: ErrorClass) -> None:
    exchange, seconds = await meet(sender, post, act)
    assert (exchange.status, exchange.error) == (None, error)
    assert error is ErrorClass.PROTOCOL_ERROR or held(seconds)


@pytest.mark.parametrize("head", [b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n", b"\r\n"])
async def test_a_body_that_drips_past_the_deadline_does_not_undo_the_status(
    sender: Sender, post: Post, head: bytes
) -> None:
    drop = b"1\r\nx\r\n" if b"chunked" in head else b"x"
    exchange, seconds = await meet(sender, post, repeat(OK_HEAD + head, drop, every_seconds=0.05))
    assert (exchange.status, exchange.error, exchange.truncated) == (200, ErrorClass.BODY_TIMEOUT, True)
    assert exchange.body.startswith(b"xx")
    assert held(seconds)


async def test_an_endless_body_is_cut_at_16_kib(sender: Sender, post: Post) -> None:
    exchange, seconds = await meet(sender, post, repeat(OK_HEAD + b"\r\n", b"x" * 65536, every_seconds=0))
    assert (exchange.status, exchange.error, exchange.truncated) == (200, None, True)
    assert exchange.body == b"x" * 16384
    assert seconds < TIMEOUT_SECONDS


@pytest.mark.parametrize("line", [b"x: y\r\n", b"x: " + b"y" * 4000 + b"\r\n", b"x" * 8192])
async def test_a_flood_of_headers_is_stopped(sender: Sender, post: Post, line: bytes) -> None:
    exchange, seconds = await meet(sender, post, repeat(OK_HEAD, line * 8, every_seconds=0))
    assert (exchange.status, exchange.error) == (None, ErrorClass.HEADERS_TOO_LARGE)
    assert seconds < TIMEOUT_SECONDS


async def test_a_storm_of_interim_answers_is_stopped(sender: Sender, post: Post) -> None:
    storm = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
    exchange, seconds = await meet(sender, post, repeat(b"", storm * 10, every_seconds=0))
    assert (exchange.status, exchange.error) == (None, ErrorClass.PROTOCOL_ERROR)
    assert "interim" in exchange.error_detail
    assert seconds < TIMEOUT_SECONDS


async def test_some_interim_answers_are_no_storm(sender: Sender, post: Post) -> None:
    answer = b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 5 + b"HTTP/1.1 204 No Content\r\nx: y\r\n\r\n"
    exchange, _ = await meet(sender, post, say(answer))
    assert (exchange.status, exchange.error, exchange.headers) == (204, None, ((b"x", b"y"),))


@pytest.mark.parametrize("field", ["Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: zstd, gzip"])
async def test_a_compressed_bomb_is_kept_as_it_came(sender: Sender, post: Post, field: str) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    head = OK_HEAD + f"{field}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    exchange, _ = await meet(sender, post, say(head, bomb))
    assert (exchange.status, exchange.error) == (200, None)
    assert exchange.body == bomb[:16384]


async def test_a_compressed_transfer_coding_is_not_inflated(sender: Sender, post: Post) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    exchange, _ = await meet(sender, post, say_and_close(OK_HEAD + b"Transfer-Encoding: gzip\r\n\r\n", bomb))
    assert len(exchange.body) <= 16384
    assert b"\0" * 100 not in exchange.body


async def test_bytes_that_are_no_text_are_kept_as_bytes(sender: Sender, post: Post) -> None:
    head = OK_HEAD + b"X-Odd: \xff\xfe caf\xe9\r\nContent-Length: 5\r\n\r\n"
    exchange, _ = await meet(sender, post, say(head, b"\x00\xff\x00\xfe\x80"))
    assert exchange.status == 200
    assert (b"X-Odd", b"\xff\xfe caf\xe9") in exchange.headers
    assert exchange.body == b"\x00\xff\x00\xfe\x80"


@pytest.mark.parametrize(
    "answer",
    [
        OK_HEAD + b"x: a\x00b\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 99999\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example ESMTP\r\n",
        b"<html>hello</html>",
        b"\x15\x03\x01\x00\x02\x02\x46",
        OK_HEAD + b"Content-Length: -5\r\n\r\n",
        OK_HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ],
)
async def test_an_answer_that_is_not_http_is_a_protocol_error(sender: Sender, post: Post, answer: bytes) -> None:
    exchange, seconds = await meet(sender, post, say_and_close(answer))
    assert (exchange.status, exchange.error) == (None, ErrorClass.PROTOCOL_ERROR)
    assert seconds < TIMEOUT_SECONDS


@pytest.mark.parametrize("chunks", [b"zz\r\nhello\r\n", b"5\r\nhelloXX", b"ffffffffffffffffffff\r\nx", b"-1\r\n"])
async def test_bad_chunking_does_not_undo_the_status(sender: Sender, post: Post, chunks: bytes) -> None:
    exchange, _ = await meet(sender, post, say_and_close(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunks))
    assert exchange.status == 200
    assert exchange.error in {ErrorClass.PROTOCOL_ERROR, ErrorClass.CONNECTION_RESET}
    assert exchange.truncated


async def test_a_flood_of_trailers_does_not_undo_the_status(sender: Sender, post: Post) -> None:
    head = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"
    exchange, _ = await meet(sender, post, repeat(head, b"x: y\r\n" * 100, every_seconds=0))
    assert (exchange.status, exchange.error, exchange.body) == (200, ErrorClass.PROTOCOL_ERROR, b"ok")
    assert exchange.headers == ((b"Transfer-Encoding", b"chunked"),)


async def test_a_body_that_ends_early_does_not_undo_the_status(sender: Sender, post: Post) -> None:
    exchange, _ = await meet(sender, post, say_and_close(OK_HEAD + b"Content-Length: 100\r\n\r\n", b"short"))
    assert (exchange.status, exchange.body, exchange.truncated) == (200, b"short", True)


@pytest.mark.parametrize("act", [reset, say_and_close(b""), say_and_close(b"HTTP/1.1 200")])
async def test_a_connection_cut_before_the_headers_end_is_a_reset(sender: Sender, post: Post, act: Act) -> None:
    exchange, _ = await meet(sender, post, act)
    assert exchange.status is None
    assert exchange.error in {ErrorClass.CONNECTION_RESET, ErrorClass.PROTOCOL_ERROR}


async def test_headers_that_end_with_the_connection_are_a_reset(sender: Sender, post: Post) -> None:
    exchange, _ = await meet(sender, post, say_and_close(OK_HEAD + b"x: y\r\n"))
    assert exchange.status is None
    assert exchange.error is ErrorClass.CONNECTION_RESET


async def test_a_reset_with_linger_zero_is_a_reset(sender: Sender, post: Post) -> None:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    exchange, _ = await meet(sender, post, act)
    assert (exchange.status, exchange.error) == (None, ErrorClass.CONNECTION_RESET)


async def test_a_half_closed_connection_that_never_answers_ends_at_once(sender: Sender, post: Post) -> None:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write_eof()
        await reader.read()

    exchange, seconds = await meet(sender, post, act)
    assert exchange.error is ErrorClass.CONNECTION_RESET
    assert seconds < TIMEOUT_SECONDS


@pytest.mark.parametrize("status", [200, 413])
async def test_an_answer_before_the_request_is_read_counts(sender: Sender, post: Post, status: int) -> None:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        writer.write(f"HTTP/1.1 {status} Early\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        await asyncio.Event().wait()

    exchange, seconds = await meet(sender, post, act, body=b"x" * 8_000_000)
    assert exchange.status == status
    assert seconds <= 3 * TIMEOUT_SECONDS


async def test_a_receiver_that_never_reads_ends_at_the_deadline(sender: Sender, post: Post) -> None:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader, writer
        await asyncio.Event().wait()

    exchange, seconds = await meet(sender, post, act, body=b"x" * 8_000_000)
    assert exchange.error is ErrorClass.FIRST_BYTE_TIMEOUT
    assert held(seconds)


async def test_a_refused_connection_is_told_at_once(sender: Sender, post: Post) -> None:
    async with hostile(stay_silent) as port:
        pass
    exchange = await sender.send(post(f"http://127.0.0.1:{port}/"))
    assert (exchange.status, exchange.error) == (None, ErrorClass.CONNECT_REFUSED)


async def test_a_connection_that_is_never_taken_ends_at_the_deadline(sender: Sender, post: Post) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        try:
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(address)
            loop = asyncio.get_running_loop()
            began = loop.time()
            exchange = await sender.send(post(f"http://127.0.0.1:{address[1]}/", timeout_seconds=TIMEOUT_SECONDS))
            assert exchange.error in {ErrorClass.CONNECT_TIMEOUT, ErrorClass.FIRST_BYTE_TIMEOUT}
            assert held(loop.time() - began)
        finally:
            for each in waiting:
                each.close()


async def test_hostile_receivers_do_not_slow_a_friendly_one(sender: Sender, post: Post) -> None:
    loop = asyncio.get_running_loop()
    acts = [
        stay_silent,
        repeat(OK_HEAD, b"x: y\r\n", every_seconds=0.01),
        repeat(OK_HEAD + b"\r\n", b"x", every_seconds=0.01),
    ]
    async with (
        hostile(acts[0]) as silent,
        hostile(acts[1]) as dripping,
        hostile(acts[2]) as endless,
        receiver() as good,
    ):
        ports = [silent, dripping, endless] * 50
        bad = [
            asyncio.create_task(sender.send(post(f"http://127.0.0.1:{port}/", timeout_seconds=20))) for port in ports
        ]
        took = []
        for _ in range(50):
            began = loop.time()
            assert (await sender.send(post(good.url()))).status == 200
            took.append(loop.time() - began)
        assert not any(task.done() for task in bad)
        assert sorted(took)[len(took) // 2] < 0.5
        for task in bad:
            task.cancel()
        await asyncio.gather(*bad, return_exceptions=True)


async def test_connections_kept_open_are_bounded(guard: Guard, resolver: Resolver, post: Post) -> None:
    loop = asyncio.get_running_loop()
    arrived, closed = asyncio.Semaphore(0), asyncio.Semaphore(0)
    answer = loop.create_future()

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        arrived.release()
        await asyncio.shield(answer)
        writer.write(OK_HEAD + b"Content-Length: 0\r\n\r\n")
        await reader.read()
        closed.release()

    sender = Sender(guard, resolver, max_idle_connections=8)
    async with hostile(act) as port, asyncio.timeout(30):
        sending = [asyncio.create_task(sender.send(post(f"http://127.0.0.1:{port}/"))) for _ in range(64)]
        for _ in range(64):
            await arrived.acquire()
        answer.set_result(None)
        assert {exchange.status for exchange in await asyncio.gather(*sending)} == {200}
        for _ in range(64 - 8):
            await closed.acquire()
    await sender.close()
