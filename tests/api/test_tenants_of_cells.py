"""Making and changing tenants while their cell is away: what is answered 503 can be sent again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.ids import TenantId
from bellhop.store import moving
from bellhop.store.cells import schema_of
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests import cells
from tests.serving import Api, open_services, serve

ACME = {"id": "acme", "cell": "far"}

pytestmark = pytest.mark.usefixtures("one_cell")


@pytest.fixture
async def far(store: Store, database_url: str) -> AsyncIterator[Database]:
    """A second cell, which is not open yet."""
    await cells.add(database_url, ["far"])
    store.expect(["cell_0", "far"])
    made = await Database.connect(database_url, min_size=1, max_size=2, cell="far", schema=schema_of("far"))
    yield made
    await made.close()


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    async with open_services(store, clock) as services, serve(services) as client:
        yield client


async def entitled(far: Database) -> list[bool]:
    return [row["entitled"] for row in await far.fetch("SELECT entitled FROM registries")]


async def test_a_tenant_is_made_when_its_cell_is_back(api: Api, store: Store, far: Database) -> None:
    assert (await api("POST", "/v2/admin/tenants", ACME)).status == 503
    assert (await api("GET", "/v2/admin/tenants/acme")).status == 404
    store.add(far)
    assert (await api("POST", "/v2/admin/tenants", ACME)).status == 201
    assert await entitled(far) == [True]
    assert (await api("POST", "/v2/admin/tenants", ACME)).problem == "tenant-exists"


async def test_a_new_tenant_finds_nothing_of_an_earlier_one_and_may_write(
    api: Api, store: Store, far: Database
) -> None:
    """As a process leaves it that was frozen in a move, and went on after the tenant was erased."""
    await far.execute("INSERT INTO idempotency_keys VALUES ('acme', 'k', '', gen_random_uuid(), now())")
    await moving.fence(far, TenantId("acme"))
    store.add(far)
    await api.make_tenant("acme", cell="far")
    assert await far.fetch("SELECT FROM idempotency_keys") == []
    events = {"events": [{"type": "a.b", "data": {}}]}
    assert (await api("POST", "/v2/tenants/acme/events", events)).status == 202


async def test_a_limit_that_the_cell_could_not_be_told_of_is_told_when_it_is_set_again(
    api: Api, store: Store, far: Database
) -> None:
    store.add(far)
    await api.make_tenant("acme", cell="far")
    change = {"limits": {"subscriptions": 0}}
    store._cells.pop("far")
    assert (await api("PATCH", "/v2/admin/tenants/acme", change)).status == 503
    store.add(far)
    assert await entitled(far) == [True]
    assert (await api("PATCH", "/v2/admin/tenants/acme", change)).status == 200
    assert await entitled(far) == [False]


async def test_many_tenants_are_made_at_once(api: Api) -> None:
    """Each needs a second connection while it holds one."""
    made = [api("POST", "/v2/admin/tenants", {"id": f"t-{number}"}) for number in range(40)]
    async with asyncio.timeout(30):
        assert {each.status for each in await asyncio.gather(*made)} == {201}
