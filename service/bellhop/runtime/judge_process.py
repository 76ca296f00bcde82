"""A process that judges: it reads a schema and a value, says what is wrong with the value, and reads the next.

It is started by `runtime/judges.py` and lives on the pipe from there. A request is a header, the JSON of the schema and
the JSON of the value; the answer is lines of JSON: the verdict, then the faults. Memory is limited from the beginning;
the time of each step by a timer that ends the process, whatever code it is in; naming faults has a gentler one before,
which lets it say what it has found so far.
"""

import contextlib
import os
import resource
import signal
import struct
import sys
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO

import orjson

from bellhop.domain.schema import TOO_COMPLEX, Judgement, Known, check_schema, know
from bellhop.domain.schema_budget import Budget

HEADER = struct.Struct(">BII")
JUDGE, CHECK = 1, 2

MEMORY_BYTES = 384 << 20
CHECK_SECONDS = 1.5
COMPILE_SECONDS = 2.5  # what passed the check, which compiles too, never takes that long
VERDICT_SECONDS = 0.8
NAMING_SECONDS = 0.3

_STEPS = 100_000
_DEEPEST = 6000
_KEPT = 8


def main() -> None:
    """Answer requests until there are none."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(_DEEPEST)
    os.nice(5)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")  # where memory is short, this goes first
    while True:
        header = sys.stdin.buffer.read(HEADER.size)
        if len(header) < HEADER.size:
            return
        kind, schema_bytes, text_bytes = HEADER.unpack(header)
        _answer(kind, sys.stdin.buffer.read(schema_bytes), sys.stdin.buffer.read(text_bytes), sys.stdout.buffer)


def _answer(kind: int, schema: bytes, text: bytes, output: BinaryIO) -> None:
    """Say what is wrong, or that it costs more memory than there is."""
    try:
        judgement = _check(schema) if kind == CHECK else _judge(schema, text, output)
        said: dict[str, Any] = {}
    except MemoryError:
        judgement, said = TOO_COMPLEX, {"out_of_memory": True}
    finally:
        _limit(0)
    said["faults"] = [(each.pointer, each.code, each.message) for each in judgement.faults]
    said["complete"] = judgement.complete
    _say(output, said)


def _check(schema: bytes) -> Judgement:
    _limit(CHECK_SECONDS)
    return Judgement(tuple(check_schema(orjson.loads(schema))))


def _judge(schema: bytes, text: bytes, output: BinaryIO) -> Judgement:
    _limit(COMPILE_SECONDS)
    try:
        known = _known(schema)
    except ValueError:  # written by a version that took it: nothing can be said of any value
        return TOO_COMPLEX
    _limit(VERDICT_SECONDS)
    value = orjson.loads(text)
    fits = known.fits(value)
    _say(output, {"fits": fits})
    if fits:
        return Judgement()
    _limit(NAMING_SECONDS * 3)
    return _name(known, value)


def _name(known: Known, value: object) -> Judgement:
    budget = Budget(_STEPS)

    def stop(_number: int, _frame: FrameType | None) -> None:
        budget.stop()

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, NAMING_SECONDS)
    return known.name_faults(value, budget)


@lru_cache(maxsize=_KEPT)
def _known(schema: bytes) -> Known:
    known = know(orjson.loads(schema), light=False)
    if known is None:
        raise ValueError
    return known


def _limit(seconds: float) -> None:
    """From now on so much time of the processor; after it the process is ended, by the default of the signal."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _say(output: BinaryIO, said: dict[str, Any]) -> None:
    output.write(orjson.dumps(said) + b"\n")
    output.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
