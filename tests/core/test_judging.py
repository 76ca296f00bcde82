"""Hostile schemas and inputs: what judging them costs the loop and this process, and what comes of it."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from bellhop.core.judging import Judging
from bellhop.domain.schema import FITS, Judgement, check_schema
from tests.hostile_schemas import HOSTILE, TREE

LOOP_SECONDS = 0.050
MEMORY_MIB = 50


@pytest.fixture
async def judging() -> AsyncIterator[Judging]:
    judging = Judging()
    yield judging
    await judging.aclose()


def _memory_mib(what: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def _start_counting_memory() -> float:
    """Let the high-water mark begin here (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory_mib("VmRSS")


async def _judge(judging: Judging, schema: bytes, text: bytes) -> Judgement:
    """As the verbs do it: at once, or the value is let go of."""
    value = orjson.loads(text)
    judgement = judging.at_once(schema, text, value)
    del value
    return await judging.off_the_loop("acme", schema, text) if judgement is None else judgement


@pytest.mark.parametrize("case", HOSTILE)
async def test_hostile_input_is_refused_within_the_budget(judging: Judging, case: str) -> None:
    hostile = HOSTILE[case]
    assert check_schema(hostile.schema) == []
    schema, text = orjson.dumps(hostile.schema), hostile.make()
    value = orjson.loads(text)
    before, began = _start_counting_memory(), time.thread_time()
    judgement = judging.at_once(schema, text, value)
    if judgement is None:
        judgement = await judging.off_the_loop("acme", schema, text)
    spent, taken = time.thread_time() - began, _memory_mib("VmHWM") - before
    assert judgement.faults
    assert len(judgement.faults) <= 100
    assert all(len(fault.pointer) <= 1024 and len(fault.message) <= 400 for fault in judgement.faults)
    assert hostile.place is None or hostile.place in {fault.pointer for fault in judgement.faults}
    assert (spent <= LOOP_SECONDS, taken <= MEMORY_MIB) == (True, True), f"{spent * 1000:.0f} ms, {taken:.0f} MiB"


async def test_ordinary_input_is_judged_at_once_and_starts_nothing(judging: Judging) -> None:
    schema = orjson.dumps(
        {
            "type": "object",
            "required": ["latitude", "site"],
            "additionalProperties": False,
            "properties": {
                "latitude": {"type": "number", "minimum": -90, "maximum": 90},
                "site": {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"},
                "when": {"type": "string", "format": "date-time"},
                "rows": {"type": "array", "maxItems": 100, "items": {"type": "object", "required": ["n"]}},
            },
        }
    )
    right = {"latitude": 1.5, "site": "abc", "rows": [{"n": index, "text": "x" * 20} for index in range(30)]}
    wrong = {**right, "latitude": 91, "colour": 1}
    assert judging.at_once(schema, orjson.dumps(right), right) is FITS
    told = judging.at_once(schema, orjson.dumps(wrong), wrong)
    assert told is not None
    assert {fault.pointer for fault in told.faults} == {"/latitude", "/colour"}
    assert told.complete
    assert judging.pids == []


async def test_right_input_of_a_recursive_schema_fits_however_deep(judging: Judging) -> None:
    rule: object = {"op": "leaf", "field": "x"}
    for level in range(28):
        rule = {"op": ("and", "or", "not")[level % 3], "args": [rule, {"op": "leaf", "field": "y"}]}
    assert await _judge(judging, orjson.dumps(TREE), orjson.dumps(rule)) == FITS


async def test_many_schemas_do_not_stay_in_memory_for_ever(judging: Judging) -> None:
    for index in range(1500):
        schema = orjson.dumps({"title": f"{index}", "description": "x" * 4000, "type": "object"})
        assert judging.at_once(schema, b"{}", {}) is FITS
    assert sum(map(len, judging.kept)) <= 2 << 20
