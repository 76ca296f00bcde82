"""What filters are made of: fields with their types, comparisons, and their junctions. See `filter`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bellhop.ids import Prefix

Value = str | int | float | bool | datetime | UUID


class FieldType(StrEnum):
    """What a field holds. `STRING_MAP` is a map of strings, whose members are `labels.site` or `labels["site"]`."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    TIMESTAMP = "timestamp"
    ID = "id"
    STRING_MAP = "string_map"


@dataclass(frozen=True, slots=True)
class Field:
    """One field that may be filtered on.

    For lists: `column` is the SQL expression; `id_column` (of a timestamp) a UUIDv7 made at that moment, which is
    bounded too, so that only the partitions in question are read. An `ID` has the `prefix` of its TypeIDs. `implied`
    gives what else is true of rows whose field is one of some values, as SQL that an index understands, or None.
    """

    type: FieldType
    column: str = ""
    id_column: str | None = None
    prefix: Prefix | None = None
    implied: "Callable[[tuple[Value, ...]], str | None] | None" = None


class Operator(StrEnum):
    """How a field is compared with a literal."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """A field compared with a literal; `key` is the member of a map."""

    name: str
    key: str | None
    field: Field
    operator: Operator
    value: Value


NEGATIONS: Mapping[Operator, Operator] = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER_OR_EQUAL,
    Operator.LESS_OR_EQUAL: Operator.GREATER,
    Operator.GREATER: Operator.LESS_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS,
}
"""What holds of a value that is there when a comparison does not."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field that is one of some literals, or (`negated`) none of them."""

    name: str
    key: str | None
    field: Field
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class StartsWith:
    """A field whose text begins with some other, or (`negated`) does not."""

    name: str
    key: str | None
    field: Field
    prefix: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """A field that is there, or (`negated`) is not; never an error."""

    name: str
    key: str | None
    field: Field
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds."""

    parts: "tuple[Expr, ...]"


Expr = Compare | OneOf | StartsWith | Has | And | Or
