"""How many requests a second a tenant may send, counted together by all API processes.

A tenant's bucket holds one second's worth of its rate and lies in the database; a process draws blocks of a twentieth
of a second's worth from it and serves requests from its block, so most requests ask nobody. Every token is drawn from
the one bucket, hence over any T seconds a tenant is served at most

    rate · (T + 1) + processes · block        (block = rate / 20, at least 1)

requests: a burst of one second, and 5 % of a second for each process that still held a block. A block that is not
used within a second lapses. An empty bucket is remembered until it has a token again, so refusing is cheap.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from bellhop.clock import Clock
from bellhop.domain.tenant import Tenant
from bellhop.errors import RateLimitedError
from bellhop.ids import TenantId
from bellhop.store import request_buckets
from bellhop.store.database import Database

_BLOCKS_A_SECOND = 20
_BLOCK_LIFE = timedelta(seconds=1)
_MOST_REMEMBERED = 50_000


@dataclass(slots=True)
class _Share:
    """What this process holds of one tenant's bucket; moments in seconds since the epoch."""

    tokens: int = 0
    lapses: float = 0.0
    empty_until: float = 0.0
    remaining: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class RequestLimits:
    """Admits or refuses a tenant's requests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._shares: dict[TenantId, _Share] = {}

    async def admit(self, tenant: Tenant) -> Mapping[str, str]:
        """Count one request; returns the headers that tell what is left, or raises `RateLimitedError` with them."""
        share = self._shares.get(tenant.tenant_id)
        if share is None:
            if len(self._shares) >= _MOST_REMEMBERED:
                self._shares.clear()
            share = self._shares[tenant.tenant_id] = _Share()
        rate = tenant.limits.requests_per_second
        now = self._clock.now().timestamp()
        if share.tokens <= 0 or share.lapses <= now:
            await self._draw(tenant, share, rate)
            now = self._clock.now().timestamp()
        if share.tokens <= 0:
            wait = max(1, ceil(share.empty_until - now))
            raise RateLimitedError(headers={**_headers(rate, 0), "Retry-After": str(wait)})
        share.tokens -= 1
        return _headers(rate, share.tokens + int(share.remaining))

    async def _draw(self, tenant: Tenant, share: _Share, rate: int) -> None:
        async with share.lock:  # one draw at a time: the others find its block
            now = self._clock.now()
            moment = now.timestamp()
            if (share.tokens > 0 and share.lapses > moment) or share.empty_until > moment:
                return
            block = max(1, rate // _BLOCKS_A_SECOND)
            async with self._database.connection() as connection:
                draw = await request_buckets.take(connection, tenant.tenant_id, rate=rate, block=block, now=now)
            share.tokens, share.remaining = draw.granted, draw.remaining
            share.lapses = (now + _BLOCK_LIFE).timestamp()
            share.empty_until = moment + (1 - draw.remaining) / rate if not draw.granted else 0.0


def _headers(rate: int, remaining: int) -> dict[str, str]:
    """The two fields of draft-ietf-httpapi-ratelimit-headers-10: the policy, and what is left of it."""
    return {
        "RateLimit-Policy": f'"requests";q={rate};w=1',
        "RateLimit": f'"requests";r={min(remaining, rate)};t=1',
    }
