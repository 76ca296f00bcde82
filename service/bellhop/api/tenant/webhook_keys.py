"""The public keys that verify a tenant's webhooks: anybody may read them."""

from datetime import timedelta

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.webhook_keys_wire import RotateKeysIn, WebhookKeysOut, keys_to_json
from bellhop.ids import TenantId

_CACHE = {"Cache-Control": "public, max-age=300"}


@Terms("Get the public keys that verify webhooks", answers={200: WebhookKeysOut})
async def get(call: Call) -> Answer:
    """The public keys of a tenant as a JWK Set. No key is needed; a tenant that there is not looks like one without."""
    keys = await call.services.signing_keys.of_tenant(TenantId(call.params["tenant_id"]))
    return Answer(body=keys_to_json(keys), headers=dict(_CACHE)).with_digest()


@Terms(
    "Rotate the key pair that signs webhooks",
    body=RotateKeysIn,
    answers={200: WebhookKeysOut},
    problems=(409, 422),
    no_key="Rotating takes no `Idempotency-Key`: a second request rotates again, and within the overlap the older keys "
    "sign as well.",
)
async def rotate(call: Call) -> Answer:
    """Give the tenant a new key pair, its first if it has none; the old one signs too until the overlap ends."""
    given: RotateKeysIn = call.body
    keys = await call.services.signing_keys.rotate(
        call.tenant_id, overlap=timedelta(seconds=given.overlap_seconds), actor=call.actor
    )
    return Answer(body=keys_to_json(keys))
