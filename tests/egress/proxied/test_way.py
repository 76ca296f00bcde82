"""Through the operator's proxy: what it is asked for, what it may not see, and where a request may go."""

import asyncio
from pathlib import Path

import pycurl
import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from tests.egress.conftest import LOOPBACK, Post
from tests.egress.hostile import hostile, stay_silent
from tests.egress.nameserver import Nameserver
from tests.egress.proxied.conftest import ALSO_PUBLIC, HOST, PUBLIC, PUBLIC_V6, sending
from tests.proxy import Connecting, connecting_proxy
from tests.receiver import Answer, receiver, server_tls


async def test_the_proxy_is_asked_for_the_checked_address_and_the_endpoint_gets_its_own_name(
    sender: Sender, proxy: Connecting, post: Post
) -> None:
    async with receiver() as here:
        exchange = await sender.send(post(f"http://{HOST}:{here.port}/a?b", authorization="Bearer secret"))
        (received,) = here.requests
    assert (exchange.status, exchange.error, exchange.address) == (200, None, PUBLIC)
    assert proxy.targets() == [f"{PUBLIC}:{here.port}"]
    assert received.headers["host"] == f"{HOST}:{here.port}"
    assert (received.method, received.target) == ("POST", "/a?b")
    assert received.headers["authorization"] == "Bearer secret"
    assert not [name for name in received.headers if name.lower().startswith("proxy-")]


async def test_nothing_of_a_request_but_its_address_is_for_the_proxy(
    sender: Sender, proxy: Connecting, post: Post
) -> None:
    async with receiver() as here:
        await sender.send(post(f"http://{HOST}:{here.port}/secret", authorization="Bearer secret", **{"x-a": "secret"}))
    (asked,) = proxy.asked
    assert b"secret" not in asked.head
    assert HOST.encode() not in asked.head
    names = {line.partition(b":")[0].lower() for line in asked.head.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"user-agent", b"proxy-connection"}


async def test_tls_is_with_the_endpoint_and_its_certificate_is_checked_for_its_own_name(
    sender: Sender, proxy: Connecting, post: Post, authority: trustme.CA
) -> None:
    asked_for: list[str | None] = []
    context = server_tls(authority, HOST)
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    async with receiver(tls=context, host=HOST) as here:
        exchange = await sender.send(post(here.url()))
    assert (exchange.status, exchange.address) == (200, PUBLIC)
    assert asked_for == [HOST]
    async with receiver(tls=server_tls(authority, "other.example"), host=HOST) as here:
        exchange = await sender.send(post(here.url()))
    assert exchange.error is ErrorClass.TLS_WRONG_HOST
    assert len(proxy.asked) == 2


async def test_an_ipv6_address_is_asked_for_in_brackets(
    sender: Sender, proxy: Connecting, names: Nameserver, post: Post
) -> None:
    names.names[HOST] = [PUBLIC_V6]
    async with receiver() as here:
        exchange = await sender.send(post(f"http://{HOST}:{here.port}/"))
        literal = await sender.send(post(f"http://[{PUBLIC_V6}]:{here.port}/"))
    assert [(each.status, each.address) for each in (exchange, literal)] == [(200, PUBLIC_V6)] * 2
    assert proxy.targets()[0] == f"[{PUBLIC_V6}]:{here.port}"


async def test_a_tunnel_is_used_again_for_the_same_endpoint_and_for_no_other(
    sender: Sender, proxy: Connecting, names: Nameserver, post: Post
) -> None:
    names.names["other.example"] = [ALSO_PUBLIC]
    async with receiver() as here:
        for _ in range(3):
            again = await sender.send(post(f"http://{HOST}:{here.port}/"))
        assert (again.status, again.address, again.phases.connect_us) == (200, PUBLIC, 0)
        assert (await sender.send(post(f"http://other.example:{here.port}/"))).address == ALSO_PUBLIC
        assert here.connections == 2
    assert proxy.targets() == [f"{PUBLIC}:{here.port}", f"{ALSO_PUBLIC}:{here.port}"]


async def test_a_tunnel_that_died_is_made_anew(sender: Sender, proxy: Connecting, post: Post) -> None:
    async with receiver() as here:
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200
        proxy.hang_up()
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200
    assert len(proxy.asked) == 2


