"""`sql/schema.sql` is the sum of the migrations, and every statement of `sql/queries` fits it."""

import re
from pathlib import Path

import asyncpg
import pytest

from bellhop.resources import folder
from bellhop.store import expunge, migrate, queries, schema, statements
from bellhop.store.store import Store

NOUNS = list(queries.nouns())


async def test_schema_sql_is_the_sum_of_the_migrations(store: Store) -> None:
    async with store.directory.connection() as connection:
        current = await schema.dump(connection)
    written = (folder("sql") / "schema.sql").read_text(encoding="utf-8")
    assert written == current, "run `python -m bellhop.store.schema` and look at the difference"


async def test_schema_sql_makes_the_schema_again(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        written = (folder("sql") / "schema.sql").read_text(encoding="utf-8")
        await connection.execute(written)
        assert await schema.dump(connection) == written
    finally:
        await connection.close()


@pytest.mark.parametrize("noun", NOUNS)
async def test_every_statement_fits_the_schema(store: Store, noun: str) -> None:
    """The text is the one that runs, and that `bellhop doctor --sql` prints."""
    texts = {name: text for name, text in statements.every().items() if name.startswith(f"{noun}.")}
    assert texts
    async with store.directory.connection() as connection:
        for name, text in texts.items():
            try:
                await connection.prepare(text)
            except asyncpg.PostgresError as error:
                message = f"{name}: {error}"
                raise AssertionError(message) from error


@pytest.mark.parametrize("noun", NOUNS)
def test_every_statement_says_what_it_is_for(noun: str) -> None:
    if noun == "invariants":
        return  # there the names say it
    for name, statement in queries.load(noun).items():
        assert statement.startswith("-- "), f"{noun}.{name}"


@pytest.mark.parametrize("noun", NOUNS)
def test_no_statement_joins_directory_and_cell(noun: str) -> None:
    directory = {
        "actions",
        "audit",
        "cells",
        "changes",
        "event_types",
        "keys",
        "portal_sessions",
        "request_buckets",
        "tenants",
    }
    for name, statement in queries.load(noun).items():
        if noun not in directory and name != "forget_keys":
            assert not re.search(r"\bbellhop\.[a-z]", _code(statement)), f"{noun}.{name}"


def test_every_file_of_statements_is_loaded() -> None:
    code = Path(queries.__file__).parents[1].rglob("*.py")
    named = {noun for path in code for noun in NOUNS if f'"{noun}"' in path.read_text(encoding="utf-8")}
    assert named == set(NOUNS)


async def test_the_hot_tables_are_vacuumed_early_and_at_full_speed(store: Store) -> None:
    hot = (
        "delivery_lease",
        "delivery_ready",
        "fifo_keys",
        "job_lanes",
        "job_lease",
        "job_ready",
        "lanes",
        "tenant_counters",
    )
    rows = await store.directory.fetch(
        """
        SELECT relname, reloptions FROM pg_class
        WHERE relname = ANY ($1::text[]) AND relnamespace = $2::text::regnamespace ORDER BY relname
        """,
        hot,
        migrate.FIRST,
    )
    assert [row["relname"] for row in rows] == list(hot)
    for row in rows:
        options = dict(option.split("=") for option in row["reloptions"])
        assert options["autovacuum_vacuum_scale_factor"] == "0", row["relname"]
        assert int(options["autovacuum_vacuum_threshold"]) <= 2000, row["relname"]
        assert options["autovacuum_vacuum_cost_delay"] == "0", row["relname"]


async def test_every_table_of_a_tenant_starts_its_key_with_the_tenant(store: Store) -> None:
    """But for the leases of deliveries, which are deleted by their ids alone (migration 0009)."""
    rows = await store.directory.fetch(
        """
        SELECT c.relname, a.attname
        FROM pg_class c
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p')
            AND c.relname <> ALL (ARRAY['retention', 'holders'])
        """,
        migrate.FIRST,
    )
    assert {row["relname"] for row in rows if row["attname"] != "tenant_id"} == {"delivery_lease"}


async def test_erasing_a_tenant_knows_every_table(store: Store) -> None:
    rows = await store.directory.fetch(
        """
        SELECT relname FROM pg_class
        WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
            AND relname <> ALL (ARRAY['retention', 'holders'])
        """,
        migrate.FIRST,
    )
    assert {row["relname"] for row in rows} == set(expunge.TABLES)


def _code(statement: str) -> str:
    return "\n".join(line.partition("--")[0] for line in statement.splitlines())
