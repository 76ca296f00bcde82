"""Whose turn it is: what one dispatcher remembers about the lanes that may have something due.

It is a memory, never the truth. Hints and sweeps of the database fill it; a lane that it forgot is found by the next
sweep. `lane.py` draws the states of a lane.

Each lane has a floor: the smallest `(due, id)` that was not looked at yet. A claim begins there. Without it a claim
would read through rows that are taken already, which stay at the beginning of the index while a transaction holds back
vacuum. Every hint lowers the floor to its own key.

Slots are shared, not only turns. Tenants take turns, then their lanes. While several tenants want slots, none holds
more than its share. A tenant that is alone holds at most half, so the next one finds room even if every request hangs.
A lane that answers slowly has its limit halved, down to one, and gets it back as it recovers. The limit counts only
while a quarter of all slots is held.
"""

import uuid
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bellhop.clock import monotonic_seconds
from bellhop.dispatch.lane import BACKOFF_FIRST, DeliveryLane, Floor, LaneState
from bellhop.dispatch.timers import Timers
from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease, LaneHint
from bellhop.domain.rate import seconds_to_token
from bellhop.ids import DeliveryId, TenantId
from bellhop.store.claims import Inspection, LaneAsk

SLOW_SECONDS = 1.0
_NOTHING_KNOWN: Floor = (datetime.max.replace(tzinfo=UTC), DeliveryId(uuid.UUID(int=(1 << 128) - 1)))
"""The floor of a lane in which nothing waits as far as is known here: any hint lowers it."""

CHUNK = 8  # rows a lane may give per turn while others wait
_HIGHEST_LIMIT = 1_000
_MOST_PULLED = 50_000  # lanes that are remembered
_LEAST_SHARE = 4
_BUSY_ROWS = 4
_BACKOFF_LAST = timedelta(milliseconds=50)
_STARVED_SECONDS = 1.0
_FAR = timedelta(minutes=2)  # several sweeps find it before, and 100,000 lanes that wait would be 60 MiB
_LIMITED_WAIT = timedelta(seconds=1)
_TOKENS_WAIT = timedelta(milliseconds=50)


@dataclass(slots=True)
class _TenantTurns:
    lanes: deque[DeliveryLane]
    in_flight: int = 0


