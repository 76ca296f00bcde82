-- name: create
-- Give a new subscription its lane; $1 tenant text, $2 subscription uuid, $3 enabled boolean, $4 closed reason text,
-- $5 version bigint, $6 most in flight int, $7 rate per second float8, $8 pulled boolean, $9 the endpoint whose
-- permission it needs text or NULL, which is asked for at once.
INSERT INTO lanes
    (tenant_id, subscription_id, enabled, closed_reason, subscription_version, max_in_flight, rate_per_second, pulled,
     handshake_uri, ask_time)
VALUES ($1, $2, $3 AND $9::text IS NULL, $4, $5, $6, $7, $8, $9, CASE WHEN $3 AND $9::text IS NOT NULL THEN now() END)

-- fragment: permits
-- Whether the endpoint $9 permits, as far as the lane knows: the permission of another URI is none.
coalesce(handshake_uri = $9::text AND permission_time IS NOT NULL, false)

-- fragment: rate
-- The smaller rate of $7 and of what the endpoint $9 allows. A full bucket holds one second's worth, or one request: so
-- within no minute more leaves than is allowed a minute.
least(
    $7::float8,
    CASE WHEN handshake_uri = $9::text
        THEN allowed_per_minute / CASE WHEN allowed_per_minute > 60 THEN 61.0 ELSE 60.0 END
    END
)

-- fragment: is_open_again
-- Whether it is enabled, or pulled, and was neither.
(($3 OR $8) AND NOT (enabled OR pulled))

-- fragment: ends_pause
($10 OR {is_open_again})

-- name: sync
-- Let a lane follow its subscription (same parameters as create, and $10 boolean: it pauses no longer); being enabled
-- again closes the circuit, starts the counts of failures again and ends a pause. Another endpoint is asked for permission
-- at once, and nothing leaves before it has permitted.
UPDATE lanes
SET enabled = $3 AND ($9::text IS NULL OR {permits}),
    closed_reason = $4,
    subscription_version = $5,
    max_in_flight = $6,
    rate_per_second = {rate},
    pulled = $8,
    rate_tokens = CASE WHEN rate_per_second IS DISTINCT FROM {rate} THEN 0 ELSE rate_tokens END,
    handshake_uri = $9,
    permission_time = CASE WHEN handshake_uri = $9::text THEN permission_time END,
    permission_origin = CASE WHEN handshake_uri = $9::text THEN permission_origin END,
    allowed_per_minute = CASE WHEN handshake_uri = $9::text THEN allowed_per_minute END,
    asked_time = CASE WHEN handshake_uri = $9::text THEN asked_time END,
    refusals = CASE WHEN handshake_uri = $9::text THEN refusals ELSE 0 END,
    refusal = CASE WHEN handshake_uri = $9::text THEN refusal END,
    ask_time = CASE
        WHEN $9::text IS NULL OR NOT $3 OR {permits} THEN NULL
        WHEN handshake_uri = $9::text THEN coalesce(
            ask_time, greatest(clock.now, (asked_time AT TIME ZONE 'UTC' + INTERVAL '10 seconds') AT TIME ZONE 'UTC')
        )
        ELSE clock.now
    END,
    failures = CASE WHEN {is_open_again} THEN 0 ELSE failures END,
    failed_deliveries = CASE WHEN {is_open_again} THEN '{}' ELSE failed_deliveries END,
    open_time = CASE WHEN {is_open_again} THEN NULL ELSE open_time END,
    probe_time = CASE WHEN {is_open_again} THEN NULL ELSE probe_time END,
    probe_wait = CASE WHEN {is_open_again} THEN NULL ELSE probe_wait END,
    probe_id = CASE WHEN {is_open_again} THEN NULL ELSE probe_id END,
    first_failure_time = CASE WHEN {is_open_again} THEN NULL ELSE first_failure_time END,
    warned_time = CASE WHEN {is_open_again} THEN NULL ELSE warned_time END,
    paused_until = CASE WHEN {ends_pause} THEN NULL ELSE paused_until END,
    paused_time = CASE WHEN {ends_pause} THEN NULL ELSE paused_time END,
    paused_status = CASE WHEN {ends_pause} THEN NULL ELSE paused_status END
FROM (SELECT now() AS now) AS clock
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
-- What a lane says about its endpoint; $1 tenant text, $2 subscriptions uuid[]. Index: lanes_pkey. What is sent in slots
-- that were granted is counted in the table of leases, which holds what is being sent or recorded just now: no more of it is
-- being sent than was granted.
SELECT subscription_id,
    in_flight + CASE
        WHEN granted > 0 THEN least(granted, (
            SELECT count(*)
            FROM delivery_lease AS x
            WHERE x.tenant_id = lanes.tenant_id AND x.subscription_id = lanes.subscription_id AND x.grant_holder IS NOT NULL
        ))
        ELSE 0
    END AS in_flight,
    failures, open_time,
    CASE WHEN probe_time IS NOT NULL THEN greatest(probe_time, paused_until) END AS next_probe_time,
    first_failure_time, last_failure_time, last_failure, last_success_time, claim_time,
    CASE WHEN paused_until > now() THEN paused_until END AS paused_until, paused_time, paused_status,
    handshake_uri, permission_time, allowed_per_minute, asked_time, ask_time, refusal
FROM lanes
WHERE tenant_id = $1 AND subscription_id = ANY ($2::uuid[])

-- name: pauses
-- Whether a lane pauses at $3 timestamptz, locked until the commit; $1 tenant text, $2 subscription uuid.
-- Index: lanes_pkey.
SELECT paused_until > $3 AS pauses
FROM lanes
WHERE tenant_id = $1 AND subscription_id = $2
FOR UPDATE
