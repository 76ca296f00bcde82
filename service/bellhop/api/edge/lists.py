r"""Lists: one way for every collection to be filtered, ordered newest first, and paged by key.

A collection says where its rows come from and what they look like:

    OPERATIONS = Collection(
        name="operations",
        select=load("jobs")["list"],        # SELECT … \nFROM … \nWHERE j.tenant_id = $1; the list's own FROM and the
                                            # WHERE stand at the start of a line, so conditions can be added behind
        order=("j.job_id",),                # the key, newest first; an index has it
        key_types=("uuid",),
        key=lambda row: (row["job_id"],),
        fields={
            "state": Field(FieldType.STRING, "j.state"),
            "createdTime": Field(FieldType.TIMESTAMP, "j.create_time", id_column="j.job_id"),
        },
        heavy=True,                         # rows carry bodies: read a few at a time
    )

and a handler (with a query model that extends `FilteredPage`, or `Page`) answers

    return await page(call, OPERATIONS, store.cell_of(call.tenant_id), (call.tenant_id,), serialize=as_answer)

`serialize` makes a row's JSON object. What rows need beyond themselves (another statement for the whole batch) comes
through `enrich`: an async function from the batch of rows to the `serialize` for them. What else makes two lists
different (a view, a fixed condition's value) goes into `variant`, so that a page token fits only the list it is of.

A page ends at `max_page_size` results or 1 MiB, and is made where there is room for it (`room`). A filter that finds
too little in too much time ends the page early: it is tried as a whole first (indexes make most filters fast); when
that takes more than a second, the rows are walked in stretches of 5,000 until the time is up, and the token continues
behind the last stretch.
"""

import base64
import binascii
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import asyncpg
import orjson

from bellhop.api.body.models import Page
from bellhop.api.edge.call import Answer, Call
from bellhop.clock import monotonic_seconds
from bellhop.domain.filter import Expr, Field, parse
from bellhop.domain.filter_sql import to_sql
from bellhop.domain.paging import Place, pack, page_size, unpack
from bellhop.errors import BadPageTokenError
from bellhop.store.database import Database
from bellhop.vault.keyring import VaultError

MAX_PAGE_BYTES = 1 << 20
PAGE_ROOM_BYTES = 4 * MAX_PAGE_BYTES
"""What a page takes while it is made: its rows, its results, and both once more at the moment of putting together."""


_FIRST_HEAVY_ROWS = 4
_NOBODY = "_service"

