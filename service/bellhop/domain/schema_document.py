"""A schema taken apart: which of its parts are schemas themselves, and where its references lead.

References are followed as the validator follows them: the fragment is percent-decoded, then read as a JSON Pointer
(RFC 6901), or taken as it stands for the name of an anchor. What could be read in two ways is refused: an anchor that
is given twice, a schema inside another with an `$id` of its own (references below it would start elsewhere), a
reference into data. So whoever asks here what a schema costs hears of everything that the validator will meet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from bellhop.errors import Fault

MAX_SCHEMA_DEPTH = 48

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCES = ("$ref", "$dynamicRef")

# What stands behind a keyword: one schema, a list of them, schemas by name, or data that is none.
ONE = frozenset(
    {
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
SEVERAL = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED = frozenset({"$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"})
_DATA = frozenset({"const", "default", "enum", "examples"})
_INDEX = re.compile(r"0|[1-9][0-9]*")
_MOST_FAULTS = 100
_LONGEST_POINTER = 1024

Path = tuple[str | int, ...]
Schema = Mapping[str, Any] | bool


@dataclass(slots=True, eq=False)
class Node:
    """A schema inside a schema, with the schemas that it leads to, by keyword.

    `foreign` is one behind a keyword that JSON Schema does not know: only a reference makes a schema of it.
    """

    path: Path
    schema: Schema
    foreign: bool = False
    one: "dict[str, Node]" = field(default_factory=dict)
    several: "dict[str, list[Node]]" = field(default_factory=dict)
    named: "dict[str, dict[str, Node]]" = field(default_factory=dict)

    def get(self, keyword: str, otherwise: Any = None) -> Any:
        """What stands behind a keyword."""
        return otherwise if isinstance(self.schema, bool) else self.schema.get(keyword, otherwise)


@dataclass(slots=True)
class Document:
    """A whole schema: `nodes` are all schemas in it that a value may meet, the root first."""

    root: Node
    nodes: list[Node]
    faults: list[Fault]


def pointer(path: Sequence[str | int]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def fault_at(path: Path, code: str, message: str) -> Fault:
    """A fault whose pointer is cut where a name is too long to be printed: then it names what is around."""
    where = pointer(path)
    if len(where) <= _LONGEST_POINTER:
        return Fault(where, code, message)
    while len(where) > _LONGEST_POINTER:
        path = path[:-1]
        where = pointer(path)
    return Fault(where, code, f"In a member whose name is too long to be printed: {message}")


def take_apart(schema: Schema) -> Document:
    """The parts of a schema, and what of it we do not follow."""
    return _Reader(schema).read()


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._nodes: dict[Path, Node] = {}
        self._waiting: list[Node] = []
        self._faults: list[Fault] = []
        self._anchors: dict[str, list[Path]] | None = None

    def read(self) -> Document:
        root = self._node((), self._schema)
        while self._waiting and len(self._faults) < _MOST_FAULTS:
            self._visit(self._waiting.pop())
        return Document(root, list(self._nodes.values()), self._faults)

    def _node(self, path: Path, schema: Schema, *, foreign: bool = False) -> Node:
        node = self._nodes.get(path)
        if node is None:
            node = self._nodes[path] = Node(path, schema, foreign)
            self._waiting.append(node)
        return node

    def _visit(self, node: Node) -> None:
        if len(node.path) > MAX_SCHEMA_DEPTH:
            self._complain(node.path, "too-deep", f"A schema is nested at most {MAX_SCHEMA_DEPTH} deep.")
            return
        if isinstance(node.schema, bool):
            return
        self._check_identity(node, node.schema)
        for keyword, value in node.schema.items():
            path = (*node.path, keyword)
            if keyword in ONE and _is_schema(value):
                node.one[keyword] = self._node(path, value)
            elif keyword in SEVERAL and isinstance(value, list):
                several = [(index, each) for index, each in enumerate(value) if _is_schema(each)]
                node.several[keyword] = [self._node((*path, index), each) for index, each in several]
            elif keyword in NAMED and isinstance(value, dict):
                named = [(name, each) for name, each in value.items() if _is_schema(each)]
                node.named[keyword] = {name: self._node((*path, name), each) for name, each in named}
            elif keyword in REFERENCES and isinstance(value, str):
                self._follow(node, keyword, value)

    def _check_identity(self, node: Node, schema: Mapping[str, Any]) -> None:
        dialect = schema.get("$schema")
        if isinstance(dialect, str) and dialect.rstrip("#") != DIALECT:
            self._complain((*node.path, "$schema"), "other-dialect", f"Schemas are of the dialect {DIALECT}.")
        if node.path and isinstance(schema.get("$id"), str):
            sentence = "Only the whole schema has an `$id`: below another one, references would start elsewhere."
            self._complain((*node.path, "$id"), "embedded-id", sentence)

    def _follow(self, node: Node, keyword: str, reference: str) -> None:
        where = (*node.path, keyword)
        if not reference.startswith("#"):
            sentence = "A reference stays in the schema: it begins with `#`."
            self._complain(where, "remote-reference", sentence)
            return
        target = self._target(reference[1:])
        if target is None:
            sentence = "This reference leads to no schema in here, or could be read in two ways."
            self._complain(where, "unresolved-reference", sentence)
        else:
            node.one[keyword] = target

    def _target(self, fragment: str) -> Node | None:
        """The schema that a fragment names, None when there is not just one."""
        if not fragment or fragment.startswith("/"):
            path = self._path(fragment)
        else:
            places = self._anchored(fragment)
            path = places[0] if len(places) == 1 else None
        if path is None:
            return None
        place = _place(path)
        value = _value_at(self._schema, path)
        return self._node(path, value, foreign=place == "unknown") if place and _is_schema(value) else None

    def _path(self, fragment: str) -> Path | None:
        """The steps of a pointer; None when they lead nowhere, or through a part with a base of its own."""
        try:
            text = unquote(fragment, errors="strict")
        except UnicodeDecodeError:
            return None
        value: Any = self._schema
        path: list[str | int] = []
        for step in text.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and name in value and not (path and isinstance(value.get("$id"), str)):
                path.append(name)
                value = value[name]
            elif isinstance(value, list) and _INDEX.fullmatch(name) and len(name) < 10 and int(name) < len(value):  # noqa: PLR2004
                path.append(int(name))
                value = value[int(name)]
            else:
                return None
        return tuple(path)

    def _anchored(self, name: str) -> list[Path]:
        """Where an anchor is given, in data too: the validator may see it there."""
        if self._anchors is None:
            self._anchors = {}
            for path, value in _objects(self._schema):
                for keyword in ("$anchor", "$dynamicAnchor"):
                    anchor = value.get(keyword)
                    if isinstance(anchor, str):
                        self._anchors.setdefault(anchor, []).append(path)
        return self._anchors.get(name, [])

    def _complain(self, path: Path, code: str, sentence: str) -> None:
        self._faults.append(fault_at(path, code, sentence))


def _is_schema(value: object) -> bool:
    return isinstance(value, dict | bool)


def _value_at(schema: Any, path: Path) -> Any:
    for step in path:
        schema = schema[step]
    return schema


def _place(path: Path) -> str | None:
    """What stands at a path: a `schema`, something `unknown`; None for data, and for a list or map of schemas."""
    place: str = "schema"
    for step in path:
        if place in {"list", "map"}:
            place = "schema"
        elif place == "schema" and step in _DATA:
            return None
        elif place == "schema":
            place = _behind(step)
    return place if place in {"schema", "unknown"} else None


def _behind(keyword: str | int) -> str:
    if keyword in ONE:
        return "schema"
    if keyword in SEVERAL:
        return "list"
    return "map" if keyword in NAMED else "unknown"


def _objects(schema: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every JSON object in a schema, data included."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            yield path, value
            waiting += [((*path, name), each) for name, each in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), each) for index, each in enumerate(value)]
