-- name: lock_lanes
-- Lock lanes in key order, and tell what they remember of their endpoints; $1 tenants text[], $2 subscriptions uuid[].
-- Index: lanes_pkey.
SELECT l.tenant_id, l.subscription_id, l.failures, l.failed_deliveries, l.open_time, l.probe_time, l.probe_wait,
    l.probe_id, l.first_failure_time, l.last_failure_time, l.last_failure, l.last_success_time, l.warned_time,
    l.paused_until, l.paused_time, l.paused_status, l.subscription_version
FROM lanes AS l
JOIN unnest($1::text[], $2::uuid[]) AS m (tenant_id, subscription_id) USING (tenant_id, subscription_id)
ORDER BY l.tenant_id, l.subscription_id
FOR UPDATE OF l

-- name: held_lanes
-- Those of these lanes that somebody else holds now; $1 tenants text[], $2 subscriptions uuid[]. Index: lanes_pkey.
WITH free AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id
    FROM lanes AS l
    JOIN unnest($1::text[], $2::uuid[]) AS m (tenant_id, subscription_id) USING (tenant_id, subscription_id)
    ORDER BY l.tenant_id, l.subscription_id
    FOR UPDATE OF l SKIP LOCKED
)
SELECT l.tenant_id, l.subscription_id
FROM lanes AS l
JOIN unnest($1::text[], $2::uuid[]) AS m (tenant_id, subscription_id) USING (tenant_id, subscription_id)
WHERE NOT EXISTS (
    SELECT FROM free WHERE free.tenant_id = l.tenant_id AND free.subscription_id = l.subscription_id
)

