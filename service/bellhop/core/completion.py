"""Ending attempts: complete and release, many callers in one transaction, each item with its own answer.

An item is read (does the token still hold the job?), decided by the rules, and written; if the job moved on between
reading and writing (a cancel request, say), it is decided again. A job that was claimed in this process is not read at
first but remembered as it was then. A token that holds nothing any more is `duplicate`
when a complete with it ended an attempt before, else `stale`: then nothing has changed.
"""

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import orjson

from bellhop.clock import Clock
from bellhop.core.catalog import Catalog
from bellhop.core.claimed_jobs import ClaimedJobs
from bellhop.core.flights import judge, lock_wait
from bellhop.core.registry import RegistryCache
from bellhop.core.steps import end_at_once, take_held
from bellhop.domain.job import Job, JobStep, Trigger, backoff, step
from bellhop.domain.key import Principal
from bellhop.domain.lease import LeaseKey
from bellhop.domain.operation import Operation
from bellhop.domain.schema import Judgement
from bellhop.errors import BusyError, Fault
from bellhop.ids import JobId
from bellhop.runtime.coalescer import Coalescers, Flight
from bellhop.runtime.slots import Slots
from bellhop.runtime.wakeup import Wakeups
from bellhop.store import job_leases, jobs
from bellhop.store.database import Database, Store

MAX_RESULT_BYTES = 256 * 1024
_ROUNDS = 5


class Outcome(StrEnum):
    """What a worker says about its attempt."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RETRY = "retry"
    RELEASED = "released"


class Reception(StrEnum):
    """What the service says to that."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    INVALID = "invalid"
    STALE = "stale"


class Completion(NamedTuple):
    """One attempt that ends: who says so, of which lease, and what came of it.

    `result` (an object) and `errors` (a list, None when empty) are JSON as it came, and leave as it came.
    `judged` is set by `Completions` alone: what is wrong with the result by this schema, where that took a while.
    """

    principal: Principal
    key: LeaseKey
    outcome: Outcome
    result: bytes | None = None
    errors: bytes | None = None
    delay: timedelta | None = None
    judged: tuple[bytes, Judgement] | None = None


class Completed(NamedTuple):
    """The answer: `job` as it is now when accepted or a duplicate, `faults` (pointers into the item) when invalid.

    `operation` is the job as everybody outside sees it, where that was made already. `complete` is False where there
    may be other faults. `unjudged` is for `Completions` alone: the schema by which the result is yet to be judged.
    """

    reception: Reception
    job: Job | None = None
    faults: tuple[Fault, ...] = ()
    operation: Operation | None = None
    complete: bool = True
    unjudged: bytes | None = None


_STALE = Completed(Reception.STALE)
_TRIGGERS: Mapping[Outcome, Trigger] = {
    Outcome.SUCCEEDED: Trigger.SUCCEED,
    Outcome.FAILED: Trigger.FAIL,
    Outcome.CANCELLED: Trigger.AGREE,
    Outcome.RETRY: Trigger.RETRY,
    Outcome.RELEASED: Trigger.RELEASE,
}


