-- fragment: fresh
-- Whether each registry has the version that is expected; $1 and $2 as in writing. Index: registries_pkey.
NOT EXISTS (
    SELECT
    FROM unnest($1::text[], $2::uuid[]) AS e (tenant_id, version)
    LEFT JOIN registries AS r USING (tenant_id)
    WHERE e.version <> coalesce(r.version, '00000000-0000-0000-0000-000000000000')
)

-- fragment: new
-- The deliveries to write, behind the step `known` that says whether anything may be written. `{more}` narrows them.
-- Each registry must have the version that the fan-out was made from: $1 tenants text[] and $2 versions uuid[] of the
-- registries (the nil UUID: it has none). $4 deliveries new_delivery[]; `slot`: whether the caller can send it at once.
new AS MATERIALIZED (
    SELECT n.*, row_number() OVER (PARTITION BY n.tenant_id, n.subscription_id, n.slot ORDER BY n.delivery_id) AS place
    FROM known
    CROSS JOIN unnest($4::new_delivery[]) AS n
    WHERE known.fresh{more}
)

-- fragment: lane
-- The lanes of deliveries with a slot, locked in key order, which let something leave now, without a rate to keep, a
-- circuit to probe or a pause. `{more}` says what becomes of those that somebody else holds. Index: lanes_pkey.
lane AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id, l.subscription_version, l.max_in_flight - l.in_flight AS room
    FROM (SELECT DISTINCT tenant_id, subscription_id FROM new WHERE slot ORDER BY tenant_id, subscription_id) AS n
    CROSS JOIN LATERAL (
        SELECT *
        FROM lanes
        WHERE tenant_id = n.tenant_id AND subscription_id = n.subscription_id
            AND enabled AND NOT moving AND probe_time IS NULL AND rate_per_second IS NULL
            AND (paused_until IS NULL OR paused_until <= now())
        FOR UPDATE{more}
    ) AS l
)

-- fragment: writing
-- The steps of `write` and of `complete` behind those above. $3 events event_row[], of which `{more}` narrows those that
-- are written. Deliveries with a slot are born leased as claim would do it, with $5 the token uuid, $6 the duration
-- interval and $7 who holds them int or NULL. Their leases come back.
born AS MATERIALIZED (
    SELECT new.tenant_id, new.subscription_id, new.delivery_id, new.event_id, new.payload, new.due, new.give_up_time,
        lane.subscription_version
    FROM new
    JOIN lane USING (tenant_id, subscription_id)
    WHERE new.slot AND new.place <= lane.room
),
counted AS (
    UPDATE lanes AS l
    SET in_flight = l.in_flight + b.added
    FROM (
        SELECT tenant_id, subscription_id, count(*)::integer AS added
        FROM born
        GROUP BY tenant_id, subscription_id
    ) AS b
    WHERE l.tenant_id = b.tenant_id AND l.subscription_id = b.subscription_id
),
happened AS (
    INSERT INTO events
        (tenant_id, event_id, type, create_time, publish_id, job_id, action, status, parent, source, labels, only_for,
         about, read_until, traceparent, body, thin, data_schema, fits_schema, ledger)
    SELECT tenant_id, event_id, type, create_time, publish_id, job_id, action, status, parent, source,
        nullif(labels, '{}'), only_for, about, read_until, traceparent, body, thin, data_schema, fits_schema, ledger
    FROM known
    CROSS JOIN unnest($3::event_row[])
    WHERE known.fresh{more}
),
kept AS (
    INSERT INTO deliveries
        (tenant_id, subscription_id, next_attempt_time, delivery_id, event_id, payload, give_up_time, fifo_key,
         event_type, job_id, create_time, update_time, reason)
    SELECT tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time, fifo_key, event_type, job_id,
        create_time, create_time, CASE WHEN due = 'infinity' THEN 'fifo_waiting' END
    FROM new
),
waiting AS (
    INSERT INTO delivery_ready
        (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time, fifo_key, sequence)
    SELECT tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time, fifo_key, sequence
    FROM new
    WHERE delivery_id NOT IN (SELECT delivery_id FROM born)
),
leased AS (
    INSERT INTO delivery_lease
        (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
         give_up_time, fifo_key, sequence, probe, subscription_version, holder)
    SELECT tenant_id, delivery_id, subscription_id, $5::uuid, now() + $6::interval, event_id, payload, 1, 1, 0, due,
        give_up_time, NULL, NULL, false, subscription_version, $7::integer
    FROM born
    RETURNING tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost,
        due, give_up_time, fifo_key, sequence, probe, subscription_version
)

-- fragment: write_known
-- What `write` and `write_in_turn` do behind the step `known`; `{more}` as in lane.
{new},
{lane:{more}},
{writing}
SELECT leased.*, known.fresh
FROM known
LEFT JOIN leased ON true

-- name: write
-- Write events and their deliveries, all in one statement: what a round trip costs is more than what any of these costs
-- (docs/decisions/one-statement-outbox.md). Nothing is written, and no row but one that says so comes back, unless each
-- registry has the version that is expected. Parameters and indexes as in writing.
WITH known AS MATERIALIZED (
    SELECT {fresh} AS fresh
),
{write_known: SKIP LOCKED}

-- name: write_in_turn
-- As write, and waits for lanes that others hold, for each no longer than $8 ms (text).
WITH known AS MATERIALIZED (
    SELECT set_config('lock_timeout', $8::text, true) IS NOT NULL AND {fresh} AS fresh
),
{write_known}

-- name: complete
-- End held jobs and write what is to be told of it, all in one statement, which waits for no lock longer than $12 ms
-- (text). $1 to $7 as in writing, $8 to $11 as in leaving. Of a job that is no longer as it was read nothing is
-- written; of none where a registry has not the version that is expected. Indexes: as there, tenant_counters_pkey.
WITH known AS MATERIALIZED (
    SELECT set_config('lock_timeout', $12::text, true) IS NOT NULL AND {fresh} AS fresh
),
w AS MATERIALIZED (
    SELECT w.* FROM known CROSS JOIN unnest($8::job_step[]) AS w WHERE known.fresh
),
{job_leases.leaving +7},
told AS (
{job_leases.telling +7}
),
ended AS (
    INSERT INTO tenant_counters AS c (tenant_id, counter, value)
    SELECT tenant_id, 'jobs_ended', count(*)
    FROM told
    GROUP BY tenant_id
    ORDER BY tenant_id
    ON CONFLICT (tenant_id, counter) DO UPDATE SET value = c.value + excluded.value
),
{new: AND job_id IN (SELECT job_id FROM told)},
{lane: SKIP LOCKED},
{writing: AND job_id IN (SELECT job_id FROM told)}
SELECT leased.*, ARRAY(SELECT job_id FROM told) AS job_ids, known.fresh
FROM known
LEFT JOIN leased ON true
