"""Through the operator's proxy: whose fault it is when something fails, and that every way out goes through it."""

import asyncio

import pytest

from bellhop.domain.outcome import OUR_FAULT, ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.egress.verify import StepState
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import OAuth2Client
from tests.egress.conftest import Post
from tests.egress.hostile import OK_HEAD, Act, black_hole, hostile, say, stay_silent
from tests.egress.nameserver import Nameserver
from tests.egress.proxied.conftest import ALSO_PUBLIC, HOST, PUBLIC, PUBLIC_V6, known_to_work, sending
from tests.endpoints import call, endpoint_to, verify
from tests.proxy import Connecting, answer, connecting_proxy
from tests.receiver import Answer, receiver


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
