"""Deliveries over mutual TLS: each subscription's with its own certificate, and none with one that has expired."""

import ssl
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import trustme

from bellhop.clock import SystemClock
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.signing.credentials import Credentials
from bellhop.signing.mtls import ClientCertificate
from bellhop.store.store import Store
from tests.certificates import Pair, issue
from tests.egress.demanding import NOBODY, demanding_tls, telling
from tests.world import World

CLIENTS = issue("Clients", authority=True)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def world(store: Store, authority: trustme.CA, tmp_path: Path) -> AsyncIterator[World]:
    """One that trusts the authority of the test's servers."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    resolver = Resolver()
    sender = Sender(Guard((ip_network("127.0.0.0/8"),), allow_http=True), resolver, ca_file=tmp_path / "ca.pem")
    yield World(store, SystemClock(), sender)
    await sender.close()
    await resolver.close()


def shown(pair: Pair) -> Credentials:
    return Credentials(mtls=ClientCertificate.of(pair.pem, pair.key_pem))


async def test_each_subscription_is_delivered_to_with_its_own_certificate(
    world: World, authority: trustme.CA, tmp_path: Path
) -> None:
    tls = demanding_tls(authority, CLIENTS, tmp_path, version=ssl.TLSVersion.TLSv1_3, mode=ssl.CERT_OPTIONAL)
    with telling(tls) as teller:
        await world.subscribe(teller.url, credentials=shown(issue("alice", CLIENTS)))
        await world.subscribe(teller.url, credentials=shown(issue("bob", CLIENTS)))
        await world.subscribe(teller.url)
        await world.publish(5)
        dispatcher = world.dispatcher()
        while await dispatcher.run_once():
            pass
    assert Counter(teller.told) == {"alice": 5, "bob": 5, NOBODY: 5}
    assert {each.state for each in await world.everything()} == {"delivered"}


async def test_an_expired_certificate_fails_the_attempt_and_nothing_is_dialled(
    world: World, authority: trustme.CA, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    expired = issue("alice", CLIENTS, begins=now - timedelta(days=9), ends=now - timedelta(days=1))
    tls = demanding_tls(authority, CLIENTS, tmp_path, version=ssl.TLSVersion.TLSv1_3, mode=ssl.CERT_NONE)
    with telling(tls) as teller:
        await world.subscribe(teller.url, credentials=shown(expired))
        await world.publish(1)
        await world.dispatcher().run_once()
        connections = teller.connections
    attempt = await world.database.fetchrow(
        "SELECT outcome, error, tries FROM attempts JOIN delivery_ready USING (delivery_id)"
    )
    assert attempt is not None
    assert (attempt["outcome"], attempt["error"]) == ("unreachable", "tls_client_certificate_expired")
    assert (attempt["tries"], connections) == (1, 0)  # it burns an attempt
