from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from tests.serving import Api

SCHEMA: dict[str, Any] = {"type": "object", "required": ["tilt"], "properties": {"tilt": {"type": "number"}}}


@pytest.mark.requirement("A4")
async def test_action_is_written_and_written_again(api: Api) -> None:
    made = await api("PUT", "/v2/admin/actions/design", {"parent": "designs/{design_id}", "input_schema": SCHEMA})
    assert made.status == 201
    assert made.json["retention_seconds"] == 7 * 86400
    again = await api("PUT", "/v2/admin/actions/design", {"input_schema": SCHEMA, "cancellable": False})
    assert (again.status, again.json["parent"], again.json["cancellable"]) == (200, "", False)
    assert again.json["create_time"] == made.json["create_time"]
    assert again.headers["ETag"] != made.headers["ETag"]
    read = await api("GET", "/v2/admin/actions/design")
    assert (read.json, read.headers["ETag"]) == (again.json, again.headers["ETag"])
    assert (await api("GET", "/v2/admin/actions")).json["results"] == [read.json]


async def test_ended_action_is_gone_and_its_name_can_be_used_again(api: Api) -> None:
    await api.put_action("design")
    assert (await api("DELETE", "/v2/admin/actions/design")).status == 204
    assert (await api("GET", "/v2/admin/actions/design")).status == 404
    assert (await api("DELETE", "/v2/admin/actions/design")).status == 404
    assert (await api.put_action("design")).status == 201


async def test_writer_can_ask_for_what_must_stand_there(api: Api) -> None:
    body = {"input_schema": SCHEMA}
    only_new = {"If-None-Match": "*"}
    first = await api("PUT", "/v2/admin/actions/design", body, headers=only_new)
    assert first.status == 201
    assert (await api("PUT", "/v2/admin/actions/design", body, headers=only_new)).problem == "precondition-failed"
    etag = first.headers["ETag"]
    assert (await api("PUT", "/v2/admin/actions/design", body, headers={"If-Match": etag})).status == 200
    assert (await api("PUT", "/v2/admin/actions/design", body, headers={"If-Match": etag})).status == 412
    assert (await api("DELETE", "/v2/admin/actions/design", headers={"If-Match": etag})).status == 412
    assert (await api("PUT", "/v2/admin/actions/other", body, headers={"If-Match": "*"})).status == 412


WRONG_ACTIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"input_schema": {"type": "objekt"}}, "/input_schema/type", "not-a-schema"),
    (
        {"input_schema": {"properties": {"a": {"minimum": "x"}}}},
        "/input_schema/properties/a/minimum",
        "not-a-schema",
    ),
    ({"result_schema": {"required": "x"}}, "/result_schema/required", "not-a-schema"),
    ({"input_schema": 5}, "/input_schema", "dict-type"),
    ({"input_schema": {"$ref": "https://example.com/x"}}, "/input_schema/$ref", "remote-reference"),
    ({"input_schema": {"items": {"$ref": "other.json"}}}, "/input_schema/items/$ref", "remote-reference"),
    ({"input_schema": {"$ref": "#/nowhere"}}, "/input_schema/$ref", "unresolved-reference"),
    (
        {"input_schema": {"$schema": "http://json-schema.org/draft-07/schema#"}},
        "/input_schema/$schema",
        "other-dialect",
    ),
    ({"input_schema": {"pattern": "(?=a)b"}}, "/input_schema/pattern", "not-a-schema"),
    ({"input_schema": {"pattern": "(a{1000}){1000}"}}, "/input_schema/pattern", "not-a-schema"),
    ({"input_schema": {"description": "x" * 262144}}, "/input_schema", "too-large"),
    ({"parent": "designs/{id}/{id}"}, "/parent", "bad-parent"),
    ({"parent": "operations/{id}"}, "/parent", "bad-parent"),
    ({"parent": "/designs"}, "/parent", "bad-parent"),
    ({"parent": "designs/{Id}"}, "/parent", "bad-parent"),
    ({"parent": "/".join("abcdefghi")}, "/parent", "bad-parent"),
    ({"max_attempts": 0}, "/max_attempts", "greater-than-equal"),
    ({"lease_seconds": 0}, "/lease_seconds", "greater-than-equal"),
    ({"deadline_seconds": 604801}, "/deadline_seconds", "less-than-equal"),
    ({"retention_seconds": 86399}, "/retention_seconds", "greater-than-equal"),
    ({"concurrency": "some"}, "/concurrency", "enum"),
    ({"name": "x"}, "/name", "unknown-field"),
]


