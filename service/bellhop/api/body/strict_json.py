r"""Strict JSON: what orjson reads, without what others would read differently or Postgres could not hold.

Refused are duplicate keys, U+0000, half surrogate pairs, numbers that overflow, nesting beyond 64, and more arrays and
objects than a body may hold. Ordinary texts are checked at the speed of C, and no right text is refused. Only when
something *is* wrong the text is walked to name the place (`json_faults`), as far as a budget goes.

- A key that comes twice: the parsed value, written again, has fewer strings than the text.
- U+0000: it can only come as the escape `\u0000`. With every pair of backslashes taken out, a backslash before it is
  the one of the escape.
- Half pairs, and numbers beyond a double: orjson refuses them.
- Integers beyond 64 bits: search for 19 digits in a row, then look whether they stand outside of strings.

1 KB costs a few microseconds. Large bodies go through `parse_in_steps`: between its steps others have their turn.
"""

import re
from collections.abc import Callable
from typing import Any, NoReturn

import orjson

from bellhop.api.body import json_faults
from bellhop.api.body.json_faults import HIGHEST_INTEGER, LOWEST_INTEGER, MAX_DEPTH
from bellhop.api.body.turn import Turn
from bellhop.errors import Fault, InvalidInputError, MalformedJsonError

MAX_CONTAINERS = 65_536
"""Most arrays and objects in one text: 1 MiB of `[]` would keep the loop for long and take a hundred times its size."""

_ANY_DIGIT = bytes.maketrans(b"123456789", b"000000000")
_NINETEEN_DIGITS = b"0" * 19
_TWENTY_DIGITS = b"0" * 20
_BEYOND_64_BITS = re.compile(rb"9[2-9][0-9]{17}")
_LONG_INTEGER = re.compile(rb"(?<![0-9.eE+-])-?[0-9]{19,}(?![0-9.eE])")
_TOO_DEEP = "depth limit exceeded"
_OVERFLOW = "number is infinity when parsed as double"
_HALF_PAIR = re.compile(r"surrogate in string$")


def parse(raw: bytes) -> Any:
    """The value of a JSON text; raises `MalformedJsonError`, or `InvalidInputError` for JSON that we do not take."""
    value = _load(raw)
    for is_wrong, code in _CHECKS:
        if is_wrong(raw, value):
            refuse(raw, code)
    return value


async def parse_in_steps(raw: bytes) -> Any:
    """What `parse` does, with turns for others in between; for texts that take milliseconds."""
    turn = Turn()
    value = _load(raw)
    for is_wrong, code in _CHECKS:
        await turn.leave()
        if is_wrong(raw, value):
            refuse(raw, code)
    await turn.leave()
    return value


def _load(raw: bytes) -> Any:
    # A shorter text cannot hold so many. The first count includes brackets in strings; the second takes strings out.
    if (
        len(raw) > MAX_CONTAINERS
        and _count_containers(raw) > MAX_CONTAINERS
        and _count_containers(_bare(raw)) > MAX_CONTAINERS
    ):
        message = f"A body holds at most {MAX_CONTAINERS} arrays and objects."
        raise InvalidInputError(faults=[Fault("", "too-many-values", message)])
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        _explain(raw, error)


def _count_containers(bare: bytes) -> int:
    return bare.count(b"[") + bare.count(b"{")


def _has_nul(raw: bytes, _value: object) -> bool:
    return b"\\u0000" in raw and b"\\u0000" in raw.replace(b"\\\\", b"")


def _is_too_deep(raw: bytes, value: object) -> bool:
    if _count_containers(raw) <= MAX_DEPTH:  # so few cannot be nested deeper
        return False
    level = [value]  # all arrays and objects of one depth; one step goes one deeper
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for node in level:
            if type(node) is dict:
                below += [each for each in node.values() if type(each) is dict or type(each) is list]
            elif type(node) is list:
                below += [each for each in node if type(each) is dict or type(each) is list]
        if not below:
            return False
        level = below
    return True


def _has_duplicates(raw: bytes, value: object) -> bool:
    return _count_strings(raw) != _count_strings(orjson.dumps(value))


def _count_strings(text: bytes) -> int:
    """How many strings a JSON text has, keys included: every string has two quotes that are not escaped."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    return text.count(b'"') >> 1


def _has_long_integer(raw: bytes, _value: object) -> bool:
    """Whether an integer has more than 64 bits; nanoseconds since 1970 do not even look like it."""
    digits = raw.translate(_ANY_DIGIT)  # every digit as 0, so that a row of digits is found by a plain search
    if _NINETEEN_DIGITS not in digits or (_TWENTY_DIGITS not in digits and _BEYOND_64_BITS.search(raw) is None):
        return False
    return any(not LOWEST_INTEGER <= int(found[0]) <= HIGHEST_INTEGER for found in _LONG_INTEGER.finditer(_bare(raw)))


def _bare(raw: bytes) -> bytes:
    """The text with every string emptied: once escapes are gone, each second part between quotes is a string."""
    parts = raw.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
    return b'""'.join(parts[::2])


def _explain(raw: bytes, error: orjson.JSONDecodeError) -> NoReturn:
    """Raise for a text that orjson refused: most is malformed, some is JSON that we do not take."""
    if error.msg == _TOO_DEEP:
        refuse(raw, "too-deep")
    if error.msg == _OVERFLOW:
        refuse(raw, "number-out-of-range")
    if _HALF_PAIR.search(error.msg):
        refuse(raw, "lone-surrogate")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        detail = f"The body is not UTF-8: byte {undecodable.start} does not fit."
        raise MalformedJsonError(detail) from None
    detail = f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
    raise MalformedJsonError(detail) from None


_CHECKS: tuple[tuple[Callable[[bytes, object], bool], str], ...] = (
    (_has_nul, "nul-character"),
    (_is_too_deep, "too-deep"),  # before those that write the value again
    (_has_duplicates, "duplicate-key"),
    (_has_long_integer, "number-out-of-range"),
)


def refuse(raw: bytes, code: str) -> NoReturn:
    """Raise for a text that has a fault of this code: with its place, and others, as far as they are found quickly."""
    found = json_faults.find(raw.decode("utf-8"))
    if not found.faults:
        faults = [Fault("", code, json_faults.SENTENCES[code])]
        raise InvalidInputError(json_faults.TOO_FAR, faults=faults) from None
    raise InvalidInputError(None if found.whole else json_faults.MAYBE_MORE, faults=found.faults) from None
