"""Sends many deliveries again: the operations `bellhop.redeliver` and `bellhop.replay`, a page at a time.

Each round does one page of each operation that is held here. What a page sends again is due at once, behind what waits
in its lane already; a lane that has a page's worth due is waited for, so live traffic is never far behind. An
operation takes only what had ended before it was asked for: what it has sent again is pending, or ends later, so no
crash lets it take a delivery twice, and the place it has reached is kept with the job.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import orjson

from service.clock import Clock, monotonic_seconds
from service.core.completion import Completion, Completions, Outcome
from service.core.redelivery import Redelivered, redeliver
from service.core.work import Beat, Claimed, Work
from service.domain.bulk import REDELIVER_ACTION, REPLAY_ACTION, Selection, unpack
from service.domain.delivery import LaneHint
from service.domain.key import KeyKind, Principal
from service.domain.lease import LeaseKey
from service.ids import DeliveryId, SubscriptionId
from service.log import get_logger
from service.runtime.wakeup import Topic, Wakeups
from service.store import bulk, waiting
from service.store.bulk import Found
from service.store.database import Database, Store

ACTIONS = (REDELIVER_ACTION, REPLAY_ACTION)
_PRINCIPAL = Principal(KeyKind.WORKER, actions=frozenset(ACTIONS))
_PAGE = 100
_HELD_AT_ONCE = 8
_MOST_COUNTED = 1_000_000
_BEAT_SECONDS = 10.0
_LEASE = timedelta(seconds=60)

log = get_logger("maintenance")


@dataclass(slots=True)
class _Held:
    """One operation that is worked on here, and how far it is."""

    claimed: Claimed
    selection: Selection
    cursor: DeliveryId
    done: int
    refused: int
    total: int
    beat_seconds: float = field(default_factory=monotonic_seconds)

    @property
    def key(self) -> LeaseKey:
        lease = self.claimed.lease
        return LeaseKey(lease.tenant_id, lease.job_id, lease.token)


class Replayer:
    """Works on the operations that send deliveries again."""

    def __init__(
        self, databases: Store, *, clock: Clock, wakeups: Wakeups, work: Work, completions: Completions
    ) -> None:
        self._databases = databases
        self._clock = clock
        self._wakeups = wakeups
        self._work = work
        self._completions = completions
        self._worker_id = f"replayer-{uuid.uuid4().hex[:8]}"
        self._held: dict[LeaseKey, _Held] = {}

    async def run_once(self) -> int:
        """One page of each operation; how many deliveries wait again by it."""
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
        job = claimed.job
        selection = unpack(orjson.loads(job.input))
        custom = orjson.loads(job.custom) if job.custom else {}
        cursor = DeliveryId(uuid.UUID(custom["cursor"]) if "cursor" in custom else uuid.UUID(int=0))
        done, refused = int(custom.get("redelivered", 0)), int(custom.get("refused", 0))
        async with self._cell(claimed).connection() as connection:
            left = await bulk.count(
                connection,
                job.tenant_id,
                selection,
                after=cursor,
                ended_before=job.create_time,
                most=_MOST_COUNTED,
            )
        return _Held(claimed, selection, cursor, done, refused, total=done + refused + left)

    async def _turn(self, held: _Held) -> int:
        """One page of an operation, or what ends it."""
        if held.selection.dry_run:
            await self._end(held, Outcome.SUCCEEDED, {"matched": held.total, "redelivered": 0, "dry_run": True})
            return 0
        page = await self._page(held)
        if not page:
            result: dict[str, object] = {
                "matched": held.total,
                "redelivered": held.done,
                "refused": held.refused,
                "dry_run": False,
            }
            await self._end(held, Outcome.SUCCEEDED, result)
            return 0
        if await self._is_busy(held, page):
            await self._beat(held)
            return 0
        redelivered = await self._redeliver(held, page)
        held.cursor = page[-1].delivery_id
        held.done += len(redelivered.hints)
        held.refused += len(page) - len(redelivered.hints)
        await self._beat(held, moved=True)
        return len(redelivered.hints)

    async def _page(self, held: _Held) -> Sequence[Found]:
        job = held.claimed.job
        async with self._cell(held.claimed).connection() as connection:
            return await bulk.page(
                connection, job.tenant_id, held.selection, after=held.cursor, ended_before=job.create_time, limit=_PAGE
            )

    async def _is_busy(self, held: _Held, page: Sequence[Found]) -> bool:
        """Whether a lane of this page has as much to send already as a page would add."""
        now = self._clock.now()
        lanes = {SubscriptionId(each.subscription_id) for each in page}
        async with self._cell(held.claimed).connection() as connection:
            for subscription_id in lanes:
                lane = (held.claimed.job.tenant_id, subscription_id)
                if await waiting.due_in_lane(connection, lane, now=now, most=_PAGE) >= _PAGE:
                    return True
        return False

    async def _redeliver(self, held: _Held, page: Sequence[Found]) -> Redelivered:
        tenant_id = held.claimed.job.tenant_id
        ids = [each.delivery_id for each in page]
        async with self._cell(held.claimed).transaction() as connection:
            redelivered = await redeliver(connection, tenant_id, ids, now=self._clock.now())
        self._announce(redelivered.hints)
        return redelivered

    def _announce(self, hints: Sequence[LaneHint]) -> None:
        """One hint a lane: the first."""
        first = {hint.subscription_id: hint for hint in reversed(hints)}
        self._wakeups.publish(Topic.DELIVERIES_READY, [hint.encode() for hint in first.values()])

    async def _beat(self, held: _Held, *, moved: bool = False) -> None:
        """Keep the lease, say how far it is, and hear whether it shall stop."""
        if not moved and monotonic_seconds() - held.beat_seconds < _BEAT_SECONDS:
            return
        progress = {"completed_items": held.done + held.refused, "total_items": held.total}
        custom = {"cursor": str(held.cursor), "redelivered": held.done, "refused": held.refused}
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
