"""What judging a value against a schema can cost, told before it is done.

A value is met by a schema and by all that this one applies to the same value (`allOf`, `$ref`, `if`, …), again by what
those apply, and each member below is met by what they say of members. The weight of a schema is the most that all of
this can cost for one byte of a value, in nanoseconds, level by level of nesting: a schema that meets itself twice in
each member doubles its weight with each level. Weight times bytes is an upper estimate of the time; figures behind the
weights were measured with the validator in use and rounded up. Who asks decides where a value is judged by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bellhop.domain.schema_document import Document, Node
from bellhop.errors import Fault

MAX_COST = 100_000
MAX_CHAIN = 256

_LEVELS = 65
_HEAVIEST = 10**8  # so much for one byte is too much for any value: no need to tell what weighs more
_NODE = 5
_UNEVALUATED = 3  # what looks at members that nothing else has met asks its neighbours again
_WEIGHTS = {"multipleOf": 1500, "uniqueItems": 120, "format": 20}
_PLAIN_PATTERN = 500
_PLAIN_STATE, _WILD_STATE = 5, 100
_CLASS = 100  # a class of Unicode, such as \w


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a schema before it is used.

    `weights` has at its index n the nanoseconds for each byte of a value that is nested n deep; deeper ones weigh what
    the last says. `states` is the size of all patterns together.
    """

    weights: tuple[int, ...]
    states: int

    def estimate(self, size_bytes: int, depth: int) -> int:
        """The nanoseconds that a value can cost."""
        return self.weights[min(depth, len(self.weights) - 1)] * (size_bytes + 1)


def fault_of_cost(document: Document) -> Fault | None:
    """Why a schema may cost without bound, if it may."""
    order = _in_order(document)
    if order is None:
        sentence = "This schema applies itself to the same value for ever; let the reference stand below a member."
        return Fault("", "endless-reference", sentence)
    met: dict[Node, int] = {}
    length: dict[Node, int] = {}
    for node in order:
        here = list(_here(node))
        met[node] = min(MAX_COST + 1, 1 + sum(met[each] for each in here))
        length[node] = 1 + max((length[each] for each in here), default=0)
    if max(met.values()) > MAX_COST:
        return Fault("", "too-complex", f"A value would meet more than {MAX_COST} subschemas; use fewer `$ref`.")
    if max(length.values()) > MAX_CHAIN:
        sentence = f"A value would pass through more than {MAX_CHAIN} schemas, one behind the other."
        return Fault("", "too-complex", sentence)
    return None


def profile(document: Document, *, most_steps: int) -> Profile | None:
    """What a schema weighs, or None when it takes more than so many steps to tell, or has no end."""
    order = _in_order(document)
    if order is None:
        return None
    level: dict[Node, int] = {}
    before: list[dict[Node, int]] = []
    weights: list[int] = []
    for _ in range(_LEVELS):
        most_steps -= len(order)
        if most_steps < 0:
            return None
        level = _level(order, level if before else None)
        if level in before:
            break
        weights.append(max(level[document.root], *weights[-1:], 1))
        if weights[-1] >= _HEAVIEST:
            break
        before = [*before[-2:], level]
    return Profile(tuple(weights), sum(states(pattern) for node in order for pattern in _patterns(node)))


def _level(order: Sequence[Node], below: Mapping[Node, int] | None) -> dict[Node, int]:
    """What each schema costs one level further down than `below` says; None: for the value that it meets itself."""
    level: dict[Node, int] = {}
    for node in order:
        here = sum(level[each] for each in _here(node)) * _again(node)
        level[node] = min(_HEAVIEST, here + (_own(node) if below is None else _members(node, below)))
    return level


def patterns_in(document: Document) -> int:
    """How many regular expressions a schema has."""
    return sum(1 for node in document.nodes for _ in _patterns(node))


def _here(node: Node) -> Iterator[Node]:
    """What a schema applies to the value that it meets itself."""
    for keyword in ("$ref", "$dynamicRef", "not", "if", "then", "else"):
        if keyword in node.one:
            yield node.one[keyword]
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from node.several.get(keyword, ())
    for keyword in ("dependentSchemas", "dependencies"):
        yield from node.named.get(keyword, {}).values()


