"""A new day has no statistics: what is looked up by its id is found by its key all the same, not among all of a tenant.

Before there are any, the planner takes each table for small, and any index that begins with the tenant for as good as
the primary key. Such a plan is kept until the table is analyzed: for the first minute of each day.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bellhop.store.queries import load
from bellhop.store.store import Store
from tests.cells import home
from tests.running import ROOT

pytestmark = pytest.mark.usefixtures("plain_postgres")

FEW = {
    "deliveries.list": "leases",
    "depths.depths": "counts what waits",
    "holders.leave": "grants, a few hundred at most",
    "invariants.an_ended_job_has_its_event": "reads everything, as laws do",
    "invariants.counters_count_live_jobs": "reads everything, as laws do",
    "keys.get": "keys",
    "keys.revoke": "keys",
    "lane_grants.end": "leases",
    "lane_grants.of_holders": "grants, a few hundred at most",
    "lanes.health": "leases",
    "pulling.held": "leases",
    "retention.deliveries_are_needed": "looks once in ten minutes whether anything waits",
    "retention.jobs_are_needed": "looks once in ten minutes whether anything waits",
    "totals.deliveries": "leases",
    **dict.fromkeys(
        (f"tenants.{name}" for name in ("begin_move", "fence", "get", "get_for_update", "mark_deleted", "update")),
        "tenants, which are analyzed once there are fifty",
    ),
}
"""Statements that may read an index past a column that they do not name, and what there are few of."""

USED = re.compile(r"(?:using (\S+) on|Bitmap Index Scan on (\S+) )[^\n]*\n\s*Index Cond: ([^\n]*)")
COLUMNS = """
SELECT c.relname, ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) AS k)
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname LIKE 'bellhop%'
"""


def statements() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "sql" / "queries").glob("*.sql")):
        for name, text in load(Path(file).stem).items():
            if "{" not in text:  # a form whose table is filled in
                yield f"{file.stem}.{name}", text


def skipped(plan: str, columns: Mapping[str, list[str]]) -> Iterator[str]:
    """The conditions that jump over a column of their index: each matches rows that others stand between."""
    for scanned, mapped, condition in USED.findall(plan):
        key = columns.get(scanned or mapped, [])
        named = [re.search(rf"(?<![\w.])(?:\(?{column}\)?(?:::\w+)?) (?:=|IS)", condition) for column in key]
        used = [index for index, column in enumerate(key) if re.search(rf"(?<![\w.]){column}\b", condition)]
        if used and "ROW(" not in condition and not all(named[: used[-1]]):
            yield f"{scanned or mapped}: {condition}"


async def test_no_statement_looks_for_an_id_among_all_rows_of_a_tenant(store: Store) -> None:
    wrong: dict[str, list[str]] = {}
    async with home(store).connection() as connection:
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        columns = {row[0]: row[1] for row in await connection.fetch(COLUMNS)}
        for name, text in statements():
            await connection.execute(f"PREPARE looked_at AS {text}")
            count = await connection.fetchval(
                "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'looked_at'"
            )
            given = f"({', '.join(['NULL'] * count)})" if count else ""
            plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN EXECUTE looked_at{given}"))
            await connection.execute("DEALLOCATE looked_at")
            found = list(skipped(plan, columns))
            if found and name not in FEW:
                wrong[name] = found
        await connection.execute("RESET plan_cache_mode")
    assert not wrong


def test_an_index_that_is_read_past_a_column_is_seen() -> None:
    columns = {"by_type": ["tenant_id", "type", "event_id"], "pkey": ["tenant_id", "event_id"]}
    plan = """
      ->  Index Scan using by_type on events (cost=0)
            Index Cond: ((tenant_id = w.tenant_id) AND (event_id = w.event_id))
      ->  Index Scan using pkey on events (cost=0)
            Index Cond: ((tenant_id = w.tenant_id) AND (event_id = w.event_id))
      ->  Index Scan using by_type on events (cost=0)
            Index Cond: ((tenant_id = $1) AND (type = $2) AND (event_id < $3))
    """
    assert list(skipped(plan, columns)) == ["by_type: ((tenant_id = w.tenant_id) AND (event_id = w.event_id))"]
