"""Cells over HTTP: which there are, whether they answer, and whether new tenants are placed in them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.config import MasterKey
from bellhop.core.roster import Roster, Way
from bellhop.store import bouncer
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault
from tests.cells import add, tell
from tests.serving import Api, open_services, serve

KEY = MasterKey(name="test", key=b"k" * 32)  # as in tests/serving.py
FAR = "postgresql://bell:s3cret-word@127.0.0.1:9/traffic?application_name=hidden"


@pytest.fixture
async def api(store: Store, clock: ManualClock, database_url: str) -> AsyncIterator[Api]:
    """A process that has opened the cell `near`, and cannot open `far`."""
    await add(database_url, ["near"])
    async with store.directory.connection() as connection:
        await tell(connection, "far", FAR, KEY)
    await Roster(store, Vault([KEY]), Way(database_url, None, bouncer.DIRECT, "bellhop test")).begin()
    async with open_services(store, clock) as services, serve(services) as client:
        yield client
    near = store.cell_named("near")
    assert near is not None
    await near.close()


async def listed(api: Api) -> dict[str, Any]:
    reply = await api("GET", "/v2/admin/cells")
    assert reply.status == 200, reply.content
    assert list(reply.json) == ["results"]
    return {each["name"]: each for each in reply.json["results"]}


async def test_operator_sees_where_tenants_live_and_what_does_not_answer(api: Api) -> None:
    for number in range(2):
        await api.make_tenant(f"t-{number}", cell="near")
    found = await listed(api)
    assert list(found) == sorted(found)
    near, far = found["near"], found["far"]
    create_time = near.pop("create_time")
    assert create_time.endswith("Z")
    assert near == {"name": "near", "place": None, "accepts_tenants": True, "tenants": 2, "answers": True}
    assert (far["place"], far["tenants"]) == ("127.0.0.1:9/traffic", 0)
    assert (far["answers"], far["problem"]) == (
        False,
        "This process cannot open it; the findings of the doctor say why.",
    )
    one = await api("GET", "/v2/admin/cells/near")
    assert (one.status, one.json) == (200, {**near, "create_time": create_time})
    assert (await api("GET", "/v2/admin/cells/far")).json == far


async def test_no_answer_tells_who_a_cell_is_opened_as(api: Api) -> None:
    for path in ("/v2/admin/cells", "/v2/admin/cells/far"):
        told = (await api("GET", path)).content
        for hidden in (b"bell:", b"s3cret-word", b"application_name"):
            assert hidden not in told


async def test_a_problem_names_no_place(api: Api, store: Store) -> None:
    near = store.cell_named("near")
    assert near is not None
    await near.close()
    assert (await listed(api))["near"]["problem"] == "It cannot be asked (InterfaceError)."
    async with store.directory.connection() as connection:
        await connection.execute(
            "INSERT INTO bellhop.cells (cell, accepts_tenants, create_time) VALUES ('z', true, now())"
        )
    assert (await listed(api))["z"]["problem"] == "This process has not opened it yet."


async def test_a_closed_cell_gets_no_new_tenants_until_it_is_opened(api: Api, clock: ManualClock) -> None:
    closed = await api("POST", "/v2/admin/cells/near:close")
    assert (closed.status, closed.json["accepts_tenants"]) == (200, False)
    assert (await listed(api))["near"]["accepts_tenants"] is False
    refused = await api("POST", "/v2/admin/tenants", {"id": "acme", "cell": "near"})
    assert (refused.status, refused.faults) == (422, {"/cell": "cell-closed"})
    clock.move(timedelta(seconds=1))
    opened = await api("POST", "/v2/admin/cells/near:open", {})
    assert (opened.status, opened.json["accepts_tenants"]) == (200, True)
    assert (await api("POST", "/v2/admin/tenants", {"id": "acme", "cell": "near"})).status == 201

    audit = (await api("GET", "/v2/admin/audit?filter=resource%20%3D%3D%20%22cells%2Fnear%22")).json["results"]
    assert [(each["verb"], each["actor"]["kind"]) for each in audit] == [
        ("cell.opened", "admin"),
        ("cell.closed", "admin"),
    ]


async def test_a_cell_that_is_not_there_is_404(api: Api) -> None:
    for method, path in (("GET", "nowhere"), ("POST", "nowhere:open"), ("POST", "nowhere:close")):
        reply = await api(method, f"/v2/admin/cells/{path}")
        assert (reply.status, reply.problem) == (404, "not-found")
        assert reply.json["detail"] == "There is no cell nowhere."
    assert (await api("POST", "/v2/admin/cells", {"name": "made"})).status == 405


async def test_only_an_operator_may_look_or_change(api: Api) -> None:
    tenant, worker = await api.make_tenant("acme"), await api.make_key(kind="worker")
    for client, status in ((tenant, 403), (worker, 403), (api.with_key(None), 401)):
        for method, path in (("GET", ""), ("GET", "/near"), ("POST", "/near:open"), ("POST", "/near:close")):
            assert (await client(method, f"/v2/admin/cells{path}")).status == status
    assert (await listed(api))["near"]["accepts_tenants"] is True


async def test_operator_finds_a_move_by_its_labels_and_cancels_it(api: Api) -> None:
    await api.make_tenant("acme", cell="near")
    started = await api("POST", "/v2/admin/tenants/acme:move", {"cell": "cell_0"})
    assert started.status == 202, started.content
    query = "filter=action%20%3D%3D%20%22bellhop.move-tenant%22"
    (found,) = (await api("GET", f"/v2/admin/operations?{query}")).json["results"]
    assert (found["id"], found["labels"]) == (started.json["id"], {"tenant_id": "acme", "cell": "cell_0"})
    one = f"/v2/admin/operations/{found['id']}"
    assert (await api("POST", f"{one}:cancel", headers={"If-Match": '"0"'})).status == 412
    cancelled = await api("POST", f"{one}:cancel")
    assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    assert (await api("GET", one)).json["state"] == "cancelled"
    assert (await api("POST", "/v2/admin/operations/op_nothing:cancel")).status == 404


async def test_operator_cancels_what_a_tenant_could_cancel(api: Api) -> None:
    await api.put_action("design", cancellable=False)
    await api.put_action("render", cancellable=True)
    tenant = await api.make_tenant("acme")
    for action, status in (("design", 409), ("render", 200)):
        started = (await tenant("POST", f"/v2/tenants/acme/{action}/run", {})).json["id"]
        assert (await api("POST", f"/v2/admin/operations/{started}:cancel")).status == status
        assert (await tenant("POST", f"/v2/admin/operations/{started}:cancel")).status == 403
