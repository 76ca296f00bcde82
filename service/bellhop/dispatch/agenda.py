"""Whose turn it is: what one dispatcher remembers about the lanes that may have something due.

It is a memory, never the truth: it is filled by hints and by sweeps of the database, and a lane that it forgot is
found by the next sweep. Each lane has a floor, the smallest `(due, id)` not yet looked at, which keeps a claim fast
while some transaction holds back vacuum and the rows already taken still lie at the beginning of the index; every hint
lowers it to its own key.

Fairness is of occupancy, not only of turns. Tenants take turns, then their lanes. While several tenants want slots,
none holds more than its share of them, and alone none holds more than half, so that whoever comes next finds room
though all that is being sent may hang. A lane that answers slowly has its concurrency halved, down to one, and gets it
back as it recovers; that limit counts once a quarter of all slots is held.
"""

import heapq
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bellhop.dispatch.lane import BACKOFF_FIRST, DeliveryLane, Floor, LaneState
from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease, LaneHint
from bellhop.ids import DeliveryId, TenantId
from bellhop.store.claims import Inspection, LaneAsk

SLOW_SECONDS = 1.0
_NOTHING_KNOWN: Floor = (datetime.max.replace(tzinfo=UTC), DeliveryId(uuid.UUID(int=(1 << 128) - 1)))
"""The floor of a lane in which nothing waits as far as is known here: any hint lowers it."""

_CHUNK = 8  # rows a lane may give per turn while others wait
_HIGHEST_LIMIT = 1_000
_LEAST_SHARE = 4
_BUSY_ROWS = 4
_BACKOFF_LAST = timedelta(milliseconds=50)
_LIMITED_WAIT = timedelta(seconds=1)
_TOKENS_WAIT = timedelta(milliseconds=50)


@dataclass(slots=True)
class _TenantTurns:
    lanes: deque[DeliveryLane]
    in_flight: int = 0


