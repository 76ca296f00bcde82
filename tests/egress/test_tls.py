import asyncio
import socket
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from tests.egress.conftest import Post
from tests.egress.hostile import OK_HEAD, hostile, read_request, say, stay_silent
from tests.egress.http2 import Http2Protocol
from tests.receiver import receiver, server_tls

OK = OK_HEAD + b"Content-Length: 0\r\n\r\n"


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "self.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def expired(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1)).configure_cert(context)
    return context


def old_protocol(authority: trustme.CA) -> ssl.SSLContext:
    context = server_tls(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


@pytest.fixture
def contexts(authority: trustme.CA, tmp_path: Path) -> dict[str, ssl.SSLContext]:
    return {
        "expired": expired(authority),
        "self-signed": self_signed(tmp_path),
        "unknown issuer": server_tls(trustme.CA()),
        "wrong host": server_tls(authority, "other.example"),
    }


@contextmanager
def answering_in_a_thread(tls: ssl.SSLContext) -> Iterator[int]:
    """One handshake by OpenSSL itself, which sends its alert (asyncio's server hangs up without it)."""

    def shake_hands() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError), tls.wrap_socket(connection, server_side=True):
            pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=shake_hands)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


async def test_a_trusted_server_is_spoken_to(sender: Sender, post: Post, authority: trustme.CA) -> None:
    async with receiver(tls=server_tls(authority), host="localhost") as here:
        first = await sender.send(post(here.url()))
        second = await sender.send(post(here.url()))
    assert (first.status, second.status) == (200, 200)
    assert first.phases.tls_us > 0
    assert (second.phases.tls_us, second.phases.connect_us) == (0, 0)


async def test_an_address_is_checked_against_the_certificate_too(
    sender: Sender, post: Post, authority: trustme.CA
) -> None:
    async with receiver(tls=server_tls(authority, "127.0.0.1")) as here:
        assert (await sender.send(post(here.url()))).status == 200


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("expired", ErrorClass.TLS_EXPIRED, "expired"),
        ("self-signed", ErrorClass.TLS_SELF_SIGNED, "self-signed"),
        ("unknown issuer", ErrorClass.TLS_UNTRUSTED, "not trusted"),
        ("wrong host", ErrorClass.TLS_WRONG_HOST, "another host"),
    ],
)
async def test_a_server_that_cannot_prove_itself_is_refused(  # noqa: PLR0917 - fixtures and one row of the table
    sender: Sender, post: Post, contexts: dict[str, ssl.SSLContext], kind: str, error: ErrorClass, words: str
) -> None:
    async with hostile(say(OK), tls=contexts[kind]) as port:
        exchange = await sender.send(post(f"https://localhost:{port}/"))
    assert (exchange.status, exchange.error) == (None, error), exchange.error_detail
    assert words in exchange.error_detail


async def test_a_server_with_an_old_protocol_is_refused(sender: Sender, post: Post, authority: trustme.CA) -> None:
    with answering_in_a_thread(old_protocol(authority)) as port:
        exchange = await sender.send(post(f"https://localhost:{port}/"))
    assert (exchange.status, exchange.error) == (None, ErrorClass.TLS_PROTOCOL), exchange.error_detail
    assert "TLS 1.2" in exchange.error_detail


async def test_a_server_without_tls_is_told_apart(sender: Sender, post: Post) -> None:
    async with receiver() as here:
        exchange = await sender.send(post(f"https://127.0.0.1:{here.port}/"))
    assert (exchange.status, exchange.error) == (None, ErrorClass.TLS_PROTOCOL)
    assert "does not speak TLS" in exchange.error_detail


async def test_a_server_that_hangs_up_in_the_handshake_fails_in_tls(sender: Sender, post: Post) -> None:
    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    async with hostile(act) as port:
        exchange = await sender.send(post(f"https://127.0.0.1:{port}/"))
    assert (exchange.status, exchange.error) == (None, ErrorClass.TLS_FAILED)


async def test_a_handshake_that_stalls_ends_at_the_deadline(sender: Sender, post: Post) -> None:
    async with hostile(stay_silent) as port:
        exchange = await sender.send(post(f"https://127.0.0.1:{port}/", timeout_seconds=0.5))
    assert (exchange.status, exchange.error) == (None, ErrorClass.TLS_TIMEOUT)
    assert 450_000 <= exchange.phases.total_us <= 1_500_000
    assert exchange.phases.connect_us > 0


async def test_a_new_connection_resumes_the_tls_session(sender: Sender, post: Post, authority: trustme.CA) -> None:
    resumed: list[bool] = []

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        resumed.append(writer.get_extra_info("ssl_object").session_reused)
        await read_request(reader)
        writer.write(OK_HEAD + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()

    async with hostile(act, tls=server_tls(authority)) as port:
        for _ in range(3):
            assert (await sender.send(post(f"https://localhost:{port}/"))).status == 200
    assert resumed == [False, True, True]


async def test_without_our_authority_the_server_is_not_trusted(
    guard: Guard, resolver: Resolver, post: Post, authority: trustme.CA
) -> None:
    """The system's authorities do not know the one of the test."""
    sender = Sender(guard, resolver)
    async with receiver(tls=server_tls(authority), host="localhost") as here:
        exchange = await sender.send(post(here.url()))
        assert exchange.error in {ErrorClass.TLS_UNTRUSTED, ErrorClass.TLS_SELF_SIGNED}
        assert here.requests == []
    await sender.close()


@asynccontextmanager
async def http2_sender(guard: Guard, resolver: Resolver, ca_file: Path) -> AsyncIterator[Sender]:
    sender = Sender(guard, resolver, ca_file=ca_file, http2=True)
    yield sender
    await sender.close()


async def test_where_http_2_is_offered_and_not_taken_http_1_serves(
    guard: Guard, resolver: Resolver, ca_file: Path, post: Post, authority: trustme.CA
) -> None:
    async with http2_sender(guard, resolver, ca_file) as sender, receiver(tls=server_tls(authority)) as here:
        exchanges = await asyncio.gather(*(sender.send(post(here.url())) for _ in range(10)))
    assert {(each.status, each.http_version) for each in exchanges} == {(200, "1.1")}


async def test_many_requests_share_one_connection_where_http_2_is_spoken(
    guard: Guard, resolver: Resolver, ca_file: Path, post: Post, authority: trustme.CA
) -> None:
    tls = server_tls(authority)
    tls.set_alpn_protocols(["h2"])
    connections: list[Http2Protocol] = []

    def connect() -> Http2Protocol:
        connections.append(Http2Protocol())
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(connect, "127.0.0.1", 0, ssl=tls)
    url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
    async with http2_sender(guard, resolver, ca_file) as sender:
        exchanges = await asyncio.gather(*(sender.send(post(url)) for _ in range(20)))
    server.close()
    assert {(each.status, each.http_version, each.body) for each in exchanges} == {(200, "2", b"ok")}
    assert {each.address for each in exchanges} == {"127.0.0.1"}
    assert [each.requests for each in connections] == [20]
