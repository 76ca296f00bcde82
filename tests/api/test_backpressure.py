"""Where a tenant's deliveries fall behind, its publishers hear of it; see `tests/core/test_backpressure.py`."""

from bellhop.clock import ManualClock
from bellhop.domain.lateness import LateTenant
from bellhop.ids import TenantId
from bellhop.store.database import Store
from tests.serving import open_services, serve

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
