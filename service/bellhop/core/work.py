"""What workers do: claim jobs, keep them, and say what became of them.

A lease is the right to a job, and only the token of the lease proves it. Every verb looks again at what the worker's
key may do: a key that lost a tenant or an action loses its jobs of it.
"""

import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core.claimed_jobs import ClaimedJobs
from bellhop.core.turns import Turns
from bellhop.domain.job import Job
from bellhop.domain.key import Principal
from bellhop.domain.lease import JobLease, LeaseKey, merge_custom, merge_progress
from bellhop.errors import Fault, ForbiddenError
from bellhop.runtime.broken import DATABASE_AWAY
from bellhop.runtime.wakeup import EVERYTHING, Topic, Wakeups, Watch
from bellhop.store import job_leases, job_ready, jobs
from bellhop.store.database import Database
from bellhop.store.job_ready import JobAsk, QueuePlace
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

MOST_INPUT_BYTES = 12 << 20
"""Inputs that one claim reads together: with the answer made of them that is less than 64 MiB."""

_ALWAYS_FITTING = 8  # jobs: an input has 1 MiB at most
_POLL_SECONDS = 1.0
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job with the lease under which it was claimed."""

    job: Job
    lease: JobLease


@dataclass(frozen=True, slots=True)
class Beat:
    """One heartbeat: the lease to extend, and what to note on the job (None: nothing).

    `custom` is a JSON Merge Patch, as the text of an object.
    """

    key: LeaseKey
    progress: Mapping[str, object] | None = None
    custom: bytes | None = None


@dataclass(frozen=True, slots=True)
class Beaten:
    """What a heartbeat did: the extended lease, or None when it is lost; and why some of its metadata was not taken."""

    lease: job_leases.Extended | None
    faults: tuple[Fault, ...] = ()


class _TooLargeError(Exception):
    """The inputs of what was claimed are more than one answer may carry; those of the first `fitting` are not."""

    def __init__(self, fitting: int) -> None:
        super().__init__(fitting)
        self.fitting = fitting


class Work:
    """Claiming and keeping jobs."""

    def __init__(self, store: Store, clock: Clock, wakeups: Wakeups, *, claimed: ClaimedJobs | None = None) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._claimed = ClaimedJobs() if claimed is None else claimed
        self._turns: dict[Database, Turns] = defaultdict(Turns)
        self._first = 0

    async def claim(
        self,
        principal: Principal,
        *,
        worker_id: str,
        actions: Sequence[str],
        max_jobs: int,
        lease: timedelta | None = None,
        wait_seconds: float = 0.0,
        claim_id: str | None = None,
        is_wanted: Callable[[], bool] = lambda: True,
        ask_again: Callable[[], Awaitable[Principal]] | None = None,
    ) -> list[Claimed]:
        """Jobs for a worker, as soon as there are any; an empty list when the wait is over.

        It may return fewer than `max_jobs` though more wait: their inputs have at most `MOST_INPUT_BYTES` together.

        claim_id: the same id again returns the jobs that the first call took and that are still held.
        is_wanted: once it says no, nothing is claimed: a worker that hung up would hold the jobs in vain.
        ask_again: called after every wait. It raises if the key was revoked, and returns what the key may do now.

        Raises `ForbiddenError` when the key may not work on one of the actions.
        """
        ask = JobAsk(
            worker_id=worker_id,
            actions=tuple(sorted(set(actions))),
            tenants=_tenants(principal, actions),
            tokens=tuple(uuid.uuid4() for _ in range(max_jobs)),
            lease=lease,
            claim_id=None if claim_id is None else f"{principal.key_id}/{worker_id}/{claim_id}",
        )
        until = monotonic_seconds() + wait_seconds
        with self._wakeups.watch(Topic.JOBS_READY) as watch:
            while is_wanted():
                claimed = await self._claim_once(ask)
                remaining = until - monotonic_seconds()
                if claimed or remaining <= 0:
                    return claimed
                await _wait_for(watch, ask.actions, min(remaining, _POLL_SECONDS))
                if ask_again is not None:
                    ask = replace(ask, tenants=_tenants(await ask_again(), actions))
        return []

    async def _claim_once(self, ask: JobAsk) -> list[Claimed]:
        """What the first cell gives that has something; the cells take turns at being the first."""
        cells = self._store.answering
        if ask.claim_id is not None and len(cells) > 1 and (earlier := await self._earlier(ask.claim_id)):
            return earlier
        self._first = (self._first + 1) % len(cells)
        failed: Exception | None = None
        for cell in (*cells[self._first :], *cells[: self._first]):
            try:
                claimed = await self._store.ask(cell, self._claim_from(cell, ask))
            except DATABASE_AWAY as error:  # it takes down only its own tenants
                failed = error
                continue
            if claimed:
                return claimed
        if failed is not None and len(cells) == 1:
            raise failed
        return []

    async def _earlier(self, claim_id: str) -> list[Claimed]:
        """What the first call took under this id, whichever cell had its turn then."""

        async def look(cell: Database) -> list[Claimed]:
            async with cell.connection() as connection:
                return await _join(connection, await job_leases.claimed(connection, claim_id))

        return list(chain(*await self._store.over_cells(look)))

    async def _claim_from(self, cell: Database, ask: JobAsk) -> list[Claimed]:
        while True:
            try:
                return await self._claim_whole(cell, ask)
            except _TooLargeError as error:  # rolled back: claim again, only as many as one answer may carry
                ask = replace(ask, tokens=ask.tokens[: error.fitting])

    async def _claim_whole(self, cell: Database, ask: JobAsk) -> list[Claimed]:
        now = self._clock.now()
        async with cell.connection() as connection:
            await job_ready.unpark(connection, now=now)
            async with connection.transaction():
                leases = [] if ask.claim_id is None else await job_leases.claimed(connection, ask.claim_id)
                if leases:
                    return await _join(connection, leases)
                while leases := await self._take_turns(connection, ask, self._turns[cell]):
                    if leases := await self._without_strays(connection, cell, leases):
                        break
                if not leases:
                    return []
                await _check_size(connection, leases)
                started = {job.job_id: job for job in await job_ready.start(connection, leases, now=now)}
        self._wakeups.publish(Topic.JOB_CHANGED, [str(job_id) for job_id in started])
        for lease in leases:
            self._claimed.remember(lease.key, started[lease.job_id])
        return [Claimed(started[lease.job_id], lease) for lease in leases]

    async def _without_strays(
        self, connection: "Connection", cell: Database, leases: Sequence[JobLease]
    ) -> list[JobLease]:
        """The leases without those of tenants that have moved to another cell, where the same jobs are; these go.

        Whoever is asked where they live was locked here before: what was moved in is not taken for what was left.
        """
        strays = await self._store.strays(cell, [each.tenant_id for each in leases], connection, fenced=False)
        if strays:
            await job_leases.drop(connection, [each for each in leases if each.tenant_id in strays])
        return [each for each in leases if each.tenant_id not in strays]

    async def _take_turns(self, connection: "Connection", ask: JobAsk, turns: Turns) -> list[JobLease]:
        """Claim, and claim again while there is room: tenants with few jobs left part of their shares to others."""
        leases: list[JobLease] = []
        for _ in range(_ROUNDS):
            places = turns.places(ask)
            more = await self._take_turn(connection, ask, turns, places)
            if places is not None and not more:  # perhaps something waits before those places: look at everything
                more = await self._take_turn(connection, ask, turns, None)
            leases += [lease for lease, _ in more]
            # Full, or nobody left a share: of one tenant or none there is nothing to share out again.
            if len(more) == len(ask.tokens) or len({lease.tenant_id for lease, _ in more}) <= 1:
                break
            ask = replace(ask, tokens=ask.tokens[len(more) :])
        return leases

    async def _take_turn(
        self, connection: "Connection", ask: JobAsk, turns: Turns, places: Sequence[QueuePlace] | None
    ) -> list[tuple[JobLease, QueuePlace]]:
        began = monotonic_seconds()
        last = turns.last(ask)
        taken = await job_ready.claim(connection, ask, after=last, places=places, now=self._clock.now())
        turns.took(ask, [place for _, place in taken])
        if places is None:
            turns.looked_at_all(ask, seconds=monotonic_seconds() - began)
        return taken

    async def heartbeat(self, principal: Principal, beats: Sequence[Beat]) -> list[Beaten]:
        """Extend leases and note progress; one answer for each beat, in order.

        Progress is merged member by member, custom metadata by JSON Merge Patch; null removes in both. Metadata that
        would be too large is refused with a reason, and the lease is extended all the same. Each beat is about its own
        lease: an old lease of a job is lost, even beside a beat of its new one. Several beats of one lease are all
        noted, in their order.
        """
        answers = [Beaten(None)] * len(beats)

        async def beat(cell: Database, indexes: Sequence[int]) -> None:
            beaten = await self._beat(cell, principal, [beats[index] for index in indexes])
            for index, answer in zip(indexes, beaten, strict=True):
                answers[index] = answer

        allowed = [index for index, each in enumerate(beats) if principal.may_work_for(each.key.tenant_id)]
        await self._store.by_cell({index: beats[index].key.tenant_id for index in allowed}, beat)
        return answers

    async def _beat(self, cell: Database, principal: Principal, beats: Sequence[Beat]) -> list[Beaten]:
        async with cell.transaction() as connection:
            keys = list({beat.key for beat in beats})
            extended = await job_leases.extend(connection, keys, actions=principal.actions, now=self._clock.now())
            noting = [index for index, beat in enumerate(beats) if beat.key in extended and _notes(beat)]
            noted, faults = await self._write_notes(connection, [beats[index] for index in noting])
        self._wakeups.publish(Topic.JOB_CHANGED, [str(job.job_id) for job in noted])
        told = dict(zip(noting, faults, strict=True))
        return [Beaten(extended.get(beat.key), told.get(index, ())) for index, beat in enumerate(beats)]

    async def set_cancellable(self, key: LeaseKey, *, cancellable: bool) -> bool:
        """Let a job that is held be cancelled from here on, or not; False when somebody has asked for that already."""
        self._claimed.recall([key])
        async with self._store.cell_of(key.tenant_id).connection() as connection:
            return await jobs.set_cancellable(
                connection, (key.tenant_id, key.job_id), cancellable=cancellable, now=self._clock.now()
            )

    async def extend(self, connection: "Connection", principal: Principal, key: LeaseKey) -> job_leases.Extended | None:
        """The lease, made longer and held until the caller's transaction ends; None when it is lost."""
        extended = await job_leases.extend(connection, [key], actions=principal.actions, now=self._clock.now())
        return extended.get(key)

    async def note(self, connection: "Connection", beat: Beat) -> None:
        """Note progress as `heartbeat` does, in the caller's transaction, which has extended the lease."""
        await self._write_notes(connection, [beat])

    async def _write_notes(
        self, connection: "Connection", beats: Sequence[Beat]
    ) -> tuple[list[Job], list[tuple[Fault, ...]]]:
        """Write what the beats say; returns the jobs that were written, and the faults of each beat."""
        self._claimed.recall(beat.key for beat in beats)  # they will no longer be as they were claimed
        before = await job_leases.held(connection, list({beat.key for beat in beats}))
        noted = dict(before)
        faults = []
        for beat in beats:
            noted[beat.key], fault = _note(noted[beat.key], beat)
            faults.append(fault)
        changed = [job for key, job in noted.items() if job is not before[key]]
        if changed:
            await jobs.write_metadata(connection, changed, now=self._clock.now())
        return changed, faults


