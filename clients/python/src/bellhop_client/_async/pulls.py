"""Pulled subscriptions: their deliveries are taken from here instead of being sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from bellhop_client._async.scope import AsyncScope
from bellhop_client.models import ExtendedLeasesOut, PullOut, RecordsOut

Items = Sequence[Mapping[str, Any]]


class AsyncPulls(AsyncScope):
    """Claim deliveries, extend their leases, record what came of each. Leases fence them, so each may be repeated."""

    async def claim(self, subscription_id: str, body: Mapping[str, Any]) -> PullOut:
        """Finished, signed requests, as soon as there are any. With a `claim_id` a lost answer loses no lease."""
        wait = float(body.get("wait_seconds", 0))
        url = self.at("/subscriptions/{}/deliveries:claim", subscription_id)
        return await self.send(url, PullOut, body, repeatable="claim_id" in body, wait_seconds=wait)

    async def extend(
        self, subscription_id: str, items: Items, *, lease_seconds: int | None = None
    ) -> ExtendedLeasesOut:
        """Hold deliveries for longer."""
        body = {"items": items, **({} if lease_seconds is None else {"lease_seconds": lease_seconds})}
        url = self.at("/subscriptions/{}/deliveries:extend", subscription_id)
        return await self.send(url, ExtendedLeasesOut, body, repeatable=True)

    async def record(self, subscription_id: str, items: Items) -> RecordsOut:
        """Say what the receiver answered: a 2xx delivers it, anything else follows the retry schedule."""
        url = self.at("/subscriptions/{}/deliveries:record", subscription_id)
        return await self.send(url, RecordsOut, {"items": items}, repeatable=True)
