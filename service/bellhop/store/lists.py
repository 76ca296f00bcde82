r"""Lists: every collection is filtered, ordered newest first and read onwards from a key in the same way.

A collection says where its rows come from and what they are:

    DELIVERIES = Collection(
        name="deliveries",
        select=load("deliveries")["list"],  # SELECT … \nFROM … \nWHERE d.tenant_id = $1; the list's own FROM and the
                                            # WHERE stand at the start of a line, so conditions can be added behind
        order=("d.delivery_id",),           # the key, newest first; an index has it
        key_types=("uuid",),
        record=to_delivery,                 # a row as the domain knows it
        key=lambda delivery: (delivery.delivery_id,),
        fields={"createdTime": Field(FieldType.TIMESTAMP, "d.create_time", id_column="d.delivery_id")},
    )

and a `Reader` reads it. A filter that finds too little in too much time ends the reading early: it is tried as a whole
first (indexes make most filters fast); when that takes more than a second, the rows are walked in stretches of 5,000
until the time is up, and the reader says where it stopped.

`page_statement` and `stretch_statement` give the text that runs, for EXPLAIN.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.domain.filter import Expr, Field
from bellhop.domain.filter_sql import to_sql
from bellhop.domain.paging import Place
from bellhop.store.database import Database
from bellhop.store.replica import Reading, Source

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a filter may look: as a whole, then in stretches of so many rows until the time is up."""

    whole_seconds: float = 1.0
    walk_seconds: float = 1.0
    stretch_rows: int = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Collection(Generic[Record]):
    """Where the rows of a list come from; see the top of this file."""

    name: str
    select: str
    """The statement without order and limit; its own FROM and its WHERE begin a line."""
    order: tuple[str, ...]
    """The columns of the key, read downwards: an index has them in this order."""
    key_types: tuple[str, ...]
    """Their types in Postgres."""
    record: Callable[[asyncpg.Record], Record]
    """What a row is."""
    key: Callable[[Record], Place]
    """The key of a record."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    """What a filter may name."""
    heavy: bool = False
    """Its rows carry bodies: read a few at a time."""
    patience: Patience = Patience()


Statement = tuple[str, list[object]]
"""A text as Postgres gets it, and its parameters."""


def page_statement(
    collection: Collection[Record],
    arguments: Sequence[object],
    *,
    expression: Expr | None,
    behind: Place | None,
    until: Place | None,
    limit: int,
) -> Statement:
    """The rows that the filter lets through, behind one key and, if given, not behind another."""
    parameters = list(arguments)
    conditions = []
    if expression is not None:
        condition, values = to_sql(expression, len(parameters) + 1)
        conditions.append(condition)
        parameters += values
    if behind is not None:
        conditions.append(_compared(collection, "<", behind, parameters))
    if until is not None:
        conditions.append(_compared(collection, ">=", until, parameters))
    lines = [collection.select, *(f"AND {each}" for each in conditions), _ordered(collection), f"LIMIT {limit}"]
    return "\n".join(lines), parameters


def stretch_statement(
    collection: Collection[Record], arguments: Sequence[object], *, behind: Place | None
) -> Statement:
    """The key of the last row of the next stretch, whatever the filter, and how many rows the stretch has."""
    parameters = list(arguments)
    condition = "" if behind is None else "AND " + _compared(collection, "<", behind, parameters)
    names = [f"k{index}" for index in range(len(collection.order))]
    keys = ", ".join(f"{each} AS {name}" for each, name in zip(collection.order, names, strict=True))
    source = collection.select[collection.select.index("\nFROM ") :]
    text = (
        f"SELECT *, count(*) OVER () AS rows_seen FROM (SELECT {keys} {source}\n{condition}\n{_ordered(collection)}\n"
        f"LIMIT {collection.patience.stretch_rows}) AS stretch ORDER BY {', '.join(names)} LIMIT 1"
    )
    return text, parameters


class Reader(Generic[Record]):
    """Reads a collection onwards from a place.

    `ended` tells that no more follows, or that the time is up; then `stopped_at` is where to go on another time.
    """

    def __init__(
        self,
        collection: Collection[Record],
        source: Source,
        arguments: Sequence[object],
        *,
        expression: Expr | None,
        behind: Place | None,
    ) -> None:
        self._collection = collection
        self._source = source
        self._arguments = arguments
        self._expression = expression
        self._behind = behind
        self._walking_until: float | None = None
        self.ended = False
        self.stopped_at: Place | None = None

    @property
    def database(self) -> Database:
        """Where its rows lie, whatever they are read from."""
        return self._source.database if isinstance(self._source, Reading) else self._source

    async def next(self, limit: int) -> Sequence[Record]:
        """The next records, at most `limit`; fewer do not mean that it has ended."""
        if self._walking_until is None:
            patience = self._collection.patience
            try:
                records = await self._read(
                    limit, timeout_seconds=None if self._expression is None else patience.whole_seconds
                )
            except TimeoutError:  # from here on the filter walks: no stretch takes long, whatever it finds
                self._walking_until = monotonic_seconds() + patience.walk_seconds
            else:
                self.ended = len(records) < limit
                self._go_behind(records)
                return records
        return await self._walk(limit, self._walking_until)

    async def _walk(self, limit: int, until_seconds: float) -> Sequence[Record]:
        """What the filter lets through of the next stretch."""
        end, is_last = await self._stretch()
        if end is None:
            self.ended = True
            return []
        records = await self._read(limit, until=end)
        if len(records) == limit:  # the stretch may hold more: the next one begins behind these
            self._go_behind(records)
            return records
        self._behind = end
        if is_last:
            self.ended = True
        elif monotonic_seconds() > until_seconds:
            self.ended, self.stopped_at = True, end
        return records

    def _go_behind(self, records: Sequence[Record]) -> None:
        if records:
            self._behind = self._collection.key(records[-1])

    async def _read(
        self, limit: int, *, until: Place | None = None, timeout_seconds: float | None = None
    ) -> Sequence[Record]:
        text, parameters = page_statement(
            self._collection,
            self._arguments,
            expression=self._expression,
            behind=self._behind,
            until=until,
            limit=limit,
        )
        rows = await self._source.fetch(text, *parameters, timeout_seconds=timeout_seconds)
        return [self._collection.record(row) for row in rows]

    async def _stretch(self) -> tuple[Place | None, bool]:
        """The key of the last row of the next stretch (None when there is no row), and whether none follows it."""
        text, parameters = stretch_statement(self._collection, self._arguments, behind=self._behind)
        rows = await self._source.fetch(text, *parameters)
        if not rows:
            return None, True
        *key, rows_seen = rows[0].values()
        return tuple(key), rows_seen < self._collection.patience.stretch_rows


def _compared(collection: Collection[Record], operator: str, place: Place, parameters: list[object]) -> str:
    """The comparison of the key with a place, whose values become parameters."""
    first = len(parameters) + 1
    parameters.extend(place)
    values = ", ".join(f"${first + index}::{each}" for index, each in enumerate(collection.key_types))
    return f"({', '.join(collection.order)}) {operator} ({values})"


def _ordered(collection: Collection[Record]) -> str:
    return "ORDER BY " + ", ".join(f"{each} DESC" for each in collection.order)
