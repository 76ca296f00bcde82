"""Rows as columns."""

from typing import NamedTuple

import asyncpg

from service.store.columns import columns
from service.store.database import Store


class Row(NamedTuple):
    name: str
    size: int | None = None
    note: str | None = None


async def test_what_is_none_in_every_row_is_not_sent_and_comes_out_as_null(store: Store) -> None:
    column = columns(Row, [Row("a", 1), Row("b"), Row("c", 3)])
    assert column == (("a", "b", "c"), (1, None, 3), ())
    rows: list[asyncpg.Record] = list(
        await store.directory.fetch(
            "SELECT * FROM unnest($1::text[], $2::integer[], $3::text[]) AS r (name, size, note)", *column
        )
    )
    assert [tuple(row) for row in rows] == [("a", 1, None), ("b", None, None), ("c", 3, None)]


def test_no_rows_are_empty_columns() -> None:
    assert columns(Row, []) == ((), (), ())
