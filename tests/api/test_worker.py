import asyncio
import itertools
from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from bellhop.core.registry import RegistryCache
from bellhop.domain.event_filter import parse_filter
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.store.store import Store
from tests.api.operations_world import RUN, Operations, open_operations
from tests.cells import home
from tests.serving import Api

ERRORS = [{"code": "no", "message": "No."}]


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


async def test_a_claimed_job_says_all_that_its_worker_needs(acme: Operations) -> None:
    operation = await acme.run({"n": 1}, path=f"{RUN}?labels.a=b")
    job = await acme.claim()
    assert {name: job[name] for name in ("job_id", "attempt", "tenant_id", "action", "parent", "input", "labels")} == {
        "job_id": operation["id"],
        "attempt": 1,
        "tenant_id": "acme",
        "action": "echo",
        "parent": "designs/one",
        "input": {"n": 1},
        "labels": {"a": "b"},
    }
    assert (job["cancel_requested"], job["traceparent"]) == (False, None)
    assert job["lease_expire_time"] < job["deadline_time"]
    assert await acme.claim_all() == []


async def test_a_claim_waits_for_a_job_and_is_woken_by_it(acme: Operations) -> None:
    waiting = asyncio.create_task(acme.claim_all(wait_seconds=20))
    await asyncio.sleep(0)
    operation = await acme.run()
    async with asyncio.timeout(5):
        [job] = await waiting
    assert job["job_id"] == operation["id"]


async def test_the_same_claim_id_answers_the_same_leases(acme: Operations) -> None:
    for _ in range(3):
        await acme.run()
    first = await acme.claim_all(claim_id="c1", max_jobs=2)
    again = await acme.claim_all(claim_id="c1", max_jobs=2)
    assert sorted(again, key=str) == sorted(first, key=str)
    assert len(await acme.claim_all(claim_id="c2")) == 1
    await acme.complete(first[0])
    assert [each["job_id"] for each in await acme.claim_all(claim_id="c1")] == [first[1]["job_id"]]


async def test_two_answers_to_one_claim_at_once_hold_the_same_jobs(acme: Operations) -> None:
    for _ in range(6):
        await acme.run()
    answers = await asyncio.gather(*(acme.claim_all(claim_id="c1", max_jobs=3) for _ in range(5)))
    assert len({tuple(sorted(job["lease_token"] for job in jobs)) for jobs in answers}) == 1


async def test_many_claims_at_once_never_hold_one_job_twice(acme: Operations) -> None:
    made = {(await acme.run())["id"] for _ in range(40)}
    claims = await asyncio.gather(*(acme.claim_all(max_jobs=5, worker_id=f"w{n}") for n in range(12)))
    held = [job["job_id"] for jobs in claims for job in jobs]
    held += [job["job_id"] for job in await acme.claim_all()]
    assert sorted(held) == sorted(made)


async def test_tenants_take_turns_whatever_waits_behind_them(acme: Operations, api: Api, store: Store) -> None:
    for _ in range(30):
        await acme.run()
    for name in ("small", "zeta"):
        other = await api.make_tenant(name, cell=home(store).cell)
        assert (await other("POST", RUN.replace("acme", name), {})).status == 202
    claimed = [job["tenant_id"] for job in await acme.claim_all(max_jobs=6)]
    assert sorted(claimed) == ["acme"] * 4 + ["small", "zeta"]


async def test_a_key_claims_only_for_its_actions_and_tenants(acme: Operations, api: Api) -> None:
    await acme.put("other")
    other = await api.make_tenant("other")
    await other("POST", RUN.replace("acme", "other"), {})
    await acme.run()
    limited = Operations(api, acme.tenant, await api.make_key(kind="worker", actions=["echo"], tenants=["acme"]))
    refused = await limited.worker("POST", "/v2/worker/jobs:claim", {"worker_id": "w", "actions": ["echo", "other"]})
    assert (refused.status, refused.problem) == (403, "forbidden")
    [job] = await limited.claim_all()
    assert job["tenant_id"] == "acme"
    [hidden] = await acme.claim_all()
    assert hidden["tenant_id"] == "other"
    assert (await limited.heartbeat(hidden))["status"] == "lost"
    assert (await limited.complete(hidden))["status"] == "stale"
    assert (await acme.tenant("POST", "/v2/worker/jobs:claim", {"worker_id": "w", "actions": ["echo"]})).status == 403


async def test_nobody_claims_the_work_of_the_service_itself(acme: Operations) -> None:
    reply = await acme.worker("POST", "/v2/worker/jobs:claim", {"worker_id": "w", "actions": ["bellhop.redeliver"]})
    assert (reply.status, set(reply.faults)) == (422, {"/actions/0"})


