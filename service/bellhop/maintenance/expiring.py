"""Tells tenants that client certificates of theirs end soon: 30, 7 and 1 days before.

The event and the note that it is told are one transaction, so each is told once, whatever is restarted. What came due
while nobody looked is told once, too: by its end, not by the number of times that were missed.
"""

from datetime import datetime

from bellhop.clock import Clock, format_time
from bellhop.core import disabling, outbox
from bellhop.core.registry import RegistryCache
from bellhop.core.subscription_rows import lock
from bellhop.domain.certificate_notice import next_notice
from bellhop.domain.delivery import hint_keys
from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.subscription import Subscription
from bellhop.errors import NotFoundError
from bellhop.log import get_logger
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import client_certificates
from bellhop.store.client_certificates import DueNotice
from bellhop.store.database import Database
from bellhop.store.store import Store

_BATCH = 100

log = get_logger("maintenance")


class ExpiringWatch:
    """Looks for certificates that end; several may do it at the same time."""

    def __init__(self, store: Store, clock: Clock, wakeups: Wakeups, *, registry: RegistryCache) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry

    async def run_once(self) -> int:
        """How many ends were told."""
        return sum(await self._store.over_cells(self._watch))

    async def _watch(self, cell: Database) -> int:
        async with cell.connection() as connection:
            notices = await client_certificates.due(connection, now=self._clock.now(), limit=_BATCH)
        return sum([await self._tell(cell, each) for each in notices])

    async def _tell(self, cell: Database, notice: DueNotice) -> int:
        now = self._clock.now()
        async with cell.transaction() as connection:
            try:
                subscription = await lock(connection, *notice.lane)
            except NotFoundError:  # deleted meanwhile
                return 0
            next_time = next_notice(notice.expire_time, now=now)
            if not await client_certificates.told(connection, notice, next_time=next_time):
                return 0
            event = _event(subscription, now)
            hints = await outbox.publish(connection, self._registry, [event], now=now)
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
        log.info(
            "subscription.certificate_expiring",
            tenant_id=notice.lane[0],
            subscription_id=notice.lane[1],
            expire_time=format_time(notice.expire_time),
        )
        return 1


def _event(subscription: Subscription, now: datetime) -> NewEvent:
    certificate = subscription.auth.mtls
    return disabling.about(
        subscription,
        EventType.SUBSCRIPTION_CERTIFICATE_EXPIRING,
        reason="certificate_expiring",
        now=now,
        facts={
            "subject": certificate.subject,
            "issuer": certificate.issuer,
            "serial": certificate.serial,
            "expire_time": format_time(certificate.expire_time or now),
        },
    )
