"""Moves tenants from one cell to another: the operation `bellhop.move-tenant`.

1. History is copied while the tenant works, and what was written meanwhile is copied again, until little is left.
2. Its lanes are held: nothing more is sent from the old cell, and what is being sent is waited for. It may go on
   publishing and running.
3. It is fenced: for a moment every request is answered 503 with `Retry-After`. Once every process has heard of it, the
   old cell takes nothing new of the tenant whoever asks, in flight or frozen.
4. What is left is taken out of the old cell and put into the new one, the directory names the new cell, and the tenant
   works there. A lease of a job goes with it: its worker heartbeats and completes as before.
5. The old rows are removed.

A process that dies before the directory names the new cell leaves the tenant where it was: what was copied is removed
and the move begins again. After that the old cell has nothing that anybody asks for, and only the last step is left.
"""

import asyncio
import contextlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import orjson

from bellhop.clock import monotonic_seconds
from bellhop.core.completion import Completion, Completions, Outcome
from bellhop.core.jobs import Jobs
from bellhop.core.moves import LeaseLostError, Moves
from bellhop.core.tenants import Tenants
from bellhop.core.work import Beat, Claimed, Work
from bellhop.domain.job import SYSTEM_TENANT
from bellhop.domain.key import KeyKind, Principal
from bellhop.domain.lease import LeaseKey
from bellhop.domain.tenant import MOVE_ACTION, Tenant
from bellhop.errors import NotFoundError
from bellhop.ids import TenantId
from bellhop.log import get_logger
from bellhop.runtime.broken import DATABASE_AWAY
from bellhop.runtime.loop import Loop
from bellhop.runtime.wakeup import EVERYTHING, Topic, Wakeups
from bellhop.store import expunge, moving
from bellhop.store.database import Database
from bellhop.store.moving import Moved, ServerChangedError, Snapshot
from bellhop.store.store import Store

_PRINCIPAL = Principal(KeyKind.WORKER, actions=frozenset({MOVE_ACTION}))
_LEASE = timedelta(seconds=20)
_BEAT_SECONDS = 2.0
_UNTIL_ALL_KNOW_SECONDS = 2.5
_UNTIL_SENT_SECONDS = 45.0
_LOOK_SECONDS = 0.2
_LITTLE_SECONDS = 0.5
_MOST_ROUNDS = 8
_SWITCH_TRIES = 3
_ROWS = 1000
_STEPS = len(moving.HISTORY) + 2

log = get_logger("maintenance")


class _CellAwayError(Exception):
    """A cell is not open in this process; the name of it."""


class _CancelledError(Exception):
    """Somebody cancelled the operation."""


class _StoppingError(Exception):
    """This process ends."""


@dataclass(slots=True)
class _Held:
    """One operation that is worked on here; `done` counts its steps.

    is_lost: another worker has its lease by now. is_gone: the tenant was deleted. is_unwanted: it was cancelled.
    is_stopping: this process ends. may_stop: whether the last two can be obeyed.
    """

    claimed: Claimed
    tenant_id: TenantId
    cell: str
    done: int = 0
    is_lost: bool = False
    is_gone: bool = False
    is_unwanted: bool = False
    is_stopping: bool = False
    may_stop: bool = True

    def check(self) -> None:
        """Raises where the operation shall not go on here.

        `LeaseLostError`, `NotFoundError` without the tenant, `_CancelledError`, `_StoppingError`.
        """
        if self.is_lost:
            raise LeaseLostError
        if self.is_gone:
            raise NotFoundError
        if self.is_unwanted and self.may_stop:
            raise _CancelledError
        if self.is_stopping and self.may_stop:
            raise _StoppingError

    @property
    def key(self) -> LeaseKey:
        return self.claimed.lease.key

    @property
    def token(self) -> uuid.UUID:
        return self.claimed.lease.token


