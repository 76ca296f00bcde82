"""Hosts with several addresses: which are dialled, in what order, and what is remembered of them."""

import asyncio
import ssl
from ipaddress import ip_network

import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.resolver import Resolver
from bellhop.egress.route import Route
from bellhop.egress.sender import Sender
from bellhop.signing.oauth2 import OAuth2Client
from tests.egress.conftest import LOOPBACK, Post
from tests.egress.hostile import OK_HEAD, black_hole, hostile, late_hands, say, stay_silent
from tests.egress.nameserver import Nameserver
from tests.endpoints import endpoint_to, verify
from tests.receiver import receiver, server_tls

HOST = "many.example"
ALL = "0.0.0.0"  # noqa: S104 - all of 127.0.0.0/8
EIGHT = [f"127.0.0.{number}" for number in range(1, 9)]
AT_ONCE_US = 150_000  # less than libcurl waits before it begins with the next address
SOON_US = 1_000_000


@pytest.fixture
def resolver(resolver_of_names: Resolver) -> Resolver:
    return resolver_of_names


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    return server_tls(authority, HOST)


def routes_of(sender: Sender) -> list[list[str]]:
    return [
        [str(each) for each in kept.addresses] for _, kept in sender._routes._kept.values() if isinstance(kept, Route)
    ]


def expire(sender: Sender) -> None:
    """Let all answers of name servers be over, and what was learnt of their addresses with them."""
    sender._routes._kept.update({key: (0.0, kept) for key, (_, kept) in sender._routes._kept.items()})


async def ask_in(way: str, sender: Sender, post: Post, url: str) -> tuple[int | None, str]:
    """The status by one of the ways in which a URL is called, and what is said of it."""
    tokens = TokenCache(sender)
    if way == "token":
        token = await tokens.token(OAuth2Client(url, "id", "secret"), "sub_1")
        return (200 if token == "t" else None), token
    if way == "verify":
        found = await verify(sender, tokens, endpoint_to(url, timeout_seconds=15))
        return found.status, str(found)
    exchange = await sender.send(post(url, timeout_seconds=15))
    return exchange.status, exchange.error_detail


@pytest.mark.parametrize("way", ["delivery", "verify", "token"])
async def test_a_slow_handshake_has_all_the_time_however_many_addresses_there_are(
    names: Nameserver, sender: Sender, post: Post, tls: ssl.SSLContext, way: str
) -> None:
    """Time was cut into a slice for each address, and no handshake ever fitted into one."""
    names.names[HOST] = EIGHT
    body = b'{"access_token":"t","token_type":"bearer"}'
    answer = OK_HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    async with late_hands(2.5, tls, say(answer), host=ALL) as port:
        status, said = await ask_in(way, sender, post, f"https://{HOST}:{port}/")
    assert status == 200, said


async def test_an_address_that_took_the_connection_is_the_only_one_that_is_dialled(
    names: Nameserver, sender: Sender, post: Post, tls: ssl.SSLContext
) -> None:
    names.names[HOST] = EIGHT
    taken: list[str] = []

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(writer.get_extra_info("sockname")[0])
        await say(OK_HEAD + b"Content-Length: 0\r\n\r\n")(reader, writer)

    async with late_hands(1.0, tls, act, host=ALL) as port:
        exchange = await sender.send(post(f"https://{HOST}:{port}/", timeout_seconds=10))
    assert (exchange.status, [exchange.address]) == (200, taken)
    assert exchange.phases.tls_us >= 900_000


@pytest.mark.parametrize(("silent", "answers"), [("127.0.0.2", "127.0.0.1"), ("::1", "127.0.0.1")])
async def test_an_address_that_says_nothing_costs_a_moment_and_only_once(
    names: Nameserver, sender: Sender, post: Post, silent: str, answers: str
) -> None:
    names.names[HOST] = [silent, answers]
    async with receiver() as here:
        with black_hole(silent, here.port):
            first = await sender.send(post(here.url().replace("127.0.0.1", HOST)))
            here.hang_up()
            second = await sender.send(post(here.url().replace("127.0.0.1", HOST)))
            expire(sender)
            here.hang_up()
            third = await sender.send(post(here.url().replace("127.0.0.1", HOST)))
    assert {(each.status, each.address) for each in (first, second, third)} == {(200, answers)}
    assert AT_ONCE_US < first.phases.connect_us <= SOON_US
    assert second.phases.connect_us < AT_ONCE_US
    assert third.phases.connect_us < AT_ONCE_US


