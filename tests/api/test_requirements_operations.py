"""The long-running operations pattern (B1 to B33), through HTTP only."""

import asyncio
from datetime import timedelta
from urllib.parse import quote

import pytest

from bellhop.clock import ManualClock
from bellhop.ids import Prefix, encode, uuid7
from tests.api.operations_world import RUN, Operations, open_operations
from tests.serving import Api

ERRORS = [{"code": "too_dark", "message": "There is no sun at the pole in winter.", "latitude": 90}]


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


@pytest.mark.requirement("B1")
@pytest.mark.requirement("B2")
@pytest.mark.requirement("B4")
@pytest.mark.requirement("B31")
async def test_run_is_202_with_an_operation_and_where_to_follow_it(acme: Operations) -> None:
    reply = await acme.tenant("POST", RUN, {"n": 1})
    assert reply.status == 202
    operation = reply.json
    assert reply.headers["Location"] == f"/operations/{operation['id']}"
    assert reply.headers["Retry-After"] == "1"
    followed = await acme.tenant("GET", reply.headers["Location"])
    assert (followed.status, followed.json) == (200, operation)


@pytest.mark.requirement("B4")
async def test_the_operators_key_is_pointed_to_the_tenants_path(acme: Operations) -> None:
    reply = await acme.operator("POST", RUN, {})
    assert reply.headers["Location"] == f"/v2/tenants/acme/operations/{reply.json['id']}"
    assert (await acme.operator("GET", reply.headers["Location"])).status == 200


@pytest.mark.requirement("B3")
async def test_run_behaves_like_any_other_method(acme: Operations) -> None:
    assert (await acme.tenant("GET", RUN)).status == 405
    assert (await acme.tenant.with_key(None)("POST", RUN, {})).status == 401
    assert (await acme.tenant("POST", RUN, body=b"{", headers={"X-Request-Id": "mine"})).headers[
        "X-Request-Id"
    ] == "mine"
    assert (await acme.tenant("POST", RUN, body=b"a=b", headers={"Content-Type": "text/plain"})).status == 415


@pytest.mark.requirement("B5")
@pytest.mark.requirement("B6")
@pytest.mark.parametrize("collection", ["/operations", "/v1/operations", "/v2/tenants/acme/operations"])
async def test_an_operation_is_the_same_under_three_spellings(acme: Operations, collection: str) -> None:
    operation = await acme.run()
    reply = await acme.tenant("GET", f"{collection}/{operation['id']}")
    assert (reply.status, reply.json) == (200, operation)


@pytest.mark.requirement("B7")
@pytest.mark.requirement("B25")
async def test_an_unknown_a_malformed_and_another_tenants_operation_answer_alike(acme: Operations, api: Api) -> None:
    other = await api.make_tenant("other")
    operation = await acme.run()
    unknown = encode(Prefix.OPERATION, uuid7(api.services.clock.now()))
    answers = []
    for client, name in ((acme.tenant, unknown), (acme.tenant, "op_nonsense"), (other, operation["id"])):
        reply = await client("GET", f"/operations/{name}")
        assert (reply.status, reply.problem) == (404, "not-found")
        answers.append({k: v for k, v in reply.json.items() if k not in {"request_id", "instance"}})
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.requirement("B7")
@pytest.mark.requirement("B24")
@pytest.mark.requirement("B25")
@pytest.mark.requirement("B27")
async def test_an_operation_lives_for_its_retention_after_its_end_and_is_404_then(
    acme: Operations, clock: ManualClock
) -> None:
    operation = await acme.finished(result={"n": 1})
    metadata = operation["metadata"]
    assert metadata["expire_time"] > metadata["complete_time"]
    clock.move(timedelta(seconds=86399))
    assert (await acme.get(operation)).status == 200
    clock.move(timedelta(seconds=1))
    assert (await acme.get(operation)).status == 404
    assert (await acme.tenant("GET", "/operations")).json["results"] == []
    assert (await acme.tenant("POST", f"/operations/{operation['id']}:cancel")).status == 404


