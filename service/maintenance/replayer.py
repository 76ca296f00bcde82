"""Sends many deliveries again: the operations `bellhop.redeliver` and `bellhop.replay`, a page at a time.

Each round does one page of each operation that is held here. What a page sends is due at once, behind what waits in its
lane already; a lane that has a page's worth due is waited for, so live traffic is never far behind. The place that an
operation has reached is kept with its job; should that be lost, its steps know what they have done.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson

from service.clock import Clock, monotonic_seconds
from service.core.completion import Completion, Completions, Outcome
from service.core.registry import RegistryCache
from service.core.work import Beat, Claimed, Work
from service.domain.bulk import REDELIVER_ACTION, REPLAY_ACTION, Selection, unpack
from service.domain.delivery import LaneHint
from service.domain.key import KeyKind, Principal
from service.domain.lease import LeaseKey
from service.log import get_logger
from service.maintenance.replay_steps import START, Page, Step, steps_of
from service.runtime.wakeup import Topic, Wakeups
from service.store import waiting
from service.store.database import Database, Store

if TYPE_CHECKING:
    from service.store.database import Connection

ACTIONS = (REDELIVER_ACTION, REPLAY_ACTION)
_PRINCIPAL = Principal(KeyKind.WORKER, actions=frozenset(ACTIONS))
_PAGE = 100
_HELD_AT_ONCE = 8
_BEAT_SECONDS = 10.0
_LEASE = timedelta(seconds=60)

log = get_logger("maintenance")


@dataclass(slots=True)
class _Tally:
    """How many were looked at, wait by this operation, were refused; and what a dry run counted."""

    looked_at: int = 0
    redelivered: int = 0
    refused: int = 0
    matched: int = 0


@dataclass(slots=True)
class _Held:
    """One operation that is worked on here, and how far it is: the steps that are left, and the place in the first."""

    claimed: Claimed
    selection: Selection
    steps: list[Step]
    cursor: uuid.UUID
    tally: _Tally
    total: int
    beat_seconds: float = field(default_factory=monotonic_seconds)

    @property
    def key(self) -> LeaseKey:
        lease = self.claimed.lease
        return LeaseKey(lease.tenant_id, lease.job_id, lease.token)

    def move_on(self) -> None:
        """Go on with the next step."""
        self.steps.pop(0)
        self.cursor = START


class Replayer:
    """Works on the operations that send deliveries again."""

    def __init__(
        self,
        databases: Store,
        *,
        clock: Clock,
        wakeups: Wakeups,
        registry: RegistryCache,
        work: Work,
        completions: Completions,
    ) -> None:
        self._databases = databases
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry
        self._work = work
        self._completions = completions
        self._worker_id = f"replayer-{uuid.uuid4().hex[:8]}"
        self._held: dict[LeaseKey, _Held] = {}

    async def run_once(self) -> int:
        """One page of each operation; how many deliveries and events were looked at."""
        if len(self._held) < _HELD_AT_ONCE:
            await self._claim(_HELD_AT_ONCE - len(self._held))
        return sum([await self._turn(held) for held in list(self._held.values())])

    async def close(self) -> None:
        """Give back what is held: another process goes on where this one was."""
        for held in list(self._held.values()):
            await self._end(held, Outcome.RELEASED)

    async def _claim(self, most: int) -> None:
        claimed = await self._work.claim(
            _PRINCIPAL, worker_id=self._worker_id, actions=ACTIONS, max_jobs=most, lease=_LEASE
        )
        for each in claimed:
            held = await self._begin(each)
            self._held[held.key] = held

    async def _begin(self, claimed: Claimed) -> _Held:
        """The operation as far as it got."""
        job = claimed.job
        selection = unpack(orjson.loads(job.input))
        steps = steps_of(job, selection, self._registry)
        place = orjson.loads(job.custom) if job.custom else {"step": steps[0].name, "cursor": str(START)}
        while steps[0].name != place["step"]:
            steps.pop(0)
        cursor = uuid.UUID(place["cursor"])
        tally = _Tally(**{name: int(place.get(name, 0)) for name in asdict(_Tally())})
        async with self._cell(claimed).connection() as connection:
            left = [await step.count(connection, START if index else cursor) for index, step in enumerate(steps)]
        return _Held(claimed, selection, steps, cursor, tally, total=tally.looked_at + sum(left))

    async def _turn(self, held: _Held) -> int:
        """One page of an operation, or what ends it; how many were looked at."""
        while held.steps:
            step = held.steps[0]
            async with self._cell(held.claimed).connection() as connection:
                settled = await step.is_settled(connection)
                page = await step.page(connection, held.cursor, limit=_PAGE) if settled else None
                busy = page is not None and not held.selection.dry_run and await self._is_busy(connection, page)
            if not settled or busy:
                await self._beat(held)
                return 0
            if page is not None:
                await self._work_through(held, step, page)
                return page.looked
            held.move_on()
        await self._end(held, Outcome.SUCCEEDED, _result(held))
        return 0

    async def _is_busy(self, connection: "Connection", page: Page) -> bool:
        """Whether a lane of this page has as much to send already as a page would add."""
        now = self._clock.now()
        for lane in page.lanes:
            if await waiting.due_in_lane(connection, lane, now=now, most=_PAGE) >= _PAGE:
                return True
        return False

    async def _work_through(self, held: _Held, step: Step, page: Page) -> None:
        """Send what is to be sent of a page, or count it, and note the place."""
        now, hints = self._clock.now(), list[LaneHint]()
        async with self._cell(held.claimed).transaction() as connection:
            if held.selection.dry_run:
                held.tally.matched += await step.matching(connection, page, now=now)
            elif page.ids:
                sent = await step.send(connection, page, now=now)
                hints += sent.hints
                held.tally.refused += sent.refused
        held.tally.redelivered += len(hints)
        held.tally.looked_at += page.looked
        held.cursor = page.last
        self._announce(hints)
        await self._beat(held, moved=True)

    def _announce(self, hints: Sequence[LaneHint]) -> None:
        """One hint a lane: the first."""
        first = {hint.subscription_id: hint for hint in reversed(hints)}
        self._wakeups.publish(Topic.DELIVERIES_READY, [hint.encode() for hint in first.values()])

    async def _beat(self, held: _Held, *, moved: bool = False) -> None:
        """Keep the lease, say how far it is, and hear whether it shall stop."""
        if not moved and monotonic_seconds() - held.beat_seconds < _BEAT_SECONDS:
            return
        progress = {"completed_items": held.tally.looked_at, "total_items": max(held.total, held.tally.looked_at)}
        custom = {"step": held.steps[0].name, "cursor": str(held.cursor), **asdict(held.tally)}
        (beaten,) = await self._work.heartbeat(_PRINCIPAL, [Beat(held.key, progress, custom)])
        held.beat_seconds = monotonic_seconds()
        if beaten.lease is None:
            self._held.pop(held.key, None)
        elif beaten.lease.cancel_requested:
            await self._end(held, Outcome.CANCELLED)

    async def _end(self, held: _Held, outcome: Outcome, result: dict[str, object] | None = None) -> None:
        self._held.pop(held.key, None)
        await self._completions.complete(Completion(_PRINCIPAL, held.key, outcome, result))

    def _cell(self, claimed: Claimed) -> Database:
        return self._databases.cell_of(claimed.job.tenant_id)


def _result(held: _Held) -> dict[str, object]:
    """What an operation answers at its end."""
    tally = held.tally
    if held.selection.dry_run:
        return {"matched": tally.matched, "redelivered": 0, "dry_run": True}
    matched = tally.redelivered + tally.refused
    return {"matched": matched, "redelivered": tally.redelivered, "refused": tally.refused, "dry_run": False}
