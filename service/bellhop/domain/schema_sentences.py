"""A plain sentence for each keyword that a value can break; none of them repeats the value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

UNKNOWN = "There is no such member."
REQUIRED = "This member is required."
MORE = "There may be others: naming them all would cost too much."
TOO_DEAR = "Judging this against its schema would cost too much; send less, or less nested."
UNNAMED = "Something in here does not match the schema; to say what would cost too much."

_LONGEST_VALUE = 80
_LONGEST_LIST = 200

_TYPES = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def written(value: Any) -> str:
    """A value of a schema as JSON, cut."""
    text = orjson.dumps(value).decode()
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def one_of(values: Sequence[Any]) -> str:
    """Which values may stand here."""
    text = ", ".join(written(value) for value in values[:20])
    cut = len(values) > 20 or len(text) > _LONGEST_LIST  # noqa: PLR2004 - as many as are cut off above
    return f"This must be one of {text[:_LONGEST_LIST]}{'…' if cut else ''}."


def sentence(keyword: str, limit: Any) -> str:
    """What a value that breaks this keyword is to be told; `limit` is what the schema says there."""
    say = SENTENCES.get(keyword)
    return f"This does not match `{keyword}` of the schema." if say is None else say(limit)


def kebab(keyword: str) -> str:
    """The code of a keyword: `maxItems` is `max-items`."""
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in keyword)


def _type(limit: Any) -> str:
    wanted = [limit] if isinstance(limit, str) else list(limit)
    return f"This must be {' or '.join(_TYPES.get(each, str(each)) for each in wanted)}."


def _count(words: str, one: str, many: str) -> Callable[[Any], str]:
    return lambda limit: f"{words} {written(limit)} {one if limit == 1 else many}."


SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "type": _type,
    "const": lambda limit: f"This must be {written(limit)}.",
    "enum": one_of,
    "multipleOf": lambda limit: f"This must be a multiple of {written(limit)}.",
    "maximum": lambda limit: f"This must be at most {written(limit)}.",
    "exclusiveMaximum": lambda limit: f"This must be less than {written(limit)}.",
    "minimum": lambda limit: f"This must be at least {written(limit)}.",
    "exclusiveMinimum": lambda limit: f"This must be more than {written(limit)}.",
    "maxLength": _count("This must have at most", "character", "characters"),
    "minLength": _count("This must have at least", "character", "characters"),
    "pattern": lambda limit: f"This does not match the pattern {written(limit)}.",
    "format": lambda limit: f"This is not of the format {written(limit)}.",
    "maxItems": _count("This must have at most", "item", "items"),
    "minItems": _count("This must have at least", "item", "items"),
    "uniqueItems": lambda _: "No two items may be the same.",
    "contains": lambda _: "Not enough of the items are as the list must contain them.",
    "minContains": _count(
        "The list must contain at least", "item of the kind asked for", "items of the kind asked for"
    ),
    "maxContains": _count("The list must contain at most", "item of the kind asked for", "items of the kind asked for"),
    "maxProperties": _count("This must have at most", "member", "members"),
    "minProperties": _count("This must have at least", "member", "members"),
    "required": lambda _: REQUIRED,
    "dependentRequired": lambda name: f"This member is required where {written(name)} is given.",
    "dependencies": lambda name: f"This member is required where {written(name)} is given.",
    "properties": lambda _: "This member must be absent.",
    "patternProperties": lambda name: f"Members whose name matches {written(name)} must be absent.",
    "additionalProperties": lambda _: UNKNOWN,
    "unevaluatedProperties": lambda _: UNKNOWN,
    "propertyNames": lambda reason: f"The name of this member is not allowed. {reason}".rstrip(),
    "prefixItems": lambda _: "There must be no item at this place.",
    "items": lambda _: "There must be no item at this place.",
    "unevaluatedItems": lambda _: "There must be no item at this place.",
    "dependentSchemas": lambda name: f"This must not be given together with {written(name)}.",
    "allOf": lambda _: "Nothing is allowed here.",
    "$ref": lambda _: "Nothing is allowed here.",
    "$dynamicRef": lambda _: "Nothing is allowed here.",
    "then": lambda _: "This is not allowed together with the rest.",
    "else": lambda _: "This is not allowed together with the rest.",
    "anyOf": lambda _: "This matches none of the alternatives.",
    "oneOf": lambda _: "This matches none of the alternatives, and must match one.",
    "not": lambda _: "This is what the schema forbids here.",
}