@pytest.mark.requirement("B24")
async def test_an_operation_that_has_not_ended_does_not_expire(acme: Operations, clock: ManualClock) -> None:
    operation = await acme.run()
    clock.move(timedelta(days=9))
    assert (await acme.get(operation)).status == 200


@pytest.mark.requirement("B8")
@pytest.mark.requirement("B10")
async def test_the_list_is_newest_first_and_its_pages_hold_still_while_operations_are_added(
    acme: Operations, clock: ManualClock
) -> None:
    made = []
    for n in range(5):
        clock.move(timedelta(milliseconds=2))
        made.append((await acme.run({"n": n}))["id"])
    seen, token = [], ""
    while True:
        page = (await acme.tenant("GET", f"/operations?max_page_size=2{token}")).json
        seen += [each["id"] for each in page["results"]]
        clock.move(timedelta(milliseconds=2))
        await acme.run()
        if "next_page_token" not in page:
            break
        token = f"&page_token={page['next_page_token']}"
    assert seen == made[::-1]


@pytest.mark.requirement("B10")
async def test_a_page_token_of_another_filter_or_tenant_is_refused(acme: Operations, api: Api) -> None:
    await acme.run()
    await acme.run()
    token = (await acme.tenant("GET", "/operations?max_page_size=1")).json["next_page_token"]
    changed = await acme.tenant("GET", f"/operations?page_token={token}&filter=state%3D%3D%22failed%22")
    stolen = await (await api.make_tenant("other"))("GET", f"/operations?page_token={token}")
    for reply in (changed, stolen):
        assert (reply.status, reply.problem) == (400, "bad-page-token")


@pytest.mark.requirement("B9")
async def test_the_list_is_filtered_by_every_documented_field(acme: Operations, clock: ManualClock) -> None:
    await acme.put("plain", parent="")
    failed = await acme.finished("failed", errors=ERRORS)
    succeeded = await acme.finished()
    clock.move(timedelta(seconds=1))
    middle = clock.now().isoformat().replace("+00:00", "Z")
    clock.move(timedelta(seconds=1))
    pending = await acme.run(path="/v2/tenants/acme/plain/run")
    running = await acme.run()
    await acme.claim()
    submitted = {"tenant_id": "acme", "action": "echo", "parent": "designs/two", "source": "ui"}
    from_ui = (await acme.worker("POST", "/v2/worker/jobs:submit", submitted)).json
    expected = {
        'state == "failed"': [failed],
        'state == "succeeded"': [succeeded],
        'state in ["failed", "succeeded"]': [succeeded, failed],
        'state == "running"': [running],
        'state == "pending"': [from_ui, pending],
        'state in ["pending", "running"] && action == "echo"': [from_ui, running],
        'action == "plain"': [pending],
        'parent == "designs/two"': [from_ui],
        'parent == ""': [pending],
        'source == "ui"': [from_ui],
        'source == "api" && state != "pending"': [running, succeeded, failed],
        f'createdTime < timestamp("{middle}")': [succeeded, failed],
        f'createdTime >= timestamp("{middle}") && source == "ui"': [from_ui],
        f'metadata.complete_time < timestamp("{middle}")': [succeeded, failed],
        'state == "failed" || source == "ui"': [from_ui, failed],
        'state == "cancelled"': [],
    }
    for text, operations in expected.items():
        reply = await acme.tenant("GET", "/operations?filter=" + _quoted(text))
        assert reply.status == 200, (text, reply.content)
        assert {each["id"] for each in reply.json["results"]} == {each["id"] for each in operations}, text


@pytest.mark.requirement("B9")
async def test_a_filter_that_means_nothing_is_400_and_says_where(acme: Operations) -> None:
    for text in ('state = "failed"', 'colour == "red"', "state == 5", "true"):
        reply = await acme.tenant("GET", "/operations?filter=" + _quoted(text))
        assert (reply.status, reply.problem) == (400, "bad-filter")


