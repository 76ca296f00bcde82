"""Every sentence that a wrong body can be answered with, read from outside: plain words about the part to change."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bellhop.api.body.models import NoMembers, RequestModel
from bellhop.api.body.receiving import AnyObject
from bellhop.api.edge.routing import Route
from bellhop.api.routes import TABLE
from tests.api.subscribing import make
from tests.serving import Api

WRONG: list[Any] = [
    None,
    True,
    1,
    1.5,
    -1,
    -1.5,
    10**19,
    1e300,
    "",
    "x",
    "a b",
    "é\n:\\",
    "x" * 5000,
    "2026-13-01T00:00:00Z",
    [],
    [None],
    ["x", 5, {}],
    ["?"] * 1200,
    {},
    {"x": None},
    {"x": 5},
    {"": "v" * 300, "k" * 70: "x"},
    {f"k{n}": "v" for n in range(100)},
]
PROGRAMMERS_WORDS = re.compile(
    r"[Ii]nput|should|valid|instance|dictionary|\bstr\b|\bint\b|\bbool\b|None|True|False|\^|regex|pattern|Value"
)


SEEN = {
    "bad-time", "bool-type", "dict-type", "enum", "float-type", "greater-than-equal", "int-type",
    "less-than-equal", "list-type", "literal-error", "model-type",  "string-pattern-mismatch",
    "string-too-long", "string-type", "too-long", "too-short", "unknown-field",
}  # fmt: skip


def inner_models(annotation: Any) -> Iterator[type[RequestModel]]:
    if isinstance(annotation, type) and issubclass(annotation, RequestModel):
        yield annotation
    for part in get_args(annotation):
        yield from inner_models(part)


def filled(model: type[BaseModel], value: Any, *, deep: bool) -> Any:
    """A body whose every member is the value: the objects in it themselves, or (`deep`) their members."""
    body: dict[str, Any] = {}
    for name, member in model.model_fields.items():
        inner = next(inner_models(member.annotation), None)
        if inner is None or not deep:
            body[name] = value
        else:
            body[name] = (
                [filled(inner, value, deep=True)]
                if "list[" in str(member.annotation)
                else filled(inner, value, deep=True)
            )
    return body


def with_bodies() -> list[Route]:
    return [each for each in TABLE.routes if each.terms.body is not None and each.access.tenant != "key"]


def model_of(route: Route) -> type[BaseModel]:
    model = route.terms.described or route.terms.body
    assert model is not None
    return NoMembers if model is AnyObject else model


@pytest.fixture
async def ids(api: Api) -> dict[str, str]:
    """The variables of every path, so that each leads to something."""
    tenant = await api.make_tenant("acme")
    await api.put_action("design")
    return {
        "tenant_id": "acme",
        "action": "design",
        "parent": "",
        "event_type": "design.created",
        "subscription_id": (await make(tenant))["id"],
    }


def place(body: Any, pointer: str) -> bool:
    """Whether a pointer names something in the body, or a member that an object in it does not have."""
    steps = [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]
    for index, step in enumerate(steps):
        if isinstance(body, dict) and step in body:
            body = body[step]
        elif isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        else:
            return isinstance(body, dict) and index == len(steps) - 1
    return True


async def test_every_wrong_body_is_answered_in_plain_words_about_the_part_to_change(
    api: Api, ids: dict[str, str]
) -> None:
    said: dict[str, set[str]] = {}
    for route in with_bodies():
        if route.path.endswith("/run"):  # its body is the action's
            continue
        for value in WRONG:
            for deep in (False, True):
                body = filled(model_of(route), value, deep=deep) | {"no such": value}
                reply = await api(route.method, route.pattern.filled(ids), body)
                assert reply.status in (422, 413), (route.path, value, reply.content)
                for fault in reply.json.get("errors", []):
                    said.setdefault(fault["code"], set()).add(fault["message"])
                    assert place(body, fault["pointer"]), (route.path, fault)
    sentences = {each for some in said.values() for each in some}
    assert [each for each in sentences if PROGRAMMERS_WORDS.search(each)] == []
    assert [each for each in sentences if not re.fullmatch(r"[^a-z].*\.", each, re.DOTALL)] == []
    assert "This does not belong here." not in sentences
    assert set(said) >= SEEN


PLACES = [
    (
        {"labels": {"k" * 65: "v"}},
        "/events/0/labels/" + "k" * 65,
        "The name of this member must have at most 64 characters; it has 65.",
    ),
    ({"labels": {"k": "v" * 257}}, "/events/0/labels/k", "This must have at most 256 characters; it has 257."),
    (
        {"labels": {"k" * 65: {"x": 1}}},
        "/events/0/labels/" + "k" * 65,
        "The name of this member must have at most 64 characters; it has 65.",
    ),
    ({"labels": {"a/b": 5}}, "/events/0/labels/a~1b", "This must be a string, not a number."),
    ({"labels": []}, "/events/0/labels", "This must be an object, not a list."),
    ({"type": None}, "/events/0/type", "This must be a string, not null."),
    ({"data": "x"}, "/events/0/data", "This must be an object, not a string."),
    ({"colour": 1}, "/events/0/colour", "There is no such member."),
]


@pytest.mark.parametrize(("members", "pointer", "message"), PLACES)
async def test_sentence_stands_at_the_part_that_it_is_about(
    api: Api, members: dict[str, Any], pointer: str, message: str
) -> None:
    await api.make_tenant("acme")
    body = {"events": [{"type": "design.created", "data": {}, **members}]}
    reply = await api("POST", "/v2/tenants/acme/events", body)
    assert (pointer, message) in [(each["pointer"], each["message"]) for each in reply.json["errors"]]


URLS = [
    ("https://example.com/" + "x" * 2048, "This must have at most 2048 characters; it has 2068."),
    ("https://example.com/%zz", "`%zz` in the URL must be `%` and two hexadecimal digits (percent-encoding)."),
    ("https://example.com/a?b=%", "`%` in the URL must be `%` and two hexadecimal digits (percent-encoding)."),
    ("https://example.com/a b", "The character U+0020 in the URL's path or query must be percent-encoded: `%20`."),
    ("https://example.com/é", "The character é in the URL's path or query must be percent-encoded: `%C3%A9`."),
]


@pytest.mark.parametrize(("uri", "message"), URLS)
async def test_url_that_cannot_be_called_is_told_what_to_change(api: Api, uri: str, message: str) -> None:
    tenant = await api.make_tenant("acme")
    reply = await tenant("POST", "/v2/tenants/acme/subscriptions", {"uri": uri, "event_types": ["a.b"]})
    assert [(each["pointer"], each["message"]) for each in reply.json["errors"]] == [("/uri", message)]
