"""One process that judges, from outside: started when it is asked something, buried when it died, ended when idle."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

import orjson

from bellhop.log import get_logger
from bellhop.runtime.judge_process import HEADER

_COMMAND = (sys.executable, "-P", "-m", "bellhop.runtime.judge_process")
_IDLE_SECONDS = 60.0
_LONGEST_LINE = 4 << 20
# How a process ends that was asked too much: of time (the timer), of memory (Rust aborts), of the stack.
_OVERWORKED = frozenset({-signal.SIGPROF, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS})

log = get_logger("runtime")


class JudgeDiedError(OSError):
    """The process has ended for a reason that is not in what it was asked."""


class JudgeProcess:
    """A process that answers one question at a time."""

    def __init__(self) -> None:
        self._running: asyncio.subprocess.Process | None = None
        self._retirement: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return None if self._running is None else self._running.pid

    async def ask(self, kind: int, schema: bytes, text: bytes) -> Mapping[str, Any]:
        """The lines of the answer; not all of them if the question was too much for the process.

        A question that is too much for a process that has answered others is put once more to a fresh one: the memory
        of the first may have been full of them. Raises `OSError` if no process can be started.
        """
        if self._retirement is not None:
            self._retirement.cancel()
        fresh = self._running is None
        said = await self._converse(kind, schema, text)
        if said.get("out_of_memory"):
            await self.close()
            if not fresh:
                said = await self._converse(kind, schema, text)
        self._retirement = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._retire)
        return said

    async def close(self) -> None:
        """End it."""
        process, self._running = self._running, None
        if self._retirement is not None:
            self._retirement.cancel()
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            if process.stdin is not None:
                process.stdin.close()
                with contextlib.suppress(ConnectionError):  # asked for, or asyncio complains that nobody did
                    await process.stdin.wait_closed()
            await process.wait()

    def _retire(self) -> None:
        self._closing = asyncio.create_task(self.close())

    async def _converse(self, kind: int, schema: bytes, text: bytes) -> dict[str, Any]:
        process = self._running
        if process is None:
            process = self._running = await _start()
        if process.stdin is None or process.stdout is None:
            raise JudgeDiedError
        with contextlib.suppress(ConnectionError):  # it has died: what it said until then is still to be read
            process.stdin.writelines((HEADER.pack(kind, len(schema), len(text)), schema, text))
            await process.stdin.drain()
        said: dict[str, Any] = {}
        while "faults" not in said:
            line = await process.stdout.readline()
            if not line.endswith(b"\n"):
                return said | await self._bury(process)
            said |= orjson.loads(line)
        return said

    async def _bury(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        """Learn why it has died, and forget it."""
        code = await process.wait()
        await self.close()
        log.warning("judge.died", pid=process.pid, code=code)
        if code not in _OVERWORKED:
            raise JudgeDiedError(code, "a judging process died")
        return {} if code == -signal.SIGPROF else {"out_of_memory": True}


async def _start() -> asyncio.subprocess.Process:
    """A fresh interpreter that knows nothing of our settings: it needs none, and among them are the master keys."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
    return await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        limit=_LONGEST_LINE,
        start_new_session=True,  # a Ctrl-C is for the service, which ends this one
    )
