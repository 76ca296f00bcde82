from typing import Any

import pytest

from bellhop.domain.schema import Judgement, check_schema, know, pointer
from bellhop.domain.schema_budget import Budget

SITE = {
    "type": "object",
    "required": ["latitude", "tilt"],
    "additionalProperties": False,
    "properties": {
        "latitude": {"type": "number", "minimum": -90, "maximum": 90},
        "tilt": {"type": "number"},
        "when": {"type": "string", "format": "date-time"},
        "panels": {"type": "array", "items": {"type": "integer"}},
        "a/b": {"type": "string", "pattern": "^(a+)+$"},
    },
}


def judge(schema: dict[str, Any], value: object, *, steps: int = 10_000) -> Judgement:
    known = know(schema, light=False)
    assert known is not None
    return Judgement() if known.fits(value) else known.name_faults(value, Budget(steps))


def faults(schema: dict[str, Any], value: object) -> dict[str, str]:
    return {fault.pointer: fault.code for fault in judge(schema, value).faults}


@pytest.mark.requirement("A3")
def test_every_part_at_fault_has_a_fault_of_its_own() -> None:
    wrong = {"latitude": 91, "when": "today", "panels": [1, "2", 3.5], "a/b": "b", "colour": 1, "size": 2}
    assert faults(SITE, wrong) == {
        "/latitude": "maximum",
        "/tilt": "required",
        "/when": "format",
        "/panels/1": "type",
        "/panels/2": "type",
        "/a~1b": "pattern",
        "/colour": "unknown-field",
        "/size": "unknown-field",
    }


def test_what_fits_has_no_fault() -> None:
    assert faults(SITE, {"latitude": 1, "tilt": 2.5, "when": "2026-01-31T12:00:00Z"}) == {}


def test_value_that_is_no_object_is_at_fault_as_a_whole() -> None:
    assert faults(SITE, 5) == {"": "type"}


def test_pattern_that_would_backtrack_for_ever_is_answered_at_once() -> None:
    assert faults(SITE, {"latitude": 1, "tilt": 1, "a/b": "a" * 100_000 + "b"}) == {"/a~1b": "pattern"}


def test_faults_are_at_most_a_hundred_and_short() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    found = judge(schema, {f"k{index}": "x" * 10_000 for index in range(1000)}).faults
    assert len(found) == 100
    assert all(len(fault.message) <= 300 for fault in found)


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
        {"$ref": "#/$defs/tree", "$defs": {"tree": {"properties": {"left": {"$ref": "#/$defs/tree"}}}}},
        {"const": {"$ref": "https://example.com"}},
        {"properties": {"$ref": {"type": "string"}}},
    ],
)
def test_schema_that_stays_at_home_is_taken(schema: dict[str, Any]) -> None:
    assert check_schema(schema) == []


def test_schema_is_bounded_in_depth() -> None:
    schema: dict[str, Any] = {}
    for _ in range(60):
        schema = {"not": schema}
    assert [fault.code for fault in check_schema(schema)] == ["too-deep"]


def test_pointer_escapes_what_it_must() -> None:
    assert pointer(["a/b", 0, "c~d", ""]) == "/a~1b/0/c~0d/"
