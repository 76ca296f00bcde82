-- name: registry_versions
-- What fan-out must know before it trusts what it compiled; $1 tenants text[]. Index: registries_pkey.
SELECT tenant_id, version, entitled
FROM registries
WHERE tenant_id = ANY ($1::text[])

-- name: listeners
-- The live subscriptions of tenants as fan-out sees them; $1 tenants text[]. Index: subscriptions_live.
SELECT tenant_id, subscription_id, event_types, filter, state, payload, template_version, max_age, ordering, ordering_key
FROM subscriptions
WHERE tenant_id = ANY ($1::text[])
    AND delete_time IS NULL

-- name: enter_registry
-- Lock a tenant's registry and count one subscription more, unless the limit is reached (no row);
-- $1 tenant text, $2 new version uuid, $3 limit int. Index: registries_pkey.
INSERT INTO registries AS r (tenant_id, version, subscriptions)
VALUES ($1, $2, 1)
ON CONFLICT (tenant_id) DO UPDATE
SET version = excluded.version,
    entitled = true,
    subscriptions = r.subscriptions + 1
WHERE r.subscriptions < $3
RETURNING r.subscriptions

-- name: touch_registry
-- Lock a tenant's registry and give it a new version; $1 tenant text, $2 new version uuid, $3 live subscriptions
-- gained or lost int. Index: registries_pkey.
UPDATE registries
SET version = $2,
    subscriptions = subscriptions + $3
WHERE tenant_id = $1

-- name: hold_registry
-- Lock a tenant's registry, also of one that never had a subscription, and give it a new version; $1 tenant text,
-- $2 new version uuid. Index: registries_pkey.
INSERT INTO registries AS r (tenant_id, version)
VALUES ($1, $2)
ON CONFLICT (tenant_id) DO UPDATE
SET version = excluded.version

-- name: set_entitled
-- Let fan-out know whether a tenant may have deliveries; $1 tenant text, $2 new version uuid, $3 entitled boolean.
-- Index: registries_pkey.
INSERT INTO registries AS r (tenant_id, version, entitled)
VALUES ($1, $2, $3)
ON CONFLICT (tenant_id) DO UPDATE
SET version = excluded.version,
    entitled = excluded.entitled
WHERE r.entitled <> excluded.entitled

-- name: spend_verify
-- Note one call of :verify, unless $3 int calls were made since $2 timestamptz (no row); $1 tenant text, $4 the moment
-- timestamptz. Index: registries_pkey.
UPDATE registries
SET verify_times = coalesce(
    (verify_times || $4::timestamptz)[greatest(1, cardinality(verify_times) + 2 - $3::int) :], verify_times
)
WHERE tenant_id = $1
    AND (cardinality(verify_times) < $3::int OR verify_times[1] <= $2::timestamptz)
RETURNING cardinality(verify_times) AS calls

-- name: oldest_verify
-- When the oldest counted call of :verify was; $1 tenant text. Index: registries_pkey.
SELECT verify_times[1] AS oldest
FROM registries
WHERE tenant_id = $1

-- name: insert
-- Write a new subscription; parameters in the order of the columns. The registry's row is locked before.
INSERT INTO subscriptions
    (tenant_id, subscription_id, uri, description, method, uri_template, event_types, filter, payload, timeout,
     schedule, max_age, max_in_flight, rate_per_second, ordering, ordering_key, on_dead_letter, auth, sealed, sealed_by,
     state, disabled_reason, disabled_time, create_time, update_time, delete_time, version, template, template_version,
     pull, idle_expire, handshake)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32)

-- name: update
-- Write a live subscription as it now is, if nobody was first; parameters as insert, where $27 is the new version
-- bigint, one more than the version that is replaced. Index: subscriptions_pkey.
UPDATE subscriptions
SET uri = $3,
    description = $4,
    method = $5,
    uri_template = $6,
    event_types = $7,
    filter = $8,
    payload = $9,
    timeout = $10,
    schedule = $11,
    max_age = $12,
    max_in_flight = $13,
    rate_per_second = $14,
    ordering = $15,
    ordering_key = $16,
    on_dead_letter = $17,
    auth = $18,
    sealed = $19,
    sealed_by = $20,
    state = $21,
    disabled_reason = $22,
    disabled_time = $23,
    create_time = $24,
    update_time = $25,
    delete_time = $26,
    version = $27,
    template = $28,
    template_version = $29,
    pull = $30,
    idle_expire = $31,
    handshake = $32
WHERE tenant_id = $1
    AND subscription_id = $2
    AND version = $27 - 1
    AND delete_time IS NULL
RETURNING version

-- name: load
-- Subscriptions by id, deleted ones too; $1 tenants text[], $2 subscriptions uuid[], one element each.
-- Index: subscriptions_pkey.
SELECT s.*, pairs.*
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, subscription_id)
JOIN subscriptions s USING (tenant_id, subscription_id) {signing_keys.with_signing_keys}

-- name: get
-- One live subscription; $1 tenant text, $2 subscription uuid. Index: subscriptions_pkey.
SELECT s.*, pairs.*
FROM subscriptions s {signing_keys.with_signing_keys}
WHERE s.tenant_id = $1
    AND s.subscription_id = $2
    AND s.delete_time IS NULL

-- name: get_locked
-- One live subscription, held until the commit; the registry's row is locked before. $1 tenant text,
-- $2 subscription uuid. Index: subscriptions_pkey.
SELECT s.*, pairs.*
FROM subscriptions s {signing_keys.with_signing_keys}
WHERE s.tenant_id = $1
    AND s.subscription_id = $2
    AND s.delete_time IS NULL
FOR UPDATE OF s

-- name: renew_signed
-- Give the live subscriptions that a tenant's key pairs sign their next versions, the registry's row being locked;
-- $1 tenant text, $2 the moment timestamptz. Index: subscriptions_live.
WITH signed AS MATERIALIZED (
    SELECT subscription_id
    FROM subscriptions
    WHERE tenant_id = $1
        AND delete_time IS NULL
        AND auth ? 'ed25519'
    ORDER BY subscription_id
    FOR UPDATE
)
UPDATE subscriptions s
SET version = s.version + 1,
    update_time = $2
FROM signed
WHERE s.tenant_id = $1
    AND s.subscription_id = signed.subscription_id
RETURNING s.subscription_id, s.version

-- name: list
-- Live subscriptions of a tenant for a list that adds its own conditions; $1 tenant text. Index: subscriptions_live.
SELECT s.*, pairs.*
FROM subscriptions s {signing_keys.with_signing_keys}
WHERE s.delete_time IS NULL
    AND s.tenant_id = $1
