"""Several processes as one: workers that share the port, replaced when they die, stopped together.

The parent binds the socket and passes it on, so there is one queue of connections, whoever accepts; it does nothing
else, so there is little in it that could fail. Each worker may also inherit the reading end of a pipe, its lifeline,
whose other end is the parent's alone: it ends when the parent is gone, whatever ended that. A worker that dies young is
replaced more and more slowly: a fault that every start has must not become a busy loop. Workers are fresh
interpreters, never forks of one that has threads.
"""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bellhop.clock import monotonic_seconds
from bellhop.log import get_logger

_YOUNG_SECONDS = 5.0
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0

log = get_logger("runtime")


@dataclass(frozen=True, slots=True)
class Command:
    """What a worker is: a program, its environment, and the descriptors that it inherits.

    Each is told its place among the workers, 0, 1, …, by the variable `place_name` and behind the option
    `place_option`, as far as there are such.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    descriptors: tuple[int, ...] = ()
    place_name: str | None = None
    place_option: str | None = None


class Supervisor:
    """Keeps a number of workers running until it is stopped; all of `ended` hear the place of each that has died."""

    def __init__(
        self,
        command: Command,
        *,
        processes: int,
        grace_seconds: float = 30.0,
        ended: Sequence[Callable[[int], None]] = (),
    ) -> None:
        self._command = command
        self._ended = ended
        self._processes = processes
        self._grace_seconds = grace_seconds
        self._stopping = asyncio.Event()
        self._running: dict[int, asyncio.subprocess.Process] = {}
        self.started = 0

    @property
    def pids(self) -> list[int]:
        """The workers that run now."""
        return [each.pid for each in self._running.values()]

    def stop(self) -> None:
        """Let the workers end: they finish what they hold."""
        self._stopping.set()

    async def run(self) -> int:
        """Run until stopped; returns 0, or 1 when a worker had to be killed."""
        slots = [asyncio.create_task(self._keep(slot)) for slot in range(self._processes)]
        await self._stopping.wait()
        return max(await asyncio.gather(*slots), default=0)

    async def _keep(self, slot: int) -> int:
        """One worker after the other, until stopped."""
        pause_seconds = _FIRST_PAUSE_SECONDS
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                began = monotonic_seconds()
                code = await self._run_one(slot, stopping)
                if code is not None:
                    return code
                young = monotonic_seconds() - began < _YOUNG_SECONDS
                pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS) if young else _FIRST_PAUSE_SECONDS
                await asyncio.wait((stopping,), timeout=pause_seconds)
        finally:
            stopping.cancel()
        return 0

    async def _run_one(self, slot: int, stopping: "asyncio.Task[bool]") -> int | None:
        """Run a worker until all are to end, and say what `run` does; None when it died, or could not be started."""
        try:
            process = await self._start(slot)
        except OSError as error:  # no memory or no process to be had: perhaps later
            log.error("worker.not_started", worker=slot, reason=str(error))  # noqa: TRY400 - the reason says it all
            return None
        ending = asyncio.create_task(process.wait())
        await asyncio.wait((ending, stopping), return_when=asyncio.FIRST_COMPLETED)
        if self._stopping.is_set():
            return await self._end(process, ending)
        del self._running[slot]
        log.warning("worker.died", worker=slot, pid=process.pid, code=process.returncode)
        for hear in self._ended:
            hear(slot)
        return None

    async def _start(self, slot: int) -> asyncio.subprocess.Process:
        place = {} if self._command.place_name is None else {self._command.place_name: str(slot)}
        option = [] if self._command.place_option is None else [self._command.place_option, str(slot)]
        process = await asyncio.create_subprocess_exec(
            *self._command.arguments,
            *option,
            env={**self._command.environment, **place},
            pass_fds=self._command.descriptors,
            start_new_session=True,  # a Ctrl-C reaches the parent alone, which stops the workers in order
        )
        self._running[slot] = process
        self.started += 1
        return process

    async def _end(self, process: asyncio.subprocess.Process, ending: "asyncio.Task[int]") -> int:
        """Ask a worker to end; kill it when it does not within the grace time."""
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        done, _ = await asyncio.wait((ending,), timeout=self._grace_seconds)
        if done:
            return 0
        log.error("worker.killed", pid=process.pid, after_seconds=self._grace_seconds)
        process.kill()
        await ending
        return 1


def on_orphaned(lifeline: int, stop: Callable[[], None]) -> None:
    """Call `stop` when the supervisor at the other end of this descriptor is gone; in a worker, on its loop."""
    loop = asyncio.get_running_loop()

    def ended() -> None:
        loop.remove_reader(lifeline)
        stop()

    loop.add_reader(lifeline, ended)
