-- Jobs that wait, and how they leave: claimed by a worker, cancelled, or past their deadline.

-- name: enter
-- Let jobs wait. Arrays: $1 text tenants, $2 uuid jobs, $3 text actions, $4 text parents, $5 boolean lane,
-- $6 integer attempts, $7 smallint priorities, $8 timestamptz due (infinity behind a held lane), $9 timestamptz rank,
-- $10 boolean parked, $11 timestamptz deadlines, $12 interval leases.
INSERT INTO job_ready (
    tenant_id, job_id, action, parent, lane, attempt, priority, due, rank, parked, deadline_time, lease
)
SELECT * FROM unnest(
    $1::text[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::integer[], $7::smallint[], $8::timestamptz[],
    $9::timestamptz[], $10::boolean[], $11::timestamptz[], $12::interval[]
)

-- name: unpark
-- Take out of the park what has become due, the earliest first. $1 timestamptz now or NULL, $2 integer at most.
-- Index job_ready_park.
WITH due AS MATERIALIZED (
    SELECT r.tenant_id, r.job_id
    FROM job_ready AS r
    WHERE r.parked AND r.due < 'infinity' AND r.due <= coalesce($1::timestamptz, now())
    ORDER BY r.due
    LIMIT $2::integer
    FOR UPDATE SKIP LOCKED
)
UPDATE job_ready AS r
SET parked = false
FROM due
WHERE r.tenant_id = due.tenant_id AND r.job_id = due.job_id
RETURNING r.action

-- name: next_due
-- When the next parked job becomes due. Index job_ready_park.
SELECT r.due FROM job_ready AS r WHERE r.parked AND r.due < 'infinity' ORDER BY r.due LIMIT 1

-- fragment: turns_of_all
-- The tenants that have something to do, action by action, from the one after $4 on and round to it again: a loose
-- index scan, so its cost is the number of tenants looked at and not of their jobs. Tenants are
-- compared by their bytes, as the caller compares them. Index job_ready_turns.
turn AS (
    SELECT a.action, l.lap, l.upto, (
        SELECT r.tenant_id
        FROM job_ready AS r
        WHERE r.action = a.action AND NOT r.parked AND r.tenant_id COLLATE "C" > l.after
            AND (l.upto IS NULL OR r.tenant_id COLLATE "C" <= l.upto)
        ORDER BY r.tenant_id COLLATE "C"
        LIMIT 1
    ) AS tenant_id, 1 AS step
    FROM unnest($2::text[]) AS a (action)
    CROSS JOIN (VALUES (0, $4::text, NULL::text), (1, '', $4::text)) AS l (lap, after, upto)
    UNION ALL
    SELECT t.action, t.lap, t.upto, (
        SELECT r.tenant_id
        FROM job_ready AS r
        WHERE r.action = t.action AND NOT r.parked AND r.tenant_id COLLATE "C" > t.tenant_id
            AND (t.upto IS NULL OR r.tenant_id COLLATE "C" <= t.upto)
        ORDER BY r.tenant_id COLLATE "C"
        LIMIT 1
    ), t.step + 1
    FROM turn AS t
    WHERE t.tenant_id IS NOT NULL AND t.step < $5::integer
)

-- fragment: turns_of_some
-- The same for a worker that may work for the tenants $10 only. One look for each tenant and
-- action, in the order of the index: without it Postgres would rather read all that waits. Index job_ready_turns.
turn AS (
    SELECT a.action, CASE WHEN w.tenant_id COLLATE "C" > $4::text THEN 0 ELSE 1 END AS lap, w.tenant_id
    FROM unnest($2::text[]) AS a (action)
    CROSS JOIN unnest($10::text[]) AS w (tenant_id)
    CROSS JOIN LATERAL (
        SELECT 1
        FROM job_ready AS r
        WHERE r.action = a.action AND r.tenant_id COLLATE "C" = w.tenant_id AND NOT r.parked
        ORDER BY r.rank, r.job_id
        LIMIT 1
    ) AS something
)

-- fragment: turns_of_known
-- The same for known queues only, each from a place in it on: $2 text[] their actions, $10 text[] their tenants,
-- $11 timestamptz[] and $12 uuid[] the rank and the id of the last job that was claimed. While some transaction keeps its
-- snapshot the jobs that are gone stay in the index before that place, and looking through them takes ever longer.
-- Index job_ready_turns.
turn AS (
    SELECT
        w.action, CASE WHEN w.tenant_id COLLATE "C" > $4::text THEN 0 ELSE 1 END AS lap, w.tenant_id, w.rank, w.job_id
    FROM unnest($2::text[], $10::text[], $11::timestamptz[], $12::uuid[]) AS w (action, tenant_id, rank, job_id)
    CROSS JOIN LATERAL (
        SELECT 1
        FROM job_ready AS r
        WHERE r.action = w.action AND r.tenant_id COLLATE "C" = w.tenant_id AND NOT r.parked
            AND (r.rank, r.job_id) > (w.rank, w.job_id)
        ORDER BY r.rank, r.job_id
        LIMIT 1
    ) AS something
)

-- fragment: claiming
-- The steps of each claim, behind the step `turn`. It leases waiting jobs: tenants take turns, each gives its share in
-- the order of rank, and what others hold is skipped. Each comes with its rank in the queue.
-- $1 timestamptz now or NULL, $2 text[] actions, $3 integer most jobs, $4 text the tenant whose turn was last,
-- $5 integer most tenants, $6 uuid[] a fresh token for each job, $7 text worker, $8 text claim id or NULL,
-- $9 interval lease or NULL for the action's. Index job_ready_turns.
tenant AS MATERIALIZED (
    SELECT t.tenant_id, min(t.lap) AS lap
    FROM turn AS t
    WHERE t.tenant_id IS NOT NULL
    GROUP BY t.tenant_id
    ORDER BY lap, t.tenant_id COLLATE "C"
    LIMIT $5::integer
),
share AS MATERIALIZED (
    SELECT ceil($3::numeric / greatest(count(*), 1))::integer AS jobs FROM tenant
),
picked AS MATERIALIZED (
    SELECT d.*, tenant.lap
    FROM tenant
    JOIN turn ON turn.tenant_id = tenant.tenant_id
    CROSS JOIN LATERAL (
        SELECT r.tenant_id, r.job_id, r.rank
        FROM job_ready AS r
        WHERE r.action = turn.action AND r.tenant_id COLLATE "C" = turn.tenant_id AND NOT r.parked
            AND r.deadline_time > coalesce($1::timestamptz, now()){more}
        ORDER BY r.rank, r.job_id
        LIMIT (SELECT share.jobs FROM share)
        FOR UPDATE SKIP LOCKED
    ) AS d
),
placed AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.tenant_id ORDER BY p.rank, p.job_id) AS place FROM picked AS p
),
chosen AS MATERIALIZED (
    SELECT p.tenant_id, p.job_id, row_number() OVER (ORDER BY p.place, p.lap, p.tenant_id, p.rank) AS number
    FROM placed AS p
    ORDER BY number
    LIMIT $3::integer
),
gone AS (
    DELETE FROM job_ready AS r
    USING chosen AS c
    WHERE r.tenant_id = c.tenant_id AND r.job_id = c.job_id
    RETURNING r.*, c.number
)
INSERT INTO job_lease AS l (
    tenant_id, job_id, token, action, parent, lane, attempt, worker_id, claim_id, claim_time, expire_time,
    deadline_time, lease, rank
)
SELECT
    g.tenant_id, g.job_id, ($6::uuid[])[g.number], g.action, g.parent, g.lane, g.attempt + 1, $7::text, $8::text,
    coalesce($1::timestamptz, now()),
    least(coalesce($1::timestamptz, now()) + coalesce($9::interval, g.lease), g.deadline_time),
    g.deadline_time, coalesce($9::interval, g.lease), g.rank
