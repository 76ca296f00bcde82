"""`:verify`: one request to an endpoint, made as a delivery is made, explained step by step and kept nowhere."""

from datetime import timedelta

from bellhop.clock import Clock
from bellhop.core.handshakes import Handshakes
from bellhop.core.subscription_secrets import SubscriptionSecrets
from bellhop.domain.content import Content, content_of
from bellhop.domain.event import EventBody
from bellhop.domain.handshake import Refusal
from bellhop.domain.payloads import ping
from bellhop.domain.subscription import Subscription
from bellhop.domain.template import TooLargeError
from bellhop.domain.uri_template import sample
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.prepare import prepare, send_prepared
from bellhop.egress.sender import Sender
from bellhop.egress.verify import Verification, explain
from bellhop.errors import ConflictError, RateLimitedError
from bellhop.ids import TenantId
from bellhop.store import subscriptions
from bellhop.store.store import Store

VERIFIES_A_MINUTE = 10
_MINUTE = timedelta(minutes=1)


class Verifier:
    """Tries endpoints."""

    def __init__(
        self, store: Store, secrets: SubscriptionSecrets, *, sender: Sender, clock: Clock, handshakes: Handshakes
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._sender = sender
        self._clock = clock
        self._handshakes = handshakes

    async def admit(self, tenant_id: TenantId) -> None:
        """Count one call of `:verify`; raises `RateLimitedError` after ten within a minute: it is no port scanner."""
        now = self._clock.now()
        async with self._store.cell_of(tenant_id).transaction() as connection:
            oldest = await subscriptions.spend_verify(
                connection, tenant_id, since=now - _MINUTE, limit=VERIFIES_A_MINUTE, now=now
            )
        if oldest is not None:
            wait = max(1, -((now - oldest - _MINUTE) // timedelta(seconds=1)))
            detail = f"At most {VERIFIES_A_MINUTE} verifications a minute; wait {wait} s."
            raise RateLimitedError(detail, headers={"Retry-After": str(wait)})

    async def verify(self, subscription: Subscription) -> Verification:
        """How far a ping to this endpoint comes; raises `ConflictError` when its secrets cannot be opened.

        Where a permission is needed it is asked for, and the answer counts. Without it no ping leaves. Raises the same
        where nothing is sent at all.
        """
        if subscription.pull:
            detail = "This subscription is pulled and has no endpoint to try; `:ping` gives it something to claim."
            raise ConflictError(detail)
        endpoint = self._handshakes.endpoint(subscription, self._secrets.open(subscription))
        now = self._clock.now()
        event = ping(subscription.tenant_id, subscription.subscription_id, now)
        template = subscription.uri_template
        request = prepare(
            endpoint,
            _content(event.body, subscription),
            now,
            uri=None if template is None else sample(template),  # a ping has nothing that could fill it
        )
        tokens = TokenCache(self._sender, self._clock)  # of its own: what the token endpoint says now is asked for
        permission = None
        try:
            if subscription.handshake:
                asked = await self._handshakes.ask(endpoint, tokens)
                permission = asked.answer
                await self._handshakes.record(subscription, permission, counts=False)
            if isinstance(permission, Refusal):
                request, exchange = asked.request, asked.exchange
            else:
                exchange = (await send_prepared(self._sender.send, tokens, endpoint, request)).exchange
        finally:
            await tokens.close()
        with_proxy = self._sender.proxy is not None
        client = endpoint.token_client
        if client is None:
            return explain(request, exchange, with_proxy=with_proxy, permission=permission)
        said = tokens.said(client, str(subscription.subscription_id), tenant_id=subscription.tenant_id)
        return explain(request, exchange, with_token=True, said=said, with_proxy=with_proxy, permission=permission)


def _content(ping: EventBody, subscription: Subscription) -> Content:
    written = subscription.template
    try:
        return content_of(ping, subscription.form, subscription, written.text if written else None)
    except TooLargeError:
        detail = "The template makes more than 256 KiB even of a ping; nothing can be sent with it."
        raise ConflictError(detail) from None
