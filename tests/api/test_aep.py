"""The description as our own reading of the API Enhancement Proposals has it, and as generators of clients need it.

What the contract decides otherwise is named here: `createdTime`, `…/run` and `…/status?job_id=`, 200 for
`validate_only`, the shape of an operation.
"""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from bellhop.api.description import openapi
from bellhop.api.description.operation_names import name_of
from bellhop.api.routes import TABLE
from bellhop.domain.event import EventType

Json = dict[str, Any]

DOCUMENT = openapi.document(TABLE.routes)
SCHEMAS: Json = DOCUMENT["components"]["schemas"]
BY_CONTRACT = ("/run", "/status")
NO_RESOURCES = {
    "/livez",
    "/readyz",
    "/metrics",
    "/",
    "/openapi.json",
    "/docs",
    "/docs/guides/{guide}",
    "/problems/{code}",
}
SINGLE = (
    "/v2/me",
    "/v2/admin/stats",
    "/v2/admin/doctor",
    "/v2/tenants/{tenant_id}/totals",
    "/v2/tenants/{tenant_id}/webhook-keys",
)
BOUNDED = ("/history", "/event-types", "/admin/workers", "/admin/cells", *SINGLE)  # always whole


def requests(*methods: str) -> Iterator[tuple[str, str, Json]]:
    """The requests of the API that these rules are about: method, path, description."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if (not methods or method.upper() in methods) and not path.endswith(BY_CONTRACT) | (path in NO_RESOURCES):
                yield method.upper(), path, operation


def is_one(path: str) -> bool:
    return path.endswith("}")


def has_verb(path: str) -> bool:
    return ":" in path.rpartition("/")[2]


def schema_of(content: Json) -> Json:
    """The definition of a body."""
    (schema,) = {each["schema"]["$ref"]: each["schema"] for each in content.values()}.values()
    return named(schema)


def named(schema: Json) -> Json:
    found: Json = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    return found


def test_operations_are_named_by_what_they_do() -> None:
    verbs = {"GET": "get", "PATCH": "update", "PUT": "apply", "DELETE": "delete"}
    for method, path, operation in requests():
        name, segment = operation["operationId"], path.rpartition("/")[2]
        if has_verb(path):
            verb = segment.partition(":")[2].partition("-")[0]
        elif is_one(path):
            verb = verbs[method]
        else:
            verb = "get" if path in SINGLE else {"GET": "list", "POST": "create"}[method]
        assert re.fullmatch(rf"{verb}[A-Z][A-Za-z0-9]*", name), (method, path, name)


def test_names_are_unique_with_those_of_what_is_sent() -> None:
    every = [*DOCUMENT["paths"].values(), *DOCUMENT["webhooks"].values()]
    names = [operation["operationId"] for item in every for operation in item.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/v2/tenants/{tenant_id}/{parent}/{action}/run", "runAction"),
        ("GET", "/operations", "listOperations"),
        ("POST", "/v1/operations/{operation_id}:cancel", "cancelOperationV1"),
        ("POST", "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}:rotate-secret", "rotateSubscriptionSecret"),
        ("POST", "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}/deliveries:claim", "claimDeliveries"),
        ("GET", "/v2/tenants/{tenant_id}/dead-letters", "listDeadLetters"),
        ("PUT", "/v2/admin/actions/{action}", "applyAction"),
        ("GET", "/v2/tenants/{tenant_id}/actions/{action}", "getOfferedAction"),
    ],
)
def test_name(method: str, path: str, name: str) -> None:
    assert name_of(method, path) == name


def test_members_that_an_answer_may_leave_out_are_never_null() -> None:
    answered = {ref for ref in references(answers()) if ref not in set(references(bodies()))}
    assert len(answered) > 60
    for name in answered:
        for member, schema in SCHEMAS[name].get("properties", {}).items():
            if member not in SCHEMAS[name].get("required", ()):
                assert {"type": "null"} not in schema.get("anyOf", []), (name, member)
                assert schema.get("default", ...) is not None, (name, member)


def answers() -> list[Json]:
    return [answer for _, _, each in requests() for answer in each["responses"].values()]


def bodies() -> list[Json]:
    return [each["requestBody"] for _, _, each in requests() if "requestBody" in each]


def references(node: object, found: dict[str, None] | None = None) -> dict[str, None]:
    """The names of all definitions that something refers to, in turn."""
    found = {} if found is None else found
    for name in re.findall(r"'\$ref': '#/components/schemas/(\w+)'", repr(node)):
        if name not in found:
            found[name] = None
            references(SCHEMAS[name], found)
    return found


def test_members_have_no_titles_made_of_their_names() -> None:
    for name, schema in SCHEMAS.items():
        for member, inner in schema.get("properties", {}).items():
            assert not isinstance(inner.get("title"), str), (name, member)


def test_lists_are_paged_in_one_way() -> None:
    lists = [(path, each) for _, path, each in requests("GET") if not is_one(path) and not path.endswith(BOUNDED)]
    assert len(lists) >= 12
    for path, operation in lists:
        parameters = {each["name"]: each for each in operation["parameters"] if each["in"] == "query"}
        assert parameters["max_page_size"]["schema"]["type"] == "integer", path
        assert parameters["page_token"]["schema"]["type"] == "string", path
        assert not any(each["required"] for each in parameters.values()), path
        page = schema_of(operation["responses"]["200"]["content"])
        assert page["properties"]["results"]["type"] == "array", path
        assert page["properties"]["next_page_token"] == {"type": "string"}, path


def test_standard_requests_show_and_take_resources() -> None:
    for method, path, operation in requests():
        if has_verb(path) or (method == "GET" and not is_one(path)):
            continue
        shown = [schema_of(answer["content"]) for status, answer in operation["responses"].items()
                 if status in ("200", "201", "202") and "content" in answer]  # fmt: skip
        if method == "DELETE":
            assert "requestBody" not in operation, path
            assert {"202", "204"} & set(operation["responses"]), path
            continue
        kinds = {each["x-aep-resource"]["type"] for each in shown}
        if method != "GET":
            kinds.add(schema_of(operation["requestBody"]["content"])["x-aep-resource"]["type"])
        assert len(kinds) == 1, (method, path, kinds)


def test_resources_say_what_they_are() -> None:
    schema = {
        "type": "object",
        "required": ["singular", "plural", "patterns", "type"],
        "properties": {
            "type": {"pattern": "^bellhop/[a-z][a-z-]*$"},
            "singular": {"pattern": "^[a-z][a-z-]*$"},
            "plural": {"pattern": "^[a-z][a-z-]*$"},
            "patterns": {"minItems": 1, "items": {"pattern": r"^[a-z][a-z-]*(/([a-z][a-z-]*|\{[a-z_]+\}))*$"}},
            "singleton": {"const": True},
        },
        "additionalProperties": False,
    }
    said = [each["x-aep-resource"] for each in SCHEMAS.values() if "x-aep-resource" in each]
    assert len(said) > 20
    for each in said:
        jsonschema_rs.validate(schema, each)


def test_patches_are_merge_patches() -> None:
    for _, path, operation in requests("PATCH"):
        assert set(operation["requestBody"]["content"]) == {"application/merge-patch+json", "application/json"}, path


def test_problems_are_as_rfc_9457_has_them() -> None:
    members = SCHEMAS["Problem"]["properties"]
    assert (members["type"]["type"], members["type"]["format"]) == ("string", "uri-reference")
    assert members["instance"]["format"] == "uri-reference"
    assert (members["status"]["minimum"], members["status"]["maximum"]) == (100, 599)
    for _, path, operation in requests():
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert answer == {"$ref": f"#/components/responses/Problem{status}"}, path


def test_every_body_and_every_success_has_an_example() -> None:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                assert "example" in media, (method, path)
            good = {status: each for status, each in operation["responses"].items() if status < "300"}
            assert good, (method, path)
            for status, answer in good.items():
                assert ("content" in answer) == (status != "204"), (method, path)
                for kind, media in answer.get("content", {}).items():
                    assert "example" in media or path in NO_RESOURCES, (method, path, kind)


def test_what_is_sent_is_described_with_an_example_of_each_type() -> None:
    sent = DOCUMENT["webhooks"]
    assert {each.value for each in EventType} | {"published"} == set(sent)
    for name, item in sent.items():
        operation = item["post"]
        (media,) = operation["requestBody"]["content"].values()
        jsonschema_rs.validate(named(media["schema"]), media["example"])
        assert name == "published" or media["example"]["type"] == name
        assert {each["name"] for each in operation["parameters"]} >= {"webhook-id", "webhook-timestamp"}
        assert operation["security"] == []


def test_types_of_what_is_sent_are_told_apart_by_their_type() -> None:
    succeeded, failed = SCHEMAS["OperationSucceededEvent"], SCHEMAS["OperationFailedEvent"]
    assert succeeded["properties"]["type"]["const"] == "operation.succeeded"
    assert "result" in succeeded["properties"]["data"]["properties"]
    assert "result" not in failed["properties"]["data"]["properties"]
    assert failed["properties"]["data"]["properties"]["state"]["const"] == "failed"


def test_every_heading_is_introduced() -> None:
    every = [*DOCUMENT["paths"].values(), *DOCUMENT["webhooks"].values()]
    used = {tag for item in every for operation in item.values() for tag in operation["tags"]}
    assert used == {tag["name"] for tag in DOCUMENT["tags"]}
