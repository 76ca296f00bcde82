"""Which handler answers a request: our own matching over raw path segments.

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
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from pydantic import BaseModel

from bellhop.api.body.models import QueryModel
from bellhop.api.edge.auth import Access
from bellhop.domain.action import MAX_PARENT_SEGMENTS
from bellhop.domain.filter_syntax import Field
from bellhop.domain.names import is_name
from bellhop.errors import MethodNotAllowedError, NotFoundError

if TYPE_CHECKING:
    from bellhop.api.body.batches import Batch
    from bellhop.api.edge.call import Answer, Call

_VARIABLE = re.compile(r"\{([a-z_]+)([!*]?)\}(?::([a-z-]+))?")
_LONGEST_SEGMENT = 1024
_MOST_SEGMENTS = 64  # far more than any route has: `{parent*}` may end at each of them
_MATCHES_KEPT = 8192
_LONGEST_KEPT_PATH = 256


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the route table.

    `body` is the model of the request's JSON body, `AnyObject` for a JSON object of the caller's own, None for no
    body; with a `batch` the handler gets its items, each judged by itself. `described` is the model that such an object
    follows, where its handler parses it. `query` is the model of the query parameters (None: there are none). `answers`
    are the models of the answers by status, None for one without a JSON body; the problems are known. `limit_bytes`
    bounds the body. `no_key` says why a request with an `Idempotency-Key` is refused: where repeating it would do it
    twice and the key could not prevent that, ignoring it would be a lie. `filters` are the
    fields that its filter may name.
    """

    method: str
    path: str
    handler: "Callable[[Call], Awaitable[Answer]]" = field(repr=False)
    summary: str
    tag: str
    access: Access
    body: type[BaseModel] | None = None
    batch: "Batch[Any] | None" = None
    query: type[QueryModel] | None = None
    answers: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    limit_bytes: int = 1 << 20
    problems: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    described: type[BaseModel] | None = None
    no_key: str = ""
    filters: Mapping[str, Field] = field(default_factory=dict, repr=False)

    template: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """The path as OpenAPI and the metrics write it: without the marks of our matching."""
        object.__setattr__(self, "template", self.path.replace("*}", "}").replace("!}", "}"))

    def path_of(self, params: Mapping[str, str]) -> str:
        """The path with these variables in its plain spelling, whichever one a caller chose."""
        filled = _VARIABLE.sub(lambda found: params[found[1]] + (f":{found[3]}" if found[3] else ""), self.path)
        return filled.replace("//", "/")  # no parent, no segment


@dataclass(slots=True)
class _Node:
    """What may follow a sequence of segments: routes if the path ends here, else the next segments."""

    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)
    literals: dict[str, "_Node"] = field(default_factory=dict)
    verbs: dict[str, "_Node"] = field(default_factory=dict)
    name: "_Node | None" = None
    text: "_Node | None" = None
    tail: "_Node | None" = None


class RouteTable:
    """All routes, ready to match."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        self._find_again = lru_cache(maxsize=_MATCHES_KEPT)(self._find)
        for route in routes:
            self._add(route)

    def match(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]]:
        """The route of a raw path and its variables; raises `NotFoundError` or `MethodNotAllowedError`.

        Paths come again and again (a tenant's events, a worker's claims), so those matched last are remembered.
        """
        find = self._find_again if len(raw_path) <= _LONGEST_KEPT_PATH else self._find
        route, params = find(method, raw_path)
        return route, dict(params)

    def _find(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]]:
        segments = _segments(raw_path)
        if segments is None:
            raise NotFoundError
        wanted = "GET" if method == "HEAD" else method
        allowed: set[str] = set()
        for node, values in _walk(self._root, segments, 0, ()):
            found = node.routes.get(wanted)
            if found is not None:
                return found[0], dict(zip(found[1], values, strict=True))
            allowed.update(node.routes)
        if not allowed:
            raise NotFoundError
        if "GET" in allowed:
            allowed.add("HEAD")
        raise MethodNotAllowedError(headers={"Allow": ", ".join(sorted(allowed))})

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in _split(route.path):
            node = _step(node, segment)
        if route.method in node.routes:
            message = f"{route.method} {route.path} is in the table twice"
            raise ValueError(message)
        node.routes[route.method] = route, tuple(found[1] for found in _VARIABLE.finditer(route.path))


def _step(node: _Node, segment: str) -> _Node:
    variable = _VARIABLE.fullmatch(segment)
    if variable is None:
        return node.literals.setdefault(segment, _Node())
    _, mark, verb = variable.groups()
    if verb is not None:
        return node.verbs.setdefault(verb, _Node())
    if mark == "*":
        node.tail = node.tail or _Node()
        return node.tail
    if mark == "!":
        node.text = node.text or _Node()
        return node.text
    node.name = node.name or _Node()
    return node.name


_Found = tuple[_Node, tuple[str, ...]]


def _walk(node: _Node, segments: list[str], at: int, values: tuple[str, ...]) -> Iterator[_Found]:
    """Every node that the whole path leads to, the most literal first, with the values of its variables."""
    if at == len(segments):
        if node.routes:
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


def _walk_tail(node: _Node, segments: list[str], at: int, values: tuple[str, ...]) -> Iterator[_Found]:
    names: list[str] = []
    for end in range(at, len(segments)):
        if end > at:
            names += segments[end - 1].split("/")
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
