-- name: take
-- Takes up to a block of whole tokens from a tenant's bucket, after refilling it by the time passed, at most to its
-- size: one second's worth. No row: the tenant has no bucket yet.
-- $1 tenant_id text, $2 rate double precision (tokens a second), $3 block double precision, $4 now timestamptz
-- Index request_buckets_pkey
WITH bucket AS MATERIALIZED (
    SELECT
        tenant_id,
        least($2::float8, tokens + $2::float8 * greatest(extract(epoch FROM $4::timestamptz - refill_time), 0)::float8) AS filled
    FROM bellhop.request_buckets
    WHERE tenant_id = $1
    FOR UPDATE
)
UPDATE bellhop.request_buckets AS b
SET tokens = bucket.filled - least(floor(bucket.filled), $3::float8),
    refill_time = greatest(b.refill_time, $4::timestamptz)
FROM bucket
WHERE b.tenant_id = bucket.tenant_id
RETURNING least(floor(bucket.filled), $3::float8) AS granted, b.tokens AS remaining;

-- name: open
-- Gives a tenant a full bucket, if it has none. $1 tenant_id text, $2 tokens double precision, $3 now timestamptz
INSERT INTO bellhop.request_buckets (tenant_id, tokens, refill_time)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: erase
-- Removes the bucket of a tenant that is being erased. $1 tenant_id text
DELETE FROM bellhop.request_buckets
WHERE tenant_id = $1;
