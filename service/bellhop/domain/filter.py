"""Filters: one boolean CEL expression over named fields, for lists and for subscriptions.

A subset of CEL (github.com/google/cel-spec): comparisons of a field with a literal (`== != < <= > >= in`), `startsWith`
and `has`, joined by `&&`, `||` and `!` with parentheses; string, number and bool literals and `timestamp("…")`. The
types are known when a filter is parsed, so a comparison that could never hold is refused with the character where it
stands. `!` is carried down to the comparisons while reading (De Morgan), so nothing else knows of it. The same
expression becomes SQL (`filter_sql.to_sql`) or a Python function (`event_filter.py`), and both agree on what CEL says
of errors: a field that is not there is an error, `false && error` is false, `true || error` is true, and an error is no
match.

Text is bounded in length, nesting and terms before the grammar sees it; strings are taken out first (`filter_text`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NoReturn

from celpy.celparser import CELParseError, CELParser
from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from bellhop.domain import filter_text
from bellhop.domain.filter_syntax import (
    NEGATIONS,
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
from bellhop.domain.filter_text import refuse
from bellhop.ids import decode

__all__ = ["Expr", "Field", "FieldType", "parse"]

MAX_TERMS = 64

Node = Tree[Token] | Token

_RELATIONS = {
    "relation_eq": Operator.EQUAL,
    "relation_ne": Operator.NOT_EQUAL,
    "relation_lt": Operator.LESS,
    "relation_le": Operator.LESS_OR_EQUAL,
    "relation_gt": Operator.GREATER,
    "relation_ge": Operator.GREATER_OR_EQUAL,
}
_FLIPPED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.NOT_EQUAL: Operator.NOT_EQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}
_UNORDERED = frozenset({FieldType.BOOL, FieldType.ID})
_LITERALS: Mapping[FieldType, tuple[type, str]] = {
    FieldType.STRING: (str, "a string"),
    FieldType.STRING_MAP: (str, "a string"),
    FieldType.ID: (str, "a string"),
    FieldType.NUMBER: (float, "a number"),
    FieldType.BOOL: (bool, "`true` or `false`"),
    FieldType.TIMESTAMP: (datetime, 'a `timestamp("2026-01-31T12:00:00Z")`'),
}
_WRAPPERS = frozenset(
    {
        "expr",
        "conditionalor",
        "conditionaland",
        "relation",
        "addition",
        "multiplication",
        "unary",
        "member",
        "primary",
        "paren_expr",
    }
)


def parse(text: str, fields: Mapping[str, Field]) -> Expr:
    """The expression that `text` says; raises `BadFilterError` that tells at which character it goes wrong."""
    scanned = filter_text.scan(text)
    try:
        tree = _parser().parse(scanned.blanked)
    except CELParseError as error:
        _refuse_syntax(error, text)
    return _Reader(fields, scanned).expression(tree)


def _refuse_syntax(error: CELParseError, text: str) -> NoReturn:
    cause = error.__context__
    if isinstance(cause, UnexpectedToken) and cause.token.type == "$END":
        refuse("the filter ends too early", len(text))
    at = cause.pos_in_stream if isinstance(cause, UnexpectedInput) else None
    refuse("this does not belong here", len(text) if at is None else at)


def prepare() -> None:
    """Make the grammar's parser now: it takes a tenth of a second, which no request shall wait for."""
    _parser()


@cache
def _parser() -> CELParser:
    return CELParser()


@dataclass(frozen=True, slots=True)
class _Operand:
    """One side of a comparison: a field or a literal, and where it stands."""

    at: int
    name: str = ""
    key: str | None = None
    field: Field | None = None
    value: Value | None = None


