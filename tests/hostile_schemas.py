"""Schemas and inputs that were made to cost much: each passes the check of schemas and the limit of a body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

Schema = Mapping[str, Any]

TAGGED = [
    {
        "type": "object",
        "required": ["kind", "pk"],
        "properties": {"kind": {"const": "kk"}, "pk": {"type": "number"}},
        "additionalProperties": False,
    }
] * 10


@dataclass(frozen=True)
class Hostile:
    """A schema, an input, and a place where at least one fault must lie (None: whatever is named will do)."""

    schema: Schema
    make: Callable[[], bytes]
    place: str | None = None


def of_items(schema: Any) -> Schema:
    return {"type": "object", "properties": {"items": {"type": "array", "items": schema}}}


def items(item: str, size: int) -> Callable[[], bytes]:
    """An input of about so many bytes: a list of one item, over and over."""
    count = size // (len(item) + 1)
    return lambda: b'{"items":[' + b",".join([item.encode()] * count) + b"]}"


def members(size: int, value: str = "1") -> Callable[[], bytes]:
    count = size // (len(value) + 10)
    return lambda: b"{" + ",".join(f'"k{index:06}":{value}' for index in range(count)).encode() + b"}"


def nested(depth: int, wrap: Callable[[int, Any], Any], leaf: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        value = leaf
        for level in range(depth):
            value = wrap(level, value)
        return orjson.dumps(value)

    return make


def _rule(name: str, below: Any) -> Schema:
    return {
        "type": "object",
        "required": ["op", "args"],
        "properties": {"args": {"type": "array", "items": below}, "op": {"const": name}},
        "additionalProperties": False,
    }


_RULE = {"$ref": "#/$defs/rule"}
_LEAF = {
    "type": "object",
    "required": ["op", "field"],
    "properties": {"op": {"const": "leaf"}, "field": {"type": "string"}},
    "additionalProperties": False,
}
TREE: Schema = {
    **_RULE,
    "$defs": {"rule": {"oneOf": [_LEAF, *(_rule(name, _RULE) for name in ("and", "or", "not"))]}},
}
UNTAGGED_TREE: Schema = {
    **_RULE,
    "$defs": {
        "rule": {
            "oneOf": [
                {"type": "object", "required": ["field"], "properties": {"field": {"type": "string"}}},
                *(
                    {"type": "object", "required": [name], "properties": {name: {"type": "array", "items": _RULE}}}
                    for name in ("and", "or", "not")
                ),
            ],
        }
    },
}


def _tagged(level: int, value: Any) -> Any:
    return {"op": ("and", "or", "not")[level % 3], "args": [value]}


def _untagged(level: int, value: Any) -> Any:
    return {("and", "or", "not")[level % 3]: [value]}


def _mixed(depth: int, last: Schema) -> Schema:
    schema = last
    for level in range(depth):
        schema = {("anyOf", "allOf", "oneOf")[level % 3]: [schema, {**schema, "title": "other"}]}
    return schema


_WIDE = [{"type": "object", "properties": {f"p{index}": {"type": "integer"}}} for index in range(300)]
_MB = 1_000_000

HOSTILE: Mapping[str, Hostile] = {
    "oneOf of ten, 160 KB": Hostile(of_items({"oneOf": TAGGED}), items('{"z":1}', 160_000), "/items/0/z"),
    "oneOf of ten, 640 KB": Hostile(of_items({"oneOf": TAGGED}), items('{"z":1}', 640_000), "/items/0/z"),
    "oneOf of ten, 1 MB": Hostile(of_items({"oneOf": TAGGED}), items('{"z":1}', _MB), "/items/0/z"),
    "integers wanted, 1 MB of strings": Hostile(of_items({"type": "integer"}), items('"x"', _MB), "/items/0"),
    "the last of many is wrong": Hostile(
        of_items({"type": "integer"}), lambda: b'{"items":[' + b"1," * 400_000 + b'"x"]}', "/items/400000"
    ),
    "rule tree, depth 9": Hostile(
        TREE,
        nested(9, _tagged, {"op": "leaf"}),
        "/args/0/args/0/args/0/args/0/args/0/args/0/args/0/args/0/args/0/field",
    ),
    "rule tree, depth 30": Hostile(TREE, nested(30, _tagged, {"op": "leaf"}), "/args/0" * 30 + "/field"),
    "rule tree without tags, depth 30": Hostile(UNTAGGED_TREE, nested(30, _untagged, {"field": 1})),
    "anyOf and allOf by turns": Hostile(of_items(_mixed(12, {"type": "string"})), items("1", 200_000), "/items/0"),
    "if, then, else": Hostile(
        of_items({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}),
        items("{}", _MB),
        "/items/0/c",
    ),
    "dependentSchemas": Hostile(
        of_items({"dependentSchemas": {f"p{index}": False for index in range(500)}}),
        items('{"p1":1}', _MB),
        "/items/0/p1",
    ),
    "not": Hostile(of_items({"not": {"anyOf": [{"type": "object"}] * 50}}), items('{"a":1}', _MB), "/items/0"),
    "contains": Hostile(
        {"properties": {"items": {"contains": {"const": 5}, "minContains": 3}}}, items('{"a":1}', _MB), "/items"
    ),
    "uniqueItems": Hostile(
        {"properties": {"items": {"uniqueItems": True}}},
        lambda: orjson.dumps({"items": [*({"a": index} for index in range(80_000)), {"a": 79_999}]}),
        "/items",
    ),
    "patternProperties": Hostile(
        {"patternProperties": {f"^x{index}|{index}$": {"type": "string"} for index in range(300)}}, members(900_000)
    ),
    "long text, pattern": Hostile(
        of_items({"pattern": "(([ab]{1,50}){1,50}c)"}), items('"' + "ab" * 5000 + '"', _MB), None
    ),
    "large enum": Hostile(
        of_items({"enum": [{"a": index} for index in range(10_000)]}), items('{"a":10000}', 900_000), None
    ),
    "multipleOf": Hostile(of_items({"multipleOf": 0.001}), items("0.0005", _MB), None),
    "unevaluatedProperties": Hostile({"anyOf": _WIDE, "unevaluatedProperties": False}, members(900_000), None),
    "unevaluatedItems": Hostile(
        {
            "properties": {
                "items": {"allOf": [{"contains": {"minimum": n}} for n in range(50)], "unevaluatedItems": False}
            }
        },
        items("-1", _MB),
        None,
    ),
    "$dynamicRef": Hostile(
        {
            "$dynamicAnchor": "node",
            "properties": {"next": {"$dynamicRef": "#node"}, "items": {"items": {"$dynamicRef": "#node"}}},
            "additionalProperties": False,
        },
        items('{"next":{"z":1}}', _MB),
        "/items/0/next/z",
    ),
    "propertyNames": Hostile({"propertyNames": {"maxLength": 3}}, members(950_000), "/k000000"),
    "unknown members": Hostile({"additionalProperties": False}, members(950_000), "/k000000"),
    "long text, short message": Hostile(
        {"properties": {"a": {"enum": ["x"]}, "b": {"const": 1}}},
        lambda: orjson.dumps({"a": "x" * _MB, "b": "y"}),
        "/b",
    ),
    "name of 1 MB": Hostile({"additionalProperties": False}, lambda: orjson.dumps({"n" * _MB: 1}), ""),
    "many required": Hostile(
        of_items({"required": [f"name{index}" for index in range(5000)]}), items("{}", _MB), "/items/0/name0"
    ),
    "tower of lists": Hostile(
        {
            "$defs": {
                "l": {
                    "anyOf": [{"items": {"$ref": "#/$defs/l"}}, {"prefixItems": [{"$ref": "#/$defs/l"}]}],
                    "not": {"const": 1},
                }
            },
            "properties": {"items": {"$ref": "#/$defs/l"}},
        },
        lambda: b'{"items":' + b"[" * 60 + b"1" + b"]" * 60 + b"}",
        None,
    ),
}