@pytest.mark.parametrize("refusing", [["127.0.0.2"], ["::1"], EIGHT[1:]])
async def test_where_addresses_refuse_the_next_is_dialled_at_once_and_remembered(
    names: Nameserver, sender: Sender, post: Post, refusing: list[str]
) -> None:
    names.names[HOST] = [*refusing, "127.0.0.1"]
    async with receiver() as here:
        for _ in range(2):
            exchange = await sender.send(post(f"http://{HOST}:{here.port}/"))
            assert (exchange.status, exchange.address) == (200, "127.0.0.1")
            assert exchange.phases.connect_us < AT_ONCE_US
        assert [route[0] for route in routes_of(sender)] == ["127.0.0.1"]
    exchange = await sender.send(post(f"http://{HOST}:{here.port}/"))
    assert exchange.error is ErrorClass.CONNECT_REFUSED


async def test_what_was_remembered_is_given_up_when_nothing_answers_there(
    names: Nameserver, sender: Sender, post: Post
) -> None:
    """The other family was left out; it is tried again when the known one fails."""
    names.names[HOST] = ["::1", "127.0.0.1"]
    async with receiver() as here:
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).address == "127.0.0.1"
        assert routes_of(sender) == [["127.0.0.1"]]
    failed = await sender.send(post(f"http://{HOST}:{here.port}/"))
    assert failed.error is ErrorClass.CONNECT_REFUSED
    async with hostile(say(OK_HEAD + b"Content-Length: 0\r\n\r\n"), host="::1", port=here.port):
        found = await sender.send(post(f"http://{HOST}:{here.port}/"))
    assert (found.status, found.address) == (200, "::1")


@pytest.mark.parametrize("stalls", ["127.0.0.2", "::1"])
async def test_after_a_handshake_that_stalled_the_next_attempt_begins_with_another_address(
    names: Nameserver, sender: Sender, post: Post, tls: ssl.SSLContext, stalls: str
) -> None:
    """Also when the name was looked up anew in between."""
    names.names[HOST] = [stalls, "127.0.0.1"]
    async with receiver(tls=tls) as here, hostile(stay_silent, host=stalls, port=here.port):
        url = f"https://{HOST}:{here.port}/"
        first = await sender.send(post(url, timeout_seconds=0.5))
        second = await sender.send(post(url, timeout_seconds=5))
        expire(sender)
        here.hang_up()
        third = await sender.send(post(url, timeout_seconds=5))
    assert (first.status, first.error, first.address) == (None, ErrorClass.TLS_TIMEOUT, stalls)
    assert [(each.status, each.address) for each in (second, third)] == [(200, "127.0.0.1")] * 2


async def test_after_a_wrong_certificate_the_next_attempt_begins_with_another_address(
    names: Nameserver, sender: Sender, post: Post, tls: ssl.SSLContext, authority: trustme.CA
) -> None:
    names.names[HOST] = ["127.0.0.2", "127.0.0.1"]
    other = server_tls(authority, "other.example")
    async with receiver(tls=tls) as here, hostile(stay_silent, tls=other, host="127.0.0.2", port=here.port):
        first, second = [await sender.send(post(f"https://{HOST}:{here.port}/")) for _ in range(2)]
    assert (first.error, first.address) == (ErrorClass.TLS_WRONG_HOST, "127.0.0.2")
    assert (second.status, second.address) == (200, "127.0.0.1")