def _in_order(document: Document) -> list[Node] | None:
    """The schemas, each behind all that it applies to the same value; None when there is a circle."""
    order: list[Node] = []
    state: dict[Node, bool] = {}  # False while what it applies is looked at, then True
    for start in document.nodes:
        stack = [(start, iter(list(_here(start))))] if start not in state else []
        state.setdefault(start, False)
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                state[node] = True
                order.append(node)
            elif following not in state:
                state[following] = False
                stack.append((following, iter(list(_here(following)))))
            elif not state[following]:
                return None
    return order


def _members(node: Node, below: Mapping[Node, int]) -> int:
    """What one member of the value costs: it is a member of an object or an item of a list."""
    one, named = node.one, node.named
    each_name = sum(
        below[one[keyword]]
        for keyword in ("additionalProperties", "unevaluatedProperties", "propertyNames")
        if keyword in one
    )
    each_name += max((below[each] for each in named.get("properties", {}).values()), default=0)
    each_name += sum(below[each] for each in named.get("patternProperties", {}).values())
    each_item = sum(below[one[keyword]] for keyword in ("items", "contains", "unevaluatedItems") if keyword in one)
    each_item += max((below[each] for each in node.several.get("prefixItems", ())), default=0)
    return max(each_name, each_item)


def _again(node: Node) -> int:
    return _UNEVALUATED if "unevaluatedProperties" in node.one or "unevaluatedItems" in node.one else 1


def _own(node: Node) -> int:
    """What the keywords of one schema cost, those that hold schemas left out."""
    if isinstance(node.schema, bool):
        return _NODE
    return _NODE + sum(_of_keyword(keyword, value) for keyword, value in node.schema.items())


def _of_keyword(keyword: str, value: Any) -> int:
    if keyword in _WEIGHTS:
        return _WEIGHTS[keyword]
    if keyword == "pattern" and isinstance(value, str):
        return _of_pattern(value)
    if keyword == "patternProperties" and isinstance(value, dict):
        return sum(_of_pattern(each) for each in value)
    if keyword == "enum" and isinstance(value, list):
        return 10 + 12 * sum(len(orjson.dumps(each)) for each in value if isinstance(each, dict | list))
    if keyword in {"properties", "required", "dependentRequired", "dependentSchemas", "dependencies"}:
        return 10 * len(value) if isinstance(value, dict | list) else 0
    return 2


def _of_pattern(pattern: str) -> int:
    size = states(pattern)
    return 10 + size * (_PLAIN_STATE if size <= _PLAIN_PATTERN else _WILD_STATE)


def _patterns(node: Node) -> Iterator[str]:
    if isinstance(node.schema, dict):
        if isinstance(node.schema.get("pattern"), str):
            yield node.schema["pattern"]
        named = node.schema.get("patternProperties")
        yield from named if isinstance(named, dict) else ()


def states(pattern: str) -> int:
    """About how many states the machine of a regular expression has: what is repeated counts as often."""
    total, last, opened, at = 0, 0, [0], 0
    while at < len(pattern):
        char, at = pattern[at], at + 1
        if char in "*+?":
            last *= 2
        elif char == "{":
            end = pattern.find("}", at)
            counts = [int(each[:6]) for each in pattern[at : max(end, at)].split(",") if each.isdecimal()]
            last *= max([*counts, 1])
            at = end + 1 if end >= 0 else at
        else:
            opened[-1] += last
            last, at = _piece(pattern, char, at)
            if char == "(":
                opened.append(0)
            elif char == ")" and len(opened) > 1:
                last = opened.pop() + 1
        last = min(last, _HEAVIEST)
    total = sum(opened) + last
    return min(total, _HEAVIEST)


def _piece(pattern: str, char: str, at: int) -> tuple[int, int]:
    """The size of what begins with `char`, and where the next begins."""
    if char == "\\":
        return (_CLASS if pattern[at : at + 1] in set("wWdDsSpP") else 1), at + 1
    if char != "[":
        return 1, at
    end = pattern.find("]", at + 1)
    inside = pattern[at : end if end >= 0 else len(pattern)]
    wide = "\\" in inside or inside.startswith("^") or not inside.isascii()
    return (_CLASS if wide else 2), (end + 1 if end >= 0 else len(pattern))
