"""Filters of subscriptions: CEL over the fields of an event, compiled for the matcher.

A thousand of them may be asked for one event, and a label that is missing is an everyday thing, so a filter is
compiled into functions that answer True, False or None (no answer) and raise nothing. What they answer is what
the oracle of the tests answers (a property): `false && error` is false, `true || error` is true.
"""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import Any, assert_never

from bellhop.domain.filter import Field, FieldType, parse
from bellhop.domain.filter_syntax import And, Compare, Expr, Has, OneOf, Operator, Or, StartsWith
from bellhop.domain.matching import Condition, Demand, Facts

FILTER_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "type": Field(FieldType.STRING),
        "action": Field(FieldType.STRING),
        "status": Field(FieldType.STRING),
        "parent": Field(FieldType.STRING),
        "source": Field(FieldType.STRING),
        "labels": Field(FieldType.STRING_MAP),
    }
)

_OPERATORS: Mapping[Operator, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        Operator.EQUAL: eq,
        Operator.NOT_EQUAL: ne,
        Operator.LESS: lt,
        Operator.LESS_OR_EQUAL: le,
        Operator.GREATER: gt,
        Operator.GREATER_OR_EQUAL: ge,
    }
)

Decide = Callable[[Facts], bool | None]


def parse_filter(text: str) -> Condition:
    """The filter, compiled; raises `BadFilterError` that tells at which character it goes wrong."""
    expr = parse(text, FILTER_FIELDS)
    return Condition(_compile(expr), _demand_of(expr))


def _demand_of(expr: Expr) -> Demand | None:
    """A `field == "value"` that must hold for the whole to hold: an error beside it does not change that."""
    match expr:
        case Compare(name, key, _, Operator.EQUAL, str(value)):
            return Demand(_fact(name, key), value)
        case And(parts):
            return next((demand for part in parts if (demand := _demand_of(part)) is not None), None)
        case _:
            return None


def _compile(expr: Expr) -> Decide:
    match expr:
        case Compare(name, key, _, operator, value):
            return _compare(_fact(name, key), _OPERATORS[operator], value)
        case OneOf(name, key, _, values, negated):
            return _one_of(_fact(name, key), frozenset(values), negated=negated)
        case StartsWith(name, key, _, prefix, negated):
            return _starts_with(_fact(name, key), prefix, negated=negated)
        case Has(name, key, _, negated):
            fact = _fact(name, key)
            return lambda facts: (facts.get(fact) is not None) is not negated
        case And(parts):
            return _junction([_compile(part) for part in parts], decisive=False)
        case Or(parts):
            return _junction([_compile(part) for part in parts], decisive=True)
    assert_never(expr)


def _fact(name: str, key: str | None) -> str:
    return name if key is None else f"{name}.{key}"


def _compare(fact: str, operator: Callable[[Any, Any], bool], value: object) -> Decide:
    def decide(facts: Facts) -> bool | None:
        found = facts.get(fact)
        return None if found is None else operator(found, value)

    return decide


def _one_of(fact: str, allowed: frozenset[object], *, negated: bool) -> Decide:
    def decide(facts: Facts) -> bool | None:
        found = facts.get(fact)
        return None if found is None else (found in allowed) is not negated

    return decide


def _starts_with(fact: str, prefix: str, *, negated: bool) -> Decide:
    def decide(facts: Facts) -> bool | None:
        found = facts.get(fact)
        return None if found is None else found.startswith(prefix) is not negated

    return decide


def _junction(parts: list[Decide], *, decisive: bool) -> Decide:
    """`&&` (decided by one false) or `||` (decided by one true); a missing answer counts only when no part decides."""

    def decide(facts: Facts) -> bool | None:
        answer: bool | None = not decisive
        for part in parts:
            one = part(facts)
            if one is decisive:
                return decisive
            if one is None:
                answer = None
        return answer

    return decide
