"""Subscriptions and endpoints made without a database, and requests to them that are made as a delivery's are."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from bellhop.domain.content import Content
from bellhop.domain.sealed import Sealed
from bellhop.domain.subscription import DeliveryPolicy, Method, Payload, Subscription, SubscriptionState
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.exchange import Exchange, Request
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.prepare import prepare, send_prepared
from bellhop.egress.sender import Sender
from bellhop.egress.verify import Verification, explain
from bellhop.ids import SubscriptionId, TenantId
from bellhop.signing.credentials import Credentials

CONTENT = Content("evt_1", b"{}", ("content-type: application/json",))


def subscription_to(uri: str, *, credentials: Credentials, now: datetime | None = None, **members: Any) -> Subscription:
    """An enabled subscription of `acme` to `test.*`, always of the same id, except where members say else."""
    now = now or datetime.now(UTC)
    usual: dict[str, Any] = {
        "tenant_id": TenantId("acme"),
        "subscription_id": SubscriptionId(uuid.UUID(int=1)),
        "description": "",
        "method": Method.POST,
        "uri_template": None,
        "event_types": ("test.*",),
        "filter": None,
        "payload": Payload.FULL,
        "delivery": DeliveryPolicy(),
        "sealed": Sealed(b"", ""),
    }
    return Subscription(
        uri=uri,
        state=SubscriptionState.ENABLED,
        disabled_reason=None,
        disabled_time=None,
        auth=credentials.outline(unauthenticated=False),
        create_time=now,
        update_time=now,
        delete_time=None,
        version=1,
        **usual | members,
    )


def endpoint_to(uri: str, credentials: Credentials | None = None, *, timeout_seconds: float = 5.0) -> Endpoint:
    """What a dispatcher keeps of such a subscription."""
    credentials = credentials or Credentials()
    policy = DeliveryPolicy(timeout=timedelta(seconds=timeout_seconds))
    return Endpoint.of(subscription_to(uri, credentials=credentials, delivery=policy), credentials)


async def call(sender: Sender, tokens: TokenCache, endpoint: Endpoint) -> Exchange:
    """What came of one request."""
    exchange, _ = await _call(sender, tokens, endpoint)
    return exchange


async def verify(sender: Sender, tokens: TokenCache, endpoint: Endpoint) -> Verification:
    """What `:verify` tells of one request."""
    exchange, request = await _call(sender, tokens, endpoint)
    return explain(request, exchange, with_token=endpoint.token_client is not None, with_proxy=sender.proxy is not None)


async def _call(sender: Sender, tokens: TokenCache, endpoint: Endpoint) -> tuple[Exchange, Request]:
    request = prepare(endpoint, CONTENT, datetime.now(UTC))
    sent = await send_prepared(sender.send, tokens, endpoint, request)
    return sent.exchange, request
