"""A little of Prometheus: scrapes as they are told, and the part of its language that our alert rules use.

`increase` and `rate` are the difference between the first and the last scrape in the window, without extrapolation.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families

RULES = Path(__file__).parents[1] / "deploy" / "prometheus" / "bellhop.rules.yml"

Labels = frozenset[tuple[str, str]]
Vector = Mapping[Labels, float]
Value = float | Vector

_TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?)|([a-zA-Z_][\w]*)|("[^"]*")|(\[\d+[smh]\])|(=~|[=<>!]=|[-+*/<>(){},=]))')
_UNITS = {"s": 1, "m": 60, "h": 3600}
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
}
_CALCULATE: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_GATHER: Mapping[str, Callable[[Iterable[float]], float]] = {"sum": sum, "max": max, "min": min}


@dataclass(frozen=True)
class Rule:
    name: str
    expr: str
    document: Mapping[str, Any]


def rules() -> list[Rule]:
    """The alert rules of this repository."""
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [Rule(each["alert"], each["expr"], each) for each in group["rules"]]


@dataclass
class Prometheus:
    """What was scraped, each at its time in seconds; rules are asked at the time of the last."""

    scrapes: list[tuple[float, dict[str, dict[Labels, float]]]] = field(default_factory=list)

    def scrape(self, text: str, at: float) -> None:
        found: dict[str, dict[Labels, float]] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
        self.scrapes.append((at, found))

    def firing(self) -> set[str]:
        """The alerts whose condition holds now, however long it must hold."""
        return {each.name for each in rules() if self.evaluate(each.expr)}

    def evaluate(self, expr: str) -> Value:
        return _Reader(self, expr).read()

    @property
    def now(self) -> float:
        return self.scrapes[-1][0]


class _Reader:
    """Evaluates an expression while it reads it."""

    def __init__(self, prometheus: Prometheus, expr: str) -> None:
        self._of = prometheus
        self._tokens: list[str] = [next(filter(None, found)) for found in _TOKEN.findall(expr)]
        assert "".join(self._tokens) == re.sub(r"\s", "", expr), f"not understood: {expr}"
        self._at = 0

    def read(self) -> Value:
        value = self._comparison()
        assert self._at == len(self._tokens), self._tokens[self._at :]
        return value

    def _next(self, *wanted: str) -> str | None:
        """The next token, if it is one of these."""
        if self._at < len(self._tokens) and self._tokens[self._at] in wanted:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _must(self, wanted: str) -> None:
        assert self._next(wanted), f"{wanted} expected: {self._tokens[self._at :]}"

    def _comparison(self) -> Value:
        left = self._sum()
        if (operator := self._next(*_COMPARE)) is None:
            return left
        right, compare = self._sum(), _COMPARE[operator]
        assert isinstance(left, Mapping), "a rule compares series"
        other = (lambda _: right) if isinstance(right, float) else right.get
        pairs = {labels: (value, other(labels)) for labels, value in left.items()}
        return {key: value for key, (value, limit) in pairs.items() if limit is not None and compare(value, limit)}

    def _sum(self) -> Value:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Value:
        return self._chain(("*", "/"), self._primary)

    def _chain(self, operators: tuple[str, ...], part: Callable[[], Value]) -> Value:
        left = part()
        while operator := self._next(*operators):
            ignored = self._names() if self._next("ignoring") else ()
            left = _combined(left, part(), _CALCULATE[operator], ignored)
        return left

    def _primary(self) -> Value:
        token = self._tokens[self._at]
        self._at += 1
        if token == "(":
            return self._closed(self._comparison())
        if token[0].isdigit():
            return float(token)
        if token in _GATHER:
            return self._gathered(_GATHER[token])
        if token == "time":
            self._must("(")
            return self._closed(self._of.now)
        if token == "absent":
            self._must("(")
            return {} if self._closed(self._comparison()) else {frozenset(): 1.0}
        if token in {"increase", "rate", "changes"}:
            return self._over_time(token)
        return self._of.scrapes[-1][1].get(token, {}) if not self._ahead("{") else self._selected(token, -1)

    def _closed(self, value: Value) -> Value:
        self._must(")")
        return value

    def _ahead(self, token: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == token

    def _names(self) -> tuple[str, ...]:
        self._must("(")
        names = []
        while not self._next(")"):
            names.append(self._tokens[self._at])
            self._at += 1
            self._next(",")
        return tuple(names)

    def _gathered(self, gather: Callable[[Iterable[float]], float]) -> Value:
        by = self._names() if self._next("by") else ()
        self._must("(")
        inner = self._closed(self._comparison())
        assert isinstance(inner, Mapping)
        groups: dict[Labels, list[float]] = {}
        for labels, value in inner.items():
            groups.setdefault(frozenset(pair for pair in labels if pair[0] in by), []).append(value)
        return {labels: gather(values) for labels, values in groups.items()}

    def _matchers(self) -> list[tuple[str, str, str]]:
        found = []
        if self._next("{"):
            while not self._next("}"):
                name, operator, value = self._tokens[self._at : self._at + 3]
                found.append((name, operator, value.strip('"')))
                self._at += 3
                self._next(",")
        return found

    def _selected(self, name: str, scrape: int) -> Vector:
        return self._chosen(name, self._matchers(), self._of.scrapes[scrape][1])

    @staticmethod
    def _chosen(name: str, matchers: Sequence[tuple[str, str, str]], scrape: dict[str, dict[Labels, float]]) -> Vector:
        def fits(labels: Labels) -> bool:
            has = dict(labels)
            return all(
                re.fullmatch(value, has.get(label, "")) if operator == "=~" else has.get(label, "") == value
                for label, operator, value in matchers
            )

        return {labels: value for labels, value in scrape.get(name, {}).items() if fits(labels)}

    def _over_time(self, function: str) -> Vector:
        self._must("(")
        name = self._tokens[self._at]
        self._at += 1
        matchers = self._matchers()
        window = self._tokens[self._at].strip("[]")
        self._at += 1
        self._must(")")
        since = self._of.now - int(window[:-1]) * _UNITS[window[-1]]
        inside = [(at, self._chosen(name, matchers, scrape)) for at, scrape in self._of.scrapes if at >= since]
        found = {}
        for labels, last in inside[-1][1].items():
            points = [(at, vector[labels]) for at, vector in inside if labels in vector]
            if len(points) < 2:
                continue
            if function == "changes":
                found[labels] = float(sum(a[1] != b[1] for a, b in pairwise(points)))
            else:
                found[labels] = last - points[0][1]
                if function == "rate":
                    found[labels] /= points[-1][0] - points[0][0]
        return found


def _combined(left: Value, right: Value, calculate: Callable[[float, float], float], ignored: Sequence[str]) -> Value:
    if isinstance(left, float):
        if isinstance(right, float):
            return calculate(left, right)
        return {labels: calculate(left, value) for labels, value in right.items()}
    if isinstance(right, float):
        return {labels: calculate(value, right) for labels, value in left.items()}
    others = {_without(labels, ignored): value for labels, value in right.items()}
    return {
        key: calculate(value, others[key])
        for labels, value in left.items()
        if (key := _without(labels, ignored)) in others
    }


def _without(labels: Labels, ignored: Sequence[str]) -> Labels:
    return frozenset(pair for pair in labels if pair[0] not in ignored)
