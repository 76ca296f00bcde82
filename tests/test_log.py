"""What is logged, from which level, and how: every line of every library like our own."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bellhop import log


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root, asyncpg = logging.getLogger(), logging.getLogger("asyncpg")
    before = root.handlers[:], root.level, asyncpg.level
    yield
    root.handlers[:], root.level = before[0], before[1]
    asyncpg.setLevel(before[2])
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines()]


LIBRARY = """
import logging
from bellhop import log

log.configure("json")
try:
    int("no\\nnumber")
except ValueError:
    logging.getLogger("aiohttp.server").exception("Error handling %s", "request")
"""


def test_what_libraries_say_is_a_line_like_any_other() -> None:
    done = subprocess.run([sys.executable, "-c", LIBRARY], capture_output=True, text=True, check=True)
    (first,) = lines(done.stderr)
    assert (first["event"], first["level"], first["logger"]) == ("Error handling request", "error", "aiohttp.server")
    assert "number" in str(first["exception"])


def test_a_line_that_cannot_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs on a full disk failed the requests that they told of."""
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it would write what is left
    monkeypatch.setattr(sys, "stderr", full)
    log.configure("json")
    log.get_logger("test").warning("thing.happened")
    logging.getLogger("aiohttp.server").error("another")
    os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
    full.close()


IN_A_TURN = """
import asyncio
from bellhop import log

log.configure("json")
say, other = log.get_logger("test"), log.get_logger("other")

async def main():
    say.info("first")
    other.info("second")
    print("in the turn", flush=True)
    await asyncio.sleep(0)
    print("after the turn", flush=True)
    say.info("third")
    other.warning("fourth")
    print("after the warning", flush=True)
    say.info("fifth")

asyncio.run(main())
say.info("sixth")
asyncio.run(main())
"""


def test_lines_of_one_turn_of_the_loop_are_written_at_its_end_in_their_order() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_TURN], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
    )
    printed = [json.loads(each)["event"] if each.startswith("{") else each for each in done.stdout.splitlines()]
    once = ["in the turn", "first", "second", "after the turn", "third", "fourth", "after the warning", "fifth"]
    assert printed == [*once, "sixth", *once]


STALLED = """
import asyncio
from bellhop import log

log.configure("json")
say = log.get_logger("test")

async def main():
    say.error("long", text="x" * 100_000)
    for number in range(20_000):
        say.info("line", number=number)
    print("goes on", flush=True)
    await asyncio.sleep(0)
    await asyncio.to_thread(input)
    say.info("last")

asyncio.run(main())
"""


def test_a_reader_that_stands_still_stops_nobody_and_is_told_what_it_missed() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STALLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"goes on\n"  # though nobody reads what it logs
    _, printed = process.communicate(b"\n", timeout=60)

    said = [json.loads(line) for line in printed.splitlines()]
    assert [len(each["text"]) for each in said if each["event"] == "long"] == [100_000]
    numbers = [each["number"] for each in said if each["event"] == "line"]
    assert numbers == list(range(len(numbers)))
    (missed,) = [each["lines"] for each in said if each["event"] == "log.lines_lost"]
    assert len(numbers) + sum(each["event"] == "last" for each in said) + missed == 20_001
    assert process.returncode == 0
