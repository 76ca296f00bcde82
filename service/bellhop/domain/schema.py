"""JSON Schema 2020-12 of actions: checked when written, answering with one fault per part at fault.

What a schema can cost is bounded when it is written: its size, its depth, how many subschemas one value meets when
every reference is followed, and its patterns run on an engine that is linear in the text (no look-around, no
back-references). It is closed: `$ref` never leaves the document, and nothing is fetched. `format` is asserted.

What judging a value costs is estimated before (`Known.estimate`): cheap values are judged where they arrive, the rest
where time and memory have a limit (`runtime/judges.py`). Naming what is wrong has a budget in both places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
import orjson

from bellhop.domain.schema_budget import Budget
from bellhop.domain.schema_cost import Profile, fault_of_cost, patterns_in, profile
from bellhop.domain.schema_document import NAMED, ONE, SEVERAL, Document, Node, fault_at, pointer, take_apart
from bellhop.domain.schema_engine import Keywords, Validator, compile_schema, meta_schema, short
from bellhop.domain.schema_faults import MOST_FAULTS, Namer
from bellhop.domain.schema_sentences import TOO_DEAR, UNNAMED, sentence
from bellhop.errors import Fault

__all__ = ["MAX_SCHEMA_BYTES", "Judgement", "Known", "check_schema", "know", "pointer"]

MAX_SCHEMA_BYTES = 256 * 1024

_LIGHT_BYTES = 8 * 1024
_LIGHT_STATES = 20_000
_LIGHT_STEPS = 4_000
_LIGHT_PATTERNS = 64
_NOT_A_SCHEMA = "not-a-schema"
_LONGEST_KEYWORD = 40
_UNTOLD = (
    jsonschema_rs.ValidationErrorKind.AnyOf,
    jsonschema_rs.ValidationErrorKind.OneOfNotValid,
    jsonschema_rs.ValidationErrorKind.PropertyNames,
)
_BAD_PATTERN = "This is no pattern that is taken here: it is malformed, too large, or looks around or back."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a value: nothing, or at least one fault; `complete` is False where there may be others."""

    faults: tuple[Fault, ...] = ()
    complete: bool = True


FITS = Judgement()
TOO_COMPLEX = Judgement((Fault("", "too-complex", TOO_DEAR),))
UNFIT = Judgement((Fault("", "invalid", UNNAMED),), complete=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A compiled schema. `profile` says what it weighs, None for one that is too heavy to be used where it matters."""

    document: Document
    validator: Validator
    keywords: Keywords
    profile: Profile | None

    def fits(self, value: object) -> bool:
        """The verdict."""
        return self.validator.is_valid(value)

    def name_faults(self, value: object, budget: Budget) -> Judgement:
        """What is wrong with a value that does not fit, as far as the budget goes."""
        faults, complete = Namer(self.document, self.keywords, budget).name(value)
        return Judgement(tuple(faults), complete)


def know(schema: Mapping[str, Any], *, light: bool) -> Known | None:
    """A schema ready for use; `light`: None for one that is not compiled within a few milliseconds."""
    document = take_apart(schema)
    patterns = patterns_in(document)
    weighed = profile(document, most_steps=_LIGHT_STEPS) if light and patterns <= _LIGHT_PATTERNS else None
    if light and (document.faults or weighed is None or weighed.states > _LIGHT_STATES):
        return None
    validator = compile_schema(schema, patterns=patterns)
    return Known(document, validator, Keywords(schema), weighed)


def is_light(schema: bytes) -> bool:
    """Whether a schema is small enough to be looked at where it matters how long that takes."""
    return len(schema) <= _LIGHT_BYTES


def check_schema(schema: object) -> list[Fault]:
    """What is wrong with a schema, by pointers into it, at most a hundred; empty when it can be used."""
    if not isinstance(schema, dict):
        return [Fault("", _NOT_A_SCHEMA, "A schema is a JSON object.")]
    if len(orjson.dumps(schema)) > MAX_SCHEMA_BYTES:
        return [Fault("", "too-large", f"A schema has at most {MAX_SCHEMA_BYTES} bytes.")]
    document = take_apart(schema)
    faults = document.faults or list(_against_meta_schema(document))
    cost = None if faults else fault_of_cost(document)
    if cost is not None:
        faults = [cost]
    return faults[:MOST_FAULTS] or _fault_of_compiling(schema, document)


def _fault_of_compiling(schema: Mapping[str, Any], document: Document) -> list[Fault]:
    try:
        compile_schema(schema, patterns=patterns_in(document))
    except jsonschema_rs.ValidationError as error:
        is_pattern = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Format)
        message = _BAD_PATTERN if is_pattern else short(error.message)
        return [fault_at(tuple(error.instance_path), _NOT_A_SCHEMA, message)]
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        return [Fault("", _NOT_A_SCHEMA, short(str(error)))]
    return []


def _against_meta_schema(document: Document) -> Iterator[Fault]:
    """What the schema of schemas has against a schema: asked for each part alone, so that no answer is long."""
    meta = meta_schema()
    foreign = [node for node in document.nodes if node.foreign]
    if meta.is_valid(document.root.schema) and all(meta.is_valid(node.schema) for node in foreign):
        return
    found = False
    for node in document.nodes:
        for keyword, value in {} if isinstance(node.schema, bool) else node.schema.items():
            for fault in _of_keyword(meta, node, keyword, value):
                found = True
                yield fault
    if not found:
        yield Fault("", _NOT_A_SCHEMA, "This is not a schema of JSON Schema 2020-12.")


def _of_keyword(meta: Validator, node: Node, keyword: str, value: object) -> Iterator[Fault]:
    try:
        meta.validate({keyword: _without_schemas(keyword, value)})
    except jsonschema_rs.ValidationError as error:
        yield fault_at((*node.path, *error.instance_path), _NOT_A_SCHEMA, _of_meta_schema(keyword, error))


def _of_meta_schema(keyword: str, error: jsonschema_rs.ValidationError) -> str:
    kind = error.kind
    if isinstance(kind, _UNTOLD):
        return f"This is not what `{keyword[:_LONGEST_KEYWORD]}` takes."
    return _BAD_PATTERN if kind.name == "format" and kind.value == "regex" else sentence(kind.name, kind.value)


def _without_schemas(keyword: str, value: object) -> object:
    """What stands behind a keyword, with `true` for each schema in it: those are asked about by themselves."""
    if keyword in ONE and isinstance(value, dict):
        return True
    if keyword in SEVERAL and isinstance(value, list):
        return [True if isinstance(each, dict) else each for each in value]
    if keyword in NAMED and isinstance(value, dict):
        return {name: True if isinstance(each, dict) else each for name, each in value.items()}
    return value
