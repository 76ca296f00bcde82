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
-- registries (the nil UUID: it has none). $4 deliveries new_delivery[]; `slot`: whether the caller can send it at once, if
-- its lane has room.
new AS MATERIALIZED (
    SELECT n.*, row_number() OVER (PARTITION BY n.tenant_id, n.subscription_id, n.slot ORDER BY n.delivery_id) AS place
    FROM known
    CROSS JOIN unnest($4::new_delivery[]) AS n
    WHERE known.fresh{more}
)

-- fragment: open
-- Whether a lane lets something leave now, without a rate to keep, a circuit to probe or a pause.
enabled AND NOT moving AND probe_time IS NULL AND rate_per_second IS NULL
            AND (paused_until IS NULL OR paused_until <= now())

-- fragment: lane
-- The lanes of deliveries with a slot, locked in key order, which let something leave now. `{more}` says what becomes of
-- those that somebody else holds. Index: lanes_pkey.
lane AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id, l.subscription_version, l.max_in_flight - l.in_flight - l.granted AS room,
        l.max_in_flight / 2 AS grantable, l.granted
    FROM (SELECT DISTINCT tenant_id, subscription_id FROM new WHERE slot ORDER BY tenant_id, subscription_id) AS n
    CROSS JOIN LATERAL (
        SELECT *
        FROM lanes
        WHERE tenant_id = n.tenant_id AND subscription_id = n.subscription_id
            AND {open}
        FOR UPDATE{more}
    ) AS l
)

-- fragment: writing
-- The steps of `write` and of `complete` behind those above. $3 events event_row[], of which `{more}` narrows those that
-- are written. Deliveries with a slot are born leased as claim would do it, with $5 the token uuid, $6 the duration
-- interval and $7 who holds them int or NULL. Their leases come back.
-- Those of $8 deliveries uuid[] are born in slots of their lanes that $7 has been granted: nobody waits for these lanes,
-- which are not locked, and found one by one, whatever the planner believes. Of the lanes that are locked, those of
-- $9 subscriptions uuid[] grant $7 some more slots, at most $10 int, a quarter of those that are free, and half of all
-- together: the others are for what is claimed. That half is shared by all holders that claim: none has more than its part.
-- Indexes: lanes_pkey, lane_grants_pkey.
covered AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id, l.subscription_version
    FROM (SELECT DISTINCT tenant_id, subscription_id FROM new WHERE delivery_id = ANY ($8::uuid[])) AS n
    CROSS JOIN LATERAL (
        SELECT *
        FROM lanes
        WHERE tenant_id = n.tenant_id AND subscription_id = n.subscription_id
            AND {open}
            AND in_flight + granted <= max_in_flight
        LIMIT 1
    ) AS l
    CROSS JOIN LATERAL (
        SELECT
        FROM lane_grants AS g
        WHERE g.tenant_id = n.tenant_id AND g.subscription_id = n.subscription_id AND g.holder = $7::integer
        LIMIT 1
    ) AS g
),
born AS MATERIALIZED (
    SELECT new.tenant_id, new.subscription_id, new.delivery_id, new.event_id, new.payload, new.due, new.give_up_time,
        lane.subscription_version, NULL::integer AS grant_holder
    FROM new
    JOIN lane USING (tenant_id, subscription_id)
    WHERE new.slot AND new.place <= lane.room
    UNION ALL
    SELECT new.tenant_id, new.subscription_id, new.delivery_id, new.event_id, new.payload, new.due, new.give_up_time,
        covered.subscription_version, $7::integer
    FROM new
    JOIN covered USING (tenant_id, subscription_id)
    WHERE new.delivery_id = ANY ($8::uuid[])
),
taken AS MATERIALIZED (
    SELECT lane.tenant_id, lane.subscription_id, b.added,
        CASE
            WHEN lane.subscription_id = ANY ($9::uuid[])
                THEN greatest(0, least(
                    $10::integer,
                    (lane.room - b.added) / 4,
                    lane.grantable - lane.granted,
                    lane.grantable / greatest(1, (SELECT count(*)::integer FROM holders WHERE claims AND gone_time IS NULL))
                        - coalesce((
                            SELECT g.slots
                            FROM lane_grants AS g
                            WHERE g.tenant_id = lane.tenant_id AND g.subscription_id = lane.subscription_id
                                AND g.holder = $7::integer
                            LIMIT 1
                        ), 0)
                ))
            ELSE 0
        END AS slots
    FROM lane
    JOIN (
        SELECT tenant_id, subscription_id, count(*)::integer AS added
        FROM born
        WHERE grant_holder IS NULL
        GROUP BY tenant_id, subscription_id
    ) AS b USING (tenant_id, subscription_id)
),
counted AS (
    UPDATE lanes AS l
    SET in_flight = l.in_flight + t.added, granted = l.granted + t.slots
    FROM taken AS t
    WHERE l.tenant_id = t.tenant_id AND l.subscription_id = t.subscription_id
),
granted AS (
    INSERT INTO lane_grants AS g (tenant_id, subscription_id, holder, slots)
    SELECT tenant_id, subscription_id, $7::integer, slots
    FROM taken
    WHERE slots > 0
    ORDER BY tenant_id, subscription_id
    ON CONFLICT (tenant_id, subscription_id, holder) DO UPDATE SET slots = g.slots + excluded.slots
    RETURNING tenant_id, subscription_id, slots
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
         give_up_time, fifo_key, sequence, probe, subscription_version, holder, grant_holder)
    SELECT tenant_id, delivery_id, subscription_id, $5::uuid, now() + $6::interval, event_id, payload, 1, 1, 0, due,
        give_up_time, NULL, NULL, false, subscription_version, $7::integer, grant_holder
    FROM born
    RETURNING tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost,
        due, give_up_time, fifo_key, sequence, probe, subscription_version
)