class _Reader:
    """Reads the grammar's tree; the recursion is as deep as the parentheses, which are bounded."""

    def __init__(self, fields: Mapping[str, Field], scanned: filter_text.Scanned) -> None:
        self._fields = fields
        self._scanned = scanned
        self._terms = 0

    def expression(self, tree: Node, *, negated: bool = False) -> Expr:
        node = _unwrap(tree)
        while _kind(node) == "unary" and _kind(_children(node)[0]) == "unary_not":
            node, negated = _unwrap(_children(node)[1]), not negated
        match _kind(node):
            case "conditionalor" | "conditionaland" as kind:
                parts = tuple(self.expression(part, negated=negated) for part in _operands(node))
                return Or(parts) if (kind == "conditionalor") is not negated else And(parts)
            case "relation" | "ident_arg" | "member_dot_arg" as kind:
                self._terms += 1
                if self._terms > MAX_TERMS:
                    refuse(f"a filter compares at most {MAX_TERMS} times", _at(node))
                if kind == "relation":
                    return self._relation(node, negated=negated)
                return self._has(node, negated) if kind == "ident_arg" else self._starts_with(node, negated)
        return self._refuse_other(node)

    def _refuse_other(self, node: Node) -> NoReturn:
        """Refuse what is no comparison, with one that this filter takes."""
        refuse(f"a comparison such as `{_example(self._fields)}` is expected", _at(node))

    def _relation(self, node: Node, *, negated: bool) -> Expr:
        comparison, right = _children(node)
        (left,) = _children(comparison)
        kind = _kind(comparison)
        if kind == "relation_in":
            return self._in(self._operand(left, _at(node)), _unwrap(right), negated)
        operator = NEGATIONS[_RELATIONS[kind]] if negated else _RELATIONS[kind]
        first, second = self._operand(left, _at(node)), self._operand(right, _end(comparison))
        if first.field is None:
            first, second, operator = second, first, _FLIPPED[operator]
        if first.field is None or second.field is not None or second.value is None:
            refuse("a field is compared with a literal", second.at)
        if operator not in (Operator.EQUAL, Operator.NOT_EQUAL) and first.field.type in _UNORDERED:
            refuse(f"`{first.name}` has no order; use `==`, `!=` or `in`", first.at)
        return Compare(first.name, first.key, first.field, operator, _typed(first, second))

    def _in(self, left: _Operand, node: Node, negated: bool) -> Expr:  # noqa: FBT001
        """A field in a list of literals, or the name of a member in a map."""
        field = self._fields.get(_dotted(node)) if _kind(node) == "ident" else None
        if field is not None and field.type is FieldType.STRING_MAP and isinstance(left.value, str):
            return Has(_dotted(node), left.value, field, negated)
        if left.field is None:
            refuse("a field is expected before `in`", left.at)
        if _kind(node) != "list_lit":
            refuse("a list of literals is expected after `in`", _at(node))
        items = [item for child in _children(node) for item in _children(child)]
        if len(items) > MAX_TERMS:
            refuse(f"a list has at most {MAX_TERMS} literals", _at(node))
        values = tuple(_typed(left, self._operand(item, _at(node))) for item in items)
        return OneOf(left.name, left.key, left.field, values, negated)

    def _has(self, node: Node, negated: bool) -> Expr:  # noqa: FBT001
        name, *arguments = _children(node)
        given = [item for child in arguments for item in _children(child)]
        if str(name) != "has" or len(given) != 1 or _kind(_unwrap(given[0])) != "member_dot":
            self._refuse_other(node)
        operand = self._operand(given[0], _at(node))
        if operand.field is None:
            refuse("`has` takes a field", operand.at)
        return Has(operand.name, operand.key, operand.field, negated)

    def _starts_with(self, node: Node, negated: bool) -> Expr:  # noqa: FBT001
        receiver, name, *arguments = _children(node)
        if str(name) != "startsWith":
            refuse("`startsWith` is the only function of a field", _at(name))
        given = [self._operand(item, _at(node)) for child in arguments for item in _children(child)]
        field = self._operand(receiver, _at(node))
        if field.field is None or field.field.type not in (FieldType.STRING, FieldType.STRING_MAP):
            refuse("`startsWith` is asked of a text field", field.at)
        if len(given) != 1 or not isinstance(given[0].value, str):
            refuse("`startsWith` takes a string", given[0].at if given else _at(node))
        return StartsWith(field.name, field.key, field.field, given[0].value, negated)

    def _operand(self, tree: Node, near: int) -> _Operand:
        """One side of a comparison; `near` is where it stands if the grammar does not say (of bools it does not)."""
        node = _unwrap(tree)
        at = near if _position(node) is None else _at(node)
        match _kind(node):
            case "ident" | "member_dot" | "member_index":
                return self._field(node, at)
            case "literal":
                return _Operand(at, value=self._literal(node))
            case "unary":
                return _Operand(at, value=self._negative(node))
            case "ident_arg":
                return _Operand(at, value=self._timestamp(node))
        return refuse("a field or a literal is expected", at)

    def _field(self, node: Node, at: int) -> _Operand:
        key: str | None = None
        if _kind(node) == "member_index":
            node, index = _children(node)
            node = _unwrap(node)
            member = self._operand(index, at).value
            if not isinstance(member, str):
                refuse("the member of a map is named by a string", _at(index))
            key = member
        name = _dotted(node)
        field = self._fields.get(name)
        if field is None and key is None and "." in name:
            name, _, key = name.partition(".")
            field = self._fields.get(name)
            if field is not None and (field.type is not FieldType.STRING_MAP or "." in key):
                field = None
        if field is None or (field.type is FieldType.STRING_MAP) != (key is not None):
            refuse(f"there is no such field; there are {_listed(self._fields)}", at)
        return _Operand(at, name, key, field)

    def _literal(self, node: Node) -> Value:
        token = _token(node)
        if token.type == "STRING_LIT":
            return self._scanned.strings[_at(node)]
        if token.type == "BOOL_LIT":
            return bool(token.value == "true")
        if token.type in ("INT_LIT", "FLOAT_LIT", "UINT_LIT"):
            return filter_text.number(token.value, _at(node))
        return refuse("strings, numbers, bools and timestamps can be compared", _at(node))

    def _negative(self, node: Node) -> Value:
        sign, inner = _children(node)
        operand = _unwrap(inner)
        if _kind(sign) == "unary_neg" and _kind(operand) == "literal":
            value = self._literal(operand)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return -value
        if _kind(sign) == "unary_not":
            refuse(f"`!` stands before parentheses: `!({_example(self._fields)})`", _at(node))
        return refuse("only numbers have a sign", _at(node))

    def _timestamp(self, node: Node) -> Value:
        name, *arguments = _children(node)
        given = [self._operand(item, _at(node)) for child in arguments for item in _children(child)]
        if str(name) != "timestamp" or len(given) != 1:
            refuse('`timestamp("…")` is the only function of a literal', _at(node))
        value = given[0].value
        if not isinstance(value, str):
            refuse("`timestamp` takes a string", given[0].at)
        return filter_text.timestamp(value, given[0].at)