@pytest.mark.requirement("B11")
@pytest.mark.requirement("B15")
async def test_the_state_is_one_of_five_and_says_where_the_operation_is(acme: Operations) -> None:
    states = []
    operation = await acme.run()
    states.append(operation["state"])
    job = await acme.claim()
    states.append((await acme.get(operation)).json["state"])
    states.append((await acme.complete(job))["operation"]["state"])
    states.append((await acme.finished("failed", errors=ERRORS))["state"])
    states.append((await acme.finished("cancelled"))["state"])
    assert states == ["pending", "running", "succeeded", "failed", "cancelled"]


@pytest.mark.requirement("B12")
@pytest.mark.requirement("B32")
async def test_progress_and_the_workers_own_metadata_are_in_metadata(acme: Operations) -> None:
    operation = await acme.run()
    job = await acme.claim()
    await acme.heartbeat(job, progress={"percent": 10, "message": "warming up"}, custom={"a": {"b": 1, "c": 2}})
    await acme.heartbeat(job, progress={"percent": 40.5, "message": None}, custom={"a": {"c": None}, "d": [1]})
    metadata = (await acme.get(operation)).json["metadata"]
    assert metadata["progress"] == {"percent": 40.5}
    assert metadata["custom"] == {"a": {"b": 1}, "d": [1]}
    large = await acme.heartbeat(job, custom={"x": "y" * 5000})
    assert (large["status"], large["errors"][0]["pointer"]) == ("extended", "/leases/0/custom")
    assert (await acme.get(operation)).json["metadata"]["custom"] == metadata["custom"]


@pytest.mark.requirement("B13")
@pytest.mark.requirement("B33")
async def test_the_result_is_there_on_success_and_an_empty_object_when_there_is_nothing_to_say(
    acme: Operations,
) -> None:
    assert (await acme.finished(result={"n": 5}))["result"] == {"n": 5}
    quiet = await acme.finished()
    assert quiet["result"] == {}
    assert "errors" not in quiet


@pytest.mark.requirement("B14")
@pytest.mark.requirement("B29")
async def test_what_goes_wrong_while_running_is_failed_with_its_errors(acme: Operations) -> None:
    operation = await acme.finished("failed", errors=ERRORS)
    assert (operation["state"], operation["errors"]) == ("failed", ERRORS)
    assert "result" not in operation


@pytest.mark.requirement("B16")
@pytest.mark.requirement("B17")
@pytest.mark.requirement("B18")
@pytest.mark.parametrize("colon", [":", "%3A", "%3a"])
@pytest.mark.parametrize("collection", ["/operations", "/v1/operations", "/v2/tenants/acme/operations"])
async def test_a_waiting_operation_is_cancelled_at_once(acme: Operations, collection: str, colon: str) -> None:
    operation = await acme.run()
    reply = await acme.tenant("POST", f"{collection}/{operation['id']}{colon}cancel")
    assert (reply.status, reply.json["state"], reply.json["done"]) == (200, "cancelled", True)
    again = await acme.tenant("POST", f"{collection}/{operation['id']}{colon}cancel")
    assert (again.status, again.json) == (200, reply.json)


@pytest.mark.requirement("B17")
async def test_a_verb_answers_only_its_own_method(acme: Operations) -> None:
    operation = await acme.run()
    reply = await acme.tenant("GET", f"/operations/{operation['id']}:cancel")
    assert (reply.status, reply.headers["Allow"]) == (405, "POST")


@pytest.mark.requirement("B19")
async def test_cancelling_what_does_not_exist_is_404(acme: Operations, api: Api) -> None:
    operation = await acme.run()
    other = await api.make_tenant("other")
    unknown = encode(Prefix.OPERATION, uuid7(api.services.clock.now()))
    for client, name in ((acme.tenant, unknown), (other, operation["id"])):
        reply = await client("POST", f"/operations/{name}:cancel")
        assert (reply.status, reply.problem) == (404, "not-found")
    assert (await acme.get(operation)).json["state"] == "pending"