-- fragment: write_known
-- What `write` and `write_in_turn` do behind the step `known`; `{more}` as in lane.
{new},
{lane:{more}},
{writing}
SELECT leased.*, known.fresh, granted.slots
FROM known
LEFT JOIN leased ON true
LEFT JOIN granted USING (tenant_id, subscription_id)

-- name: write
-- Write events and their deliveries, all in one statement: what a round trip costs is more than what any of these costs
-- (docs/decisions/one-statement-outbox.md). Nothing is written, and no row but one that says so comes back, unless each
-- registry has the version that is expected. Parameters and indexes as in writing.
WITH known AS MATERIALIZED (
    SELECT {fresh} AS fresh
),
{write_known: SKIP LOCKED}

-- name: write_in_turn
-- As write, and waits for lanes that others hold, for each no longer than $11 ms (text).
WITH known AS MATERIALIZED (
    SELECT set_config('lock_timeout', $11::text, true) IS NOT NULL AND {fresh} AS fresh
),
{write_known}

-- name: complete
-- End held jobs and write what is to be told of it, all in one statement, which waits for no lock longer than $15 ms
-- (text). $1 to $10 as in writing, $11 to $14 as in leaving. Of a job that is no longer as it was read nothing is
-- written; of none where a registry has not the version that is expected. Indexes: as there, tenant_counters_pkey.
WITH known AS MATERIALIZED (
    SELECT set_config('lock_timeout', $15::text, true) IS NOT NULL AND {fresh} AS fresh
),
w AS MATERIALIZED (
    SELECT w.* FROM known CROSS JOIN unnest($11::job_step[]) AS w WHERE known.fresh
),
{job_leases.leaving +10},
told AS (
{job_leases.telling +10}
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
SELECT leased.*, ARRAY(SELECT job_id FROM told) AS job_ids, known.fresh, granted.slots
FROM known
LEFT JOIN leased ON true
LEFT JOIN granted USING (tenant_id, subscription_id)