async def test_a_job_whose_worker_vanished_is_taken_over_and_its_late_complete_is_stale(
    acme: Operations, api: Api, clock: ManualClock, store: Store
) -> None:
    operation = await acme.run()
    dead = await acme.claim()
    clock.move(timedelta(seconds=31))
    await _rescue(api, store)
    alive = await acme.claim(worker_id="w2")
    assert (alive["job_id"], alive["attempt"]) == (operation["id"], 2)
    late = await acme.complete(dead, result={"n": 1})
    assert (late["status"], "operation" in late) == ("stale", False)
    assert (await acme.heartbeat(dead))["status"] == "lost"
    assert (await acme.complete(alive, result={"n": 2}))["operation"]["result"] == {"n": 2}


async def test_the_same_token_again_is_answered_with_what_was_recorded(acme: Operations) -> None:
    await acme.run()
    job = await acme.claim()
    first = await acme.complete(job, result={"n": 1})
    for outcome, said in (("succeeded", {"result": {"n": 9}}), ("failed", {"errors": ERRORS}), ("retry", {})):
        again = await acme.complete(job, outcome, **said)
        assert (again["status"], again["operation"]) == ("duplicate", first["operation"])


async def test_one_request_may_say_the_same_thing_twice(acme: Operations) -> None:
    await acme.run()
    job = await acme.claim()
    item = {"job_id": job["job_id"], "lease_token": job["lease_token"], "outcome": "succeeded"}
    reply = await acme.worker("POST", "/v2/worker/jobs:complete", {"items": [item, item, item]})
    assert [each["status"] for each in reply.json["items"]] == ["accepted", "duplicate", "duplicate"]


async def test_of_two_ends_in_one_request_the_first_counts(acme: Operations) -> None:
    """They raced: the second could be the one that was recorded."""
    for _ in range(5):
        await acme.run()
        job = await acme.claim()
        lease = {"job_id": job["job_id"], "lease_token": job["lease_token"]}
        items = [{**lease, "outcome": "succeeded"}, {**lease, "outcome": "failed", "errors": ERRORS}]
        reply = await acme.worker("POST", "/v2/worker/jobs:complete", {"items": items})
        assert [item["status"] for item in reply.json["items"]] == ["accepted", "duplicate"]
        assert {item["operation"]["state"] for item in reply.json["items"]} == {"succeeded"}


async def test_the_input_of_a_submission_is_kept_byte_for_byte(acme: Operations) -> None:
    given = b'{ "n":  1.0,\n"name": "\\u0061" }'
    body = b'{"tenant_id": "acme", "action": "echo", "parent": "designs/one", "source": "ui", "input": %b }'
    reply = await acme.worker("POST", "/v2/worker/jobs:submit", body=body % given)
    assert reply.status == 202
    assert given in (await acme.get(reply.json, "?view=full")).content


async def test_a_result_that_breaks_its_schema_is_invalid_and_the_lease_stays(acme: Operations) -> None:
    await acme.run()
    job = await acme.claim()
    for outcome, result, pointer in (
        ("succeeded", {"n": "many"}, "/items/0/result/n"),
        ("succeeded", {"text": "x" * 300_000}, "/items/0/result"),
        ("failed", None, "/items/0/errors"),
    ):
        answer = await acme.complete(job, outcome, result=result)
        assert (answer["status"], answer["errors"][0]["pointer"]) == ("invalid", pointer)
    assert (await acme.complete(job, result={"n": 1}))["status"] == "accepted"


async def test_one_bad_item_of_a_batch_does_not_harm_the_others(acme: Operations) -> None:
    for _ in range(10):
        await acme.run()
    jobs = await acme.claim_all()
    items = [
        {"job_id": job["job_id"], "lease_token": job["lease_token"], "outcome": "succeeded", "result": {"n": n}}
        for n, job in enumerate(jobs)
    ]
    items[3]["result"] = {"n": "three"}
    items[5]["lease_token"] = items[6]["lease_token"]
    items[7]["lease_token"] = "nonsense"
    items[8]["job_id"] = "op_nonsense"
    reply = await acme.worker("POST", "/v2/worker/jobs:complete", {"items": items})
    statuses = [each["status"] for each in reply.json["items"]]
    assert statuses == ["accepted"] * 3 + ["invalid", "accepted", "stale", "accepted", "stale", "stale", "accepted"]


async def test_retry_goes_back_with_its_delay_until_the_attempts_are_used_up(
    acme: Operations, clock: ManualClock
) -> None:
    operation = await acme.run()
    for attempt in (1, 2):
        job = await acme.claim()
        assert job["attempt"] == attempt
        answer = await acme.complete(job, "retry", errors=ERRORS, delay_seconds=10)
        assert answer["operation"]["state"] == "pending"
        assert await acme.claim_all() == []
        clock.move(timedelta(seconds=10))
    last = await acme.complete(await acme.claim(), "retry", errors=ERRORS)
    assert (last["operation"]["state"], last["operation"]["errors"]) == ("failed", ERRORS)
    assert (await acme.get(operation)).json["metadata"]["attempt"] == 3


async def test_retry_without_a_delay_backs_off(acme: Operations, clock: ManualClock) -> None:
    await acme.run()
    await acme.complete(await acme.claim(), "retry")
    clock.move(timedelta(seconds=4))
    assert await acme.claim_all() == []
    clock.move(timedelta(seconds=2))
    assert len(await acme.claim_all()) == 1


