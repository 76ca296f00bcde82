"""`:verify`: one request to an endpoint, made as a delivery is made, explained step by step and kept nowhere."""

from bellhop import __version__
from bellhop.clock import Clock
from bellhop.core.subscriptions import Subscriptions
from bellhop.domain.event import EventType
from bellhop.domain.payloads import ping_event
from bellhop.domain.subscription import Method, Subscription
from bellhop.domain.uri_template import sample
from bellhop.egress.exchange import Request, header_lines
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.sender import Sender
from bellhop.egress.verify import Verification, verify
from bellhop.ids import EventId, Prefix, encode, uuid7
from bellhop.signing.credentials import Credentials
from bellhop.signing.proof import Message


class Verifier:
    """Tries endpoints."""

    def __init__(self, subscriptions: Subscriptions, *, sender: Sender, tokens: TokenCache, clock: Clock) -> None:
        self._subscriptions = subscriptions
        self._sender = sender
        self._tokens = tokens
        self._clock = clock

    async def verify(self, subscription: Subscription) -> Verification:
        """How far a request to this endpoint comes; raises `ConflictError` when its secrets cannot be opened."""
        credentials = self._subscriptions.open(subscription)
        request = self._request(subscription, credentials)
        key = str(subscription.subscription_id)
        return await verify(self._sender, self._tokens, request, credentials, key)

    def _request(self, subscription: Subscription, credentials: Credentials) -> Request:
        """A signed ping, as a delivery would carry it."""
        now = self._clock.now()
        event_id = EventId(uuid7(now))
        message_id, timestamp = encode(Prefix.EVENT, event_id), int(now.timestamp())
        body = b""
        if subscription.method is Method.POST:
            body = ping_event(
                subscription.subscription_id,
                event_id=event_id,
                event_type=EventType.WEBHOOK_PING.value,
                timestamp=now,
            )
        headers = [
            ("user-agent", f"Bellhop/{__version__}"),
            ("webhook-id", message_id),
            ("webhook-timestamp", str(timestamp)),
        ]
        if body:
            headers.append(("content-type", "application/json"))
        headers += credentials.signed(Message(message_id, timestamp, body), now)
        template = subscription.uri_template
        return Request(
            method=subscription.method.value,
            url=subscription.uri if template is None else sample(template),
            header_lines=header_lines(headers),
            body=body,
            timeout_seconds=subscription.delivery.timeout.total_seconds(),
            tenant_id=subscription.tenant_id,
        )
