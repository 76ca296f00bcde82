import asyncio
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from tests.api.operations_world import RUN, Operations, open_operations
from tests.serving import Api


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


async def test_an_empty_body_is_an_empty_object(acme: Operations) -> None:
    reply = await acme.tenant("POST", RUN)
    assert reply.status == 202
    assert (await acme.claim())["input"] == {}


async def test_the_input_is_kept_byte_for_byte(acme: Operations) -> None:
    raw = b' {"n" :1e0 ,\n"name":"\\u00e4" } '
    operation = (await acme.tenant("POST", RUN, body=raw)).json
    full = await acme.get(operation, "?view=full")
    assert raw in full.content
    assert "input" not in (await acme.get(operation)).json
    listed = await acme.tenant("GET", "/operations?view=full")
    assert raw in listed.content
    assert full.headers["ETag"] != (await acme.get(operation)).headers["ETag"]


async def test_validate_only_checks_and_starts_nothing(acme: Operations) -> None:
    good = await acme.tenant("POST", f"{RUN}?validate_only=true", {"n": 1})
    assert (good.status, good.json) == (200, {})
    bad = await acme.tenant("POST", f"{RUN}?validate_only=true", {"n": -1})
    assert (bad.status, set(bad.faults)) == (422, {"/n"})
    assert (await acme.tenant("GET", "/operations")).json == {"results": []}


async def test_labels_travel_with_the_job(acme: Operations) -> None:
    operation = await acme.run(path=f"{RUN}?labels.site=b%C3%A4r&labels.x.y=2")
    assert operation["labels"] == {"site": "bär", "x.y": "2"}
    assert (await acme.claim())["labels"] == operation["labels"]


@pytest.mark.parametrize(
    "query",
    [
        "colour=red", "priority=11", "priority=-11", "priority=high", "run_at=tomorrow", "run_at=2026-01-01T00:00:00",
        "labels.=x", "labels." + "k" * 65 + "=x", "labels.k=" + "v" * 257, "view=full",
        "&".join(f"labels.k{n}=v" for n in range(17)), "validate_only=maybe", "validate_only=1",
        "priority=1_0", "priority=%2B1", "priority=01", "run_at=2026-12-01T06:00:00+01:00",
    ],
)  # fmt: skip
async def test_a_query_parameter_that_cannot_be_is_400(acme: Operations, query: str) -> None:
    reply = await acme.tenant("POST", f"{RUN}?{query}", {})
    assert (reply.status, reply.problem) == (400, "bad-request")
    assert query.partition("=")[0][:20] in reply.json["detail"] or "label" in reply.json["detail"]


@pytest.mark.requirement("A1")
async def test_a_generated_client_may_send_the_parent_as_one_segment(acme: Operations) -> None:
    for parent in ("designs%2Fone", "designs%2fone", "%64esigns/one"):
        operation = await acme.run(path=f"/v2/tenants/acme/{parent}/echo/run")
        assert operation["parent"] == "designs/one"
        status = await acme.tenant("GET", f"/v2/tenants/acme/{parent}/echo/status?job_id={operation['id']}")
        assert (status.status, status.json["id"]) == (200, operation["id"])


async def test_an_encoded_slash_opens_no_path_that_a_plain_one_does_not(acme: Operations) -> None:
    await acme.put("any", parent="{a}/{b}")
    other = await acme.operator.make_tenant("other")
    for noun in ("operations", "subscriptions", "%6Fperations", "actions", "webhooks"):
        for slash in ("/", "%2F"):
            reply = await acme.tenant("POST", f"/v2/tenants/acme/{noun}{slash}x/any/run", {})
            assert (reply.status, reply.problem) == (404, "not-found")
    assert (await acme.tenant("POST", "/v2/tenants/acme/x%2Foperations/any/run", {})).status == 202
    for path in ("/v2/tenants/acme%2Fdesigns/one/echo/run", "/v2/tenants/other%2F..%2Facme/designs/one/echo/run"):
        assert (await other("POST", path, {})).status == 404
    assert (await other("POST", "/v2/tenants/acme/designs%2Fone/echo/run", {})).status == 403


async def test_a_key_stands_for_a_request_however_its_path_is_spelled(acme: Operations) -> None:
    paths = [f"/v2/tenants/acme/{parent}/echo/run" for parent in ("designs/one", "designs%2Fone", "designs%2fone")]
    replies = [await acme.tenant("POST", path, {}, headers={"Idempotency-Key": "k"}) for path in paths]
    assert [(each.status, each.json["id"]) for each in replies] == [(202, replies[0].json["id"])] * 3


async def test_a_job_starts_no_earlier_than_it_was_asked_to(acme: Operations, clock: ManualClock) -> None:
    when = clock.now() + timedelta(seconds=40)
    asked = when.isoformat().replace("+00:00", "Z")
    reply = await acme.tenant("POST", f"{RUN}?run_at={asked}", {})
    assert reply.headers["Retry-After"] in {"39", "40"}
    assert await acme.claim_all() == []
    clock.move(timedelta(seconds=41))
    assert (await acme.claim())["job_id"] == reply.json["id"]
    late = (clock.now() + timedelta(days=30, seconds=1)).isoformat().replace("+00:00", "Z")
    assert (await acme.tenant("POST", f"{RUN}?run_at={late}", {})).status == 400


