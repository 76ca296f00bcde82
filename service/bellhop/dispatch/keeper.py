"""Renews the leases of this process while it sends, and ends leases under which nobody sends.

There are three kinds of those: leases that ran out, leases of a process that is gone, and leases of this process that
it never heard of, because the answer to the statement that made them was lost.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import asyncpg

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core import leases as leases_core
from bellhop.core.registry import RegistryCache
from bellhop.dispatch.holder import Holder
from bellhop.dispatch.shares import Shares
from bellhop.domain.delivery import DeliveryLease, LaneHint, LeaseKey
from bellhop.log import get_logger
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.loop import Loop
from bellhop.store import claims
from bellhop.store.database import Database

LEASE = timedelta(seconds=60)
_RENEW_BEFORE = timedelta(seconds=25)
_WATCH_SECONDS = 1.0
_RENEW_SECONDS = 10.0
_RESCUE_SECONDS = 5.0
_DISOWNED_SECONDS = 30.0  # what was sent with a lost answer has been committed by then, or never will be
_NOT_NOW: tuple[type[Exception], ...] = (*CONNECTION_BROKEN, asyncpg.LockNotAvailableError)

log = get_logger("dispatch")


class Keeper:
    """Renews leases of one dispatcher and ends lost ones; `offer` is called with hints of what is due again.

    `shares` says which lanes are its own, as it sees who else claims; `divided` is called when others are.
    """

    def __init__(
        self,
        database: Database,
        registry: RegistryCache,
        clock: Clock,
        *,
        session_url: str | None,
        offer: Callable[[Sequence[LaneHint]], None],
        divided: Callable[[], None],
    ) -> None:
        self._database = database
        self._registry = registry
        self._clock = clock
        self._offer = offer
        self._divided = divided
        self._disowned: dict[uuid.UUID, float] = {}
        self.held: dict[LeaseKey, DeliveryLease] = {}
        watch = Loop("dispatch.watch", self.watch_once, interval_seconds=_WATCH_SECONDS)
        self.loops = (
            watch,
            Loop("dispatch.renew", self.renew_once, interval_seconds=_RENEW_SECONDS),
            Loop("dispatch.rescue", self.rescue_once, interval_seconds=_RESCUE_SECONDS),
        )
        self._holder = Holder(database, session_url, lost=watch.wake)
        self.shares = Shares()

    @property
    def holder(self) -> int | None:
        """The holder to name in new leases; None while Postgres does not vouch for this process."""
        return self._holder.current

    async def begin(self) -> None:
        """Become a holder before the first claim, where that is possible."""
        try:
            await self.watch_once()
        except Exception:  # its loop tries again, and says so
            log.exception("watch.failed")

    def disown(self, token: uuid.UUID) -> None:
        """Note a token whose statement got no answer: its leases that are not in `held` are given back."""
        self._disowned[token] = monotonic_seconds() + _DISOWNED_SECONDS

    async def renew_once(self) -> int:
        """Renew the leases that end soon and whose deliveries are still being sent or recorded."""
        soon = self._clock.now() + _RENEW_BEFORE
        ending = [lease for lease in self.held.values() if lease.expire_time < soon]
        if not ending:
            return 0
        async with self._database.connection() as connection:
            renewed = await claims.renew(connection, ending, lease=LEASE, holder=self.holder)
        for lease in ending:
            if lease.delivery_id in renewed and lease.key in self.held:
                self.held[lease.key] = lease._replace(expire_time=renewed[lease.delivery_id])
        return 0

    async def rescue_once(self) -> int:
        """Bring back deliveries whose leases ran out, of any process."""
        hints = await leases_core.rescue(self._database, self._registry)
        self._offer(hints)
        return len(hints)

    async def watch_once(self) -> int:
        """Show that this process lives; bring back what dead processes held, and what `disown` noted.

        It does not slow down while Postgres is away: others take its leases when the grace time is over.
        """
        others = await self._holder.look()
        if others is not None and self.shares.divide(self.holder, others.claiming):
            self._divided()
        gone = others.gone if others else []
        try:
            hints = await leases_core.rescue_from(self._database, self._registry, gone, now=self._clock.now())
            hints += await self._end_disowned()
        except _NOT_NOW:
            return 0
        self._offer(hints)
        return len(hints)

    async def retire(self) -> None:
        """Tell the others that this process claims nothing more."""
        await self._holder.retire()

    async def end(self) -> None:
        """Stop being a holder."""
        await self._holder.end()

    async def _end_disowned(self) -> list[LaneHint]:
        if not self._disowned:
            return []
        began, tokens = monotonic_seconds(), list(self._disowned)
        hints = await leases_core.end_disowned(self._database, self._registry, tokens, self.held, now=self._clock.now())
        self._disowned = {token: until for token, until in self._disowned.items() if until > began}
        return hints
