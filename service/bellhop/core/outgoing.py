"""Gathers what sending leased deliveries needs, and tells those that can be sent from those that end unsent."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bellhop.clock import Clock
from bellhop.core.attempts import Outgoing
from bellhop.core.bodies import Bodies
from bellhop.core.endpoints import Endpoints
from bellhop.core.templates import Templates
from bellhop.domain.circuit import Random
from bellhop.domain.delivery import DeliveryLease, Reason
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.domain.event import EventBody
from bellhop.domain.retry import DeadLetter, Defer, put_off
from bellhop.domain.subscription import TEMPLATED
from bellhop.ids import EventId
from bellhop.metrics import CREDENTIALS_UNREADABLE
from bellhop.store.database import Database

_SPARE = timedelta(seconds=5)


@dataclass(slots=True)
class LeasedBatch:
    """Leased deliveries: those to send, and those whose leases end without an attempt."""

    outgoing: list[Outgoing] = field(default_factory=list)
    unsent: list[Ending] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.outgoing) + len(self.unsent)


class Preparer:
    """Reads the subscriptions and events of leased deliveries, and keeps them for the next."""

    def __init__(
        self, database: Database, endpoints: Endpoints, clock: Clock, *, random: Random = random.random
    ) -> None:
        self._database = database
        self._endpoints = endpoints
        self._clock = clock
        self._random = random
        self._bodies = Bodies()
        self._templates = Templates()

    def has_endpoints(self, leases: Iterable[DeliveryLease]) -> bool:
        """Whether the subscriptions of all these leases are at hand, and their templates."""
        return all(self._is_ready(lease) for lease in leases)

    async def read_endpoints(self, leases: Sequence[DeliveryLease]) -> None:
        """Read the subscriptions that are new or changed, and templates that they had before."""
        new = [lease for lease in leases if self._endpoints.known(lease) is None]
        if new:
            async with self._database.connection() as connection:
                await self._endpoints.load(connection, new)
        older = [lease for lease in leases if self._endpoints.known(lease) is not None and not self._is_ready(lease)]
        if older:
            async with self._database.connection() as connection:
                await self._templates.load(connection, older)

    def _is_ready(self, lease: DeliveryLease) -> bool:
        endpoint = self._endpoints.known(lease)
        if endpoint is None or not lease.payload.startswith(TEMPLATED):
            return endpoint is not None
        return self._templates.are_read(lease, endpoint.subscription)

    def remember(self, bodies: Iterable[EventBody]) -> None:
        """Need not read these, for a few seconds."""
        self._bodies.keep(bodies)

    async def read_bodies(self, leases: Sequence[DeliveryLease]) -> Mapping[EventId, EventBody]:
        """The bodies of these leases' events; absent where one is there no more."""
        return await self._bodies.load(self._database, leases)

    def divide(
        self,
        leased: Iterable[tuple[DeliveryLease, EventBody | None]],
        *,
        pulled: bool = False,
        attempted: bool = False,
    ) -> LeasedBatch:
        """Which of these to send, and which to end without an attempt; their subscriptions have been read.

        `pulled`: others send them, who know themselves how long that takes. `attempted`: they have sent them by now, so
        none is too old any more.
        """
        now = self._clock.now()
        batch = LeasedBatch()
        for lease, body in leased:
            endpoint = self._endpoints.known(lease)
            if endpoint is None:
                batch.unsent.append(Ending(lease, self._put_off(lease, now)))
                continue
            policy = endpoint.subscription.delivery
            if body is None or (lease.give_up_time <= now and not attempted):
                reason = Reason.EVENT_GONE if body is None else Reason.TOO_OLD
                batch.unsent.append(Ending(lease, DeliveryChange.dead(lease, reason, policy, sent=False)))
            elif not pulled and lease.expire_time < now + policy.timeout + _SPARE:  # it could run out meanwhile
                batch.unsent.append(Ending(lease, DeliveryChange.released(lease, now)))
            elif endpoint.subscription.handshake and endpoint.subscription.version > lease.subscription_version:
                # it was claimed before the last change, and its lane may wait for another permission by now
                batch.unsent.append(Ending(lease, DeliveryChange.released(lease, now)))
            elif lease.payload.startswith(TEMPLATED):
                self._add_templated(batch, Outgoing(lease, endpoint, body))
            else:
                batch.outgoing.append(Outgoing(lease, endpoint, body))
        return batch

    def _add_templated(self, batch: LeasedBatch, outgoing: Outgoing) -> None:
        lease, subscription = outgoing.lease, outgoing.endpoint.subscription
        template = self._templates.of(lease, subscription)
        if template is None:
            change = DeliveryChange.dead(lease, Reason.TEMPLATE_GONE, subscription.delivery, sent=False)
            batch.unsent.append(Ending(lease, change))
        else:
            batch.outgoing.append(outgoing._replace(template=template))

    def _put_off(self, lease: DeliveryLease, now: datetime) -> DeliveryChange:
        """Our own fault: the secrets cannot be opened, or the subscription cannot be read."""
        reason = Reason.DEFERRED
        if self._endpoints.is_unreadable(lease):
            reason = Reason.CREDENTIALS_UNREADABLE
            CREDENTIALS_UNREADABLE.inc()
        match put_off(lease, now=now, random=self._random):
            case Defer(when):
                return DeliveryChange.deferred(lease, when, reason=reason, sent=False)
            case DeadLetter(gave_up):
                return DeliveryChange.dead(lease, gave_up, sent=False)
