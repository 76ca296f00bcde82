"""The figures of the data for /metrics: read from time to time by one process, never by a scrape.

Reading them takes at most a twentieth of the time: where it grows dear they are read more rarely.
"""

import asyncio

from bellhop.clock import monotonic_seconds
from bellhop.core.sealed import lost_keys
from bellhop.metrics import (
    CIRCUITS_OPEN,
    DELIVERIES_DUE,
    DELIVERIES_NEGLECTED,
    DELIVERIES_OLDEST_DUE,
    DELIVERIES_WAITING,
    JOBS_LEASED,
    JOBS_OLDEST_CLAIMABLE,
    JOBS_WAITING,
    KEYS_LOST,
    PARTITIONS_AHEAD,
    SECRETS_UNREADABLE,
    SUBSCRIPTIONS_PAUSED,
)
from bellhop.runtime.pace import Pace
from bellhop.store import figures
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault

INTERVAL_SECONDS = 15.0
_LONGEST_SECONDS = 600.0
_MOST_DUE = 10_000


class Figures:
    """Reads the figures of every cell: each is told under the cell's name, `cell_0`."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._pace = Pace(longest_seconds=_LONGEST_SECONDS)
        self._rest_until = 0.0

    async def run_once(self) -> int:
        """Read all of them once, or rest after a reading that was dear."""
        began = monotonic_seconds()
        if began < self._rest_until:
            return 0
        await self._store.over_cells(self._read)
        ended = monotonic_seconds()
        self._rest_until = ended + self._pace.rest_after(ended - began)
        return 0

    async def _read(self, cell: Database) -> None:
        name = cell.cell
        async with cell.connection() as connection:
            counts = await figures.counts(connection)
            ahead = await figures.days_ahead(connection)
            lost = await lost_keys(connection, self._vault)
        DELIVERIES_WAITING.labels(name).set(counts.deliveries_waiting)
        JOBS_WAITING.labels(name).set(counts.jobs_waiting)
        JOBS_LEASED.labels(name).set(counts.jobs_leased)
        CIRCUITS_OPEN.labels(name).set(counts.circuits_open)
        SUBSCRIPTIONS_PAUSED.labels(name).set(counts.paused)
        PARTITIONS_AHEAD.labels(name).set(ahead)
        KEYS_LOST.labels(name).set(len(lost))
        SECRETS_UNREADABLE.labels(name).set(sum(sum(each.counted) for each in lost))
        await _walk_lanes(name, cell)
        await _walk_queues(name, cell)


async def _walk_lanes(name: str, cell: Database) -> None:
    """Look at every lane with something waiting, a part at a time, and rest in between as long as each part took."""
    due, oldest, neglected, last = 0, 0.0, 0.0, None
    while True:
        began = monotonic_seconds()
        async with cell.connection() as connection:
            part = await figures.lanes(connection, last, counting=due < _MOST_DUE)
        due, last = due + part.due, part.last
        oldest, neglected = max(oldest, part.oldest_seconds), max(neglected, part.neglected_seconds)
        if last is None:
            break
        await asyncio.sleep(monotonic_seconds() - began)
    DELIVERIES_DUE.labels(name).set(min(due, _MOST_DUE))
    DELIVERIES_OLDEST_DUE.labels(name).set(oldest)
    DELIVERIES_NEGLECTED.labels(name).set(neglected)


async def _walk_queues(name: str, cell: Database) -> None:
    """The same for the queues of jobs, one for each action and tenant."""
    oldest, last = 0.0, None
    while True:
        began = monotonic_seconds()
        async with cell.connection() as connection:
            part = await figures.queues(connection, last)
        oldest, last = max(oldest, part.oldest_seconds), part.last
        if last is None:
            break
        await asyncio.sleep(monotonic_seconds() - began)
    JOBS_OLDEST_CLAIMABLE.labels(name).set(oldest)