async def test_priority_overtakes_what_waited_less_than_its_steps_are_worth(
    acme: Operations, clock: ManualClock
) -> None:
    old = await acme.run()
    clock.move(timedelta(seconds=31))
    plain, urgent = await acme.run(), await acme.run(path=f"{RUN}?priority=1")
    clock.move(timedelta(seconds=1))
    pressing = await acme.run(path=f"{RUN}?priority=2")
    order = [(await acme.claim())["job_id"] for _ in range(4)]
    assert order == [each["id"] for each in (pressing, old, urgent, plain)]


@pytest.mark.parametrize("key", ["order-1", '"order-1"'])
async def test_the_same_request_with_its_key_is_answered_with_the_same_job(acme: Operations, key: str) -> None:
    headers = {"Idempotency-Key": key}
    first = await acme.tenant("POST", RUN, {"n": 1}, headers=headers)
    assert "Idempotent-Replayed" not in first.headers
    await acme.claim()
    again = await acme.tenant("POST", RUN, {"n": 1}, headers={"Idempotency-Key": "order-1"})
    assert (again.status, again.headers["Idempotent-Replayed"]) == (202, "true")
    assert (again.json["id"], again.json["state"]) == (first.json["id"], "running")
    assert again.headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize(
    ("path", "body"),
    [(RUN, {"n": 2}), (RUN.replace("one", "two"), {"n": 1}), (f"{RUN}?priority=1", {"n": 1})],
)
async def test_a_key_for_another_request_is_422(acme: Operations, path: str, body: object) -> None:
    headers = {"Idempotency-Key": "k"}
    await acme.tenant("POST", RUN, {"n": 1}, headers=headers)
    reply = await acme.tenant("POST", path, body, headers=headers)
    assert (reply.status, reply.problem) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("key", ["", '""', "k" * 256])
async def test_a_key_that_is_none_is_400(acme: Operations, key: str) -> None:
    assert (await acme.tenant("POST", RUN, {}, headers={"Idempotency-Key": key})).status == 400


async def test_keys_of_two_tenants_do_not_meet(acme: Operations, api: Api) -> None:
    other = await api.make_tenant("other")
    headers = {"Idempotency-Key": "k"}
    first = await acme.tenant("POST", RUN, {"n": 1}, headers=headers)
    second = await other("POST", RUN.replace("acme", "other"), {"n": 2}, headers=headers)
    assert second.status == 202
    assert first.json["id"] != second.json["id"]


async def test_fifty_identical_requests_at_once_make_one_job(acme: Operations) -> None:
    headers = {"Idempotency-Key": "k"}
    replies = await asyncio.gather(*(acme.tenant("POST", RUN, {"n": 1}, headers=headers) for _ in range(50)))
    assert {reply.status for reply in replies} == {202}
    assert len({reply.json["id"] for reply in replies}) == 1
    assert sum("Idempotent-Replayed" not in reply.headers for reply in replies) == 1
    assert len(await acme.claim_all()) == 1


async def test_a_tenant_over_its_live_jobs_is_429(api: Api) -> None:
    acme = await open_operations(api)
    await api("PATCH", "/v2/admin/tenants/acme", {"limits": {"live_jobs": 3}})
    replies = await asyncio.gather(*(acme.tenant("POST", RUN, {}) for _ in range(5)))
    assert sorted(reply.status for reply in replies) == [202, 202, 202, 429, 429]
    refused = next(reply for reply in replies if reply.status == 429)
    assert refused.problem == "limit-exceeded"
    assert "Retry-After" in refused.headers


async def test_run_waits_for_the_end_when_asked_to(acme: Operations) -> None:
    async def work() -> None:
        body = {"worker_id": "w", "actions": ["echo"], "wait_seconds": 5}
        [job] = (await acme.worker("POST", "/v2/worker/jobs:claim", body)).json["jobs"]
        await acme.complete(job, result={"n": 1})

    worker = asyncio.create_task(work())
    reply = await acme.tenant("POST", RUN, {}, headers={"Prefer": "wait=10"})
    await worker
    assert (reply.status, reply.json["state"], reply.json["result"]) == (202, "succeeded", {"n": 1})


async def test_a_keys_scope_and_tenant_are_checked(acme: Operations, api: Api) -> None:
    reader = await api.make_key(kind="tenant", tenant_id="acme", scopes=["operations:read"])
    assert (await reader("POST", RUN, {})).status == 403
    operation = await acme.run()
    assert (await reader("POST", f"/operations/{operation['id']}:cancel")).status == 403
    assert (await reader("GET", f"/operations/{operation['id']}")).status == 200
    assert (await acme.tenant("POST", RUN.replace("acme", "nobody"), {})).status == 403


async def test_the_trace_of_the_caller_reaches_the_worker(acme: Operations) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await acme.run(traceparent=trace)
    assert (await acme.claim())["traceparent"] == trace
