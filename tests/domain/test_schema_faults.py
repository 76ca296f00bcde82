from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellhop.domain.schema import check_schema, know
from bellhop.domain.schema_budget import Budget
from bellhop.domain.schema_sentences import SENTENCES
from bellhop.errors import Fault

STEPS = 100_000

# For each keyword that a value can break: a schema, a value, where the fault lies, its code, what is said.
TOLD: list[tuple[str, Any, Any, Fault]] = [
    ("type", {"type": ["string", "null"]}, 5, Fault("", "type", "This must be a string or null.")),
    ("const", {"const": {"a": 1}}, 5, Fault("", "const", 'This must be {"a":1}.')),
    ("enum", {"enum": ["a", 1, None]}, 5, Fault("", "enum", 'This must be one of "a", 1, null.')),
    ("multipleOf", {"multipleOf": 0.5}, 0.3, Fault("", "multiple-of", "This must be a multiple of 0.5.")),
    ("maximum", {"maximum": 3}, 4, Fault("", "maximum", "This must be at most 3.")),
    ("exclusiveMaximum", {"exclusiveMaximum": 3}, 3, Fault("", "exclusive-maximum", "This must be less than 3.")),
    ("minimum", {"minimum": 3}, 2, Fault("", "minimum", "This must be at least 3.")),
    ("exclusiveMinimum", {"exclusiveMinimum": 3}, 3, Fault("", "exclusive-minimum", "This must be more than 3.")),
    ("maxLength", {"maxLength": 1}, "ab", Fault("", "max-length", "This must have at most 1 character.")),
    ("minLength", {"minLength": 3}, "ab", Fault("", "min-length", "This must have at least 3 characters.")),
    ("pattern", {"pattern": "^a"}, "b", Fault("", "pattern", 'This does not match the pattern "^a".')),
    ("format", {"format": "date"}, "today", Fault("", "format", 'This is not of the format "date".')),
    ("maxItems", {"maxItems": 1}, [1, 2], Fault("", "max-items", "This must have at most 1 item.")),
    ("minItems", {"minItems": 2}, [1], Fault("", "min-items", "This must have at least 2 items.")),
    ("uniqueItems", {"uniqueItems": True}, [1, 1], Fault("", "unique-items", "No two items may be the same.")),
    (
        "minContains",
        {"contains": {"const": 1}, "minContains": 2},
        [1],
        Fault("", "contains", "The list must contain at least 2 items of the kind asked for."),
    ),
    (
        "maxContains",
        {"contains": {"const": 1}, "maxContains": 1},
        [1, 1],
        Fault("", "max-contains", "The list must contain at most 1 item of the kind asked for."),
    ),
    (
        "maxProperties",
        {"maxProperties": 1},
        {"a": 1, "b": 2},
        Fault("", "max-properties", "This must have at most 1 member."),
    ),
    (
        "minProperties",
        {"minProperties": 2},
        {"a": 1},
        Fault("", "min-properties", "This must have at least 2 members."),
    ),
    ("required", {"required": ["a"]}, {}, Fault("/a", "required", "This member is required.")),
    (
        "dependentRequired",
        {"dependentRequired": {"a": ["b"]}},
        {"a": 1},
        Fault("/b", "dependent-required", 'This member is required where "a" is given.'),
    ),
    (
        "dependencies",
        {"dependencies": {"a": ["b"]}},
        {"a": 1},
        Fault("/b", "dependent-required", 'This member is required where "a" is given.'),
    ),
    ("properties", {"properties": {"a": False}}, {"a": 1}, Fault("/a", "not-allowed", "This member must be absent.")),
    (
        "patternProperties",
        {"patternProperties": {"^x": False}},
        {"x1": 1},
        Fault("/x1", "not-allowed", 'Members whose name matches "^x" must be absent.'),
    ),
    (
        "additionalProperties",
        {"type": "object", "additionalProperties": False},
        {"bad": 1},
        Fault("/bad", "unknown-field", "There is no such member."),
    ),
    (
        "unevaluatedProperties",
        {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False},
        {"a": 1, "bad": 1},
        Fault("/bad", "unknown-field", "There is no such member."),
    ),
    (
        "propertyNames",
        {"propertyNames": {"maxLength": 2}},
        {"abc": 1},
        Fault("/abc", "property-names", "The name of this member is not allowed. It must have at most 2 characters."),
    ),
    ("prefixItems", {"prefixItems": [False]}, [1], Fault("/0", "not-allowed", "There must be no item at this place.")),
    (
        "items",
        {"prefixItems": [True], "items": False},
        [1, 2],
        Fault("/1", "not-allowed", "There must be no item at this place."),
    ),
    (
        "unevaluatedItems",
        {"prefixItems": [True], "unevaluatedItems": False},
        [1, 2],
        Fault("/1", "not-allowed", "There must be no item at this place."),
    ),
    (
        "dependentSchemas",
        {"dependentSchemas": {"a": False}},
        {"a": 1},
        Fault("/a", "not-allowed", "This member must be absent."),
    ),
    ("allOf", {"allOf": [False]}, 1, Fault("", "not-allowed", "Nothing is allowed here.")),
    ("$ref", {"$ref": "#/$defs/no", "$defs": {"no": False}}, 1, Fault("", "not-allowed", "Nothing is allowed here.")),
    (
        "$dynamicRef",
        {"$dynamicRef": "#no", "$defs": {"no": {"$dynamicAnchor": "no", "type": "null"}}},
        1,
        Fault("", "type", "This must be null."),
    ),
    ("then", {"if": True, "then": False}, 1, Fault("", "not-allowed", "This is not allowed together with the rest.")),
    ("else", {"if": False, "else": False}, 1, Fault("", "not-allowed", "This is not allowed together with the rest.")),
    (
        "anyOf",
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        1,
        Fault("", "any-of", "This matches none of the alternatives."),
    ),
    (
        "oneOf",
        {"oneOf": [{"type": "string"}, {"type": "null"}]},
        1,
        Fault("", "one-of", "This matches none of the alternatives, and must match one."),
    ),
    (
        "oneOf",
        {"oneOf": [{"type": "string"}, {"type": "number"}, {"minimum": 0}]},
        1,
        Fault(
            "", "one-of", "This matches more than one of the alternatives (numbers 2 and 3), and must match one only."
        ),
    ),
    ("not", {"not": {"type": "number"}}, 1, Fault("", "not", "This is what the schema forbids here.")),
]


