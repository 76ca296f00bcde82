-- Who works on what, and what is slow: what the operator looks at. Each of these reads a bounded number of rows.

-- name: circuits
-- The circuits that have been open for longest, of the first $1 int that are open; $2 int of them. Indexes: lanes_held,
-- subscriptions_pkey.
SELECT l.tenant_id, l.subscription_id, u.uri, l.open_time, greatest(l.probe_time, l.paused_until) AS probe_time, l.failures,
    l.last_failure_time, l.last_success_time
FROM (SELECT * FROM lanes WHERE probe_time IS NOT NULL LIMIT $1) AS l
JOIN subscriptions AS u USING (tenant_id, subscription_id)
WHERE l.enabled AND u.delete_time IS NULL
ORDER BY l.open_time, l.tenant_id, l.subscription_id
LIMIT $2

-- name: paused
-- The endpoints whose pauses last longest after $3 timestamptz, of the first $1 int that pause; $2 int of them. Indexes:
-- lanes_held, subscriptions_pkey.
SELECT l.tenant_id, l.subscription_id, u.uri, l.paused_until, l.paused_time, l.paused_status
FROM (SELECT * FROM lanes WHERE paused_until > $3::timestamptz LIMIT $1) AS l
JOIN subscriptions AS u USING (tenant_id, subscription_id)
WHERE (l.enabled OR l.pulled) AND u.delete_time IS NULL
ORDER BY l.paused_until DESC, l.tenant_id, l.subscription_id
LIMIT $2

-- name: slowest
-- The subscriptions of all tenants with the most attempts of over a second since $1 timestamptz, among $2 int rows at
-- most; $3 int subscriptions. Indexes: stats_hourly_by_age, subscriptions_pkey.
SELECT s.tenant_id, s.subscription_id, u.uri, s.delivered, s.failed, s.latency
FROM (
    SELECT h.tenant_id, h.subscription_id, sum(h.delivered)::bigint AS delivered, sum(h.failed)::bigint AS failed,
        ARRAY[
            sum(h.latency[1]), sum(h.latency[2]), sum(h.latency[3]), sum(h.latency[4]), sum(h.latency[5]),
            sum(h.latency[6]), sum(h.latency[7]), sum(h.latency[8]), sum(h.latency[9]), sum(h.latency[10]),
            sum(h.latency[11]), sum(h.latency[12]), sum(h.latency[13]), sum(h.latency[14]), sum(h.latency[15])
        ]::bigint[] AS latency
    FROM (SELECT * FROM stats_hourly WHERE hour >= $1 LIMIT $2) AS h
    GROUP BY h.tenant_id, h.subscription_id
) AS s
JOIN subscriptions AS u USING (tenant_id, subscription_id)
CROSS JOIN LATERAL (SELECT sum(over_a_second) AS attempts FROM unnest(s.latency[11:15]) AS over_a_second) AS slow
WHERE slow.attempts > 0 AND u.delete_time IS NULL
ORDER BY slow.attempts DESC, s.tenant_id, s.subscription_id
LIMIT $3

-- name: dispatchers
-- The processes that send, and how many of the first $1 int leases each holds; leases whose holder is not known have a
-- row of their own. $2 int rows at most. Reads the whole table of leases: it holds what is being sent just now.
SELECT coalesce(h.holder, x.holder) AS holder, h.begin_time, h.gone_time, coalesce(x.held, 0) AS in_flight, x.oldest_due
FROM holders AS h
FULL JOIN (
    SELECT r.holder, count(*) AS held, min(r.due) AS oldest_due
    FROM (SELECT holder, due FROM delivery_lease LIMIT $1) AS r
    GROUP BY r.holder
) AS x ON x.holder = h.holder
ORDER BY 1
LIMIT $2

-- name: workers
-- What workers hold: the first $1 int leases by worker and action, $2 int rows at most. A lease was extended last at its
-- end less its length; where a deadline ends it sooner it was extended later than this says. Reads the whole table of
-- leases: it holds what is being worked on just now.
SELECT l.worker_id, l.action, count(*) AS held, min(l.claim_time) AS oldest_claim,
    max(greatest(l.claim_time, l.expire_time - l.lease)) AS last_heartbeat, min(l.expire_time) AS first_expiry
FROM (SELECT worker_id, action, claim_time, expire_time, lease FROM job_lease LIMIT $1) AS l
GROUP BY l.worker_id, l.action
ORDER BY l.worker_id, l.action
LIMIT $2
