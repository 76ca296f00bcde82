"""Asynchronous actions (A1 to A9, A12, A15), through HTTP only."""

from datetime import timedelta

import pytest

from bellhop.clock import ManualClock
from tests.api.operations_world import RUN, STATUS, Operations, open_operations
from tests.serving import Api

ERRORS = [
    {"code": "roof_too_small", "message": "No panel fits on this roof.", "area_m2": 1.5},
    {"code": "shaded", "message": "The rest is in the shade."},
]


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


@pytest.mark.requirement("A1")
@pytest.mark.parametrize(
    ("shape", "parent"),
    [
        ("", ""),
        ("designs/{design_id}", "designs/01234567-89ab-cdef-0123-456789abcdef/"),
        ("sites/{site}/roofs/{roof}", "sites/s1/roofs/r_2/"),
    ],
)
async def test_an_action_runs_below_zero_or_more_parent_segments(acme: Operations, shape: str, parent: str) -> None:
    await acme.put("plan", parent=shape)
    reply = await acme.tenant("POST", f"/v2/tenants/acme/{parent}plan/run", {})
    assert (reply.status, reply.json["parent"]) == (202, parent.rstrip("/"))


@pytest.mark.requirement("A1")
@pytest.mark.parametrize("path", ["echo/run", "roofs/one/echo/run", "designs/one/two/echo/run", "designs/one/no/run"])
async def test_an_unknown_action_and_a_wrong_parent_are_404(acme: Operations, path: str) -> None:
    reply = await acme.tenant("POST", f"/v2/tenants/acme/{path}", {})
    assert (reply.status, reply.problem) == (404, "not-found")


@pytest.mark.requirement("A2")
async def test_202_means_accepted_and_the_job_may_still_fail(acme: Operations) -> None:
    operation = await acme.run({"n": 1})
    assert operation["state"] == "pending"
    assert (await acme.complete(await acme.claim(), "failed", errors=ERRORS))["operation"]["state"] == "failed"


@pytest.mark.requirement("A3")
async def test_422_names_what_to_change_and_no_job_exists(acme: Operations) -> None:
    reply = await acme.tenant("POST", RUN, {"n": "many"})
    assert reply.status == 422
    [fault] = reply.json["errors"]
    assert fault["pointer"] == "/n"
    assert "integer" in fault["message"]
    assert (await acme.tenant("GET", "/operations")).json == {"results": []}


@pytest.mark.requirement("A4")
async def test_each_action_takes_its_own_input(acme: Operations) -> None:
    await acme.put("named", input_schema={"type": "object", "required": ["name"]})
    path = RUN.replace("echo", "named")
    assert (await acme.tenant("POST", path, {})).status == 422
    assert (await acme.tenant("POST", path, {"name": "roof"})).status == 202
    assert (await acme.tenant("POST", RUN, {"name": "a", "area": 3})).status == 422


@pytest.mark.requirement("A5")
@pytest.mark.requirement("A6")
async def test_the_job_id_of_the_202_asks_for_the_status(acme: Operations) -> None:
    operation = await acme.run()
    reply = await acme.tenant("GET", f"{STATUS}?job_id={operation['job_id']}")
    assert (reply.status, reply.json) == (200, operation)
    assert reply.headers["Retry-After"] == "1"


@pytest.mark.requirement("A6")
async def test_status_needs_a_job_id_of_this_tenant_parent_and_action(acme: Operations, api: Api) -> None:
    await acme.put("other")
    operation = await acme.run()
    missing = await acme.tenant("GET", STATUS)
    assert (missing.status, missing.problem) == (400, "bad-request")
    for path in (STATUS.replace("one", "two"), STATUS.replace("echo", "other")):
        assert (await acme.tenant("GET", f"{path}?job_id={operation['job_id']}")).status == 404
    stranger = await api.make_tenant("stranger")
    path = STATUS.replace("acme", "stranger")
    assert (await stranger("GET", f"{path}?job_id={operation['job_id']}")).status == 404
    assert (await acme.tenant("GET", f"{STATUS}?job_id=nonsense")).status == 404