-- name: record
-- Write what came of attempts: $1 attempt_result[], one for each (`well` is NULL where it says nothing of the endpoint);
-- $2 now timestamptz; $3 and $4 uuid the smallest and the largest of the deliveries; $5 for how many ms (text) it waits for
-- a lock, 0 for as long as it takes.
-- Returns each attempt's id and whether its lease was lost: then nothing but the attempt was written. Lanes whose
-- attempts all went well close their circuit here, and forget a pause that is over; one that is not stays. What is
-- written to is found row by row or by its ids, never by reading a whole table that looks small: while another
-- transaction is held open its dead rows stay. A lane is locked before its leases. It is left alone where all went well in
-- slots that were granted, it has nothing to close or forget, and heard of a success within the last second. It never counts
-- below zero, as processes of earlier versions take off what is in such slots too.
-- Indexes: lanes_pkey, delivery_lease_pkey, deliveries_pkey.
WITH patience AS MATERIALIZED (
    SELECT set_config('lock_timeout', $5::text, true) IS NOT NULL AS is_set
),
given AS MATERIALIZED (
    SELECT g.* FROM patience CROSS JOIN unnest($1::attempt_result[]) AS g WHERE patience.is_set
),
seen AS MATERIALIZED (
    SELECT g.tenant_id, g.subscription_id, bool_and(coalesce(g.well AND x.grant_holder IS NOT NULL, false)) AS granted
    FROM given AS g
    LEFT JOIN LATERAL (
        SELECT lease.grant_holder
        FROM delivery_lease AS lease
        WHERE lease.delivery_id = g.delivery_id AND lease.tenant_id = g.tenant_id AND lease.token = g.token
        LIMIT 1
    ) AS x ON true
    GROUP BY g.tenant_id, g.subscription_id
),
lane AS MATERIALIZED (
    SELECT locked.tenant_id, locked.subscription_id
    FROM (
        SELECT seen.tenant_id, seen.subscription_id
        FROM seen
        LEFT JOIN LATERAL (
            SELECT true AS told
            FROM lanes AS l
            WHERE l.tenant_id = seen.tenant_id AND l.subscription_id = seen.subscription_id
                AND (
                    l.last_success_time IS NULL OR l.last_success_time < $2::timestamptz - interval '1 second'
                    OR l.failures > 0 OR l.failed_deliveries <> '{}' OR l.first_failure_time IS NOT NULL
                    OR l.warned_time IS NOT NULL OR l.probe_time IS NOT NULL OR l.paused_until <= $2
                )
            LIMIT 1
        ) AS l ON true
        WHERE NOT seen.granted OR l.told
        ORDER BY seen.tenant_id, seen.subscription_id
    ) AS s
    CROSS JOIN LATERAL (
        SELECT l.tenant_id, l.subscription_id
        FROM lanes AS l
        WHERE l.tenant_id = s.tenant_id AND l.subscription_id = s.subscription_id
        FOR UPDATE
    ) AS locked
),
result AS MATERIALIZED (
    SELECT g.*, lease.token AS held, lease.grant_holder
    FROM given AS g
    LEFT JOIN LATERAL (
        SELECT x.token, x.grant_holder
        FROM delivery_lease AS x
        WHERE x.delivery_id = g.delivery_id AND x.tenant_id = g.tenant_id AND x.token = g.token
            AND (SELECT count(*) FROM lane) >= 0
        FOR UPDATE
    ) AS lease ON true
),
ended AS MATERIALIZED (
    SELECT * FROM result WHERE held = token
),
gone AS (
    DELETE FROM delivery_lease
    WHERE delivery_id = ANY (ARRAY(SELECT delivery_id FROM ended))
),
freed AS (
    UPDATE lanes AS l
    SET in_flight = greatest(0, l.in_flight - e.freed),
        last_success_time = CASE WHEN e.well THEN $2 ELSE l.last_success_time END,
        failures = CASE WHEN e.well THEN 0 ELSE l.failures END,
        failed_deliveries = CASE WHEN e.well THEN '{}' ELSE l.failed_deliveries END,
        open_time = CASE WHEN e.well THEN NULL ELSE l.open_time END,
        probe_time = CASE WHEN e.well THEN NULL ELSE l.probe_time END,
        probe_wait = CASE WHEN e.well THEN NULL ELSE l.probe_wait END,
        probe_id = CASE WHEN e.well THEN NULL ELSE l.probe_id END,
        first_failure_time = CASE WHEN e.well THEN NULL ELSE l.first_failure_time END,
        warned_time = CASE WHEN e.well THEN NULL ELSE l.warned_time END,
        paused_until = CASE WHEN e.well AND l.paused_until <= $2 THEN NULL ELSE l.paused_until END,
        paused_time = CASE WHEN e.well AND l.paused_until <= $2 THEN NULL ELSE l.paused_time END,
        paused_status = CASE WHEN e.well AND l.paused_until <= $2 THEN NULL ELSE l.paused_status END
    FROM (
        SELECT tenant_id, subscription_id, (count(*) FILTER (WHERE grant_holder IS NULL))::integer AS freed,
            bool_and(well) AS well
        FROM ended
        GROUP BY tenant_id, subscription_id
    ) AS e
    WHERE l.tenant_id = e.tenant_id AND l.subscription_id = e.subscription_id
        AND (e.freed > 0 OR (l.tenant_id, l.subscription_id) IN (SELECT tenant_id, subscription_id FROM lane))
),
advanced AS (
    UPDATE deliveries AS d
    SET state = e.state,
        reason = e.reason,
        attempts = e.number,
        tries = e.tries,
        last_status = e.status,
        update_time = $2,
        next_attempt_time = e.next_attempt_time,
        end_time = CASE WHEN e.state = 'pending' THEN NULL ELSE $2 END,
        dead_time = CASE WHEN e.state = 'dead' THEN $2 END,
        version = d.version + 1
    FROM ended AS e
    WHERE d.tenant_id = e.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], e.delivery_id))
        AND d.delivery_id BETWEEN $3::uuid AND $4::uuid
)
INSERT INTO attempts
    (tenant_id, delivery_id, attempt_id, subscription_id, number, start_time, outcome, status, error, error_detail,
     lease_lost, dns_us, connect_us, tls_us, first_byte_us, total_us, address, http_version, method, uri,
     request_headers, response_headers, response_body, response_truncated, next_attempt_time)
