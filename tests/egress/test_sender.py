import asyncio
import os
import resource
import sys
from pathlib import Path

import pytest

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Exchange, Request, Sender
from bellhop.egress.transfer import Transfer
from tests.egress.apart import run_apart
from tests.egress.conftest import Post
from tests.egress.hostile import hostile
from tests.egress.test_guard import INNER
from tests.receiver import HANG, Answer, receiver


async def test_a_request_arrives_as_it_was_given(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        exchange = await sender.send(
            post(here.url("/a/../b?c=%20d"), body=b'{"x":1}', **{"webhook-id": "evt_1", "x-e": ""})
        )
        (received,) = here.requests
    assert (exchange.status, exchange.error, exchange.http_version) == (200, None, "1.1")
    assert (received.method, received.target, received.body) == ("POST", "/a/../b?c=%20d", b'{"x":1}')
    sent = {name.lower(): value for name, value in received.headers.items()}
    assert sent["webhook-id"] == "evt_1"
    assert sent["x-e"] == ""
    assert sent["content-type"] == "application/json"
    assert sent["user-agent"].startswith("Bellhop/")
    assert sent["content-length"] == "7"
    assert not {"expect", "accept-encoding", "cookie", "te"} & sent.keys()


async def test_an_answer_is_reported_whole(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        here.script("/hook", Answer(503, {"Retry-After": "7"}, b"busy"))
        exchange = await sender.send(post(here.url()))
    assert (exchange.status, exchange.body, exchange.truncated) == (503, b"busy", False)
    assert (b"Retry-After", b"7") in exchange.headers
    assert exchange.address == "127.0.0.1"
    assert 0 < exchange.phases.connect_us <= exchange.phases.total_us
    assert 0 < exchange.phases.first_byte_us <= exchange.phases.total_us
    assert exchange.phases.tls_us == 0


async def test_a_get_carries_no_body(sender: Sender) -> None:
    async with receiver() as here:
        assert (await sender.send(Request("GET", here.url("/?id=1"), (), b"", 5))).status == 200
        (received,) = here.requests
    assert (received.method, received.target, received.body) == ("GET", "/?id=1", b"")
    assert "content-length" not in received.headers


async def test_a_large_body_is_sent_without_asking_first(sender: Sender, post: Post) -> None:
    body = bytes(range(256)) * 3000
    async with receiver() as here:
        assert (await sender.send(post(here.url(), body=body))).status == 200
        assert here.requests[0].body == body
        assert "expect" not in here.requests[0].headers


async def test_connections_are_used_again(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        for size in (0, 10, 20_000, 60_000):
            here.script("/hook", Answer(200, {}, b"x" * size))
            exchange = await sender.send(post(here.url()))
            assert (exchange.truncated, len(exchange.body)) == (size > 16384, min(size, 16384))
        assert here.connections == 1
        assert exchange.phases.connect_us == 0


async def test_a_connection_that_died_while_idle_is_replaced(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        for _ in range(3):
            assert (await sender.send(post(here.url()))).status == 200
            here.hang_up()
        assert len(here.requests) == 3


@pytest.mark.parametrize("left", [0, 1])
async def test_no_room_for_a_socket_is_no_fault_of_the_receiver(sender: Sender, post: Post, left: int) -> None:
    """No number below 3 becomes free by chance, whatever this process closes meanwhile."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with receiver() as here:
        standard_input = os.dup(0)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
        try:
            if left:
                os.close(0)
            exchange = await sender.send(post(here.url()))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            os.dup2(standard_input, 0)
            os.close(standard_input)
        again = await sender.send(post(here.url()))
    assert (exchange.status, exchange.error) == (None, ErrorClass.INTERNAL), exchange.error_detail
    assert again.status == 200


USE_UP_PORTS = """
ip link set lo up || exit 77
echo "40000 40003" > /proc/sys/net/ipv4/ip_local_port_range || exit 77
exec "$@"
"""
SEND = """
import asyncio, socket
from ipaddress import ip_network
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Request, Sender

async def main():
    resolver = Resolver(["127.0.0.1:5353"])
    sender = Sender(Guard((ip_network("127.0.0.0/8"), ip_network("2001:db8::/32")), allow_http=True), resolver)
    with socket.create_server(("127.0.0.1", 50000)) as listening:
        held = [socket.create_connection(listening.getsockname()) for _ in range(4)]
        for url in ("http://127.0.0.1:50000/", "http://[2001:db8::1]:50000/", "http://127.0.0.2:50000/"):
            exchange = await sender.send(Request("POST", url, (), b"", 5))
            print(exchange.error.value, exchange.error_detail)
    await sender.close()
    await resolver.close()

asyncio.run(main())
"""


async def test_ports_that_are_used_up_are_no_fault_of_the_receiver() -> None:
    """A machine without IPv6 says the same of an address that it cannot go to: that is the endpoint's matter."""
    used_up, elsewhere, refused = await run_apart("--net", USE_UP_PORTS, sys.executable, "-c", SEND)
    assert used_up == "internal no connection: this machine has no port left for one to this address"
    assert elsewhere.startswith("connect_failed no connection: ")
    assert refused.startswith("connect_refused")


async def test_nothing_of_one_request_shows_in_the_next(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        here.script("/hook", Answer(200, {"Set-Cookie": "a=b", "X-First": "1"}, b"first"), Answer(204))
        await sender.send(post(here.url(), body=b"first", authorization="Bearer one", **{"x-secret": "one"}))
        second = await sender.send(post(here.url(), body=b"2"))
        assert here.requests[1].body == b"2"
        assert not {"authorization", "x-secret", "cookie"} & {name.lower() for name in here.requests[1].headers}
    assert (second.status, second.body) == (204, b"")
    assert b"X-First" not in dict(second.headers)


async def test_many_at_once_each_get_their_own_answer(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        here.always("/hook", lambda received: Answer(200, {"x-echo": received.headers["x-n"]}, received.body))
        exchanges = await asyncio.gather(
            *(sender.send(post(here.url(), body=str(n).encode(), **{"x-n": str(n)})) for n in range(200))
        )
    assert [each.body for each in exchanges] == [str(n).encode() for n in range(200)]
    assert [dict(each.headers)[b"x-echo"] for each in exchanges] == [str(n).encode() for n in range(200)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_answer_and_never_followed(sender: Sender, post: Post, status: int) -> None:
    async with receiver() as elsewhere, receiver() as here:
        here.script("/hook", Answer(status, {"Location": elsewhere.url()}))
        exchange = await sender.send(post(here.url()))
        assert exchange.status == status
        assert elsewhere.requests == []
        here.script("/hook", Answer(status, {"Location": "http://169.254.169.254/latest/meta-data/"}))
        assert (await sender.send(post(here.url()))).status == status


async def test_proxies_of_the_environment_are_ignored(
    guard: Guard, resolver: Resolver, post: Post, monkeypatch: pytest.MonkeyPatch, ca_file: Path
) -> None:
    async with receiver() as proxy, receiver() as here:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        monkeypatch.setenv("no_proxy", "")
        sender = Sender(guard, resolver, ca_file=ca_file)
        assert (await sender.send(post(here.url()))).status == 200
        await sender.send(post("https://127.0.0.1:9999/"))
        await sender.close()
        assert (len(here.requests), proxy.requests) == (1, [])


@pytest.mark.parametrize("host", INNER)
async def test_no_spelling_of_an_inner_address_is_dialled(resolver: Resolver, post: Post, host: str) -> None:
    """A receiver listens on every address of this machine, and hears nothing."""
    sender = Sender(Guard(allow_http=True), resolver)
    async with receiver() as here:
        exchange = await sender.send(post(f"http://{host}:{here.port}/"))
        assert (exchange.status, exchange.error) == (None, ErrorClass.BLOCKED_ADDRESS)
        assert here.connections == 0
    await sender.close()


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("ftp://example.com/", ErrorClass.BAD_URL),
        ("http://user@example.com/", ErrorClass.BAD_URL),
        ("http://example.com:22/", ErrorClass.BLOCKED_PORT),
        ("unix:///var/run/docker.sock", ErrorClass.BAD_URL),
        ("", ErrorClass.BAD_URL),
    ],
)
async def test_a_url_against_the_rules_is_not_sent(sender: Sender, post: Post, url: str, error: ErrorClass) -> None:
    exchange = await sender.send(post(url))
    assert (exchange.status, exchange.error) == (None, error)
    assert exchange.error_detail


@pytest.mark.parametrize("value", ["a\r\nX-Injected: 1", "a\nb", "a\x00b", "ä", "\x7f"])
async def test_a_header_that_could_inject_another_is_not_sent(sender: Sender, post: Post, value: str) -> None:
    async with receiver() as here:
        exchange = await sender.send(post(here.url(), **{"x-key": value}))
        assert (exchange.status, exchange.error) == (None, ErrorClass.INTERNAL)
        assert here.requests == []


async def test_a_hanging_receiver_costs_its_deadline_and_no_more(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        here.script("/hook", HANG)
        exchange = await sender.send(post(here.url(), timeout_seconds=0.5))
    assert (exchange.status, exchange.error) == (None, ErrorClass.FIRST_BYTE_TIMEOUT)
    assert 450_000 <= exchange.phases.total_us <= 1_500_000


async def test_a_cancelled_request_takes_its_connection_along(sender: Sender, post: Post) -> None:
    gone = asyncio.Event()

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del writer
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        await reader.read()
        gone.set()

    arrived = asyncio.Event()
    async with hostile(act) as port, asyncio.timeout(10):
        sending = asyncio.create_task(sender.send(post(f"http://127.0.0.1:{port}/")))
        await arrived.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await gone.wait()
    async with receiver() as here:
        assert (await sender.send(post(here.url()))).status == 200


async def test_closing_ends_what_is_under_way(guard: Guard, resolver: Resolver, post: Post) -> None:
    sender = Sender(guard, resolver)
    async with receiver() as here:
        here.script("/hook", HANG)
        sending = asyncio.create_task(sender.send(post(here.url())))
        await here.expect(1)
        await sender.close()
        exchange: Exchange = await sending
    assert (exchange.status, exchange.error) == (None, ErrorClass.INTERNAL)
    with pytest.raises(RuntimeError, match="closed"):
        await sender.send(post("http://127.0.0.1:8080/"))


async def test_a_method_that_is_neither_get_nor_post_is_a_mistake_of_the_caller(sender: Sender) -> None:
    with pytest.raises(ValueError, match="GET, POST or OPTIONS"):
        await sender.send(Request("DELETE", "http://127.0.0.1:8080/", (), b"", 1))


async def test_what_comes_of_a_request_is_told_later_than_it_is_begun(sender: Sender, post: Post) -> None:
    ended: list[Exchange] = []
    all_ended = asyncio.Event()

    def done(exchange: Exchange) -> None:
        ended.append(exchange)
        if len(ended) == 3:
            all_ended.set()

    async with receiver() as here:
        for url in ("not a URL", here.url(), "http://no-such-name.invalid/"):
            sender.start(post(url), done)
        assert ended == []
        async with asyncio.timeout(10):
            await all_ended.wait()
    assert ended[0].error is ErrorClass.BAD_URL
    assert sorted(str(each.status) for each in ended) == ["200", "None", "None"]


@pytest.mark.parametrize("url", ["not a URL", "http://no-such-name.invalid/", "silent"])
async def test_nobody_hears_of_a_request_that_was_cancelled(sender: Sender, post: Post, url: str) -> None:
    ended: list[Exchange] = []
    async with receiver() as here:
        here.script("/hook", HANG)
        sending = sender.start(post(here.url() if url == "silent" else url, timeout_seconds=0.3), ended.append)
        sending.cancel()
        sending.cancel()
        await asyncio.sleep(0.5)
        assert ended == []
        assert (await sender.send(post(here.url("/other")))).status == 200


async def test_a_caller_whose_ear_breaks_harms_nobody(sender: Sender, post: Post) -> None:
    def broken(_exchange: Exchange) -> None:
        message = "this caller does not listen"
        raise ValueError(message)

    async with receiver() as here:
        for _ in range(3):
            sender.start(post(here.url()), broken)
        assert (await sender.send(post(here.url()))).status == 200
        await here.expect(4)


@pytest.mark.parametrize("step", ["verdict", "aim"])
async def test_a_request_that_breaks_in_our_own_hands_is_told_too(
    sender: Sender, post: Post, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "this cannot be"
        raise ZeroDivisionError(message)

    async with receiver() as here, asyncio.timeout(10):
        with monkeypatch.context() as patched:
            patched.setattr(Transfer, step, broken)
            sending = sender.send(post(f"http://localhost:{here.port}/hook"))
            if step == "aim":  # then nothing was begun
                with pytest.raises(ZeroDivisionError):
                    await sending
            else:
                assert (await sending).error is ErrorClass.INTERNAL
        assert (await sender.send(post(here.url()))).status == 200


async def test_a_header_value_may_have_a_tab_inside(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        assert (await sender.send(post(here.url(), **{"x-key": "a\tb"}))).status == 200
        assert here.requests[0].headers["x-key"] == "a\tb"
