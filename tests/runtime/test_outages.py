"""What the log says while the database is away: one line, and one when it is back."""

import asyncpg
from structlog.testing import capture_logs

from bellhop.runtime.loop import Loop
from bellhop.runtime.outages import Outage


def test_many_steps_of_many_loops_that_find_no_database_are_one_line() -> None:
    outage = Outage()
    with capture_logs() as logs:
        for failures in range(1, 30):
            for loop in ("jobs.rescue", "retention", "clock"):
                outage.note(loop, ConnectionRefusedError(111, "Connection refused"), failures)
        outage.note_well("retention", 29)
        outage.note_well("clock", 29)
    away, back, recovered = logs
    assert (away["event"], away["error"], away["loop"]) == ("database.away", "ConnectionRefusedError", "jobs.rescue")
    assert "exc_info" not in away
    assert (back["event"], back["failed_steps"], back["loops"]) == ("database.back", 87, 3)
    assert recovered["event"] == "loop.recovered"


def test_a_failure_of_another_kind_is_told_with_its_traceback_but_not_each_time() -> None:
    outage = Outage()
    with capture_logs() as logs:
        for failures in range(1, 21):
            outage.note("retention", asyncpg.UndefinedTableError("gone"), failures)
    assert [each["failures"] for each in logs if "exc_info" in each] == [1, 10, 20]
    assert len(logs) == 20


async def test_a_loop_goes_on_after_an_outage() -> None:
    steps = 0

    async def step() -> int:
        nonlocal steps
        steps += 1
        if steps < 3:
            raise ConnectionResetError
        loop.stop()
        return 0

    loop = Loop("steps", step, interval_seconds=0.001)
    with capture_logs() as logs:
        await loop.run()
    assert [each["event"] for each in logs] == ["database.away", "database.back"]