def named(schema: Any, value: object, steps: int = STEPS) -> list[Fault]:
    """The faults, all of them."""
    known = know(schema, light=False)
    assert known is not None
    assert not known.fits(value)
    judgement = known.name_faults(value, Budget(steps))
    assert judgement.complete
    return list(judgement.faults)


@pytest.mark.parametrize(("keyword", "schema", "value", "fault"), TOLD)
def test_each_keyword_has_a_sentence_and_points_at_the_part_to_change(
    keyword: str, schema: Any, value: object, fault: Fault
) -> None:
    assert check_schema(schema) == []
    assert keyword in orjson.dumps(schema).decode()
    assert named(schema, value) == [fault]
    inner = {name: each for name, each in schema.items() if name != "$defs"}
    outer = {"properties": {"a/b": {"items": inner}}, "$defs": schema.get("$defs", {})}
    assert named(outer, {"a/b": [value]}) == [replace(fault, pointer="/a~1b/0" + fault.pointer)]


def test_no_keyword_is_left_without_a_sentence() -> None:
    assert set(SENTENCES) - {"contains"} == {keyword for keyword, *_ in TOLD}


def _branch(kind: str, member: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind", member],
        "properties": {"kind": {"const": kind}, member: {"type": "integer"}},
        "additionalProperties": False,
    }


SHAPES = {
    "oneOf": [_branch("circle", "radius"), {"$ref": "#/$defs/square"}],
    "$defs": {"square": _branch("square", "side")},
}


def test_alternative_is_chosen_by_its_tag() -> None:
    assert set(named(SHAPES, {"kind": "square", "radius": 1, "side": "x"})) == {
        Fault("/radius", "unknown-field", "There is no such member."),
        Fault("/side", "type", "This must be an integer."),
    }


def test_unknown_tag_is_told_which_there_are() -> None:
    assert named(SHAPES, {"kind": "oval"}) == [Fault("/kind", "enum", 'This must be one of "circle", "square".')]


