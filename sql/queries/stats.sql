-- name: list
-- A tenant's hourly counts for a list that adds its own conditions; $1 tenant text. Index: stats_hourly_by_hour.
SELECT s.subscription_id, s.hour, s.delivered, s.failed, s.dead, s.latency
FROM stats_hourly AS s
WHERE s.tenant_id = $1

-- name: list_of_tenant
-- The same of all of a tenant's subscriptions together, for a list that adds its own conditions: hour by hour backwards,
-- so that a page adds up the hours that it shows and no more. $1 tenant text, $2 now timestamptz. Index:
-- stats_hourly_by_hour.
SELECT g.hour, s.delivered, s.failed, s.dead, s.latency
FROM (
    SELECT of_all.hour
    FROM generate_series(
        date_trunc('hour', $2::timestamptz, 'UTC') + interval '1 hour', $2::timestamptz - interval '91 days',
        interval '-1 hour'
    ) AS of_all (hour)
    ORDER BY of_all.hour DESC
) AS g
CROSS JOIN LATERAL (
    SELECT
        sum(h.delivered)::bigint AS delivered, sum(h.failed)::bigint AS failed, sum(h.dead)::bigint AS dead,
        ARRAY[
            sum(h.latency[1]), sum(h.latency[2]), sum(h.latency[3]), sum(h.latency[4]), sum(h.latency[5]),
            sum(h.latency[6]), sum(h.latency[7]), sum(h.latency[8]), sum(h.latency[9]), sum(h.latency[10]),
            sum(h.latency[11]), sum(h.latency[12]), sum(h.latency[13]), sum(h.latency[14]), sum(h.latency[15])
        ]::bigint[] AS latency
    FROM stats_hourly AS h
    WHERE h.tenant_id = $1 AND h.hour = g.hour
    HAVING count(*) > 0
) AS s
WHERE g.hour IS NOT NULL
