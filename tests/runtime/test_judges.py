"""Processes that judge what may cost much: limits, turns, replacement, and their end."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from bellhop.domain.schema import TOO_COMPLEX, Judgement
from bellhop.errors import BusyError, Fault, RateLimitedError
from bellhop.runtime.judges import Judges

NUMBERS = orjson.dumps({"items": {"type": "integer"}})
DEAR = orjson.dumps({"items": {"pattern": "(([ab]{1,50}){1,50}c)"}})
DEAR_TEXT = orjson.dumps(["ab" * 5000] * 100)


@pytest.fixture
async def judges() -> AsyncIterator[Judges]:
    judges = Judges(processes=1, most_waiting=6, most_waiting_each=4, patience_seconds=60)
    yield judges
    await judges.close()


async def test_nothing_runs_until_something_is_to_be_judged(judges: Judges) -> None:
    assert judges.pids == []
    assert await judges.judge("acme", NUMBERS, b"[1, 2]") == Judgement()
    assert await judges.judge("acme", NUMBERS, b'[1, "2"]') == Judgement(
        (Fault("/1", "type", "This must be an integer."),)
    )
    assert len(judges.pids) == 1


async def test_process_knows_no_setting_of_ours(judges: Judges, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELLHOP_MASTER_KEYS", "the-master-key")
    await judges.judge("acme", NUMBERS, b"[]")
    (pid,) = judges.pids
    assert b"BELLHOP_" not in _environment(pid)


async def test_what_costs_too_much_time_is_told_so_and_the_next_is_judged(judges: Judges) -> None:
    told = await judges.judge("acme", DEAR, DEAR_TEXT)  # a fast machine has time for the verdict, none for the place
    assert told == TOO_COMPLEX or (told.faults and not told.complete)
    assert await judges.judge("acme", NUMBERS, b"[1]") == Judgement()


async def test_what_costs_too_much_memory_is_told_so_and_the_next_is_judged(judges: Judges) -> None:
    assert await judges.judge("acme", NUMBERS, b"[1]") == Judgement()
    assert await judges.judge("acme", NUMBERS, b"[" + b"{}," * 10_000_000 + b"1]") == TOO_COMPLEX
    assert await judges.judge("acme", NUMBERS, b"[1]") == Judgement()


async def test_process_that_was_killed_is_replaced(judges: Judges) -> None:
    await judges.judge("acme", NUMBERS, b"[1]")
    (pid,) = judges.pids
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(BusyError):
        await judges.judge("acme", NUMBERS, b"[1]")
    assert await judges.judge("acme", NUMBERS, b"[1]") == Judgement()
    assert judges.pids != [pid]


async def test_owners_take_turns(judges: Judges) -> None:
    """Whoever sends many dear inputs waits for them alone: another one's is judged after the one under way."""
    done: list[str] = []

    async def judge(owner: str, schema: bytes, text: bytes) -> None:
        await judges.judge(owner, schema, text)
        done.append(owner)

    loud = [asyncio.create_task(judge("loud", DEAR, DEAR_TEXT)) for _ in range(4)]
    await asyncio.sleep(0)
    await judge("quiet", NUMBERS, b"[1]")
    assert done.count("loud") <= 1
    await asyncio.gather(*loud)


async def test_full_queue_is_told_at_once(judges: Judges) -> None:
    async with asyncio.TaskGroup() as group:
        for owner in ("one", "one", "one", "one", "two", "two"):
            group.create_task(judges.judge(owner, DEAR, b"[]"))
        await asyncio.sleep(0)
        group.create_task(judges.judge("one", DEAR, b"[]"))
        await asyncio.sleep(0)
        with pytest.raises(RateLimitedError):
            await judges.judge("one", DEAR, b"[]")
        with pytest.raises(BusyError):
            await judges.judge("three", DEAR, b"[]")


async def test_who_has_gone_is_not_judged(judges: Judges) -> None:
    first = asyncio.create_task(judges.judge("acme", NUMBERS, b"[1]"))
    gone = [asyncio.create_task(judges.judge("acme", DEAR, DEAR_TEXT)) for _ in range(3)]
    await asyncio.sleep(0)
    for each in gone:
        each.cancel()
    await first
    (pid,) = judges.pids
    assert await judges.judge("acme", NUMBERS, b"[1]") == Judgement()
    assert judges.pids == [pid]


async def test_who_waits_too_long_is_told_to_come_again() -> None:
    judges = Judges(processes=1, patience_seconds=0.01)
    with pytest.raises(BusyError):
        await judges.judge("acme", NUMBERS, b"[1]")
    await judges.close()


async def test_closing_ends_the_processes(judges: Judges) -> None:
    await judges.judge("acme", NUMBERS, b"[1]")
    (pid,) = judges.pids
    await judges.close()
    assert not _runs(pid)


PARENT = """
import asyncio, sys
from bellhop.runtime.judges import Judges

async def main():
    judges = Judges(processes=1)
    await judges.judge("acme", b'{"type": "integer"}', b"1")
    print(judges.pids[0], flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_process_ends_with_its_parent_however_that_ends() -> None:
    with subprocess.Popen([sys.executable, "-P", "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        ended = os.pidfd_open(pid)
        parent.kill()
    assert select.select([ended], [], [], 10)[0]
    os.close(ended)


def _environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_hostile_schema_is_checked_within_the_same_limits(judges: Judges) -> None:
    assert await judges.check(orjson.dumps({"type": "object"})) == []
    wrong = await judges.check(orjson.dumps({"allOf": [1] * 100_000}))
    assert [fault.pointer for fault in wrong] == ["/allOf/0"]
