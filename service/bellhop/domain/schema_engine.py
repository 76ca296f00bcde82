"""The validator that decides, as we use it: offline, formats asserted, patterns in linear time and bounded memory."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import orjson

from bellhop.domain.schema_document import DIALECT, Node, pointer

Validator = jsonschema_rs.Draft202012Validator

_PATTERN_BYTES = 1 << 20
_ALL_PATTERNS_BYTES = 64 << 20
_ROOT = "urn:bellhop:schema"
_LINE = re.compile(r"[^\n]{0,300}")


def compile_schema(schema: Mapping[str, Any], *, patterns: int = 1) -> Validator:
    """The compiled schema; raises `jsonschema_rs.ValidationError` for one that `check_schema` refuses.

    The more patterns it has, the smaller each must be.
    """
    return Validator(dict(schema), **_options(patterns))


class Keywords:
    """Validators of single keywords and of parts of one schema, made when asked for and kept."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._made: dict[object, Validator] = {}
        self._by_key: dict[object, Validator] = {}
        self._registry: jsonschema_rs.Registry | None = None

    @property
    def made(self) -> int:
        """How many validators there are by now."""
        return len(self._made)

    def single(self, node: Node, keyword: str) -> Validator:
        """Of one keyword of a schema, alone."""
        return self._get((node, keyword), {keyword: node.get(keyword)})

    def together(self, node: Node, keywords: tuple[str, ...]) -> Validator:
        """Of some keywords of a schema at once."""
        return self._get((node, ""), {keyword: node.get(keyword) for keyword in keywords})

    def pattern(self, pattern: str) -> Validator:
        """Of a regular expression."""
        return self._get(pattern, {"pattern": pattern})

    def has_part(self, node: Node) -> bool:
        """Whether the next one is made already."""
        return node in self._made

    def part(self, node: Node) -> Validator:
        """Of a whole schema inside this one, with all that it leads to."""
        if self._registry is None:
            self._registry = jsonschema_rs.Registry([(_ROOT, _without_id(self._schema))])
        found = self._made.get(node)
        if found is None:
            reference = f"{_ROOT}#{quote(pointer(node.path), safe='/~')}"
            found = self._made[node] = Validator({"$ref": reference}, registry=self._registry, **_options(1))
        return found

    def _get(self, key: object, schema: dict[str, Any]) -> Validator:
        found = self._by_key.get(key)
        if found is None:
            content = orjson.dumps(schema)  # what many schemas say in the same words is compiled once
            if content not in self._made:
                self._made[content] = compile_schema(schema)
            found = self._by_key[key] = self._made[content]
        return found


@cache
def meta_schema() -> Validator:
    """The schema of schemas."""
    return Validator({"$ref": DIALECT}, validate_formats=True, pattern_options=_options(1)["pattern_options"])


def short(message: str) -> str:
    """The first line of a message, cut at 300 characters."""
    found = _LINE.match(message)
    line = "" if found is None else found[0]
    return line if len(line) == len(message.partition("\n")[0]) else line[:-1] + "…"


def _options(patterns: int) -> dict[str, Any]:
    size = min(_PATTERN_BYTES, _ALL_PATTERNS_BYTES // max(patterns, 1))
    return {
        "validate_formats": True,
        "offline": True,
        "pattern_options": jsonschema_rs.RegexOptions(size_limit=size, dfa_size_limit=size),
    }


def _without_id(schema: Mapping[str, Any]) -> Any:
    return {key: value for key, value in schema.items() if key != "$id"}