SELECT tenant_id, delivery_id, attempt_id, subscription_id, number, start_time, outcome, status, error, error_detail,
    held IS NULL, dns_us, connect_us, tls_us, first_byte_us, total_us, address, http_version, method, uri,
    request_headers, response_headers, response_body, response_truncated, next_attempt_time
FROM result
RETURNING attempt_id, lease_lost

-- name: put_back
-- Let deliveries wait again whose leases were just ended; arrays: $1 tenants text[], $2 subscriptions uuid[],
-- $3 dues timestamptz[], $4 deliveries uuid[], $5 events uuid[], $6 payloads text[], $7 attempts int[], $8 tries int[],
-- $9 leases lost int[], $10 give-up times timestamptz[], $11 fifo keys text[], $12 sequences bigint[].
INSERT INTO delivery_ready
    (tenant_id, subscription_id, due, delivery_id, event_id, payload, attempts, tries, leases_lost, give_up_time,
     fifo_key, sequence)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::integer[],
    $8::integer[], $9::integer[], $10::timestamptz[], $11::text[], $12::bigint[])

-- name: set_circuits
-- Write the circuits and pauses of locked lanes; arrays: $1 tenants text[], $2 subscriptions uuid[], $3 failures int[],
-- $4 failed deliveries text[] (ids with commas between), $5 open times, $6 probe times timestamptz[],
-- $7 probe waits interval[], $8 probes uuid[], $9 first failures, $10 last failures, $11 last successes,
-- $12 warned timestamptz[], $13 the last failures as words text[], $14 until when they pause and $15 since when
-- timestamptz[], $16 by which status int[].
UPDATE lanes AS l
SET failures = c.failures,
    failed_deliveries = string_to_array(c.failed, ',')::uuid[],
    open_time = c.open_time,
    probe_time = c.probe_time,
    probe_wait = c.probe_wait,
    probe_id = c.probe_id,
    first_failure_time = c.first_failure_time,
    last_failure_time = c.last_failure_time,
    last_success_time = c.last_success_time,
    warned_time = c.warned_time,
    last_failure = c.last_failure,
    paused_until = c.paused_until,
    paused_time = c.paused_time,
    paused_status = c.paused_status
FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::interval[],
    $8::uuid[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[],
    $13::text[], $14::timestamptz[], $15::timestamptz[], $16::integer[])
    AS c (tenant_id, subscription_id, failures, failed, open_time, probe_time, probe_wait, probe_id,
          first_failure_time, last_failure_time, last_success_time, warned_time, last_failure,
          paused_until, paused_time, paused_status)
WHERE l.tenant_id = c.tenant_id AND l.subscription_id = c.subscription_id

