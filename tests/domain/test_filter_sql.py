from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bellhop.domain.filter import Field, FieldType, parse
from bellhop.domain.filter_sql import to_sql
from bellhop.ids import Prefix, encode, uuid7, uuid7_floor
from bellhop.store.store import Store
from tests.domain.filter_cases import CASES, FAILED, FIELDS, RUNNING

ROW = """
    SELECT ({condition}) IS TRUE
    FROM (
        SELECT $1::text AS state, $2::text AS parent, $3::int AS attempt, $4::bool AS done,
            $5::timestamptz AS create_time, $6::timestamptz AS complete_time
    ) AS r
"""
NAMES = ("state", "parent", "attempt", "done", "createdTime", "metadata.complete_time")


@pytest.mark.requirement("B9")
async def test_sql_says_of_a_row_what_the_table_says(store: Store) -> None:
    async def matches(text: str, values: Mapping[str, Any]) -> bool:
        condition, parameters = to_sql(parse(text, FIELDS), 7)
        row = await store.directory.fetchrow(
            ROW.format(condition=condition), *(values.get(name) for name in NAMES), *parameters
        )
        assert row is not None
        return bool(row[0])

    said = [(text, await matches(text, RUNNING), await matches(text, FAILED)) for text, _, _ in CASES]
    assert said == CASES


def test_literals_are_parameters_and_never_text_of_the_statement() -> None:
    condition, parameters = to_sql(parse("""state == "'; DROP TABLE x; --" """, FIELDS), 3)
    assert condition == "r.state = $3::text"
    assert parameters == ["'; DROP TABLE x; --"]


def test_bound_on_a_time_bounds_the_id_made_then() -> None:
    fields = {"createdTime": Field(FieldType.TIMESTAMP, "j.create_time", id_column="j.job_id")}
    condition, parameters = to_sql(parse('createdTime >= timestamp("2026-11-22T00:00:00Z")', fields), 2)
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert condition == "(j.create_time >= $2::timestamptz AND j.job_id >= $3::uuid)"
    assert parameters == [midnight, uuid7_floor(midnight)]


@pytest.mark.parametrize(
    ("moment", "earlier"), [("0001-01-01T00:00:00Z", False), ("9999-12-31T23:59:59.999999Z", True)]
)
async def test_id_is_compared_with_moments_that_no_id_can_have(store: Store, moment: str, earlier: bool) -> None:
    now = datetime.now(UTC)
    fields = {"createdTime": Field(FieldType.TIMESTAMP, "$1::timestamptz", id_column="$2::uuid")}

    async def holds(operator: str) -> bool:
        condition, parameters = to_sql(parse(f'createdTime {operator} timestamp("{moment}")', fields), 3)
        row = await store.directory.fetchrow(f"SELECT {condition}", now, uuid7(now), *parameters)
        assert row is not None
        return bool(row[0])

    assert [await holds(operator) for operator in ("<", "<=", "==", ">=", ">")] == [
        earlier, earlier, False, not earlier, not earlier,
    ]  # fmt: skip


@pytest.mark.parametrize(("operator", "holds"), [("<=", True), ("<", False), ("==", True), (">=", True), (">", False)])
async def test_id_made_in_the_same_microsecond_is_within_the_bounds(store: Store, operator: str, holds: bool) -> None:
    moment = datetime(2026, 11, 22, 12, 0, 0, 999999, tzinfo=UTC)
    fields = {"createdTime": Field(FieldType.TIMESTAMP, "$1::timestamptz", id_column="$2::uuid")}
    text = f'createdTime {operator} timestamp("2026-11-22T12:00:00.999999Z")'
    condition, parameters = to_sql(parse(text, fields), 3)
    row = await store.directory.fetchrow(f"SELECT {condition}", moment, uuid7(moment), *parameters)
    assert row is not None
    assert row[0] is holds


def test_ids_are_compared_as_what_they_are() -> None:
    fields = {"job_id": Field(FieldType.ID, "d.job_id", prefix=Prefix.OPERATION)}
    job_id = uuid7(datetime(2026, 11, 22, tzinfo=UTC))
    condition, parameters = to_sql(parse(f'job_id == "{encode(Prefix.OPERATION, job_id)}"', fields), 1)
    assert (condition, parameters) == ("d.job_id = $1::uuid", [job_id])
