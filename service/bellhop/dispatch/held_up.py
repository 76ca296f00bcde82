"""Reports of attempts whose lanes somebody else holds: they wait aside, so that those of all other lanes go on.

Somebody who is frozen in the middle of a transaction, or a session that was forgotten, may hold a lane for minutes.
"""

import asyncio
from collections.abc import Callable, Sequence

from bellhop.clock import monotonic_seconds
from bellhop.core.attempts import Report
from bellhop.domain.delivery import DeliveryLaneKey
from bellhop.log import get_logger
from bellhop.runtime.broken import DATABASE_AWAY
from bellhop.store import records
from bellhop.store.database import Database

_LOOK_SECONDS = 0.25

log = get_logger("dispatch")


def lane_of(report: Report) -> DeliveryLaneKey:
    """The lane of the delivery that was attempted."""
    lease = report.result.lease
    return lease.tenant_id, lease.subscription_id


class HeldUp:
    """Keeps reports by their lanes, and gives those of a lane to `free` when nobody holds it any more."""

    def __init__(self, database: Database, *, free: Callable[[Sequence[Report]], None]) -> None:
        self._database = database
        self._free = free
        self._waiting: dict[DeliveryLaneKey, list[Report]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._began_seconds = 0.0

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    @property
    def seconds(self) -> float:
        """For how long something has waited here; 0 while nothing does."""
        return monotonic_seconds() - self._began_seconds if self._waiting else 0.0

    def take(self, reports: Sequence[Report]) -> list[Report]:
        """Keep those whose lanes are known to be held; returns the others."""
        if not self._waiting:
            return list(reports)
        others: list[Report] = []
        for report in reports:
            waiting = self._waiting.get(lane_of(report))
            (others if waiting is None else waiting).append(report)
        return others

    async def divide(self, reports: Sequence[Report]) -> list[Report]:
        """Look whose lanes are held now, and keep those; returns the others: all while the database is away."""
        try:
            async with self._database.connection() as connection:
                held = await records.held_lanes(connection, {lane_of(each) for each in reports})
        except DATABASE_AWAY:
            return list(reports)
        if not held:
            return list(reports)
        log.warning("record.held_up", lanes=len(held), attempts=len(reports))
        if not self._waiting:
            self._began_seconds = monotonic_seconds()
        for lane in held:
            self._waiting.setdefault(lane, [])
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return self.take(reports)

    def stop(self) -> None:
        """Look no more: who waits for what is here has given up."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> None:
        """Ask which lanes are still held, until none is."""
        while self._waiting:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                async with self._database.connection() as connection:
                    held = await records.held_lanes(connection, self._waiting.keys())
            except Exception as error:  # noqa: BLE001 - whatever it is: what waits here is looked at by nobody else
                log.warning("record.delayed", reason=repr(error), attempts=len(self))
                continue
            for lane in self._waiting.keys() - held:
                self._free(self._waiting.pop(lane))
        self._looking = None
