"""What pydantic found wrong, in plain words: a sentence for each kind of fault, and the place that it is about.

pydantic speaks to programmers ("Input should be a valid dictionary or instance of BasicIn"); callers of an API read
what to change. A kind that has no sentence here is a test's failure, not a caller's riddle.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bellhop.domain.names import CELL_PATTERN, NAME_PATTERN
from bellhop.domain.portal_session import COLOR_PATTERN
from bellhop.domain.schema import pointer
from bellhop.errors import Fault

TIME = "a time is written as RFC 3339 with its offset, such as 2026-01-31T12:00:00Z"
_OTHER = "This does not belong here."
_KEY = "[key]"  # the last step of pydantic's place when the name of a member is at fault

VISIBLE_PATTERN = r"^[!-~]+$"
PRINTABLE_PATTERN = r"^[ -~]+$"
USER_NAME_PATTERN = r"^[^:\x00-\x1f\x7f]+$"
PASSWORD_PATTERN = r"^[^\x00-\x1f\x7f]*$"  # noqa: S105 - what a password is made of
SCOPE_PATTERN = r"^[ !#-\[\]-~]*$"
PARAMETER_PATTERN = r"^[A-Za-z0-9_.:-]{1,64}$"

_PATTERNS: Mapping[str, str] = {
    NAME_PATTERN: (
        "This must be a name: 1 to 64 letters, digits, `_` or `-` (ASCII), of which the first is a letter or a digit."
    ),
    CELL_PATTERN: "A cell is 1 to 32 small letters, digits or `_` (ASCII), of which the first is a letter.",
    VISIBLE_PATTERN: "This must be 1 or more visible ASCII characters, without spaces.",
    PRINTABLE_PATTERN: "This must be 1 or more printable ASCII characters.",
    USER_NAME_PATTERN: "This must be 1 or more characters, without colons and control characters.",
    PASSWORD_PATTERN: "This must not hold control characters.",
    COLOR_PATTERN: "A colour is `#` and six hexadecimal digits, such as `#0a66c2`.",
    PARAMETER_PATTERN: "This must be 1 to 64 letters, digits, `_`, `-`, `.` or `:` (ASCII).",
    SCOPE_PATTERN: 'This must be printable ASCII characters, without `"` and `\\` (RFC 6749).',
}


def _must_be(what: str) -> Callable[[Mapping[str, Any], Any], str]:
    return lambda _context, given: f"This must be {what}, not {_kind_of(given)}."


def _whole(_context: Mapping[str, Any], given: Any) -> str:
    return f"This must be a whole number, not {given if type(given) is float else _kind_of(given)}."


def _listed(context: Mapping[str, Any], _given: object) -> str:
    return f"This must be {str(context['expected']).replace(chr(39), '`')}."


def _size(context: Mapping[str, Any], given: Any) -> str:
    low, high = context.get("min_length"), context.get("max_length")
    if low == 1:
        return "This must not be empty."
    bound = f"at least {low}" if low is not None else f"at most {high}"
    said = f"; it has {len(given)}" if isinstance(given, str | list) else ""  # of others pydantic stops counting
    return f"This must have {bound} {_counted(given, low if low is not None else high)}{said}."


def _counted(given: object, number: int | None) -> str:
    if isinstance(given, list):
        return "entry" if number == 1 else "entries"
    return ("character" if isinstance(given, str) else "member") + ("" if number == 1 else "s")


def _kind_of(given: object) -> str:
    match given:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "a list"
    return "an object"


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = {
    "missing": lambda _context, _given: "This member is required.",
    "extra_forbidden": lambda _context, _given: "There is no such member.",
    "value_error": lambda context, _given: _sentence(str(context["error"])),
    "bad_time": lambda _context, _given: f"{TIME[0].upper()}{TIME[1:]}.",
    "string_type": _must_be("a string"),
    "int_type": _whole,
    "int_from_float": _whole,
    "int_parsing_size": lambda _context, _given: "This number is too large.",
    "float_type": _must_be("a number"),
    "bool_type": _must_be("`true` or `false`"),
    "dict_type": _must_be("an object"),
    "model_type": _must_be("an object"),
    "model_attributes_type": _must_be("an object"),
    "list_type": _must_be("a list"),
    "enum": _listed,
    "literal_error": _listed,
    "string_too_short": _size,
    "string_too_long": _size,
    "too_short": _size,
    "too_long": _size,
    "string_pattern_mismatch": lambda context, _given: _PATTERNS.get(context["pattern"], _OTHER),
    "greater_than_equal": lambda context, _given: f"This must be at least {_number(context['ge'])}.",
    "greater_than": lambda context, _given: f"This must be more than {_number(context['gt'])}.",
    "less_than_equal": lambda context, _given: f"This must be at most {_number(context['le'])}.",
    "less_than": lambda context, _given: f"This must be less than {_number(context['lt'])}.",
}

_CODES = {"extra_forbidden": "unknown-field", "missing": "required"}


def faults_of(details: Iterable[Any], value: object) -> list[Fault]:
    """The faults that pydantic's `details` describe; `value` is the JSON value that it looked at."""
    return [_fault(detail, value) for detail in details]


def sentence_of(detail: Any, given: object) -> str:
    """What is wrong and what would be right, in one sentence about the value that was given."""
    sentence = _SENTENCES.get(detail["type"])
    return _OTHER if sentence is None else sentence(detail.get("ctx", {}), given)


def _fault(detail: Any, value: object) -> Fault:
    steps, node, is_name = _place(detail["loc"], value)
    said = sentence_of(detail, node)
    if is_name:
        said = said.replace("This", "The name of this member", 1)
    return Fault(pointer(steps), _CODES.get(detail["type"]) or re.sub(r"[^a-z0-9]+", "-", detail["type"]), said)


def _place(location: Sequence[str | int], value: object) -> tuple[list[str | int], object, bool]:
    """The steps of a location that are in the input, what stands there, and whether the fault is that member's name.

    pydantic also names the alternative that it tried. A member that is missing stands nowhere: None.
    """
    steps: list[str | int] = []
    node = value
    for index, step in enumerate(location):
        last = index == len(location) - 1
        if last and step == _KEY and steps and not (isinstance(node, dict) and _KEY in node):
            return steps, steps[-1], True
        if isinstance(node, dict) and (step in node or last):
            steps.append(step)
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            steps.append(step)
            node = node[step]
    return steps, node, False


def _number(bound: object) -> object:
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound


def _sentence(text: str) -> str:
    sentence = text[:1].upper() + text[1:]
    return sentence if sentence.endswith(".") else sentence + "."
