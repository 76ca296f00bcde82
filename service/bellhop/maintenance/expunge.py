"""Erases tenants: the operation `bellhop.delete-tenant`, which outlives the tenant.

The tenant was refused before the operation started; here that is made sure of. Then it waits until every process has
heard of it (`LONGEST_STALENESS_SECONDS`) and has written what it had let in before. Then the tenant's rows go, a
thousand at a time, from the tables in the order of the locks, and at last its keys and its name. What is locked is left
for the next round, and a round that is repeated finds less to do, so a crash costs nothing. The audit stays.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core.completion import Completion, Completions, Outcome
from bellhop.core.tenants import Tenants
from bellhop.core.work import Beat, Claimed, Work
from bellhop.domain.audit import SYSTEM
from bellhop.domain.key import KeyKind, Principal
from bellhop.domain.lease import LeaseKey
from bellhop.domain.tenant import DELETE_ACTION
from bellhop.errors import NotFoundError
from bellhop.ids import TenantId
from bellhop.log import get_logger
from bellhop.store import expunge
from bellhop.store.database import Database
from bellhop.store.store import Store

_PRINCIPAL = Principal(KeyKind.WORKER, actions=frozenset({DELETE_ACTION}))
_LEASE = timedelta(seconds=60)
_ROWS = 1000
_BEAT_SECONDS = 10.0
_UNTIL_ALL_KNOW = timedelta(seconds=5)

log = get_logger("maintenance")


@dataclass(slots=True)
class _Held:
    """One operation that is worked on here."""

    claimed: Claimed
    tenant_id: TenantId
    begin_time: datetime
    removed: int = 0
    beat_seconds: float = field(default_factory=monotonic_seconds)

    @property
    def key(self) -> LeaseKey:
        return self.claimed.lease.key


class Expunger:
    """Works on the operations that erase tenants, one at a time."""

    def __init__(self, store: Store, clock: Clock, *, tenants: Tenants, work: Work, completions: Completions) -> None:
        self._store = store
        self._clock = clock
        self._tenants = tenants
        self._work = work
        self._completions = completions
        self._worker_id = f"expunger-{uuid.uuid4().hex[:8]}"
        self._held: _Held | None = None

    async def run_once(self) -> int:
        """How many rows were removed; the operation ends when none is left."""
        if self._held is None:
            self._held = await self._claim()
        held = self._held
        if held is None or self._clock.now() < held.begin_time:
            return 0
        removed = await self._remove(held.tenant_id)
        held.removed += removed
        if removed:
            await self._beat(held)
        elif not await self._is_left(held.tenant_id):
            await self._tenants.erase(held.tenant_id)
            await self._end(held, Outcome.SUCCEEDED, {"tenant_id": held.tenant_id, "rows_removed": held.removed})
            log.info("tenant.erased", tenant_id=held.tenant_id, rows=held.removed)
        return removed

    async def close(self) -> None:
        """Give back what is held: another process goes on."""
        if self._held is not None:
            await self._end(self._held, Outcome.RELEASED)

    async def _claim(self) -> _Held | None:
        for claimed in await self._work.claim(
            _PRINCIPAL, worker_id=self._worker_id, actions=(DELETE_ACTION,), max_jobs=1, lease=_LEASE
        ):
            tenant_id = TenantId(orjson.loads(claimed.job.input)["tenant_id"])
            try:
                await self._tenants.close(tenant_id, actor=SYSTEM)  # whoever asked may have died before doing it
            except NotFoundError:
                log.debug("tenant.closed_already", tenant_id=tenant_id)
            refused = await self._tenants.refused_since(tenant_id)
            begin_time = self._clock.now() if refused is None else refused + _UNTIL_ALL_KNOW
            custom = orjson.loads(claimed.job.custom) if claimed.job.custom else {}
            return _Held(claimed, tenant_id, begin_time, int(custom.get("rows_removed", 0)))
        return None

    async def _remove(self, tenant_id: TenantId) -> int:
        removed = 0
        for cell in self._cells(tenant_id):
            async with cell.connection() as connection:
                for table in expunge.TABLES:
                    removed += await expunge.some(connection, table, tenant_id, limit=_ROWS)
        return removed

    async def _is_left(self, tenant_id: TenantId) -> bool:
        for cell in self._cells(tenant_id):
            async with cell.connection() as connection:
                if any([await expunge.is_left(connection, table, tenant_id) for table in expunge.TABLES]):
                    return True
        return False

    def _cells(self, tenant_id: TenantId) -> list[Database]:
        """Its own, which has to be open, and the others: a move that broke off may have left something there."""
        own = self._store.cell_of(tenant_id)
        return [own, *(each for each in self._store.cells if each is not own)]

    async def _beat(self, held: _Held) -> None:
        if monotonic_seconds() - held.beat_seconds < _BEAT_SECONDS:
            return
        custom = orjson.dumps({"rows_removed": held.removed})
        (beaten,) = await self._work.heartbeat(_PRINCIPAL, [Beat(held.key, {"completed_items": held.removed}, custom)])
        held.beat_seconds = monotonic_seconds()
        if beaten.lease is None:
            self._held = None

    async def _end(self, held: _Held, outcome: Outcome, result: dict[str, object] | None = None) -> None:
        self._held = None
        said = None if result is None else orjson.dumps(result)
        await self._completions.complete(Completion(_PRINCIPAL, held.key, outcome, said))
