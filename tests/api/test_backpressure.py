"""Where a tenant's deliveries fall behind, its publishers hear of it; see `tests/core/test_backpressure.py`."""

import asyncio
import socket

import aiohttp

from bellhop.app import Role, Service
from bellhop.clock import ManualClock
from bellhop.domain.lateness import LateTenant
from bellhop.ids import TenantId
from bellhop.store.store import Store
from tests.serving import ADMIN_KEY, Api, open_services, serve

PATH = "/v2/tenants/{}/events"
EVENTS = {"events": [{"type": "design.created", "data": {}}] * 20}


async def test_a_publisher_that_is_far_ahead_is_told_to_wait_and_another_tenants_is_not(
    store: Store, clock: ManualClock
) -> None:
    async with open_services(store, clock) as services, serve(services) as api:
        acme = TenantId("acme")
        await api.make_tenant("acme")
        await api.make_tenant("other")
        assert (await api("POST", PATH.format("acme"), EVENTS)).status == 202
        services.backpressure.step([LateTenant(acme, 0).encode()])
        services.backpressure.took(acme, 1_000)

        refused = await api("POST", PATH.format("acme"), EVENTS)
        assert (refused.status, refused.json["type"]) == (429, "/problems/deliveries-behind")
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert (await api("POST", PATH.format("other"), EVENTS)).status == 202
        assert len((await api("GET", PATH.format("acme"))).json["results"]) == len(EVENTS["events"])


async def test_a_publisher_that_is_a_little_ahead_waits_and_is_answered(store: Store, clock: ManualClock) -> None:
    async with open_services(store, clock) as services, serve(services) as api:
        await api.make_tenant("acme")
        assert (await api("POST", PATH.format("acme"), EVENTS)).status == 202
        services.backpressure.step([LateTenant(TenantId("acme"), 0).encode()])
        for _ in range(3):
            assert (await api("POST", PATH.format("acme"), EVENTS)).status == 202


async def test_a_publisher_that_waits_is_answered_when_the_service_ends(store: Store, clock: ManualClock) -> None:
    async with open_services(store, clock) as services, aiohttp.ClientSession() as session:
        listener = socket.create_server(("127.0.0.1", 0))
        service = Service(Role.API, store, services, [services.backpressure])
        running = asyncio.create_task(service.run(listener))
        api = Api(session, f"http://127.0.0.1:{listener.getsockname()[1]}", services, ADMIN_KEY)
        acme = TenantId("acme")
        await api.make_tenant("acme")
        assert (await api("POST", PATH.format("acme"), EVENTS)).status == 202
        services.backpressure.step([LateTenant(acme, 0).encode()])
        services.backpressure.took(acme, 20)
        waiting = asyncio.create_task(api("POST", PATH.format("acme"), EVENTS))
        await asyncio.sleep(0.2)
        services.backpressure.took(acme, 1_000)  # its turn would come too late: it could only be refused

        service.stop()
        while not running.done():  # and it stays late
            services.backpressure.step([LateTenant(acme, 0).encode()])
            await asyncio.wait([running], timeout=0.2)
        assert (await waiting).status == 202
