"""JSON Schema 2020-12 of actions: checked when written, compiled once, answering with one fault per part at fault.

What a schema can cost is bounded when it is written: its size, its depth, how many subschemas one value meets when
every `$ref` is followed, and its patterns run on an engine that is linear in the text (no look-around, no
back-references). It is closed: `$ref` never leaves the document, and nothing is fetched. `format` is asserted.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import jsonschema_rs
import orjson

from bellhop.errors import Fault

MAX_SCHEMA_BYTES = 256 * 1024
MAX_SCHEMA_DEPTH = 48
MAX_COST = 100_000

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PATTERN_BYTES = 1 << 20
_MOST_FAULTS = 100
_LONGEST_MESSAGE = 300
_DATA_KEYWORDS = frozenset({"const", "default", "enum", "examples"})
_REFERENCES = ("$ref", "$dynamicRef")

Validator = jsonschema_rs.Draft202012Validator


def check_schema(schema: object) -> list[Fault]:
    """What is wrong with a schema, by pointers into it; empty when it can be compiled."""
    if not isinstance(schema, dict):
        return [Fault("", "not-a-schema", "A schema is a JSON object.")]
    if len(orjson.dumps(schema)) > MAX_SCHEMA_BYTES:
        return [Fault("", "too-large", f"A schema has at most {MAX_SCHEMA_BYTES} bytes.")]
    faults = list(_structure(schema, "", 0))
    if not faults:
        faults = _faults(_meta(), schema, code="not-a-schema")
    if not faults and _cost(schema, schema, frozenset(), {}) > MAX_COST:
        faults = [Fault("", "too-complex", f"A value would meet more than {MAX_COST} subschemas; use fewer `$ref`.")]
    if not faults:
        try:
            compile_schema(schema)
        except jsonschema_rs.ValidationError as error:
            faults = [Fault(pointer(error.instance_path), "not-a-schema", _short(error.message))]
        except (jsonschema_rs.ReferencingError, ValueError) as error:
            faults = [Fault("", "not-a-schema", _short(str(error)))]
    return faults


def compile_schema(schema: Mapping[str, Any]) -> Validator:
    """The compiled schema; raises `jsonschema_rs.ValidationError` for one that `check_schema` refuses."""
    return Validator(
        dict(schema),
        validate_formats=True,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES, dfa_size_limit=_PATTERN_BYTES),
    )


def validate(validator: Validator, value: object) -> list[Fault]:
    """What is wrong with a value, at most a hundred faults; empty when it fits."""
    return [] if validator.is_valid(value) else _faults(validator, value, code=None)


def pointer(path: Sequence[str | int]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _faults(validator: Validator, value: Any, *, code: str | None) -> list[Fault]:
    faults: list[Fault] = []
    for error in validator.iter_errors(value):
        faults.extend(_faults_of(error, code))
        if len(faults) >= _MOST_FAULTS:
            break
    return faults[:_MOST_FAULTS]


def _faults_of(error: jsonschema_rs.ValidationError, code: str | None) -> Iterator[Fault]:
    kind, where = error.kind, list(error.instance_path)
    name = code or _kebab(kind.name)
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        yield Fault(pointer([*where, str(kind.property)]), name, "This member is required.")
    elif isinstance(
        kind,
        jsonschema_rs.ValidationErrorKind.AdditionalProperties
        | jsonschema_rs.ValidationErrorKind.UnevaluatedProperties,
    ):
        for member in kind.unexpected:
            yield Fault(pointer([*where, member]), code or "unknown-field", "There is no such member.")
    else:
        yield Fault(pointer(where), name, _short(error.message))


def _structure(node: object, where: str, depth: int) -> Iterator[Fault]:
    if depth > MAX_SCHEMA_DEPTH:
        yield Fault(where, "too-deep", f"A schema is nested at most {MAX_SCHEMA_DEPTH} deep.")
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from _structure(each, f"{where}/{index}", depth + 1)
    elif isinstance(node, dict):
        yield from _closed(node, where)
        for key, each in node.items():
            if key not in _DATA_KEYWORDS:
                yield from _structure(each, where + pointer([key]), depth + 1)


def _closed(node: Mapping[str, object], where: str) -> Iterator[Fault]:
    for key in _REFERENCES:
        target = node.get(key)
        if isinstance(target, str) and not target.startswith("#"):
            yield Fault(f"{where}/{key}", "remote-reference", "A reference stays in the schema: it begins with `#`.")
    dialect = node.get("$schema")
    if isinstance(dialect, str) and dialect.rstrip("#") != _DIALECT:
        yield Fault(f"{where}/$schema", "other-dialect", f"Schemas are of the dialect {_DIALECT}.")


def _cost(root: Mapping[str, Any], node: object, open_targets: frozenset[str], known: dict[str, int]) -> int:
    """How many subschemas one value can meet below `node`; a reference to what is being followed counts once."""
    if isinstance(node, list):
        return min(MAX_COST + 1, sum(_cost(root, each, open_targets, known) for each in node))
    if not isinstance(node, dict):
        return 0
    total = 1
    for key, each in node.items():
        if key in _DATA_KEYWORDS or key == "$defs":
            continue
        if key in _REFERENCES and isinstance(each, str):
            if each not in known and each not in open_targets:
                target = _resolve(root, each)
                known[each] = _cost(root, target, open_targets | {each}, known)
            total += known.get(each, 1)
        else:
            total += _cost(root, each, open_targets, known)
    return min(MAX_COST + 1, total)


def _resolve(root: Mapping[str, Any], reference: str) -> object:
    node: object = root
    for step in reference.removeprefix("#").split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict):
            node = node.get(key)
        elif isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        else:
            return None
    return node


@cache
def _meta() -> Validator:
    return Validator(
        {"$ref": _DIALECT}, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES)
    )


def _short(message: str) -> str:
    line = message.partition("\n")[0]
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def _kebab(name: str) -> str:
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in name)
