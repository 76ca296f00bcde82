-- Jobs that are held: extended by their workers, given back, ended, or lost.

-- name: enter
-- Lease new jobs to those who submit them (they are born running). Arrays: $1 text tenants, $2 uuid jobs,
-- $3 uuid tokens, $4 text actions, $5 text parents, $6 boolean lane, $7 text workers, $8 timestamptz claim times,
-- $9 timestamptz ends, $10 timestamptz deadlines, $11 interval leases.
INSERT INTO job_lease (
    tenant_id, job_id, token, action, parent, lane, attempt, worker_id, claim_time, expire_time, deadline_time, lease
)
SELECT
    w.tenant_id, w.job_id, w.token, w.action, w.parent, w.lane, 1, w.worker_id, w.claim_time, w.expire_time,
    w.deadline_time, w.lease
FROM unnest(
    $1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::timestamptz[],
    $9::timestamptz[], $10::timestamptz[], $11::interval[]
) AS w (
    tenant_id, job_id, token, action, parent, lane, worker_id, claim_time, expire_time, deadline_time, lease
)

-- name: get
-- The lease of one job. $1 text tenant, $2 uuid job. Index job_lease_pkey.
SELECT l.tenant_id, l.job_id, l.token, l.worker_id, l.claim_time, l.expire_time, l.lease
FROM job_lease AS l
WHERE l.tenant_id = $1::text AND l.job_id = $2::uuid

-- name: claimed
-- The leases that an earlier claim with this id took and that are still held. $1 text claim id. Index job_lease_claims.
SELECT l.tenant_id, l.job_id, l.token, l.worker_id, l.claim_time, l.expire_time, l.lease
FROM job_lease AS l
WHERE l.claim_id = $1::text
ORDER BY l.tenant_id, l.job_id

-- name: claim_alone
-- Wait until no other transaction claims under this id. $1 text claim id.
SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))

-- name: held
-- The jobs that these tokens hold, without their input, and the token as the last column. $1 text[] tenants, $2 uuid[]
-- jobs, $3 uuid[] tokens, $4 and $5 uuid the smallest and the largest of the jobs. Indexes job_lease_pkey, jobs_pkey.
SELECT {jobs.columns}, l.token
FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS w (tenant_id, job_id, token)
JOIN job_lease AS l ON l.tenant_id = w.tenant_id AND l.job_id = w.job_id AND l.token = w.token
JOIN jobs AS j ON j.tenant_id = l.tenant_id AND j.job_id = l.job_id
WHERE j.job_id BETWEEN $4::uuid AND $5::uuid

-- name: extend
-- Extend leases that are still held and whose deadline has not passed. $1 text[] tenants, $2 uuid[] jobs,
-- $3 uuid[] tokens, $4 timestamptz now or NULL, $5 text[] the actions that the worker may work on or NULL, $6 and
-- $7 uuid the smallest and the largest of the jobs.
-- Indexes job_lease_pkey, jobs_pkey.
WITH locked AS MATERIALIZED (
    SELECT l.tenant_id, l.job_id, least(coalesce($4::timestamptz, now()) + l.lease, l.deadline_time) AS expire_time
    FROM job_lease AS l
    JOIN unnest($1::text[], $2::uuid[], $3::uuid[]) AS w (tenant_id, job_id, token)
        ON l.tenant_id = w.tenant_id AND l.job_id = w.job_id AND l.token = w.token
    WHERE l.deadline_time > coalesce($4::timestamptz, now()) AND ($5::text[] IS NULL OR l.action = ANY ($5::text[]))
    ORDER BY l.tenant_id, l.job_id
    FOR UPDATE OF l
)
UPDATE job_lease AS l
SET expire_time = greatest(l.expire_time, locked.expire_time)
FROM locked
JOIN jobs AS j ON j.tenant_id = locked.tenant_id AND j.job_id = ANY (array_append(NULL::uuid[], locked.job_id))
WHERE l.tenant_id = locked.tenant_id AND l.job_id = locked.job_id AND j.job_id BETWEEN $6::uuid AND $7::uuid
RETURNING l.tenant_id, l.job_id, l.token, l.expire_time, j.cancel_requested_time IS NOT NULL AS cancel_requested

