"""Mutual TLS from outside: servers that demand a certificate tell which one each request came with."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange, Request
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.sender import Sender
from bellhop.egress.verify import StepName, StepState
from bellhop.signing.credentials import Credentials
from bellhop.signing.mtls import ClientCertificate
from tests.certificates import Pair, PrivateKey, issue
from tests.egress.conftest import Post
from tests.egress.demanding import NOBODY, Teller, demanding_tls, telling
from tests.egress.hostile import OK_HEAD, hostile, read_request
from tests.endpoints import endpoint_to, verify

REFUSED = ErrorClass.TLS_CLIENT_CERTIFICATE_REFUSED
REQUIRED = ErrorClass.TLS_CLIENT_CERTIFICATE_REQUIRED
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
LONG_AGO = datetime.now(UTC) - timedelta(days=9)

Tls = Callable[..., ssl.SSLContext]


@pytest.fixture(scope="session")
def clients() -> Pair:
    """The authority of those who call."""
    return issue("Clients", authority=True)


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def version(request: pytest.FixtureRequest) -> ssl.TLSVersion:
    found: ssl.TLSVersion = request.param
    return found


@pytest.fixture
def tls(authority: trustme.CA, clients: Pair, tmp_path: Path, version: ssl.TLSVersion) -> Tls:
    def make(**how: object) -> ssl.SSLContext:
        return demanding_tls(authority, clients, tmp_path, **{"version": version, **how})  # type: ignore[arg-type]

    return make


def shown(pair: Pair) -> ClientCertificate:
    return ClientCertificate.of(pair.pem, pair.key_pem)


def with_certificate(request: Request, pair: Pair | None) -> Request:
    return request._replace(certificate=None if pair is None else shown(pair))


async def ask(sender: Sender, post: Post, teller: Teller, pair: Pair | None, *, body: bytes = b"{}") -> Exchange:
    return await sender.send(with_certificate(post(teller.url, body=body), pair))


async def test_each_request_comes_with_its_own_certificate(sender: Sender, post: Post, tls: Tls, clients: Pair) -> None:
    """One connection for each certificate, and one for none, however often they take turns."""
    alice, bob = issue("alice", clients), issue("bob", clients)
    turns = [alice, alice, None, bob, alice, None, bob, bob, None, alice]
    with telling(tls(mode=ssl.CERT_OPTIONAL)) as teller:
        for pair in turns:
            exchange = await ask(sender, post, teller, pair)
            assert exchange.status == 200, exchange.error_detail

    expected = {id(alice): "alice", id(bob): "bob", id(None): NOBODY}
    assert teller.told == [expected[id(pair)] for pair in turns]
    assert teller.connections == 3


async def test_no_session_is_resumed_under_another_certificate(
    sender: Sender, post: Post, tls: Tls, clients: Pair
) -> None:
    """A resumed session would carry the identity with which it began (RFC 8446 §2.2)."""
    alice, bob = issue("alice", clients), issue("bob", clients)
    names: list[str] = []

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        certificate = writer.get_extra_info("peercert")
        names.append(certificate["subject"][0][0][1] if certificate else NOBODY)
        writer.write(OK_HEAD + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()

    async with hostile(act, tls=tls(mode=ssl.CERT_OPTIONAL)) as port:
        for pair in (alice, bob, None, alice, bob, None):
            request = with_certificate(post(f"https://127.0.0.1:{port}/"), pair)
            assert (await sender.send(request)).status == 200
    assert names == ["alice", "bob", NOBODY] * 2


async def test_many_at_once_do_not_mix_their_certificates(sender: Sender, post: Post, tls: Tls, clients: Pair) -> None:
    pairs: list[Pair | None] = [*(issue(f"client-{number}", clients) for number in range(5)), None]
    requests = [(pair, NOBODY if pair is None else f"client-{pairs.index(pair)}") for pair in pairs] * 10
    with telling(tls(mode=ssl.CERT_OPTIONAL)) as teller:
        exchanges = await asyncio.gather(*(ask(sender, post, teller, pair) for pair, _ in requests))
    assert [each.body.decode() for each in exchanges] == [name for _, name in requests]


async def test_a_renewed_certificate_is_shown_by_the_next_request(
    sender: Sender, post: Post, tls: Tls, clients: Pair
) -> None:
    """Of the same name and key, as renewal makes it: the old connection is not used for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    old, new = issue("alice", clients, key=key), issue("alice", clients, key=key)
    with telling(tls()) as teller:
        for pair in (old, old, new):
            assert (await ask(sender, post, teller, pair)).status == 200
    assert teller.connections == 2


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["rsa", "p256", "p384", "p521", "ed25519"],
)
async def test_every_kind_of_key_that_may_be_written_can_be_shown(
    sender: Sender, post: Post, tls: Tls, clients: Pair, key: PrivateKey
) -> None:
    with telling(tls()) as teller:
        exchange = await ask(sender, post, teller, issue("alice", clients, key=key))
    assert (exchange.status, exchange.body, exchange.asked) == (200, b"alice", True), exchange.error_detail


