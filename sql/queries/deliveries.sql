-- name: queue_fifo
-- Lock (or make) the fifo keys that new deliveries join, and reserve their sequence numbers; one row per key, in key
-- order. $1 tenants text[], $2 subscriptions uuid[], $3 keys text[], $4 counts bigint[], $5 first deliveries uuid[].
-- The lock is held until the commit, so the numbers follow the order of the commits. Index: fifo_keys_pkey.
INSERT INTO fifo_keys AS k (tenant_id, subscription_id, fifo_key, head, last_sequence)
SELECT n.tenant_id, n.subscription_id, n.fifo_key, n.first_id, n.added
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::uuid[])
    AS n (tenant_id, subscription_id, fifo_key, added, first_id)
ORDER BY n.tenant_id, n.subscription_id, n.fifo_key
ON CONFLICT (tenant_id, subscription_id, fifo_key)
DO UPDATE SET last_sequence = k.last_sequence + excluded.last_sequence
RETURNING k.tenant_id, k.subscription_id, k.fifo_key, k.head, k.last_sequence

-- name: lease_at_birth
-- Lease deliveries that are about to be written: as claim does with what waits, and only where the lane lets something
-- leave now, without a rate to keep or a circuit to probe, and nobody holds it. Arrays, one element each: $1 tenants
-- text[], $2 subscriptions uuid[], $3 dues timestamptz[], $4 deliveries uuid[], $5 events uuid[], $6 payloads text[],
-- $7 give-up times timestamptz[]; $8 the token of the leases uuid, $9 their duration interval. Index: lanes_pkey.
WITH new AS MATERIALIZED (
    SELECT n.*, row_number() OVER (PARTITION BY n.tenant_id, n.subscription_id ORDER BY n.delivery_id) AS place
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[])
        AS n (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time)
),
lane AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id, l.subscription_version, l.max_in_flight - l.in_flight AS room
    FROM (SELECT DISTINCT tenant_id, subscription_id FROM new) AS n
    JOIN lanes AS l USING (tenant_id, subscription_id)
    WHERE l.enabled AND l.probe_time IS NULL AND l.rate_per_second IS NULL
    ORDER BY l.tenant_id, l.subscription_id
    FOR UPDATE OF l SKIP LOCKED
),
born AS MATERIALIZED (
    SELECT new.*, lane.subscription_version
    FROM new
    JOIN lane USING (tenant_id, subscription_id)
    WHERE new.place <= lane.room
),
counted AS (
    UPDATE lanes AS l
    SET in_flight = l.in_flight + b.added
    FROM (SELECT tenant_id, subscription_id, count(*)::integer AS added FROM born GROUP BY 1, 2) AS b
    WHERE l.tenant_id = b.tenant_id AND l.subscription_id = b.subscription_id
)
INSERT INTO delivery_lease
    (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
     give_up_time, fifo_key, sequence, probe, subscription_version)
SELECT tenant_id, delivery_id, subscription_id, $8::uuid, now() + $9::interval, event_id, payload, 1, 1, 0, due,
    give_up_time, NULL, NULL, false, subscription_version
FROM born
RETURNING tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version

-- name: enqueue_ready
-- Let new deliveries wait; arrays, one element each: $1 tenants text[], $2 subscriptions uuid[], $3 dues timestamptz[],
-- $4 deliveries uuid[], $5 events uuid[], $6 payloads text[], $7 give-up times timestamptz[], $8 fifo keys text[],
-- $9 sequences bigint[].
INSERT INTO delivery_ready
    (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time, fifo_key, sequence)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[],
    $8::text[], $9::bigint[])

-- name: enqueue_record
-- Write the records of new deliveries; as enqueue_ready, then $9 event types text[], $10 jobs uuid[],
-- $11 creation times timestamptz[], $12 reasons text[].
INSERT INTO deliveries
    (tenant_id, subscription_id, next_attempt_time, delivery_id, event_id, payload, give_up_time, fifo_key, event_type,
     job_id, create_time, update_time, reason)
