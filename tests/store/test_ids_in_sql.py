"""`bellhop.typeid` and `bellhop.id`: what people at psql use says what ids.py says."""

import uuid
from typing import Any

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st

from bellhop.ids import Prefix, decode, encode
from bellhop.store.store import Store
from tests.cells import home
from tests.spread import run_apart

UUIDS = st.uuids() | st.sampled_from([uuid.UUID(int=0), uuid.UUID(int=2**128 - 1), uuid.UUID(int=1)])
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ALMOST = st.builds(
    "{}{}{}".format,
    st.sampled_from(["op_", "sub_", "evt_", "dlv_", "att_", "key_", "job_", "OP_", "", "_"]),
    st.sampled_from("01789az"),
    st.text(ALPHABET + "ilouAZ-", min_size=24, max_size=26),
)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


def ask(url: str, statement: str, *arguments: object) -> Any:
    """What the database answers, asked in a loop of its own: hypothesis calls no coroutines."""

    async def fetch() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(statement, *arguments)
        finally:
            await connection.close()

    return run_apart(fetch)


def test_ids_are_printed_and_read_as_the_service_does(database_url: str) -> None:
    statement = """
        SELECT bellhop.typeid(prefix, id), bellhop.id(bellhop.typeid(prefix, id))
        FROM unnest($1::text[], $2::uuid[]) AS x (prefix, id)
    """

    @settings(max_examples=10, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(Prefix), UUIDS), min_size=50, max_size=200))
    def check(ids: list[tuple[Prefix, uuid.UUID]]) -> None:
        rows = ask(database_url, statement, [prefix.value for prefix, _ in ids], [each for _, each in ids])
        assert [tuple(row) for row in rows] == [(encode(prefix, each), each) for prefix, each in ids]

    check()


def test_what_is_no_id_of_ours_is_read_as_nothing(database_url: str) -> None:
    @settings(max_examples=10, deadline=None)
    @given(st.lists(ALMOST | TEXT, min_size=50, max_size=200))
    def check(texts: list[str]) -> None:
        rows = ask(database_url, "SELECT bellhop.id(t) FROM unnest($1::text[]) AS t", texts)
        for text, row in zip(texts, rows, strict=True):
            read = {found for prefix in Prefix if (found := decode(prefix, text)) is not None}
            assert {row[0]} - {None} == read

    check()


async def test_an_index_finds_what_is_quoted(store: Store) -> None:
    quoted = encode(Prefix.DELIVERY, uuid.UUID(int=5))
    query = "EXPLAIN SELECT * FROM deliveries WHERE tenant_id = 't' AND delivery_id = bellhop.id('" + quoted + "')"
    plan = "\n".join(row[0] for row in await home(store).fetch(query))
    assert "Index Cond" in plan or "One-Time Filter: false" in plan
    assert "bellhop.id" not in plan
