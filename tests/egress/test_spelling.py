"""What leaves is what was written: the path and query of a URL byte for byte, in every way to call it."""

import asyncio
import math
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import trustme

from bellhop.domain.uri_template import render, sample
from bellhop.egress.exchange import Request
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache, TokenError
from bellhop.egress.resolver import Resolver
from bellhop.egress.route import Route
from bellhop.egress.sender import Sender
from bellhop.signing.oauth2 import OAuth2Client
from tests.egress.hostile import OK_HEAD, hostile, read_request
from tests.egress.http2 import Http2Protocol
from tests.endpoints import endpoint_to, verify
from tests.receiver import server_tls

TARGETS = [
    "/", "//", "///a//b/", "/a/", "/a%2fb", "/a%2Fb", "/%e2%82%ac", "/%7Euser/~user", "/%41", "/%2e%2e/x", "/%2E/x",
    "/a/../b", "/../../x", "/a/./b/..", "/..", "/.", "/a;v=1;w/b,c", "/@me/:x/!$&'()*+,;=", "/[a]", "/*",
    "/?", "/a?", "/a??", "/a?b=c+d%20e", "/a?b=%2f&c=%2F", "/a?x=[1]&y[]=2", "/a?next=https://other.example/b%2fc/../d",
    "/a?/../b", "/a?&&=", "/%00%0d%0a%7f", "/http://other.example/", "/a%25zz", "/" + "%c3%a9" * 300,
]  # fmt: skip


