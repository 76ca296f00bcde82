"""Through the operator's proxy: what it is asked for, what it may not see, and whose fault it is when it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pycurl
import pytest
import trustme

from bellhop.domain.outcome import OUR_FAULT, ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.egress.verify import StepState
from bellhop.proxy_address import parse
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import OAuth2Client
from tests.egress.conftest import LOOPBACK, Post
from tests.egress.hostile import OK_HEAD, Act, black_hole, hostile, say, stay_silent
from tests.egress.nameserver import Nameserver, nameserver
from tests.endpoints import call, endpoint_to, verify
from tests.proxy import Connecting, answer, connecting_proxy
from tests.receiver import Answer, receiver, server_tls

PUBLIC, ALSO_PUBLIC = "8.8.8.8", "9.9.9.9"  # in the world of these tests both are this machine, behind the proxy
PUBLIC_V6 = "2600::1"
HOST = "hook.example"


@pytest.fixture
async def names() -> AsyncIterator[Nameserver]:
    async with nameserver() as server:
        server.names[HOST] = [PUBLIC]
        server.ttl_seconds = 0  # c-ares keeps answers too
        yield server


@pytest.fixture
async def resolver(names: Nameserver) -> AsyncIterator[Resolver]:
    resolver = Resolver([names.address])
    yield resolver
    await resolver.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Connecting]:
    async with connecting_proxy() as proxy:
        proxy.routes |= {PUBLIC: "127.0.0.1", ALSO_PUBLIC: "127.0.0.1", PUBLIC_V6: "127.0.0.1"}
        yield proxy


@pytest.fixture
def strict() -> Guard:
    """Nothing but public addresses: this machine is none, so all that arrives came through the proxy."""
    return Guard(allow_http=True)


@pytest.fixture
async def sender(proxy: Connecting, strict: Guard, resolver: Resolver, ca_file: Path) -> AsyncIterator[Sender]:
    async with sending(proxy.uri(), strict, resolver, ca_file) as sender:
        yield sender


@asynccontextmanager
async def sending(uri: str, guard: Guard, resolver: Resolver, ca_file: Path | None = None) -> AsyncIterator[Sender]:
    sender = Sender(guard, resolver, ca_file=ca_file, proxy=Proxy(parse(uri), resolver))
    yield sender
    await sender.close()


def known_to_work(sender: Sender) -> None:
    assert sender.proxy is not None
    sender.proxy.note_well()


# --- what the proxy is asked for


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


# --- a proxy that fails is our fault


def saying(data: bytes) -> Act:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(data)
        await writer.drain()
        await reader.read()

    return act


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def close_at_once(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def speak_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad\r\n\r\n")
    await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x: y\r\n")
        await asyncio.sleep(0.05)


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x: y\r\n" * 1000)
        await writer.drain()


BAD: dict[str, tuple[Act, str]] = {
    "403": (saying(answer(403)), "answered CONNECT with 403: it does not connect to this address"),
    "407": (saying(answer(407, "Proxy-Authenticate: Basic realm=x")), "answered CONNECT with 407"),
    "429": (saying(answer(429)), "answered CONNECT with 429"),
    "500": (saying(answer(500)), "answered CONNECT with 500"),
    "502": (saying(answer(502)), "answered CONNECT with 502"),
    "503": (saying(answer(503)), "answered CONNECT with 503"),
    "504": (saying(answer(504)), "answered CONNECT with 504"),
    "redirect": (saying(answer(302, "Location: http://127.0.0.1/")), "answered CONNECT with 302"),
    "silent": (stay_silent, "did not answer CONNECT in time"),
    "dripping": (drip, "did not answer CONNECT in time"),
    "flood": (flood, "is no HTTP, or did not end"),
    "nonsense": (saying(b"hello?\r\n\r\n"), "is no HTTP"),
    "http2": (saying(b"\0\0\0\4\0\0\0\0\0"), "service's proxy"),
    "cut": (cut, "closed the connection before it answered"),
    "closed": (close_at_once, "closed the connection before it answered"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_proxy_that_fails_is_our_fault(sender: Sender, proxy: Connecting, post: Post, bad: str) -> None:
    proxy.act, words = BAD[bad]
    async with receiver() as here:
        exchange = await sender.send(post(f"http://{HOST}:{here.port}/", timeout_seconds=0.5))
        assert (exchange.status, exchange.error, here.requests) == (None, ErrorClass.PROXY_FAILED, [])
        assert exchange.error in OUR_FAULT
        assert words in exchange.error_detail
        assert (exchange.address, exchange.phases.connect_us, exchange.body) == (PUBLIC, 0, b"")
        assert sender.proxy is not None
        assert sender.proxy.problem == exchange.error_detail
        proxy.act = None
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200
        assert sender.proxy.problem is None


@pytest.mark.parametrize("bad", ["refused", "black hole", "unresolved", "silent name server", "no tls"])
async def test_a_proxy_that_cannot_be_reached_is_our_fault(
    strict: Guard, names: Nameserver, resolver: Resolver, post: Post, bad: str
) -> None:
    async with receiver() as here, hostile(stay_silent) as elsewhere:
        uris = {
            "refused": "http://127.0.0.1:1",
            "black hole": f"http://127.0.0.2:{here.port}",
            "unresolved": "http://nowhere.example:3128",
            "silent name server": "http://silent.example:3128",
            "no tls": f"https://127.0.0.1:{elsewhere}",
        }
        names.names["silent.example"] = "silent"
        with black_hole("127.0.0.2", here.port):
            async with sending(uris[bad], strict, resolver) as sender:
                exchange = await sender.send(post(f"http://{HOST}:{here.port}/", timeout_seconds=1))
                assert sender.proxy is not None
                assert sender.proxy.problem == exchange.error_detail
        assert (exchange.status, exchange.error, here.requests) == (None, ErrorClass.PROXY_FAILED, [])
    assert "127.0.0." not in exchange.error_detail
    assert ".example" not in exchange.error_detail


async def test_a_proxy_whose_name_moves_is_found_again_and_kept_while_nobody_answers(
    strict: Guard, names: Nameserver, resolver: Resolver, post: Post
) -> None:
    names.names["proxy.example"] = ["127.0.0.3"]
    async with connecting_proxy(host="proxy.example") as proxy, receiver() as here:
        proxy.routes[PUBLIC] = "127.0.0.1"
        async with sending(proxy.uri(), strict, resolver) as sender:
            assert sender.proxy is not None
            assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).error is ErrorClass.PROXY_FAILED
            for known in (["127.0.0.1"], "silent"):
                names.names["proxy.example"] = known
                resolver._kept.clear()
                sender.proxy._expires = 0.0
                await sender.proxy.run_once()
                proxy.hang_up()
                assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status == 200


# --- what the endpoint does stays the endpoint's


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("hangs", ErrorClass.FIRST_BYTE_TIMEOUT),
        ("resets", ErrorClass.CONNECTION_RESET),
        ("nonsense", ErrorClass.PROTOCOL_ERROR),
        ("no tls", ErrorClass.TLS_PROTOCOL),
        ("stalls in tls", ErrorClass.TLS_TIMEOUT),
        ("407", None),
        ("502", None),
    ],
)
async def test_what_the_endpoint_does_behind_the_tunnel_is_its_own(
    sender: Sender, post: Post, behaviour: str, error: ErrorClass | None
) -> None:
    acts: dict[str, Act] = {
        "resets": cut,
        "nonsense": saying(b"hello, who is there?\r\n\r\n"),
        "no tls": speak_first,
        "407": say(OK_HEAD.replace(b"200", b"407") + b"Content-Length: 0\r\n\r\n"),
        "502": say(OK_HEAD.replace(b"200", b"502") + b"Content-Length: 0\r\n\r\n"),
    }
    scheme = "https" if "tls" in behaviour else "http"
    async with hostile(acts.get(behaviour, stay_silent)) as port:
        exchange = await sender.send(post(f"{scheme}://{HOST}:{port}/", timeout_seconds=0.5))
    assert exchange.error is error
    assert exchange.status == (int(behaviour) if error is None else None)
    assert sender.proxy is not None
    assert (sender.proxy.problem, sender.proxy.works) == (None, True)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, ErrorClass.CONNECT_FAILED),
        (502, ErrorClass.CONNECT_FAILED),
        (503, ErrorClass.CONNECT_FAILED),
        (504, ErrorClass.CONNECT_TIMEOUT),
    ],
)
async def test_an_endpoint_that_a_working_proxy_cannot_reach_is_unreachable(
    sender: Sender, proxy: Connecting, post: Post, status: int, error: ErrorClass
) -> None:
    proxy.refuse = lambda _target: answer(status)
    known_to_work(sender)
    exchange = await sender.send(post(f"http://{HOST}:1234/"))
    assert (exchange.status, exchange.error) == (None, error)
    assert exchange.error_detail.endswith("it cannot reach the endpoint")
    assert sender.proxy is not None
    assert sender.proxy.problem is None


async def test_an_endpoint_of_which_a_working_proxy_hears_nothing_is_too_slow(
    sender: Sender, proxy: Connecting, post: Post
) -> None:
    proxy.act = stay_silent
    known_to_work(sender)
    exchange = await sender.send(post(f"http://{HOST}:1234/", timeout_seconds=0.3))
    assert (exchange.error, exchange.error_detail) == (
        ErrorClass.CONNECT_TIMEOUT,
        "the service's proxy got no connection to the endpoint in time",
    )


@pytest.mark.parametrize("worked", [True, False])
async def test_where_the_proxy_cannot_reach_one_address_it_is_asked_for_the_next(
    sender: Sender, proxy: Connecting, names: Nameserver, post: Post, worked: bool
) -> None:
    """A proxy may speak one family only, and this machine cannot know which."""
    names.names[HOST] = [PUBLIC_V6, PUBLIC, ALSO_PUBLIC]
    proxy.refuse = lambda target: None if target.startswith(ALSO_PUBLIC) else answer(503)
    if worked:
        known_to_work(sender)
    async with receiver() as here:
        for _ in range(2):
            exchange = await sender.send(post(f"http://{HOST}:{here.port}/"))
            assert (exchange.status, exchange.address) == (200, ALSO_PUBLIC)
        assert proxy.targets() == [f"{PUBLIC}:{here.port}", f"{ALSO_PUBLIC}:{here.port}"]  # and it is remembered
        proxy.refuse = lambda _target: answer(503)
        proxy.hang_up()
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).status is None


async def test_ipv4_comes_first(sender: Sender, proxy: Connecting, names: Nameserver, post: Post) -> None:
    names.names[HOST] = [PUBLIC_V6, ALSO_PUBLIC]
    async with receiver() as here:
        await sender.send(post(f"http://{HOST}:{here.port}/"))
    assert proxy.targets() == [f"{ALSO_PUBLIC}:{here.port}"]


# --- every way out


@pytest.fixture
async def tokens(sender: Sender) -> AsyncIterator[TokenCache]:
    tokens = TokenCache(sender)
    yield tokens
    await tokens.close()


async def test_access_tokens_come_through_the_proxy(
    sender: Sender, proxy: Connecting, tokens: TokenCache, names: Nameserver
) -> None:
    names.names["id.example"] = [ALSO_PUBLIC]
    async with receiver() as here:
        here.always("/token", Answer(200, {}, b'{"access_token":"t","token_type":"bearer"}'))
        credentials = Credentials(oauth2=OAuth2Client(f"http://id.example:{here.port}/token", "id", "secret"))
        endpoint = endpoint_to(f"http://{HOST}:{here.port}/", credentials)
        exchange = await call(sender, tokens, endpoint)
        assert (exchange.status, here.requests[-1].headers["authorization"]) == (200, "Bearer t")
    assert proxy.targets() == [f"{ALSO_PUBLIC}:{here.port}", f"{PUBLIC}:{here.port}"]


async def test_a_token_that_the_proxy_kept_away_is_the_proxys_fault(
    sender: Sender, proxy: Connecting, tokens: TokenCache
) -> None:
    """Not the tenant's token endpoint's, whose failing shows on the subscription."""
    proxy.act = BAD["407"][0]
    credentials = Credentials(oauth2=OAuth2Client(f"http://{HOST}:1234/token", "id", "secret"))
    exchange = await call(sender, tokens, endpoint_to(f"http://{HOST}:1234/", credentials))
    assert exchange.error is ErrorClass.PROXY_FAILED
    assert "token endpoint could not be asked: the service's proxy" in exchange.error_detail


async def test_a_verification_goes_through_the_proxy_and_has_a_step_for_it(
    sender: Sender, proxy: Connecting, tokens: TokenCache
) -> None:
    async with receiver() as here:
        found = await verify(sender, tokens, endpoint_to(f"http://{HOST}:{here.port}/"))
        assert found.ok
        assert [step.name.value for step in found.steps] == [
            "url", "dns", "address", "proxy", "connect", "time", "http"
        ]  # fmt: skip
        assert next(step.detail for step in found.steps if step.name.value == "address") == PUBLIC
        proxy.act = BAD["403"][0]
        proxy.hang_up()
        found = await verify(sender, tokens, endpoint_to(f"http://{HOST}:{here.port}/"))
    assert (found.ok, found.failed_step) == (False, "proxy")
    (failed,) = [step for step in found.steps if step.state is StepState.FAILED]
    assert "403" in failed.detail
    assert len(here.requests) == 1
