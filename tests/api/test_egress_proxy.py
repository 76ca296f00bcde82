"""A service behind an egress proxy: `:verify` goes through it, `/readyz` tells of it and takes requests meanwhile."""

from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.store.store import Store
from tests.api.subscribing import PATH, make
from tests.proxy import Connecting, answer, connecting_proxy
from tests.receiver import receiver
from tests.serving import Api, open_services, serve


@pytest.fixture
async def proxy() -> AsyncIterator[Connecting]:
    async with connecting_proxy(credentials=(b"bell", b"hunter2")) as proxy:
        yield proxy


@pytest.fixture
async def behind(store: Store, clock: ManualClock, proxy: Connecting) -> AsyncIterator[Api]:
    uri = proxy.uri("bell:hunter2@")
    async with open_services(store, clock, egress_proxy=uri) as services, serve(services) as api:
        yield api


async def test_a_failing_proxy_is_told_by_readyz_and_verify_and_takes_no_request_away(
    behind: Api, proxy: Connecting
) -> None:
    acme = await behind.make_tenant("acme")
    async with receiver() as here:
        name = (await make(acme, uri=here.url()))["id"]
        found = await acme("POST", f"{PATH}/{name}:verify")
        assert (found.json["ok"], len(proxy.asked)) == (True, 1)
        ready = await behind("GET", "/readyz")
        assert (ready.status, ready.json["status"]) == (200, "ok")
        assert ready.json["parts"].items() >= {"directory": "ok", "cell_0": "ok", "egress_proxy": "ok"}.items()

        proxy.refuse = lambda _target: answer(503)
        here.hang_up()
        proxy.hang_up()
        found = await acme("POST", f"{PATH}/{name}:verify")
        assert (found.json["failed_step"], found.json["error"]) == ("connect", "connect_failed")  # it worked just now
        proxy.refuse = lambda _target: answer(407)
        found = await acme("POST", f"{PATH}/{name}:verify")
        assert (found.json["failed_step"], found.json["error"]) == ("proxy", "proxy_failed")
        ready = await behind("GET", "/readyz")
        assert (ready.status, ready.json["status"]) == (200, "degraded")
        assert ready.json["parts"]["egress_proxy"].startswith("failing: the service's proxy answered CONNECT with 407")
        assert "Retry-After" not in ready.headers
        for told in (found, ready):
            assert b"hunter2" not in told.content
            assert str(proxy.port).encode() not in told.content
        assert (await acme("GET", f"{PATH}/{name}")).status == 200

        proxy.refuse = lambda _target: None
        assert (await acme("POST", f"{PATH}/{name}:verify")).json["ok"]
        assert (await behind("GET", "/readyz")).json["status"] == "ok"


async def test_a_database_that_is_away_counts_more_than_a_proxy(behind: Api, store: Store) -> None:
    await store.directory.pool.close()
    ready = await behind("GET", "/readyz")
    assert (ready.status, ready.json["status"], ready.json["parts"]["egress_proxy"]) == (503, "unavailable", "ok")


async def test_a_service_without_a_proxy_tells_of_none(api: Api) -> None:
    assert "egress_proxy" not in (await api("GET", "/readyz")).json["parts"]