class Agenda:
    """The turns of one dispatcher with this many slots."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._lanes: dict[DeliveryLaneKey, DeliveryLane] = {}
        self._tenants: OrderedDict[TenantId, _TenantTurns] = OrderedDict()
        self._turns: deque[TenantId] = deque()
        self._waiting: list[tuple[datetime, int, DeliveryLaneKey]] = []
        self._pushed = 0
        self._queued = 0
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
            due_now |= self.take_up(
                (hint.tenant_id, hint.subscription_id), (hint.due, hint.delivery_id), hint.due, now=now
            )
        return due_now

    def take_up(self, key: DeliveryLaneKey, floor: Floor, when: datetime, *, now: datetime) -> bool:
        """Take up a lane whose first row is at `floor` and may leave at `when`; true when that is now, or soon."""
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = DeliveryLane(key, floor)
        elif lane.state is LaneState.ASKED:
            lane.hinted = min(lane.hinted or floor, floor)
        elif floor < lane.floor:  # never raised here: between the two there may lie rows that a limit held back
            lane.floor = floor
        if lane.state is LaneState.LIMITED:
            if lane.wake_time is not None and lane.wake_time <= now + _LIMITED_WAIT:
                return False
            self._wait_until(lane, now + _BACKOFF_LAST)  # nobody has looked: perhaps it is not, and its attempts hang
            return True
        if when > now:
            self._wait_until(lane, when)
            return False
        self._queue_unless_asked(lane)
        return True

    def reserve(self, key: DeliveryLaneKey, *, now: datetime) -> bool:
        """Keep a slot for a delivery that is about to be born in this lane; False where what waits comes first.

        That is where a limit holds the lane, or where its turn has not come for a while: what is new may overtake what
        waits by a moment, as nobody counts on the order, but never keeps it waiting. (Without that moment a lane that
        once has something waiting stays so under load, as every new delivery joins it.) An eighth of all slots is not
        given this way, so that claims always find some.
        """
        lane = self._lanes.get(key)
        if lane is not None and (lane.state is LaneState.LIMITED or lane.in_flight >= lane.limit or lane.is_late(now)):
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
        chunk = max(_CHUNK, budget // max(1, self._queued))
        asks: list[LaneAsk] = []
        granted: dict[TenantId, int] = {}
        passed: list[TenantId] = []
        while budget > 0 and self._turns:
            tenant_id = self._turns.popleft()
            tenant = self._tenants[tenant_id]
            room = min(budget, self._share() - tenant.in_flight - granted.get(tenant_id, 0))
            ask = self._ask(tenant, min(room, chunk))
            if ask is None:
                if tenant.lanes:
                    passed.append(tenant_id)
                continue
            asks.append(ask)
            budget -= ask.most
            granted[tenant_id] = granted.get(tenant_id, 0) + ask.most
            if tenant.lanes:
                self._turns.append(tenant_id)
        self._turns.extend(passed)
        return asks

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
        """Take in what one lane gave; returns whether it must be inspected, and stays asked until then.

        1. Count what is in flight, and raise the floor to behind what came.
        2. It gave all, or a hint came meanwhile: it has another turn.
        3. It gave fewer, and nothing said that more is there: it rests, or waits for the end of an attempt.
        4. It gave nothing, or fewer though something said that more is there: only an inspection tells why.
        """
        self._started(lane, len(got))
        if got:  # what came is gone: the next row lies behind it, or where a hint has named one meanwhile
            lane.backoff = BACKOFF_FIRST
            lane.floor = (got[-1].due, got[-1].delivery_id)
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
        """Give the lane of a lease its next turn at once: it has a rate, and is inspected for its next token."""
        lane = self._lanes[lease.tenant_id, lease.subscription_id]
        self._queue_unless_asked(lane)

    def unsettle(self, asks: Iterable[LaneAsk], *, now: datetime) -> None:
        """Forget a claim that failed: its lanes have their turn again a little later."""
        for ask in asks:
            lane = self._lanes[ask.tenant_id, ask.subscription_id]
            lane.lower_floor()
            lane.move(LaneState.RESTING)
            self._wait_until(lane, now + _LIMITED_WAIT)

    def inspected(self, asks: Iterable[LaneAsk], inspections: Iterable[Inspection], *, now: datetime) -> None:
        """Take in what is next in lanes, and why they did not give it."""
        seen = {(each.tenant_id, each.subscription_id): each for each in inspections}
        for ask in asks:
            lane = self._lanes[ask.tenant_id, ask.subscription_id]
            if lane.hinted is not None:
                lane.lower_floor()
                lane.unsure = True
                self._queue(lane)
                continue
            found = seen.get(lane.key)
            if found is None or not found.enabled:
                self._forget(lane)
            else:
                self._reconsider(lane, found, now)

    def finished(self, lease: DeliveryLease, *, seconds: float, answered: bool, narrow: bool = False) -> None:
        """An attempt has ended and is recorded: its slot is free, and the lane's speed is known better.

        `narrow`: the lane lets so few leave at once that more may wait however few it gave; so it is asked again.
        """
        key = (lease.tenant_id, lease.subscription_id)
        lane = self._lanes[key]
        self._ended(lane)
        if seconds < SLOW_SECONDS and answered:
            lane.limit = min(lane.limit + 1, _HIGHEST_LIMIT)
        elif seconds >= SLOW_SECONDS:
            lane.limit = max(1, lane.limit // 2)
        if lane.state is LaneState.LIMITED or (narrow and lane.floor != _NOTHING_KNOWN):
            self._queue_unless_asked(lane)
        self._drop_if_idle(lane)

    def next_due(self) -> datetime | None:
        """When the next lane that waits may have something due; None when none does."""
        return self._waiting[0][0] if self._waiting else None

    def has_turns(self, now: datetime) -> bool:
        """Whether some lane has its turn, those included that have waited until now."""
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
        self._queued += 1
        tenant = self._tenant(lane.key[0])
        if not tenant.lanes:
            self._turns.append(lane.key[0])
        tenant.lanes.append(lane)

    def _wait_until(self, lane: DeliveryLane, when: datetime) -> None:
        if lane.wake_time is not None and lane.wake_time <= when:
            return
        lane.wake_time = when
        self._pushed += 1
        heapq.heappush(self._waiting, (when, self._pushed, lane.key))

    def _wake_due(self, now: datetime) -> None:
        while self._waiting and self._waiting[0][0] <= now:
            when, _, key = heapq.heappop(self._waiting)
            lane = self._lanes.get(key)
            if lane is not None and lane.wake_time == when:
                lane.wake_time, lane.unsure = None, True
                self._queue_unless_asked(lane)

    @staticmethod
    def _may_be_limited(lane: DeliveryLane, got: Sequence[DeliveryLease]) -> bool:
        """Whether a lane that gave fewer rows than asked may hold more: then the end of an attempt asks it again.

        Of a quiet lane that was all; should it not have been, the next sweep finds the rest.
        """
        return len(got) >= _BUSY_ROWS or lane.in_flight > _BUSY_ROWS or got[0].probe

    def _reconsider(self, lane: DeliveryLane, found: Inspection, now: datetime) -> None:
        lane.floor = max(lane.floor, (found.due, found.delivery_id))
        when = max(found.due, _limited_until(lane, found, now) or found.due)
        if when > now:
            lane.move(LaneState.LIMITED if found.room <= 0 else LaneState.RESTING)
            self._wait_until(lane, when)
        else:
            lane.move(LaneState.RESTING)
            self._wait_until(lane, now + lane.backoff)
            lane.backoff = min(lane.backoff * 2, _BACKOFF_LAST)

    def _forget(self, lane: DeliveryLane) -> None:
        lane.move(LaneState.RESTING)
        lane.wake_time = None
        self._drop_if_idle(lane)

    def _drop_if_idle(self, lane: DeliveryLane) -> None:
        if not lane.is_forgettable:
            return
        del self._lanes[lane.key]
        tenant = self._tenants.get(lane.key[0])
        if tenant is not None and not tenant.in_flight and not tenant.lanes:
            del self._tenants[lane.key[0]]


def _limited_until(lane: DeliveryLane, found: Inspection, now: datetime) -> datetime | None:
    """Until when a limit holds the lane; None when none does."""
    if found.probe_time is not None:
        return now + _LIMITED_WAIT if found.probing else found.probe_time
    if found.room <= 0:
        return now + (_LIMITED_WAIT if lane.in_flight else _BACKOFF_LAST)
    if found.rate_per_second is not None:
        age = max(0.0, (now - found.rate_time).total_seconds()) if found.rate_time else 0.0
        tokens = min(max(1.0, found.rate_per_second), found.rate_tokens + age * found.rate_per_second)
        if tokens < 1:
            return now + max(_TOKENS_WAIT, timedelta(seconds=(1 - tokens) / found.rate_per_second))
    return None