-- name: end_leases
-- End leases without an attempt (nothing was sent), under locked lanes: $1 tenants text[], $2 subscriptions uuid[],
-- $3 deliveries uuid[], $4 tokens uuid[], $5 new states text[], $6 reasons text[], $7 attempts int[], $8 tries int[],
-- $9 next attempt times timestamptz[], $10 now, $11 timestamptz or NULL: only leases that ended by then (a lost one may
-- have been renewed meanwhile). Returns those whose lease was still there. A lane with a rate gets back what they took of
-- it, so that what is given up unsent holds up nothing. Of a lost lease nobody knows whether it was sent, nor of one that
-- is released, unless it is pulled: then nobody got it.
WITH result AS MATERIALIZED (
    SELECT *
    FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::integer[], $8::integer[],
        $9::timestamptz[])
        AS r (tenant_id, subscription_id, delivery_id, token, state, reason, attempts, tries, next_attempt_time)
),
ended AS (
    DELETE FROM delivery_lease AS x
    USING result AS r
    WHERE x.tenant_id = r.tenant_id AND x.delivery_id = r.delivery_id AND x.token = r.token
        AND ($11::timestamptz IS NULL OR x.expires <= $11)
    RETURNING r.*, x.grant_holder
),
freed AS (
    UPDATE lanes AS l
    SET in_flight = greatest(0, l.in_flight - e.freed),
        probe_id = CASE WHEN l.probe_id = ANY (e.ids) THEN NULL ELSE l.probe_id END,
        rate_tokens = CASE
            WHEN l.rate_per_second IS NULL THEN l.rate_tokens
            ELSE least(
                greatest(1, l.rate_per_second),
                l.rate_tokens + e.unsent + CASE WHEN l.pulled THEN e.released ELSE 0 END
            )
        END
    FROM (
        SELECT tenant_id, subscription_id, (count(*) FILTER (WHERE grant_holder IS NULL))::integer AS freed,
            count(*) FILTER (WHERE reason NOT IN ('lease_lost', 'released')) AS unsent,
            count(*) FILTER (WHERE reason = 'released') AS released, array_agg(delivery_id) AS ids
        FROM ended
        GROUP BY tenant_id, subscription_id
    ) AS e
    WHERE l.tenant_id = e.tenant_id AND l.subscription_id = e.subscription_id
)
UPDATE deliveries AS d
SET state = e.state,
    reason = e.reason,
    attempts = e.attempts,
    tries = e.tries,
    update_time = $10::timestamptz,
    next_attempt_time = e.next_attempt_time,
    end_time = CASE WHEN e.state = 'pending' THEN NULL ELSE $10 END,
    dead_time = CASE WHEN e.state = 'dead' THEN $10 END,
    version = d.version + 1
FROM ended AS e
WHERE d.tenant_id = e.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], e.delivery_id))
RETURNING d.delivery_id

-- name: finish_late
-- A 2xx that came after its lease was lost ends the delivery where it waits, under locked lanes; $1 tenants text[],
-- $2 deliveries uuid[], $3 statuses int[], $4 now. One that is being sent again is left to that attempt.
-- Indexes: deliveries_pkey, delivery_ready_pkey.
WITH known AS MATERIALIZED (
    SELECT d.tenant_id, d.subscription_id, d.next_attempt_time, d.delivery_id, m.status
    FROM unnest($1::text[], $2::uuid[], $3::integer[]) AS m (tenant_id, delivery_id, status), deliveries AS d
    WHERE d.tenant_id = m.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], m.delivery_id))
        AND d.state = 'pending'
),
gone AS (
    DELETE FROM delivery_ready AS r
    USING known
    WHERE r.tenant_id = known.tenant_id AND r.subscription_id = known.subscription_id
        AND r.due = known.next_attempt_time AND r.delivery_id = known.delivery_id
    RETURNING r.tenant_id, r.delivery_id, known.status
)
UPDATE deliveries AS d
SET state = 'delivered', reason = NULL, last_status = gone.status, update_time = $4, next_attempt_time = NULL,
    end_time = $4, version = d.version + 1
FROM gone
WHERE d.tenant_id = gone.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], gone.delivery_id))
RETURNING d.tenant_id, d.subscription_id, d.delivery_id, d.fifo_key

-- name: count
-- Add to the hourly counts; arrays in key order: $1 tenants text[], $2 subscriptions uuid[], $3 hours timestamptz[],
-- $4 delivered, $5 failed, $6 dead bigint[], $7 latency text[] (buckets with commas between).
INSERT INTO stats_hourly AS s (tenant_id, subscription_id, hour, delivered, failed, dead, latency)
SELECT n.tenant_id, n.subscription_id, n.hour, n.delivered, n.failed, n.dead, string_to_array(n.latency, ',')::bigint[]
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
    AS n (tenant_id, subscription_id, hour, delivered, failed, dead, latency)
ORDER BY n.tenant_id, n.subscription_id, n.hour
ON CONFLICT (tenant_id, subscription_id, hour)
DO UPDATE SET delivered = s.delivered + excluded.delivered,
    failed = s.failed + excluded.failed,
    dead = s.dead + excluded.dead,
    latency = ARRAY(
        SELECT a + b FROM unnest(s.latency, excluded.latency) WITH ORDINALITY AS both_ (a, b, place) ORDER BY place
    )
