"""Asks endpoints for the permission that they have not given yet, when it is time to, many beside each other."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from bellhop.core.handshakes import Handshakes
from bellhop.domain.subscription import Subscription, SubscriptionState
from bellhop.ids import TenantId
from bellhop.log import get_logger
from bellhop.runtime.loop import Loop
from bellhop.store import handshakes, subscriptions
from bellhop.store.database import Database
from bellhop.store.store import Store

_LOOK_SECONDS = 1.0
_MOST = 64
_MOST_OF_A_TENANT = 8
_LEASE = timedelta(minutes=2)  # longer than an endpoint may take, its token included

log = get_logger("dispatch")


class Asker:
    """Asks; several may at the same time. An endpoint that hangs holds one of its places, and few of a tenant's."""

    def __init__(self, store: Store, asked: Handshakes) -> None:
        self._store = store
        self._handshakes = asked
        self._tenants: Counter[TenantId] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._know_origin: set[Database] = set()
        self._loop = Loop("handshakes", self.run_once, interval_seconds=_LOOK_SECONDS)

    async def run(self) -> None:
        """Ask until stopped; those under way then are given up, and others ask them soon."""
        await self._loop.run()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stop(self) -> None:
        """Let `run` end."""
        self._loop.stop()

    async def run_once(self, now: datetime | None = None) -> int:
        """How many endpoints it has begun to ask; `now` None is the database's."""
        return sum(await self._store.over_cells(partial(self._ask_some, now=now)))

    async def settled(self) -> None:
        """Wait until all those that were begun to ask have been heard."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _ask_some(self, cell: Database, now: datetime | None) -> int:
        if cell not in self._know_origin:
            await self._handshakes.forget_other_origins(cell)
            self._know_origin.add(cell)
        most = min(_MOST - len(self._tasks), _MOST_OF_A_TENANT)
        if most <= 0:
            return 0
        full = [tenant_id for tenant_id, count in self._tenants.items() if count >= _MOST_OF_A_TENANT]
        async with cell.connection() as connection:
            lanes = await handshakes.take(connection, most=most, without=full, lease=_LEASE, now=now)
            found = await subscriptions.load(connection, lanes) if lanes else []
        for each in found:
            if each.handshake and each.state is SubscriptionState.ENABLED and each.delete_time is None:
                self._begin(each)
        return len(lanes)

    def _begin(self, subscription: Subscription) -> None:
        task = asyncio.create_task(self._ask(subscription))
        self._tenants[subscription.tenant_id] += 1
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, subscription: Subscription) -> None:
        try:
            await self._handshakes.renew(subscription)
        except Exception:  # it is asked again when the lease ends
            log.exception("handshake.broken", subscription_id=subscription.subscription_id)
        finally:
            self._tenants[subscription.tenant_id] -= 1
            self._tenants += Counter()  # forgets those that have none
