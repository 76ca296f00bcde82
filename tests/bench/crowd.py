"""A crowd: tenants and subscriptions by the ten thousand, copied in the database from one that the store wrote."""

import uuid
from collections.abc import Sequence

from bellhop.core.credentials import seal
from bellhop.ids import SubscriptionId, TenantId, uuid7
from bellhop.signing.credentials import Credentials
from bellhop.signing.signature import Signature
from tests.bench.sink import Sink
from tests.world import SECRET, World

SUBSCRIPTIONS_EACH = 10
_AT_ONCE = 10_000

_TENANTS = """
INSERT INTO bellhop.tenants (tenant_id, display_name, requests_per_second, create_time, update_time, version)
SELECT t, t, 1000000, now(), now(), (SELECT coalesce(max(version), 0) FROM bellhop.tenants) + n
FROM unnest($1::text[]) WITH ORDINALITY AS m (t, n)
"""

_REGISTRIES = """
INSERT INTO registries (tenant_id, version, subscriptions)
SELECT t, gen_random_uuid(), $2 FROM unnest($1::text[]) AS t
"""

_SUBSCRIPTIONS = """
INSERT INTO subscriptions
SELECT copied.*
FROM subscriptions AS model
CROSS JOIN unnest($2::text[], $3::uuid[], $4::text[], $5::bytea[]) AS m (tenant_id, subscription_id, uri, sealed)
CROSS JOIN LATERAL jsonb_populate_record(model, to_jsonb(m)) AS copied
WHERE model.subscription_id = $1
"""

_LANES = """
INSERT INTO lanes
SELECT copied.*
FROM lanes AS model
CROSS JOIN unnest($2::text[], $3::uuid[]) AS m (tenant_id, subscription_id)
CROSS JOIN LATERAL jsonb_populate_record(model, to_jsonb(m)) AS copied
WHERE model.subscription_id = $1
"""

_TROUBLED = """
UPDATE lanes
SET first_failure_time = now() - interval '1 hour', last_failure_time = now(), failures = 20,
    open_time = now(), probe_time = now() + interval '1 hour', probe_wait = interval '1 hour'
WHERE ctid = ANY (ARRAY(SELECT ctid FROM lanes ORDER BY tenant_id, subscription_id LIMIT $1))
"""

_WELL = """
UPDATE lanes
SET first_failure_time = NULL, last_failure_time = NULL, failures = 0, open_time = NULL, probe_time = NULL,
    probe_wait = NULL
WHERE probe_time IS NOT NULL
"""

_WAITING = """
INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time)
SELECT tenant_id, subscription_id, now() + interval '1 hour', gen_random_uuid(), gen_random_uuid(), 'full',
    now() + interval '3 days'
FROM lanes
ORDER BY tenant_id, subscription_id
LIMIT $1
"""


async def add(world: World, receiver: Sink, *, first: int, tenants: int) -> list[TenantId]:
    """Tenants with these numbers, ten signed subscriptions of `test.*` each, every one to a path of its own."""
    names = [TenantId(f"crowd{number:05}") for number in range(first, first + tenants)]
    model = await world.subscribe(receiver.url("/model"), tenant_id=TenantId(f"model{first}"))
    for start in range(0, tenants, _AT_ONCE // SUBSCRIPTIONS_EACH):
        await _add(world, receiver, model.subscription_id, names[start : start + _AT_ONCE // SUBSCRIPTIONS_EACH])
    await world.database.execute("VACUUM ANALYZE")
    return names


async def _add(world: World, receiver: Sink, model: SubscriptionId, names: Sequence[TenantId]) -> None:
    owners = [name for name in names for _ in range(SUBSCRIPTIONS_EACH)]
    ids = [SubscriptionId(uuid.UUID(str(uuid7(world.clock.now())))) for _ in owners]
    credentials = Credentials(signature=Signature.of(SECRET))
    sealed = [seal(world.vault, owner, each, credentials).ciphertext for owner, each in zip(owners, ids, strict=True)]
    urls = [receiver.url(f"/{each}") for each in ids]
    await world.database.execute(_TENANTS, names)
    await world.database.execute(_REGISTRIES, names, SUBSCRIPTIONS_EACH)
    await world.database.execute(_SUBSCRIPTIONS, model, owners, ids, urls, sealed)
    await world.database.execute(_LANES, model, owners, ids)


async def trouble(world: World, lanes: int) -> None:
    """Let so many endpoints fail since an hour, their circuits open."""
    await world.database.execute(_TROUBLED, lanes)
    await world.database.execute("VACUUM ANALYZE lanes")


async def heal(world: World) -> None:
    """Let all endpoints be well."""
    await world.database.execute(_WELL)
    await world.database.execute("VACUUM ANALYZE lanes")


async def let_wait(world: World, lanes: int) -> None:
    """One delivery in each of so many lanes, due in an hour."""
    await world.database.execute(_WAITING, lanes)
    await world.database.execute("VACUUM ANALYZE delivery_ready")
