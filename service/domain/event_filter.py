"""Filters of subscriptions: CEL over the fields of an event, compiled for the matcher."""

from collections.abc import Mapping
from types import MappingProxyType

from service.domain.filter import Field, FieldType, parse, to_bool
from service.domain.filter_syntax import And, Compare, Expr, Operator
from service.domain.matching import Condition, Demand

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


def parse_filter(text: str) -> Condition:
    """The filter, compiled; raises `BadFilterError` that tells at which character it goes wrong."""
    expr = parse(text, FILTER_FIELDS)
    return Condition(to_bool(expr), _demand_of(expr))


def _demand_of(expr: Expr) -> Demand | None:
    """A `field == "value"` that must hold for the whole to hold: an error beside it does not change that (CEL's &&)."""
    match expr:
        case Compare(name, key, _, Operator.EQUAL, str(value)):
            return Demand(name, key, value)
        case And(parts):
            return next((demand for part in parts if (demand := _demand_of(part)) is not None), None)
        case _:
            return None
