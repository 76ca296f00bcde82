"""A filter as SQL: a condition with parameters, holding only the predicates that the filter has.

SQL's three-valued logic is CEL's logic of errors: a NULL column is the field that is not there, `false AND null` is
false, `true OR null` is true, and a row whose condition is NULL is not selected. Nothing is negated but comparisons:
`NOT` of a condition with what is implied by it would find rows whose column is NULL.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import assert_never
from uuid import UUID

from bellhop.domain.filter_syntax import (
    And,
    Compare,
    Expr,
    Field,
    FieldType,
    Has,
    OneOf,
    Operator,
    Or,
    StartsWith,
    Value,
)
from bellhop.ids import uuid7_floor

_OPERATORS = {Operator.EQUAL: "=", Operator.NOT_EQUAL: "<>"}
_ORDERED_TEXT = ' COLLATE "C"'  # by code points, as Python and CEL compare
_MILLISECOND = timedelta(milliseconds=1)
_LATEST = datetime.max.replace(tzinfo=UTC) - _MILLISECOND


def to_sql(expr: Expr, first_parameter: int) -> tuple[str, list[object]]:
    """The condition, and the values of its parameters, numbered from `first_parameter`."""
    writer = _Writer(first_parameter)
    return writer.condition(expr), writer.parameters


class _Writer:
    """Writes one condition and gathers the values of its parameters."""

    def __init__(self, first: int) -> None:
        self.parameters: list[object] = []
        self._first = first

    def condition(self, expr: Expr) -> str:
        match expr:
            case And(parts):
                return "(" + " AND ".join(map(self.condition, parts)) + ")"
            case Or(parts):
                return "(" + " OR ".join(map(self.condition, parts)) + ")"
            case Has(_, _, field, negated):
                return f"{field.column} IS {'' if negated else 'NOT '}NULL"
            case StartsWith(_, _, field, prefix, negated):
                return f"{'NOT ' if negated else ''}starts_with({field.column}, {self._bind(prefix, 'text')})"
            case OneOf():
                return self._one_of(expr)
            case Compare():
                return self._compare(expr)
        assert_never(expr)

    def _one_of(self, expr: OneOf) -> str:
        column, values = expr.field.column, expr.values
        if not values:
            return f"({column} {'=' if expr.negated else '<>'} {column})"
        array = self._bind(list(values), _sql_type(expr.field.type, values) + "[]")
        if expr.negated:
            return f"{column} <> ALL({array})"
        return _with_implied(f"{column} = ANY({array})", expr.field, values)

    def _compare(self, expr: Compare) -> str:
        field, operator, value = expr.field, expr.operator, expr.value
        ordered = operator not in _OPERATORS
        collation = _ORDERED_TEXT if ordered and field.type is FieldType.STRING else ""
        sign = _OPERATORS.get(operator, operator.value)
        condition = f"{field.column}{collation} {sign} {self._bind(value, _sql_type(field.type, (value,)))}"
        if operator is Operator.EQUAL:
            condition = _with_implied(condition, field, (value,))
        if field.id_column is None or not isinstance(value, datetime):
            return condition
        bounds = [
            f"{field.id_column} {sign} {self._bind(bound, 'uuid')}" for sign, bound in _id_bounds(operator, value)
        ]
        return "(" + " AND ".join([condition, *bounds]) + ")" if bounds else condition

    def _bind(self, value: object, sql_type: str) -> str:
        self.parameters.append(value)
        return f"${self._first + len(self.parameters) - 1}::{sql_type}"


def _with_implied(condition: str, field: Field, values: tuple[Value, ...]) -> str:
    """The condition with what follows from it, so that an index on that can be used."""
    implied = None if field.implied is None else field.implied(values)
    return condition if implied is None else f"({condition} AND {implied})"


def _id_bounds(operator: Operator, moment: datetime) -> Iterator[tuple[str, UUID]]:
    """What a UUIDv7 of the moment obeys when the moment obeys the comparison; ids know milliseconds."""
    if operator in (Operator.EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL):
        yield ">=", uuid7_floor(moment)
    if operator in (Operator.EQUAL, Operator.LESS, Operator.LESS_OR_EQUAL):
        yield "<", uuid7_floor(min(moment, _LATEST) + _MILLISECOND)


def _sql_type(field_type: FieldType, values: tuple[Value, ...]) -> str:
    match field_type:
        case FieldType.STRING | FieldType.STRING_MAP:
            return "text"
        case FieldType.BOOL:
            return "boolean"
        case FieldType.TIMESTAMP:
            return "timestamptz"
        case FieldType.ID:
            return "uuid"
        case FieldType.NUMBER:
            return "bigint" if all(isinstance(value, int) for value in values) else "double precision"
    assert_never(field_type)
