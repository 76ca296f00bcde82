"""Heartbeats, and the watch over what a worker may still believe."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bellhop_client.errors import BellhopError
from bellhop_client.worker import leases
from bellhop_client.worker.calls import Calls
from bellhop_client.worker.held import Held
from bellhop_client.worker.leases import HEARTBEAT_FRACTION, State

log = logging.getLogger("bellhop_client.worker")

_MOST_LEASES = 1000
_NEWS_SECONDS = 0.1  # let some more news gather
_LOOK_SECONDS = 1.0  # look at the clock at least so often: the process may have been stopped meanwhile


class Heart:
    """Extends the leases of `held` when each is due, tells news, and abandons what is lost. `beat` goes on for ever."""

    def __init__(self, calls: Calls, held: Collection[Held], lease_seconds: float) -> None:
        self._calls, self._held = calls, held
        self._longest = lease_seconds * HEARTBEAT_FRACTION
        self._woken = asyncio.Event()
        self._beats: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There is news, or a new lease."""
        self._woken.set()

    async def beat(self) -> None:
        """Send what is due, and look again when the next is."""
        while True:
            self._abandon_lost()
            due = [each for each in self._held if self._is_due(each)]
            for first in range(0, len(due), _MOST_LEASES):
                # Not awaited: a request that hangs must not keep the other leases waiting.
                task = asyncio.create_task(self.tell(due[first : first + _MOST_LEASES]))
                self._beats.add(task)
                task.add_done_callback(self._beats.discard)
            await self._pause()

    async def tell(self, held: Sequence[Held]) -> None:
        """One heartbeat for these: extends their leases and tells their news."""
        left_at = leases.now()
        news = [each.news.take() for each in held]
        for each in held:
            each.clock.heartbeat_left(left_at)
        try:
            async with asyncio.timeout(self._longest):
                body = {"leases": [{**each.lease, **said} for each, said in zip(held, news, strict=True)]}
                answer = await self._calls.once("heartbeat", body)
        except (BellhopError, TimeoutError) as fault:
            log.warning("A heartbeat for %d jobs had no answer: %r", len(held), fault)
            for each, said in zip(held, news, strict=True):
                each.clock.failed(leases.now())
                each.news.put_back(said)
            self.wake()
            return
        for each, item in zip(held, answer["leases"], strict=True):
            _hear(each, item, left_at)
        self._abandon_lost()

    def _abandon_lost(self) -> None:
        at = leases.now()
        for each in list(self._held):
            if each.clock.state(at) is State.LOST and not each.signal.lost:
                log.warning("%s: its lease is lost; the handler is stopped", each.job.id)
                each.abandon()

    def _is_due(self, held: Held) -> bool:
        if held.signal.lost:
            return False
        has_news = bool(held.news) and held.clock.state(leases.now()) is State.HELD
        return has_news or leases.now() >= held.clock.heartbeat_due

    async def _pause(self) -> None:
        at = leases.now()
        moments = [min(each.clock.heartbeat_due, each.clock.lapses) for each in self._held if not each.signal.lost]
        until_next = max(0.0, min(moments, default=at + _LOOK_SECONDS) - at)
        try:
            async with asyncio.timeout(min(until_next, _LOOK_SECONDS)):
                await self._woken.wait()
            await asyncio.sleep(min(_NEWS_SECONDS, until_next))
        except TimeoutError:
            pass
        self._woken.clear()


def _hear(held: Held, item: Mapping[str, Any], left_at: float) -> None:
    """What the service says to one lease (`clients/conformance/completions.json`)."""
    if item["status"] != "extended":
        held.clock.lost()
        return
    held.clock.extended(left_at, leases.now())
    for fault in item.get("errors") or ():
        log.warning("%s: %s was not taken: %s", held.job.id, fault.get("pointer"), fault.get("message"))
    if item.get("cancel_requested"):
        held.cancel()
