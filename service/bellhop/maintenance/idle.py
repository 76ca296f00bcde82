"""Deletes pulled subscriptions from which nobody has claimed for as long as they may be idle.

Nobody can claim while the service or the database is away. So each is given five minutes, or its time where that is
shorter, to be claimed from again: from the first look after a start, or after a gap in which none was made.
"""

from datetime import datetime, timedelta
from functools import partial

from bellhop.clock import Clock
from bellhop.core.subscriptions import Subscriptions
from bellhop.domain.audit import SYSTEM
from bellhop.errors import NotFoundError
from bellhop.log import get_logger
from bellhop.store import pulling
from bellhop.store.database import Database
from bellhop.store.store import Store

_BATCH = 100
_GAP = timedelta(seconds=30)  # without a look: several in a row failed, or none was made

log = get_logger("maintenance")


class IdleWatch:
    """Looks for what is idle; several may do it at the same time."""

    def __init__(self, databases: Store, clock: Clock, subscriptions: Subscriptions) -> None:
        self._databases = databases
        self._clock = clock
        self._subscriptions = subscriptions
        self._looks: dict[Database, tuple[datetime, datetime]] = {}

    async def run_once(self) -> int:
        """How many idle subscriptions were found."""
        return sum(await self._databases.over_cells(self._watch))

    async def _watch(self, cell: Database) -> int:
        now = self._clock.now()
        async with cell.connection() as connection:
            since = self._looked(cell, now)
            lanes = await pulling.idle(connection, since=since, now=now, limit=_BATCH)
        for lane in lanes:
            still = partial(pulling.is_idle, lane=lane, now=now)
            try:
                await self._subscriptions.delete(*lane, actor=SYSTEM, still=still)
            except NotFoundError:  # somebody else was first
                continue
            log.info("subscription.idle", tenant_id=lane[0], subscription_id=lane[1])
        return len(lanes)

    def _looked(self, cell: Database, now: datetime) -> datetime:
        """Since when there was no gap between looks at a cell, this one included."""
        first, last = self._looks.get(cell, (now, now))
        since = now if now - last > _GAP else first
        self._looks[cell] = since, now
        return since
