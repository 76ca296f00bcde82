"""The rescuer of deliveries: lost leases, what waits where nothing will leave again, and what is over age.

Every dispatcher brings lost leases back too; this one also works where no dispatcher runs. A row that slipped in
behind a delete or a disable is found here, because fan-out and the registry do not lock each other.
"""

from collections.abc import Sequence
from functools import partial

import asyncpg

from bellhop.clock import Clock
from bellhop.core.endings import end_waiting
from bellhop.core.leases import find_others, rescue, rescue_from
from bellhop.core.registry import RegistryCache
from bellhop.domain.delivery import LaneHint, hint_keys
from bellhop.log import get_logger
from bellhop.runtime.halves import by_halves
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import waiting
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.store.waiting import WaitingDelivery

_BATCH = 500

log = get_logger("maintenance")


class DeliveryRescuer:
    """Looks for deliveries that nobody sends any more."""

    def __init__(self, store: Store, clock: Clock, wakeups: Wakeups, *, registry: RegistryCache) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry

    async def run_once(self) -> int:
        """How many deliveries were brought back or ended."""
        return sum(await self._store.over_cells(self._rescue))

    async def _rescue(self, cell: Database) -> int:
        now = self._clock.now()
        hints = await rescue(cell, self._registry)
        async with cell.connection() as connection:
            gone = (await find_others(connection)).gone
        hints += await rescue_from(cell, self._registry, gone, now=now)
        self._announce(hints)
        async with cell.connection() as connection:
            closed = await waiting.of_closed(connection, limit=_BATCH)
            old = await waiting.over_age(connection, now=now, limit=_BATCH)
            blocked = await waiting.over_age_blocked(connection, now=now, limit=_BATCH)
        ended = 0
        known = {row.delivery_id for row in (*closed, *old)}
        for rows in (closed, old, [row for row in blocked if row.delivery_id not in known]):
            ended += await by_halves(rows, partial(self._end, cell), refused=_refused, errors=asyncpg.PostgresError)
        return len(hints) + ended

    async def _end(self, cell: Database, rows: Sequence[WaitingDelivery]) -> int:
        now = self._clock.now()
        async with cell.transaction() as connection:
            hints = await end_waiting(connection, self._registry, rows, now=now)
        self._announce(hints)
        return len(rows)

    def _announce(self, hints: Sequence[LaneHint]) -> None:
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))


async def _refused(row: WaitingDelivery, error: Exception) -> int:
    log.error("delivery.unrescued", delivery_id=row.delivery_id, reason=str(error), exc_info=error)
    return 0
