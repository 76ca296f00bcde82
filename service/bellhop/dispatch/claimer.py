"""Claims what is due in the lanes whose turn it is."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from bellhop.clock import Clock
from bellhop.core.outgoing import LeasedBatch, Preparer
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.keeper import LEASE, Keeper
from bellhop.dispatch.lateness import Lateness
from bellhop.domain.delivery import DeliveryLease
from bellhop.store import claims
from bellhop.store.claims import LaneAsk
from bellhop.store.database import Database


@dataclass(slots=True)
class Claim:
    """What a claim brought: deliveries, and the lanes to inspect, as they gave nothing or may hold more.

    asked: whether any lane had its turn.
    """

    batch: LeasedBatch = field(default_factory=LeasedBatch)
    unclear: list[LaneAsk] = field(default_factory=list)
    asked: bool = False

    def __len__(self) -> int:
        return len(self.batch)


class Claimer:
    """Asks the database on behalf of an agenda."""

    def __init__(self, database: Database, agenda: Agenda, preparer: Preparer, clock: Clock, keeper: Keeper) -> None:
        self._database = database
        self._agenda = agenda
        self._preparer = preparer
        self._clock = clock
        self._keeper = keeper
        self.lateness = Lateness()

    async def claim(self, most: int) -> Claim:
        """Take at most `most` deliveries that are due; what is held when it raises is given back soon.

        1. The agenda says whose turn it is.
        2. One statement leases what is due there.
        3. The agenda takes in what each lane gave, and says which are unclear.
        4. Subscriptions and events that are not at hand are read.
        5. What can be sent is told from what ends without an attempt.
        """
        asks = self._agenda.turns(most, now=self._clock.now())
        if not asks:
            return Claim()
        leases = await self._lease(asks)
        unclear = self._agenda.settle(asks, leases)
        self.lateness.claimed(asks, leases, now=self._clock.now())
        try:
            batch = await self._prepare(leases) if leases else LeasedBatch()
        except BaseException:  # nothing may seem to be under way for ever
            for lease in leases:
                self._keeper.disown(lease.token)
                self._agenda.finished(lease, seconds=0, answered=False)
            self._agenda.unsettle(unclear, now=self._clock.now())
            raise
        return Claim(batch, unclear, asked=True)

    async def inspect(self, asks: Sequence[LaneAsk]) -> None:
        """Find out what is next in lanes that gave nothing or may hold more, and tell the agenda."""
        try:
            async with self._database.connection() as connection:
                inspections = await claims.inspect(connection, asks)
        except BaseException:
            self._agenda.unsettle(asks, now=self._clock.now())
            raise
        self._agenda.inspected(asks, inspections, now=self._clock.now())

    async def _lease(self, asks: Sequence[LaneAsk]) -> list[DeliveryLease]:
        token = uuid.uuid4()
        try:
            async with self._database.connection() as connection:
                return await claims.claim(connection, asks, token=token, lease=LEASE, holder=self._keeper.holder)
        except BaseException:
            self._keeper.disown(token)  # perhaps it was committed, and only its answer was lost
            self._agenda.unsettle(asks, now=self._clock.now())
            raise

    async def _prepare(self, leases: Sequence[DeliveryLease]) -> LeasedBatch:
        bodies = await self._preparer.read_bodies(leases)
        await self._preparer.read_endpoints(leases)
        return self._preparer.divide([(lease, bodies.get(lease.event_id)) for lease in leases])
