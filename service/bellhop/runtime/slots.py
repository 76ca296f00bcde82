"""Slots: how what a transaction makes can be sent right after its commit, by the engine of the same process.

A delivery whose slot is reserved is *born leased*: written as already held by this process, so that no claim, no
reading and no commit stand between the commit that made it and the first byte that leaves. Those who make deliveries
and the engine know nothing of each other, only of this port. Where no engine runs, or it is busy, nothing is
reserved, and the delivery waits to be claimed like any other.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple, Protocol

from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease
from bellhop.domain.event import EventBody


class Born(NamedTuple):
    """A delivery that was written as already leased, with what it carries."""

    lease: DeliveryLease
    body: EventBody


class Engine(Protocol):
    """Who sends: leases last for `lease` and are held by `holder` (None: nobody vouches for this process)."""

    lease: timedelta

    @property
    def holder(self) -> int | None:
        """Who holds what is leased now."""

    def reserve(self, lane: DeliveryLaneKey) -> bool:
        """Keep a slot for one delivery of this lane, if one is free and nothing that waits comes first."""

    def release(self, lane: DeliveryLaneKey) -> None:
        """Free a slot that was reserved and is not needed."""

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
        self._reserved: Counter[DeliveryLaneKey] = Counter()
        self._born: list[Born] = []
        self._missed: list[EventBody] = []
        self.token = uuid.uuid4()
        self.lease = engine.lease if engine else timedelta(0)
        self.holder = engine.holder if engine else None

    def ask(self, lanes: Iterable[DeliveryLaneKey]) -> list[bool]:
        """For each of these whether it has a slot now."""
        if self._engine is None:
            return [False for _ in lanes]
        granted = []
        for lane in lanes:
            granted.append(self._engine.reserve(lane))
            self._reserved[lane] += granted[-1]
        return granted

    def keep(self, born: Iterable[Born]) -> None:
        """These were born in their slots."""
        self._born += born

    def miss(self, bodies: Iterable[EventBody]) -> None:
        """Some delivery of each of these got a slot but no lease: somebody has its lane locked, or a limit holds it."""
        self._missed += bodies

    async def send(self) -> None:
        """Hand over what was born, and let it leave before the caller goes on; after the commit."""
        if self._engine is None:
            return
        self._engine.remember(self._missed)
        if self._born:
            born, self._born = self._born, []
            self._reserved.subtract((each.lease.tenant_id, each.lease.subscription_id) for each in born)
            self._engine.send(born)
            await asyncio.sleep(0)

    def release(self) -> None:
        """Free what was not sent."""
        if self._engine is not None:
            for lane in self._reserved.elements():
                self._engine.release(lane)
        self._reserved.clear()

    def disown(self) -> None:
        """Whether the transaction was committed is not known: what was born in it is not sent."""
        if self._engine is not None and self._reserved.total():
            self._engine.disown(self.token)


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