async def test_the_phases_are_those_of_the_endpoint(
    sender: Sender, proxy: Connecting, post: Post, authority: trustme.CA
) -> None:
    """The connection stands when the tunnel does; TLS begins there."""
    proxy.delay_seconds = 0.2
    async with receiver(tls=server_tls(authority, HOST), host=HOST) as here:
        here.script("/hook", Answer(delay_seconds=0.3))
        first = await sender.send(post(here.url()))
        again = await sender.send(post(here.url()))
    assert 200_000 <= first.phases.connect_us < 400_000
    assert 0 < first.phases.tls_us < 150_000
    assert 300_000 <= first.phases.first_byte_us < 450_000
    assert first.phases.total_us >= first.phases.connect_us + first.phases.tls_us + first.phases.first_byte_us
    assert (again.phases.connect_us, again.phases.tls_us) == (0, 0)


async def test_many_at_once_each_get_their_own_answer(
    sender: Sender, proxy: Connecting, names: Nameserver, post: Post
) -> None:
    for number in range(20):
        names.names[f"h{number}.example"] = [f"8.8.4.{number}"]
        proxy.routes[f"8.8.4.{number}"] = "127.0.0.1"
    async with receiver() as here:
        here.always("/hook", lambda received: Answer(200, {}, received.headers["host"].encode()))
        urls = [f"http://h{number % 20}.example:{here.port}/hook" for number in range(200)]
        exchanges = await asyncio.gather(*(sender.send(post(url, timeout_seconds=30)) for url in urls))
    assert {each.error_detail for each in exchanges} == {""}
    assert [each.body.decode() for each in exchanges] == [url.split("/")[2] for url in urls]
    assert [each.address for each in exchanges] == [f"8.8.4.{number % 20}" for number in range(200)]


# --- how the proxy is spoken to


