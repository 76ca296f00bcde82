"""Permissions of endpoints: asked for by OPTIONS, kept in the lane, and obeyed there (docs/handshake.md)."""

import random

from bellhop.clock import Clock
from bellhop.core.endpoints import OpenCredentials
from bellhop.core.subscription_rows import wake
from bellhop.domain.circuit import Random, jittered
from bellhop.domain.handshake import Permission, Refusal, wait_after
from bellhop.domain.subscription import Subscription
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.permission import Asked, ask, unasked
from bellhop.egress.sender import Sender
from bellhop.log import get_logger
from bellhop.runtime.wakeup import Wakeups
from bellhop.signing.credentials import Credentials
from bellhop.store import handshakes, lanes
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.vault.keyring import VaultError

_UNREADABLE = Refusal("we could not ask: its secrets cannot be read", own_fault=True)
_NO_ORIGIN = Refusal("we could not ask: this service has no public name any more", own_fault=True)

log = get_logger("core")


class Handshakes:
    """Asks endpoints in the name of one origin, and writes what they say."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        wakeups: Wakeups,
        sender: Sender,
        tokens: TokenCache,
        *,
        origin: str | None,
        open_credentials: OpenCredentials,
        random: Random = random.random,
    ) -> None:
        self._store = store
        self._sender = sender
        self._tokens = tokens
        self._open = open_credentials
        self._clock = clock
        self._wakeups = wakeups
        self._random = random
        self.origin = origin

    def endpoint(self, subscription: Subscription, credentials: Credentials) -> Endpoint:
        """The endpoint of a subscription, whose requests name our origin where a permission is needed."""
        return Endpoint.of(subscription, credentials, origin=self.origin)

    async def ask(self, endpoint: Endpoint, tokens: TokenCache | None = None) -> Asked:
        """Ask an endpoint, with an access token of one's own where `tokens` are given; nothing is written."""
        now = self._clock.now()
        if self.origin is None:
            return unasked(endpoint, _NO_ORIGIN, now=now)
        return await ask(self._sender.send, tokens or self._tokens, endpoint, origin=self.origin, now=now)

    async def renew(self, subscription: Subscription) -> None:
        """Ask the endpoint of a subscription and write what it says; for the schedule, whose refusals count."""
        try:
            endpoint = self.endpoint(subscription, self._open(subscription))
        except VaultError:
            answer: Permission | Refusal = _UNREADABLE
        else:
            answer = (await self.ask(endpoint)).answer
        await self.record(subscription, answer, counts=True)

    async def record(self, subscription: Subscription, answer: Permission | Refusal, *, counts: bool) -> None:
        """Write what an endpoint said, unless its subscription has changed since; a permission lets deliveries leave.

        An answer without permission takes one back; silence does not. A refusal that `counts` is a failure of the
        endpoint, of which its tenant is told in the end (`maintenance/failing.py`); our own fault never is.
        """
        now = self._clock.now()
        cell = await self._store.find(subscription.tenant_id)
        async with cell.transaction() as connection:
            refusals = await handshakes.lock(connection, subscription)
            if refusals is None:
                return
            match answer:
                case Permission():
                    await handshakes.permit(connection, subscription, answer, origin=self.origin or "", now=now)
                    await lanes.sync(connection, subscription)
                case Refusal(own_fault=own_fault):
                    ask_time = now + jittered(wait_after(refusals + 1), self._random)
                    counted = counts and not own_fault
                    await handshakes.refuse(
                        connection, subscription, answer, now=now, ask_time=ask_time, counts=counted
                    )
        permits = isinstance(answer, Permission)
        log.info("handshake.answered", subscription_id=subscription.subscription_id, permits=permits)
        if permits:
            wake(self._wakeups, subscription)

    async def forget_other_origins(self, cell: Database) -> None:
        """Let every endpoint of a cell be asked again that permits a name which this service had before."""
        async with cell.connection() as connection:
            await handshakes.ask_again(connection, self.origin)
