"""Where the parts of a JSON text stand, found without reading them: an item of a batch is judged by its own bytes.

A value is passed over by one regular expression that knows strings and brackets, to the depth that a body may have;
it is linear, as it never goes back (possessive quantifiers). Nothing here checks grammar: whoever takes a part parses
it, and parts that all parse, put together as they stood, are JSON.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_DEPTH = 70  # a little more than any value may have, so that most of what is too deep is found here, too
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_SPACE = re.compile(rb"[ \t\r\n]*+")
_KEY = re.compile(rb"[ \t\r\n,]*+(" + _STRING + rb")[ \t\r\n]*+:[ \t\r\n]*+", re.DOTALL)
_NEXT = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+")
_TOKEN = re.compile(_STRING + rb"|[\[\]{}]", re.DOTALL)
_CLOSING = b"]}"
_MOST_STEPS = 100_000


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


def elements(raw: bytes, at: int) -> Iterator[Part]:
    """The values of the list that begins at `at`; ends early as `members` does."""
    at = _after_space(raw, at + 1)
    ends = _Ends(raw)
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
    """Where values of one text end. What is too deep to be passed over costs a step a bracket, of so many."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._steps = _MOST_STEPS

    def of(self, at: int) -> int | None:
        """The end of the value that begins at `at`, or None when it has none or is not found."""
        value = _VALUE.match(self._raw, at)
        return self._counted(at) if value is None else value.end()

    def _counted(self, at: int) -> int | None:
        depth = 0
        for token in islice(_TOKEN.finditer(self._raw, at), self._steps):
            self._steps -= 1
            if token[0][:1] == b'"':
                continue
            depth += -1 if token[0] in _CLOSING else 1
            if depth <= 0:
                return token.end() if depth == 0 else None
        return None
