"""Deliveries, watched from their birth to their end: each is looked at when something may have happened to it."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

from bellhop.remote.client import Remote, Text, segment
from bellhop.remote.documents import Attempt, Delivery
from bellhop.remote.problems import RefusedError

MOST_WATCHED = 10_000
_AT_ONCE = 8
_AGAIN = timedelta(seconds=1)
_ENDED = frozenset({"delivered", "dead", "skipped"})
_GONE = 404


class Watch:
    """The deliveries of a tenant that have not ended, each with the moment of the next look."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._looks: list[tuple[datetime, str]] = []
        self._told: dict[str, int] = {}  # of each delivery that is watched, its last attempt that was told
        self.dropped = 0  # deliveries that are not watched because there are too many

    def add(self, delivery_ids: Iterable[str], now: datetime) -> None:
        """Watch these from now on."""
        for delivery_id in delivery_ids:
            if len(self._told) >= MOST_WATCHED:
                self.dropped += 1
            elif delivery_id not in self._told:
                self._told[delivery_id] = 0
                heapq.heappush(self._looks, (now, delivery_id))

    async def look(self, now: datetime) -> AsyncIterator[tuple[Text, Delivery, list[Attempt]]]:
        """Every delivery of which there is news, with its new attempts: none where it ended without one."""
        due: list[str] = []
        while self._looks and self._looks[0][0] <= now:
            due.append(heapq.heappop(self._looks)[1])
        for start in range(0, len(due), _AT_ONCE):
            for text in await asyncio.gather(*(self._read(each) for each in due[start : start + _AT_ONCE])):
                if text is None:
                    continue
                delivery = text.read(Delivery)
                told = self._told[delivery.id]
                news = [each for each in delivery.attempts if each.number > told]
                self._plan(delivery, now)
                if news or delivery.state in _ENDED:
                    yield text, delivery, news

    def _plan(self, delivery: Delivery, now: datetime) -> None:
        """Look again when something may have happened, or forget what has ended."""
        if delivery.state in _ENDED:
            del self._told[delivery.id]
            return
        self._told[delivery.id] = max((each.number for each in delivery.attempts), default=0)
        again = max(now, delivery.next_attempt_time or now) + _AGAIN
        heapq.heappush(self._looks, (again, delivery.id))

    async def _read(self, delivery_id: str) -> Text | None:
        """The delivery; None where it is gone."""
        try:
            return await self._remote.get(await self._remote.tenant_path(f"/deliveries/{segment(delivery_id)}"))
        except RefusedError as error:
            if error.status != _GONE:
                raise
            self._told.pop(delivery_id, None)
            return None
