"""Subscriptions: what a tenant wants to hear, where, and how Bellhop proves who it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bellhop_client._async.operations import AsyncOperationHandle, AsyncOperations
from bellhop_client._async.pages import AsyncPages
from bellhop_client._async.scope import AsyncScope, body_of, if_match
from bellhop_client.models import (
    FilterTrialOut,
    Operation,
    PingOut,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionPatch,
    TemplateTrialOut,
    VerificationOut,
)

_MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


class AsyncSubscriptions(AsyncScope):
    """The subscriptions of one tenant."""

    async def create(
        self,
        body: SubscriptionIn | Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
        **members: Any,
    ) -> SubscriptionOut:
        """A new one: `create(uri="https://…", event_types=["operation.*"])`. Its signing secret is shown this once."""
        url = self.at("/subscriptions")
        return await self.send(
            url, SubscriptionOut, body_of(body, members), keyed=True, idempotency_key=idempotency_key
        )

    def list(self, *, max_page_size: int | None = None, page_token: str | None = None) -> AsyncPages[SubscriptionOut]:
        """All of them, newest first."""
        return self.pages_of(
            self.at("/subscriptions"), SubscriptionOut, max_page_size=max_page_size, page_token=page_token
        )

    async def get(self, subscription_id: str) -> SubscriptionOut:
        """One of them."""
        return await self.fetch(self.at("/subscriptions/{}", subscription_id), SubscriptionOut)

    async def update(
        self,
        subscription_id: str,
        body: SubscriptionPatch | Mapping[str, Any] | None = None,
        *,
        etag: str | None = None,
        **members: Any,
    ) -> SubscriptionOut:
        """Change members (JSON merge patch): those that are not given stay, None removes one."""
        answer = await self.transport.request(
            "PATCH",
            self.at("/subscriptions/{}", subscription_id),
            json=body_of(body, members),
            headers={**_MERGE_PATCH, **if_match(etag)},
        )
        return answer.read(SubscriptionOut)

    async def delete(self, subscription_id: str, *, etag: str | None = None) -> None:
        """End it. Its deliveries stay readable."""
        await self.transport.request("DELETE", self.at("/subscriptions/{}", subscription_id), headers=if_match(etag))

    async def enable(self, subscription_id: str, *, etag: str | None = None) -> SubscriptionOut:
        """Send again; also lifts what a receiver's `Retry-After` holds."""
        return await self._verb(subscription_id, "enable", etag)

    async def disable(self, subscription_id: str, *, etag: str | None = None) -> SubscriptionOut:
        """Send nothing for now; what is queued waits."""
        return await self._verb(subscription_id, "disable", etag)

    async def ping(self, subscription_id: str) -> PingOut:
        """Send a `webhook.ping` the way of all callbacks. Not repeated by itself: each request sends one."""
        return await self.send(self.at("/subscriptions/{}:ping", subscription_id), PingOut)

    async def send_example(self, subscription_id: str, event_type: str) -> PingOut:
        """Send the example of a type the way of all callbacks, marked as one. Not repeated by itself, as `ping`."""
        url = self.at("/subscriptions/{}:send-example", subscription_id)
        return await self.send(url, PingOut, {"type": event_type})

    async def verify(self, subscription_id: str) -> VerificationOut:
        """Try the way to its URL, step by step, and say which one fails."""
        url = self.at("/subscriptions/{}:verify", subscription_id)
        return await self.send(url, VerificationOut, repeatable=True, wait_seconds=30)

    async def rotate_secret(
        self, subscription_id: str, *, etag: str, overlap_seconds: int | None = None, signing_secret: str | None = None
    ) -> SubscriptionOut:
        """A new signing secret, shown this once; both sign until the overlap ends.

        `etag` is the header of a GET (`client.request("GET", …).headers["etag"]`). It makes repeating safe: rotating
        twice would shorten the first overlap.
        """
        members = {"overlap_seconds": overlap_seconds, "signing_secret": signing_secret}
        return await self.send(
            self.at("/subscriptions/{}:rotate-secret", subscription_id),
            SubscriptionOut,
            {name: value for name, value in members.items() if value is not None},
            headers=if_match(etag),
        )

    async def test_filter(self, subscription_id: str, filter: str) -> FilterTrialOut:
        """What this filter would have matched of the newest events."""
        url = self.at("/subscriptions/{}:test-filter", subscription_id)
        return await self.send(url, FilterTrialOut, {"filter": filter}, repeatable=True)

    async def test_template(self, subscription_id: str, template: Mapping[str, Any]) -> TemplateTrialOut:
        """What this template would have sent for the newest events."""
        url = self.at("/subscriptions/{}:test-template", subscription_id)
        return await self.send(url, TemplateTrialOut, {"template": template}, repeatable=True)

    async def replay(
        self,
        subscription_id: str,
        *,
        since: datetime,
        until: datetime | None = None,
        states: Sequence[str] | None = None,
        dry_run: bool = False,
        idempotency_key: str | None = None,
    ) -> AsyncOperationHandle:
        """Send past events again, as an operation with progress; `dry_run` only counts them."""
        members = {"since": since, "until": until, "states": states, "dry_run": dry_run or None}
        operation = await self.send(
            self.at("/subscriptions/{}:replay", subscription_id),
            Operation,
            {name: value for name, value in members.items() if value is not None},
            keyed=True,
            idempotency_key=idempotency_key,
        )
        return AsyncOperationHandle(AsyncOperations(self.transport, self.tenant), operation)

    async def _verb(self, subscription_id: str, verb: str, etag: str | None) -> SubscriptionOut:
        url = self.at("/subscriptions/{}:", subscription_id) + verb
        return await self.send(url, SubscriptionOut, headers=if_match(etag), repeatable=True)
