"""Claims: as many jobs as there are free places, and what becomes of a claim that is broken off."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bellhop_client.errors import BellhopError
from bellhop_client.worker import leases
from bellhop_client.worker.calls import FAREWELL_SECONDS, MOST_ITEMS, Calls, Refused

log = logging.getLogger("bellhop_client.worker")

T = TypeVar("T")


_PLACES_OF_ONE_CLAIM = 100  # with more of them, several claims are under way at once
_MOST_CLAIMS = 4
_GATHERING_SECONDS = 0.005  # places that come free one after another are claimed for together


@dataclass(slots=True)
class Group:
    """Actions that share places: `running` jobs run now, and claims that are under way ask for `asked` more."""

    actions: Sequence[str]
    places: int
    running: int = 0
    asked: int = 0
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def claims(self) -> int:
        """How many claims to have under way at once."""
        return max(1, min(self.places // _PLACES_OF_ONE_CLAIM, _MOST_CLAIMS))

    @property
    def share(self) -> int:
        """How many jobs one claim asks for at most."""
        return min(-(-self.places // self.claims), MOST_ITEMS)

    @property
    def wanted(self) -> int:
        """How many jobs one claim may ask for now."""
        return min(self.places - self.running - self.asked, self.share)

    def leave(self) -> None:
        """A job has left its place."""
        self.running -= 1
        self.freed.set()


@dataclass(slots=True)
class Claimer:
    """Claims for one group until `stopping`; `take` gets what came, and the moment at which the claim left."""

    calls: Calls
    group: Group
    worker_id: str
    lease_seconds: int
    stopping: asyncio.Event
    take: Callable[[Sequence[Mapping[str, Any]], float], None]

    async def work(self) -> None:
        """One claim after another."""
        while not self.stopping.is_set():
            if (wanted := self.group.wanted) <= 0:
                self.group.freed.clear()
                await _unless(self.stopping, self.group.freed.wait())
                continue
            if self.group.running and wanted < self.group.share // 2:
                await asyncio.sleep(_GATHERING_SECONDS)
                if (wanted := self.group.wanted) <= 0:
                    continue
            self.group.asked += wanted
            try:
                await self._claim(wanted)
            except Refused as refusal:
                self.calls.give_up(refusal.problem)
                return
            finally:
                self.group.asked -= wanted
                self.group.freed.set()

    async def _claim(self, wanted: int) -> None:
        """One claim, for so many jobs; what a claim that is broken off may have leased goes back."""
        wait = leases.claim_seconds(self.lease_seconds)
        body = {
            "worker_id": self.worker_id,
            "actions": list(self.group.actions),
            "max_jobs": wanted,
            "lease_seconds": self.lease_seconds,
            "wait_seconds": wait,
            "claim_id": uuid.uuid4().hex,  # the same for every try: a lost answer loses no lease
        }
        left_at = leases.now()
        answer = await _unless(self.stopping, self.calls.until_answered("claim", lambda: body, wait=wait))
        if answer is None:
            await self._give_back(body)
        else:
            self.take(answer["jobs"], left_at)

    async def _give_back(self, body: Mapping[str, Any]) -> None:
        """A claim that was broken off may have leased jobs. The same `claim_id` finds them, and they go back."""
        with suppress(BellhopError, TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                answer = await self.calls.once("claim", {**body, "wait_seconds": 0})
                await self.calls.release([_lease(job) for job in answer["jobs"]])


def _lease(job: Mapping[str, Any]) -> dict[str, str]:
    return {"job_id": job["job_id"], "lease_token": job["lease_token"]}


async def _unless(stopping: asyncio.Event, work: Awaitable[T]) -> T | None:
    """What the work gives, or None, with the work broken off, once it shall stop."""
    task, stop = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return None
