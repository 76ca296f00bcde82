"""What a path of the route table matches: our own matching over raw path segments.

A path is split at `/` before anything is decoded, so `%2F` never makes a segment, and an empty segment matches
nothing; the path `/` has no segment at all. Patterns are written as in OpenAPI, with three kinds of variables that
stand for whole segments and one verb:

- `{id}`: a name (letters, digits, `_`, `-`; every id of ours is one);
- `{action!}`: any text, for handlers that say what is wrong with it;
- `{parent*}`: no name or up to eight, handed on joined by `/`. Only here `%2F` may stand between two names too: a
  client made from the OpenAPI description sends a variable as one segment. Handlers get and judge the decoded path;
- `{id}:cancel`, `jobs:claim`: a colon (`:`, `%3A`, `%3a`) and a verb. A variable never contains a colon.

What is literal goes before what is variable, and both before `{parent*}`. A path that exists under other methods is
405 with `Allow`. HEAD is answered as GET.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar
from urllib.parse import unquote_to_bytes

from bellhop.domain.action import MAX_PARENT_SEGMENTS
from bellhop.domain.names import is_name
from bellhop.errors import MethodNotAllowedError, NotFoundError

_VARIABLE = re.compile(r"\{([a-z_]+)([!*]?)\}(?::([a-z-]+))?")
_LONGEST_SEGMENT = 1024
_MOST_SEGMENTS = 64  # far more than any route has: `{parent*}` may end at each of them
_MATCHES_KEPT = 8192
_LONGEST_KEPT_PATH = 256

Target = TypeVar("Target")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A path as the table writes it; `template` is the same as OpenAPI and the metrics write it, without our marks."""

    text: str
    template: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Take the marks of our matching out."""
        object.__setattr__(self, "template", self.text.replace("*}", "}").replace("!}", "}"))

    def filled(self, params: Mapping[str, str]) -> str:
        """The path with these variables in its plain spelling, whichever one a caller chose."""
        filled = _VARIABLE.sub(lambda found: params[found[1]] + (f":{found[3]}" if found[3] else ""), self.text)
        return filled.replace("//", "/")  # no parent, no segment


_Found = tuple[Target, tuple[str, ...]]


@dataclass(slots=True)
class _Node(Generic[Target]):
    """What may follow a sequence of segments: targets by method if the path ends here, else the next segments."""

    targets: "dict[str, _Found[Target]]" = field(default_factory=dict)
    literals: "dict[str, _Node[Target]]" = field(default_factory=dict)
    verbs: "dict[str, _Node[Target]]" = field(default_factory=dict)
    name: "_Node[Target] | None" = None
    text: "_Node[Target] | None" = None
    tail: "_Node[Target] | None" = None

    def following(self, segment: str) -> "_Node[Target]":
        """The node behind a segment of a pattern, made where there is none yet."""
        variable = _VARIABLE.fullmatch(segment)
        if variable is None:
            return self.literals.setdefault(segment, _Node())
        _, mark, verb = variable.groups()
        if verb is not None:
            return self.verbs.setdefault(verb, _Node())
        if mark == "*":
            self.tail = self.tail or _Node()
            return self.tail
        if mark == "!":
            self.text = self.text or _Node()
            return self.text
        self.name = self.name or _Node()
        return self.name


class PathTable(Generic[Target]):
    """Targets by method and pattern, ready to match."""

    def __init__(self) -> None:
        self._root: _Node[Target] = _Node()
        self._find_again = lru_cache(maxsize=_MATCHES_KEPT)(self._find)

    def add(self, method: str, path: str, target: Target) -> None:
        """Lead this method and path to a target; raises `ValueError` where there is one already."""
        node = self._root
        for segment in _split(path):
            node = node.following(segment)
        if method in node.targets:
            message = f"{method} {path} is in the table twice"
            raise ValueError(message)
        node.targets[method] = target, tuple(found[1] for found in _VARIABLE.finditer(path))

    def match(self, method: str, raw_path: str) -> tuple[Target, dict[str, str]]:
        """The target of a raw path and its variables; raises `NotFoundError` or `MethodNotAllowedError`.

        Paths come again and again (a tenant's events, a worker's claims), so those matched last are remembered.
        """
        find = self._find_again if len(raw_path) <= _LONGEST_KEPT_PATH else self._find
        target, params = find(method, raw_path)
        return target, dict(params)

    def _find(self, method: str, raw_path: str) -> tuple[Target, dict[str, str]]:
        segments = _segments(raw_path)
        if segments is None:
            raise NotFoundError
        wanted = "GET" if method == "HEAD" else method
        allowed: set[str] = set()
        for node, values in _walk(self._root, segments, 0, ()):
            found = node.targets.get(wanted)
            if found is not None:
                return found[0], dict(zip(found[1], values, strict=True))
            allowed.update(node.targets)
        if not allowed:
            raise NotFoundError
        if "GET" in allowed:
            allowed.add("HEAD")
        raise MethodNotAllowedError(headers={"Allow": ", ".join(sorted(allowed))})


def _walk(
    node: _Node[Target], segments: list[str], at: int, values: tuple[str, ...]
) -> Iterator[tuple[_Node[Target], tuple[str, ...]]]:
    """Every node that the whole path leads to, the most literal first, with the values of its variables."""
    if at == len(segments):
        if node.targets:
            yield node, values
        return
    segment = segments[at]
    literal = node.literals.get(segment)
    if literal is not None:
        yield from _walk(literal, segments, at + 1, values)
    if is_name(segment):
        if node.name is not None:
            yield from _walk(node.name, segments, at + 1, (*values, segment))
    elif node.verbs:
        value, _, verb = segment.partition(":")
        following = node.verbs.get(verb)
        if following is not None and is_name(value):
            yield from _walk(following, segments, at + 1, (*values, value))
    if node.text is not None and ":" not in segment:
        yield from _walk(node.text, segments, at + 1, (*values, segment))
    if node.tail is not None:
        yield from _walk_tail(node.tail, segments, at, values)


def _walk_tail(
    node: _Node[Target], segments: list[str], at: int, values: tuple[str, ...]
) -> Iterator[tuple[_Node[Target], tuple[str, ...]]]:
    """The same behind `{parent*}`, which may end before each segment, or with the path, as long as it holds names."""
    names: list[str] = []
    for end in range(at, len(segments) + 1):
        if end > at:
            names += segments[end - 1].split("/")  # one segment holds several names where they came joined by `%2F`
            if len(names) > MAX_PARENT_SEGMENTS or not all(map(is_name, names)):
                return
        yield from _walk(node, segments, end, (*values, "/".join(names)))


def _split(path: str) -> list[str]:
    return path.split("/")[1:] if path != "/" else []


def _segments(raw_path: str) -> list[str] | None:
    """The decoded segments of a raw path, or None when one is empty or not text."""
    if not raw_path.startswith("/"):
        return None
    segments = _split(raw_path)
    if len(segments) > _MOST_SEGMENTS:
        return None
    for index, segment in enumerate(segments):
        if "%" in segment or not segment.isascii():
            try:
                segments[index] = unquote_to_bytes(segment.encode("utf-8", "surrogateescape")).decode("utf-8")
            except UnicodeDecodeError:
                return None
        if not 0 < len(segments[index]) <= _LONGEST_SEGMENT or "\x00" in segments[index]:
            return None
    return segments
