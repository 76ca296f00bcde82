-- name: list
-- A tenant's hourly counts for a list that adds its own conditions; $1 tenant text. Index: stats_hourly_by_hour.
SELECT s.subscription_id, s.hour, s.delivered, s.failed, s.dead, s.latency
FROM stats_hourly AS s
WHERE s.tenant_id = $1

-- name: forget_old
-- Remove counts of hours before $1 timestamptz, at most $2 int rows.
DELETE FROM stats_hourly
WHERE ctid = ANY (ARRAY(SELECT ctid FROM stats_hourly WHERE hour < $1 LIMIT $2))
