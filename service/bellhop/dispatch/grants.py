"""Slots of lanes that this process has for itself, so that it need not ask their rows (docs/decisions/lane-grants.md).

A lane that gets many deliveries here grants some of its slots to this process, by the statement that writes them. From
then on deliveries are born in those slots, and end in them, while the row of the lane is neither locked nor changed:
who else wants it does not wait. The row counts what it has granted, so the limit of the lane holds over all processes.

A grant is given back when nothing was born in it for a while, when it is far larger than what it is used for, when
other processes come or go with which a lane shares what it grants, and when it covers nothing any more, as the lane was
paused, disabled or narrowed. What a process that is gone had been granted, others end with its leases (core/leases.py).
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.ids import DeliveryId
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.store import lane_grants
from bellhop.store.database import Database
from bellhop.store.lane_grants import MOST_AT_ONCE, LaneGrant

_BUSY = 8  # born in a lane since the last look: fewer are not worth a grant
_IDLE_SECONDS = 2.0
_UNHEARD_SECONDS = 30.0  # what was sent with a lost answer has been committed by then, or never will be
_WASTEFUL = 4  # times as many slots as were used at once since the last look
_ENDED_AT_ONCE = 500
_LEAVE_SECONDS = 2.0


@dataclass(slots=True)
class _Grant:
    """What a lane has granted to a holder.

    used: slots in which something is being born or sent.
    most_used: the most of them since the last look.
    leases: what was born in it and is not recorded yet.
    used_seconds: when a look last found that some were used.
    closing: nothing more is born in it, and it is ended once nothing is in it, and not before `ends_after_seconds`.
    """

    holder: int
    slots: int
    used: int = 0
    most_used: int = 0
    leases: int = 0
    used_seconds: float = 0.0
    closing: bool = False
    ends_after_seconds: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is being born or sent in it, or recorded."""
        return not self.used and not self.leases


class Grants:
    """The grants of one dispatcher in one cell."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._grants: dict[DeliveryLaneKey, _Grant] = {}
        self._lane_of: dict[DeliveryId, DeliveryLaneKey] = {}
        self._seeking: set[DeliveryLaneKey] = set()
        self._born: Counter[DeliveryLaneKey] = Counter()

    def cover(self, lane: DeliveryLaneKey, holder: int | None) -> bool:
        """Take a granted slot for a delivery that is about to be born in this lane, if one is free."""
        self._born[lane] += 1
        grant = self._grants.get(lane)
        if grant is None or grant.closing or grant.used >= grant.slots:
            return False
        if grant.holder != holder:
            grant.closing = True
            return False
        grant.used += 1
        grant.most_used = max(grant.most_used, grant.used)
        return True

    def uncover(self, lane: DeliveryLaneKey, *, unborn: bool) -> None:
        """Free a slot that `cover` took. If the lane let nothing leave in it, it is not what it was: the grant ends."""
        grant = self._grants[lane]
        grant.used -= 1
        grant.closing = grant.closing or unborn

    def sent(self, leases: Iterable[DeliveryLease]) -> None:
        """Deliveries were born in slots that `cover` took; each is in its own until it is `answered`."""
        for lease in leases:
            lane = self._lane_of[lease.delivery_id] = (lease.tenant_id, lease.subscription_id)
            self._grants[lane].leases += 1

    def answered(self, delivery_id: DeliveryId) -> bool:
        """Free the slot of a delivery: its attempt is over, and `ended` follows. Returns whether it was in a slot."""
        lane = self._lane_of.get(delivery_id)
        if lane is None:
            return False
        self._grants[lane].used -= 1
        return True

    def ended(self, delivery_id: DeliveryId) -> None:
        """A delivery has no lease any more."""
        lane = self._lane_of.pop(delivery_id, None)
        if lane is not None:
            self._grants[lane].leases -= 1

    def seek(self, lane: DeliveryLaneKey, holder: int | None) -> bool:
        """Whether this lane shall grant slots by the statement that is about to be sent; then `sought` must follow.

        One statement at a time: another would not see what the first was granted, and get its part once more.
        """
        grant = self._grants.get(lane)
        if holder is None or self._born[lane] < _BUSY or lane in self._seeking:
            return False
        if grant is not None and (grant.closing or grant.holder != holder):
            return False
        self._seeking.add(lane)
        return True

    def sought(self, lanes: Iterable[DeliveryLaneKey], granted: Mapping[DeliveryLaneKey, int], holder: int) -> None:
        """The statement is committed, and lanes have granted the holder so many slots in all."""
        for lane in lanes:
            self._seeking.discard(lane)
            slots = granted.get(lane, 0)
            grant = self._grants.get(lane)
            if not slots:
                continue
            if grant is None:
                grant = self._grants[lane] = _Grant(holder, slots)
            grant.slots = max(grant.slots, slots)
            grant.used_seconds = monotonic_seconds()

    def not_sought(self, lanes: Iterable[DeliveryLaneKey], holder: int, *, heard: bool) -> None:
        """The statement failed; what became of it may not be known, and then it may have been granted something."""
        for lane in lanes:
            self._seeking.discard(lane)
            if heard:
                continue
            grant = self._grants.setdefault(lane, _Grant(holder, 0))
            grant.closing = True
            grant.ends_after_seconds = monotonic_seconds() + _UNHEARD_SECONDS

    async def end_once(self) -> int:
        """Give back what is not needed any more; once a second."""
        now, ending = monotonic_seconds(), list[DeliveryLaneKey]()
        self._born.clear()
        for lane, grant in self._grants.items():
            if grant.most_used:
                grant.used_seconds = now
            wasted = grant.slots > MOST_AT_ONCE and grant.most_used * _WASTEFUL < grant.slots
            grant.most_used = grant.used
            grant.closing = grant.closing or wasted or now - grant.used_seconds > _IDLE_SECONDS
            if grant.closing and grant.is_empty and lane not in self._seeking and now >= grant.ends_after_seconds:
                ending.append(lane)
        return await self._end(ending[:_ENDED_AT_ONCE])

    def share_anew(self) -> None:
        """Give back what was granted, to be granted anew, as others came or went with whom it is shared."""
        for grant in self._grants.values():
            grant.closing = True

    async def end_all(self) -> None:
        """Give everything back: nothing is sent any more."""
        self.share_anew()
        with contextlib.suppress(*CONNECTION_BROKEN, asyncpg.PostgresError):  # then others do it
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self._end([lane for lane, grant in self._grants.items() if grant.is_empty])

    async def _end(self, lanes: list[DeliveryLaneKey]) -> int:
        """End grants that are closing and in which nothing is; they are remembered until that is done."""
        if not lanes:
            return 0
        async with self._database.connection() as connection:
            await lane_grants.end(connection, [LaneGrant(lane, self._grants[lane].holder) for lane in lanes])
        for lane in lanes:
            del self._grants[lane]
        return len(lanes)