SELECT n.tenant_id, n.subscription_id, n.due, n.delivery_id, n.event_id, n.payload, n.give_up_time, n.fifo_key,
    n.event_type, n.job_id, n.create_time, n.create_time, n.reason
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[],
    $8::text[], $9::text[], $10::uuid[], $11::timestamptz[], $12::text[])
    AS n (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time, fifo_key, event_type, job_id,
          create_time, reason)

-- name: load
-- Deliveries by key, with whether each is in flight; $1 tenants text[], $2 deliveries uuid[].
-- What waits behind a disabled subscription or an open circuit has that as its reason, in the list too.
-- Indexes: deliveries_pkey, delivery_lease_pkey, lanes_pkey.
SELECT d.tenant_id, d.delivery_id, d.subscription_id, d.event_id, d.event_type, d.job_id, d.payload, d.fifo_key,
    CASE WHEN x.delivery_id IS NULL THEN d.state ELSE 'in_flight' END AS state,
    CASE
        WHEN d.state <> 'pending' OR x.delivery_id IS NOT NULL THEN d.reason
        WHEN NOT l.enabled THEN coalesce(l.closed_reason, 'subscription_disabled')
        WHEN l.open_time IS NOT NULL AND d.next_attempt_time <= now() THEN 'circuit_open'
        ELSE d.reason
    END AS reason, d.attempts, d.tries,
    d.last_status, d.create_time, d.update_time, nullif(d.next_attempt_time, 'infinity') AS next_attempt_time,
    d.give_up_time, d.end_time, d.version
FROM unnest($1::text[], $2::uuid[]) AS m (tenant_id, delivery_id)
JOIN deliveries AS d USING (tenant_id, delivery_id)
LEFT JOIN delivery_lease AS x USING (tenant_id, delivery_id)
LEFT JOIN lanes AS l ON l.tenant_id = d.tenant_id AND l.subscription_id = d.subscription_id

-- name: list
-- Deliveries of a tenant for a list that adds its own conditions; $1 tenant text. Indexes: deliveries_pkey,
-- deliveries_by_subscription, deliveries_by_job, deliveries_dead; delivery_lease_pkey, lanes_pkey.
SELECT d.tenant_id, d.delivery_id, d.subscription_id, d.event_id, d.event_type, d.job_id, d.payload, d.fifo_key,
    CASE WHEN x.delivery_id IS NULL THEN d.state ELSE 'in_flight' END AS state,
    CASE
        WHEN d.state <> 'pending' OR x.delivery_id IS NOT NULL THEN d.reason
        WHEN NOT l.enabled THEN coalesce(l.closed_reason, 'subscription_disabled')
        WHEN l.open_time IS NOT NULL AND d.next_attempt_time <= now() THEN 'circuit_open'
        ELSE d.reason
    END AS reason, d.attempts, d.tries,
    d.last_status, d.create_time, d.update_time, nullif(d.next_attempt_time, 'infinity') AS next_attempt_time,
    d.give_up_time, d.end_time, d.version
FROM deliveries AS d
LEFT JOIN delivery_lease AS x ON x.tenant_id = d.tenant_id AND x.delivery_id = d.delivery_id
LEFT JOIN lanes AS l ON l.tenant_id = d.tenant_id AND l.subscription_id = d.subscription_id
WHERE d.tenant_id = $1

-- name: list_dead
-- Dead letters of a tenant, as list. Index: deliveries_dead.
SELECT d.tenant_id, d.delivery_id, d.subscription_id, d.event_id, d.event_type, d.job_id, d.payload, d.fifo_key, d.state,
    d.reason, d.attempts, d.tries, d.last_status, d.create_time, d.update_time, d.next_attempt_time, d.give_up_time,
    d.end_time, d.version
FROM deliveries AS d
WHERE d.tenant_id = $1 AND d.dead_time IS NOT NULL
