"""JSON is passed on as it came, in one printable line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.remote.json_text import elements, members, one_line, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_one_line_means_the_same(value: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    line = one_line(text)
    assert line.isprintable() or not line
    assert json.loads(line) == value


@given(st.dictionaries(st.text(), VALUES, max_size=4), st.sampled_from([None, 2]))
def test_members_are_cut_out_as_they_stand(value: dict[str, object], indent: int | None) -> None:
    found = members(json.dumps(value, indent=indent))
    assert {name: json.loads(text) for name, text in found.items()} == value


@given(st.lists(VALUES, max_size=4), st.sampled_from([None, 2]))
def test_elements_are_cut_out_as_they_stand(value: list[object], indent: int | None) -> None:
    assert [json.loads(text) for text in elements(json.dumps(value, indent=indent))] == value


def test_digits_stay() -> None:
    text = '{"results": [ {"n": 0.10000000000000000000001},\n {"n": 123456789012345678901234567890} ]}'
    assert elements(members(text)["results"]) == [
        '{"n": 0.10000000000000000000001}',
        '{"n": 123456789012345678901234567890}',
    ]
    assert "0.10000000000000000000001},  {" in one_line(text)


def test_what_is_nested_too_deeply_is_a_wrong_text() -> None:
    with pytest.raises(ValueError, match="deep"):
        parse("[" * 100_000)
