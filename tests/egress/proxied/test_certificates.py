"""A client certificate is for the endpoint, through the tunnel, and each has tunnels of its own."""

import ssl
from pathlib import Path

import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange
from bellhop.egress.sender import Sender
from bellhop.signing.mtls import ClientCertificate
from tests.certificates import Pair, issue
from tests.egress.conftest import Post
from tests.egress.demanding import NOBODY, Teller, demanding_tls, telling
from tests.egress.proxied.conftest import HOST, PUBLIC
from tests.proxy import Connecting

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def clients() -> Pair:
    """The authority of those who call."""
    return issue("Clients", authority=True)


async def ask(sender: Sender, post: Post, teller: Teller, pair: Pair | None) -> Exchange:
    shown = None if pair is None else ClientCertificate.of(pair.pem, pair.key_pem)
    return await sender.send(post(f"https://{HOST}:{teller.port}/")._replace(certificate=shown))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
async def test_each_request_comes_with_its_own_certificate_through_a_tunnel_of_its_own(  # noqa: PLR0917 - fixtures
    sender: Sender,
    proxy: Connecting,
    post: Post,
    authority: trustme.CA,
    clients: Pair,
    tmp_path: Path,
    version: ssl.TLSVersion,
) -> None:
    alice, bob = issue("alice", clients), issue("bob", clients)
    turns = [alice, bob, None, alice, None, bob, alice]
    tls = demanding_tls(authority, clients, tmp_path, version=version, mode=ssl.CERT_OPTIONAL, name=HOST)
    with telling(tls) as teller:
        for pair in turns:
            exchange = await ask(sender, post, teller, pair)
            assert (exchange.status, exchange.address) == (200, PUBLIC), exchange.error_detail
    expected = {id(alice): "alice", id(bob): "bob", id(None): NOBODY}
    assert teller.told == [expected[id(pair)] for pair in turns]
    assert (teller.connections, len(proxy.asked)) == (3, 3)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
async def test_an_endpoint_that_refuses_a_certificate_does_so_through_the_tunnel_too(  # noqa: PLR0917 - fixtures
    sender: Sender, post: Post, authority: trustme.CA, clients: Pair, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    mallory = issue("mallory", issue("Others", authority=True))
    with telling(demanding_tls(authority, clients, tmp_path, version=version, name=HOST)) as teller:
        refused = await ask(sender, post, teller, mallory)
        missing = await ask(sender, post, teller, None)
    assert (refused.status, refused.error) == (None, ErrorClass.TLS_CLIENT_CERTIFICATE_REFUSED)
    assert (missing.status, missing.error) == (None, ErrorClass.TLS_CLIENT_CERTIFICATE_REQUIRED)
