"""The worker's side towards the service, on a thread of its own: no busy handler keeps a heartbeat waiting."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bellhop_client._async.transport import AsyncTransport
from bellhop_client.worker import leases
from bellhop_client.worker.calls import Calls
from bellhop_client.worker.claiming import Claimer, Group
from bellhop_client.worker.completing import Completer
from bellhop_client.worker.heart import Heart
from bellhop_client.worker.held import Held
from bellhop_client.worker.leases import LeaseClock, State

log = logging.getLogger("bellhop_client.worker")


class Link:
    """Claims jobs for its groups, gives each to `start`, keeps its lease, and tells what came of it.

    `start` and `Held.stop` are called on the link's thread and must not wait. The methods may be called from anywhere.
    """

    def __init__(
        self,
        connect: Callable[[], AsyncTransport],
        groups: Sequence[Group],
        start: Callable[[Held], None],
        *,
        worker_id: str,
        lease_seconds: int,
    ) -> None:
        self._connect, self._groups, self._start = connect, groups, start
        self._worker_id, self._lease_seconds = worker_id, lease_seconds
        self._group_of = {action: group for group in groups for action in group.actions}
        self._held: set[Held] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._main, name="bellhop-link", daemon=True)
        self._stopping, self._closing, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.fault: BaseException | None = None
        """Why the link ended by itself, such as a revoked key."""
        self.on_fault: Callable[[], None] = lambda: None

    def open(self) -> None:
        """Begin to claim."""
        self._thread.start()

    def stop_claiming(self) -> None:
        """Claim no more. What runs goes on."""
        self._call(self._stopping.set)

    def finished(self, held: Held) -> None:
        """The handler of a job has ended, and `held.item` says how."""
        self._call(lambda: self._finish(held))

    async def drained(self, seconds: float) -> bool:
        """Whether everything that ran has ended and is told, within so much time."""
        if not self._thread.is_alive():
            return True
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._drained(seconds), self._loop))

    async def close(self) -> None:
        """Give back what is still held, and end the thread."""
        self._call(self._closing.set)
        await asyncio.to_thread(self._thread.join)

    def _call(self, step: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(step)

    # Everything below runs on the link's own thread.

    def _main(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._live())
            except Exception as fault:
                log.exception("The worker's link to the service ended by itself")
                self._fail(fault)

    async def _live(self) -> None:
        transport = self._connect()
        async with transport.http:
            self._calls = Calls(transport, self._fail)
            self._heart = Heart(self._calls, self._held, self._lease_seconds)
            self._completer = Completer(self._calls, self._heart.tell, self._done)
            always = [self._begin(self._heart.beat()), self._begin(self._completer.work())]
            claimers = [self._claimer(group) for group in self._groups for _ in range(group.claims)]
            claims = [self._begin(claimer.work()) for claimer in claimers]
            await self._closing.wait()
            self._stopping.set()
            await asyncio.gather(*claims, return_exceptions=True)
            await self._release(list(self._held))
            for task in always:
                task.cancel()
            await asyncio.gather(*always, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A part of the link. A fault of ours in one ends the worker: it must not go on claiming without heartbeats."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("A part of the worker ended by itself", exc_info=fault)
            self._fail(fault)

    def _claimer(self, group: Group) -> Claimer:
        return Claimer(
            self._calls, group, self._worker_id, self._lease_seconds, self._stopping,
            lambda jobs, left_at: self._take(group, jobs, left_at),
        )  # fmt: skip

    def _take(self, group: Group, jobs: Sequence[Mapping[str, Any]], left_at: float) -> None:
        for job in jobs:
            held = Held.of(job, LeaseClock(self._lease_seconds, left_at), lambda: self._call(self._heart.wake))
            if held.clock.state(leases.now()) is State.LOST:
                log.warning("%s came after its lease had lapsed and goes back", held.job.id)
                self._spawn([held])
                continue
            self._held.add(held)
            group.running += 1
            self._start(held)
        if jobs:
            self._heart.wake()

    def _spawn(self, late: list[Held]) -> None:
        task = asyncio.create_task(self._release(late))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _release(self, held: Sequence[Held]) -> None:
        """Give jobs back. Their handlers are told that they are not theirs any more."""
        for each in held:
            self._held.discard(each)
            each.abandon()
        await self._calls.release([each.lease for each in held])

    def _finish(self, held: Held) -> None:
        self._group_of[held.job.action].leave()
        if held not in self._held:
            return
        if held.clock.state(leases.now()) is State.LOST:
            log.warning("%s: its lease was lost, so nothing is completed", held.job.id)
            self._done(held)
        else:
            self._completer.add(held)

    def _done(self, held: Held) -> None:
        self._held.discard(held)
        if not self._held:
            self._settled.set()

    def _fail(self, fault: BaseException) -> None:
        self.fault = self.fault or fault
        self._stopping.set()
        self._settled.set()
        self.on_fault()

    async def _drained(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._held and self.fault is None:
                    self._settled.clear()
                    await self._settled.wait()
        return not self._held
