"""The text of a filter before the grammar sees it: its bounds, its strings, its numbers and its moments.

The grammar's own pattern for strings tries exponentially many ways to read a string that does not end, so strings
are found here, in one pass, and blanked out; the grammar sees strings of `x`. Comments, raw, triple-quoted and byte
strings are refused.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from bellhop.clock import read_time
from bellhop.errors import BadFilterError

MAX_CHARS = 2048
MAX_NESTING = 16
MAX_MARKS = {
    **dict.fromkeys("&|<>,", 128),
    **dict.fromkeys("(.=", 256),
    **dict.fromkeys("[!-", 64),
    **dict.fromkeys("+*%?:{", 8),
}
"""How often a mark may stand in a filter, outside of strings: a thousand of one kind keep the grammar busy for long."""

_STRING = re.compile(r'"(?:[^"\\\r\n]|\\.)*"|' r"'(?:[^'\\\r\n]|\\.)*'")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)", re.DOTALL)
_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "`": "`",
    "?": "?",
}
_LOWEST_INTEGER, _HIGHEST_INTEGER = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Scanned:
    """A filter with its strings blanked out, and what they said by where they begin."""

    blanked: str
    strings: dict[int, str]


def refuse(what: str, at: int) -> NoReturn:
    """Raise `BadFilterError`, telling what is wrong at an offset (counted from 0; people count from 1)."""
    detail = f"The filter is wrong at character {at + 1}: {what}."
    raise BadFilterError(detail, extra={"character": at + 1}) from None


def scan(text: str) -> Scanned:
    """The filter as the grammar may see it; raises `BadFilterError` when it is too long, too deep or holds more."""
    if len(text) > MAX_CHARS:
        refuse(f"a filter has at most {MAX_CHARS} characters", MAX_CHARS)
    pieces: list[str] = []
    strings: dict[int, str] = {}
    at, depth, marks = 0, 0, dict(MAX_MARKS)
    while at < len(text):
        char = text[at]
        if char in "\"'":
            found = _STRING.match(text, at)
            if found is None:
                refuse("this string does not end", at)
            if at and (text[at - 1].isalnum() or text[at - 1] in "\"'_"):
                refuse("raw, byte and triple-quoted strings are not taken", at)
            strings[at] = _unescaped(found[0][1:-1], at + 1)
            pieces.append('"' + "x" * (len(found[0]) - 2) + '"')
            at = found.end()
            continue
        if char == "/":
            refuse("filters have no comments and do not divide", at)
        if char in marks:
            marks[char] -= 1
            if marks[char] < 0:
                refuse(f"a filter has at most {MAX_MARKS[char]} times `{char}`", at)
        depth += (char in "([{") - (char in ")]}")
        if depth > MAX_NESTING:
            refuse(f"parentheses are nested at most {MAX_NESTING} deep", at)
        pieces.append(char)
        at += 1
    return Scanned("".join(pieces), strings)


def number(text: str, at: int) -> int | float:
    """A number literal: an integer of 64 bits or a finite double."""
    plain = text.rstrip("uU")
    if "." in plain or ("e" in plain.lower() and "x" not in plain.lower()):
        value: int | float = float(plain)
        if math.isinf(value):
            refuse("this number is too large", at)
        return value
    value = int(plain, 16) if "x" in plain.lower() else int(plain)
    if not _LOWEST_INTEGER <= value <= _HIGHEST_INTEGER:
        refuse("integers have 64 bits", at)
    return value


def timestamp(text: str, at: int) -> datetime:
    """The moment of an RFC 3339 text with its offset; digits beyond microseconds are cut."""
    moment = read_time(text)
    if moment is not None:
        return moment
    refuse("this is not an RFC 3339 time such as `2026-01-31T12:00:00Z`", at)


def _unescaped(text: str, start: int) -> str:
    def character(found: re.Match[str]) -> str:
        said = found[1]
        if said in _ESCAPES:
            return _ESCAPES[said]
        at = start + found.start()
        if said[0] in "xuU" and len(said) > 1:
            code = int(said[1:], 16)
        elif said.isdigit() and len(said) > 1:
            code = int(said, 8)
        else:
            refuse(f"`\\{said}` is not an escape", at)
        if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:  # noqa: PLR2004
            refuse("this is not a character", at)
        return chr(code)

    if "\x00" in text:
        refuse("U+0000 is not taken", start + text.index("\x00"))
    return _ESCAPE.sub(character, text) if "\\" in text else text
