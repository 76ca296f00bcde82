"""A model of the job machine, driven at random against the database and compared with the table in `domain/job`."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bellhop.clock import ManualClock
from bellhop.core.completion import Outcome, Reception
from bellhop.core.job_requests import Started
from bellhop.core.work import Beat, Claimed
from bellhop.domain.action import Concurrency
from bellhop.domain.job import Job, JobState, Trigger, step
from bellhop.errors import AlreadyFinishedError, ParallelOperationError
from bellhop.ids import JobId
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests.jobs_world import OPERATOR, JobsWorld, action, check_invariants, jobs_world, lease_key, outcome_of

_ACTIONS = {each.value: action(each.value, concurrency=each, max_attempts=2) for each in Concurrency}
_TRIGGERS = {
    Outcome.SUCCEEDED: Trigger.SUCCEED,
    Outcome.FAILED: Trigger.FAIL,
    Outcome.CANCELLED: Trigger.AGREE,
    Outcome.RETRY: Trigger.RETRY,
    Outcome.RELEASED: Trigger.RELEASE,
}


@dataclass
class Model:
    """What the table says that there should be."""

    jobs: dict[JobId, Job] = field(default_factory=dict)
    holders: dict[JobId, Any] = field(default_factory=dict)  # the token that holds a running job
    lease_ends: dict[JobId, datetime] = field(default_factory=dict)
    spent: dict[Any, JobId] = field(default_factory=dict)  # tokens whose complete ended an attempt

    def take(self, job_id: JobId, trigger: Trigger, now: datetime, **said: Any) -> Job:
        taken = step(self.jobs[job_id], trigger, now, **said)
        assert taken is not None
        self.jobs[job_id] = taken.after
        if taken.after.state is not JobState.RUNNING:
            self.holders.pop(job_id, None)
            self.lease_ends.pop(job_id, None)
        return taken.after


class JobMachine(RuleBasedStateMachine):
    """Submit, claim, heartbeat, complete with old and new tokens, cancel, expire, in any order, the clock moving."""

    leases = Bundle("leases")

    def __init__(self, runner: asyncio.Runner, database_url: str) -> None:
        super().__init__()
        self._runner = runner
        self._url = database_url

    @initialize()
    def open(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        self.clock = ManualClock(datetime.now(UTC))
        self.database = await Database.connect(self._url, min_size=1, max_size=4)
        await self.database.execute(
            "TRUNCATE jobs, job_ready, job_lease, job_lanes, job_history, tenant_counters, events, bellhop.actions"
        )
        self._context = jobs_world(Store(directory=self.database, cells=(self.database,)), self.clock)
        self.world: JobsWorld = await self._context.__aenter__()
        self.actions = [await self.world.put(each) for each in _ACTIONS.values()]
        self.model = Model()

    def teardown(self) -> None:
        if hasattr(self, "_context"):
            self.run(self._close())

    async def _close(self) -> None:
        await self._context.__aexit__(None, None, None)
        await self.database.close()

    def run(self, work: Any) -> Any:
        return self._runner.run(work)

    @rule(which=st.integers(0, 2), parent=st.sampled_from(["designs/a", "designs/b"]), ahead=st.integers(0, 60))
    def submit(self, which: int, parent: str, ahead: int) -> None:
        self.clock.move(timedelta(milliseconds=1))
        action = self.actions[which]
        run_time = self.clock.now() + timedelta(seconds=ahead) if ahead > 40 else None
        answer = self.run(outcome_of(self.world.run(action, parent=parent, run_time=run_time)))
        busy = action.concurrency is Concurrency.REJECT and any(
            not job.state.done and (job.action, job.parent) == (action.name, parent) for job in self.model.jobs.values()
        )
        assert isinstance(answer, ParallelOperationError if busy else Started)
        if isinstance(answer, Started):
            self.model.jobs[answer.job.job_id] = answer.job._replace(input=b"")

    @rule(target=leases, most=st.integers(1, 3))
    def claim(self, most: int) -> Any:
        claimed: list[Claimed] = self.run(self.world.claim(*_ACTIONS, max_jobs=most))
        now = self.clock.now()
        for each in claimed:
            job = self.model.jobs[each.job.job_id]
            assert job.run_time <= now < job.deadline_time
            assert self.model.take(job.job_id, Trigger.CLAIM, now) == each.job._replace(input=b"")
            self.model.holders[job.job_id] = each.lease.token
            self.model.lease_ends[job.job_id] = each.lease.expire_time
        return multiple(*claimed)

    @rule(claimed=leases)
    def heartbeat(self, claimed: Claimed) -> None:
        [beaten] = self.run(self.world.work.heartbeat(OPERATOR, [Beat(lease_key(claimed), {"percent": 5})]))
        job_id, now = claimed.job.job_id, self.clock.now()
        job = self.model.jobs[job_id]
        holds = self.model.holders.get(job_id) == claimed.lease.token and job.deadline_time > now
        assert (beaten.lease is not None) == holds
        if beaten.lease is not None:
            self.model.lease_ends[job_id] = beaten.lease.expire_time
            assert beaten.lease.cancel_requested == (job.cancel_requested_time is not None)
            self.model.jobs[job_id] = job._replace(progress={"percent": 5}, version=job.version + 1, update_time=now)

    @rule(claimed=leases, outcome=st.sampled_from(Outcome))
    def complete(self, claimed: Claimed, outcome: Outcome) -> None:
        errors = [{"code": "x", "message": "y"}] if outcome in {Outcome.FAILED, Outcome.RETRY} else []
        said: dict[str, Any] = {"errors": errors, "delay": timedelta(seconds=5)}
        answer = self.run(self.world.complete(claimed, outcome, **said))
        job_id, token = claimed.job.job_id, claimed.lease.token
        if self.model.holders.get(job_id) == token:
            assert answer.reception is Reception.ACCEPTED
            raw = b'[{"code":"x","message":"y"}]' if errors else None
            assert self.model.take(job_id, _TRIGGERS[outcome], self.clock.now(), errors=raw) == answer.job
            if outcome is not Outcome.RELEASED:
                self.model.spent[token] = job_id
        elif token in self.model.spent and outcome is not Outcome.RELEASED:
            assert (answer.reception, answer.job) == (Reception.DUPLICATE, self.model.jobs[job_id])
        else:
            assert (answer.reception, answer.job) == (Reception.STALE, None)

    @rule(choose=st.integers(0, 100))
    def cancel(self, choose: int) -> None:
        if not self.model.jobs:
            return
        job = list(self.model.jobs.values())[choose % len(self.model.jobs)]
        answer = self.run(outcome_of(self.world.jobs.cancel(job.tenant_id, job.job_id)))
        if job.state.done and job.state is not JobState.CANCELLED:
            assert isinstance(answer, AlreadyFinishedError)
        elif job.state is JobState.CANCELLED or job.cancel_requested_time is not None:
            assert answer == job
        else:
            assert self.model.take(job.job_id, Trigger.CANCEL, self.clock.now()) == answer

    @rule(seconds=st.sampled_from([1, 10, 59, 61, 3000]))
    def pass_time(self, seconds: int) -> None:
        now = self.clock.move(timedelta(seconds=seconds))
        self.run(self.world.rescuer().run_once())
        self.run(self.world.rescuer().run_once())
        for job in list(self.model.jobs.values()):
            if job.state is JobState.PENDING and job.deadline_time <= now:
                self.model.take(job.job_id, Trigger.EXPIRE, now)
            elif job.state is JobState.RUNNING and self.model.lease_ends[job.job_id] <= now - timedelta(
                milliseconds=50
            ):
                lost = Trigger.EXPIRE if job.deadline_time <= now else Trigger.LOSE
                after = self.model.take(job.job_id, lost, now)
                if after.state is JobState.PENDING and after.deadline_time <= now:
                    self.model.take(job.job_id, Trigger.EXPIRE, now)

    @invariant()
    def the_database_says_what_the_table_says(self) -> None:
        if not hasattr(self, "world"):
            return
        self.run(check_invariants(self.world))
        for job in self.model.jobs.values():
            assert self.run(self.world.get(job)) == job


def test_whatever_happens_to_jobs_the_table_foretells_it(database_url: str) -> None:
    with asyncio.Runner() as runner:

        class Machine(JobMachine):
            def __init__(self) -> None:
                super().__init__(runner, database_url)

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=20,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
