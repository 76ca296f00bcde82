"""What a schema may cost is told before it is used, by what the validator follows and by nothing else."""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellhop.domain.schema import check_schema
from bellhop.domain.schema_cost import profile, states
from bellhop.domain.schema_document import pointer, take_apart
from bellhop.domain.schema_engine import compile_schema


def doubling(depth: int, spell: Callable[[str], str], **extra: Any) -> dict[str, Any]:
    """Each definition applies the next one twice; `spell` writes the reference to a name."""
    definitions: dict[str, Any] = {f"a{depth}": {"$anchor": f"a{depth}"}}
    for level in range(depth):
        definitions[f"a{level}"] = {"$anchor": f"a{level}", "allOf": [{"$ref": spell(f"a{level + 1}")}] * 2}
    return {"$ref": spell("a0"), "$defs": definitions, **extra}


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda name: f"#/$defs/{name}",
    "percent": lambda name: f"#/%24defs/{name}",
    "all percent": lambda name: "#/" + "".join(f"%{ord(char):02x}" for char in f"$defs/{name}"),
    "anchor": lambda name: f"#{name}",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_reference_costs_what_its_target_costs_however_it_is_spelled(spelling: str) -> None:
    (fault,) = check_schema(doubling(40, SPELLINGS[spelling]))
    assert fault.code == "too-complex"
    assert check_schema(doubling(5, SPELLINGS[spelling])) == []


def test_targets_in_odd_places_cost_the_same() -> None:
    below = doubling(40, lambda name: f"#/x%20y~1z/{name}")
    unknown = {"$ref": "#/x%20y~1z/a0", "x y/z": below["$defs"]}
    below = doubling(40, lambda name: f"#/properties/const/$defs/{name}")
    named_as_data = {"properties": {"const": below}}
    in_list = {"allOf": [*({"allOf": [{"$ref": f"#/allOf/{n + 1}"}] * 2} for n in range(40)), {}]}
    for schema in (unknown, named_as_data, in_list):
        assert [fault.code for fault in check_schema(schema)] == ["too-complex"]


def test_dynamic_references_are_followed_too() -> None:
    definitions: dict[str, Any] = {"a40": {"$dynamicAnchor": "a40"}}
    for level in range(40):
        definitions[f"a{level}"] = {"$dynamicAnchor": f"a{level}", "anyOf": [{"$dynamicRef": f"#a{level + 1}"}] * 2}
    assert [fault.code for fault in check_schema({"$dynamicRef": "#a0", "$defs": definitions})] == ["too-complex"]


@pytest.mark.parametrize("length", [300, 3001, 7000])
def test_long_chain_of_references_is_refused(length: int) -> None:
    definitions: dict[str, Any] = {f"a{level}": {"$ref": f"#/$defs/a{level + 1}"} for level in range(length)}
    schema = {"$ref": "#/$defs/a0", "$defs": {**definitions, f"a{length}": {}}}
    assert [fault.code for fault in check_schema(schema)] == ["too-complex"]


def test_chain_below_the_limit_is_taken() -> None:
    definitions: dict[str, Any] = {f"a{level}": {"$ref": f"#/$defs/a{level + 1}"} for level in range(200)}
    assert check_schema({"$ref": "#/$defs/a0", "$defs": {**definitions, "a200": {}}}) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"not": {"$ref": "#"}}]},
        {"if": True, "then": {"$dynamicRef": "#a"}, "$dynamicAnchor": "a"},
    ],
)
def test_schema_that_applies_itself_to_the_same_value_is_refused(schema: dict[str, Any]) -> None:
    assert [fault.code for fault in check_schema(schema)] == ["endless-reference"]


