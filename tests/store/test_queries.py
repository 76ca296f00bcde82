"""Statements are read from files, with the fragments that they share."""

import re
from pathlib import Path

import pytest

from bellhop.store import queries
from bellhop.store.queries import load


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of statements in place of the service's."""
    monkeypatch.setattr(queries, "folder", lambda _name: tmp_path)
    for cached in (queries.load, queries._read):
        monkeypatch.setattr(queries, cached.__name__, cached.__wrapped__)
    folder = tmp_path / "queries"
    folder.mkdir()
    return folder


def write(files: Path, noun: str, text: str) -> None:
    (files / f"{noun}.sql").write_text(text, encoding="utf-8")


def test_comments_stay_but_within_a_line(files: Path) -> None:
    write(files, "a", "-- About.\n\n-- fragment: b\n-- Of use.\nx, y\n\n-- name: c\n-- Why.\nSELECT {b};\n")
    assert queries.load("a") == {"c": "-- Why.\nSELECT x, y"}
    write(files, "b", "-- name: c\nSELECT\n{a.b}")
    assert queries.load("b") == {"c": "SELECT\n-- Of use.\nx, y"}


def test_a_fragment_may_be_of_another_file_and_have_fragments_of_its_own(files: Path) -> None:
    write(files, "a", "-- name: c\nSELECT {b.two}")
    write(files, "b", "-- fragment: one\n1\n-- fragment: two\n{one}, 2")
    assert queries.load("a") == {"c": "SELECT 1, 2"}


def test_parameters_are_shifted_and_a_gap_is_filled(files: Path) -> None:
    write(files, "a", "-- fragment: f\n$1 = $12{more}\n-- name: c\nSELECT {f +3: AND z}\n-- name: d\nSELECT {f}, '{}'")
    assert queries.load("a") == {"c": "SELECT $4 = $15 AND z", "d": "SELECT $1 = $12, '{}'"}


@pytest.mark.parametrize("text", ["-- name: c\nSELECT {none}", "-- name: c\n1\n-- fragment: c\n2"])
def test_a_mistake_in_a_file_is_named(files: Path, text: str) -> None:
    write(files, "a", text)
    with pytest.raises(ValueError, match=r"a\.sql"):
        queries.load("a")


@pytest.mark.parametrize("noun", list(queries.nouns()))
def test_no_statement_has_a_gap_but_for_a_table(noun: str) -> None:
    for name, text in load(noun).items():
        assert set(re.findall(r"\{\w+\}", text)) <= {"{table}"}, name