def test_without_tags_the_alternative_counts_in_which_the_value_gets_deepest() -> None:
    schema = {
        "anyOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"type": "object", "properties": {"a": {"properties": {"b": {"properties": {"c": {"type": "string"}}}}}}},
            {"type": "array"},
        ]
    }
    assert [fault.pointer for fault in named(schema, {"a": {"b": {"c": 1}}})] == ["/a/b/c"]


def test_what_else_is_wrong_hides_what_nothing_has_met() -> None:
    """A member of an alternative that does not match would look unknown: the real fault is told alone."""
    schema = {"allOf": [{"properties": {"a": {"type": "string"}}}], "unevaluatedProperties": False}
    assert [fault.pointer for fault in named(schema, {"a": 1})] == ["/a"]


def test_budget_that_is_spent_leaves_what_was_found_and_says_so() -> None:
    known = know({"items": {"type": "string"}}, light=True)
    assert known is not None
    judgement = known.name_faults([1] * 90, Budget(40))
    assert not judgement.complete
    assert 0 < len(judgement.faults) < 90
    nothing = known.name_faults([1] * 90, Budget(1))
    assert not nothing.complete
    assert [fault.code for fault in nothing.faults] == ["invalid"]


def test_long_names_and_values_make_no_long_answers() -> None:
    schema = {
        "properties": {"o": {"additionalProperties": {"const": "y" * 100_000}}},
        "propertyNames": {"maxLength": 5},
    }
    faults = named(schema, {"o": {"n" * 1_000_000: "x" * 1_000_000}, "long" * 2000: 1})
    assert {fault.pointer for fault in faults} == {"/o", ""}
    assert all(len(fault.message) < 400 for fault in faults)


SCALARS = st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["", "a", "ab", "b1"])
VALUES = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "ab", "k"]), below, max_size=3)
    ),
    max_leaves=8,
)
LEAVES = st.sampled_from(
    [
        True,
        False,
        {"type": "string"},
        {"type": ["integer", "object"]},
        {"type": "object", "required": ["a"]},
        {"enum": [1, "a", [1]]},
        {"const": None},
        {"minimum": 1},
        {"minLength": 1, "pattern": "^a"},
        {"maxItems": 1},
        {"uniqueItems": True},
        {"minProperties": 1},
        {"dependentRequired": {"a": ["b"]}},
        {"$ref": "#/$defs/x"},
        {"$dynamicRef": "#y"},
        {"properties": {"a": {"$ref": "#"}}},
    ]
)


def _larger(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(below, min_size=1, max_size=3)
    names = st.dictionaries(st.sampled_from(["a", "b", "k"]), below, max_size=2)
    choices: dict[str, st.SearchStrategy[Any]] = {
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": below,
        "if": below,
        "then": below,
        "else": below,
        "items": below,
        "prefixItems": several,
        "contains": below,
        "minContains": st.integers(0, 2),
        "maxContains": st.integers(0, 2),
        "unevaluatedItems": below,
        "properties": names,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), below, max_size=2),
        "additionalProperties": below,
        "unevaluatedProperties": below,
        "propertyNames": below,
        "dependentSchemas": names,
        "type": st.sampled_from(["object", "array", "string"]),
    }
    return st.sets(st.sampled_from(sorted(choices)), min_size=1, max_size=4).flatmap(
        lambda keywords: st.fixed_dictionaries({keyword: choices[keyword] for keyword in keywords})
    )


SCHEMAS = st.recursive(LEAVES, _larger, max_leaves=8).filter(lambda schema: isinstance(schema, dict))


@settings(max_examples=400, deadline=None)
@given(SCHEMAS, LEAVES, VALUES)
def test_naming_agrees_with_the_verdict(schema: dict[str, Any], other: Any, value: Any) -> None:
    """Faults are found where the validator finds a value wrong, and none where it finds it right."""
    whole = {**schema, "$defs": {"x": other, "y": {"$dynamicAnchor": "y", "properties": {"b": schema}}}}
    if check_schema(whole):
        return
    known = know(whole, light=False)
    assert known is not None
    judgement = known.name_faults(value, Budget(STEPS))
    assert judgement.complete
    assert known.fits(value) == (judgement.faults[0].code == "invalid")
