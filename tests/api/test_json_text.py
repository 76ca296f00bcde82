"""Where the parts of a text stand is what a parser of JSON says of them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.api.body.json_text import elements, members

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
INDENTS = st.sampled_from([None, 0, 2])


@given(st.dictionaries(st.text(), VALUES), INDENTS, st.booleans())
def test_members_are_those_that_a_parser_finds(value: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    raw = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    found = {name: json.loads(raw[part.start : part.end]) for name, part in members(raw)}
    assert found == value


@given(st.lists(VALUES), INDENTS)
def test_elements_are_those_that_a_parser_finds(value: list[Any], indent: int | None) -> None:
    raw = json.dumps(value, indent=indent).encode()
    assert [json.loads(raw[part.start : part.end]) for part in elements(raw, 0)] == value


def test_a_value_of_any_depth_has_an_end() -> None:
    for depth in (69, 70, 71, 5000):
        deep = b"[" * depth + b'"]"' + b"]" * depth
        raw = b"[1," + deep + b",{}]"
        assert [raw[part.start : part.end] for part in elements(raw, 0)] == [b"1", deep, b"{}"]


@pytest.mark.parametrize(
    "raw", [b"", b"5", b"[", b'{"a"', b'{"a":', b'{"a":[', b'{"a" 1}', b"[,]", b"]", b'["', b"{" * 99]
)
def test_what_is_no_json_has_an_end_too(raw: bytes) -> None:
    assert len(list(members(raw))) == 0
    assert len(list(elements(raw, 0))) <= 1
