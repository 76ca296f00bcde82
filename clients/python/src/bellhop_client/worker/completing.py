"""Completions: what ended is told in batches, until the service has taken it or the lease is lost."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bellhop_client.worker import leases
from bellhop_client.worker.calls import MOST_ITEMS, Calls, Refused, Revoked
from bellhop_client.worker.held import Held
from bellhop_client.worker.leases import State
from bellhop_client.worker.outcomes import Outcome, of_invalid

log = logging.getLogger("bellhop_client.worker")

_MOST_BYTES = 4 << 20  # of one request; the service takes 8 MiB
_REQUESTS_AT_ONCE = 2


class Completer:
    """Tells the service what came of jobs. `tell` sends their news before; `done` hears of each that is settled."""

    def __init__(
        self, calls: Calls, tell: Callable[[Sequence[Held]], Awaitable[None]], done: Callable[[Held], None]
    ) -> None:
        self._calls, self._tell, self._done = calls, tell, done
        self._waiting: deque[Held] = deque()
        self._came = asyncio.Event()
        self._places = asyncio.Semaphore(_REQUESTS_AT_ONCE)
        self._requests: set[asyncio.Task[None]] = set()

    def add(self, held: Held) -> None:
        """Tell of this one, whose `item` says what came of it."""
        self._waiting.append(held)
        self._came.set()

    async def work(self) -> None:
        """Send for ever; what gathers while requests are under way goes together."""
        while True:
            await self._came.wait()
            await self._places.acquire()
            batch = self._batch()
            if not self._waiting:
                self._came.clear()
            task = asyncio.create_task(self._send(batch))
            self._requests.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._requests.discard(task)
        self._places.release()
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("Completing failed", exc_info=fault)

    def _batch(self) -> list[Held]:
        batch: list[Held] = []
        size = 0
        while self._waiting and len(batch) < MOST_ITEMS:
            size += len(self._waiting[0].item)
            if batch and size > _MOST_BYTES:
                break
            batch.append(self._waiting.popleft())
        return batch

    async def _send(self, batch: list[Held]) -> None:
        untold = [each for each in batch if each.news]
        if untold:
            await self._tell(untold)  # what was told last shall be there when the callback leaves
        try:
            answer = await self._calls.until_answered("complete", lambda: self._body(batch))
        except Refused as refusal:
            await self._refused(batch, refusal)
            return
        if answer is None:
            return
        for position, (held, item) in enumerate(zip(list(batch), answer["items"], strict=True)):
            await self._hear(held, item, position)

    def _body(self, batch: list[Held]) -> bytes | None:
        """The request for those that may still be told; the others leave the batch."""
        at = leases.now()
        for each in list(batch):
            if each.clock.state(at) is State.LOST:
                log.warning("%s: its lease was lost, so nothing is completed", each.job.id)
                batch.remove(each)
                self._done(each)
        return b'{"items":[' + b",".join(each.item for each in batch) + b"]}" if batch else None

    async def _hear(self, held: Held, item: Mapping[str, Any], position: int) -> None:
        """What the service says to one item (`clients/conformance/completions.json`)."""
        if item["status"] == "invalid":
            await self._replace(held, of_invalid(item, position))
            return
        if item["status"] == "stale":
            log.warning("%s: somebody else holds it, or it has ended; what was done is thrown away", held.job.id)
        else:
            log.info("%s (%s): %s", held.job.id, held.job.action, item["status"])
        self._done(held)

    async def _replace(self, held: Held, failure: Outcome) -> None:
        """End a job whose item was not taken as a failure that says why; one that is not taken either goes back."""
        if held.replaced:
            log.error("%s: not even its failure could be told; it goes back", held.job.id)
            await self._calls.release([held.lease])
            self._done(held)
            return
        log.error("%s: the service did not take what came of it: %s", held.job.id, failure.errors)
        held.replaced = True
        held.ended(failure)
        self.add(held)

    async def _refused(self, batch: Sequence[Held], refusal: Refused) -> None:
        """The whole request was refused: each item goes alone, and one that is refused alone becomes a failure."""
        for each in batch:
            if isinstance(refusal, Revoked):  # nothing can be told any more
                self._done(each)
            elif len(batch) > 1:
                await self._send([each])
            else:
                await self._replace(each, Outcome.failed("bad_output", str(refusal)))
