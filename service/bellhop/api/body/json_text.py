"""Finds where the values of a JSON text begin and end, without parsing them: an item of a batch is judged by its bytes.

One regular expression passes over a value. It knows strings, and brackets to the depth that a body may have, and takes
linear time because it never goes back (possessive quantifiers). Grammar is not checked here: each part is parsed by
those who take it, and parts that can all be parsed, put together as they stood, are JSON.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from json.scanner import make_scanner
from typing import Any, NamedTuple

_DEPTH = 70  # a little more than any value may have, so that most of what is too deep is found here, too
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_SPACE = re.compile(rb"[ \t\r\n]*+")
_KEY = re.compile(rb"[ \t\r\n,]*+(" + _STRING + rb")[ \t\r\n]*+:[ \t\r\n]*+", re.DOTALL)
_NEXT = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+")
_TOKEN = re.compile(_STRING + rb"|[\[\]{}]", re.DOTALL)
_CLOSING = b"]}"
_BETWEEN = re.compile(r"[ \t\r\n]*[:,]?[ \t\r\n]*")
_SHORT_BYTES = 32 * 1024

# Python's own scanner is the faster one for short texts; it is told not to read numbers (`len` takes no time for them).
_SCAN: Callable[[str, int], tuple[Any, int]] = make_scanner(
    json.JSONDecoder(parse_int=len, parse_float=len)  # type: ignore[arg-type]  # typeshed names another class
)
_MOST_STEPS = 100_000
_FEWER_STEPS = 20_000


def _inside(depth: int) -> bytes:
    pattern = b""
    for _ in range(depth):
        pattern = rb'(?:[^"\[\]{}]++|' + _STRING + rb"|[\[{]" + pattern + rb"[\]}])*+"
    return pattern


_VALUE = re.compile(_STRING + rb"|[\[{]" + _inside(_DEPTH) + rb'[\]}]|[^ \t\r\n,\[\]{}":]++', re.DOTALL)


class Part(NamedTuple):
    """A value in a text, from its first byte to behind its last."""

    start: int
    end: int


def members(raw: bytes, at: int = 0) -> Iterator[tuple[str, Part]]:
    """The names and values of the object that begins at `at` (or behind white space), as often as they are given.

    Ends early where the text is no JSON, or has too many brackets in what is too deep.
    """
    at = _after_space(raw, at)
    if raw[at : at + 1] != b"{":
        return
    at += 1
    ends = _Ends(raw)
    while (key := _KEY.match(raw, at)) is not None:
        end = ends.of(key.end())
        if end is None:
            return
        yield json.loads(key[1].decode("utf-8", "replace"), strict=False), Part(key.end(), end)
        at = end


def member(raw: bytes, name: str) -> bytes | None:
    """The bytes of one member of an object as they came, None when it is not given; the object was parsed before."""
    if len(raw) > _SHORT_BYTES:
        return next((raw[part.start : part.end] for each, part in members(raw) if each == name), None)
    text = raw.decode("utf-8")
    return _own_of(text, text.index("{"), (name,))[0].get(name)


def own_members(raw: bytes, name: str, own: Collection[str]) -> list[dict[str, bytes]]:
    """Of each object in a list of a body that was parsed before: its members that are named in `own`, as they came."""
    text = raw.decode("utf-8")
    at = text.index("{") + 1
    while True:
        key, at = _SCAN(text, _after(text, at))
        at = _after(text, at)
        if key == name:
            break
        at = _SCAN(text, at)[1]
    found = []
    at = _after(text, at + 1)
    while text[at] != "]":
        members_of_one, at = _own_of(text, at, own)
        found.append(members_of_one)
        at = _after(text, at)
    return found


def _own_of(text: str, at: int, own: Collection[str]) -> tuple[dict[str, bytes], int]:
    """The members of the object at `at` that are named in `own`, and where the object ends."""
    found: dict[str, bytes] = {}
    at = _after(text, at + 1)
    while text[at] != "}":
        key, at = _SCAN(text, at)
        start = _after(text, at)
        at = _SCAN(text, start)[1]
        if key in own:
            found[key] = text[start:at].encode("utf-8")
        at = _after(text, at)
    return found, at + 1


def _after(text: str, at: int) -> int:
    """Where the next key or value begins: behind white space and at most one colon or comma."""
    between = _BETWEEN.match(text, at)
    return at if between is None else between.end()


def find_list(raw: bytes, name: str, *, within: int) -> int | None:
    """Where the list begins that is the member `name` of a body, None when it has none within so many bytes."""
    at = _after_space(raw, 0) + 1
    ends = _Ends(raw, largest=within)
    while at <= within and (key := _KEY.match(raw, at, at + within)) is not None:
        said = json.loads(key[1].decode("utf-8", "replace"), strict=False)
        if said == name and raw[key.end() : key.end() + 1] == b"[":
            return key.end()
        end = ends.of(key.end())
        if end is None:
            return None
        at = end
    return None


def elements(raw: bytes, at: int, *, largest: int | None = None) -> Iterator[Part]:
    """The values of the list that begins at `at`; ends early as `members` does, and at one of over `largest` bytes."""
    at = _after_space(raw, at + 1)
    ends = _Ends(raw, largest=largest)
    while raw[at : at + 1] != b"]" and (end := ends.of(at)) is not None:
        yield Part(at, end)
        following = _NEXT.match(raw, end)
        if following is None:
            return
        at = following.end()


def _after_space(raw: bytes, at: int) -> int:
    space = _SPACE.match(raw, at)
    return at if space is None else space.end()


class _Ends:
    """Finds the ends of values in one text.

    A value that is too deep for the expression is counted bracket by bracket. That is slow, so a text has a budget of
    such steps.
    """

    def __init__(self, raw: bytes, *, largest: int | None = None) -> None:
        self._raw = raw
        self._largest = len(raw) if largest is None else largest
        self._steps = _MOST_STEPS if largest is None else _FEWER_STEPS

    def of(self, at: int) -> int | None:
        """The end of the value that begins at `at`, or None when it has none or is not found."""
        value = _VALUE.match(self._raw, at, at + self._largest)
        return self._counted(at) if value is None else value.end()

    def _counted(self, at: int) -> int | None:
        depth = 0
        for token in islice(_TOKEN.finditer(self._raw, at, at + self._largest), self._steps):
            self._steps -= 1
            if token[0][:1] == b'"':
                continue
            depth += -1 if token[0] in _CLOSING else 1
            if depth <= 0:
                return token.end() if depth == 0 else None
        return None
