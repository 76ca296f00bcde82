import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.filter import Field, FieldType, parse
from bellhop.errors import BadFilterError
from tests.domain.filter_cases import CASES, FAILED, FIELDS, REFUSED, RUNNING
from tests.domain.filter_oracle import FilterEvaluationError, to_bool

EVENT_FIELDS = {"action": Field(FieldType.STRING), "labels": Field(FieldType.STRING_MAP)}


def matches(text: str, values: Mapping[str, Any]) -> bool:
    try:
        return to_bool(parse(text, FIELDS))(values)
    except FilterEvaluationError:
        return False


@pytest.mark.requirement("B9")
@pytest.mark.parametrize(("text", "running", "failed"), CASES)
def test_filter_says_of_a_row_what_the_table_says(text: str, running: bool, failed: bool) -> None:
    assert (matches(text, RUNNING), matches(text, FAILED)) == (running, failed)


@pytest.mark.parametrize(("text", "character"), REFUSED)
def test_refused_filter_names_the_character(text: str, character: int) -> None:
    with pytest.raises(BadFilterError) as refused:
        parse(text, FIELDS)
    assert refused.value.extra["character"] == character, refused.value.detail
    assert f"character {character}:" in refused.value.detail


@pytest.mark.parametrize(
    "fields", [EVENT_FIELDS, FIELDS, {"hour": Field(FieldType.TIMESTAMP)}], ids=["text", "all", "time"]
)
@pytest.mark.parametrize("text", ["{name}", "has(nothing)", "!{name} == 1", "size({name})"])
def test_comparison_that_is_suggested_is_one_of_these_fields(fields: dict[str, Field], text: str) -> None:
    with pytest.raises(BadFilterError) as refused:
        parse(text.format(name=next(iter(fields))), fields)
    suggested = re.search("`([^`]*(?:==|>)[^`]*)`", refused.value.detail)
    if suggested is not None:
        parse(suggested[1], fields)
    assert "running" not in refused.value.detail


def test_labels_are_reached_by_dot_and_by_string() -> None:
    event = {"action": "design", "labels": {"site": "x", "a-b": "y"}}
    assert to_bool(parse('labels.site == "x"', EVENT_FIELDS))(event)
    assert to_bool(parse('labels["a-b"] in ["y"]', EVENT_FIELDS))(event)


def test_missing_label_is_an_error_that_names_it() -> None:
    with pytest.raises(FilterEvaluationError, match="site"):
        to_bool(parse('labels.site == "x"', EVENT_FIELDS))({"action": "design", "labels": {}})


def test_missing_label_is_absorbed_by_what_decides() -> None:
    event = {"action": "design", "labels": {}}
    assert to_bool(parse('labels.site == "x" || action == "design"', EVENT_FIELDS))(event)
    assert not to_bool(parse('labels.site == "x" && action == "other"', EVENT_FIELDS))(event)


def test_label_that_may_be_missing_is_asked_for() -> None:
    with_it, without = {"action": "a", "labels": {"site": "roof", "a-b": ""}}, {"action": "a", "labels": {}}
    for text in (
        "has(labels.site)",
        '"site" in labels',
        '"a-b" in labels',
        'has(labels.site) && labels.site == "roof"',
    ):
        wanted = to_bool(parse(text, EVENT_FIELDS))
        assert (wanted(with_it), wanted(without)) == (True, False), text
    for text in ("!has(labels.site)", '!("site" in labels)', '!has(labels.site) || labels.site != "roof"'):
        wanted = to_bool(parse(text, EVENT_FIELDS))
        assert (wanted(with_it), wanted(without)) == (False, True), text
    assert to_bool(parse('labels.site.startsWith("ro")', EVENT_FIELDS))(with_it)
    with pytest.raises(FilterEvaluationError):
        to_bool(parse('!labels.site.startsWith("ro")', EVENT_FIELDS))(without)


@pytest.mark.parametrize("text", ['labels == "x"', 'labels.a.b == "x"', 'action["x"] == "x"', 'labels[1] == "x"'])
def test_map_is_filtered_by_exactly_one_member(text: str) -> None:
    with pytest.raises(BadFilterError):
        parse(text, EVENT_FIELDS)


@given(st.text(alphabet="""abs "'\\=!<>&|()[]{},.:-+*/%?01e_tru\n""", max_size=80))
def test_any_text_is_parsed_or_refused_at_a_character(text: str) -> None:
    character: object = 1
    try:
        parse(text, FIELDS)
    except BadFilterError as refused:
        character = refused.extra["character"]
    assert isinstance(character, int)
    assert 1 <= character <= len(text) + 1


def test_strings_that_would_take_the_grammar_for_ever_are_refused_at_once() -> None:
    started = time.process_time()
    for text in (
        'state == "' + "\\a" * 900,
        "state == '" + "\\x41" * 400,
        '""""' * 400,
        "-" * 2000,
        "!" * 2000,
        "a." * 900,
    ):
        with pytest.raises(BadFilterError):
            parse(text, FIELDS)
    assert time.process_time() - started < 5


def test_moments_are_compared_whatever_their_offset() -> None:
    values = {"createdTime": datetime(2026, 1, 1, tzinfo=UTC)}
    assert to_bool(parse('createdTime == timestamp("2026-01-01T05:30:00+05:30")', FIELDS))(values)
