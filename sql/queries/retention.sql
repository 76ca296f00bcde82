-- name: share_line
-- The moment below which history may go, as it stays until the commit. Index: retention_pkey.
SELECT history_time
FROM retention
WHERE one
FOR SHARE

-- name: raise_line
-- Let history before $1 timestamptz go; waits for those who hold the line. It never comes down by itself when the
-- operator keeps history for longer: what was below may be gone. Index: retention_pkey.
UPDATE retention
SET history_time = greatest(history_time, $1::timestamptz)
WHERE one
RETURNING history_time

-- name: jobs_are_needed
-- Whether a job of the ids from $1 uuid to below $2 uuid lives, waits, is held, or is not expired at $3 timestamptz.
-- Reads one partition; jobs_live answers for those that have not ended.
SELECT
    EXISTS (SELECT FROM jobs WHERE job_id >= $1 AND job_id < $2 AND end_state IS NULL)
    OR EXISTS (SELECT FROM job_ready WHERE job_id >= $1 AND job_id < $2)
    OR EXISTS (SELECT FROM job_lease WHERE job_id >= $1 AND job_id < $2)
    OR EXISTS (SELECT FROM jobs WHERE job_id >= $1 AND job_id < $2 AND expire_time > $3::timestamptz)

-- name: deliveries_are_needed
-- Whether a delivery of the ids from $1 uuid to below $2 uuid waits, is being sent, blocks a fifo key, or has not ended.
-- Reads the hot tables, and one partition where these know nothing.
SELECT
    EXISTS (SELECT FROM delivery_ready WHERE delivery_id >= $1 AND delivery_id < $2)
    OR EXISTS (SELECT FROM delivery_lease WHERE delivery_id >= $1 AND delivery_id < $2)
    OR EXISTS (SELECT FROM fifo_keys WHERE head >= $1 AND head < $2)
    OR EXISTS (SELECT FROM deliveries WHERE delivery_id >= $1 AND delivery_id < $2 AND state = 'pending')

-- name: events_are_needed
-- Whether an event of the ids from $1 uuid to below $2 uuid has still to be sent: a replay makes deliveries of events
-- that are much older. Reads the hot tables.
SELECT
    EXISTS (SELECT FROM delivery_ready WHERE event_id >= $1 AND event_id < $2)
    OR EXISTS (SELECT FROM delivery_lease WHERE event_id >= $1 AND event_id < $2)

-- name: forget_stats
-- Remove figures of hours before $1 timestamptz, at most $2 int. Index: stats_hourly_by_age.
DELETE FROM stats_hourly AS s
USING (
    SELECT tenant_id, subscription_id, hour
    FROM stats_hourly
    WHERE hour < $1
    ORDER BY hour
    LIMIT $2
    FOR UPDATE SKIP LOCKED
) AS old
WHERE s.tenant_id = old.tenant_id AND s.subscription_id = old.subscription_id AND s.hour = old.hour

-- name: purgeable_subscriptions
-- Subscriptions deleted before $1 timestamptz that nothing kept refers to, at most $2 int, locked.
-- Indexes: subscriptions_deleted, deliveries_by_subscription, delivery_ready_pkey, lanes_pkey.
SELECT s.tenant_id, s.subscription_id
FROM subscriptions AS s
WHERE s.delete_time < $1
    AND NOT EXISTS (
        SELECT FROM delivery_ready AS r WHERE r.tenant_id = s.tenant_id AND r.subscription_id = s.subscription_id
    )
    AND NOT EXISTS (
        SELECT FROM deliveries AS d WHERE d.tenant_id = s.tenant_id AND d.subscription_id = s.subscription_id
    )
    AND NOT EXISTS (
        SELECT FROM lanes AS l
        WHERE l.tenant_id = s.tenant_id AND l.subscription_id = s.subscription_id
            AND (l.in_flight > 0 OR l.granted > 0)
    )
ORDER BY s.tenant_id, s.subscription_id
LIMIT $2
FOR UPDATE OF s SKIP LOCKED

-- name: purge_lanes
-- Remove the lanes of purged subscriptions; $1 tenants text[], $2 subscriptions uuid[]. Index: lanes_pkey.
DELETE FROM lanes AS l
USING unnest($1::text[], $2::uuid[]) AS gone (tenant_id, subscription_id)
WHERE l.tenant_id = gone.tenant_id AND l.subscription_id = gone.subscription_id

-- name: purge_fifo_keys
-- Remove the fifo keys of purged subscriptions; $1 tenants text[], $2 subscriptions uuid[]. Index: fifo_keys_pkey.
DELETE FROM fifo_keys AS k
USING unnest($1::text[], $2::uuid[]) AS gone (tenant_id, subscription_id)
WHERE k.tenant_id = gone.tenant_id AND k.subscription_id = gone.subscription_id

-- name: purge_templates
-- Remove the templates of purged subscriptions; $1 tenants text[], $2 subscriptions uuid[]. Index: templates_pkey.
DELETE FROM templates AS t
USING unnest($1::text[], $2::uuid[]) AS gone (tenant_id, subscription_id)
WHERE t.tenant_id = gone.tenant_id AND t.subscription_id = gone.subscription_id

-- name: purge_subscriptions
-- Remove locked subscriptions; $1 tenants text[], $2 subscriptions uuid[]. Index: subscriptions_pkey.
DELETE FROM subscriptions AS s
USING unnest($1::text[], $2::uuid[]) AS gone (tenant_id, subscription_id)
WHERE s.tenant_id = gone.tenant_id AND s.subscription_id = gone.subscription_id

-- name: forget_keys
-- Remove keys of callers that ended, revoked or expired, before $1 timestamptz; at most $2 int.
DELETE FROM bellhop.api_keys AS k
USING (
    SELECT key_id
    FROM bellhop.api_keys
    WHERE least(revoke_time, expire_time) < $1
    LIMIT $2
    FOR UPDATE SKIP LOCKED
) AS old
WHERE k.key_id = old.key_id
