-- What is counted for a tenant, each counter in a row of its own.

-- name: count_submitted
-- Count jobs submitted and say how many of the tenant live now: exactly, or more by what is just ending elsewhere.
-- $1 text[] tenants, each once, $2 bigint[] how many. Index tenant_counters_pkey.
INSERT INTO tenant_counters AS c (tenant_id, counter, value)
SELECT w.tenant_id, 'jobs_submitted', w.count
FROM unnest($1::text[], $2::bigint[]) AS w (tenant_id, count)
ORDER BY w.tenant_id
ON CONFLICT (tenant_id, counter) DO UPDATE SET value = c.value + excluded.value
RETURNING c.tenant_id, c.value - coalesce(
    (SELECT e.value FROM tenant_counters AS e WHERE e.tenant_id = c.tenant_id AND e.counter = 'jobs_ended'), 0
) AS live

-- name: take_back
-- Take back what was counted for jobs that were refused, under the lock that counting took. $1 text[] tenants, each
-- once, $2 bigint[] how many. Index tenant_counters_pkey.
UPDATE tenant_counters AS c
SET value = c.value - w.count
FROM unnest($1::text[], $2::bigint[]) AS w (tenant_id, count)
WHERE c.tenant_id = w.tenant_id AND c.counter = 'jobs_submitted'

-- name: count_ended
-- Count jobs that ended. $1 text[] tenants, each once, $2 bigint[] how many. Index tenant_counters_pkey.
INSERT INTO tenant_counters AS c (tenant_id, counter, value)
SELECT w.tenant_id, 'jobs_ended', w.count
FROM unnest($1::text[], $2::bigint[]) AS w (tenant_id, count)
ORDER BY w.tenant_id
ON CONFLICT (tenant_id, counter) DO UPDATE SET value = c.value + excluded.value
