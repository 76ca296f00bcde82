-- The record of a job: written at its submission, read by its key or as a list.

-- fragment: columns
-- The columns of a job without its input, in the order of `store.jobs.read_job`.
j.tenant_id, j.job_id, j.action, j.parent, j.source, j.state, j.priority, j.create_time, j.update_time, j.run_time,
j.deadline_time, j.cancellable, j.concurrency, j.max_attempts, j.lease, j.retention, j.labels, j.attempt, j.start_time,
j.complete_time, j.expire_time, j.cancel_requested_time, j.retry_of, j.held, j.progress, j.custom, j.result, j.errors,
j.traceparent, j.version

-- name: insert
-- Write new jobs. One array for each column: $1 tenant_id text, $2 job_id uuid, $3 action text, $4 parent text,
-- $5 source text, $6 state text, $7 priority smallint, $8 create_time timestamptz (also the first update_time),
-- $9 run_time timestamptz, $10 start_time timestamptz, $11 deadline_time timestamptz, $12 retry_of uuid,
-- $13 attempt integer, $14 max_attempts integer, $15 cancellable boolean, $16 concurrency text, $17 held boolean,
-- $18 lease interval, $19 retention interval, $20 labels JSON as text, $21 input bytea, $22 traceparent text.
-- It returns something, as Citus copies what need not, and then says no more than that it failed.
INSERT INTO jobs (
    tenant_id, job_id, action, parent, source, state, priority, create_time, update_time, run_time, start_time,
    deadline_time, retry_of, attempt, max_attempts, cancellable, concurrency, held, lease, retention, labels, input,
    traceparent, version
)
SELECT
    w.tenant_id, w.job_id, w.action, w.parent, w.source, w.state, w.priority, w.create_time, w.create_time, w.run_time,
    w.start_time, w.deadline_time, w.retry_of, w.attempt, w.max_attempts, w.cancellable, w.concurrency, w.held,
    w.lease, w.retention, w.labels::jsonb, w.input, w.traceparent, 1
FROM unnest(
    $1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::timestamptz[],
    $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::uuid[], $13::integer[], $14::integer[],
    $15::boolean[], $16::text[], $17::boolean[], $18::interval[], $19::interval[], $20::text[], $21::bytea[], $22::text[]
) AS w (
    tenant_id, job_id, action, parent, source, state, priority, create_time, run_time, start_time, deadline_time,
    retry_of, attempt, max_attempts, cancellable, concurrency, held, lease, retention, labels, input, traceparent
)
RETURNING job_id

-- name: existing
-- Which of these jobs are there. $1 text[] tenants, $2 uuid[] jobs. Index jobs_pkey.
SELECT j.job_id
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, job_id)
JOIN jobs AS j ON j.tenant_id = w.tenant_id AND j.job_id = w.job_id

-- name: get_many
-- Jobs by their keys, without those that have expired. $1 text[] tenants, $2 uuid[] jobs, $3 timestamptz now or NULL,
-- $4 and $5 uuid the smallest and the largest of the jobs (they spare the other days). Index jobs_pkey.
SELECT {columns}
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, job_id)
JOIN jobs AS j ON j.tenant_id = w.tenant_id AND j.job_id = w.job_id
WHERE j.job_id BETWEEN $4::uuid AND $5::uuid
    AND (j.expire_time IS NULL OR j.expire_time > coalesce($3::timestamptz, now()))

-- name: input_bytes
-- How large the inputs of these jobs are, in their order; no input is read for it. $1 text[] tenants, $2 uuid[] jobs,
-- $3 and $4 uuid the smallest and the largest of the jobs. Index jobs_pkey.
SELECT octet_length(j.input) AS bytes
FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS w (tenant_id, job_id, number)
JOIN jobs AS j ON j.tenant_id = w.tenant_id AND j.job_id = w.job_id
WHERE j.job_id BETWEEN $3::uuid AND $4::uuid
ORDER BY w.number

-- name: get_with_input
-- One job with its input as the last column, unless it has expired. $1 text tenant, $2 uuid job, $3 timestamptz now
-- or NULL. Index jobs_pkey.
SELECT {columns}, j.input
FROM jobs AS j
WHERE j.tenant_id = $1::text AND j.job_id = $2::uuid
    AND (j.expire_time IS NULL OR j.expire_time > coalesce($3::timestamptz, now()))

