-- Idempotency keys: which request was answered with which job, or made which subscription (`job_id` is the id of either).

-- fragment: too_old
-- Whether the remembered key k, when the same is to be remembered again, was 24 hours old.
k.create_time AT TIME ZONE 'UTC' <= excluded.create_time AT TIME ZONE 'UTC' - interval '24 hours'

-- name: remember
-- Remember keys for what is made; where one is remembered already, for less than 24 hours, say for what. Waits for a
-- transaction that is just remembering the same key. Arrays, each key once: $1 text tenants, $2 text keys, $3 bytea
-- fingerprints, $4 uuid what is made; $5 timestamptz now. Index idempotency_keys_pkey.
-- No parameter may stand behind ON CONFLICT: Citus sends that part without them.
INSERT INTO idempotency_keys AS k (tenant_id, key, fingerprint, job_id, create_time)
SELECT w.tenant_id, w.key, w.fingerprint, w.job_id, $5::timestamptz
FROM unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[]) AS w (tenant_id, key, fingerprint, job_id)
ORDER BY w.tenant_id, w.key
ON CONFLICT (tenant_id, key) DO UPDATE SET
    fingerprint = CASE WHEN {too_old} THEN excluded.fingerprint ELSE k.fingerprint END,
    job_id = CASE WHEN {too_old} THEN excluded.job_id ELSE k.job_id END,
    create_time = CASE WHEN {too_old} THEN excluded.create_time ELSE k.create_time END
RETURNING k.tenant_id, k.key, k.fingerprint, k.job_id

-- name: find
-- What stands under a key. $1 text tenant, $2 text key, $3 timestamptz before which a key is forgotten.
-- Index idempotency_keys_pkey.
SELECT k.tenant_id, k.key, k.fingerprint, k.job_id
FROM idempotency_keys AS k
WHERE k.tenant_id = $1::text AND k.key = $2::text AND k.create_time > $3::timestamptz

-- name: forget
-- Forget keys whose requests were refused. Arrays: $1 text tenants, $2 text keys, $3 uuid the jobs that there are not.
-- Index idempotency_keys_pkey.
DELETE FROM idempotency_keys AS k
USING unnest($1::text[], $2::text[], $3::uuid[]) AS w (tenant_id, key, job_id)
WHERE k.tenant_id = w.tenant_id AND k.key = w.key AND k.job_id = w.job_id

-- name: forget_old
-- Forget keys that are too old. $1 timestamptz before which, $2 integer at most. Index idempotency_keys_by_age.
WITH old AS MATERIALIZED (
    SELECT k.tenant_id, k.key
    FROM idempotency_keys AS k
    WHERE k.create_time <= $1::timestamptz
    ORDER BY k.create_time
    LIMIT $2::integer
    FOR UPDATE SKIP LOCKED
)
DELETE FROM idempotency_keys AS k USING old WHERE k.tenant_id = old.tenant_id AND k.key = old.key