async def test_the_chain_is_shown_with_the_certificate(sender: Sender, post: Post, tls: Tls, clients: Pair) -> None:
    between = issue("Between", clients, authority=True)
    alice = issue("alice", between)
    chain = ClientCertificate.of(alice.pem + between.pem, alice.key_pem)
    with telling(tls()) as teller:
        alone = await ask(sender, post, teller, alice)
        whole = await sender.send(post(teller.url)._replace(certificate=chain))
    assert (alone.status, alone.error) == (None, REFUSED)
    assert whole.body == b"alice"


@pytest.mark.parametrize("body", [b"{}", b"x" * 250_000], ids=["short", "long"])
@pytest.mark.parametrize("why", ["another authority", "expired", "none"])
async def test_a_server_that_refuses_is_told_apart(  # noqa: PLR0917 - fixtures and one row of the table
    sender: Sender, post: Post, tls: Tls, clients: Pair, why: str, body: bytes
) -> None:
    """Again and again: whether the server's alert is read before the connection breaks is luck in TLS 1.3."""
    pair = {
        "another authority": issue("mallory", issue("Others", authority=True)),
        "expired": issue("alice", clients, begins=LONG_AGO, ends=LONG_AGO + timedelta(days=1)),
        "none": None,
    }[why]
    with telling(tls()) as teller:
        exchanges = [await ask(sender, post, teller, pair, body=body) for _ in range(10)]
    assert teller.told == []
    assert {(each.status, each.error) for each in exchanges} == {(None, REQUIRED if pair is None else REFUSED)}
    assert all("client certificate" in each.error_detail for each in exchanges)