-- name: list
-- A tenant's jobs that have not expired, to be filtered and ordered. $1 text tenant, $2 timestamptz now. Indexes
-- jobs_pkey, jobs_by_action, jobs_by_parent, jobs_by_source, jobs_live, jobs_not_succeeded, jobs_by_complete_time.
SELECT {columns}
FROM jobs AS j
WHERE j.tenant_id = $1::text AND (j.expire_time IS NULL OR j.expire_time > $2::timestamptz)

-- name: list_with_input
-- The same, with the input as the last column.
SELECT {columns}, j.input
FROM jobs AS j
WHERE j.tenant_id = $1::text AND (j.expire_time IS NULL OR j.expire_time > $2::timestamptz)

-- name: list_all
-- The jobs of all tenants that have not expired, to be filtered and ordered. $1 timestamptz now. What it says of
-- the attempts holds for every row, and lets the index jobs_of_all be taken.
SELECT {columns}
FROM jobs AS j
WHERE j.max_attempts >= 1 AND (j.expire_time IS NULL OR j.expire_time > $1::timestamptz)

-- name: get_of_any_tenant
-- One job whoever it belongs to, unless it has expired. $1 timestamptz now, $2 uuid job. Index jobs_by_id.
SELECT {columns}
FROM jobs AS j
WHERE (j.expire_time IS NULL OR j.expire_time > $1::timestamptz)
    AND j.job_id = $2::uuid

-- name: history
-- What happened to a job, oldest first. $1 text tenant, $2 uuid job. Index job_history_pkey.
SELECT
    h.entry, h.time, h.trigger, h.from_state, h.to_state, h.attempt, h.attempt_start_time, h.worker_id, h.due_time,
    h.errors
FROM job_history AS h
WHERE h.tenant_id = $1::text AND h.job_id = $2::uuid
ORDER BY h.entry

-- name: completed_by
-- Which of these tokens ended an attempt of their jobs. $1 text[] tenants, $2 uuid[] jobs, $3 bytea[] hashes of
-- tokens. Index job_history_pkey.
SELECT DISTINCT h.tenant_id, h.job_id, h.token_hash
FROM unnest($1::text[], $2::uuid[], $3::bytea[]) AS w (tenant_id, job_id, token_hash)
JOIN job_history AS h ON h.tenant_id = w.tenant_id AND h.job_id = w.job_id AND h.token_hash = w.token_hash

-- name: write_metadata
-- Write progress and custom metadata of jobs whose leases the transaction has locked. Arrays: $1 text tenants,
-- $2 uuid jobs, $3 bigint the versions that were read, $4 text progress as JSON, $5 bytea custom; $6 timestamptz now,
-- $7 and $8 uuid the smallest and the largest of the jobs.
-- Index jobs_pkey.
UPDATE jobs AS j
SET progress = w.progress::jsonb, custom = w.custom, update_time = $6::timestamptz, version = j.version + 1
FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::bytea[])
    AS w (tenant_id, job_id, version, progress, custom)
WHERE j.tenant_id = w.tenant_id AND j.job_id = ANY (array_append(NULL::uuid[], w.job_id))
    AND j.version = w.version AND j.state = 'running' AND j.job_id BETWEEN $7::uuid AND $8::uuid
RETURNING j.job_id

-- name: set_cancellable
-- Let a job be cancelled from here on, or not: $3 boolean; no row for one that somebody has asked to be cancelled, or that has
-- ended. $1 text tenant, $2 uuid job, $4 timestamptz now. Index jobs_pkey.
UPDATE jobs AS j
SET cancellable = $3::boolean, update_time = $4::timestamptz, version = j.version + 1
WHERE j.tenant_id = $1::text AND j.job_id = $2::uuid AND j.cancel_requested_time IS NULL AND j.end_state IS NULL
RETURNING j.version

-- name: request_cancel
-- Write down that a running job shall stop, under the lock of its lease. $1 text tenant, $2 uuid job, $3 bigint the
-- version that was read, $4 timestamptz now. Indexes job_lease_pkey, jobs_pkey.
WITH held AS MATERIALIZED (
    SELECT l.tenant_id, l.job_id
    FROM job_lease AS l
    WHERE l.tenant_id = $1::text AND l.job_id = $2::uuid
    FOR UPDATE
)
UPDATE jobs AS j
SET cancel_requested_time = $4::timestamptz, update_time = $4::timestamptz, version = j.version + 1
FROM held
WHERE j.tenant_id = $1::text AND j.job_id = $2::uuid AND j.version = $3::bigint AND j.state = 'running'
RETURNING j.version