class Completions:
    """Ends attempts, sharing transactions between callers."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        wakeups: Wakeups,
        *,
        catalog: Catalog,
        registry: RegistryCache,
        slots: Slots | None = None,
        claimed: ClaimedJobs | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._catalog = catalog
        self._registry = registry
        self._slots = slots or Slots()
        self._claimed = ClaimedJobs() if claimed is None else claimed
        self._flights: Coalescers[Database, Completion, Completed] = Coalescers(self._carry, remedy=judge)

    async def complete(self, completion: Completion) -> Completed:
        """What became of one completion."""
        (completed,) = await self.complete_all([completion])
        return completed

    async def complete_all(self, completions: Sequence[Completion]) -> list[Completed]:
        """What became of completions of one caller, no two of them of one lease; in order.

        Results that are costly to judge are judged between two flights: nobody who shares one waits for that.
        """
        answers = await self._fly(completions)
        for _ in range(_ROUNDS):  # again only where the action was written anew meanwhile
            left = [index for index, answer in enumerate(answers) if answer.unjudged is not None]
            if not left:
                return answers
            judged = [await self._judge(completions[index], answers[index].unjudged or b"") for index in left]
            for index, answer in zip(left, await self._fly(judged), strict=True):
                answers[index] = answer
        raise BusyError

    async def _judge(self, item: Completion, schema: bytes) -> Completion:
        """The completion with what is wrong with its result."""
        text = item.result or b"{}"
        return item._replace(
            judged=(schema, await self._catalog.judging.off_the_loop(item.key.tenant_id, schema, text))
        )

    async def _fly(self, completions: Sequence[Completion]) -> list[Completed]:
        answers = [_STALE] * len(completions)
        by_cell: dict[Database, list[int]] = {}
        for index, each in enumerate(completions):
            if each.principal.may_work_for(each.key.tenant_id):
                by_cell.setdefault(self._store.cell_of(each.key.tenant_id), []).append(index)
        for cell, indexes in by_cell.items():
            completed = await self._flights.at(cell).submit_all([completions[index] for index in indexes])
            for index, answer in zip(indexes, completed, strict=True):
                answers[index] = answer
        return answers

    async def close(self) -> None:
        """Wait for the flights under way."""
        await self._flights.close()

    async def _carry(self, cell: Database, flight: Flight[Completion]) -> Sequence[Completed]:
        """Answer a flight: read, decide, write, and again for what had moved on in between."""
        answers: dict[int, Completed] = {}
        for _ in range(_ROUNDS):
            left = [index for index in range(len(flight.items)) if index not in answers]
            if not left:
                break
            items = {index: flight.items[index] for index in left}
            remembered = self._claimed.recall(item.key for item in items.values())
            unknown = [item.key for item in items.values() if item.key not in remembered]
            held = {**remembered, **await _read(cell, unknown)}
            now = self._clock.now()
            steps = await self._decide(items, held, remembered, answers, now)
            gone = {index: item for index, item in items.items() if item.key not in held}
            if steps:
                answers |= await self._write(cell, steps, now, alone=flight.alone)
            if gone:
                answers |= await self._recall(cell, gone)
        return [answers.get(index, _STALE) for index in range(len(flight.items))]

    async def _decide(
        self,
        items: Mapping[int, Completion],
        held: Mapping[LeaseKey, Job],
        remembered: Collection[LeaseKey],
        answers: dict[int, Completed],
        now: datetime,
    ) -> dict[int, tuple[LeaseKey, JobStep]]:
        """The steps to write, at most one for each job; items that cannot be one are answered, by what was read."""
        steps: dict[int, tuple[LeaseKey, JobStep]] = {}
        taken: set[JobId] = set()
        for index, item in items.items():
            job = held.get(item.key)
            if job is None or job.job_id in taken:
                continue
            if not item.principal.may_work_on(job.action):
                answers[index] = _STALE
                continue
            result, refused = await self._check(item, job)
            decided = None if refused else _step(item, job, result, now)
            if decided is None and item.key in remembered and (refused is None or refused.unjudged is None):
                continue
            if decided is None:
                answers[index] = refused or _STALE
                await asyncio.sleep(0)  # to say what is wrong takes a while: others go first
                continue
            steps[index] = (item.key, decided)
            taken.add(job.job_id)
        return steps

    async def _check(self, item: Completion, job: Job) -> tuple[bytes | None, Completed | None]:
        """The result, and the answer to what cannot be taken."""
        if item.outcome is Outcome.FAILED and item.errors is None:
            return None, _invalid(Fault("/errors", "required", "A failure needs at least one error."))
        if item.errors is not None and len(item.errors) > MAX_RESULT_BYTES:
            return None, _invalid(Fault("/errors", "too-large", f"Errors have at most {MAX_RESULT_BYTES} bytes."))
        if item.outcome is not Outcome.SUCCEEDED:
            return None, None
        result = item.result or b"{}"
        if len(result) > MAX_RESULT_BYTES:
            return None, _invalid(Fault("/result", "too-large", f"A result has at most {MAX_RESULT_BYTES} bytes."))
        action = await self._catalog.find(job.action)
        if action is None:  # of the service itself, or deleted since: there is no schema to break
            return result, None
        schema, judgement = item.judged or (b"", None)
        if schema != action.result_schema:
            judgement = self._catalog.judging.at_once(action.result_schema, result, orjson.loads(result))
        if judgement is None:
            return result, Completed(Reception.INVALID, unjudged=action.result_schema)
        return result, _broken(judgement) if judgement.faults else None

    async def _write(
        self, cell: Database, steps: Mapping[int, tuple[LeaseKey, JobStep]], now: datetime, *, alone: bool
    ) -> dict[int, Completed]:
        """Write the steps; those whose job had moved on are not among the answers."""
        wanted, patience, taken = list(steps.values()), lock_wait(alone=alone), None
        with self._slots.reserving(cell) as slots:
            if not alone:
                async with cell.connection() as connection:
                    taken = await end_at_once(
                        connection, self._registry, wanted, now=now, lock_wait=patience, slots=slots
                    )
            if taken is None:
                async with cell.transaction(lock_wait=patience) as connection:
                    taken = await take_held(connection, self._registry, wanted, now=now, slots=slots)
            await slots.send()
        taken.announce(self._wakeups)
        return {
            index: Completed(Reception.ACCEPTED, taken.jobs[key.job_id], operation=taken.operations.get(key.job_id))
            for index, (key, _) in steps.items()
            if key.job_id in taken.jobs
        }

    async def _recall(self, cell: Database, gone: Mapping[int, Completion]) -> dict[int, Completed]:
        """Tell duplicates from stale ones: tokens that ended an attempt before are in the history."""
        async with cell.connection() as connection:
            ended = await jobs.completed_by(connection, [item.key for item in gone.values()])
            recorded = await jobs.get_many(
                connection, [(key.tenant_id, key.job_id) for key in ended], now=self._clock.now()
            )
        answers: dict[int, Completed] = {}
        for index, item in gone.items():
            job = recorded.get((item.key.tenant_id, item.key.job_id)) if item.key in ended else None
            known = job is not None and item.outcome is not Outcome.RELEASED and item.principal.may_work_on(job.action)
            answers[index] = Completed(Reception.DUPLICATE, job) if known else _STALE
        return answers


def _invalid(fault: Fault) -> Completed:
    return Completed(Reception.INVALID, faults=(fault,))


def _broken(judgement: Judgement) -> Completed:
    faults = tuple(Fault("/result" + fault.pointer, fault.code, fault.message) for fault in judgement.faults)
    return Completed(Reception.INVALID, faults=faults, complete=judgement.complete)


async def _read(cell: Database, keys: Sequence[LeaseKey]) -> Mapping[LeaseKey, Job]:
    if not keys:
        return {}
    async with cell.connection() as connection:
        return await job_leases.held(connection, keys)


def _step(item: Completion, job: Job, result: bytes | None, now: datetime) -> JobStep | None:
    """What the completion makes of the job."""
    trigger = _TRIGGERS[item.outcome]
    if trigger is Trigger.RELEASE and job.held:
        trigger = Trigger.LOSE  # nobody else can take over what its submitter does itself
    due = None
    if trigger is Trigger.RETRY:
        due = now + (backoff(job.attempt, random.random()) if item.delay is None else item.delay)  # noqa: S311
    return step(job, trigger, now, result=result, errors=item.errors, due=due)
