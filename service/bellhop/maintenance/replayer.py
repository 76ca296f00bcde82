"""Sends many deliveries again: the operations `bellhop.redeliver` and `bellhop.replay`, a page at a time.

Each round does one page of each operation that is held here. What a page sends is due at once, behind what waits in its
lane already; a lane that has a page's worth due is waited for, so live traffic is never far behind. Such a lane is set
aside, so that it holds up no other; an operation that only waits takes no place from those that work. What a page
sends, and the place that the operation has reached by it, are written in one transaction under the operation's lease:
whoever goes on elsewhere counts nothing twice, and whoever lost the lease sends nothing.
"""

import contextlib
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

import orjson

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core.completion import Completion, Completions, Outcome
from bellhop.core.registry import RegistryCache
from bellhop.core.work import Beat, Claimed, Work
from bellhop.domain.bulk import REDELIVER_ACTION, REPLAY_ACTION, Selection, unpack
from bellhop.domain.delivery import DeliveryLaneKey, LaneHint, hint_keys
from bellhop.domain.key import KeyKind, Principal
from bellhop.domain.lease import LeaseKey
from bellhop.errors import UnavailableError
from bellhop.log import get_logger
from bellhop.maintenance.replay_steps import START, Page, ReplayStep, steps_of
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import waiting
from bellhop.store.database import Database
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

ACTIONS = (REDELIVER_ACTION, REPLAY_ACTION)
_PRINCIPAL = Principal(KeyKind.WORKER, actions=frozenset(ACTIONS))
_PAGE = 100
_WORKED_AT_ONCE = 8
_HELD_AT_ONCE = 64
_IDLE_SECONDS = 60.0
_BEAT_SECONDS = 10.0
_LEASE = timedelta(seconds=60)

log = get_logger("maintenance")


@dataclass(slots=True)
class _Tally:
    """How many were looked at, wait by this operation, were refused; and how many the selection names."""

    looked_at: int = 0
    redelivered: int = 0
    refused: int = 0
    matched: int = 0


@dataclass(slots=True)
class _Part:
    """A step of an operation, and the last id that was looked at in it."""

    step: ReplayStep
    cursor: uuid.UUID = START


@dataclass(slots=True)
class _Held:
    """One operation that is worked on here, and how far it is: the parts that are left, each with its place.

    `idle_since` is when it began to wait (a monotonic clock's seconds), None while it works. `cell` has the tenant.
    `leaving_since` is when it was to be given back, as the tenant is moved; None otherwise.
    """

    claimed: Claimed
    selection: Selection
    parts: list[_Part]
    tally: _Tally
    total: int
    cell: Database | None = None
    leaving_since: float | None = None
    beat_seconds: float = field(default_factory=monotonic_seconds)
    idle_since: float | None = None

    @property
    def key(self) -> LeaseKey:
        return self.claimed.lease.key

    @property
    def beat(self) -> Beat:
        """How far it is, for whoever asks and for whoever goes on with it."""
        progress = {"completed_items": self.tally.looked_at, "total_items": max(self.total, self.tally.looked_at)}
        places = [[part.step.name, str(part.cursor)] for part in self.parts]
        return Beat(self.key, progress, orjson.dumps({"places": places, **asdict(self.tally)}))