-- fragment: leaving
-- The steps of `leave` and of `outbox.complete`, behind the step `w` with a row for each job to end. The lease goes, the
-- record changes; the history follows. Of `job_step[]` $1: `version` is the one that was read, `due_time` when those that go
-- back are due, `said` what was said (of a job that fails: its errors); $2 timestamptz now, $3 and $4 uuid the smallest
-- and the largest of the jobs. The attempt that ended is the one of the lease.
-- Indexes job_lease_pkey, jobs_pkey.
locked AS MATERIALIZED (
    SELECT l.tenant_id, l.job_id
    FROM job_lease AS l
    JOIN w ON l.tenant_id = w.tenant_id AND l.job_id = w.job_id AND l.token = w.token
    ORDER BY l.tenant_id, l.job_id
    FOR UPDATE OF l
),
recorded AS (
    UPDATE jobs AS j
    SET state = w.state, attempt = w.attempt, update_time = $2::timestamptz, result = w.result,
        errors = CASE WHEN w.state = 'failed' THEN w.said END,
        end_state = CASE WHEN w.state <> 'pending' THEN w.state END,
        complete_time = CASE WHEN w.state <> 'pending' THEN $2::timestamptz END,
        expire_time = CASE
            WHEN w.state <> 'pending' THEN ($2::timestamptz AT TIME ZONE 'UTC' + j.retention) AT TIME ZONE 'UTC'
        END,
        version = j.version + 1
    FROM w JOIN locked USING (tenant_id, job_id)
    WHERE j.tenant_id = w.tenant_id AND j.job_id = ANY (array_append(NULL::uuid[], w.job_id))
        AND j.version = w.version
        AND j.job_id BETWEEN $3::uuid AND $4::uuid
    RETURNING j.tenant_id, j.job_id, j.version
),
gone AS (
    DELETE FROM job_lease AS l
    USING recorded AS d
    WHERE l.tenant_id = d.tenant_id AND l.job_id = d.job_id
    RETURNING l.tenant_id, l.job_id, l.attempt, l.claim_time, l.worker_id, d.version
)

-- fragment: telling
-- The history tells of what has left; behind leaving, parameters as there.
INSERT INTO job_history AS h (
    tenant_id, job_id, entry, time, trigger, from_state, to_state, attempt, attempt_start_time, worker_id, due_time,
    errors, token_hash
)
SELECT
    w.tenant_id, w.job_id, g.version, $2::timestamptz, w.trigger, 'running', w.state, g.attempt, g.claim_time,
    g.worker_id, w.due_time, w.said, w.token_hash
FROM gone AS g
JOIN w USING (tenant_id, job_id)
RETURNING h.tenant_id, h.job_id

-- name: leave
-- Write what became of held jobs. $1 job_step[], the rest and the indexes as in leaving.
WITH w AS MATERIALIZED (
    SELECT w.* FROM unnest($1::job_step[]) AS w
),
{leaving}
{telling}

-- name: drop
-- Remove leases of jobs that are not this cell's any more. $1 text[] tenants, $2 uuid[] jobs. Index job_lease_pkey.
DELETE FROM job_lease AS l
USING unnest($1::text[], $2::uuid[]) AS w (tenant_id, job_id)
WHERE l.tenant_id = w.tenant_id AND l.job_id = w.job_id

-- name: lost
-- Leases that have ended, the oldest first. $1 timestamptz now or NULL, $2 integer at most. Index job_lease_expiry.
SELECT l.tenant_id, l.job_id, l.token
FROM job_lease AS l
WHERE l.expire_time <= coalesce($1::timestamptz, now())
ORDER BY l.expire_time
LIMIT $2::integer