Row = asyncpg.Record
Serialize = Callable[[Row], Mapping[str, object]]
Enrich = Callable[[Sequence[Row]], Awaitable[Serialize]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a filter may look: as a whole, then in stretches of so many rows until the time is up."""

    whole_seconds: float = 1.0
    walk_seconds: float = 1.0
    stretch_rows: int = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """Where the rows of a list come from; see the top of this file."""

    name: str
    select: str
    order: tuple[str, ...]
    key_types: tuple[str, ...]
    key: Callable[[Row], Place]
    fields: Mapping[str, Field] = field(default_factory=dict)
    heavy: bool = False
    patience: Patience = Patience()


async def page(
    call: Call,
    collection: Collection,
    database: Database,
    arguments: Sequence[object] = (),
    *,
    serialize: Serialize | None = None,
    enrich: Enrich | None = None,
    variant: str = "",
) -> Answer:
    """One page of a collection, as the query asks."""
    query: Page = call.query
    text: str | None = getattr(query, "filter", None)
    expression = _parsed(collection, text) if text else None
    token = _Token(call, collection, f"{text or ''}\n{variant}")
    await call.place.take(PAGE_ROOM_BYTES)
    rows = _Rows(collection, database, arguments, expression, token.open(query.page_token))
    sheet = _Sheet(page_size(query.max_page_size))
    while not sheet.full and not rows.ended:
        batch = await rows.next(sheet.wanted(heavy=collection.heavy))
        as_object = serialize if enrich is None else await enrich(batch)
        for row in batch:
            if sheet.full:
                break
            sheet.add(row, orjson.dumps(as_object(row) if as_object is not None else dict(row)))
    place = _continuation(collection, rows, sheet)
    return Answer(body=sheet.body(None if place is None else token.seal(place)))


def _continuation(collection: Collection, rows: "_Rows", sheet: "_Sheet") -> Place | None:
    """Where the next page begins, None on the last one."""
    if sheet.full and sheet.last is not None:
        return collection.key(sheet.last)
    return rows.place if rows.timed_out else None


class _Sheet:
    """The results of one page, as bytes. It is full when a row came that no longer fits."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: list[bytes] = []
        self._bytes = 0
        self.full = False
        self.last: Row | None = None

    def wanted(self, *, heavy: bool) -> int:
        """How many rows to read next: one more than fits, of heavy rows as many as the bytes left will hold."""
        missing = self._size + 1 - len(self._results)
        if not heavy:
            return missing
        if not self._results:
            return min(missing, _FIRST_HEAVY_ROWS)
        average = max(1, self._bytes // len(self._results))
        return max(1, min(missing, (MAX_PAGE_BYTES - self._bytes) // average + 1))

    def add(self, row: Row, result: bytes) -> None:
        """Put a result on the page, or note that it is full."""
        if len(self._results) >= self._size or (self._results and self._bytes + len(result) > MAX_PAGE_BYTES):
            self.full = True
            return
        self._results.append(result)
        self._bytes += len(result) + 1
        self.last = row

    def body(self, token: str | None) -> bytes:
        """The answer."""
        end = b"]}" if token is None else b'],"next_page_token":"' + token.encode() + b'"}'
        return b'{"results":[' + b",".join(self._results) + end


class _Rows:
    """Reads a collection onwards from a place."""

    def __init__(
        self,
        collection: Collection,
        database: Database,
        arguments: Sequence[object],
        expression: Expr | None,
        place: Place | None,
    ) -> None:
        self._collection = collection
        self._database = database
        self._arguments = arguments
        self._expression = expression
        self._walking_until: float | None = None
        self.place = place
        self.ended = False
        self.timed_out = False

    async def next(self, limit: int) -> Sequence[Row]:
        """The next rows, at most `limit`; `ended` tells that none follow, or that the time is up (`timed_out`)."""
        if self._walking_until is None:
            try:
                rows = await self._read(
                    limit, None, self._collection.patience.whole_seconds if self._expression is not None else None
                )
            except TimeoutError:
                self._walking_until = monotonic_seconds() + self._collection.patience.walk_seconds
            else:
                self._advance(rows, limit)
                return rows
        return await self._walk(limit)

    async def _walk(self, limit: int) -> Sequence[Row]:
        end, whole = await self._stretch()
        if end is None:
            self.ended = True
            return []
        rows = await self._read(limit, end, None)
        if len(rows) == limit:
            self.place = self._collection.key(rows[-1])
            return rows
        self.place = end
        self.timed_out = not whole and monotonic_seconds() > (self._walking_until or 0)
        self.ended = whole or self.timed_out
        return rows

    def _advance(self, rows: Sequence[Row], limit: int) -> None:
        self.ended = len(rows) < limit
        if rows:
            self.place = self._collection.key(rows[-1])

    async def _read(self, limit: int, end: Place | None, timeout_seconds: float | None) -> Sequence[Row]:
        """Rows that the filter lets through, behind the place and, if given, not behind `end`."""
        parameters = list(self._arguments)
        conditions = []
        if self._expression is not None:
            condition, values = to_sql(self._expression, len(parameters) + 1)
            conditions.append(condition)
            parameters += values
        if self.place is not None:
            conditions.append(self._compared("<", self.place, parameters))
        if end is not None:
            conditions.append(self._compared(">=", end, parameters))
        statement = "\n".join(
            [self._collection.select, *(f"AND {each}" for each in conditions), self._ordered("DESC"), f"LIMIT {limit}"]
        )
        async with self._database.connection() as connection:
            return await connection.fetch(statement, *parameters, timeout=timeout_seconds)

    async def _stretch(self) -> tuple[Place | None, bool]:
        """The key of the last row of the next stretch (None when there is no row), and whether it is the last one."""
        parameters = list(self._arguments)
        behind = "" if self.place is None else "AND " + self._compared("<", self.place, parameters)
        names = [f"k{index}" for index in range(len(self._collection.order))]
        keys = ", ".join(f"{each} AS {name}" for each, name in zip(self._collection.order, names, strict=True))
        stretch_rows = self._collection.patience.stretch_rows
        source = self._collection.select[self._collection.select.index("\nFROM ") :]
        statement = (
            f"SELECT *, count(*) OVER () AS rows_seen FROM (SELECT {keys} {source}\n{behind}\n{self._ordered('DESC')}\n"
            f"LIMIT {stretch_rows}) AS stretch ORDER BY {', '.join(names)} LIMIT 1"
        )
        row = await self._database.fetchrow(statement, *parameters)
        if row is None:
            return None, True
        return tuple(row[name] for name in names), row["rows_seen"] < stretch_rows

    def _compared(self, operator: str, place: Place, parameters: list[Any]) -> str:
        first = len(parameters) + 1
        parameters.extend(place)
        values = ", ".join(f"${first + index}::{each}" for index, each in enumerate(self._collection.key_types))
        return f"({', '.join(self._collection.order)}) {operator} ({values})"

    def _ordered(self, direction: str) -> str:
        return "ORDER BY " + ", ".join(f"{each} {direction}" for each in self._collection.order)


class _Token:
    """Seals and opens page tokens of one list: this tenant, this collection, this query and no other."""

    def __init__(self, call: Call, collection: Collection, query: str) -> None:
        self._vault = call.services.vault
        self._tenant_id = _NOBODY if call.tenant_or_none is None else call.tenant_or_none.tenant_id
        self._row_id = f"{collection.name}/{hashlib.sha256(query.encode()).hexdigest()}"
        self._key_types = collection.key_types

    def seal(self, place: Place) -> str:
        """The token that continues at `place`."""
        sealed = self._vault.seal(pack(place), tenant_id=self._tenant_id, row_id=self._row_id, field="page_token")
        return _written(sealed)

    def open(self, token: str | None) -> Place | None:
        """Where the page begins; raises `BadPageTokenError` for a token that is not of this list."""
        if not token:
            return None
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            if _written(sealed) != token:  # its last character has bits to spare
                raise BadPageTokenError
            opened = self._vault.open(sealed, tenant_id=self._tenant_id, row_id=self._row_id, field="page_token")
        except (VaultError, binascii.Error, ValueError):
            raise BadPageTokenError from None
        place = unpack(opened)
        if len(place) != len(self._key_types):
            raise BadPageTokenError
        return place


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


@lru_cache(maxsize=1024)
def _parsed(collection: Collection, text: str) -> Expr:
    return parse(text, collection.fields)