async def test_the_class_says_how_far_the_best_address_came(names: Nameserver, sender: Sender, post: Post) -> None:
    names.names[HOST] = ["127.0.0.3", "127.0.0.2", "127.0.0.4"]
    async with hostile(stay_silent, host="127.0.0.2") as port:
        with black_hole("127.0.0.3", port):
            stalled = await sender.send(post(f"https://{HOST}:{port}/", timeout_seconds=1))
    assert (stalled.error, stalled.address) == (ErrorClass.TLS_TIMEOUT, "127.0.0.2")
    assert AT_ONCE_US < stalled.phases.connect_us <= SOON_US
    with black_hole("127.0.0.3", port):
        silent = await sender.send(post(f"https://{HOST}:{port}/", timeout_seconds=1))
    assert (silent.error, silent.phases.connect_us) == (ErrorClass.CONNECT_TIMEOUT, 0)
    assert 900_000 <= silent.phases.total_us <= 2_500_000


async def test_each_address_is_checked_when_it_is_dialled_and_passed_over_when_it_may_not_be(
    names: Nameserver, sender: Sender, guard: Guard, post: Post
) -> None:
    """The route was made before the operator's networks changed."""
    names.names[HOST] = ["127.0.0.2", "127.0.0.1"]
    async with receiver() as here, hostile(stay_silent, host="127.0.0.2", port=here.port):
        await sender.send(post(f"http://{HOST}:{here.port}/", timeout_seconds=0.3))
        names.names[HOST] = ["127.0.0.1", "127.0.0.2"]
        expire(sender)
        guard._verdicts = {"127.0.0.1": "closed"}
        closed = await sender.send(post(f"http://{HOST}:{here.port}/", timeout_seconds=0.3))
        assert (closed.error, closed.address) == (ErrorClass.FIRST_BYTE_TIMEOUT, "127.0.0.2")
        guard._verdicts = {"127.0.0.2": "closed"}
        opened = await sender.send(post(f"http://{HOST}:{here.port}/"))
        assert (opened.status, opened.address) == (200, "127.0.0.1")
        here.hang_up()
        guard._verdicts = {"127.0.0.1": "closed", "127.0.0.2": "closed"}
        neither = await sender.send(post(f"http://{HOST}:{here.port}/"))
        assert (neither.error, neither.error_detail) == (ErrorClass.BLOCKED_ADDRESS, "closed")


async def test_of_many_addresses_some_of_each_family_are_tried(
    names: Nameserver, resolver: Resolver, post: Post
) -> None:
    """Eight that came first were all of one family, which may not work on this machine."""
    names.names[HOST] = [*(f"2001:db8::{number}" for number in range(1, 10)), *EIGHT]
    sender = Sender(Guard((*LOOPBACK, ip_network("2001:db8::/32")), allow_http=True), resolver)
    async with receiver() as here:
        assert (await sender.send(post(f"http://{HOST}:{here.port}/"))).address in EIGHT
    await sender.close()


async def test_a_handle_that_knew_other_addresses_of_a_host_forgets_them(
    names: Nameserver, guard: Guard, resolver: Resolver, post: Post
) -> None:
    """Handles are used again for all hosts; what one stood for must not show in the next exchange."""
    names.names |= {HOST: ["127.0.0.2", "127.0.0.1"], "one.example": ["127.0.0.2"]}
    sender = Sender(guard, resolver)
    async with receiver() as here:
        for _ in range(2):
            both = await sender.send(post(f"http://{HOST}:{here.port}/"))
            assert (both.status, both.address) == (200, "127.0.0.1")
            sender._routes._kept.clear()
            one = await sender.send(post(f"http://one.example:{here.port}/"))
            assert (one.error, one.address) == (ErrorClass.CONNECT_REFUSED, "127.0.0.2")
        assert len(sender._idle["POST"]) == 1
    await sender.close()


async def test_many_at_once_to_many_hosts_each_reach_their_own(names: Nameserver, sender: Sender, post: Post) -> None:
    async with receiver() as here:
        for number in range(1, 31):
            names.names[f"h{number}.example"] = [f"127.0.2.{number}", "127.0.0.1"][:: 1 if number % 2 else -1]
        urls = [f"http://h{number}.example:{here.port}/h{number}" for number in range(1, 31)]
        exchanges: list[Exchange] = await asyncio.gather(*(sender.send(post(url)) for url in urls * 5))
        for received in here.requests:
            assert received.headers["host"].partition(".")[0] == received.target.removeprefix("/")
    assert {(each.status, each.address, each.error_detail) for each in exchanges} == {(200, "127.0.0.1", "")}