async def test_what_is_no_action_is_refused_with_its_pointer(api: Api) -> None:
    for members, pointer, code in WRONG_ACTIONS:
        reply = await api("PUT", "/v2/admin/actions/design", {"input_schema": SCHEMA, **members})
        assert (reply.status, reply.problem) == (422, "invalid-input")
        assert reply.faults == {pointer: code}
        assert (await api("GET", "/v2/admin/actions/design")).status == 404


async def test_schema_that_would_cost_for_ever_is_refused(api: Api) -> None:
    definitions: dict[str, Any] = {"a0": {"type": "object"}}
    for index in range(1, 41):
        definitions[f"a{index}"] = {"allOf": [{"$ref": f"#/$defs/a{index - 1}"}] * 2}
    schema = {"$ref": "#/$defs/a40", "$defs": definitions}
    reply = await api("PUT", "/v2/admin/actions/design", {"input_schema": schema})
    assert reply.faults == {"/input_schema": "too-complex"}


NO_NAMES: list[str] = ["run", "operations", "status", "dead-letters", "-x", "a.b", "a" * 65, "a%20b"]


async def test_words_of_the_api_and_other_names_cannot_be_actions(api: Api) -> None:
    for name in NO_NAMES:
        reply = await api("PUT", f"/v2/admin/actions/{name}", {"input_schema": SCHEMA})
        assert (reply.status, reply.faults) == (422, {"": "bad-name"})


async def test_what_can_be_no_action_is_not_found(api: Api) -> None:
    for name in ("bad%20name", "-x", "x" * 65, "a%2Fb", "%C3%A4"):
        for method in ("GET", "HEAD", "DELETE"):
            assert (await api(method, f"/v2/admin/actions/{name}")).status == 404


@pytest.mark.requirement("A15")
@pytest.mark.requirement("B21")
@pytest.mark.requirement("B26")
async def test_tenant_discovers_what_can_be_run_and_how(api: Api) -> None:
    tenant = await api.make_tenant("acme")
    await api.put_action(
        "design", parent="designs/{design_id}", input_schema=SCHEMA, cancellable=False, retention_seconds=86400
    )
    await api.put_action("audit_all", concurrency="reject")
    listed = await tenant("GET", "/v2/tenants/acme/actions")
    assert [each["action"] for each in listed.json["results"]] == ["design", "audit_all"]
    design = await tenant("GET", "/v2/tenants/acme/actions/design")
    assert design.json == listed.json["results"][0]
    assert design.json["run_path"] == "/v2/tenants/acme/designs/{design_id}/design/run"
    assert (design.json["cancellable"], design.json["retention_seconds"]) == (False, 86400)
    assert design.json["input_schema"] == SCHEMA
    assert (await tenant("GET", "/v2/tenants/acme/actions/other")).status == 404


async def test_actions_are_listed_page_by_page(api: Api, clock: ManualClock) -> None:
    tenant = await api.make_tenant("acme")
    for name in ("a", "b", "c"):
        clock.move(timedelta(seconds=1))
        await api.put_action(name)
    for reader, path in ((tenant, "/v2/tenants/acme/actions"), (api, "/v2/admin/actions")):
        first = (await reader("GET", f"{path}?max_page_size=2")).json
        assert [each["action"] for each in first["results"]] == ["c", "b"]
        rest = (await reader("GET", f"{path}?max_page_size=2&page_token={first['next_page_token']}")).json
        assert [each["action"] for each in rest["results"]] == ["a"]
        assert "next_page_token" not in rest
        assert (await reader("GET", f"{path}?max_page_size=-1")).problem == "bad-request"


async def test_action_that_does_not_say_what_goes_in_takes_any_object(api: Api) -> None:
    made = await api("PUT", "/v2/admin/actions/anything", {})
    assert (made.status, made.json["input_schema"]) == (201, {"type": "object"})


async def test_change_of_an_action_is_seen_at_once(api: Api) -> None:
    tenant = await api.make_tenant("acme")
    await api.put_action("design", description="before")
    assert (await tenant("GET", "/v2/tenants/acme/actions/design")).json["description"] == "before"
    await api.put_action("design", description="after")
    assert (await tenant("GET", "/v2/tenants/acme/actions/design")).json["description"] == "after"
