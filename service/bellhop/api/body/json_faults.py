"""Where a JSON text is wrong: a walk over its tokens that knows at each of them which part of the input it is in.

Only texts that are known to be wrong are walked, and only as far as `MOST_TOKENS` goes (a few milliseconds): naming a
fault never costs much more than reading the text did.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bellhop.domain.schema import pointer
from bellhop.errors import Fault

MAX_DEPTH = 64
MOST_TOKENS = 10_000
MOST_FAULTS = 100
HIGHEST_INTEGER = 2**64 - 1
LOWEST_INTEGER = -(2**63)
_MOST_DIGITS = 20

SENTENCES = {
    "duplicate-key": "This member is given twice.",
    "lone-surrogate": "Half of a surrogate pair is not a character.",
    "nul-character": "Text cannot hold the character U+0000.",
    "number-out-of-range": "Not every reader can hold this number; send less digits.",
    "too-deep": f"Values are nested at most {MAX_DEPTH} deep.",
}
MAYBE_MORE = "The input does not fit; `errors` names the first parts that are at fault, there may be others."
TOO_FAR = "The input does not fit; it is too large to say where the fault is."

_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"|([\[\]{},:])|([^\s\[\]{},:"]+)', re.DOTALL)
_STRINGS = json.JSONDecoder(strict=False)
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Found:
    """The faults up to where the walk went, and whether it went to the end."""

    faults: list[Fault]
    whole: bool


@dataclass(slots=True)
class _Open:
    """An array or object that the walk is in; `step` is the key or index of the part that it has come to."""

    step: str | int
    keys: set[str] | None
    expects_key: bool = False


@dataclass(slots=True)
class _Walk:
    """The path to where the walk is."""

    path: list[_Open] = field(default_factory=list)

    def here(self) -> str:
        """The pointer of the part that the walk has come to."""
        return pointer([each.step for each in self.path]).encode("utf-8", "replace").decode("utf-8")

    def punctuate(self, mark: str) -> None:
        """Go where a bracket or comma leads."""
        if mark == "{":
            self.path.append(_Open("", set(), expects_key=True))
        elif mark == "[":
            self.path.append(_Open(0, None))
        elif self.path and mark in "]}":
            self.path.pop()
        elif self.path and mark == ",":
            inner = self.path[-1]
            inner.expects_key = inner.keys is not None
            if isinstance(inner.step, int):
                inner.step += 1

    def name(self, key: str) -> Iterator[str]:
        """Go to a member; tells when it is there already."""
        inner = self.path[-1]
        inner.step, inner.expects_key = key, False
        if inner.keys is not None:
            if key in inner.keys:
                yield "duplicate-key"
            inner.keys.add(key)


def find(text: str) -> Found:
    """The faults of a JSON text in their order, at most a hundred."""
    walk, faults = _Walk(), list[Fault]()
    for count, token in enumerate(_TOKEN.finditer(text)):
        if count == MOST_TOKENS or len(faults) == MOST_FAULTS:
            return Found(faults, whole=False)
        for code in _codes(walk, token):
            faults.append(Fault("" if code == "too-deep" else walk.here(), code, SENTENCES[code]))
        if len(walk.path) > MAX_DEPTH:
            return Found([Fault("", "too-deep", SENTENCES["too-deep"])], whole=True)
    return Found(faults, whole=True)


def _codes(walk: _Walk, token: re.Match[str]) -> Iterator[str]:
    """What is wrong with a token, in the place to which it leads."""
    quoted, mark, bare = token.groups()
    if mark is not None:
        walk.punctuate(mark)
    elif bare is not None:
        if _is_out_of_range(bare):
            yield "number-out-of-range"
    else:
        said = quoted if "\\" not in quoted else _unescaped(token[0])
        if walk.path and walk.path[-1].expects_key:
            yield from walk.name(said)
        if "\x00" in said:
            yield "nul-character"
        if not said.isascii() and _HALF.search(said):
            yield "lone-surrogate"


def _unescaped(string: str) -> str:
    try:
        said: str = _STRINGS.decode(string)
    except ValueError:  # behind the fault for which the text is walked, it may be no JSON at all
        return ""
    return said


def _is_out_of_range(word: str) -> bool:
    digits = word.removeprefix("-")
    if not digits[:1].isdigit():
        return False
    if not digits.isdigit():
        try:
            return math.isinf(float(word))
        except ValueError:
            return False
    return len(digits) > _MOST_DIGITS or not LOWEST_INTEGER <= int(word) <= HIGHEST_INTEGER
