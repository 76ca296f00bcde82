"""Erases tenants: the operation `bellhop.delete-tenant`, which outlives the tenant.

The tenant was refused before the operation started; here that is made sure of. Then it waits until every process has
heard of it (`LONGEST_STALENESS_SECONDS`) and has written what it had let in before. Then the tenant's rows go, a
thousand at a time, from the tables in the order of the locks, and at last its keys and its name. What is locked is left
for the next round, and a round that is repeated finds less to do, so a crash costs nothing. The audit stays.

A move that broke off may have left rows in any cell. So the operation does not end before each cell that the directory
names was seen to have none; while one of them is away, erasures wait, and nothing else does.
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
from bellhop.errors import NotFoundError, UnavailableError
from bellhop.ids import TenantId
from bellhop.log import get_logger
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.store import cells, expunge, tenants
from bellhop.store.database import Database
from bellhop.store.store import Store

_PRINCIPAL = Principal(KeyKind.WORKER, actions=frozenset({DELETE_ACTION}))
_LEASE = timedelta(seconds=60)
_ROWS = 1000
_BEAT_SECONDS = 10.0
_HELD_AT_ONCE = 8
_AWAY: tuple[type[Exception], ...] = (UnavailableError, *CONNECTION_BROKEN)
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
    """Works on the operations that erase tenants, one after the other."""

    def __init__(self, store: Store, clock: Clock, *, tenants: Tenants, work: Work, completions: Completions) -> None:
        self._store = store
        self._clock = clock
        self._tenants = tenants
        self._work = work
        self._completions = completions
        self._worker_id = f"expunger-{uuid.uuid4().hex[:8]}"
        self._held: dict[LeaseKey, _Held] = {}

    async def run_once(self) -> int:
        """How many rows were removed; an operation ends when none is left. Another one is begun when none has work."""
        removed = sum([await self._turn(held) for held in list(self._held.values())])
        if not removed and len(self._held) < _HELD_AT_ONCE:
            await self._claim()
        return removed

    async def close(self) -> None:
        """Give back what is held: another process goes on."""
        for held in list(self._held.values()):
            await self._end(held, Outcome.RELEASED)

    async def _claim(self) -> None:
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
            held = _Held(claimed, tenant_id, begin_time, int(custom.get("rows_removed", 0)))
            self._held[held.key] = held

    async def _turn(self, held: _Held) -> int:
        """A round of one operation. One whose cell is away waits, and holds up no other."""
        if self._clock.now() < held.begin_time:
            return 0
        try:
            removed, ended = await self._round(held.tenant_id)
        except _AWAY as error:
            await self._beat(held)
            log.warning("tenant.not_erased_yet", tenant_id=held.tenant_id, reason=str(error) or repr(error))
            return 0
        held.removed += removed
        if ended:
            await self._tenants.erase(held.tenant_id)
            await self._end(held, Outcome.SUCCEEDED, {"tenant_id": held.tenant_id, "rows_removed": held.removed})
            log.info("tenant.erased", tenant_id=held.tenant_id, rows=held.removed)
        else:
            await self._beat(held)
        return removed

    async def _round(self, tenant_id: TenantId) -> tuple[int, bool]:
        """How many rows of a tenant were removed, and whether no cell has any more.

        Raises one of `_AWAY` where there was nothing to remove in the cells that answer, and one of them does not.
        """
        home = await self._store.find(tenant_id)
        async with self._store.directory.connection() as connection:
            known = {each.name for each in await cells.known(connection)}
            is_moving = tenant_id in dict(await tenants.moving(connection))  # whoever moves it may still copy
        removed, left, away = 0, is_moving, list[Exception]()
        for name in (home.cell, *sorted(known - {home.cell})):
            try:
                removed += await self._remove(name, tenant_id)
                left = left or (not removed and await self._is_left(name, tenant_id))
            except _AWAY as error:
                away.append(error)
        if away and not removed:
            raise away[0]
        return removed, not (removed or left)

    async def _remove(self, name: str, tenant_id: TenantId) -> int:
        async def step(cell: Database) -> int:
            async with cell.connection() as connection:
                return await expunge.some_of_all(connection, tenant_id, limit=_ROWS)

        cell = self._cell(name)
        return await self._store.ask(cell, step(cell))

    async def _is_left(self, name: str, tenant_id: TenantId) -> bool:
        cell = self._cell(name)
        return await self._store.ask(cell, expunge.is_any_left(cell, tenant_id))

    def _cell(self, name: str) -> Database:
        cell = self._store.cell_named(name)
        if cell is None:
            message = f"the cell {name} is not open"
            raise UnavailableError(message)
        return cell

    async def _beat(self, held: _Held) -> None:
        if monotonic_seconds() - held.beat_seconds < _BEAT_SECONDS:
            return
        custom = orjson.dumps({"rows_removed": held.removed})
        (beaten,) = await self._work.heartbeat(_PRINCIPAL, [Beat(held.key, {"completed_items": held.removed}, custom)])
        held.beat_seconds = monotonic_seconds()
        if beaten.lease is None:
            self._held.pop(held.key, None)

    async def _end(self, held: _Held, outcome: Outcome, result: dict[str, object] | None = None) -> None:
        self._held.pop(held.key, None)
        said = None if result is None else orjson.dumps(result)
        await self._completions.complete(Completion(_PRINCIPAL, held.key, outcome, said))
