"""A tenant's host is the name it wrote, whatever this machine would make of it for its own people."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.oauth2 import TokenCache, TokenError
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.egress.verify import StepName
from bellhop.signing.oauth2 import OAuth2Client
from tests.egress.apart import run_apart
from tests.egress.conftest import Post
from tests.egress.nameserver import Nameserver, nameserver
from tests.endpoints import endpoint_to, verify
from tests.receiver import receiver, server_tls

DOMAIN = "corp.example"
# Names that a search list would lengthen: with fewer dots than `ndots`, with more, none, odd spellings.
NAMES = [
    "hooks.customer.test",
    "intranet",
    "a.b.c.d.e.f.customer.test",
    "my_host.customer.test",
    "xn--bcher-kva.test",
    "alias",
]


@pytest.fixture
async def names() -> AsyncIterator[Nameserver]:
    """A name server that knows every name below the machine's domain, and no other."""
    async with nameserver() as server:
        server.below[DOMAIN] = ["127.0.0.1"]
        yield server


@pytest.fixture
async def resolver(names: Nameserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Resolver]:
    """A resolver whose environment says what resolv.conf says in a pod of Kubernetes, and names an alias."""
    (tmp_path / "aliases").write_text(f"alias alias.{DOMAIN}\n")
    monkeypatch.setenv("HOSTALIASES", str(tmp_path / "aliases"))
    monkeypatch.setenv("LOCALDOMAIN", DOMAIN)
    monkeypatch.setenv("RES_OPTIONS", "ndots:5")
    resolver = Resolver([names.address], try_seconds=2, tries=1)
    yield resolver
    await resolver.close()


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_that_does_not_exist_is_not_sought_below_the_domain_of_the_machine(
    names: Nameserver, sender: Sender, post: Post, name: str
) -> None:
    async with receiver() as here:
        exchange = await sender.send(post(f"http://{name}:{here.port}/", authorization="Bearer secret"))
        assert here.connections == 0
    assert (exchange.status, exchange.error) == (None, ErrorClass.DNS_FAILED)
    assert set(names.asked) == {name}


async def test_a_name_that_exists_is_asked_for_alone(names: Nameserver, sender: Sender, post: Post) -> None:
    names.names["hooks.customer.test"] = ["127.0.0.1"]
    async with receiver() as here:
        exchange = await sender.send(post(f"http://hooks.customer.test:{here.port}/"))
    assert exchange.status == 200
    assert set(names.asked) == {"hooks.customer.test"}


async def test_a_name_written_with_its_last_dot_is_the_same_name(
    names: Nameserver, sender: Sender, post: Post, authority: trustme.CA
) -> None:
    """The dot says that the name is absolute; it shows neither to the server nor to the check of its certificate."""
    names.names["hooks.customer.test"] = ["127.0.0.1"]
    tls = server_tls(authority, "hooks.customer.test")
    asked_for: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    async with receiver(tls=tls) as here:
        exchange = await sender.send(post(f"https://hooks.customer.test.:{here.port}/"))
        assert exchange.status == 200, exchange.error_detail
        assert here.requests[0].headers["host"] == f"hooks.customer.test:{here.port}"
    assert asked_for == ["hooks.customer.test"]
    assert set(names.asked) == {"hooks.customer.test"}


async def test_a_token_is_asked_of_the_host_that_was_named(names: Nameserver, sender: Sender) -> None:
    tokens = TokenCache(sender)
    async with receiver() as here:
        client = OAuth2Client(f"http://login.customer.test:{here.port}/token", "id", "secret")
        with pytest.raises(TokenError, match=r"there is no host login\.customer\.test"):
            await tokens.token(client, "sub_1")
        assert here.connections == 0
    assert set(names.asked) == {"login.customer.test"}


async def test_verification_says_that_a_host_does_not_exist(names: Nameserver, sender: Sender) -> None:
    async with receiver() as here:
        endpoint = endpoint_to(f"http://gone.customer.test:{here.port}/")
        found = await verify(sender, TokenCache(sender), endpoint)
        assert here.connections == 0
    assert (found.ok, found.failed_step) == (False, StepName.DNS)
    assert set(names.asked) == {"gone.customer.test"}


async def test_a_long_answer_is_asked_for_with_room_for_it(names: Nameserver, resolver: Resolver) -> None:
    names.names["many.customer.test"] = [f"127.0.1.{number}" for number in range(1, 61)]
    found = await resolver.resolve("many.customer.test", tenant_id="t", timeout_seconds=5)
    assert len(found.addresses) == 60


LOOK_UP = """
import asyncio, sys
from bellhop.egress.resolver import Resolver

async def main():
    resolver = Resolver(try_seconds=2, tries=1)
    for name in sys.argv[1:]:
        found = await resolver.resolve(name, tenant_id="t", timeout_seconds=5)
        print(name, *found.addresses)
    await resolver.close()

asyncio.run(main())
"""
IN_PLACE_OF_THE_SYSTEM = """
mount --bind "$1/resolv.conf" /etc/resolv.conf && mount --bind "$1/hosts" /etc/hosts || exit 77
shift
exec "$@"
"""


@pytest.mark.parametrize("key", ["search", "domain"])
async def test_the_files_of_the_machine_give_name_servers_and_addresses_and_no_domain(
    names: Nameserver, tmp_path: Path, key: str
) -> None:
    """Operators name hosts in /etc/hosts (`host.docker.internal`); the guard judges such an address as any other."""
    (tmp_path / "resolv.conf").write_text(f"nameserver {names.address}\n{key} {DOMAIN}\noptions ndots:5\n")
    (tmp_path / "hosts").write_text("127.0.0.9 host.docker.internal alias.docker.internal\n")
    names.names["hooks.customer.test"] = ["127.0.0.1"]
    looked_up = ["host.docker.internal", "alias.docker.internal", "docker.internal", "intranet", "hooks.customer.test"]
    said = await run_apart("--mount", IN_PLACE_OF_THE_SYSTEM, str(tmp_path), sys.executable, "-c", LOOK_UP, *looked_up)
    found = dict(line.partition(" ")[::2] for line in said)
    assert found == dict.fromkeys(looked_up[:2], "127.0.0.9") | dict.fromkeys(looked_up[2:4], "") | {
        "hooks.customer.test": "127.0.0.1"
    }
    assert set(names.asked) == set(looked_up[2:])
