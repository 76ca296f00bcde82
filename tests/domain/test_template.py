import json
import re
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.template import LARGEST_RENDERED_BYTES, Template, TooLargeError, faults_of_template

BODY = (
    b'{"type":"operation.failed","timestamp":"2026-11-29T13:30:15.000000Z","data":{"job_id":"op_1",'
    b'"labels":{"site":"O\\"slo\\n"},"count":1.10,"huge":123456789012345678901234567890,"none":null,"yes":true,'
    b'"errors":[{"code":"a","message":"first"},{"code":"b"}],"metadata":{"custom":{"k":[1,2.50]}}}}'
)


def render(template: Any) -> Any:
    return json.loads(rendered(template), parse_float=str)


def rendered(template: Any, body: bytes = BODY) -> bytes:
    assert list(faults_of_template(template)) == []
    return Template(orjson.dumps(template)).render("evt_1", body)


def test_text_is_filled_in_where_the_placeholders_stand() -> None:
    made = render({"text": "{{type}}: {{ data.job_id }} at {{data.labels.site}}", "list": ["{{id}}", {"deep": "x"}]})

    assert made == {"text": 'operation.failed: op_1 at O"slo\n', "list": ["evt_1", {"deep": "x"}]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{data.count}}", "1.10"),
        ("{{data.huge}}", 123456789012345678901234567890),
        ("{{data.yes}}", True),
        ("{{data.none}}", None),
        ("{{data.nothing.there}}", None),
        ("{{data.job_id.more}}", None),
        ("{{data.errors.1.code}}", "b"),
        ("{{data.errors.2.code}}", None),
        ("{{data.metadata.custom}}", {"k": [1, "2.50"]}),
    ],
)
def test_a_string_that_is_one_placeholder_takes_the_type_of_the_value(text: str, value: object) -> None:
    assert render({"it": text}) == {"it": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n={{data.count}}", "n=1.10"),
        ("n={{data.huge}}", "n=123456789012345678901234567890"),
        ("n={{data.yes}}", "n=true"),
        ("n={{data.none}}", "n="),
        ("n={{data.nothing}}", "n="),
        ("{{data.job_id}}{{data.job_id}}", "op_1op_1"),
        ("n={{data.errors.1}}", 'n={"code":"b"}'),
        ("{ {{type}} }", "{ operation.failed }"),
    ],
)
def test_within_text_a_value_is_text(text: str, value: str) -> None:
    assert render({"it": text}) == {"it": value}


def test_numbers_leave_digit_for_digit() -> None:
    template = Template(b'{"own":1.10,"count":"{{data.count}}","huge":"{{data.huge}}"}')

    assert template.render("evt_1", BODY) == b'{"own":1.10,"count":1.10,"huge":123456789012345678901234567890}'


def test_what_an_event_holds_is_never_read_as_a_template() -> None:
    body = b'{"type":"a","timestamp":"","data":{"text":"{{type}}\\", \\"x\\": \\"{{id}}"}}'

    assert orjson.loads(rendered({"it": "{{data.text}}", "in": "<{{data.text}}>"}, body)) == {
        "it": '{{type}}", "x": "{{id}}',
        "in": '<{{type}}", "x": "{{id}}>',
    }


@pytest.mark.parametrize(
    ("template", "where"),
    [
        ({"a": ["{{data.x}}", {"b": "{{}}"}]}, ("a", 1, "b")),
        ({"a": "{{nosuch.x}}"}, ("a",)),
        ({"a": "{{datax}}"}, ("a",)),
        ({"a": "{{data..x}}"}, ("a",)),
        ({"a": "{{data.x | upper}}"}, ("a",)),
        ({"a": "{{#if data.x}}"}, ("a",)),
        ({"a": "{{data.x"}, ("a",)),
        ({"a": "data.x}}"}, ("a",)),
        ({"a": "{{data.{{type}}}}"}, ("a",)),
        ({"a": "{{data" + ".x" * 16 + "}}"}, ("a",)),
        ({"{{type}}": 1}, ("{{type}}",)),
        ({"a": "x" * 16_384}, ()),
    ],
)
def test_what_cannot_be_filled_in_is_named_by_its_place(template: Any, where: tuple[str | int, ...]) -> None:
    assert {fault.where for fault in faults_of_template(template)} == {where}


@pytest.mark.parametrize(
    "template", [{"a": "{{data}}" * 1_900}, {"a": ["{{data}}"] * 1_300}, {"a": "{{data.long}}", "b": "{{data.long}}"}]
)
def test_what_would_be_larger_than_the_limit_is_not_made(template: Any) -> None:
    data = orjson.dumps({"long": "x" * (LARGEST_RENDERED_BYTES // 2)})
    body = b'{"type":"a","timestamp":"","data":%b}' % data

    with pytest.raises(TooLargeError):
        rendered(template, body)


INTEGERS = st.integers(-(2**63), 2**63)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
STRINGS = st.lists(
    st.sampled_from(["{{data}}", "{{data.a}}", "{{ data.b.0 }}", "{{id}}", "{", '"', "\\", "é\n"]), max_size=4
).map("".join)
TEMPLATES = st.dictionaries(
    st.text('ab"é'),
    st.recursive(STRINGS | INTEGERS | st.none(), lambda inner: st.lists(inner, max_size=3)),
    max_size=4,
)


@given(template=TEMPLATES, data=st.dictionaries(st.sampled_from("abc"), VALUES))
def test_whatever_is_filled_in_the_result_is_the_template_with_its_strings_replaced(template: Any, data: Any) -> None:
    if list(faults_of_template(template)):
        return
    body = json.dumps({"type": "t", "timestamp": "", "data": data}).encode()

    made = json.loads(Template(json.dumps(template).encode()).render("evt_1", body))

    assert made == naive(template, {"data": data, "id": "evt_1"})


def naive(node: Any, event: Any) -> Any:
    """The rule itself, by walking."""
    if isinstance(node, dict):
        return {name: naive(value, event) for name, value in node.items()}
    if isinstance(node, list):
        return [naive(value, event) for value in node]
    if not isinstance(node, str):
        return node
    found = {
        "{{data}}": event["data"],
        "{{data.a}}": event["data"].get("a"),
        "{{ data.b.0 }}": (event["data"]["b"] or [None])[0] if isinstance(event["data"].get("b"), list) else None,
        "{{id}}": event["id"],
    }
    if node in found:
        return found[node]
    return re.sub("|".join(map(re.escape, found)), lambda match: text_of(found[match[0]]), node)


def text_of(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
