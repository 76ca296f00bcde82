"""Naming what is wrong with a value, as far as a budget goes.

The verdict is the validator's; this only looks for the parts to change, and stops where it has found enough. A value
that fits none of several alternatives (`oneOf`, `anyOf`) is told the faults of one: the one that its own tag chooses (a
member that is `const` or `enum` in the alternatives), else the one in which it gets deepest. Whether a part matches is
asked once for each schema and part, so the work is at most their product, however often alternatives nest.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bellhop.domain.schema_budget import Budget, OutOfStepsError
from bellhop.domain.schema_document import Document, Node, Path, fault_at
from bellhop.domain.schema_engine import Keywords, Validator
from bellhop.domain.schema_sentences import UNNAMED, kebab, one_of, sentence
from bellhop.domain.schema_tags import tags_of, values_of
from bellhop.errors import Fault

MOST_FAULTS = 100

_TRIED_FAULTS = 6
_MANY = 50
_SEVERAL = 8
_BYTES_A_STEP = 2000
_STEPS_TO_MAKE = 5
_STEPS_FOR_A_PART = 60

_LEAVES = (
    "type",
    "const",
    "enum",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "format",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
)
_UNKNOWN_FIELD = "unknown-field"
_NAMES_ITS_MEMBER = {"additionalProperties": _UNKNOWN_FIELD, "unevaluatedProperties": _UNKNOWN_FIELD}


class Namer:
    """Looks for what is wrong with one value, as long as the budget lasts."""

    def __init__(self, document: Document, keywords: Keywords, budget: Budget) -> None:
        self._document = document
        self._keywords = keywords
        self._budget = budget
        self._held: dict[tuple[int, int], bool] = {}
        self._fitting: dict[tuple[int, int], bool] = {}
        self._best: dict[tuple[int, int], Node | Fault | None] = {}
        self._asking = 0
        self._deciding = 0
        self._made = keywords.made
        self._place: Path = ()

    def name(self, value: Any) -> tuple[list[Fault], bool]:
        """The faults that were found, at least one, and whether they are all."""
        found: dict[Fault, None] = {}
        complete = True
        try:
            for fault in self._faults(self._document.root, value, ()):
                found[fault] = None
                if len(found) == MOST_FAULTS:
                    complete = False
                    break
        except (OutOfStepsError, RecursionError):
            complete = False
        return list(found) or [fault_at(self._place, "invalid", UNNAMED)], complete

    def _holds(self, node: Node, value: Any) -> bool:
        key = (id(node), id(value))
        held = self._held.get(key)
        if held is None:
            self._asking += 1
            self._deciding += 1
            held = next(self._faults(node, value, ()), None) is None
            self._deciding -= 1
            self._asking -= 1
            self._held[key] = held
        return held

    def _spend(self, steps: int = 1) -> None:
        self._budget.spend(steps)

    def _faults(self, node: Node, value: Any, path: Path) -> Iterator[Fault]:
        """What is wrong with a value that stands at `path`."""
        self._spend()
        if not self._asking:
            self._place = path
        if node.schema is False:
            yield fault_at(path, "not-allowed", sentence("allOf", None))
            return
        wrong = False
        for fault in self._parts(node, value, path):
            wrong = True
            yield fault
        if not wrong:
            yield from self._not_met(node, value, path)

    def _parts(self, node: Node, value: Any, path: Path) -> Iterator[Fault]:
        yield from self._leaves(node, value, path)
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in node.one:
                yield from self._faults(node.one[keyword], value, path)
        if isinstance(value, dict):
            yield from self._members(node, value, path)
        elif isinstance(value, list):
            yield from self._items(node, value, path)
        for each in node.several.get("allOf", ()):
            yield from self._faults(each, value, path)
        yield from self._alternatives(node, value, path)
        yield from self._conditions(node, value, path)

    # Keywords without schemas: the validator is asked for each.

    def _leaves(self, node: Node, value: Any, path: Path) -> Iterator[Fault]:
        schema = node.schema
        present = () if isinstance(schema, bool) else tuple(keyword for keyword in _LEAVES if keyword in schema)
        if not present:
            return
        if self._fits(self._keywords.together(node, present), value):
            return
        for keyword in present:
            if not self._fits(self._keywords.single(node, keyword), value):
                yield from _of_leaf(keyword, node.get(keyword), value, path)

    def _fits(self, validator: Validator, value: Any) -> bool:
        """What the validator says; asked once for each list and object, because it looks at all of their members."""
        self._spend(_STEPS_TO_MAKE * (self._keywords.made - self._made))
        self._made = self._keywords.made
        if not isinstance(value, list | dict):
            self._spend(len(value) // _BYTES_A_STEP if isinstance(value, str) else 0)
            return validator.is_valid(value)
        key = (id(validator), id(value))
        if key not in self._fitting:
            self._spend(len(value) // _MANY)
            self._fitting[key] = validator.is_valid(value)
        return self._fitting[key]

    # Members and items.

    def _members(self, node: Node, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        named = node.named.get("properties", {})
        for name in named if len(named) < len(value) else [name for name in value if name in named]:
            if name in value:
                yield from self._below("properties", named[name], value[name], (*path, name))
        patterns = node.named.get("patternProperties", {})
        rest = node.one.get("additionalProperties")
        if patterns or rest is not None:
            for name in self._worth_a_look(rest if not patterns else None, value, named):
                yield from self._by_pattern(node, name, value[name], path)
        names = node.one.get("propertyNames")
        if names is not None:
            for name in value:
                yield from self._of_name(names, name, path)
        yield from self._dependent(node, value, path)

    def _worth_a_look(self, rest: Node | None, value: Mapping[str, Any], named: Mapping[str, Node]) -> Sequence[str]:
        """The names of members that may be wrong by what the schema says of those that it does not name."""
        part = None if rest is None else self._part(rest, len(value))
        if part is None:
            return list(value)
        return [name for name, each in value.items() if name not in named and not part.is_valid(each)]

    def _by_pattern(self, node: Node, name: str, value: Any, path: Path) -> Iterator[Fault]:
        """What is wrong with a member by the patterns that its name matches, or as one of the rest."""
        patterns = node.named.get("patternProperties", {})
        self._spend(1 + len(patterns) // 10 + len(name) // _BYTES_A_STEP)
        matching = [each for each in patterns if self._keywords.pattern(each).is_valid(name)]
        for pattern in matching:
            yield from self._below("patternProperties", patterns[pattern], value, (*path, name), pattern)
        rest = node.one.get("additionalProperties")
        if rest is not None and not matching and name not in (node.get("properties") or ()):
            yield from self._below("additionalProperties", rest, value, (*path, name))

    def _of_name(self, names: Node, name: str, path: Path) -> Iterator[Fault]:
        self._asking += 1
        fault = next(self._faults(names, name, ()), None)
        self._asking -= 1
        if fault is not None:
            reason = "" if fault.code == "not-allowed" else fault.message.replace("This ", "It ", 1)
            yield fault_at((*path, name), "property-names", sentence("propertyNames", reason))

    def _items(self, node: Node, value: Sequence[Any], path: Path) -> Iterator[Fault]:
        first = node.several.get("prefixItems", [])
        for index, (schema, each) in enumerate(zip(first, value, strict=False)):
            yield from self._below("prefixItems", schema, each, (*path, index))
        rest = node.one.get("items")
        if rest is not None:
            part = self._part(rest, len(value))
            for index in range(len(node.get("prefixItems") or ()), len(value)):
                if part is None or not part.is_valid(value[index]):
                    yield from self._below("items", rest, value[index], (*path, index))
        if "contains" in node.one:
            yield from self._contains(node, value, path)

    def _contains(self, node: Node, value: Sequence[Any], path: Path) -> Iterator[Fault]:
        count = len(self._containing(node, value))
        least, most = node.get("minContains", 1), node.get("maxContains")
        if count < least:
            yield fault_at(path, "contains", sentence("minContains", least))
        if most is not None and count > most:
            yield fault_at(path, "max-contains", sentence("maxContains", most))

    def _containing(self, node: Node, value: Sequence[Any]) -> list[int]:
        """Which items are as a list must contain them."""
        wanted = node.one["contains"]
        part = self._part(wanted, len(value))
        if part is not None:
            return [index for index, each in enumerate(value) if part.is_valid(each)]
        return [index for index, each in enumerate(value) if self._holds(wanted, each)]

    def _part(self, node: Node, count: int) -> Validator | None:
        """What tells quickly which of many are right; None where they are too few to be worth it."""
        if count < _SEVERAL:
            return None
        self._spend(count // _MANY + (0 if self._keywords.has_part(node) else _STEPS_FOR_A_PART))
        part = self._keywords.part(node)
        self._made = self._keywords.made
        return part

    def _below(self, keyword: str, node: Node, value: Any, path: Path, limit: Any = None) -> Iterator[Fault]:
        """What is wrong with a member, by what a keyword says of it; `false` has a sentence for each keyword."""
        if node.schema is False:
            self._spend()
            yield fault_at(path, _NAMES_ITS_MEMBER.get(keyword, "not-allowed"), sentence(keyword, limit))
        else:
            yield from self._faults(node, value, path)

    # What applies to the same value.

    def _dependent(self, node: Node, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        for keyword in ("dependentSchemas", "dependencies"):
            for name, each in node.named.get(keyword, {}).items():
                if name in value and each.schema is False:
                    yield fault_at((*path, name), "not-allowed", "This member must be absent.")
                elif name in value:
                    yield from self._faults(each, value, path)
        for name, needed in (node.get("dependencies") or {}).items():
            if name in value and isinstance(needed, list):
                yield from _of_leaf("dependencies", {name: needed}, value, path)

    def _conditions(self, node: Node, value: Any, path: Path) -> Iterator[Fault]:
        if "not" in node.one and self._holds(node.one["not"], value):
            yield fault_at(path, "not", sentence("not", None))
        if "if" in node.one and ("then" in node.one or "else" in node.one):
            keyword = "then" if self._holds(node.one["if"], value) else "else"
            if keyword in node.one:
                yield from self._below(keyword, node.one[keyword], value, path)

    def _alternatives(self, node: Node, value: Any, path: Path) -> Iterator[Fault]:
        for keyword in ("anyOf", "oneOf"):
            branches = node.several.get(keyword)
            if not branches:
                continue
            holding = list(islice((i for i, each in enumerate(branches) if self._holds(each, value)), 2))
            if len(holding) > 1 and keyword == "oneOf":
                yield fault_at(path, "one-of", _too_many(holding))
            elif not holding:
                yield from self._of_best(node, keyword, value, path)

    def _of_best(self, node: Node, keyword: str, value: Any, path: Path) -> Iterator[Fault]:
        """The faults of the alternative that the value comes nearest to."""
        if self._deciding:  # one fault will do
            yield fault_at(path, kebab(keyword), "")
            return
        key = (id(node.several[keyword]), id(value))
        if key not in self._best:
            self._asking += 1
            self._best[key] = self._choose(node.several[keyword], value)
            self._asking -= 1
        best = self._best[key]
        if isinstance(best, Fault):
            yield fault_at((*path, best.pointer), best.code, best.message)
        elif best is None:
            yield fault_at(path, kebab(keyword), sentence(keyword, None))
        else:
            yield from self._faults(best, value, path)

    def _choose(self, branches: Sequence[Node], value: Any) -> Node | Fault | None:
        """The alternative to tell of, or a fault of the tag (its pointer a name); None when it is like none of them."""
        fitting = list(branches)
        if isinstance(value, dict):
            strangers = {branch: self._strange_tag(branch, value) for branch in branches}
            fitting = [branch for branch in branches if strangers[branch] is None]
            tags = set(strangers.values())
            if not fitting and len(tags) == 1:
                tag = str(tags.pop())
                return Fault(tag, "enum", one_of(list(values_of(branches, tag, most=MOST_FAULTS))))
        if len(fitting) == 1:
            return fitting[0]
        best = max(fitting or branches, key=lambda branch: self._nearness(branch, value))
        return best if self._nearness(best, value)[0] else None

    def _strange_tag(self, branch: Node, value: Mapping[str, Any]) -> str | None:
        """The name of a member that says that the value is meant for another alternative."""
        for name, node in tags_of(branch).items():
            keyword = "const" if "const" in (node.schema if isinstance(node.schema, dict) else ()) else "enum"
            if name in value:
                self._spend()
                if not self._keywords.single(node, keyword).is_valid(value[name]):
                    return name
        return None

    def _nearness(self, branch: Node, value: Any) -> tuple[int, int, int]:
        """How near a value comes to an alternative: whether it is of its kind, how deep it gets, how few are wrong."""
        faults = list(islice(self._faults(branch, value, ()), _TRIED_FAULTS))
        of_kind = not any(fault.pointer == "" and fault.code in {"type", "not-allowed"} for fault in faults)
        return int(of_kind), max((fault.pointer.count("/") for fault in faults), default=0), -len(faults)

    # What nothing else has met.

    def _not_met(self, node: Node, value: Any, path: Path) -> Iterator[Fault]:
        for keyword, kind in (("unevaluatedProperties", dict), ("unevaluatedItems", list)):
            rest = node.one.get(keyword)
            if rest is None or not isinstance(value, kind):
                continue
            met = self._met(node, value, itself=True)
            steps = list(value) if isinstance(value, dict) else range(len(value))
            for step in steps if met is not None else ():
                if met is not None and step not in met:
                    yield from self._below(keyword, rest, value[step], (*path, step))

    def _met(self, node: Node, value: Any, *, itself: bool = False) -> set[str | int] | None:
        """The members or items that something in the schema speaks of; None for all."""
        self._spend()
        everything = ("additionalProperties", "unevaluatedProperties") if isinstance(value, dict) else ("items",)
        everything = (*everything, "unevaluatedItems") if isinstance(value, list) else everything
        if any(each in node.one and not (itself and each.startswith("unevaluated")) for each in everything):
            return None
        met: set[str | int] = set()
        if isinstance(value, dict):
            met.update(name for name in node.named.get("properties", {}) if name in value)
            patterns = node.named.get("patternProperties", {})
            self._spend(len(patterns) * len(value) // 10)
            met.update(name for each in patterns for name in value if self._keywords.pattern(each).is_valid(name))
        else:
            met.update(range(len(node.several.get("prefixItems", ()))))
            if "contains" in node.one:
                met.update(self._containing(node, value))
        for each in self._applied(node, value):
            more = self._met(each, value)
            if more is None:
                return None
            met |= more
        return met

    def _applied(self, node: Node, value: Any) -> Iterator[Node]:
        """What a schema applies to the same value, and the value matches."""
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in node.one:
                yield node.one[keyword]
        for keyword in ("allOf", "anyOf", "oneOf"):
            for each in node.several.get(keyword, ()):
                if keyword == "allOf" or self._holds(each, value):
                    yield each
        if "if" in node.one:
            holds = self._holds(node.one["if"], value)
            yield from [node.one["if"]] if holds else []
            yield from [node.one[keyword] for keyword in ("then" if holds else "else",) if keyword in node.one]
        for name, each in node.named.get("dependentSchemas", {}).items():
            if name in value:
                yield each


def _of_leaf(keyword: str, limit: Any, value: Any, path: Path) -> Iterator[Fault]:
    if keyword == "required":
        for name in limit:
            if name not in value:
                yield fault_at((*path, name), "required", sentence("required", None))
    elif keyword in {"dependentRequired", "dependencies"}:
        for name, needed in limit.items():
            for each in needed if name in value else ():
                if each not in value:
                    yield fault_at((*path, each), "dependent-required", sentence("dependentRequired", name))
    else:
        yield fault_at(path, kebab(keyword), sentence(keyword, limit))


def _too_many(holding: Sequence[int]) -> str:
    first, second = (index + 1 for index in holding)
    return f"This matches more than one of the alternatives (numbers {first} and {second}), and must match one only."