@pytest.mark.parametrize(
    ("schema", "place", "code"),
    [
        (
            {"properties": {"default": {"$ref": "https://example.com/x"}}},
            "/properties/default/$ref",
            "remote-reference",
        ),
        ({"$ref": "other"}, "/$ref", "remote-reference"),
        ({"$ref": "#/$defs/no"}, "/$ref", "unresolved-reference"),
        ({"$ref": "#no"}, "/$ref", "unresolved-reference"),
        ({"$ref": "#/allOf/01", "allOf": [{}, {}]}, "/$ref", "unresolved-reference"),
        ({"$ref": "#/allOf/-", "allOf": [{}]}, "/$ref", "unresolved-reference"),
        ({"$ref": "#/default/a", "default": {"a": {}}}, "/$ref", "unresolved-reference"),
        ({"$ref": "#/properties", "properties": {"a": {}}}, "/$ref", "unresolved-reference"),
        ({"$ref": "#/%ff", "x": {}}, "/$ref", "unresolved-reference"),
        ({"$ref": "#a", "$defs": {"x": {"$anchor": "a"}, "y": {"$anchor": "a"}}}, "/$ref", "unresolved-reference"),
        ({"$ref": "#a", "$defs": {"x": {"$anchor": "a"}}, "const": {"$anchor": "a"}}, "/$ref", "unresolved-reference"),
        ({"$defs": {"x": {"$id": "https://example.com/y"}}}, "/$defs/x/$id", "embedded-id"),
        ({"$ref": "#/z/x", "z": {"$id": "https://example.com/y", "x": {}}}, "/$ref", "unresolved-reference"),
        ({"$ref": "#/z", "z": {"type": "strin"}}, "/z/type", "not-a-schema"),
    ],
)
def test_what_is_not_followed_is_refused_where_it_stands(schema: dict[str, Any], place: str, code: str) -> None:
    assert [(fault.pointer, fault.code) for fault in check_schema(schema)] == [(place, code)]


NAMES = st.sampled_from(["a", "$defs", "0", "a/b", "a~b", "c d", "%41", "é", "const", "allOf", "x%2Fy", "~1"])
KEYS = st.recursive(
    st.sampled_from([{}, {"type": "null"}, {"$anchor": "here"}]),
    lambda below: st.dictionaries(NAMES, below, min_size=1, max_size=3) | st.lists(below, min_size=1, max_size=2),
    max_leaves=6,
)
FRAGMENTS = st.lists(
    NAMES | st.sampled_from(["1", "00", "%24defs", "a~1b", "c%20d", "%7E1", "%C3%A9"]), max_size=3
).map(lambda steps: "".join(f"/{step}" for step in steps))


@settings(max_examples=500, deadline=None)
@given(KEYS, FRAGMENTS | st.sampled_from(["here", "h%65re"]))
def test_references_lead_where_the_validator_is_led(place: Any, fragment: str) -> None:
    """Whatever is followed here is what the validator's own resolver finds; it may find more, which is refused."""
    schema = {"place": place, "$defs": {"a": place}, "$ref": f"#{fragment}"}
    document = take_apart(schema)
    target = document.root.one.get("$ref")
    if target is None:
        assert document.faults
        return
    resolver = jsonschema_rs.Registry([("urn:x", {key: schema[key] for key in schema if key != "$ref"})]).resolver(
        "urn:x"
    )
    assert target is document.root or resolver.lookup(f"#{fragment}").contents == target.schema, pointer(target.path)


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("^[a-z0-9_-]{1,64}$", 64, 300),
        (r"^\d{4}-\d{2}-\d{2}$", 8, 1000),
        ("(([ab]{1,50}){1,50}c)", 2500, 20_000),
        ("((((a{9}){9}){9}){9}){9}", 59_049, 200_000),
        ("a{1,", 1, 10),
        ("[", 0, 10),
        ("(" * 500, 1, 2000),
    ],
)
def test_size_of_a_pattern_counts_what_is_repeated(pattern: str, least: int, most: int) -> None:
    assert least <= states(pattern) <= most


def test_weight_grows_with_each_level_where_a_schema_meets_itself_twice() -> None:
    schema = {"anyOf": [{"items": {"$ref": "#"}}, {"prefixItems": [{"$ref": "#"}]}]}
    told = profile(take_apart(schema), most_steps=10_000)
    assert told is not None
    assert told.estimate(100, 20) > 2**20
    assert told.estimate(100, 1) < 100_000


def test_weight_of_a_plain_schema_stays_with_depth() -> None:
    told = profile(
        take_apart({"properties": {"a": {"items": {"$ref": "#"}}, "b": {"type": "string"}}}), most_steps=1000
    )
    assert told is not None
    assert told.estimate(1000, 64) == told.estimate(1000, 3)


def test_many_patterns_share_the_memory_of_one_schema() -> None:
    """Each of these is small enough alone; together they would take hundreds of megabytes."""
    large = "(a{100}){100}"
    compile_schema({"pattern": large})
    with pytest.raises(jsonschema_rs.ValidationError):
        compile_schema({"pattern": large}, patterns=1000)
