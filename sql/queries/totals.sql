-- name: deliveries
-- How many deliveries a tenant has in each state. Nothing is counted beyond $2 int, and those that ended well are looked for
-- among the newest $3 int deliveries, so this costs the same however long the history is. $1 tenant text. Indexes:
-- delivery_ready_pkey, delivery_lease_pkey, deliveries_dead, deliveries_pkey.
SELECT
    (SELECT count(*) FROM (SELECT 1 FROM delivery_ready AS r WHERE r.tenant_id = $1 LIMIT $2::int) AS r) AS pending,
    (SELECT count(*) FROM (SELECT 1 FROM delivery_lease AS x WHERE x.tenant_id = $1 LIMIT $2::int) AS x) AS in_flight,
    least($2, newest.delivered) AS delivered,
    (
        SELECT count(*)
        FROM (
            SELECT 1 FROM deliveries AS d WHERE d.tenant_id = $1 AND d.dead_time IS NOT NULL LIMIT $2::int
        ) AS d
    ) AS dead,
    least($2, newest.skipped) AS skipped
FROM (
    SELECT
        count(*) FILTER (WHERE d.state = 'delivered') AS delivered,
        count(*) FILTER (WHERE d.state = 'skipped') AS skipped
    FROM (
        SELECT d.state FROM deliveries AS d WHERE d.tenant_id = $1 ORDER BY d.delivery_id DESC LIMIT $3::int
    ) AS d
) AS newest

-- name: operations
-- How many operations a tenant has in each state that have not expired, counted as above. $1 tenant text, $2 bound int,
-- $3 newest int, $4 now timestamptz. Indexes: job_ready_pkey, job_lease_pkey, jobs_not_succeeded, jobs_pkey.
SELECT
    (SELECT count(*) FROM (SELECT 1 FROM job_ready AS r WHERE r.tenant_id = $1 LIMIT $2::int) AS r) AS pending,
    (SELECT count(*) FROM (SELECT 1 FROM job_lease AS x WHERE x.tenant_id = $1 LIMIT $2::int) AS x) AS running,
    least($2, newest.succeeded) AS succeeded,
    (
        SELECT count(*) FILTER (WHERE j.expire_time > $4::timestamptz)
        FROM (
            SELECT j.expire_time
            FROM jobs AS j
            WHERE j.tenant_id = $1 AND j.end_state = 'failed'
            ORDER BY j.job_id DESC
            LIMIT $2::int
        ) AS j
    ) AS failed,
    (
        SELECT count(*) FILTER (WHERE j.expire_time > $4::timestamptz)
        FROM (
            SELECT j.expire_time
            FROM jobs AS j
            WHERE j.tenant_id = $1 AND j.end_state = 'cancelled'
            ORDER BY j.job_id DESC
            LIMIT $2::int
        ) AS j
    ) AS cancelled
FROM (
    SELECT count(*) FILTER (WHERE j.end_state = 'succeeded' AND j.expire_time > $4::timestamptz) AS succeeded
    FROM (
        SELECT j.end_state, j.expire_time
        FROM jobs AS j
        WHERE j.tenant_id = $1
        ORDER BY j.job_id DESC
        LIMIT $3::int
    ) AS j
) AS newest