async def _check_size(connection: "Connection", leases: Sequence[JobLease]) -> None:
    """Raises `_TooLargeError` where the inputs of these jobs are too much to be read at once."""
    if len(leases) <= _ALWAYS_FITTING:
        return
    sizes = await jobs.input_bytes(connection, [(lease.tenant_id, lease.job_id) for lease in leases])
    fitting = sum(total <= MOST_INPUT_BYTES for total in accumulate(sizes))
    if fitting < len(sizes):
        raise _TooLargeError(max(fitting, _ALWAYS_FITTING))


def _tenants(principal: Principal, actions: Sequence[str]) -> tuple[str, ...] | None:
    """Whose jobs this key may claim (None: all tenants'); `ForbiddenError` for an action it may not work on."""
    forbidden = [action for action in actions if not principal.may_work_on(action)]
    if forbidden:
        detail = f"This key may not work on `{forbidden[0]}`."
        raise ForbiddenError(detail)
    return None if principal.tenants is None else tuple(sorted(principal.tenants))


def _notes(beat: Beat) -> bool:
    return beat.progress is not None or beat.custom is not None


def _note(job: Job, beat: Beat) -> tuple[Job, tuple[Fault, ...]]:
    """The job as it is after the beat, and why a part of it cannot be taken; the other part is."""
    custom = job.custom if beat.custom is None else merge_custom(job.custom, beat.custom)
    progress = job.progress if beat.progress is None else merge_progress(job.progress, beat.progress)
    if not isinstance(custom, Fault):
        return job._replace(progress=progress, custom=custom), ()
    return (job if beat.progress is None else job._replace(progress=progress)), (custom,)


async def _join(connection: "Connection", leases: Sequence[JobLease]) -> list[Claimed]:
    """The jobs of leases that an earlier claim took."""
    found = [(lease, await jobs.get(connection, (lease.tenant_id, lease.job_id))) for lease in leases]
    return [Claimed(job, lease) for lease, job in found if job is not None]


async def _wait_for(watch: Watch, actions: Sequence[str], seconds: float) -> None:
    """Wait for a hint that one of the actions has work, or until it is time to look anyway."""
    until = monotonic_seconds() + seconds
    while (remaining := until - monotonic_seconds()) > 0:
        keys = await watch.wait(remaining)
        if EVERYTHING in keys or not keys.isdisjoint(actions):
            return