class Agenda:
    """The turns of one dispatcher with this many slots; `seconds` is a clock that nobody sets."""

    def __init__(self, slots: int, *, seconds: Callable[[], float] = monotonic_seconds) -> None:
        self._slots = slots
        self._seconds = seconds
        self._lanes: dict[DeliveryLaneKey, DeliveryLane] = {}
        self._pulled: set[DeliveryLaneKey] = set()
        self._tenants: OrderedDict[TenantId, _TenantTurns] = OrderedDict()
        self._turns: deque[TenantId] = deque()
        self.timers = Timers()
        self._queued = 0
        self._starved: set[TenantId] = set()
        self.in_flight = 0

    def __len__(self) -> int:
        return len(self._lanes)

    @property
    def free(self) -> int:
        """Slots in which nothing is being sent or recorded."""
        return self._slots - self.in_flight

    def hint(self, hints: Iterable[LaneHint], *, now: datetime) -> bool:
        """Take up lanes that may have something due; true when one of them may have it now."""
        due_now = False
        for hint in hints:
            key = (hint.tenant_id, hint.subscription_id)
            if key not in self._pulled:
                due_now |= self.take_up(key, (hint.due, hint.delivery_id), self._leaves(key, hint), now=now)
        return due_now

    def _leaves(self, key: DeliveryLaneKey, hint: LaneHint) -> datetime:
        """When what a hint tells of may leave: a paused lane is not asked for each delivery that joins it."""
        lane = self._lanes.get(key)
        if lane is None or lane.paused_until is None or hint.is_of_the_lane:
            return hint.due
        return max(hint.due, lane.paused_until)

    def take_up(self, key: DeliveryLaneKey, floor: Floor, when: datetime, *, now: datetime) -> bool:
        """Take up a lane whose first row is at `floor` and may leave at `when`; true when that is now, or soon.

        One of which nothing is known, and that leaves later than in `_FAR`, is left to the sweeps.
        """
        lane = self._lanes.get(key)
        if lane is None:
            if when - now > _FAR:
                return False
            lane = self._lanes[key] = DeliveryLane(key, floor)
        elif lane.state is LaneState.ASKED:
            lane.hinted = min(lane.hinted or floor, floor)
        elif floor < lane.floor:  # never raised here: a limit may hold back rows between the two
            lane.floor = floor
        if when <= now:  # whoever says so knows better than what was seen here
            lane.paused_until = None
        if lane.state is LaneState.LIMITED:
            if lane.wake_time is not None and lane.wake_time <= now + _LIMITED_WAIT:
                return False
            # It waits for the end of an attempt, and nobody has looked whether a limit holds it: if its attempts hang,
            # it would wait for long. So it is asked soon.
            self.timers.start(lane, now + _BACKOFF_LAST)
            return True
        if when > now:
            self.timers.start(lane, when)
            return False
        self._queue_unless_asked(lane)
        return True

    def reserve(self, key: DeliveryLaneKey, *, now: datetime) -> bool:
        """Keep a slot for a delivery that is about to be born in this lane; False where what waits goes first.

        Also False where the lane is known to be pulled: others send for it.

        That is so if a limit holds the lane, if its endpoint wants a pause, or if something has waited in it for a
        while. A new delivery may overtake those that wait by a moment: nobody counts on the order. (Without that moment
        a lane in which something waits would stay so under load, as every new delivery would wait behind it.) An eighth
        of all slots is never given this way, so claims always find some.
        """
        if key in self._pulled:
            return False
        lane = self._lanes.get(key)
        if lane is not None and (
            lane.state is LaneState.LIMITED or lane.pauses(now) or lane.in_flight >= lane.limit or lane.is_late(now)
        ):
            return False
        tenant = self._tenants.get(key[0])
        if self.free * 8 <= self._slots or (tenant is not None and tenant.in_flight >= self._share()):
            return False
        if lane is None:
            lane = self._lanes[key] = DeliveryLane(key, _NOTHING_KNOWN)
        self._started(lane, 1)
        return True

    def release(self, key: DeliveryLaneKey) -> None:
        """Free a slot that was reserved and is not needed."""
        self._ended(self._lanes[key])
        self._drop_if_idle(self._lanes[key])

    def turns(self, most: int, *, now: datetime) -> list[LaneAsk]:
        """Whose turn it is, for at most `most` rows together; `settle` must follow for every lane named."""
        self._wake_due(now)
        budget = min(most, self.free)
        chunk = max(CHUNK, budget // max(1, self._queued))
        asks: list[LaneAsk] = []
        granted: dict[TenantId, int] = {}
        passed: list[TenantId] = []
        while budget > 0 and self._turns:
            tenant_id = self._turns.popleft()
            tenant = self._tenants[tenant_id]
            room = min(budget, self._share() - tenant.in_flight - granted.get(tenant_id, 0))
            ask = self._ask(tenant, min(room, chunk))
            if ask is None:
                if tenant.lanes:  # it may take no more now, and keeps its turn for the next call
                    passed.append(tenant_id)
                continue
            asks.append(ask)
            if tenant.in_flight * 2 < self._share():
                self._note_wait(tenant_id, self._lanes[ask.tenant_id, ask.subscription_id])
            budget -= ask.most
            granted[tenant_id] = granted.get(tenant_id, 0) + ask.most
            if tenant.lanes:  # its next lane has its turn after the other tenants
                self._turns.append(tenant_id)
        self._turns.extend(passed)
        return asks

    def take_starved(self) -> set[TenantId]:
        """Tenants a lane of which waited too long for its turn since the last call, though they held few slots."""
        starved, self._starved = self._starved, set()
        return starved

    def _note_wait(self, tenant_id: TenantId, lane: DeliveryLane) -> None:
        if self._seconds() - lane.queued_seconds >= _STARVED_SECONDS:
            self._starved.add(tenant_id)

    def settle(self, asks: Sequence[LaneAsk], leases: Sequence[DeliveryLease]) -> list[LaneAsk]:
        """Take in what a claim brought; returns the lanes to inspect: they gave nothing, or may hold more."""
        taken: dict[DeliveryLaneKey, list[DeliveryLease]] = {}
        for lease in leases:
            taken.setdefault((lease.tenant_id, lease.subscription_id), []).append(lease)
        unclear = []
        for ask in asks:
            lane = self._lanes[ask.tenant_id, ask.subscription_id]
            if self._settle(lane, ask, taken.get(lane.key, [])):
                unclear.append(LaneAsk(ask.tenant_id, ask.subscription_id, lane.floor, ask.most))
        return unclear

    def _settle(self, lane: DeliveryLane, ask: LaneAsk, got: Sequence[DeliveryLease]) -> bool:
        """Take in what one lane gave; returns whether it must be inspected. It stays asked until then.

        1. Count what is in flight. Raise the floor to behind what came.
        2. It gave all that was asked, or a hint came meanwhile: it has another turn.
        3. It gave less, and nothing had said that more is there: it rests, or waits for the end of an attempt.
        4. It gave nothing, or less though a timer or hint had said that more is there: ask the database before resting.
        """
        self._started(lane, len(got))
        if got:  # these rows are gone; the next one lies behind them, unless a hint named an earlier one meanwhile
            lane.backoff, lane.paused_until = BACKOFF_FIRST, None
            lane.floor = (got[-1].due, got[-1].delivery_id)
        # Read before `lower_floor` takes the hint in: it says that a row was written after the claim had looked.
        hinted = lane.hinted is not None
        lane.lower_floor()
        if len(got) == ask.most or hinted:
            self._queue(lane)
            return False
        if got and not lane.unsure:
            lane.move(LaneState.LIMITED if self._may_be_limited(lane, got) else LaneState.RESTING)
            return False
        lane.unsure = False
        return True

    def ask_again(self, lease: DeliveryLease) -> None:
        """Give the lane of a lease its next turn at once: it may have a rate, and is inspected for its next token."""
        lane = self._lanes[lease.tenant_id, lease.subscription_id]
        self._queue_unless_asked(lane)

    def unsettle(self, asks: Iterable[LaneAsk], *, now: datetime) -> None:
        """Forget a claim that failed: its lanes have their turn again a little later."""
        for ask in asks:
            lane = self._lanes[ask.tenant_id, ask.subscription_id]
            lane.lower_floor()
            lane.move(LaneState.RESTING)
            self.timers.start(lane, now + _LIMITED_WAIT)
            self._drop_if_idle(lane)

    def inspected(self, asks: Iterable[LaneAsk], inspections: Iterable[Inspection], *, now: datetime) -> None:
        """Take in what is next in lanes, and why they did not give it."""
        seen = {(each.tenant_id, each.subscription_id): each for each in inspections}
        for ask in asks:
            lane = self._lanes[ask.tenant_id, ask.subscription_id]
            found = seen.get(lane.key)
            if found is not None and found.pulled:  # it stays so for as long as it lives: no hint of it is for us
                self._remember_pulled(lane.key)
                lane.hinted = None
            if lane.hinted is not None:
                lane.lower_floor()
                lane.unsure = True
                self._queue(lane)
            elif found is None or not found.enabled:
                self._forget(lane)
            else:
                self._reconsider(lane, found, now)

    def _remember_pulled(self, key: DeliveryLaneKey) -> None:
        if len(self._pulled) >= _MOST_PULLED:
            self._pulled.clear()
        self._pulled.add(key)

    def finished(self, lease: DeliveryLease, *, seconds: float, answered: bool, narrow: bool = False) -> None:
        """Free the slot of a recorded attempt, and learn from how long it took.

        narrow: the lane has so small a limit that more may wait even if it gave little: it is asked again.
        """
        key = (lease.tenant_id, lease.subscription_id)
        lane = self._lanes[key]
        self._ended(lane)
        if seconds < SLOW_SECONDS and answered:
            lane.limit = min(lane.limit + 1, _HIGHEST_LIMIT)
        elif seconds >= SLOW_SECONDS:  # a quick failure changes nothing: the circuit is there for those
            lane.limit = max(1, lane.limit // 2)
        if lane.state is LaneState.LIMITED or (narrow and lane.floor != _NOTHING_KNOWN):
            self._queue_unless_asked(lane)
        self._drop_if_idle(lane)

    def next_due(self) -> datetime | None:
        """When the next timer of a lane ends; None without timers."""
        return self.timers.next_due

    def has_turns(self, now: datetime) -> bool:
        """Whether some lane has its turn; lanes whose timers have ended have theirs."""
        self._wake_due(now)
        return bool(self._turns)

    def _share(self) -> int:
        """The slots that one tenant may hold."""
        contenders = max(1, len(self._tenants))
        return max(_LEAST_SHARE, self._slots // (contenders + 1))

    def _ask(self, tenant: _TenantTurns, room: int) -> LaneAsk | None:
        """What the next lane of a tenant is asked for; None when nothing of it may leave now."""
        if room <= 0:
            return None
        crowded = self.in_flight * 4 >= self._slots
        for _ in range(len(tenant.lanes)):
            lane = tenant.lanes.popleft()
            most = min(room, lane.limit - lane.in_flight) if crowded else room
            if most > 0:
                lane.move(LaneState.ASKED)
                self._queued -= 1
                return LaneAsk(*lane.key, lane.floor, most)
            tenant.lanes.append(lane)
        return None

    def _started(self, lane: DeliveryLane, count: int) -> None:
        if count:
            lane.in_flight += count
            self.in_flight += count
            self._tenant(lane.key[0]).in_flight += count

    def _ended(self, lane: DeliveryLane) -> None:
        lane.in_flight -= 1
        self.in_flight -= 1
        self._tenants[lane.key[0]].in_flight -= 1

    def _tenant(self, tenant_id: TenantId) -> _TenantTurns:
        tenant = self._tenants.get(tenant_id)
        if tenant is None:
            tenant = self._tenants[tenant_id] = _TenantTurns(deque())
        return tenant

    def _queue_unless_asked(self, lane: DeliveryLane) -> None:
        """Let a lane have its turn; one that has it, or stands in the queue, is left alone."""
        if lane.state is LaneState.RESTING or lane.state is LaneState.LIMITED:
            self._queue(lane)

    def _queue(self, lane: DeliveryLane) -> None:
        lane.move(LaneState.QUEUED)
        lane.queued_seconds = self._seconds()
        self._queued += 1
        tenant = self._tenant(lane.key[0])
        if not tenant.lanes:
            self._turns.append(lane.key[0])
        tenant.lanes.append(lane)

    def _wake_due(self, now: datetime) -> None:
        for lane in self.timers.ended(now):
            lane.unsure = True
            self._queue_unless_asked(lane)

    @staticmethod
    def _may_be_limited(lane: DeliveryLane, got: Sequence[DeliveryLease]) -> bool:
        """Whether a lane that gave less than asked may be held by a limit; then it is asked again after an attempt.

        A quiet lane is taken to be empty. If it is not, the next sweep finds the rest.
        """
        return len(got) >= _BUSY_ROWS or lane.in_flight > _BUSY_ROWS or got[0].probe

    def _reconsider(self, lane: DeliveryLane, found: Inspection, now: datetime) -> None:
        lane.floor, lane.paused_until = max(lane.floor, (found.due, found.delivery_id)), found.paused_until
        when = max(found.due, _limited_until(lane, found, now) or found.due)
        if when > now:
            lane.move(LaneState.LIMITED if found.room <= 0 else LaneState.RESTING)
            self.timers.start(lane, when)
        else:  # due and free, and yet the claim did not get it: another process had it locked
            lane.move(LaneState.RESTING)
            self.timers.start(lane, now + lane.backoff)
            lane.backoff = min(lane.backoff * 2, _BACKOFF_LAST)
        self._drop_if_idle(lane)

    def _forget(self, lane: DeliveryLane) -> None:
        lane.move(LaneState.RESTING)
        self.timers.stop(lane)
        self._drop_if_idle(lane)

    def _drop_if_idle(self, lane: DeliveryLane) -> None:
        """Forget a lane of which nothing is known to wait, and a tenant that neither holds a slot nor wants one.

        A tenant whose lanes only wait for their timers, such as an open circuit's, wants none: others share by who
        does.
        """
        if lane.is_forgettable:
            del self._lanes[lane.key]
        tenant = self._tenants.get(lane.key[0])
        if tenant is not None and not tenant.in_flight and not tenant.lanes:
            del self._tenants[lane.key[0]]


def _limited_until(lane: DeliveryLane, found: Inspection, now: datetime) -> datetime | None:
    """Until when a limit holds the lane; None when none does."""
    if found.paused_until is not None and found.paused_until > now:
        return found.paused_until
    if found.probe_time is not None:
        return now + _LIMITED_WAIT if found.probing else found.probe_time
    if found.room <= 0:
        return now + (_LIMITED_WAIT if lane.in_flight else _BACKOFF_LAST)
    if found.rate_per_second is not None:
        seconds = seconds_to_token(
            now, per_second=found.rate_per_second, tokens=found.rate_tokens, rate_time=found.rate_time
        )
        if seconds > 0:
            return now + max(_TOKENS_WAIT, timedelta(seconds=seconds))
    return None
