-- What the master keys seal: the credentials of subscriptions, and the private halves of tenants' key pairs. `sealed_by`
-- is the label of the key, `name:fingerprint`, or a bare name where a version before labels wrote it.

-- fragment: everything
-- Both as one: a row's place in the vault is its tenant, its id and its field. Nothing is lost with what is not live.
(
    SELECT tenant_id, subscription_id AS row_id, 'credentials' AS field, sealed, sealed_by, delete_time IS NULL AS live
    FROM subscriptions
    UNION ALL
    SELECT tenant_id, signing_key_id, 'signing_key', sealed, sealed_by, expire_time IS NULL OR expire_time > now()
    FROM signing_keys
)

-- name: keys
-- The labels of all keys that seal something: a loose index scan, one descent per key and table.
-- Index: subscriptions_by_key, signing_keys_by_key.
WITH RECURSIVE key AS (
    (SELECT e.sealed_by FROM {everything} AS e ORDER BY e.sealed_by LIMIT 1)
    UNION ALL
    SELECT (SELECT e.sealed_by FROM {everything} AS e WHERE e.sealed_by > key.sealed_by ORDER BY e.sealed_by LIMIT 1)
    FROM key
    WHERE key.sealed_by IS NOT NULL
)
SELECT sealed_by FROM key WHERE sealed_by IS NOT NULL

-- name: count
-- How many live subscriptions and live key pairs a key seals, $2 int of each at most; $1 its label text.
-- Index: subscriptions_by_key, signing_keys_by_key.
SELECT
    (
        SELECT count(*)
        FROM (SELECT 1 FROM subscriptions WHERE sealed_by = $1 AND delete_time IS NULL LIMIT $2) AS s
    ) AS subscriptions,
    (
        SELECT count(*)
        FROM (
            SELECT 1
            FROM signing_keys
            WHERE sealed_by = $1
                AND (expire_time IS NULL OR expire_time > now())
            LIMIT $2
        ) AS k
    ) AS key_pairs

-- name: sample
-- The first and the last live rows that a key seals, $2 int of each at most; $1 its label text.
-- Index: subscriptions_by_key, signing_keys_by_key.
(
    SELECT e.tenant_id, e.row_id, e.field, e.sealed, e.sealed_by, e.live
    FROM {everything} AS e
    WHERE e.sealed_by = $1 AND e.live
    ORDER BY e.tenant_id, e.row_id
    LIMIT $2
)
UNION
(
    SELECT e.tenant_id, e.row_id, e.field, e.sealed, e.sealed_by, e.live
    FROM {everything} AS e
    WHERE e.sealed_by = $1 AND e.live
    ORDER BY e.tenant_id DESC, e.row_id DESC
    LIMIT $2
)

-- name: walk
-- Everything sealed, in order, beyond the last one seen; $1 its tenant text, $2 its id uuid, $3 most int.
-- Index: subscriptions_pkey, signing_keys_pkey.
SELECT e.tenant_id, e.row_id, e.field, e.sealed, e.sealed_by, e.live
FROM {everything} AS e
WHERE (e.tenant_id, e.row_id) > ($1, $2)
ORDER BY e.tenant_id, e.row_id
LIMIT $3

-- name: count_sealed_by_others
-- How many ciphertexts another key than $1 text sealed, by the key's label.
-- Index: subscriptions_by_key, signing_keys_by_key.
SELECT e.sealed_by, count(*) AS rows
FROM {everything} AS e
WHERE e.sealed_by <> $1
GROUP BY e.sealed_by
ORDER BY e.sealed_by

-- name: reseal_credentials
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

-- name: reseal_signing_key
-- The same for key pairs, $2 signing keys uuid[]. Index: signing_keys_pkey.
WITH fresh AS MATERIALIZED (
    SELECT k.tenant_id, k.signing_key_id, n.sealed
    FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bytea[]) AS n (tenant_id, signing_key_id, old_sealed, sealed)
    JOIN signing_keys k USING (tenant_id, signing_key_id)
    WHERE k.sealed = n.old_sealed
    ORDER BY k.tenant_id, k.signing_key_id
    FOR UPDATE OF k
)
UPDATE signing_keys k
SET sealed = f.sealed,
    sealed_by = $5
FROM fresh f
WHERE k.tenant_id = f.tenant_id
    AND k.signing_key_id = f.signing_key_id
RETURNING k.tenant_id, k.signing_key_id

-- name: tables
-- The tables of what is sealed in the schema $1 text; those are NULL that their migrations have not made yet.
SELECT to_regclass($1 || '.subscriptions')::text AS subscriptions, to_regclass($1 || '.signing_keys')::text AS signing_keys