@asynccontextmanager
async def noting() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that notes the head of each request as it came."""
    heads: list[bytes] = []

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append((await read_request(reader)).partition(b"\r\n\r\n")[0])
            writer.write(OK_HEAD + b"Content-Length: 2\r\n\r\n{}")
            await writer.drain()

    async with hostile(act) as port:
        yield port, heads


def targets_of(heads: list[bytes]) -> list[str]:
    return [head.split(b"\r\n", 1)[0].split(b" ")[1].decode() for head in heads]


def hosts_of(heads: list[bytes]) -> list[str]:
    return [line[6:].decode() for head in heads for line in head.split(b"\r\n") if line.startswith(b"Host: ")]


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_path_and_a_query_leave_as_they_were_written(sender: Sender, method: str) -> None:
    async with noting() as (port, heads):
        for target in TARGETS:
            exchange = await sender.send(Request(method, f"http://127.0.0.1:{port}{target}", (), b"", 5))
            assert (exchange.status, exchange.url) == (200, f"http://127.0.0.1:{port}{target}"), target
    assert targets_of(heads) == TARGETS
    assert {head.split(b" ", 1)[0].decode() for head in heads} == {method}


async def test_verification_calls_the_very_url_that_was_written(sender: Sender) -> None:
    async with noting() as (port, heads):
        for target in TARGETS:
            found = await verify(sender, TokenCache(sender), endpoint_to(f"http://127.0.0.1:{port}{target}"))
            assert found.ok, found
    assert targets_of(heads) == TARGETS


async def test_a_token_is_asked_of_the_very_url_that_was_written(sender: Sender) -> None:
    async with noting() as (port, heads):
        for target in TARGETS:
            client = OAuth2Client(f"http://127.0.0.1:{port}{target}", "id", "secret")
            with pytest.raises(TokenError, match="without a usable"):
                await TokenCache(sender).token(client, "s")
    assert targets_of(heads) == TARGETS


@pytest.mark.parametrize("fill", [sample, lambda template: render(template, {"JOB_ID": "x"})])
async def test_the_text_of_a_template_leaves_as_it_was_written(sender: Sender, fill: Callable[[str], str]) -> None:
    async with noting() as (port, heads):
        template = f"http://127.0.0.1:{port}/a%2fb//%7e/<JOB_ID>;v=1?x=%2f+<JOB_ID>&"
        assert (await sender.send(Request("GET", fill(template), (), b"", 5))).status == 200
    assert targets_of(heads) == ["/a%2fb//%7e/x;v=1?x=%2f+x&"]


async def test_the_target_of_one_request_does_not_show_in_the_next(sender: Sender) -> None:
    """Handles are used again; so are the parts of a request that did not change."""
    async with noting() as (one, first), noting() as (two, second):
        for path in ("/a%2f", "/b", "/b", "/"):
            for port in (one, two, two):
                await sender.send(Request("POST", f"http://127.0.0.1:{port}{path}", (), b"", 5))
    assert targets_of(first) == ["/a%2f", "/b", "/b", "/"]
    assert targets_of(second) == ["/a%2f", "/a%2f", "/b", "/b", "/b", "/b", "/", "/"]


@pytest.mark.parametrize(
    ("written", "host", "target"),
    [
        ("http://LocalHost:{port}", "localhost:{port}", "/"),
        ("HTTP://localhost.:{port}?x", "localhost:{port}", "/?x"),
        ("http://B%C3%BCcher.LocalHost:{port}/%C3", "xn--bcher-kva.localhost:{port}", "/%C3"),
        ("http://bücher.localhost:{port}/", "xn--bcher-kva.localhost:{port}", "/"),
        ("http://my_host.localhost:{port}/", "my_host.localhost:{port}", "/"),
        ("http://0x7f.1:{port}/%2f", "127.0.0.1:{port}", "/%2f"),
        ("http://[::FFFF:127.0.0.1]:{port}/", "127.0.0.1:{port}", "/"),
    ],
)
async def test_scheme_and_host_leave_in_their_one_spelling_and_are_recorded_so(
    sender: Sender, written: str, host: str, target: str
) -> None:
    async with noting() as (port, heads):
        exchange = await sender.send(Request("POST", written.format(port=port), (), b"", 5))
    host = host.format(port=port)
    assert (hosts_of(heads), targets_of(heads)) == ([host], [target])
    assert exchange.url == f"http://{host}{target}"


async def test_the_host_field_names_a_port_only_where_it_is_not_the_usual_one(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Port 80 cannot be listened on by everybody, so the route leads elsewhere."""
    async with noting() as (port, heads):
        for written in ("http://localhost/", "http://localhost:80/", "http://localhost:0080/"):
            elsewhere = Route.of([IPv4Address("127.0.0.1")], port)
            monkeypatch.setitem(sender._routes._kept, ("localhost", 80), (math.inf, elsewhere))
            assert (await sender.send(Request("POST", written, (), b"", 5))).status == 200
    assert hosts_of(heads) == ["localhost"] * 3


async def test_a_path_leaves_as_it_was_written_over_http_2_too(
    guard: Guard, resolver: Resolver, ca_file: Path, authority: trustme.CA
) -> None:
    """Behind each target so many tildes that its Huffman code is longer, and the text stands in the block."""
    connections: list[Http2Protocol] = []

    def connect() -> Http2Protocol:
        connections.append(Http2Protocol())
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(connect, "127.0.0.1", 0, ssl=http_2(authority))
    port = server.sockets[0].getsockname()[1]
    sender = Sender(guard, resolver, ca_file=ca_file, http2=True)
    targets = [target + ("?" if "?" not in target else "") + "~" * len(target) for target in TARGETS[:-1]]
    for target in targets:
        exchange = await sender.send(Request("POST", f"https://localhost:{port}{target}", (), b"{}", 5))
        assert (exchange.status, exchange.http_version) == (200, "2"), (target, exchange.error_detail)
    server.close()
    await sender.close()
    blocks = [block for each in connections for block in each.blocks]
    assert [target for target, block in zip(targets, blocks, strict=True) if target.encode() not in block] == []


def http_2(authority: trustme.CA) -> ssl.SSLContext:
    tls = server_tls(authority)
    tls.set_alpn_protocols(["h2"])
    return tls