FROM gone AS g
RETURNING l.action, l.rank, l.tenant_id, l.job_id, l.token, l.worker_id, l.claim_time, l.expire_time, l.lease

-- name: claim_of_all
-- Lease waiting jobs of all tenants to a worker. Parameters and index as in claiming.
WITH turn AS MATERIALIZED (
    WITH RECURSIVE {turns_of_all}
    SELECT * FROM turn
),
{claiming}

-- name: claim_of_some
-- Lease waiting jobs of the tenants $10 text[] to a worker. The other parameters and the index as in claiming.
WITH {turns_of_some},
{claiming}

-- name: claim_of_known
-- Lease waiting jobs to a worker that stand behind known places of their queues: $2 and $10 to $12 as in turns_of_known,
-- the other parameters and the index as in claiming.
WITH {turns_of_known},
{claiming: AND (r.rank, r.job_id) > (turn.rank, turn.job_id)}

-- name: start
-- Write down that these jobs were claimed, by a statement above in the same transaction. $1 text[] tenants,
-- $2 uuid[] jobs, $3 timestamptz now or NULL, $4 and $5 uuid the smallest and the largest of the jobs.
-- OFFSET keeps now() out of SET, where Citus refuses it beside a column. Index jobs_pkey.
UPDATE jobs AS j
SET state = 'running', attempt = j.attempt + 1,
    start_time = coalesce(j.start_time, w.now), update_time = w.now, version = j.version + 1
