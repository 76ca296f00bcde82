"""Slots: how what a transaction makes can be sent right after its commit, by the engine of the same process.

A delivery whose slot is reserved is *born leased*: written as already held by this process, so that no claim, no
reading and no commit stand between the commit that made it and the first byte that leaves. Those who make deliveries
and the engine know nothing of each other, only of this port. Where no engine runs, or it is busy, nothing is
reserved, and the delivery waits to be claimed like any other.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum, auto
from typing import NamedTuple, Protocol

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.domain.event import EventBody


class Slot(Enum):
    """Whether a delivery can be sent at once: not, if its lane has room, or as its lane has granted a slot for it."""

    NONE = auto()
    FREE = auto()
    GRANTED = auto()


class Born(NamedTuple):
    """A delivery that was written as already leased, with what it carries, and whether in a slot that was granted."""

    lease: DeliveryLease
    body: EventBody
    granted: bool = False


class Granting(Protocol):
    """Who asks lanes to grant slots."""

    def seek(self, lane: DeliveryLaneKey, holder: int | None) -> bool:
        """Whether this lane shall grant the holder slots; then one of the next two must follow."""

    def sought(self, lanes: Iterable[DeliveryLaneKey], granted: Mapping[DeliveryLaneKey, int], holder: int) -> None:
        """What lanes have granted the holder in all; called after the commit."""

    def not_sought(self, lanes: Iterable[DeliveryLaneKey], holder: int, *, heard: bool) -> None:
        """Nothing was granted, or (not `heard`) perhaps something was."""


class Engine(Protocol):
    """Who sends: leases last for `lease` and are held by `holder` (None: nobody vouches for this process)."""

    lease: timedelta

    @property
    def grants(self) -> Granting:
        """The slots that lanes have granted to the holder."""

    @property
    def holder(self) -> int | None:
        """Who holds what is leased now."""

    def reserve(self, lane: DeliveryLaneKey, holder: int | None) -> Slot:
        """Keep a slot for one delivery of this lane, if one is free and nothing that waits comes first.

        One that the lane has granted, if it has granted some to this holder.
        """

    def release(self, lane: DeliveryLaneKey, slot: Slot, *, unborn: bool) -> None:
        """Free a slot that was reserved and is not needed; `unborn`: the lane let nothing leave in it."""

    def send(self, born: Sequence[Born]) -> None:
        """Send these, whose slots are reserved; called after their commit."""

    def remember(self, bodies: Iterable[EventBody]) -> None:
        """Some delivery of each of these had a slot and was not born: it will be claimed in a moment."""

    def disown(self, token: uuid.UUID) -> None:
        """What was born under this token was not heard of: end it, if it was."""


class Reservation:
    """The slots of one transaction: `ask` for them, `keep` what was born, and `send` it after the commit.

    Slots that were not used are released at the end of the block that opened the reservation.
    """

    def __init__(self, engine: Engine | None) -> None:
        self._engine = engine
        self._reserved: dict[Slot, Counter[DeliveryLaneKey]] = {Slot.FREE: Counter(), Slot.GRANTED: Counter()}
        self._seeking: set[DeliveryLaneKey] = set()
        self._granted: dict[DeliveryLaneKey, int] = {}
        self._is_committed = False
        self._born: list[Born] = []
        self._missed: list[EventBody] = []
        self.token = uuid.uuid4()
        self.lease = engine.lease if engine else timedelta(0)
        self.holder = engine.holder if engine else None

    def ask(self, lanes: Iterable[DeliveryLaneKey]) -> list[Slot]:
        """For each of these whether it has a slot now."""
        if self._engine is None:
            return [Slot.NONE for _ in lanes]
        slots = []
        free, granted = self._reserved.values()
        for lane in lanes:
            slot = self._engine.reserve(lane, self.holder)
            slots.append(slot)
            if slot is Slot.GRANTED:
                granted[lane] += 1
            elif slot is Slot.FREE:
                free[lane] += 1
        return slots

    def seek(self) -> set[DeliveryLaneKey]:
        """The lanes that shall grant slots, of those whose rows are going to be locked for what was asked for."""
        if self._engine is None:
            return set()
        for lane in self._reserved[Slot.FREE].keys() - self._seeking:
            if self._engine.grants.seek(lane, self.holder):
                self._seeking.add(lane)
        return self._seeking

    def keep(self, born: Iterable[Born], granted: Mapping[DeliveryLaneKey, int]) -> None:
        """These were born in their slots, and these lanes have granted so many slots."""
        self._born += born
        self._granted.update(granted)

    def miss(self, bodies: Iterable[EventBody]) -> None:
        """Some delivery of each of these got a slot but no lease: somebody has its lane locked, or a limit holds it."""
        self._missed += bodies

    async def send(self) -> None:
        """Hand over what was born, and let it leave before the caller goes on; after the commit."""
        if self._engine is None:
            return
        self._is_committed = True
        self._engine.remember(self._missed)
        if self._seeking and self.holder is not None:
            self._engine.grants.sought(self._seeking, self._granted, self.holder)
            self._seeking = set()
        if self._born:
            born, self._born = self._born, []
            free, granted = self._reserved.values()
            for each in born:
                (granted if each.granted else free)[each.lease.tenant_id, each.lease.subscription_id] -= 1
            self._engine.send(born)
            await asyncio.sleep(0)

    def release(self, *, heard: bool = True) -> None:
        """Free what was not sent; not `heard`: whether the transaction was committed is not known."""
        if self._engine is None:
            return
        for slot, lanes in self._reserved.items():
            for lane in lanes.elements():
                self._engine.release(lane, slot, unborn=self._is_committed)
            lanes.clear()
        if self._seeking and self.holder is not None:
            self._engine.grants.not_sought(self._seeking, self.holder, heard=heard)
            self._seeking = set()

    def disown(self) -> None:
        """Whether the transaction was committed is not known: what was born in it is not sent."""
        if self._engine is not None and any(lanes.total() for lanes in self._reserved.values()):
            self._engine.disown(self.token)
        self.release(heard=False)


class Slots:
    """The port of one process: its engines, by the cell that they send from."""

    def __init__(self) -> None:
        self._engines: dict[Hashable, Engine] = {}

    def attach(self, cell: Hashable, engine: Engine) -> None:
        """Let this engine be asked for slots of this cell."""
        self._engines[cell] = engine

    def detach(self, cell: Hashable) -> None:
        """Ask it no more; what it has reserved is still sent or released."""
        self._engines.pop(cell, None)

    @contextmanager
    def reserving(self, cell: Hashable) -> Iterator[Reservation]:
        """A reservation around one transaction in this cell."""
        reservation = Reservation(self._engines.get(cell))
        try:
            yield reservation
        except BaseException:
            reservation.disown()
            raise
        finally:
            reservation.release()
