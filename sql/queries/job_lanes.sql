-- Lanes: where an action allows one job at a time for each tenant and parent, the row that says whose turn it is.

-- name: lock
-- Lock lanes, making those that are missing, and say who holds them. $1 text[] tenants, $2 text[] actions,
-- $3 text[] parents, each lane once. Index job_lanes_pkey.
INSERT INTO job_lanes AS l (tenant_id, action, parent)
SELECT w.tenant_id, w.action, w.parent
FROM unnest($1::text[], $2::text[], $3::text[]) AS w (tenant_id, action, parent)
ORDER BY w.tenant_id, w.action, w.parent
ON CONFLICT (tenant_id, action, parent) DO UPDATE SET holder = l.holder
RETURNING l.tenant_id, l.action, l.parent, l.holder, l.holder_due

-- name: take
-- Give locked lanes to new holders. Arrays: $1 text tenants, $2 text actions, $3 text parents, $4 uuid holders,
-- $5 timestamptz when they may start. Index job_lanes_pkey.
UPDATE job_lanes AS l
SET holder = w.holder, holder_due = w.holder_due
FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
    AS w (tenant_id, action, parent, holder, holder_due)
WHERE l.tenant_id = w.tenant_id AND l.action = w.action AND l.parent = w.parent

-- name: scheduled
-- Those of some jobs that still wait for a moment after $3 timestamptz, locked: nobody claims them meanwhile.
-- $1 text[] tenants, $2 uuid[] jobs. Index job_ready_pkey.
SELECT r.job_id
FROM job_ready AS r
JOIN unnest($1::text[], $2::uuid[]) AS w (tenant_id, job_id) USING (tenant_id, job_id)
WHERE r.parked AND r.due > $3::timestamptz
ORDER BY r.tenant_id, r.job_id
FOR UPDATE OF r

-- name: hold_back
-- Put scheduled jobs that held a lane behind one that may start earlier. Arrays: $1 text tenants, $2 uuid jobs.
-- Index job_ready_pkey.
UPDATE job_ready AS r
SET rank = r.due, due = 'infinity', parked = true
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, job_id)
WHERE r.tenant_id = w.tenant_id AND r.job_id = w.job_id

-- name: pass_on
-- Give locked lanes to the next in line, or to nobody. Arrays: $1 text tenants, $2 text actions, $3 text parents;
-- $4 timestamptz now, $5 integer the highest priority, $6 interval by which each step below it comes later.
-- Indexes job_ready_queue, job_lanes_pkey.
WITH lane AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS w (tenant_id, action, parent)
),
waiting AS MATERIALIZED (
    SELECT n.tenant_id, n.job_id, greatest(n.rank, $4::timestamptz) AS due
    FROM lane
    CROSS JOIN LATERAL (
        SELECT r.tenant_id, r.job_id, r.rank
        FROM job_ready AS r
        WHERE r.tenant_id = lane.tenant_id AND r.action = lane.action AND r.parent = lane.parent AND r.due = 'infinity'
        ORDER BY r.rank, r.job_id
        LIMIT 1
        FOR UPDATE
    ) AS n
),
promoted AS (
    UPDATE job_ready AS r
    SET due = n.due, rank = n.due + ($5::integer - r.priority) * $6::interval, parked = n.due > $4::timestamptz
    FROM waiting AS n
    WHERE r.tenant_id = n.tenant_id AND r.job_id = n.job_id
    RETURNING r.tenant_id, r.action, r.parent, r.job_id, r.due
)
UPDATE job_lanes AS l
SET holder = p.job_id, holder_due = p.due
FROM lane
LEFT JOIN promoted AS p USING (tenant_id, action, parent)
WHERE l.tenant_id = lane.tenant_id AND l.action = lane.action AND l.parent = lane.parent
RETURNING l.action, l.holder

-- name: remove
-- Remove locked lanes that nobody holds. $1 text[] tenants, $2 text[] actions, $3 text[] parents. Index job_lanes_pkey.
DELETE FROM job_lanes AS l
USING unnest($1::text[], $2::text[], $3::text[]) AS w (tenant_id, action, parent)
WHERE l.tenant_id = w.tenant_id AND l.action = w.action AND l.parent = w.parent AND l.holder IS NULL
