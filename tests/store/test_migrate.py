"""Migrations: applied once, in order, by whoever comes first; refused when they do not fit the database."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from bellhop.errors import StoreError
from bellhop.store import migrate, scripts
from bellhop.store.migrate import AppliedMigration, Migration, MigrationScope, MigrationStep

CELL = migrate.FIRST


def migration(number: int, text: str, *, scope: MigrationScope = MigrationScope.CELL) -> Migration:
    return Migration(number, f"step_{number}", scope, text, checksum=text)


def applied(step: MigrationStep) -> AppliedMigration:
    made = step.migration
    return AppliedMigration(step.schema, made.number, made.name, made.checksum, datetime(2026, 11, 22, tzinfo=UTC))


ONE = migration(1, "CREATE TABLE bellhop.one ()", scope=MigrationScope.DIRECTORY)
TWO = migration(2, "CREATE TABLE two ()")
THREE = migration(3, "CREATE TABLE three ()")


def test_the_directory_is_migrated_once_and_every_cell_by_itself() -> None:
    assert migrate.plan([ONE, TWO, THREE], [], ("a", "b")) == [
        MigrationStep("bellhop", ONE),
        MigrationStep("a", TWO),
        MigrationStep("b", TWO),
        MigrationStep("a", THREE),
        MigrationStep("b", THREE),
    ]


def test_a_new_cell_catches_up() -> None:
    done = [applied(MigrationStep("bellhop", ONE)), applied(MigrationStep("a", TWO))]
    assert migrate.plan([ONE, TWO], done, ("a", "b")) == [MigrationStep("b", TWO)]


def test_a_database_that_is_newer_is_refused() -> None:
    with pytest.raises(StoreError, match=r"0002_step_2 .* does not know: it is newer"):
        migrate.plan([ONE], [applied(MigrationStep("bellhop", ONE)), applied(MigrationStep(CELL, TWO))])


def test_a_changed_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(StoreError, match=r"0001_step_1 has changed since .* on 2026-11-22. Put the file back"):
        migrate.plan([ONE], [replace(applied(MigrationStep("bellhop", ONE)), checksum="another")])


def test_a_file_whose_text_changed_and_does_the_same_is_known_by_its_former_checksum() -> None:
    done = [applied(MigrationStep("bellhop", ONE))]
    again = replace(ONE, text="CREATE  TABLE bellhop.one ()", checksum="another", formerly=ONE.checksum)
    assert migrate.plan([again], done) == []
    assert migrate.plan([again], [applied(MigrationStep("bellhop", again))]) == []
    with pytest.raises(StoreError, match="has changed since"):
        migrate.plan([replace(again, formerly="a third")], done)


def test_a_former_checksum_stands_in_the_second_line(tmp_path: Path) -> None:
    (tmp_path / "0001_one.sql").write_text(f"-- scope: cell\n-- formerly: {'a' * 64}\nSELECT 1;\n")
    (tmp_path / "0002_two.sql").write_text(f"-- scope: cell\nSELECT 1;\n-- formerly: {'a' * 64}\n")
    assert [each.formerly for each in migrate.load(tmp_path)] == ["a" * 64, None]


def test_no_statement_adds_a_constraint_and_does_something_else() -> None:
    """Citus refuses it: "cannot execute ADD CONSTRAINT command with other subcommands"."""
    for each in migrate.load():
        for statement in scripts.split(each.text):
            text = re.sub(r"--[^\n]*", "", statement)
            if text.lstrip().startswith("ALTER TABLE") and "ADD CONSTRAINT" in text:
                assert len(re.findall(r"\b(?:ADD|DROP|ALTER|SET) ", text)) == 2, f"{each.label}: {text}"


def test_the_files_of_the_service_are_migrations_in_order() -> None:
    found = migrate.load()
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert found[0].scope is MigrationScope.DIRECTORY


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1_short.sql", "-- scope: cell\n"),
        ("0001_Upper.sql", "-- scope: cell\n"),
        ("0001_scopeless.sql", "CREATE TABLE x ()"),
        ("0001_odd.sql", "-- scope: galaxy\n"),
        ("0001_empty.sql", ""),
    ],
)
def test_a_file_that_is_no_migration_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(StoreError, match="is not a migration"):
        migrate.load(tmp_path)


def test_two_files_with_one_number_are_refused(tmp_path: Path) -> None:
    for name in ("0001_one.sql", "0001_other.sql"):
        (tmp_path / name).write_text("-- scope: cell\n")
    with pytest.raises(StoreError, match="number 0001"):
        migrate.load(tmp_path)


def test_line_ends_do_not_change_the_checksum(tmp_path: Path) -> None:
    (tmp_path / "0001_unix.sql").write_bytes(b"-- scope: cell\nSELECT 1;\n")
    (tmp_path / "0002_dos.sql").write_bytes(b"-- scope: cell\r\nSELECT 1;\r\n")
    unix, dos = migrate.load(tmp_path)
    assert unix.checksum == dos.checksum


async def test_processes_that_start_at_once_apply_each_migration_once(empty_database_url: str) -> None:
    connections = [await asyncpg.connect(empty_database_url) for _ in range(3)]
    done = await asyncio.gather(*(migrate.migrate(each) for each in connections))
    assert sorted((step.schema, step.migration.number) for steps in done for step in steps) == sorted(
        (step.schema, step.migration.number) for step in migrate.every_step(migrate.load())
    )
    assert await migrate.migrate(connections[0]) == []
    for each in connections:
        await each.close()


async def test_status_tells_what_is_applied_and_changes_nothing(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        before = await migrate.status(connection)
        assert [each.label for each in before] == [each.label for each in migrate.load()]
        assert all(each.applied_time is None for each in before)
        assert await connection.fetchval("SELECT to_regnamespace('bellhop')") is None
        await migrate.migrate(connection)
        assert all(each.applied_time is not None for each in await migrate.status(connection))
    finally:
        await connection.close()


async def test_a_migration_that_fails_leaves_nothing_behind_and_can_be_mended(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    broken = migration(2, "CREATE TABLE two (); SELECT 1 / 0")
    try:
        with pytest.raises(StoreError, match=f"0002_step_2 failed in {CELL}: division by zero"):
            await migrate.migrate(connection, migrations=[ONE, broken])
        assert await connection.fetchval("SELECT to_regclass($1)", f"{CELL}.two") is None
        assert [step.migration for step in await migrate.migrate(connection, migrations=[ONE, TWO])] == [TWO]
    finally:
        await connection.close()


async def test_the_role_finds_the_cell_in_this_database_only(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    await migrate.migrate(connection)
    everywhere = await connection.fetch(
        "SELECT FROM pg_db_role_setting WHERE setdatabase = 0 AND setrole = current_user::regrole"
    )
    await connection.close()
    assert not everywhere
    again = await asyncpg.connect(empty_database_url)
    assert await again.fetchval("SHOW search_path") == CELL
    await again.close()
