from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core.completion import Completions
from bellhop.core.registry import RegistryCache
from bellhop.core.work import Work
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.job import SYSTEM_TENANT
from bellhop.ids import TenantId
from bellhop.maintenance.expunge import Expunger
from bellhop.store import expunge
from bellhop.store.cells import schema_of
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests import cells
from tests.cells import home
from tests.serving import Api, open_services, serve

WITH_TENANT = """
    SELECT c.relname
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
"""


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    async with open_services(store, clock) as services, serve(services) as client:
        yield client


def expunger(api: Api, store: Store, clock: ManualClock) -> Expunger:
    services = api.services
    completions = Completions(
        store, clock, services.wakeups, catalog=services.catalog, registry=RegistryCache(parse_filter)
    )
    work = Work(store, clock, services.wakeups)
    return Expunger(store, clock, tenants=services.tenants, work=work, completions=completions)


async def erase(worker: Expunger, clock: ManualClock) -> None:
    """Let the time pass that the operation gives every process, and let it end."""
    await worker.run_once()
    clock.move(timedelta(seconds=6))
    while await worker.run_once():
        pass


async def test_every_table_with_a_tenant_is_erased(store: Store) -> None:
    rows = await home(store).fetch(WITH_TENANT)
    assert {row["relname"] for row in rows} == set(expunge.TABLES)


async def test_erased_tenant_leaves_no_row_and_its_neighbour_keeps_all(
    api: Api, store: Store, clock: ManualClock
) -> None:
    await api.put_action("design")
    started = {}
    for name in ("acme", "other"):
        tenant = await api.make_tenant(name)
        subscription = {
            "uri": "https://example.com/hook",
            "event_types": ["operation.*"],
            "auth": {"ed25519": True},
        }
        assert (await tenant("POST", f"/v2/tenants/{name}/subscriptions", subscription)).status == 201
        started[name] = (await tenant("POST", f"/v2/tenants/{name}/design/run", {})).json["id"]
    deleted = await api("DELETE", "/v2/admin/tenants/acme")
    await erase(expunger(api, store, clock), clock)
    for table in expunge.TABLES:
        rows = await home(store).fetch(f"SELECT 1 FROM {table} WHERE tenant_id = 'acme'")
        assert not rows, table
    done = await api("GET", deleted.headers["Location"])
    assert (done.json["state"], done.json["result"]["tenant_id"]) == ("succeeded", "acme")
    for name, keys in (("acme", 0), ("other", 1)):
        assert len((await api("GET", f"/v2/tenants/{name}/webhook-keys")).json["keys"]) == keys
    assert (await api("GET", f"/v2/tenants/other/operations/{started['other']}")).status == 200
    again = await api.make_tenant("acme")
    assert (await again("GET", f"/v2/tenants/acme/operations/{started['acme']}")).status == 404


async def test_tenant_that_was_not_yet_refused_is_refused_before_it_is_erased(
    api: Api, store: Store, clock: ManualClock
) -> None:
    tenant = await api.make_tenant("acme")
    await api.services.jobs.submit_system(
        SYSTEM_TENANT,
        "bellhop.delete-tenant",
        {"tenant_id": "acme"},
    )
    await erase(expunger(api, store, clock), clock)
    assert (await tenant("GET", "/v2/tenants/acme/actions")).status == 401
    assert (await api("GET", "/v2/admin/tenants/acme")).status == 404


async def test_keys_of_an_erased_tenant_do_not_open_the_next_one_of_its_name(
    api: Api, store: Store, clock: ManualClock
) -> None:
    """A process that had not looked again before the rows were gone went on taking the keys that it remembered."""
    old = await api.make_tenant("acme")
    assert (await old("GET", "/operations")).status == 200
    await api("DELETE", "/v2/admin/tenants/acme")
    assert (await old("GET", "/operations")).status == 401
    worker = expunger(api, store, clock)
    assert [await worker.run_once() for _ in range(3)] == [0, 0, 0]
    assert (await api("POST", "/v2/admin/tenants", {"id": "acme"})).problem == "tenant-exists"
    await erase(worker, clock)
    await api.make_tenant("acme")
    assert (await old("GET", "/operations")).status == 401


async def test_a_tenant_whose_cell_is_away_waits_and_holds_up_no_other(
    api: Api, store: Store, clock: ManualClock
) -> None:
    for name in ("far", "here"):
        await api.make_tenant(name)
        await api("DELETE", f"/v2/admin/tenants/{name}")
    moved, cell = "UPDATE bellhop.tenants SET cell = $1 WHERE tenant_id = 'far'", store.cell_of(TenantId("far")).cell
    await store.directory.execute(moved, "closed")
    store.place({TenantId("far"): "closed"})
    worker = expunger(api, store, clock)
    for _ in range(3):
        await erase(worker, clock)
    left = [row["tenant_id"] for row in await store.directory.fetch("SELECT tenant_id FROM bellhop.tenants")]
    assert left == ["far"]  # and not taken for empty, for being looked for elsewhere
    await store.directory.execute(moved, cell)
    store.place({TenantId("far"): cell})
    await erase(worker, clock)
    assert await store.directory.fetch("SELECT FROM bellhop.tenants") == []
    await worker.close()


@pytest.mark.usefixtures("one_cell")
async def test_rows_in_a_cell_that_is_away_are_waited_for(
    api: Api, store: Store, clock: ManualClock, database_url: str
) -> None:
    """A move that broke off has left them there; the next tenant of that name would read them."""
    await cells.add(database_url, ["far"])
    far = await Database.connect(database_url, min_size=1, max_size=2, cell="far", schema=schema_of("far"))
    await far.execute("INSERT INTO tenant_counters (tenant_id, counter, value) VALUES ('acme', 'x', 1)")
    acme = {"id": "acme", "cell": "cell_0"}
    assert (await api("POST", "/v2/admin/tenants", acme)).status == 201
    deleted = await api("DELETE", "/v2/admin/tenants/acme")
    worker = expunger(api, store, clock)
    for _ in range(3):
        await erase(worker, clock)
    assert not (await api("GET", deleted.headers["Location"])).json["done"]
    assert (await api("POST", "/v2/admin/tenants", acme)).problem == "tenant-exists"
    store.add(far)
    await erase(worker, clock)
    assert (await api("GET", deleted.headers["Location"])).json["state"] == "succeeded"
    assert await far.fetch("SELECT FROM tenant_counters") == []
    await far.close()


async def test_a_tenant_that_is_being_moved_is_erased_when_nobody_copies_it_any_more(
    api: Api, store: Store, clock: ManualClock
) -> None:
    await api.make_tenant("acme")
    await api("DELETE", "/v2/admin/tenants/acme")
    await store.directory.execute("UPDATE bellhop.tenants SET move_job = gen_random_uuid()")
    worker = expunger(api, store, clock)
    for _ in range(3):
        await erase(worker, clock)
    assert len(await store.directory.fetch("SELECT FROM bellhop.tenants")) == 1
    await store.directory.execute("UPDATE bellhop.tenants SET move_job = NULL")
    await erase(worker, clock)
    assert await store.directory.fetch("SELECT FROM bellhop.tenants") == []