async def test_a_released_job_is_free_at_once_and_its_attempt_does_not_count(acme: Operations) -> None:
    await acme.run()
    job = await acme.claim()
    items = [{"job_id": job["job_id"], "lease_token": job["lease_token"]}]
    for status in ("released", "stale"):
        reply = await acme.worker("POST", "/v2/worker/jobs:release", {"items": items})
        assert reply.json == {"items": [{"job_id": job["job_id"], "status": status}]}
    again = await acme.claim()
    assert again["attempt"] == 1
    assert (await acme.complete(job))["status"] == "stale"


async def test_a_heartbeat_extends_the_lease_by_what_was_claimed(
    acme: Operations, api: Api, clock: ManualClock, store: Store
) -> None:
    await acme.run()
    job = await acme.claim(lease_seconds=10)
    for _ in itertools.repeat(None, 4):
        clock.move(timedelta(seconds=8))
        beaten = await acme.heartbeat(job)
        assert beaten["status"] == "extended"
        assert beaten["lease_expire_time"] > job["lease_expire_time"]
        await _rescue(api, store)
    assert (await acme.complete(job))["status"] == "accepted"


async def test_a_job_that_is_held_from_birth_ends_as_failed_when_its_lease_is_lost(
    acme: Operations, api: Api, clock: ManualClock, store: Store
) -> None:
    body = {"tenant_id": "acme", "action": "echo", "parent": "designs/one", "source": "ui", "hold": True}
    held = (await acme.worker("POST", "/v2/worker/jobs:submit", body)).json
    assert (held["state"], held["metadata"]["attempt"]) == ("running", 1)
    assert await acme.claim_all() == []
    clock.move(timedelta(seconds=31))
    await _rescue(api, store)
    operation = (await acme.get(held)).json
    assert (operation["state"], operation["errors"][0]["code"]) == ("failed", "lease_expired")


async def test_a_held_job_finds_a_busy_lane_closed(acme: Operations) -> None:
    await acme.put(concurrency="queue")
    await acme.run()
    body = {"tenant_id": "acme", "action": "echo", "parent": "designs/one", "source": "ui", "hold": True}
    reply = await acme.worker("POST", "/v2/worker/jobs:submit", body)
    assert (reply.status, reply.problem) == (409, "parallel-operation")
    assert (await acme.worker("POST", "/v2/worker/jobs:submit", {**body, "hold": False})).status == 202


async def test_a_submission_with_its_key_is_answered_with_the_same_job_and_lease(acme: Operations) -> None:
    body = {
        "tenant_id": "acme", "action": "echo", "parent": "designs/one", "source": "ui", "hold": True,
        "idempotency_key": "k",
    }  # fmt: skip
    first = await acme.worker("POST", "/v2/worker/jobs:submit", body)
    again = await acme.worker("POST", "/v2/worker/jobs:submit", body)
    assert (again.status, again.headers["Idempotent-Replayed"]) == (202, "true")
    assert again.json == first.json


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"action": "nothing"}, {"/action": "unknown-action"}),
        ({"parent": "roofs/one"}, {"/parent": "wrong-shape"}),
        ({"input": {"n": -1}}, {"/input/n": "minimum"}),
        ({"source": "two words"}, {"/source": "string-pattern-mismatch"}),
        ({"color": "red"}, {"/color": "unknown-field"}),
        ({"run_at": "2027-01-01T00:00:00Z", "hold": True}, {"/run_at": "excluded"}),
        ({"run_at": "2087-01-01T00:00:00Z"}, {"/run_at": "too-far-ahead"}),
    ],
)
async def test_a_submission_that_cannot_be_names_the_part_to_change(
    acme: Operations, changes: dict[str, object], faults: dict[str, str]
) -> None:
    body = {"tenant_id": "acme", "action": "echo", "parent": "designs/one", "source": "ui", **changes}
    reply = await acme.worker("POST", "/v2/worker/jobs:submit", body)
    assert reply.status == 422, reply.content
    assert set(reply.faults) == set(faults)


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("claim", {"actions": ["echo"]}, "/worker_id"),
        ("claim", {"worker_id": "w", "actions": []}, "/actions"),
        ("claim", {"worker_id": "w", "actions": ["echo"], "max_jobs": 101}, "/max_jobs"),
        ("claim", {"worker_id": "w", "actions": ["echo"], "lease_seconds": 0}, "/lease_seconds"),
        ("claim", {"worker_id": "w", "actions": ["echo"], "wait_seconds": 31}, "/wait_seconds"),
        ("release", {"items": {}}, "/items"),
    ],
)
async def test_what_a_worker_says_wrong_is_named(acme: Operations, verb: str, body: object, pointer: str) -> None:
    reply = await acme.worker("POST", f"/v2/worker/jobs:{verb}", body)
    assert (reply.status, set(reply.faults)) == (422, {pointer})


async def _rescue(api: Api, store: Store) -> None:
    services = api.services
    registry = RegistryCache(parse_filter)
    await JobRescuer(store, services.clock, services.wakeups, registry=registry).run_once()
