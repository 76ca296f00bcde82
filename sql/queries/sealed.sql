-- What the master keys seal. `sealed_by` is the label of the key, `name:fingerprint`, or a bare name where a version
-- before labels wrote it.

-- name: keys
-- The labels of all keys that seal something: a loose index scan, one descent per key. Index: subscriptions_by_key.
WITH RECURSIVE key AS (
    (SELECT sealed_by FROM subscriptions ORDER BY sealed_by LIMIT 1)
    UNION ALL
    SELECT (SELECT s.sealed_by FROM subscriptions AS s WHERE s.sealed_by > key.sealed_by ORDER BY s.sealed_by LIMIT 1)
    FROM key
    WHERE key.sealed_by IS NOT NULL
)
SELECT sealed_by FROM key WHERE sealed_by IS NOT NULL

-- name: count
-- How many live subscriptions a key seals, $2 int at most; $1 its label text. Index: subscriptions_by_key.
SELECT count(*) FROM (SELECT 1 FROM subscriptions WHERE sealed_by = $1 AND delete_time IS NULL LIMIT $2) AS s

-- name: sample
-- The first and the last live subscriptions that a key seals, $2 int of each at most; $1 its label text.
-- Index: subscriptions_by_key.
(
    SELECT tenant_id, subscription_id, sealed, sealed_by, delete_time IS NULL AS live
    FROM subscriptions
    WHERE sealed_by = $1 AND delete_time IS NULL
    ORDER BY tenant_id, subscription_id
    LIMIT $2
)
UNION
(
    SELECT tenant_id, subscription_id, sealed, sealed_by, delete_time IS NULL AS live
    FROM subscriptions
    WHERE sealed_by = $1 AND delete_time IS NULL
    ORDER BY tenant_id DESC, subscription_id DESC
    LIMIT $2
)

-- name: walk
-- Everything sealed, in order, beyond the last one seen; $1 its tenant text, $2 its subscription uuid, $3 most int.
-- Index: subscriptions_pkey.
SELECT tenant_id, subscription_id, sealed, sealed_by, delete_time IS NULL AS live
FROM subscriptions
WHERE (tenant_id, subscription_id) > ($1, $2)
ORDER BY tenant_id, subscription_id
LIMIT $3

-- name: count_sealed_by_others
-- How many ciphertexts another key than $1 text sealed, by the key's label. Index: subscriptions_by_key.
SELECT sealed_by, count(*) AS rows
FROM subscriptions
WHERE sealed_by <> $1
GROUP BY sealed_by
ORDER BY sealed_by

-- name: reseal
-- Replace ciphertexts that nobody replaced meanwhile; the secrets and the version stay. Arrays: $1 tenants text[],
-- $2 subscriptions uuid[], $3 old sealed bytea[], $4 new sealed bytea[]; $5 the key's label text.
-- Index: subscriptions_pkey.
WITH fresh AS MATERIALIZED (
    SELECT s.tenant_id, s.subscription_id, n.sealed
    FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bytea[]) AS n (tenant_id, subscription_id, old_sealed, sealed)
    JOIN subscriptions s USING (tenant_id, subscription_id)
    WHERE s.sealed = n.old_sealed
    ORDER BY s.tenant_id, s.subscription_id
    FOR UPDATE OF s
)
UPDATE subscriptions s
SET sealed = f.sealed,
    sealed_by = $5
FROM fresh f
WHERE s.tenant_id = f.tenant_id
    AND s.subscription_id = f.subscription_id
RETURNING s.tenant_id, s.subscription_id

-- name: table
-- The table of sealed credentials in the schema $1 text, or NULL before the migrations that make it.
SELECT to_regclass($1 || '.subscriptions')::text
