"""`:verify`: one request to an endpoint, made as a delivery is made, explained step by step and kept nowhere."""

from bellhop.clock import Clock
from bellhop.core.subscriptions import Subscriptions
from bellhop.domain.content import content_of
from bellhop.domain.payloads import ping
from bellhop.domain.subscription import Subscription
from bellhop.domain.uri_template import sample
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.prepare import prepare, send_prepared
from bellhop.egress.sender import Sender
from bellhop.egress.verify import Verification, explain


class Verifier:
    """Tries endpoints."""

    def __init__(self, subscriptions: Subscriptions, *, sender: Sender, tokens: TokenCache, clock: Clock) -> None:
        self._subscriptions = subscriptions
        self._sender = sender
        self._tokens = tokens
        self._clock = clock

    async def verify(self, subscription: Subscription) -> Verification:
        """How far a ping to this endpoint comes; raises `ConflictError` when its secrets cannot be opened."""
        endpoint = Endpoint.of(subscription, self._subscriptions.open(subscription))
        now = self._clock.now()
        event = ping(subscription.tenant_id, subscription.subscription_id, now)
        template = subscription.uri_template
        request = prepare(
            endpoint,
            content_of(event.body, subscription.form, subscription),
            now,
            uri=None if template is None else sample(template),  # a ping has nothing that could fill it
        )
        sent = await send_prepared(self._sender.send, self._tokens, endpoint, request)
        return explain(request, sent.exchange, with_token=endpoint.token_client is not None)
