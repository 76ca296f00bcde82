-- The figures of a cell for /metrics. Nothing here reads more than is said at each, however much waits.

-- name: lanes
-- Of the lanes with something waiting after ($1 tenant text, $2 subscription uuid), at most $3 int: the last of them, how
-- many there are, and of those that may leave (enabled, no pause, circuit closed): what is due ($4 int of each lane count), the
-- earliest due one that no rate holds back, and the same where nothing is being sent. Walks as `claims.sweep` does: a
-- descent per lane. $5 the moment timestamptz or NULL. Indexes: delivery_ready_pkey, lanes_pkey.
WITH RECURSIVE lane AS (
    (
        SELECT tenant_id, subscription_id, due, 1 AS step
        FROM delivery_ready
        WHERE (tenant_id, subscription_id) > ($1, $2)
        ORDER BY tenant_id, subscription_id, due
        LIMIT 1
    )
    UNION ALL
    SELECT next.tenant_id, next.subscription_id, next.due, lane.step + 1
    FROM lane
    CROSS JOIN LATERAL (
        SELECT d.tenant_id, d.subscription_id, d.due
        FROM delivery_ready AS d
        WHERE (d.tenant_id, d.subscription_id) > (lane.tenant_id, lane.subscription_id)
        ORDER BY d.tenant_id, d.subscription_id, d.due
        LIMIT 1
    ) AS next
    WHERE lane.step < $3
),
told AS (
    SELECT lane.*,
        l.enabled AND l.probe_time IS NULL
            AND (l.paused_until IS NULL OR l.paused_until <= coalesce($5::timestamptz, now())) AS may_leave,
        l.rate_per_second IS NULL AS free,
        l.in_flight = 0 AS idle, coalesce($5::timestamptz, now()) AS now
    FROM lane
    LEFT JOIN lanes AS l USING (tenant_id, subscription_id)
)
SELECT
    count(*)::integer AS lanes,
    (array_agg(told.tenant_id ORDER BY told.step DESC))[1] AS tenant_id,
    (array_agg(told.subscription_id ORDER BY told.step DESC))[1] AS subscription_id,
    coalesce(sum(counted.due) FILTER (WHERE told.may_leave), 0)::bigint AS due,
    extract(epoch FROM max(told.now - told.due) FILTER (WHERE told.may_leave AND told.free AND told.due <= told.now))
        ::double precision AS oldest_seconds,
    extract(epoch FROM max(told.now - told.due) FILTER (
        WHERE told.may_leave AND told.free AND told.idle AND told.due <= told.now
    ))::double precision AS neglected_seconds
FROM told
CROSS JOIN LATERAL (
    SELECT count(*) AS due
    FROM (
        SELECT 1
        FROM delivery_ready AS d
        WHERE d.tenant_id = told.tenant_id AND d.subscription_id = told.subscription_id AND d.due <= told.now
        LIMIT CASE WHEN told.may_leave AND told.due <= told.now THEN $4::integer ELSE 0 END
    ) AS r
) AS counted

-- name: queues
-- Of the queues of claimable jobs after ($1 action text, $2 tenant text), at most $3 int: the last, how many there are,
-- and for how long the first of any has been due. $4 the moment timestamptz or NULL. Index: job_ready_turns.
WITH RECURSIVE queue AS (
    (
        SELECT action, tenant_id, due, 1 AS step
        FROM job_ready
        WHERE NOT parked AND (action, tenant_id COLLATE "C") > ($1, $2 COLLATE "C")
        ORDER BY action, tenant_id COLLATE "C", rank
        LIMIT 1
    )
    UNION ALL
    SELECT next.action, next.tenant_id, next.due, queue.step + 1
    FROM queue
    CROSS JOIN LATERAL (
        SELECT r.action, r.tenant_id, r.due
        FROM job_ready AS r
        WHERE NOT r.parked AND (r.action, r.tenant_id COLLATE "C") > (queue.action, queue.tenant_id COLLATE "C")
        ORDER BY r.action, r.tenant_id COLLATE "C", r.rank
        LIMIT 1
    ) AS next
    WHERE queue.step < $3
)
SELECT
    count(*)::integer AS queues,
    (array_agg(action ORDER BY step DESC))[1] AS action,
    (array_agg(tenant_id ORDER BY step DESC))[1] AS tenant_id,
    extract(epoch FROM max(coalesce($4::timestamptz, now()) - due))::double precision AS oldest_seconds
FROM queue

-- name: counts
-- How much waits and is held, counted up to $1 int, beyond it Postgres's estimate; open circuits and pauses up to $1.
-- Indexes: the primary keys, lanes_held.
SELECT
    CASE WHEN d.rows < $1 THEN d.rows ELSE greatest(d.rows, d.estimate) END AS deliveries_waiting,
    CASE WHEN j.rows < $1 THEN j.rows ELSE greatest(j.rows, j.estimate) END AS jobs_waiting,
    CASE WHEN l.rows < $1 THEN l.rows ELSE greatest(l.rows, l.estimate) END AS jobs_leased,
    (SELECT count(*) FROM (SELECT 1 FROM lanes WHERE probe_time IS NOT NULL LIMIT $1::int) AS open) AS circuits_open,
    (SELECT count(*) FROM (SELECT 1 FROM lanes WHERE paused_until > now() LIMIT $1::int) AS pausing) AS paused
FROM
    (SELECT count(*) AS rows, (SELECT reltuples FROM pg_class WHERE oid = 'delivery_ready'::regclass)::bigint AS estimate
        FROM (SELECT 1 FROM delivery_ready LIMIT $1::int) AS r) AS d,
    (SELECT count(*) AS rows, (SELECT reltuples FROM pg_class WHERE oid = 'job_ready'::regclass)::bigint AS estimate
        FROM (SELECT 1 FROM job_ready LIMIT $1::int) AS r) AS j,
    (SELECT count(*) AS rows, (SELECT reltuples FROM pg_class WHERE oid = 'job_lease'::regclass)::bigint AS estimate
        FROM (SELECT 1 FROM job_lease LIMIT $1::int) AS r) AS l
