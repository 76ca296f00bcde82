"""Claims what is due in the lanes whose turn it is, and gathers what sending it needs."""

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bellhop.clock import Clock
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.attempt import Work
from bellhop.dispatch.bodies import Bodies
from bellhop.dispatch.endpoints import Endpoints
from bellhop.dispatch.keeper import LEASE, Keeper
from bellhop.domain.delivery import Lease, Reason
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.domain.event import EventBody
from bellhop.domain.retry import DeadLetter, Defer, put_off
from bellhop.metrics import CREDENTIALS_UNREADABLE
from bellhop.store import claims
from bellhop.store.claims import Ask
from bellhop.store.database import Database

_SPARE = timedelta(seconds=5)


@dataclass(slots=True)
class Claimed:
    """What a claim brought: work to send, leases that end without being sent, and lanes to look at.

    Its length is that of the deliveries; `asked` tells whether any lane had its turn.
    """

    work: list[Work] = field(default_factory=list)
    unsent: list[Ending] = field(default_factory=list)
    unclear: list[Ask] = field(default_factory=list)
    asked: bool = False

    def __len__(self) -> int:
        return len(self.work) + len(self.unsent)


class Claimer:
    """Asks the database on behalf of an agenda."""

    def __init__(self, database: Database, agenda: Agenda, endpoints: Endpoints, clock: Clock, keeper: Keeper) -> None:
        self._database = database
        self._agenda = agenda
        self._endpoints = endpoints
        self._clock = clock
        self._keeper = keeper
        self._bodies = Bodies()
        self.trips = 0

    async def claim(self, most: int) -> Claimed:
        """Take at most `most` deliveries that are due; what is held when it raises is given back soon."""
        now = self._clock.now()
        asks = self._agenda.turns(most, now=now)
        if not asks:
            return Claimed()
        token = uuid.uuid4()
        try:
            async with self._database.connection() as connection:
                self.trips += 1
                leases = await claims.claim(connection, asks, token=token, lease=LEASE, holder=self._keeper.holder)
        except BaseException:
            self._keeper.disown(token)  # perhaps it was committed, and only its answer was lost
            self._agenda.unsettle(asks, now=now)
            raise
        unclear = self._agenda.settle(asks, leases)
        try:
            claimed = await self._gather(leases) if leases else Claimed()
        except BaseException:  # nothing may seem to be under way for ever
            self._keeper.disown(token)
            for lease in leases:
                self._agenda.finished(lease, seconds=0, answered=False)
            self._agenda.unsettle(unclear, now=now)
            raise
        claimed.unclear, claimed.asked = unclear, True
        return claimed

    async def look(self, asks: Sequence[Ask]) -> None:
        """Find out why lanes gave nothing."""
        try:
            async with self._database.connection() as connection:
                self.trips += 1
                looks = await claims.look(connection, asks)
        except BaseException:
            self._agenda.unsettle(asks, now=self._clock.now())
            raise
        self._agenda.looked(asks, looks, now=self._clock.now())

    async def _gather(self, leases: Sequence[Lease]) -> Claimed:
        """Read the events, and the subscriptions that are new or changed."""
        bodies, asked = await self._bodies.load(self._database, leases)
        self.trips += asked
        await self.meet(leases)
        return self.sort([(lease, bodies.get(lease.event_id)) for lease in leases])

    def knows(self, leases: Iterable[Lease]) -> bool:
        """Whether the subscriptions of all these leases are at hand."""
        return all(self._endpoints.known(lease) is not None for lease in leases)

    async def meet(self, leases: Sequence[Lease]) -> None:
        """Read the subscriptions that are new or changed."""
        new = [lease for lease in leases if self._endpoints.known(lease) is None]
        if new:
            async with self._database.connection() as connection:
                self.trips += 1
                await self._endpoints.load(connection, new)

    def sort(self, held: Iterable[tuple[Lease, EventBody | None]]) -> Claimed:
        """What of these to send, and what to end without sending; their subscriptions have been read."""
        now = self._clock.now()
        claimed = Claimed()
        for lease, body in held:
            endpoint = self._endpoints.known(lease)
            if endpoint is None:
                claimed.unsent.append(Ending(lease, self._deferred(lease, now)))
            elif lease.give_up_time <= now or body is None:
                reason = Reason.EVENT_GONE if body is None else Reason.TOO_OLD
                policy = endpoint.subscription.delivery
                claimed.unsent.append(Ending(lease, DeliveryChange.dead(lease, reason, policy, sent=False)))
            elif lease.expires < now + endpoint.subscription.delivery.timeout + _SPARE:
                claimed.unsent.append(Ending(lease, DeliveryChange.released(lease, now)))
            else:
                claimed.work.append(Work(lease, endpoint, body))
        return claimed

    def _deferred(self, lease: Lease, now: datetime) -> DeliveryChange:
        """Our own fault: the secrets cannot be opened, or the subscription cannot be read. No attempt is burnt."""
        reason = Reason.DEFERRED
        if self._endpoints.is_unreadable(lease):
            reason = Reason.CREDENTIALS_UNREADABLE
            CREDENTIALS_UNREADABLE.inc()
        match put_off(lease, now=now, random=random.random):
            case Defer(when):
                return DeliveryChange.deferred(lease, when, reason=reason, sent=False)
            case DeadLetter(gave_up):
                return DeliveryChange.dead(lease, gave_up, sent=False)