@pytest.mark.parametrize("given", [True, False])
async def test_a_server_that_hangs_up_without_an_alert_is_told_apart_too(
    sender: Sender, post: Post, tls: Tls, *, given: bool
) -> None:
    """As servers on asyncio do."""

    async def act(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        raise AssertionError

    mallory = issue("mallory", issue("Others", authority=True))
    async with hostile(act, tls=tls()) as port:
        for _ in range(5):
            request = with_certificate(post(f"https://127.0.0.1:{port}/"), mallory if given else None)
            exchange = await sender.send(request)
            assert (exchange.status, exchange.error) == (None, REFUSED if given else REQUIRED), exchange.error_detail


async def test_the_sentence_says_what_the_server_said(
    sender: Sender, post: Post, authority: trustme.CA, clients: Pair, tmp_path: Path
) -> None:
    """In TLS 1.2 the alert always arrives."""
    tls = demanding_tls(authority, clients, tmp_path, version=ssl.TLSVersion.TLSv1_2)
    expired = issue("alice", clients, begins=LONG_AGO, ends=LONG_AGO + timedelta(days=1))
    with telling(tls) as teller:
        stranger = await ask(sender, post, teller, issue("mallory", issue("Others", authority=True)))
        late = await ask(sender, post, teller, expired)
    assert "does not know its issuer" in stranger.error_detail
    assert "has expired" in late.error_detail


async def test_a_connection_that_breaks_where_nobody_asked_is_no_matter_of_certificates(
    sender: Sender, post: Post, tls: Tls, clients: Pair
) -> None:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.transport.abort()

    async with hostile(act, tls=tls(mode=ssl.CERT_NONE)) as port:
        exchange = await sender.send(with_certificate(post(f"https://127.0.0.1:{port}/"), issue("alice", clients)))
    assert (exchange.status, exchange.error, exchange.asked) == (None, ErrorClass.CONNECTION_RESET, False)


async def test_a_server_that_asks_after_the_request_is_shown_the_certificate(
    sender: Sender, post: Post, authority: trustme.CA, clients: Pair, tmp_path: Path
) -> None:
    """Post-handshake authentication of TLS 1.3 (RFC 8446 §4.6.2)."""
    tls = demanding_tls(
        authority, clients, tmp_path, version=ssl.TLSVersion.TLSv1_3, mode=ssl.CERT_REQUIRED, after_the_request=True
    )
    with telling(tls) as teller:
        known = await ask(sender, post, teller, issue("alice", clients))
        stranger = await ask(sender, post, teller, issue("mallory", issue("Others", authority=True)))
        nobody = await ask(sender, post, teller, None)
    assert known.body == b"alice", known.error_detail
    assert (stranger.error, nobody.error) == (REFUSED, REQUIRED)


async def test_a_request_that_is_given_up_while_it_connects_leaves_nothing_behind(
    sender: Sender, post: Post, tls: Tls, clients: Pair
) -> None:
    with telling(tls()) as teller:
        for _ in range(20):
            sending = sender.start(with_certificate(post(teller.url), issue("alice", clients)), lambda _: None)
            await asyncio.sleep(0.002)
            sending.cancel()
        await asyncio.sleep(0)
        assert (await ask(sender, post, teller, issue("bob", clients))).body == b"bob"


async def test_verify_has_a_step_for_the_certificate(
    sender: Sender, tokens: TokenCache, tls: Tls, clients: Pair
) -> None:
    alice = Credentials(mtls=shown(issue("alice", clients)))
    mallory = Credentials(mtls=shown(issue("mallory", issue("Others", authority=True))))
    with telling(tls()) as teller:
        good, again, bad, none = [
            await verify(sender, tokens, endpoint_to(teller.url, credentials))
            for credentials in (alice, alice, mallory, Credentials())
        ]
    with telling(tls(mode=ssl.CERT_NONE)) as careless:
        unasked = await verify(sender, tokens, endpoint_to(careless.url, alice))

    names = [step.name.value for step in good.steps]
    assert names == ["url", "dns", "address", "connect", "tls", "client_certificate", "time", "http"]
    details = {
        which: {step.name: step.detail for step in found.steps}[StepName.CLIENT_CERTIFICATE]
        for which, found in (("good", good), ("again", again), ("bad", bad), ("none", none), ("unasked", unasked))
    }
    assert (good.ok, again.ok, unasked.ok) == (True, True, True)
    assert (bad.failed_step, none.failed_step) == (StepName.CLIENT_CERTIFICATE, StepName.CLIENT_CERTIFICATE)
    assert (bad.error, none.error) == (REFUSED, REQUIRED)
    assert "asked for our certificate" in details["good"]
    assert "earlier request" in details["again"]
    assert "`auth.mtls`" in details["none"]
    assert "did not ask" in details["unasked"]


async def test_with_an_expired_certificate_nothing_is_sent(
    sender: Sender, tokens: TokenCache, tls: Tls, clients: Pair
) -> None:
    expired = shown(issue("alice", clients, begins=LONG_AGO, ends=LONG_AGO + timedelta(days=1)))
    with telling(tls(mode=ssl.CERT_NONE)) as teller:
        found = await verify(sender, tokens, endpoint_to(teller.url, Credentials(mtls=expired)))
    assert (teller.told, teller.connections) == ([], 0)
    assert (found.error, found.failed_step) == (
        ErrorClass.TLS_CLIENT_CERTIFICATE_EXPIRED,
        StepName.CLIENT_CERTIFICATE,
    )
    assert (found.steps[0].name, found.steps[0].state) == (StepName.CLIENT_CERTIFICATE, StepState.FAILED)
    assert {step.state for step in found.steps[1:]} == {StepState.NOT_REACHED}
    assert "renewed" in found.steps[0].detail