class Mover:
    """Works on the operations that move tenants, one at a time."""

    def __init__(
        self,
        store: Store,
        *,
        tenants: Tenants,
        moves: Moves,
        jobs: Jobs,
        work: Work,
        completions: Completions,
        wakeups: Wakeups,
    ) -> None:
        self._store = store
        self._tenants = tenants
        self._moves = moves
        self._jobs = jobs
        self._work = work
        self._completions = completions
        self._wakeups = wakeups
        self._worker_id = f"mover-{uuid.uuid4().hex[:8]}"
        self._held: _Held | None = None
        self._loop = Loop("tenants.move", self.run_once, interval_seconds=1.0)

    async def run(self) -> None:
        """Work until stopped."""
        await self._loop.run()

    def stop(self) -> None:
        """Let `run` end; a move that is under way begins again elsewhere, unless it is nearly over."""
        self._loop.stop()
        if self._held is not None:
            self._held.is_stopping = True

    async def run_once(self) -> int:
        """How many operations were worked on: one, or none where there is nothing to do."""
        await self._end_given_up()
        for claimed in await self._work.claim(
            _PRINCIPAL, worker_id=self._worker_id, actions=(MOVE_ACTION,), max_jobs=1, lease=_LEASE
        ):
            task = orjson.loads(claimed.job.input)
            await self._carry_out(_Held(claimed, TenantId(task["tenant_id"]), task["cell"]))
            return 1
        return 0

    async def _end_given_up(self) -> None:
        """Let tenants work where they are whose operation has ended without them: it failed once too often."""
        for tenant_id, job_id in await self._moves.every():
            try:
                is_over = (await self._jobs.get(SYSTEM_TENANT, job_id)).state.done
            except NotFoundError:
                is_over = True
            token = uuid.uuid4()
            if is_over and await self._moves.begin(tenant_id, job_id, token):
                await self._put_back(tenant_id, token)
                await self._moves.end(tenant_id, job_id)
            elif is_over and await self._is_gone(tenant_id):
                await self._moves.end(tenant_id, job_id)

    async def _carry_out(self, held: _Held) -> None:
        self._held, beating = held, asyncio.create_task(self._keep(held))
        try:
            await self._work_on(held)
        finally:
            self._held = None
            beating.cancel()
            await asyncio.wait((beating,))

    async def _work_on(self, held: _Held) -> None:
        outcome, said = Outcome.RELEASED, None
        try:
            if not await self._moves.begin(held.tenant_id, held.key.job_id, held.token):
                await self._tenants.read(held.tenant_id)  # of one that was deleted nothing is moved either
                outcome, said = Outcome.FAILED, _error("already-moving", "Another operation moves this tenant.")
                return
            await self._move(held)
            await self._moves.end(held.tenant_id, held.key.job_id)
            outcome, said = Outcome.SUCCEEDED, orjson.dumps({"tenant_id": held.tenant_id, "cell": held.cell})
            log.info("tenant.moved", tenant_id=held.tenant_id, cell=held.cell)
        except _CellAwayError as error:
            outcome, said = Outcome.FAILED, _error("cell-away", f"The cell {error} is not open; see /readyz.")
        except NotFoundError:
            outcome, said = Outcome.FAILED, _error("tenant-gone", "The tenant was deleted meanwhile.")
        except _CancelledError:
            outcome = Outcome.CANCELLED
        except (_StoppingError, ServerChangedError) as error:
            log.info("tenant.move_given_back", tenant_id=held.tenant_id, reason=str(error))
        except LeaseLostError:
            log.warning("tenant.move_lost", tenant_id=held.tenant_id)
        finally:
            await asyncio.shield(self._leave(held, outcome, said))

    async def _leave(self, held: _Held, outcome: Outcome, said: bytes | None) -> None:
        """Let the tenant work, wherever it is, and say what came of the operation."""
        with contextlib.suppress(LeaseLostError):
            await self._put_back(held.tenant_id, held.token)
        if outcome in {Outcome.FAILED, Outcome.CANCELLED}:
            await self._moves.end(held.tenant_id, held.key.job_id)
        result, errors = (None, said) if outcome is Outcome.FAILED else (said, None)
        await self._completions.complete(Completion(_PRINCIPAL, held.key, outcome, result, errors))

    async def _move(self, held: _Held) -> None:
        tenant = await self._tenants.read(held.tenant_id)
        if tenant.cell != held.cell:
            await self._put_back(held.tenant_id, held.token)  # a move that broke off may have fenced it
            moved = await self._plan(held, tenant)
            since = await self._copy(held, moved)
            await self._switch(held, moved, since)
            await asyncio.sleep(_UNTIL_ALL_KNOW_SECONDS)  # that it is over is said when nobody is refused any more
        held.may_stop = False
        for cell in self._store.cells:
            if cell.cell != held.cell:
                await self._remove(held, cell)

    async def _plan(self, held: _Held, tenant: Tenant) -> Moved:
        source, target = self._cell(tenant.cell), self._cell(held.cell)
        return Moved(held.tenant_id, source, target, await moving.shift_between(source, target))

    def _cell(self, name: str) -> Database:
        cell = self._store.cell_named(name)
        if cell is None:
            raise _CellAwayError(name)
        return cell

    async def _copy(self, held: _Held, moved: Moved) -> dict[str, Snapshot]:
        """Copy the history while the tenant works, hold its lanes, and copy what was written meanwhile.

        Returns for each table the snapshot from which on it may have changed.
        """
        await self._remove(held, moved.target)  # what a move left there that broke off
        await moving.unfence(moved.target, held.tenant_id)
        since = {}
        for table in moving.HISTORY:
            await moving.make_days(moved)
            since[table] = await moving.copy_ahead(moved, table, held.check)
            held.done += 1
        await self._keep_up(held, moved, since)
        await moving.hold(moved.source, held.tenant_id, moving=True)
        until = monotonic_seconds() + _UNTIL_SENT_SECONDS
        while await moving.in_flight(moved.source, held.tenant_id) and monotonic_seconds() < until:
            held.check()
            await asyncio.sleep(_LOOK_SECONDS)
        await self._keep_up(held, moved, since)
        held.done += 1
        return since

    async def _keep_up(self, held: _Held, moved: Moved, since: dict[str, Snapshot]) -> None:
        """Copy what was written meanwhile, again and again, until that takes little time."""
        for _ in range(_MOST_ROUNDS):
            began = monotonic_seconds()
            await moving.make_days(moved)
            for table in moving.HISTORY:
                async with moved.source.connection() as here, moved.target.transaction() as there:
                    upto = await moving.copy_changes(here, there, moved, table, since=since[table], check=held.check)
                since[table] = upto
            await moving.catch_up(moved)
            if monotonic_seconds() - began < _LITTLE_SECONDS:
                return

    async def _switch(self, held: _Held, moved: Moved, since: dict[str, Snapshot]) -> None:
        """Fence the tenant, take over what is left of it, and let it live in the new cell."""
        await self._moves.fence(held.tenant_id, held.token, fenced=True)
        await asyncio.sleep(_UNTIL_ALL_KNOW_SECONDS)
        await moving.fence(moved.source, held.tenant_id)
        for left in reversed(range(_SWITCH_TRIES)):
            try:
                await self._take_over(held, moved, since)
                break
            except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
                if not left:
                    raise
        held.done += 1
        self._wakeups.publish(Topic.DELIVERIES_READY, [EVERYTHING])
        self._wakeups.publish(Topic.JOBS_READY, [EVERYTHING])

    async def _take_over(self, held: _Held, moved: Moved, since: dict[str, Snapshot]) -> None:
        """In the transaction in which it leaves the old cell: commit it to the new one, and tell the directory."""
        tenant = await self._tenants.read(held.tenant_id)
        async with moved.source.transaction() as here:
            await moving.lock_state(here, held.tenant_id)
            await moving.catch_up(moved)
            async with moved.target.transaction() as there:
                for table in moving.HISTORY:
                    await moving.copy_changes(here, there, moved, table, since=since[table], check=held.check)
                await moving.take_state(here, there, moved, held.check)
                held.check()
            held.may_stop = False
            await self._moves.settle(tenant, held.token, cell=held.cell, shift=moved.shift)

    async def _put_back(self, tenant_id: TenantId, token: uuid.UUID) -> None:
        """Let a tenant work in the cell where it lives; raises `LeaseLostError`."""
        try:
            tenant = await self._tenants.read(tenant_id)
        except NotFoundError:
            return
        await self._moves.fence(tenant_id, token, fenced=False)  # first: who lost the lease puts nothing back
        cell = self._store.cell_named(tenant.cell)
        if cell is not None:
            await moving.unfence(cell, tenant_id)
            await moving.hold(cell, tenant_id, moving=False)
            self._wakeups.publish(Topic.DELIVERIES_READY, [EVERYTHING])

    async def _is_gone(self, tenant_id: TenantId) -> bool:
        try:
            await self._tenants.read(tenant_id)
        except NotFoundError:
            return True
        return False

    async def _remove(self, held: _Held, cell: Database) -> None:
        """Remove what the tenant has in a cell where it does not live."""
        removed = 1
        while removed:
            async with cell.connection() as connection:
                removed = await expunge.some_of_all(connection, held.tenant_id, limit=_ROWS)
            held.check()

    async def _keep(self, held: _Held) -> None:
        """Keep the lease and tell how far the move is, until it is over; what is heard `held.check` raises."""
        while True:
            progress = {"completed_items": held.done, "total_items": _STEPS}
            try:
                (beaten,) = await self._work.heartbeat(_PRINCIPAL, [Beat(held.key, progress)])
                held.is_gone = await self._is_gone(held.tenant_id)
            except DATABASE_AWAY:
                log.warning("tenant.move_unheard", tenant_id=held.tenant_id)
            else:
                held.is_lost = held.is_lost or beaten.lease is None
                held.is_unwanted = beaten.lease is not None and beaten.lease.cancel_requested
            await asyncio.sleep(_BEAT_SECONDS)


def _error(code: str, message: str) -> bytes:
    return orjson.dumps([{"code": code, "message": message}])
