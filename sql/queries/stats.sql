-- name: list
-- A tenant's hourly counts for a list that adds its own conditions; $1 tenant text. Index: stats_hourly_by_hour.
SELECT s.subscription_id, s.hour, s.delivered, s.failed, s.dead, s.latency
FROM stats_hourly AS s
WHERE s.tenant_id = $1
