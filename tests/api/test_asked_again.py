"""Whoever waits is asked again before it is answered: a key that was revoked meanwhile gets nothing."""

import asyncio
from typing import Any

import asyncpg
import pytest

from bellhop.runtime.wakeup import Topic
from bellhop.store.store import Store
from tests.api.operations_world import RUN, Operations, open_operations
from tests.cells import home
from tests.jobs_world import blocked_backends, until_watched
from tests.serving import Api

CLAIM = "/v2/worker/jobs:claim"


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


async def make_key(api: Api, **members: Any) -> tuple[Api, str]:
    """A client with a new key, and where to revoke it."""
    made = (await api("POST", "/v2/admin/keys", members)).json
    return api.with_key(made["key"]), f"/v2/admin/keys/{made['id']}"


async def test_a_claim_whose_key_is_revoked_while_it_waits_gets_no_job(acme: Operations, api: Api) -> None:
    worker, path = await make_key(api, kind="worker")
    body = {"worker_id": "w1", "actions": ["echo"], "wait_seconds": 20}
    waiting = asyncio.create_task(worker("POST", CLAIM, body))
    await until_watched(api.services.wakeups, Topic.JOBS_READY)

    assert (await api("DELETE", path)).status == 204
    operation = await acme.run()

    async with asyncio.timeout(10):
        reply = await waiting
    assert (reply.status, reply.problem) == (401, "unauthenticated")
    assert (await acme.get(operation)).json["state"] == "pending"
    assert [job["attempt"] for job in await acme.claim_all()] == [1]


async def test_a_job_that_was_claimed_while_its_key_was_revoked_goes_back_untouched(
    acme: Operations, api: Api, store: Store, database_url: str
) -> None:
    worker, path = await make_key(api, kind="worker")
    operation = await acme.run()
    watcher = await asyncpg.connect(database_url)
    async with home(store).transaction() as connection:
        await connection.execute("LOCK TABLE job_lease IN ACCESS EXCLUSIVE MODE")
        claiming = asyncio.create_task(worker("POST", CLAIM, {"worker_id": "w1", "actions": ["echo"]}))
        await blocked_backends(watcher)
        assert (await api("DELETE", path)).status == 204
    await watcher.close()

    assert (await claiming).status == 401
    assert (await acme.get(operation)).json["state"] == "pending"
    assert [job["attempt"] for job in await acme.claim_all()] == [1]


@pytest.mark.parametrize("how", ["run", "get"])
async def test_whoever_waits_for_an_end_with_a_revoked_key_is_not_told_it(acme: Operations, api: Api, how: str) -> None:
    tenant, path = await make_key(api, kind="tenant", tenant_id="acme")
    asked = ("POST", RUN) if how == "run" else ("GET", f"/operations/{(await acme.run())['id']}")
    waiting = asyncio.create_task(tenant(*asked, headers={"Prefer": "wait=20"}))
    await until_watched(api.services.wakeups, Topic.JOB_CHANGED)

    assert (await api("DELETE", path)).status == 204
    await acme.complete(await acme.claim(), result={"n": 1})

    async with asyncio.timeout(10):
        assert (await waiting).status == 401