@pytest.mark.requirement("B20")
async def test_a_running_operation_is_cancelled_once_its_worker_agrees(acme: Operations) -> None:
    operation = await acme.run()
    job = await acme.claim()
    asked = await acme.tenant("POST", f"/operations/{operation['id']}:cancel")
    assert (asked.status, asked.json["state"]) == (200, "running")
    assert "cancel_requested_time" in asked.json["metadata"]
    assert (await acme.heartbeat(job))["cancel_requested"] is True
    assert (await acme.complete(job, "cancelled"))["status"] == "accepted"
    assert (await acme.get(operation)).json["state"] == "cancelled"


@pytest.mark.requirement("B16")
async def test_an_operation_that_has_ended_or_may_not_be_cancelled_is_409(acme: Operations) -> None:
    ended = await acme.finished()
    reply = await acme.tenant("POST", f"/operations/{ended['id']}:cancel")
    assert (reply.status, reply.problem) == (409, "already-finished")
    await acme.put("stubborn", cancellable=False)
    kept = await acme.run(path="/v2/tenants/acme/designs/one/stubborn/run")
    reply = await acme.tenant("POST", f"/operations/{kept['id']}:cancel")
    assert (reply.status, reply.problem) == (409, "not-cancellable")


@pytest.mark.requirement("B21")
@pytest.mark.requirement("B26")
async def test_discovery_says_what_can_be_cancelled_and_how_long_operations_live(acme: Operations) -> None:
    described = (await acme.tenant("GET", "/v2/tenants/acme/actions/echo")).json
    assert described["cancellable"] is True
    assert described["retention_seconds"] == 86400


@pytest.mark.requirement("B22")
async def test_operations_of_a_queueing_action_wait_for_each_other(acme: Operations, clock: ManualClock) -> None:
    await acme.put(concurrency="queue")
    made = []
    for n in range(3):
        clock.move(timedelta(milliseconds=2))
        made.append((await acme.run({"n": n}))["id"])
    order = []
    for _ in range(3):
        [job] = await acme.claim_all()
        order.append(job["job_id"])
        await acme.complete(job)
    assert order == made


@pytest.mark.requirement("B23")
async def test_a_second_operation_of_a_rejecting_action_is_409_naming_the_first(acme: Operations) -> None:
    await acme.put(concurrency="reject")
    replies = await asyncio.gather(*(acme.tenant("POST", RUN, {}) for _ in range(200)))
    [accepted] = [reply for reply in replies if reply.status == 202]
    refused = [reply for reply in replies if reply.status == 409]
    assert len(refused) == 199
    for reply in refused:
        assert reply.problem == "parallel-operation"
        assert accepted.json["id"] in reply.json["detail"]
    assert (await acme.tenant("POST", RUN.replace("one", "two"), {})).status == 202


@pytest.mark.requirement("B28")
@pytest.mark.requirement("A3")
async def test_an_input_that_does_not_fit_is_422_naming_each_part_and_no_operation_exists(acme: Operations) -> None:
    reply = await acme.tenant("POST", RUN, {"n": -1, "name": "too long", "x": 1})
    assert (reply.status, reply.problem) == (422, "invalid-input")
    assert {"/n", "/name"} <= set(reply.faults)
    assert (await acme.tenant("GET", "/operations")).json == {"results": []}
    assert await acme.claim_all() == []


@pytest.mark.requirement("B30")
async def test_an_operation_has_the_required_fields_and_no_field_says_two_things(acme: Operations) -> None:
    operation = await acme.finished(result={"n": 1})
    assert operation["id"] == operation["job_id"]
    assert operation["path"] == f"operations/{operation['id']}"
    assert operation["state"] == operation["status"] == "succeeded"
    assert operation["createdTime"] == operation["metadata"]["createdTime"]
    assert operation["createdTime"].endswith("Z")
    assert set(operation) == {
        "id", "job_id", "path", "state", "status", "done", "createdTime", "tenant_id", "action", "parent", "source",
        "labels", "metadata", "result",
    }  # fmt: skip
    assert set(operation["metadata"]) == {
        "createdTime", "update_time", "start_time", "complete_time", "expire_time", "attempt", "max_attempts",
    }  # fmt: skip


def _quoted(text: str) -> str:
    return quote(text, safe="")
