"""Answers that are no HTTP/1.1 say what they are: HTTP/2 frames, TLS on the other port, anything else."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.sender import Sender
from bellhop.egress.verify import StepName, StepState
from tests.egress.conftest import Post
from tests.egress.hostile import Act, hostile, read_request, stay_silent
from tests.endpoints import endpoint_to, verify
from tests.receiver import receiver, server_tls

SETTINGS = bytes.fromhex("00000604000000000000030000 0064")
GOAWAY = bytes.fromhex("00000807000000000000000000 00000001")
H2C = "the server speaks only HTTP/2 without TLS (h2c); callbacks over plain http use HTTP/1.1"
NO_HTTP = "the answer is not HTTP: it does not begin with a status line"

SERVE = """
const http2 = require("node:http2"), fs = require("node:fs");
const [kind, pem] = process.argv.slice(1);
const tls = kind === "tls" ? { key: fs.readFileSync(pem), cert: fs.readFileSync(pem) } : {};
const make = kind === "tls" ? http2.createSecureServer : http2.createServer;
const server = make(tls, (_request, response) => response.end("ok"));
server.on("sessionError", () => {});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
"""


def answering(*parts: bytes, closing: bool) -> Act:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.02)  # so that the parts come apart
        if not closing:
            await reader.read()

    return act


@asynccontextmanager
async def node(kind: str, pem: Path) -> AsyncIterator[int]:
    """A server of HTTP/2 alone, made by others."""
    if shutil.which("node") is None:
        pytest.skip("there is no Node here")
    process = await asyncio.create_subprocess_exec("node", "-e", SERVE, kind, str(pem), stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(await asyncio.wait_for(process.stdout.readline(), 20))
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((SETTINGS, GOAWAY), H2C),
        ((SETTINGS,), H2C),
        ((GOAWAY,), H2C),
        (tuple(bytes([byte]) for byte in SETTINGS[:12]), H2C),
        ((b"SSH-2.0-OpenSSH_9.2\r\n",), NO_HTTP),
        ((b"hello?",), NO_HTTP),
        ((b"\0" * 64,), NO_HTTP),
        ((SETTINGS[:8],), NO_HTTP),
        ((b"<html>secret</html>",), NO_HTTP),
        (
            (b"\x15\x03\x01\x00\x02\x02\x46",),
            "the answer is not HTTP: the server speaks TLS on this port; use https://",
        ),
    ],
)
@pytest.mark.parametrize("closing", [True, False])
async def test_an_answer_that_is_no_http_says_what_it_is(
    sender: Sender, post: Post, parts: tuple[bytes, ...], sentence: str, closing: bool
) -> None:
    async with hostile(answering(*parts, closing=closing)) as port:
        exchange = await sender.send(post(f"http://127.0.0.1:{port}/", timeout_seconds=1))
    assert (exchange.status, exchange.error, exchange.error_detail) == (None, ErrorClass.PROTOCOL_ERROR, sentence)
    assert (exchange.headers, exchange.body, exchange.address) == ((), b"", "127.0.0.1")


async def test_a_flood_that_is_no_http_is_ended_at_its_beginning(sender: Sender, post: Post) -> None:
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    async with hostile(flood) as port:
        exchange = await sender.send(post(f"http://127.0.0.1:{port}/", timeout_seconds=5))
    assert (exchange.error, exchange.error_detail) == (ErrorClass.PROTOCOL_ERROR, NO_HTTP)
    assert exchange.phases.total_us < 2_000_000


async def test_nothing_of_such_an_answer_shows_in_the_next(sender: Sender, post: Post) -> None:
    async with hostile(answering(SETTINGS, closing=False)) as port:
        assert (await sender.send(post(f"http://127.0.0.1:{port}/"))).error is ErrorClass.PROTOCOL_ERROR
    async with receiver() as here:
        exchange = await sender.send(post(here.url()))
    assert (exchange.status, exchange.error, exchange.error_detail) == (200, None, "")


async def test_a_real_server_of_http2_without_tls_is_told_from_nonsense(
    sender: Sender, post: Post, tmp_path: Path
) -> None:
    tokens = TokenCache(sender)
    async with node("h2c", tmp_path / "none") as port:
        exchange = await sender.send(post(f"http://127.0.0.1:{port}/hook"))
        found = await verify(sender, tokens, endpoint_to(f"http://127.0.0.1:{port}/hook"))
    assert (exchange.error, exchange.error_detail) == (ErrorClass.PROTOCOL_ERROR, H2C)
    (failed,) = [step for step in found.steps if step.state is StepState.FAILED]
    assert (failed.name, failed.detail) == (StepName.HTTP, H2C)


async def test_a_real_server_of_http2_over_tls_alone_is_told_by_its_refusal(
    sender: Sender, post: Post, authority: trustme.CA, tmp_path: Path
) -> None:
    pem = tmp_path / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
    async with node("tls", pem) as port:
        exchange = await sender.send(post(f"https://127.0.0.1:{port}/hook"))
    assert exchange.error is ErrorClass.TLS_PROTOCOL
    assert exchange.error_detail == "the server refuses HTTP/1.1 over TLS (by ALPN): it may speak only HTTP/2"


async def test_frames_of_http2_over_tls_are_told_too(sender: Sender, post: Post, authority: trustme.CA) -> None:
    async with hostile(answering(SETTINGS, closing=False), tls=server_tls(authority)) as port:
        exchange = await sender.send(post(f"https://127.0.0.1:{port}/hook", timeout_seconds=2))
    assert (exchange.error, exchange.error_detail) == (
        ErrorClass.PROTOCOL_ERROR,
        "the server speaks only HTTP/2; callbacks use HTTP/1.1 here",
    )


async def test_a_server_that_says_nothing_is_still_too_slow(sender: Sender, post: Post) -> None:
    async with hostile(stay_silent) as port:
        exchange = await sender.send(post(f"http://127.0.0.1:{port}/", timeout_seconds=0.3))
    assert exchange.error is ErrorClass.FIRST_BYTE_TIMEOUT
