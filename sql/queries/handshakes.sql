-- name: take
-- The lanes whose endpoints are to be asked for permission now, at most $1 int and none of the tenants $2 text[], the
-- longest due first; nobody else takes them for $3 interval. $4 the moment or NULL. Index: lanes_asking.
WITH due AS MATERIALIZED (
    SELECT tenant_id, subscription_id, coalesce($4::timestamptz, now()) + $3::interval AS ask_time
    FROM lanes
    WHERE lanes.ask_time <= coalesce($4::timestamptz, now()) AND tenant_id <> ALL ($2::text[])
    ORDER BY lanes.ask_time
    LIMIT $1
    FOR UPDATE SKIP LOCKED
)
UPDATE lanes AS l
SET ask_time = due.ask_time
FROM due
WHERE l.tenant_id = due.tenant_id AND l.subscription_id = due.subscription_id
RETURNING l.tenant_id, l.subscription_id

-- name: ask_again
-- Let those be asked who permit another name of this service than $1 text or NULL. Index: lanes_permitted.
UPDATE lanes
SET ask_time = now()
WHERE permission_time IS NOT NULL AND permission_origin IS DISTINCT FROM $1 AND ask_time IS NULL

-- name: ask_soon
-- Ask the endpoint of a lane that waits for its permission at $3 timestamptz, but $4 interval after the last time at the
-- earliest; $1 tenant text, $2 subscription uuid. Index: lanes_pkey.
UPDATE lanes
SET ask_time = least(ask_time, greatest($3, (asked_time AT TIME ZONE 'UTC' + $4::interval) AT TIME ZONE 'UTC'))
WHERE tenant_id = $1 AND subscription_id = $2 AND ask_time IS NOT NULL

-- name: lock
-- How often an endpoint was asked in vain, its lane held until the commit; $1 tenant text, $2 subscription uuid,
-- $3 the version bigint that was asked for. No row: it is another version by now. Index: lanes_pkey.
SELECT refusals
FROM lanes
WHERE tenant_id = $1
    AND subscription_id = $2
    AND subscription_version = $3
    AND handshake_uri IS NOT NULL
FOR UPDATE

-- name: permit
-- An endpoint permits, under its locked lane; $1 tenant text, $2 subscription uuid, $3 the moment timestamptz, $4 to whom
-- text, $5 how many requests a minute int or NULL. What follows of it is written by lanes.sync, in the same transaction.
UPDATE lanes
SET permission_time = $3,
    permission_origin = $4,
    allowed_per_minute = $5,
    asked_time = $3,
    refusals = 0,
    refusal = NULL
WHERE tenant_id = $1 AND subscription_id = $2

-- name: refuse
-- An endpoint does not permit, under its locked lane; $1 tenant text, $2 subscription uuid, $3 the moment timestamptz,
-- $4 why not text, $5 whether it takes its permission back boolean, $6 when to ask next timestamptz, $7 whether it counts
-- among the failures of the endpoint boolean.
UPDATE lanes
SET enabled = enabled AND NOT $5,
    permission_time = CASE WHEN NOT $5 THEN permission_time END,
    permission_origin = CASE WHEN NOT $5 THEN permission_origin END,
    asked_time = $3,
    refusals = refusals + 1,
    refusal = $4,
    ask_time = CASE WHEN ask_time IS NOT NULL OR enabled AND $5 THEN $6::timestamptz END,
    failures = CASE WHEN $7 THEN failures + 1 ELSE failures END,
    first_failure_time = CASE WHEN $7 THEN coalesce(first_failure_time, $3) ELSE first_failure_time END,
    last_failure_time = CASE WHEN $7 THEN $3 ELSE last_failure_time END,
    last_failure = CASE WHEN $7 THEN 'no_permission' ELSE last_failure END
WHERE tenant_id = $1 AND subscription_id = $2