FROM (
    SELECT u.*, coalesce($3::timestamptz, now()) AS now
    FROM unnest($1::text[], $2::uuid[]) AS u (tenant_id, job_id)
    OFFSET 0
) AS w
WHERE j.tenant_id = w.tenant_id AND j.job_id = ANY (array_append(NULL::uuid[], w.job_id)) AND j.state = 'pending'
    AND j.job_id BETWEEN $4::uuid AND $5::uuid
RETURNING {jobs.columns}, j.input

-- name: leave
-- End jobs that wait: take them out, write the record and the history. Arrays: $1 text tenants, $2 uuid jobs,
-- $3 bigint the versions that were read, $4 text the new states, $5 timestamptz cancel_requested_time, $6 bytea errors,
-- $7 text triggers; then scalars: $8 timestamptz now, $9 and $10 uuid the smallest and the largest of the jobs.
-- Indexes job_ready_pkey, jobs_pkey.
WITH w AS MATERIALIZED (
    SELECT * FROM unnest(
        $1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[], $6::bytea[], $7::text[]
    ) AS w (tenant_id, job_id, version, state, cancel_requested_time, errors, trigger)
),
locked AS MATERIALIZED (
    SELECT r.tenant_id, r.job_id
    FROM job_ready AS r
    JOIN w ON r.tenant_id = w.tenant_id AND r.job_id = w.job_id
    ORDER BY r.tenant_id, r.job_id
    FOR UPDATE OF r
),
recorded AS (
    UPDATE jobs AS j
    SET state = w.state, end_state = w.state, update_time = $8::timestamptz, complete_time = $8::timestamptz,
        expire_time = ($8::timestamptz AT TIME ZONE 'UTC' + j.retention) AT TIME ZONE 'UTC',
        cancel_requested_time = w.cancel_requested_time, errors = w.errors, version = j.version + 1
    FROM w JOIN locked USING (tenant_id, job_id)
    WHERE j.tenant_id = w.tenant_id AND j.job_id = ANY (array_append(NULL::uuid[], w.job_id)) AND j.version = w.version
        AND j.job_id BETWEEN $9::uuid AND $10::uuid
    RETURNING j.tenant_id, j.job_id, j.attempt, j.version
),
gone AS (
    DELETE FROM job_ready AS r
    USING recorded AS d
    WHERE r.tenant_id = d.tenant_id AND r.job_id = d.job_id
    RETURNING r.tenant_id, r.job_id, d.attempt, d.version
)
INSERT INTO job_history AS h (tenant_id, job_id, entry, time, trigger, from_state, to_state, attempt, errors)
SELECT w.tenant_id, w.job_id, g.version, $8::timestamptz, w.trigger, 'pending', w.state, g.attempt, w.errors
FROM gone AS g
JOIN w USING (tenant_id, job_id)
RETURNING h.job_id

-- name: past_deadline
-- Waiting jobs whose deadline has passed, the oldest first. $1 timestamptz now or NULL, $2 integer at most.
-- Index job_ready_deadlines.
SELECT r.tenant_id, r.job_id
FROM job_ready AS r
WHERE r.deadline_time <= coalesce($1::timestamptz, now())
ORDER BY r.deadline_time
LIMIT $2::integer
