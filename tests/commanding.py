"""The command `bellhop`, typed: as a process of its own, with pipes or on a terminal."""

import asyncio
import json
import os
import pty
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import bellhop_command

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object that it printed; fails when there is anything else."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def lines(self) -> list[Any]:
        """The JSON lines that it printed; fails when there is anything else."""
        return [json.loads(line) for line in self.out.splitlines()]


class Typist:
    """Types commands in an environment of its own: a config folder of the test's, nothing of the caller's."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
        self.environment = {**kept, "XDG_CONFIG_HOME": str(folder / "config"), **environment}

    def without(self, *names: str) -> "Typist":
        """The same without these variables."""
        left = {name: value for name, value in self.environment.items() if name not in names}
        other = Typist(self.folder)
        other.environment = left
        return other

    async def __call__(self, *arguments: str, stdin: bytes | None = None) -> Done:
        """Type one command and wait for its end."""
        process = await self._start(*arguments, has_input=stdin is not None)
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate(stdin)
        assert process.returncode is not None
        return Done(process.returncode, out.decode(), err.decode())

    async def ok(self, *arguments: str, stdin: bytes | None = None) -> Done:
        """The same; fails the test unless it ended with 0."""
        done = await self(*arguments, stdin=stdin)
        assert done.code == 0, done
        return done

    @asynccontextmanager
    async def started(self, *arguments: str) -> AsyncIterator["Running"]:
        """A command that goes on until the block ends, and is interrupted then."""
        process = await self._start(*arguments, has_input=False)
        running = Running(process)
        try:
            yield running
        finally:
            await running.interrupt()

    async def on_terminal(self, *arguments: str) -> tuple[int, str]:
        """Type one command on a terminal; returns its exit code and all that was seen."""
        own, other = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            bellhop_command(),
            *arguments,
            stdin=other,
            stdout=other,
            stderr=other,
            env={**self.environment, "TERM": "xterm"},
            start_new_session=True,
        )
        os.close(other)
        seen = bytearray()

        def read() -> None:
            with suppress(OSError):  # the other side is closed
                while chunk := os.read(own, 4096):
                    seen.extend(chunk)

        async with asyncio.timeout(SECONDS):
            await asyncio.to_thread(read)
            code = await process.wait()
        os.close(own)
        return code, seen.decode()

    async def _start(self, *arguments: str, has_input: bool) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            bellhop_command(),
            *arguments,
            stdin=asyncio.subprocess.PIPE if has_input else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )


def _hear_interrupts() -> None:
    """In the new process: a suite that was begun in the background hands on that interrupts are ignored (POSIX)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Running:
    """A command that goes on."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> str:
        """The next line that it prints; fails the test when it has ended or prints none."""
        assert self.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            line = (await self.process.stdout.readline()).decode()
        if not line:
            assert self.process.stderr is not None
            message = (await self.process.stderr.read()).decode()
            raise AssertionError(message)
        return line.rstrip("\n")

    async def record(self) -> Any:
        """The next JSON line that it prints."""
        return json.loads(await self.line())

    async def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()