@pytest.mark.requirement("A7")
async def test_status_carries_the_state_and_the_result_or_the_errors(acme: Operations) -> None:
    operation = await acme.finished(result={"n": 42})
    status = (await acme.tenant("GET", f"{STATUS}?job_id={operation['id']}")).json
    assert (status["status"], status["result"]) == ("succeeded", {"n": 42})


@pytest.mark.requirement("A7")
@pytest.mark.requirement("A12")
async def test_status_has_the_detailed_errors_of_a_failed_job(acme: Operations) -> None:
    operation = await acme.finished("failed", errors=ERRORS)
    status = (await acme.tenant("GET", f"{STATUS}?job_id={operation['id']}")).json
    assert (status["status"], status["errors"]) == ("failed", ERRORS)


@pytest.mark.requirement("A12")
async def test_the_errors_can_be_read_no_later_than_their_event_exists(acme: Operations) -> None:
    operation = await acme.finished("failed", errors=ERRORS)
    status = (await acme.tenant("GET", f"{STATUS}?job_id={operation['id']}")).json
    [event] = (await acme.tenant("GET", "/v2/tenants/acme/events")).json["results"]
    assert event["type"] == "operation.failed"
    assert status["metadata"]["complete_time"] <= event["createdTime"]
    assert status["errors"] == ERRORS


@pytest.mark.requirement("A8")
@pytest.mark.parametrize("hold", [False, True])
async def test_status_answers_for_jobs_that_were_started_elsewhere(acme: Operations, *, hold: bool) -> None:
    body = {
        "tenant_id": "acme", "action": "echo", "parent": "designs/one", "input": {"n": 3}, "source": "ui",
        "labels": {"who": "me"}, "hold": hold,
    }  # fmt: skip
    submitted = await acme.worker("POST", "/v2/worker/jobs:submit", body)
    assert submitted.status == 202
    job = submitted.json if hold else await acme.claim()
    status = (await acme.tenant("GET", f"{STATUS}?job_id={submitted.json['job_id']}")).json
    assert (status["source"], status["state"], status["labels"]) == ("ui", "running", {"who": "me"})
    assert (await acme.complete(job, result={"n": 3}))["status"] == "accepted"
    status = (await acme.tenant("GET", f"{STATUS}?job_id={submitted.json['job_id']}")).json
    assert status["result"] == {"n": 3}


@pytest.mark.requirement("A9")
async def test_a_job_is_gone_seven_days_after_its_end_at_the_latest(acme: Operations, clock: ManualClock) -> None:
    too_long = await acme.operator("PUT", "/v2/admin/actions/long", {
        "input_schema": {"type": "object"}, "retention_seconds": 7 * 86400 + 1,
    })  # fmt: skip
    assert too_long.status == 422
    await acme.put(retention_seconds=7 * 86400)
    operation = await acme.finished()
    clock.move(timedelta(days=7, seconds=-1))
    assert (await acme.tenant("GET", f"{STATUS}?job_id={operation['id']}")).status == 200
    clock.move(timedelta(seconds=1))
    assert (await acme.tenant("GET", f"{STATUS}?job_id={operation['id']}")).status == 404


@pytest.mark.requirement("A15")
async def test_tenants_can_read_which_actions_there_are(acme: Operations) -> None:
    await acme.put("plan", parent="")
    listed = (await acme.tenant("GET", "/v2/tenants/acme/actions")).json
    assert {"echo", "plan"} <= {each["action"] for each in listed["results"]}
    described = (await acme.tenant("GET", "/v2/tenants/acme/actions/echo")).json
    assert described["parent"] == "designs/{design_id}"
    assert described["input_schema"]["properties"]["n"]["type"] == "integer"
    assert described["concurrency"] == "parallel"
