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
from collections.abc import Coroutine, Mapping
from datetime import timedelta

import asyncpg
import orjson

from bellhop.clock import monotonic_seconds
from bellhop.core.completion import Completion, Completions, Outcome
from bellhop.core.jobs import Jobs
from bellhop.core.moves import LeaseLostError, Moves, noted
from bellhop.core.tenants import Tenants
from bellhop.core.work import Beat, Work
from bellhop.domain.job import SYSTEM_TENANT
from bellhop.domain.key import KeyKind, Principal
from bellhop.domain.tenant import MOVE_ACTION
from bellhop.errors import NotFoundError
from bellhop.ids import JobId, TenantId
from bellhop.log import get_logger
from bellhop.maintenance.moving_operation import AWAY, CellAwayError, Held, StoppingError, UnwantedError, fault, opened
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
_LITTLE_SECONDS = 0.5
_MOST_ROUNDS = 8
_SWITCH_TRIES = 3
_AGAIN = timedelta(seconds=10)
_STEPS = len(moving.HISTORY) + 2

log = get_logger("maintenance")


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
        self._held: Held | None = None
        self._waiting: dict[JobId, Held] = {}  # for their cells, with what they hold there; their leases are kept
        self._later: dict[JobId, float] = {}  # by the monotonic clock: not before
        self._loop = Loop("tenants.move", self.run_once, interval_seconds=1.0)

    async def run(self) -> None:
        """Work until stopped."""
        try:
            await self._loop.run()
        finally:
            await self.close()

    def stop(self) -> None:
        """Let `run` end; a move that is under way begins again elsewhere, unless it is nearly over."""
        self._loop.stop()
        if self._held is not None:
            self._held.is_stopping = True

    async def close(self) -> None:
        """Give back what waits for its cell; another process goes on waiting."""
        for held in list(self._waiting.values()):
            self._waiting.pop(held.key.job_id)
            await held.end_beating()
            try:
                await self._complete(held, Outcome.RELEASED, None, None)
            except AWAY as error:  # its lease ends by itself
                log.warning("tenant.move_not_given_back", tenant_id=held.tenant_id, reason=repr(error))

    async def run_once(self) -> int:
        """How many operations were worked on: one, or none where there is nothing to do."""
        await self._end_given_up()
        await self._end_waiting()
        for claimed in await self._work.claim(
            _PRINCIPAL, worker_id=self._worker_id, actions=(MOVE_ACTION,), max_jobs=1, lease=_LEASE
        ):
            await self._carry_out(Held.of(claimed))
            return 1
        return 0

    async def _end_given_up(self) -> None:
        """Let tenants work where they are whose operation has ended without them: it failed once too often.

        One whose cell is away is tried again after a while, and holds up no other.
        """
        every = await self._moves.every()
        self._later = {job_id: self._later.get(job_id, 0.0) for _, job_id in every}
        for tenant_id, job_id in every:
            if monotonic_seconds() < self._later[job_id]:
                continue
            try:
                await self._end_if_given_up(tenant_id, job_id)
            except AWAY as error:
                self._later[job_id] = monotonic_seconds() + _AGAIN.total_seconds()
                log.warning("tenant.move_not_ended_yet", tenant_id=tenant_id, job_id=job_id, reason=repr(error))
            except LeaseLostError:
                log.debug("tenant.move_ended_elsewhere", tenant_id=tenant_id, job_id=job_id)

    async def _end_if_given_up(self, tenant_id: TenantId, job_id: JobId) -> None:
        """Raises one of `AWAY` while something is left to do where nobody answers, and `LeaseLostError`."""
        target, left, token = None, None, uuid.uuid4()
        with contextlib.suppress(NotFoundError):
            job = await self._jobs.get(SYSTEM_TENANT, job_id)
            if not job.state.done:
                return
            target, left = job.labels.get("cell"), noted(job).source
        if await self._moves.begin(tenant_id, job_id, token):
            home = await self._put_back(tenant_id, token)
            if left is not None and home == target:
                source = opened(self._store, left)
                await self._store.ask(source, expunge.clear(source, tenant_id))
        elif not await self._tenants.is_gone(tenant_id):
            return
        await self._moves.end(tenant_id, job_id)

    async def _end_waiting(self) -> None:
        """Put back what operations hold whose cells were away; the move begins again, unless it was cancelled."""
        for held in list(self._waiting.values()):
            if held.is_lost or monotonic_seconds() >= held.not_before:
                self._waiting.pop(held.key.job_id)
                await self._at_last(held, self._leave(held, Outcome.RELEASED, None, None))

    async def _carry_out(self, held: Held) -> None:
        self._held, held.beating = held, asyncio.create_task(self._keep(held))
        try:
            await self._at_last(held, self._work_on(held))
        finally:
            self._held = None

    async def _at_last(self, held: Held, step: Coroutine[None, None, None]) -> None:
        """Do this, and keep the lease no longer, unless the operation waits for its cell."""
        try:
            await step
        finally:
            if held.key.job_id not in self._waiting:
                await held.end_beating()

    async def _work_on(self, held: Held) -> None:
        outcome, said, delay = Outcome.RELEASED, None, None
        try:
            if not await self._moves.begin(held.tenant_id, held.key.job_id, held.token):
                outcome, said = await self._while_another_moves(held)
                delay = _AGAIN
                return
            await self._move(held)
            await self._moves.end(held.tenant_id, held.key.job_id)
            outcome, said = Outcome.SUCCEEDED, orjson.dumps({"tenant_id": held.tenant_id, "cell": held.cell})
            log.info("tenant.moved", tenant_id=held.tenant_id, cell=held.cell)
        except NotFoundError:
            outcome, said = Outcome.FAILED, fault("tenant-gone", "The tenant was deleted meanwhile.")
        except UnwantedError:
            outcome = Outcome.CANCELLED
        except (StoppingError, ServerChangedError) as error:
            log.info("tenant.move_given_back", tenant_id=held.tenant_id, reason=str(error))
        except LeaseLostError:
            log.warning("tenant.move_lost", tenant_id=held.tenant_id)
        except CellAwayError as error:
            delay = _AGAIN
            if held.may_stop:  # what is left to do is left when the cell comes back, and else there is nothing to do
                outcome, said = Outcome.FAILED, fault("cell-away", f"The cell {error} is not open; see /readyz.")
        except AWAY as error:
            delay = _AGAIN
            log.warning(
                "tenant.move_waits", tenant_id=held.tenant_id, job_id=held.key.job_id, reason=str(error) or repr(error)
            )
        except Exception:
            delay = _AGAIN
            log.exception("tenant.move_failed", tenant_id=held.tenant_id, job_id=held.key.job_id)
        finally:
            await asyncio.shield(self._leave(held, outcome, said, delay))

    async def _while_another_moves(self, held: Held) -> tuple[Outcome, bytes | None]:
        """What becomes of an operation whose tenant another one moves, or cleans up after: then it waits."""
        await self._tenants.read(held.tenant_id)  # of one that was deleted nothing is moved either
        if held.is_over or await self._moves.is_only_cleaned(held.tenant_id):
            return Outcome.RELEASED, None
        return Outcome.FAILED, fault("already-moving", "Another operation moves this tenant.")

    async def _leave(self, held: Held, outcome: Outcome, said: bytes | None, delay: timedelta | None) -> None:
        """Let the tenant work, wherever it is, and say what came of the operation.

        It does not end before what it has held is let go: while the cell of the tenant is away it waits, and keeps its
        lease, so that a wish to cancel it is heard and not obeyed too early. One that only has old rows to remove lets
        other operations move the tenant meanwhile.
        """
        if held.is_over:
            if outcome is Outcome.RELEASED and not await self._note(held, {"over": True}):
                return
        elif await self._waits(held):
            return
        elif held.is_unwanted and not held.is_lost and outcome is Outcome.RELEASED:
            outcome = Outcome.CANCELLED
        if outcome in {Outcome.FAILED, Outcome.CANCELLED} or held.is_over:
            await self._moves.end(held.tenant_id, held.key.job_id)
        await self._complete(held, outcome, said, delay)

    async def _waits(self, held: Held) -> bool:
        """Put back what the operation has held; True where it waits for the cell to do so."""
        try:
            await self._put_back(held.tenant_id, held.token)
        except LeaseLostError:
            held.is_lost = True
            log.debug("tenant.move_let_go", tenant_id=held.tenant_id)
        except AWAY as error:
            if held.source is not None and not held.is_lost:
                held.not_before = monotonic_seconds() + _AGAIN.total_seconds()
                self._waiting[held.key.job_id] = held
                log.warning(
                    "tenant.move_not_put_back", tenant_id=held.tenant_id, job_id=held.key.job_id, reason=repr(error)
                )
                return True
        return False

    async def _complete(self, held: Held, outcome: Outcome, said: bytes | None, delay: timedelta | None) -> None:
        result, errors = (None, said) if outcome is Outcome.FAILED else (said, None)
        await self._completions.complete(Completion(_PRINCIPAL, held.key, outcome, result, errors, delay))

    async def _move(self, held: Held) -> None:
        home = (await self._tenants.read(held.tenant_id)).cell
        if home != held.cell and not held.is_over:
            await self._put_back(held.tenant_id, held.token)  # a move that broke off may have fenced it
            source, target = opened(self._store, home), opened(self._store, held.cell)
            await self._note_source(held, home)
            await self._store.ask(source, self._store.ask(target, self._move_over(held, source, target)))
            home = held.cell
        held.may_stop, held.is_over = False, held.source is not None
        if held.source not in {None, home}:  # it may have been moved back by now
            source = opened(self._store, held.source)
            await self._store.ask(source, self._remove(held, source))
        for cell in self._store.answering:  # perhaps an earlier move broke off there
            if cell.cell not in {home, held.source}:
                try:
                    await self._store.ask(cell, self._remove(held, cell))
                except AWAY as error:
                    log.warning("tenant.move_left_rows", tenant_id=held.tenant_id, cell=cell.cell, reason=repr(error))

    async def _note_source(self, held: Held, source: str) -> None:
        """Write down from where the tenant goes, for whoever goes on: from here on the operation holds something."""
        if not await self._work.set_cancellable(held.key, cancellable=True):
            raise UnwantedError
        if not await self._note(held, {"from": source}):
            raise LeaseLostError
        held.source = source

    async def _note(self, held: Held, known: Mapping[str, object]) -> bool:
        """Write down what the next lease has to know; False where this one is lost."""
        (beaten,) = await self._work.heartbeat(_PRINCIPAL, [Beat(held.key, None, orjson.dumps(known))])
        return beaten.lease is not None

    async def _move_over(self, held: Held, source: Database, target: Database) -> None:
        moved = Moved(held.tenant_id, source, target, await moving.shift_between(source, target))
        try:
            await self._switch(held, moved, await self._copy(held, moved))
        except UnwantedError:
            await self._put_back(held.tenant_id, held.token)  # first, for the removal may take its time
            held.may_stop = False
            await self._remove(held, target)
            raise
        await asyncio.sleep(_UNTIL_ALL_KNOW_SECONDS)  # that it is over is said when nobody is refused any more

    async def _copy(self, held: Held, moved: Moved) -> dict[str, Snapshot]:
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
        await moving.wait_for_sent(moved.source, held.tenant_id, held.check)
        await self._keep_up(held, moved, since)
        held.done += 1
        return since

    async def _keep_up(self, held: Held, moved: Moved, since: dict[str, Snapshot]) -> None:
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

    async def _switch(self, held: Held, moved: Moved, since: dict[str, Snapshot]) -> None:
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

    async def _take_over(self, held: Held, moved: Moved, since: dict[str, Snapshot]) -> None:
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
            if not await self._work.set_cancellable(held.key, cancellable=False):
                held.may_stop = True
                raise UnwantedError
            await self._moves.settle(tenant, held.token, cell=held.cell, shift=moved.shift)

    async def _put_back(self, tenant_id: TenantId, token: uuid.UUID) -> str | None:
        """Let a tenant work in the cell where it lives, whose name is returned; None of one that is gone.

        Raises `LeaseLostError`, and one of `AWAY` while that cell is away.
        """
        if await self._tenants.is_gone(tenant_id):
            return None
        home = await self._moves.fence(tenant_id, token, fenced=False)  # first: who lost the lease puts nothing back
        cell = opened(self._store, home)
        await self._store.ask(cell, moving.let_go(cell, tenant_id))
        self._wakeups.publish(Topic.DELIVERIES_READY, [EVERYTHING])
        return home

    async def _remove(self, held: Held, cell: Database) -> None:
        """Remove what the tenant has in a cell where it does not live."""
        await expunge.clear(cell, held.tenant_id, check=held.check)

    async def _keep(self, held: Held) -> None:
        """Keep the lease and tell how far the move is, until it is over; what is heard `held.check` raises."""
        while True:
            progress = {"completed_items": held.done, "total_items": _STEPS}
            try:
                (beaten,) = await self._work.heartbeat(_PRINCIPAL, [Beat(held.key, progress)])
                held.is_gone = await self._tenants.is_gone(held.tenant_id)
            except AWAY:
                log.warning("tenant.move_unheard", tenant_id=held.tenant_id)
            else:
                held.is_lost = held.is_lost or beaten.lease is None
                held.is_unwanted = beaten.lease is not None and beaten.lease.cancel_requested
            await asyncio.sleep(_BEAT_SECONDS)