class Replayer:
    """Works on the operations that send deliveries again."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        wakeups: Wakeups,
        registry: RegistryCache,
        work: Work,
        completions: Completions,
    ) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry
        self._work = work
        self._completions = completions
        self._worker_id = f"replayer-{uuid.uuid4().hex[:8]}"
        self._held: dict[LeaseKey, _Held] = {}

    async def run_once(self) -> int:
        """One page of each operation; how many deliveries and events were looked at."""
        await self._make_room()
        working = sum(held.idle_since is None for held in self._held.values())
        room = min(_WORKED_AT_ONCE - working, _HELD_AT_ONCE - len(self._held))
        if room > 0:
            await self._claim(room)
        return sum([await self._try(held, self._turn) for held in list(self._held.values())])

    async def close(self) -> None:
        """Give back what is held: another process goes on where this one was."""
        for held in list(self._held.values()):
            with contextlib.suppress(UnavailableError):  # it is moved in this moment: its lease ends by itself
                await self._end(held, Outcome.RELEASED)

    async def _make_room(self) -> None:
        """Where all places are taken, give back the operation that has only waited for longest: tenants take turns."""
        if len(self._held) < _HELD_AT_ONCE:
            return
        idle = [(held.idle_since, held) for held in self._held.values() if held.idle_since is not None]
        since, longest = min(idle, key=itemgetter(0), default=(monotonic_seconds(), None))
        if longest is not None and monotonic_seconds() - since > _IDLE_SECONDS:
            await self._leave(longest)

    async def _claim(self, most: int) -> None:
        claimed = await self._work.claim(
            _PRINCIPAL, worker_id=self._worker_id, actions=ACTIONS, max_jobs=most, lease=_LEASE
        )
        await self._store.locate([each.lease.tenant_id for each in claimed])
        for each in claimed:
            held = _Held(each, unpack(orjson.loads(each.job.input)), [], _Tally(), total=0)
            self._held[held.key] = held
            await self._try(held, self._begin)

    async def _try(self, held: _Held, work: Callable[[_Held], Coroutine[None, None, int]]) -> int:
        """What the work on one operation came to; one that fails is let go, and stops no other.

        Its lease ends by itself, and it goes on from the place that was committed. A broken connection is everybody's
        trouble and goes up to the loop. One whose tenant is moved is given back, and begins anew where it lives then:
        what it knows of the transactions of the old server means nothing there.
        """
        try:
            cell = self._cell(held)
            if held.leaving_since is not None or held.cell not in {None, cell}:
                await self._leave(held)
                return 0
            held.cell = cell
            return await self._store.ask(cell, work(held))
        except UnavailableError:
            await self._leave(held)
            return 0
        except CONNECTION_BROKEN:
            self._held.pop(held.key, None)
            raise
        except Exception:
            self._held.pop(held.key, None)
            log.exception("replay.failed", job_id=held.key.job_id)
            return 0

    async def _leave(self, held: _Held) -> None:
        """Give an operation back as soon as that can be: its lease goes with the tenant that is moved.

        Where the cell stays away for longer than the lease, that ends by itself.
        """
        if held.leaving_since is None:
            held.leaving_since = monotonic_seconds()
            log.info("replay.given_back", tenant_id=held.key.tenant_id, job_id=held.key.job_id)
        self._held[held.key] = held
        if monotonic_seconds() - held.leaving_since > _LEASE.total_seconds():
            self._held.pop(held.key, None)
            return
        with contextlib.suppress(UnavailableError):
            await self._end(held, Outcome.RELEASED)
            return
        self._held[held.key] = held

    async def _begin(self, held: _Held) -> int:
        """Find the place that the operation has reached."""
        job = held.claimed.job
        known = orjson.loads(job.custom) if job.custom else {}
        places = {str(name): uuid.UUID(cursor) for name, cursor in known["places"]} if "places" in known else None
        held.tally = _Tally(**{name: int(known.get(name, 0)) for name in asdict(_Tally())})
        steps = steps_of(job, held.selection, self._registry, None if places is None else tuple(places))
        held.parts = [_Part(step, START if places is None else places[step.name]) for step in steps]
        async with self._cell(held).connection() as connection:
            left = [await part.step.count(connection, part.cursor) for part in held.parts]
        held.total = held.tally.looked_at + sum(left)
        return 0

    async def _turn(self, held: _Held) -> int:
        """One page of an operation, or what ends it; how many were looked at."""
        for part in tuple(held.parts):
            page = await self._next(held, part)
            if page is not None:
                held.idle_since = None
                await self._work_through(held, part, page)
                return page.looked
        if not held.parts:
            await self._end(held, Outcome.SUCCEEDED, _result(held))
        else:
            held.idle_since = held.idle_since or monotonic_seconds()
            await self._keep(held)
        return 0

    async def _next(self, held: _Held, part: _Part) -> Page | None:
        """The next page of a part; None while it waits, and when it is done: then it is no part any more."""
        async with self._cell(held).connection() as connection:
            if not await part.step.is_settled(connection):
                return None
            page = await part.step.page(connection, part.cursor, limit=_PAGE)
            while page is not None and (busy := await self._busy(connection, held, page)):
                aside = part.step.set_aside(busy)
                if not aside:
                    return None
                held.parts += [_Part(step, part.cursor) for step in aside]
                page = await part.step.page(connection, part.cursor, limit=_PAGE)
        if page is None:
            held.parts.remove(part)
        return page

    async def _busy(self, connection: "Connection", held: _Held, page: Page) -> set[DeliveryLaneKey]:
        """The lanes of this page that have as much to send already as a page would add."""
        if held.selection.dry_run or not page.lanes:
            return set()
        return await waiting.busy_lanes(connection, page.lanes, now=self._clock.now(), at_least=_PAGE)

    async def _work_through(self, held: _Held, part: _Part, page: Page) -> None:
        """Send what is to be sent of a page, or count it, and note the place, if the operation is still ours."""
        now, hints, tally = self._clock.now(), list[LaneHint](), replace(held.tally)
        async with self._cell(held).transaction() as connection:
            lease = await self._work.extend(connection, _PRINCIPAL, held.key)
            if lease is None:
                self._held.pop(held.key, None)
                return
            if held.selection.dry_run:
                tally.matched += await part.step.matching(connection, page, now=now)
            elif page.ids:
                sent = await part.step.send(connection, page, now=now)
                hints += sent.hints
                tally.refused += sent.refused
                tally.matched += len(sent.hints) + sent.refused
            tally.redelivered += len(hints)
            tally.looked_at += page.looked
            held.tally, part.cursor = tally, page.last
            await self._work.note(connection, held.beat)
        held.beat_seconds = monotonic_seconds()
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
        self._wakeups.publish(Topic.JOB_CHANGED, [str(held.key.job_id)])
        if lease.cancel_requested:
            await self._end(held, Outcome.CANCELLED)

    async def _keep(self, held: _Held) -> None:
        """Keep the lease of an operation that waits, and hear whether it shall stop."""
        if monotonic_seconds() - held.beat_seconds < _BEAT_SECONDS:
            return
        (beaten,) = await self._work.heartbeat(_PRINCIPAL, [held.beat])
        held.beat_seconds = monotonic_seconds()
        if beaten.lease is None:
            self._held.pop(held.key, None)
        elif beaten.lease.cancel_requested:
            await self._end(held, Outcome.CANCELLED)

    async def _end(self, held: _Held, outcome: Outcome, result: dict[str, object] | None = None) -> None:
        self._held.pop(held.key, None)
        said = None if result is None else orjson.dumps(result)
        await self._completions.complete(Completion(_PRINCIPAL, held.key, outcome, said))

    def _cell(self, held: _Held) -> Database:
        return self._store.cell_of(held.key.tenant_id)


def _result(held: _Held) -> dict[str, object]:
    """What an operation answers at its end."""
    tally = held.tally
    if held.selection.dry_run:
        return {"matched": tally.matched, "redelivered": 0, "dry_run": True}
    matched = tally.redelivered + tally.refused
    return {"matched": matched, "redelivered": tally.redelivered, "refused": tally.refused, "dry_run": False}
