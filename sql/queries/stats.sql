-- name: list
-- A tenant's hourly counts for a list that adds its own conditions; $1 tenant text. Index: stats_hourly_by_hour.
SELECT s.subscription_id, s.hour, s.delivered, s.failed, s.dead, s.latency
FROM stats_hourly AS s
WHERE s.tenant_id = $1

-- name: list_of_tenant
-- The same of all of a tenant's subscriptions together, for a list that adds its own conditions; $1 tenant text. A
-- condition on the hour goes into the grouping, and a page ends it early. Index: stats_hourly_by_hour.
SELECT s.hour, s.delivered, s.failed, s.dead, s.latency
FROM (
    SELECT h.tenant_id, h.hour,
        sum(h.delivered)::bigint AS delivered, sum(h.failed)::bigint AS failed, sum(h.dead)::bigint AS dead,
        ARRAY[
            sum(h.latency[1]), sum(h.latency[2]), sum(h.latency[3]), sum(h.latency[4]), sum(h.latency[5]),
            sum(h.latency[6]), sum(h.latency[7]), sum(h.latency[8]), sum(h.latency[9]), sum(h.latency[10]),
            sum(h.latency[11]), sum(h.latency[12]), sum(h.latency[13]), sum(h.latency[14]), sum(h.latency[15])
        ]::bigint[] AS latency
    FROM stats_hourly AS h
    GROUP BY h.tenant_id, h.hour
) AS s
WHERE s.tenant_id = $1
