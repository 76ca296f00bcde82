"""What every statement keeps to, so that no server falls over it."""

import re
from pathlib import Path

import pytest

from bellhop.store.queries import load

QUERIES = sorted((Path(__file__).parents[2] / "sql" / "queries").glob("*.sql"))
PARTITIONED = {
    "jobs": "job_id",
    "job_history": "job_id",
    "events": "event_id",
    "deliveries": "delivery_id",
    "attempts": "attempt_id",
}
COMMENTS = re.compile(r"^--.*\n", re.MULTILINE)
LOCKS = re.compile(r"\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b|^\W*(?:\w+ AS \(\s*)?(?:UPDATE|DELETE)\b", re.MULTILINE)
NAMED = re.compile(rf"(?:FROM|JOIN|UPDATE|USING|,)\s+({'|'.join(PARTITIONED)})\s+AS\s+(\w+)")


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_statement_that_locks_finds_no_partition_by_a_joined_row(path: Path) -> None:
    """See docs/decisions/partition-pruning.md: PostgreSQL 18 crashes on it when a row was changed meanwhile."""
    for name, statement in load(path.stem).items():
        text = COMMENTS.sub("", statement)
        if not LOCKS.search(text):
            continue
        for table, alias in NAMED.findall(text):
            key = rf"\b{alias}\.{PARTITIONED[table]}"
            found = re.search(rf"{key} = \w+\.\w+|\w+\.\w+ = {key}\b", text)
            assert not found, f"{path.name}, {name}: {found and found.group(0)}"
