"""A tenant that one process has just made in another cell, and that a second process is asked about at once."""

from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.core import directory
from bellhop.store.cells import schema_of
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests import cells
from tests.serving import Api, open_services, serve

LISTS = ("operations", "events", "subscriptions", "deliveries", "dead-letters", "stats", "webhook-keys")


@pytest.fixture
async def elsewhere(
    database_url: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Api, Api, Database]]:
    """Two processes on two cells, of which neither hears what the other does, and the cell beside the first."""
    await cells.add(database_url, ["near"])
    monkeypatch.setattr(directory, "LONGEST_STALENESS_SECONDS", 1e9)
    here = await Database.connect(database_url, min_size=1, max_size=8)
    near = await Database.connect(database_url, min_size=1, max_size=8, cell="near", schema=schema_of("near"))
    try:
        async with (
            open_services(Store(here, (here, near)), clock) as first,
            open_services(Store(here, (here, near)), clock) as second,
            serve(first) as one,
            serve(second) as other,
        ):
            yield one, other, near
    finally:
        await near.close()
        await here.close()


async def test_every_verb_finds_the_cell(elsewhere: tuple[Api, Api, Database]) -> None:
    one, other, near = elsewhere
    await one.put_action("echo")
    made = await one.make_tenant("acme", cell="near")
    acme = other.with_key(made.key)
    path = "/v2/tenants/acme"
    hook = {"uri": "https://example.com/hook", "event_types": ["design.*", "operation.*"]}
    assert (await acme("POST", f"{path}/subscriptions", hook)).status == 201
    event = {"events": [{"type": "design.created", "data": {}}]}
    assert (await other("POST", f"{path}/events", event)).status == 202
    started = (await acme("POST", f"{path}/echo/run", {})).json["id"]
    for name in LISTS:
        assert (await acme("GET", f"{path}/{name}")).status == 200, name
    for table, rows in {"subscriptions": 1, "events": 1, "deliveries": 1, "jobs": 1}.items():
        assert len(await near.fetch(f"SELECT FROM {table}")) == rows, table

    claim = {"worker_id": "w", "actions": ["echo"], "max_jobs": 1}
    (job,) = (await one("POST", "/v2/worker/jobs:claim", claim)).json["jobs"]
    assert job["job_id"] == started
    done = {"job_id": started, "lease_token": job["lease_token"], "outcome": "succeeded", "result": {}}
    for process in (other, one):  # the one that knows nothing of the tenant, and the one that handed it out
        (answer,) = (await process("POST", "/v2/worker/jobs:complete", {"items": [done]})).json["items"]
        assert answer["status"] in {"accepted", "duplicate"}
    assert (await acme("GET", f"/operations/{started}")).json["state"] == "succeeded"


async def test_a_worker_completes_in_a_process_that_never_heard_of_the_tenant(
    elsewhere: tuple[Api, Api, Database],
) -> None:
    one, other, _ = elsewhere
    await one.put_action("echo")
    acme = await one.make_tenant("acme", cell="near")
    started = (await acme("POST", "/v2/tenants/acme/echo/run", {})).json["id"]
    (job,) = (
        await other("POST", "/v2/worker/jobs:claim", {"worker_id": "w", "actions": ["echo"], "max_jobs": 1})
    ).json["jobs"]
    lease = {"job_id": started, "lease_token": job["lease_token"]}
    (beat,) = (await other("POST", "/v2/worker/jobs:heartbeat", {"leases": [lease]})).json["leases"]
    assert beat["status"] == "extended"
    done = {"items": [{**lease, "outcome": "succeeded", "result": {}}]}
    (answer,) = (await other("POST", "/v2/worker/jobs:complete", done)).json["items"]
    assert answer["status"] == "accepted"
    assert (await other("GET", f"/v2/admin/operations/{started}")).json["state"] == "succeeded"
