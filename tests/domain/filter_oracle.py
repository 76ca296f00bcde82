"""What a filter must say, as plainly as can be: the SQL and the compiled conditions are compared with it.

It has CEL's logic of errors: an error counts only when nothing else decides.
"""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any, assert_never

from bellhop.domain.filter_syntax import (
    And,
    Compare,
    Expr,
    Has,
    OneOf,
    Operator,
    Or,
    StartsWith,
    Value,
)


class FilterEvaluationError(Exception):
    """The filter has no answer: a field that it asks for is not there."""


def to_bool(expr: Expr) -> Callable[[Mapping[str, Any]], bool]:
    """A function that tells whether an event (its values by field name) matches.

    It raises `FilterEvaluationError` when a field that decides is not there. Maps are nested: `{"labels": {"a": "b"}}`.
    """
    compiled = _compile(expr)

    def matches(values: Mapping[str, Any]) -> bool:
        try:
            return compiled(values)
        except KeyError as missing:
            message = f"there is no {missing.args[0]!r}"
            raise FilterEvaluationError(message) from None

    return matches


def _compile(expr: Expr) -> Callable[[Mapping[str, Any]], bool]:
    match expr:
        case Compare(name, key, _, operator, value):
            return _compare(name, key, _PYTHON[operator], value)
        case OneOf(name, key, _, values, negated):
            return _test(name, key, lambda found: (found in values) is not negated)
        case StartsWith(name, key, _, prefix, negated):
            return _test(name, key, lambda found: found.startswith(prefix) is not negated)
        case Has(name, key, _, negated):
            return lambda values: (name in values and (key is None or key in values[name])) is not negated
        case And(parts):
            return _junction([_compile(part) for part in parts], decisive=False)
        case Or(parts):
            return _junction([_compile(part) for part in parts], decisive=True)
    assert_never(expr)


_PYTHON: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: eq,
    Operator.NOT_EQUAL: ne,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}


def _compare(
    name: str, key: str | None, operator: Callable[[Any, Any], bool], value: Value
) -> Callable[[Mapping[str, Any]], bool]:
    if key is None:
        return lambda values: operator(values[name], value)
    return lambda values: operator(values[name][key], value)


def _test(name: str, key: str | None, holds: Callable[[Any], bool]) -> Callable[[Mapping[str, Any]], bool]:
    if key is None:
        return lambda values: holds(values[name])
    return lambda values: holds(values[name][key])


def _junction(
    parts: list[Callable[[Mapping[str, Any]], bool]], *, decisive: bool
) -> Callable[[Mapping[str, Any]], bool]:
    """`&&` (decided by one false) or `||` (decided by one true); an error counts only when no part decides."""

    def holds(values: Mapping[str, Any]) -> bool:
        missing: KeyError | None = None
        for part in parts:
            try:
                if part(values) is decisive:
                    return decisive
            except KeyError as error:
                missing = error
        if missing is not None:
            raise missing
        return not decisive

    return holds
