-- What is counted for a tenant, each counter in a row of its own.

-- fragment: counting
-- Count jobs submitted and say how many of the tenant live now: exactly, or more by what is just ending elsewhere. No
-- row: the tenant has no counter yet. `counter` has tenants, each once, and how many; `{more}` names them once more where
-- they are many, so that no counters of others are read. Index tenant_counters_pkey.
LEFT JOIN tenant_counters AS e ON e.tenant_id = counter.tenant_id AND e.counter = 'jobs_ended'
WHERE c.tenant_id = counter.tenant_id AND c.counter = 'jobs_submitted'{more}
RETURNING c.tenant_id, c.value - coalesce(e.value, 0) AS live

-- name: count_submitted
-- As counting, for one tenant. $1 text the tenant, $2 bigint how many.
UPDATE tenant_counters AS c
SET value = c.value + counter.count
FROM (SELECT $1::text AS tenant_id, $2::bigint AS count) AS counter
{counting}

-- name: count_submitted_of_many
-- As counting, for tenants whose counters are locked in the order of their names first. $1 text[] tenants,
-- $2 bigint[] how many.
WITH counter AS MATERIALIZED (
    SELECT w.tenant_id, w.count
    FROM (SELECT * FROM unnest($1::text[], $2::bigint[]) AS u (tenant_id, count) ORDER BY u.tenant_id) AS w
    CROSS JOIN LATERAL (
        SELECT
        FROM tenant_counters AS t
        WHERE t.tenant_id = w.tenant_id AND t.counter = 'jobs_submitted'
        FOR UPDATE
    ) AS locked
)
UPDATE tenant_counters AS c
SET value = c.value + counter.count
FROM counter
{counting: AND c.tenant_id = ANY ($1::text[])}

-- name: open
-- Give tenants a counter of jobs submitted, where they have none. $1 text[] tenants. Index tenant_counters_pkey.
INSERT INTO tenant_counters (tenant_id, counter, value)
SELECT w.tenant_id, 'jobs_submitted', 0
FROM unnest($1::text[]) AS w (tenant_id)
ORDER BY w.tenant_id
ON CONFLICT DO NOTHING

-- name: take_back
-- Take back what was counted for jobs that were refused, under the lock that counting took. $1 text[] tenants, each
-- once, $2 bigint[] how many. Index tenant_counters_pkey.
UPDATE tenant_counters AS c
SET value = c.value - w.count
FROM unnest($1::text[], $2::bigint[]) AS w (tenant_id, count)
WHERE c.tenant_id = w.tenant_id AND c.counter = 'jobs_submitted' AND c.tenant_id = ANY ($1::text[])

-- name: count_ended
-- Count jobs that ended. $1 text[] tenants, each once, $2 bigint[] how many. Index tenant_counters_pkey.
INSERT INTO tenant_counters AS c (tenant_id, counter, value)
SELECT w.tenant_id, 'jobs_ended', w.count
FROM unnest($1::text[], $2::bigint[]) AS w (tenant_id, count)
ORDER BY w.tenant_id
ON CONFLICT (tenant_id, counter) DO UPDATE SET value = c.value + excluded.value
