-- name: create
-- Give a new subscription its lane; $1 tenant text, $2 subscription uuid, $3 enabled boolean, $4 closed reason text,
-- $5 version bigint, $6 most in flight int, $7 rate per second float8, $8 pulled boolean.
INSERT INTO lanes
    (tenant_id, subscription_id, enabled, closed_reason, subscription_version, max_in_flight, rate_per_second, pulled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: sync
-- Let a lane follow its subscription (same parameters as create, and $9 boolean: it pauses no longer); being enabled
-- again closes the circuit, starts the counts of failures again and ends a pause.
UPDATE lanes
SET enabled = $3,
    closed_reason = $4,
    subscription_version = $5,
    max_in_flight = $6,
    rate_per_second = $7,
    pulled = $8,
    rate_tokens = CASE WHEN rate_per_second IS DISTINCT FROM $7 THEN 0 ELSE rate_tokens END,
    failures = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN 0 ELSE failures END,
    failed_deliveries = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN '{}' ELSE failed_deliveries END,
    open_time = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE open_time END,
    probe_time = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE probe_time END,
    probe_wait = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE probe_wait END,
    probe_id = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE probe_id END,
    first_failure_time = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE first_failure_time END,
    warned_time = CASE WHEN ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE warned_time END,
    paused_until = CASE WHEN $9 OR ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE paused_until END,
    paused_time = CASE WHEN $9 OR ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE paused_time END,
    paused_status = CASE WHEN $9 OR ($3 OR $8) AND NOT (enabled OR pulled) THEN NULL ELSE paused_status END
WHERE tenant_id = $1 AND subscription_id = $2

-- name: follow
-- Let lanes know the versions that their subscriptions have now; $1 tenant text, $2 subscriptions uuid[], $3 versions
-- bigint[], one element each. Index: lanes_pkey.
WITH followed AS MATERIALIZED (
    SELECT l.subscription_id, n.version
    FROM unnest($2::uuid[], $3::bigint[]) AS n (subscription_id, version)
    JOIN lanes l ON l.tenant_id = $1 AND l.subscription_id = n.subscription_id
    ORDER BY l.subscription_id
    FOR UPDATE OF l
)
UPDATE lanes l
SET subscription_version = f.version
FROM followed f
WHERE l.tenant_id = $1
    AND l.subscription_id = f.subscription_id

-- name: health
-- What a lane says about its endpoint; $1 tenant text, $2 subscriptions uuid[]. Index: lanes_pkey.
SELECT subscription_id, in_flight, failures, open_time,
    CASE WHEN probe_time IS NOT NULL THEN greatest(probe_time, paused_until) END AS next_probe_time,
    first_failure_time, last_failure_time, last_failure, last_success_time, claim_time,
    CASE WHEN paused_until > now() THEN paused_until END AS paused_until, paused_time, paused_status
FROM lanes
WHERE tenant_id = $1 AND subscription_id = ANY ($2::uuid[])

-- name: pauses
-- Whether a lane pauses at $3 timestamptz, locked until the commit; $1 tenant text, $2 subscription uuid.
-- Index: lanes_pkey.
SELECT paused_until > $3 AS pauses
FROM lanes
WHERE tenant_id = $1 AND subscription_id = $2
FOR UPDATE
