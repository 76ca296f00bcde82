-- What was written while a clock was ahead: its record bears a time that is still to come. Nothing else does.

-- name: deliveries
-- One page of what waits, and of it the deliveries that were written ahead of time by more than $6 interval, each with when
-- it would be due had it been written now; the last of the page comes too, with NULL if it is none, to go on from.
-- $1 text, $2 uuid, $3 timestamptz, $4 uuid the key of the last row of the page before; $5 int rows in a page.
-- Indexes: delivery_ready_pkey, deliveries_pkey.
WITH page AS MATERIALIZED (
    SELECT r.tenant_id, r.subscription_id, r.due, r.delivery_id
    FROM delivery_ready AS r
    WHERE (r.tenant_id, r.subscription_id, r.due, r.delivery_id) > ($1::text, $2::uuid, $3::timestamptz, $4::uuid)
    ORDER BY r.tenant_id, r.subscription_id, r.due, r.delivery_id
    LIMIT $5::integer
),
placed AS (
    SELECT p.*, lead(p.delivery_id) OVER (ORDER BY p.tenant_id, p.subscription_id, p.due, p.delivery_id) AS next
    FROM page AS p
)
SELECT p.tenant_id, p.subscription_id, p.due, p.delivery_id, now() + (p.due - d.update_time) AS rightful
FROM placed AS p
LEFT JOIN deliveries AS d ON p.due > now() AND p.due < 'infinity'
    AND d.tenant_id = p.tenant_id AND d.delivery_id = p.delivery_id AND d.update_time > now() + $6::interval
WHERE d.delivery_id IS NOT NULL OR p.next IS NULL
ORDER BY p.tenant_id, p.subscription_id, p.due, p.delivery_id

-- name: release
-- Let deliveries be due when they should be, under locked lanes; what moved meanwhile is left alone. $1 tenants text[],
-- $2 subscriptions uuid[], $3 dues and $5 the rightful ones timestamptz[], $4 deliveries uuid[].
-- Indexes: delivery_ready_pkey, deliveries_pkey.
WITH moved AS (
    UPDATE delivery_ready AS r
    SET due = m.rightful
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::timestamptz[])
        AS m (tenant_id, subscription_id, due, delivery_id, rightful)
    WHERE r.tenant_id = m.tenant_id AND r.subscription_id = m.subscription_id AND r.due = m.due
        AND r.delivery_id = m.delivery_id
    RETURNING r.tenant_id, r.delivery_id, r.due
)
UPDATE deliveries AS d
SET next_attempt_time = moved.due, update_time = now(), version = d.version + 1
FROM moved
WHERE d.tenant_id = moved.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], moved.delivery_id))
RETURNING d.tenant_id, d.subscription_id, d.next_attempt_time AS due, d.delivery_id

-- name: probe
-- Let circuits be probed no later than they would be had they opened now, and pauses last no longer than they would had
-- they begun now; what is further ahead than $1 interval. Indexes: lanes_held, lanes_pkey.
WITH late AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id,
        CASE
            WHEN l.probe_time > now() + l.probe_wait * 1.2 + $1::interval THEN now() + l.probe_wait ELSE l.probe_time
        END AS probe_time,
        CASE
            WHEN l.paused_time > now() + $1::interval THEN now() + (l.paused_until - l.paused_time) ELSE l.paused_until
        END AS paused_until,
        CASE WHEN l.paused_time > now() + $1::interval THEN now() ELSE l.paused_time END AS paused_time
    FROM lanes AS l
    WHERE l.probe_time IS NOT NULL AND l.probe_time > now() + l.probe_wait * 1.2 + $1::interval
        OR l.paused_until IS NOT NULL AND l.paused_time > now() + $1::interval
    ORDER BY l.tenant_id, l.subscription_id
    FOR UPDATE
)
UPDATE lanes AS l
SET probe_time = late.probe_time, paused_until = late.paused_until, paused_time = late.paused_time
FROM late
WHERE l.tenant_id = late.tenant_id AND l.subscription_id = late.subscription_id

-- name: jobs
-- Waiting jobs that were written ahead of time by more than $1 interval, and by how much; at most $2 int. Those that their
-- callers scheduled are as they should be. Indexes: job_ready_pkey, jobs_pkey.
SELECT r.tenant_id, r.job_id, r.rank, j.update_time - now() AS ahead
FROM job_ready AS r
JOIN jobs AS j ON j.tenant_id = r.tenant_id AND j.job_id = r.job_id
WHERE r.due > now() AND j.update_time > now() + $1::interval AND (j.attempt > 0 OR j.run_time = j.create_time)
LIMIT $2::integer

-- name: release_jobs
-- Let waiting jobs have their turn when they should; what is being claimed, or moved meanwhile, is left alone.
-- $1 tenants text[], $2 jobs uuid[], $3 their ranks timestamptz[], $4 by how much they were ahead interval[].
-- Indexes: job_ready_pkey, jobs_pkey.
WITH late AS MATERIALIZED (
    SELECT r.tenant_id, r.job_id, m.ahead
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::interval[]) AS m (tenant_id, job_id, rank, ahead)
    JOIN job_ready AS r ON r.tenant_id = m.tenant_id AND r.job_id = m.job_id AND r.rank = m.rank
    ORDER BY r.tenant_id, r.job_id
    FOR UPDATE OF r SKIP LOCKED
),
moved AS (
    UPDATE job_ready AS r
    SET due = r.due - late.ahead, rank = r.rank - late.ahead, parked = r.parked AND r.due - late.ahead > now()
    FROM late
    WHERE r.tenant_id = late.tenant_id AND r.job_id = late.job_id
    RETURNING r.tenant_id, r.job_id, r.action
)
UPDATE jobs AS j
SET update_time = now()
FROM moved
WHERE j.tenant_id = moved.tenant_id AND j.job_id = ANY (array_append(NULL::uuid[], moved.job_id))
RETURNING moved.action
