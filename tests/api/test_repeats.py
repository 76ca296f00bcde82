"""A request that comes again under its Idempotency-Key gets what the first one made, whatever has changed since."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.store.store import Store
from tests.api.operations_world import ECHO, RUN, Operations, open_operations
from tests.cells import home
from tests.serving import Api, Reply

KEY = {"Idempotency-Key": "k"}
ERRORS = [{"code": "no", "message": "No."}]
SUBSCRIPTIONS = "/v2/tenants/acme/subscriptions"
HOOK = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"]}
SUBMIT = {"tenant_id": "acme", "action": "echo", "parent": "designs/one", "source": "ui", "input": {"n": 1}}

CHANGES: list[tuple[str, dict[str, Any] | None]] = [
    ("PUT", {**ECHO, "input_schema": {"type": "object", "required": ["other"]}}),
    ("PUT", {**ECHO, "parent": "roofs/{roof_id}"}),
    ("PUT", {**ECHO, "concurrency": "reject"}),
    ("DELETE", None),
]


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


def is_replay(reply: Reply, operation: Any) -> bool:
    return (
        reply.status == 202
        and reply.json["id"] == operation["id"]
        and reply.headers.get("Idempotent-Replayed") == "true"
    )


@pytest.mark.parametrize(("method", "changed"), CHANGES)
async def test_a_run_is_answered_as_before_whatever_became_of_its_action(
    acme: Operations, method: str, changed: dict[str, Any] | None
) -> None:
    operation = await acme.run({"n": 1}, **KEY)
    assert (await acme.operator(method, "/v2/admin/actions/echo", changed)).status in (200, 204)

    assert is_replay(await acme.tenant("POST", RUN, {"n": 1}, headers=KEY), operation)
    other = await acme.tenant("POST", RUN, {"n": 2}, headers=KEY)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")


async def test_a_run_is_answered_as_before_at_the_limit_of_live_operations(acme: Operations) -> None:
    operation = await acme.run({"n": 1}, **KEY)
    await acme.operator("PATCH", "/v2/admin/tenants/acme", {"limits": {"live_jobs": 1}})
    assert is_replay(await acme.tenant("POST", RUN, {"n": 1}, headers=KEY), operation)


async def test_a_scheduled_run_is_answered_as_before_when_its_time_has_passed(
    acme: Operations, clock: ManualClock
) -> None:
    path = f"{RUN}?run_at=" + (clock.now() + timedelta(days=29)).strftime("%Y-%m-%dT%H:%M:%SZ")
    operation = await acme.run({"n": 1}, path, **KEY)
    clock.move(timedelta(hours=-48))
    assert is_replay(await acme.tenant("POST", path, {"n": 1}, headers=KEY), operation)


@pytest.mark.parametrize(("method", "changed"), CHANGES)
@pytest.mark.parametrize(("members", "headers"), [({"idempotency_key": "k"}, {}), ({}, KEY)])
async def test_a_submission_is_answered_as_before_whatever_became_of_its_action(
    acme: Operations, members: dict[str, str], headers: dict[str, str], method: str, changed: dict[str, Any] | None
) -> None:
    body = {**SUBMIT, **members, "hold": True}
    first = await acme.worker("POST", "/v2/worker/jobs:submit", body, headers=headers)
    await acme.operator(method, "/v2/admin/actions/echo", changed)

    again = await acme.worker("POST", "/v2/worker/jobs:submit", body, headers=headers)

    assert is_replay(again, first.json), again.content
    assert again.json["lease_token"] == first.json["lease_token"]


async def test_two_keys_of_one_submission_that_differ_are_refused(acme: Operations) -> None:
    body = {**SUBMIT, "idempotency_key": "other"}
    reply = await acme.worker("POST", "/v2/worker/jobs:submit", body, headers=KEY)
    assert (reply.status, reply.problem) == (400, "bad-request")


async def test_a_retry_is_made_once_under_its_key(acme: Operations) -> None:
    failed = await acme.finished("failed", errors=ERRORS)
    path = f"/operations/{failed['id']}:retry"
    first = await acme.tenant("POST", path, headers=KEY)
    assert "Idempotent-Replayed" not in first.headers
    await acme.operator("DELETE", "/v2/admin/actions/echo")

    again = await acme.tenant("POST", path, headers={**KEY, "If-Match": '"0"'})

    assert is_replay(again, first.json)
    assert len((await acme.tenant("GET", "/operations")).json["results"]) == 2


@pytest.mark.parametrize(
    ("changed", "words"), [({"parent": "roofs/{roof_id}"}, "roofs/{roof_id}"), (None, "no longer")]
)
async def test_a_retry_where_the_action_no_longer_runs_is_a_conflict_that_says_so(
    acme: Operations, changed: dict[str, Any] | None, words: str
) -> None:
    failed = await acme.finished("failed", errors=ERRORS)
    if changed is None:
        await acme.operator("DELETE", "/v2/admin/actions/echo")
    else:
        await acme.put(**changed)
    reply = await acme.tenant("POST", f"/operations/{failed['id']}:retry")
    assert (reply.status, reply.problem) == (409, "conflict")
    assert words in reply.json["detail"]
    assert len((await acme.tenant("GET", "/operations")).json["results"]) == 1


async def test_a_subscription_is_made_once_under_its_key_and_its_secret_is_shown_once(acme: Operations) -> None:
    replies = await asyncio.gather(*(acme.tenant("POST", SUBSCRIPTIONS, HOOK, headers=KEY) for _ in range(5)))
    assert {reply.status for reply in replies} == {201}
    [made] = [reply for reply in replies if "Idempotent-Replayed" not in reply.headers]
    assert {reply.json["id"] for reply in replies} == {made.json["id"]}
    assert len((await acme.tenant("GET", SUBSCRIPTIONS)).json["results"]) == 1
    secrets = {reply.json["auth"]["signature"]["secret"] for reply in replies if reply is not made}
    assert made.json["auth"]["signature"]["secret"] not in secrets

    other = await acme.tenant("POST", SUBSCRIPTIONS, {**HOOK, "description": "another"}, headers=KEY)
    assert (other.status, other.problem) == (422, "idempotency-key-reused")


async def test_a_subscription_is_answered_as_before_at_the_limit_and_not_once_it_is_deleted(acme: Operations) -> None:
    made = (await acme.tenant("POST", SUBSCRIPTIONS, HOOK, headers=KEY)).json
    await acme.operator("PATCH", "/v2/admin/tenants/acme", {"limits": {"subscriptions": 0}})
    assert (await acme.tenant("POST", SUBSCRIPTIONS, HOOK, headers=KEY)).json["id"] == made["id"]

    await acme.tenant("DELETE", f"{SUBSCRIPTIONS}/{made['id']}")
    gone = await acme.tenant("POST", SUBSCRIPTIONS, HOOK, headers=KEY)
    assert (gone.status, "was deleted" in gone.json["detail"]) == (404, True)


async def test_a_refused_subscription_leaves_its_key_free(acme: Operations) -> None:
    await acme.operator("PATCH", "/v2/admin/tenants/acme", {"limits": {"subscriptions": 0}})
    assert (await acme.tenant("POST", SUBSCRIPTIONS, HOOK, headers=KEY)).status == 403
    await acme.operator("PATCH", "/v2/admin/tenants/acme", {"limits": {"subscriptions": 1}})
    made = await acme.tenant("POST", SUBSCRIPTIONS, HOOK, headers=KEY)
    assert (made.status, "Idempotent-Replayed" in made.headers) == (201, False)


async def test_a_webhook_of_the_older_shape_is_made_once_under_its_key(acme: Operations) -> None:
    body = {"webhook": {"event": "operation.succeeded", "url_template": "https://example.com/<JOB_ID>"}}
    path = "/v2/tenants/acme/webhooks"
    first, again = [await acme.tenant("POST", path, body, headers=KEY) for _ in range(2)]
    assert (first.status, again.status) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json["webhook"]["id"] == first.json["webhook"]["id"]
    assert "signing_secret" not in again.json["webhook"]


async def test_sending_again_is_started_once_under_its_key(acme: Operations) -> None:
    made = (await acme.tenant("POST", SUBSCRIPTIONS, HOOK)).json
    for number, path in enumerate((f"{SUBSCRIPTIONS}/{made['id']}:replay", "/v2/tenants/acme/dead-letters:redeliver")):
        headers = {"Idempotency-Key": f"k{number}"}
        first = await acme.tenant("POST", path, {}, headers=headers)
        assert first.status == 202
        await acme.tenant("DELETE", f"{SUBSCRIPTIONS}/{made['id']}")
        assert is_replay(await acme.tenant("POST", path, {}, headers=headers), first.json)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v2/tenants/acme/events", {"events": [{"type": "a", "data": {}}]}),
        ("/v2/admin/tenants", {"id": "other"}),
        ("/v2/admin/keys", {"kind": "worker"}),
        ("/v2/admin/tenants/acme/keys", {}),
        (f"{SUBSCRIPTIONS}/{{id}}:ping", None),
        (f"{SUBSCRIPTIONS}/{{id}}:rotate-secret", {}),
        ("/v2/tenants/acme/deliveries/dlv_1:redeliver", None),
    ],
)
async def test_where_a_key_could_not_keep_its_promise_it_is_refused_and_says_what_to_do(
    acme: Operations, path: str, body: Any
) -> None:
    made = (await acme.tenant("POST", SUBSCRIPTIONS, HOOK)).json
    reply = await acme.operator("POST", path.replace("{id}", made["id"]), body, headers=KEY)
    assert (reply.status, reply.problem) == (400, "bad-request")
    assert "Idempotency-Key" in reply.json["detail"]


@pytest.mark.parametrize(
    ("table", "columns"), [("job_ready", None), ("idempotency_keys", None), ("tenant_counters", 1)]
)
async def test_a_request_that_waits_for_something_else_is_not_told_of_a_twin(
    acme: Operations, store: Store, table: str, columns: int | None
) -> None:
    await acme.run()
    async with home(store).transaction() as connection:
        await connection.execute(
            f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE" if columns is None else f"SELECT * FROM {table} FOR UPDATE"
        )
        reply = await acme.tenant("POST", RUN, {"n": 1}, headers=KEY)
    assert (reply.status, reply.problem) == (503, "unavailable")


async def test_a_request_whose_twin_is_under_way_is_told_so(acme: Operations, store: Store) -> None:
    twin = "INSERT INTO idempotency_keys (tenant_id, key, fingerprint, job_id, create_time) "
    twin += "VALUES ('acme', $1, '', gen_random_uuid(), now())"
    for path, body in ((RUN, {"n": 1}), (SUBSCRIPTIONS, HOOK)):
        key = {"Idempotency-Key": path}
        async with home(store).transaction() as connection:
            await connection.execute(twin, path)
            reply = await acme.tenant("POST", path, body, headers=key)
        assert (reply.status, reply.problem) == (409, "idempotency-key-in-flight")


async def test_a_scheduled_job_that_lets_no_other_in_is_named_with_its_time(
    acme: Operations, clock: ManualClock
) -> None:
    await acme.put(concurrency="reject")
    when = (clock.now() + timedelta(days=3)).replace(microsecond=0)
    scheduled = await acme.run({}, f"{RUN}?run_at={when:%Y-%m-%dT%H:%M:%SZ}")
    refused = await acme.tenant("POST", RUN, {})
    assert (refused.status, refused.problem) == (409, "parallel-operation")
    assert f"scheduled for {when:%Y-%m-%dT%H:%M:%S}" in refused.json["detail"]
    assert scheduled["id"] in refused.json["detail"]


async def test_a_scheduled_job_says_when_it_may_start(acme: Operations, clock: ManualClock) -> None:
    when = (clock.now() + timedelta(days=3)).replace(microsecond=0)
    scheduled = await acme.run({}, f"{RUN}?run_at={when:%Y-%m-%dT%H:%M:%SZ}")
    assert scheduled["metadata"]["run_time"].startswith(f"{when:%Y-%m-%dT%H:%M:%S}")
    assert "run_time" not in (await acme.run())["metadata"]
