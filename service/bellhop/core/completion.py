"""Ending attempts: complete and release, many callers in one transaction, each item with its own answer.

What happens to one flight, in `_carry`:

1. Find the job of each token: remembered, if this process claimed it; else read from its lease.
2. Decide by the rules what each becomes (`_decide`). Items that cannot be taken are answered here.
3. Write what was decided (`_write`), if each job is still as it was found.
4. Answer tokens that hold nothing (`_recall`): `duplicate` if this token completed an attempt before, else `stale`.
5. Do it again for jobs that changed between finding and writing, say by a cancel request.
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
from bellhop.core.flights import ENOUGH, judge, lock_wait
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
from bellhop.store.database import Database
from bellhop.store.store import Store

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
    """One attempt that ends.

    principal: the worker's key.
    key: the lease under which the worker held the job.
    outcome: what the worker says came of it.
    result: a JSON object as the worker wrote it; it leaves byte for byte.
    errors: a JSON list as the worker wrote it; None when it is empty.
    delay: how long a retry waits, None for the usual backoff; or what is given back, None for not at all.
    judged: set by `Completions` alone: a schema, and what is wrong with the result by it, where that took a while.
    """

    principal: Principal
    key: LeaseKey
    outcome: Outcome
    result: bytes | None = None
    errors: bytes | None = None
    delay: timedelta | None = None
    judged: tuple[bytes, Judgement] | None = None


class Completed(NamedTuple):
    """The answer to one completion.

    job: as it is now, when accepted or a duplicate.
    faults: when invalid, with pointers into the item.
    operation: the job as the API shows it, where that was made already.
    complete: False where there may be other faults.
    unjudged: for `Completions` alone: the schema by which the result has still to be judged.
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
        self._flights: Coalescers[Database, Completion, Completed] = Coalescers(
            self._carry, remedy=judge, enough=ENOUGH
        )

    async def complete(self, completion: Completion) -> Completed:
        """What became of one completion."""
        (completed,) = await self.complete_all([completion])
        return completed

    async def complete_all(self, completions: Sequence[Completion]) -> list[Completed]:
        """What became of completions of one caller, no two of them of one lease; in order.

        A result that is costly to judge is judged between two flights: callers who share a flight do not wait for it.
        """
        answers = await self._fly(completions)
        for _ in range(_ROUNDS):  # more than once only if the operator wrote a new schema meanwhile
            left = [index for index, answer in enumerate(answers) if answer.unjudged is not None]
            if not left:
                return answers
            judged = [await self._judge(completions[index], answers[index].unjudged or b"") for index in left]
            for index, answer in zip(left, await self._fly(judged), strict=True):
                answers[index] = answer
        raise BusyError

    async def _judge(self, item: Completion, schema: bytes) -> Completion:
        """The completion, with the faults of its result by this schema."""
        text = item.result or b"{}"
        return item._replace(
            judged=(schema, await self._catalog.judging.off_the_loop(item.key.tenant_id, schema, text))
        )

    async def _fly(self, completions: Sequence[Completion]) -> list[Completed]:
        answers = [_STALE] * len(completions)  # of a tenant that the key may not work for the worker learns no more

        async def fly(cell: Database, indexes: Sequence[int]) -> None:
            completed = await self._flights.at(cell).submit_all([completions[index] for index in indexes])
            for index, answer in zip(indexes, completed, strict=True):
                answers[index] = answer

        allowed = [index for index, each in enumerate(completions) if each.principal.may_work_for(each.key.tenant_id)]
        await self._store.by_cell({index: completions[index].key.tenant_id for index in allowed}, fly)
        return answers

    async def close(self) -> None:
        """Wait for the flights under way."""
        await self._flights.close()

    async def _carry(self, cell: Database, flight: Flight[Completion]) -> Sequence[Completed]:
        """Answer a flight, as the top of this file says."""
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
            # `_decide` adds answers of its own; an item without a step and without an answer goes another round.
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
        """The steps to write, at most one for each job; what cannot become a step is added to `answers`."""
        steps: dict[int, tuple[LeaseKey, JobStep]] = {}
        taken: set[JobId] = set()
        for index, item in items.items():
            job = held.get(item.key)
            if job is None or job.job_id in taken:  # the second item of one job is decided after the first is written
                continue
            if not item.principal.may_work_on(job.action):
                answers[index] = _STALE
                continue
            result, refused = await self._check(item, job)
            decided = None if refused else _step(item, job, result, now)
            if decided is None and item.key in remembered and (refused is None or refused.unjudged is None):
                continue  # the memory may be out of date: refuse nothing before the job was read (`recall` forgets it)
            if decided is None:
                answers[index] = refused or _STALE
                await asyncio.sleep(0)  # to say what is wrong takes a while: others go first
                continue
            steps[index] = (item.key, decided)
            taken.add(job.job_id)
        return steps

    async def _check(self, item: Completion, job: Job) -> tuple[bytes | None, Completed | None]:
        """The result to write, and the answer where the item cannot be taken."""
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
        """Write the steps; returns no answer for a job that changed since it was found."""
        wanted, patience, taken = list(steps.values()), lock_wait(alone=alone), None
        with self._slots.reserving(cell) as slots:
            # One that flies alone may have to wait for a lock: it takes the way that can. So does all where the cell is
            # on another node: how long a lock is waited for there can only be set by a transaction.
            if not alone and not await cell.is_spread():
                async with cell.connection() as connection:
                    taken = await end_at_once(
                        connection, self._registry, wanted, now=now, lock_wait=patience, slots=slots
                    )
            if taken is None:  # one statement was not enough: a lane, a fifo key, a retry, or a registry that changed
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
    elif trigger is Trigger.RELEASE and item.delay is not None:
        due = now + item.delay
    return step(job, trigger, now, result=result, errors=item.errors, due=due)
