"""Scripts are cut where their statements end, and nowhere else."""

import pytest

from bellhop.store.scripts import split


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT ';' ; SELECT 'it''s; so'", ["SELECT ';'", "SELECT 'it''s; so'"]),
        (r"SELECT E'a\'; b'; SELECT 'c\'; SELECT 2", [r"SELECT E'a\'; b'", r"SELECT 'c\'", "SELECT 2"]),
        ('SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b"', "SELECT 2"]),
        ("-- one; two\nSELECT 1; -- three;", ["-- one; two\nSELECT 1"]),
        ("/* a; /* b; */ c; */ SELECT 1; /* d;", ["/* a; /* b; */ c; */ SELECT 1"]),
        ("SELECT $$a; b$$; SELECT $x$a; $$ b; $x$", ["SELECT $$a; b$$", "SELECT $x$a; $$ b; $x$"]),
        ("SELECT a$b; SELECT $1; SELECT c$b", ["SELECT a$b", "SELECT $1", "SELECT c$b"]),
        ("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
         ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]),
        (" ;; -- nothing\n; /* nor here */ ;", []),
        ("", []),
    ],
)  # fmt: skip
def test_statements_end_at_their_semicolons(text: str, statements: list[str]) -> None:
    assert split(text) == statements
