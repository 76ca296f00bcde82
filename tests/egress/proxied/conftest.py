"""A proxy, a name server, and a sender that goes through the proxy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bellhop.egress.guard import Guard
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.proxy_address import parse
from tests.egress.nameserver import Nameserver
from tests.proxy import Connecting, connecting_proxy

PUBLIC, ALSO_PUBLIC = "8.8.8.8", "9.9.9.9"  # in the world of these tests both are this machine, behind the proxy
PUBLIC_V6 = "2600::1"
HOST = "hook.example"


@pytest.fixture
def names(names: Nameserver) -> Nameserver:
    names.names[HOST] = [PUBLIC]
    names.ttl_seconds = 0  # c-ares keeps answers too
    return names


@pytest.fixture
def resolver(resolver_of_names: Resolver) -> Resolver:
    return resolver_of_names


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
