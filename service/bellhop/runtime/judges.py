"""Judging what may cost much: in processes of their own, with a limit on time and memory, replaced when they die.

They are fresh interpreters, started when something needs them and ended when nothing has for a minute; they inherit
neither descriptors nor settings, and end with the pipe that the parent holds. A value that is too dear kills its
process, or is given up by it: that is an answer (`too-complex`), the same every time, because the limit is on the time
of the processor and not on the clock's. Owners take turns and have one value judged at a time each, so the queue of one
is waited for by that one alone; who finds a queue full, or waits too long, is told to come again.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bellhop.domain.schema import TOO_COMPLEX, UNFIT, Judgement
from bellhop.errors import BusyError, Fault, RateLimitedError
from bellhop.log import get_logger
from bellhop.runtime.judge_pipe import JudgeProcess
from bellhop.runtime.judge_process import CHECK, JUDGE

_OPERATOR = ""

log = get_logger("runtime")


@dataclass(slots=True, eq=False)
class _Task:
    owner: str
    kind: int
    schema: bytes
    text: bytes
    answer: "asyncio.Future[Mapping[str, Any]]" = field(repr=False)


class Judges:
    """Some processes that judge, and who waits for them; used from one event loop, closed at its end."""

    def __init__(
        self,
        *,
        processes: int = 2,
        most_waiting: int = 128,
        most_waiting_each: int = 32,
        patience_seconds: float = 10.0,
    ) -> None:
        self._idle = [JudgeProcess() for _ in range(processes)]
        self._all = tuple(self._idle)
        self._most_waiting = most_waiting
        self._most_waiting_each = most_waiting_each
        self._patience_seconds = patience_seconds
        self._waiting: dict[str, deque[_Task]] = {}
        self._served: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pids(self) -> list[int]:
        """The processes that run now."""
        return [each.pid for each in self._all if each.pid is not None]

    async def judge(self, owner: str, schema: bytes, text: bytes) -> Judgement:
        """What is wrong with the value that a JSON text holds, by the schema that another one holds.

        Raises `RateLimitedError` when too much of this owner's waits, `BusyError` when too much of all does, or when
        it takes too long until it is this one's turn.
        """
        answer = await self._submit(owner, JUDGE, schema, text)
        if "faults" in answer:
            return Judgement(_faults(answer), complete=answer["complete"])
        return UNFIT if answer.get("fits") is False else TOO_COMPLEX

    async def check(self, schema: bytes) -> list[Fault]:
        """What is wrong with a schema."""
        answer = await self._submit(_OPERATOR, CHECK, schema, b"")
        if "faults" in answer:
            return list(_faults(answer))
        return [Fault("", "too-complex", "This schema takes too much time or memory to be read.")]

    async def close(self) -> None:
        """End the processes; who still waits is told to come again."""
        for queue in self._waiting.values():
            for each in queue:
                _give_up(each)
        self._waiting.clear()
        for process in self._all:
            await process.close()
        await asyncio.gather(*self._tasks)

    async def _submit(self, owner: str, kind: int, schema: bytes, text: bytes) -> Mapping[str, Any]:
        queue = self._waiting.get(owner, ())
        if len(queue) >= self._most_waiting_each:
            detail = "Too many costly inputs of this tenant wait to be judged; try again shortly."
            raise RateLimitedError(detail, headers={"Retry-After": "1"})
        if sum(map(len, self._waiting.values())) >= self._most_waiting:
            raise BusyError(headers={"Retry-After": "1"})
        task = _Task(owner, kind, schema, text, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(owner, deque()).append(task)
        self._start_what_can()
        try:
            async with asyncio.timeout(self._patience_seconds):
                return await task.answer
        except TimeoutError:
            raise BusyError(headers={"Retry-After": "2"}) from None

    def _start_what_can(self) -> None:
        while self._idle:
            task = self._next()
            if task is None:
                return
            self._served.add(task.owner)
            running = asyncio.create_task(self._serve(self._idle.pop(), task))
            self._tasks.add(running)
            running.add_done_callback(self._tasks.discard)

    def _next(self) -> _Task | None:
        """What is to be judged now: the oldest of the owner whose turn it is."""
        for owner in list(self._waiting):
            if owner in self._served:
                continue
            queue = self._waiting.pop(owner)
            while queue and queue[0].answer.done():  # whoever asked has gone
                queue.popleft()
            if queue:
                task = queue.popleft()
                if queue:
                    self._waiting[owner] = queue
                return task
        return None

    async def _serve(self, process: JudgeProcess, task: _Task) -> None:
        try:
            async with asyncio.timeout(self._patience_seconds):
                answer = await process.ask(task.kind, task.schema, task.text)
            if not task.answer.done():
                task.answer.set_result(answer)
        except (OSError, TimeoutError) as error:  # not to be started, or starved by what else the machine does
            log.warning("judge.unavailable", reason=repr(error))
            await process.close()
        finally:
            _give_up(task)
            self._idle.append(process)
            self._served.discard(task.owner)
            queue = self._waiting.pop(task.owner, None)
            if queue is not None:
                self._waiting[task.owner] = queue  # behind all who wait by now
            self._start_what_can()


def _give_up(task: _Task) -> None:
    if not task.answer.done():
        task.answer.set_exception(BusyError(headers={"Retry-After": "2"}))


def _faults(answer: Mapping[str, Any]) -> tuple[Fault, ...]:
    return tuple(Fault(*each) for each in answer["faults"])
