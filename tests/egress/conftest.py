from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
import trustme

from bellhop.egress.exchange import header_lines
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Request, Sender
from tests.egress.nameserver import Nameserver, nameserver

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def guard() -> Guard:
    return Guard(LOOPBACK, allow_http=True)


@pytest.fixture
async def resolver() -> AsyncIterator[Resolver]:
    resolver = Resolver()
    yield resolver
    await resolver.close()


@pytest.fixture
async def names() -> AsyncIterator[Nameserver]:
    """A name server that knows no name until a test gives it one."""
    async with nameserver() as server:
        yield server


@pytest.fixture
async def resolver_of_names(names: Nameserver) -> AsyncIterator[Resolver]:
    """A resolver that asks `names`, for the rooms whose `resolver` it is."""
    resolver = Resolver([names.address])
    yield resolver
    await resolver.close()


@pytest.fixture
async def sender(guard: Guard, resolver: Resolver, ca_file: Path) -> AsyncIterator[Sender]:
    sender = Sender(guard, resolver, ca_file=ca_file)
    yield sender
    await sender.close()


@pytest.fixture
async def tokens(sender: Sender) -> AsyncIterator[TokenCache]:
    tokens = TokenCache(sender)
    yield tokens
    await tokens.close()


Post = Callable[..., Request]


@pytest.fixture
def post() -> Post:
    def make(url: str, *, body: bytes = b"{}", timeout_seconds: float = 5.0, **headers: str) -> Request:
        fields = {"content-type": "application/json", **headers}
        return Request("POST", url, header_lines(fields.items()), body, timeout_seconds, "acme")

    return make