@pytest.mark.parametrize(("user", "password"), [(b"bell", b"hop"), ("ü@".encode(), b":/ %"), (b"only", b"")])
async def test_a_proxy_that_wants_a_password_gets_it(  # noqa: PLR0917 - fixtures and one row of the table
    strict: Guard, resolver: Resolver, post: Post, user: bytes, password: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    written = "".join(f"%{byte:02x}" for byte in user) + ":" + "".join(f"%{byte:02x}" for byte in password)
    async with connecting_proxy(credentials=(user, password)) as proxy, receiver() as here:
        proxy.routes[PUBLIC] = "127.0.0.1"
        async with sending(proxy.uri(f"{written}@"), strict, resolver) as sender:
            assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200
        assert len(proxy.asked) == 1  # at once, not after a 407
        async with sending(proxy.uri("bell:wrong@"), strict, resolver) as sender:
            exchange = await sender.send(post(f"http://{HOST}:{here.port}/"))
            assert sender.proxy is not None
            assert exchange.error is ErrorClass.PROXY_FAILED
            assert "407" in (sender.proxy.problem or "")
            told = [exchange.error_detail, sender.proxy.problem, repr(sender.proxy.address), caplog.text]
            assert not [each for each in told if "wrong" in str(each)]
        assert len(here.requests) == 1
        assert b"authorization" not in str(here.requests[0].headers).lower().encode()


@pytest.mark.parametrize("endpoint_has_tls", [False, True])
async def test_a_proxy_behind_tls_is_known_by_its_certificate(  # noqa: PLR0917 - fixtures and one row of the table
    strict: Guard,
    names: Nameserver,
    resolver: Resolver,
    post: Post,
    ca_file: Path,
    authority: trustme.CA,
    endpoint_has_tls: bool,
) -> None:
    names.names["proxy.example"] = ["127.0.0.1"]
    tls = server_tls(authority, HOST) if endpoint_has_tls else None
    async with (
        connecting_proxy(tls=server_tls(authority, "proxy.example"), host="proxy.example") as proxy,
        receiver(tls=tls, host=HOST) as here,
    ):
        proxy.routes[PUBLIC] = "127.0.0.1"
        async with sending(proxy.uri(), strict, resolver, ca_file) as sender:
            for _ in range(2):
                exchange = await sender.send(post(here.url()))
                assert (exchange.status, exchange.error_detail, exchange.address) == (200, "", PUBLIC)
        async with sending(proxy.uri(), strict, resolver) as sender:  # whose authority nobody here knows
            exchange = await sender.send(post(here.url()))
            assert exchange.error is ErrorClass.PROXY_FAILED
            assert "TLS with the service's proxy failed: the certificate's issuer is not trusted" in (
                exchange.error_detail
            )
        names.names["alias.example"] = ["127.0.0.1"]
        alias = proxy.uri().replace("proxy.example", "alias.example")
        async with sending(alias, strict, resolver, ca_file) as sender:
            exchange = await sender.send(post(here.url()))
            assert exchange.error is ErrorClass.PROXY_FAILED
            assert "another host name" in exchange.error_detail
    assert len(proxy.asked) == 1


async def test_the_environment_excepts_nothing_and_names_no_other(
    strict: Guard, resolver: Resolver, proxy: Connecting, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connecting_proxy() as other, receiver() as here:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, other.uri())
        monkeypatch.setenv("no_proxy", "*")
        monkeypatch.setenv("NO_PROXY", f"*,{HOST},{PUBLIC}")
        async with sending(proxy.uri(), strict, resolver) as sender:
            assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200
    assert (len(proxy.asked), other.connections) == (1, 0)


# --- where a request may go


@pytest.mark.parametrize("uri", ["http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://private.example:{port}/"])
async def test_a_private_endpoint_is_refused_before_the_proxy_hears_of_it(
    sender: Sender, proxy: Connecting, names: Nameserver, post: Post, uri: str
) -> None:
    names.names["private.example"] = ["10.0.0.1"]
    async with receiver() as here:
        exchange = await sender.send(post(uri.format(port=here.port)))
        assert (exchange.error, here.requests) == (ErrorClass.BLOCKED_ADDRESS, [])
    assert proxy.connections == 0


async def test_the_proxy_itself_is_no_endpoint(sender: Sender, proxy: Connecting, post: Post) -> None:
    exchange = await sender.send(post(f"http://127.0.0.1:{proxy.port}/"))
    assert exchange.error is ErrorClass.BLOCKED_ADDRESS
    assert proxy.connections == 0


async def test_a_name_that_changes_its_answer_is_judged_each_time(
    sender: Sender, proxy: Connecting, names: Nameserver, resolver: Resolver, post: Post
) -> None:
    """Also the tunnel that stands is not used for another address."""
    async with receiver() as here:
        url = f"http://{HOST}:{here.port}/"
        assert (await sender.send(post(url))).address == PUBLIC
        for address in (ALSO_PUBLIC, "169.254.169.254"):
            names.names[HOST] = [address]
            resolver._kept.clear()
            sender._routes._kept.clear()
            exchange = await sender.send(post(url))
    assert proxy.targets() == [f"{PUBLIC}:{here.port}", f"{ALSO_PUBLIC}:{here.port}"]
    assert (exchange.error, exchange.status) == (ErrorClass.BLOCKED_ADDRESS, None)


async def test_an_address_is_judged_again_when_a_tunnel_is_opened_and_when_it_is_used_again(
    sender: Sender, proxy: Connecting, strict: Guard, post: Post
) -> None:
    async with receiver() as here:
        url = f"http://{HOST}:{here.port}/"
        assert (await sender.send(post(url))).status == 200
        strict._verdicts[PUBLIC] = "closed"
        kept = await sender.send(post(url))
        proxy.hang_up()
        opened = await sender.send(post(url))
        assert [(each.error, each.error_detail) for each in (kept, opened)] == [
            (ErrorClass.BLOCKED_ADDRESS, "closed")
        ] * 2
        assert len(here.requests) == 1
    assert len(proxy.asked) == 1


async def test_networks_of_the_operators_own_are_reached_through_the_proxy_too(
    proxy: Connecting, resolver: Resolver, post: Post
) -> None:
    async with receiver() as here, sending(proxy.uri(), Guard(LOOPBACK, allow_http=True), resolver) as sender:
        exchange = await sender.send(post(here.url()))
    assert (exchange.status, exchange.address) == (200, "127.0.0.1")
    assert proxy.targets() == [f"127.0.0.1:{here.port}"]


async def test_no_socket_is_opened_but_to_the_proxy_at_its_port(sender: Sender, proxy: Connecting, post: Post) -> None:
    """Though libcurl were led elsewhere: the handle thinks that the proxy has moved, and nobody told us."""
    async with receiver() as here, hostile(stay_silent) as elsewhere:
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200
        proxy.hang_up()
        (transfer,) = sender._idle["POST"]
        transfer.handle.setopt(pycurl.PROXY, f"http://127.0.0.1:{elsewhere}")
        exchange = await sender.send(post(f"http://{HOST}:{here.port}/"))
    assert exchange.error is ErrorClass.PROXY_FAILED
    assert len(here.requests) == 1
