"""JSON as the text that came: parsed to be looked at, passed on as it was.

A number that went through a float is another number, and a tenant's data belongs to the tenant. So what a command
prints with `--json` are the characters that Bellhop sent, made safe for a terminal and put on one line.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

_DECODER = json.JSONDecoder()
_GAP = re.compile(r"[ \t\n\r]*")
_LINE_ENDS = str.maketrans("\t\n\r", "   ")


def parse(text: str) -> Any:
    """The value of a JSON text; raises `ValueError` for what is none, or nested too deeply."""
    try:
        return json.loads(text)
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None


def members(text: str) -> dict[str, str]:
    """The text of each member of an object; `text` has been parsed before."""
    return {str(_DECODER.decode(name)): value for name, value in _members(text)}


def elements(text: str) -> list[str]:
    """The text of each element of a list; `text` has been parsed before."""
    return list(_items(text))


def one_line(text: str) -> str:
    """The same JSON in one line and in printable characters: what is left out or escaped means the same (RFC 8259)."""
    line = text.strip().translate(_LINE_ENDS)  # a line end stands only between tokens: in a string it is escaped
    return line if line.isprintable() else "".join(each if each.isprintable() else _escaped(each) for each in line)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if not character.isascii() else f"\\u{ord(character):04x}"


def _members(text: str) -> Iterator[tuple[str, str]]:
    at = _after(text, 0) + 1
    while text[at := _after(text, at)] != "}":
        name_end = _end(text, at)
        value_at = _after(text, _after(text, name_end) + 1)
        value_end = _end(text, value_at)
        yield text[at:name_end], text[value_at:value_end]
        at = _past_comma(text, value_end)


def _items(text: str) -> Iterator[str]:
    at = _after(text, 0) + 1
    while text[at := _after(text, at)] != "]":
        end = _end(text, at)
        yield text[at:end]
        at = _past_comma(text, end)


def _past_comma(text: str, at: int) -> int:
    at = _after(text, at)
    return at + 1 if text[at] == "," else at


def _after(text: str, at: int) -> int:
    """Where the gap between two tokens ends."""
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _end(text: str, at: int) -> int:
    """Where the value that begins here ends."""
    end: int = _DECODER.raw_decode(text, at)[1]
    return end