def _example(fields: Mapping[str, Field]) -> str:
    """A comparison that a filter of these fields takes: of a text if there is one, else of a moment."""
    texts = [name for name, field in fields.items() if field.type is FieldType.STRING]
    if texts:
        return f'{texts[0]} == "…"'
    moment = next(name for name, field in fields.items() if field.type is FieldType.TIMESTAMP)
    return f'{moment} > timestamp("2026-01-31T12:00:00Z")'


def _typed(field: _Operand, literal: _Operand) -> Value:
    """The literal as a value of the field's type; raises when it is of another."""
    if field.field is None or literal.value is None:
        refuse("a literal is expected", literal.at)
    wanted, said = _LITERALS[field.field.type]
    value = literal.value
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if not (numeric if wanted is float else isinstance(value, wanted)):
        refuse(f"`{field.name}` is compared with {said}", literal.at)
    if field.field.prefix is not None:
        decoded = decode(field.field.prefix, str(value))
        if decoded is None:
            refuse(f"this is not an id that begins with `{field.field.prefix}_`", literal.at)
        return decoded
    return value


def _operands(node: Node) -> Iterator[Node]:
    """The operands of a chain of one operator, in order (the grammar nests them to the left)."""
    kind, operands = _kind(node), []
    while _kind(node) == kind and len(_children(node)) == 2:  # noqa: PLR2004
        node, last = _children(node)
        operands.append(last)
    operands.append(node)
    return reversed(operands)


def _dotted(node: Node) -> str:
    names: list[str] = []
    while _kind(node) == "member_dot":
        inner, name = _children(node)
        names.append(str(name))
        node = _unwrap(inner)
    if _kind(node) != "ident":
        refuse("a field is named by words and dots", _at(node))
    return ".".join([str(_token(node)), *reversed(names)])


def _listed(fields: Mapping[str, Field]) -> str:
    return ", ".join(
        f"`{name}.…`" if field.type is FieldType.STRING_MAP else f"`{name}`" for name, field in sorted(fields.items())
    )


def _unwrap(node: Node) -> Node:
    while isinstance(node, Tree) and node.data in _WRAPPERS and len(node.children) == 1:
        node = node.children[0]
    return node


def _kind(node: Node) -> str:
    return str(node.data) if isinstance(node, Tree) else str(node.type)


def _children(node: Node) -> list[Node]:
    return list(node.children) if isinstance(node, Tree) else []


def _token(node: Node) -> Token:
    token = _children(node)[0]
    if not isinstance(token, Token):
        refuse("this cannot be read", _at(node))
    return token


def _at(node: Node) -> int:
    """Where a node begins, counted from 0; 0 when the grammar does not say."""
    return _position(node) or 0


def _position(node: Node) -> int | None:
    if isinstance(node, Token):
        return node.start_pos
    position: int | None = None if node.meta.empty else node.meta.start_pos
    return position


def _end(node: Node) -> int:
    """Where what follows a node begins, give or take a space."""
    return node.meta.end_pos + 1 if isinstance(node, Tree) and not node.meta.empty else 0
