-- name: claim
-- Move what is due in the lanes whose turn it is from ready to lease, within each lane's limits.
-- $1 tenants text[], $2 subscriptions uuid[], $3 and $4 floors (timestamptz[], uuid[]): nothing before them is looked
-- at, $5 most per lane int[], $6 the token of the new leases uuid, $7 their duration interval, $8 the moment or NULL,
-- $9 who holds them int or NULL.
-- The limits are read from the locked lane; a lane that someone else holds is passed by. A picked row that someone
-- took before the lane was locked is gone when it is deleted, so what counts is what was deleted. Lanes are
-- locked one by one and rows deleted by their places (one that was changed meanwhile has moved, and waits): no plan can
-- read a whole table because it looks small, while its dead rows stay for a transaction that someone holds open.
-- Indexes: lanes_pkey, delivery_ready_pkey.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::integer[])
        AS a (tenant_id, subscription_id, floor_due, floor_id, most)
),
lane AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id, l.subscription_version, a.floor_due, a.floor_id,
        coalesce($8::timestamptz, now()) AS now, l.probe_time IS NOT NULL AS probes,
        CASE
            WHEN l.rate_per_second IS NOT NULL THEN least(
                greatest(1, l.rate_per_second),
                l.rate_tokens
                    + greatest(0, coalesce(extract(EPOCH FROM coalesce($8::timestamptz, now()) - l.rate_time), 1e6)::float8)
                    * l.rate_per_second
            )
        END AS tokens,
        CASE
            WHEN NOT l.enabled OR l.moving OR l.paused_until > coalesce($8::timestamptz, now()) THEN 0
            WHEN l.probe_time IS NOT NULL
                THEN CASE WHEN l.probe_id IS NULL AND l.probe_time <= coalesce($8::timestamptz, now()) THEN 1 ELSE 0 END
            ELSE least(a.most, l.max_in_flight - l.in_flight - l.granted)
        END AS room
    FROM (SELECT * FROM asked ORDER BY tenant_id, subscription_id) AS a
    CROSS JOIN LATERAL (
        SELECT *
        FROM lanes
        WHERE tenant_id = a.tenant_id AND subscription_id = a.subscription_id
        FOR UPDATE SKIP LOCKED
    ) AS l
),
picked AS MATERIALIZED (
    SELECT due.place
    FROM lane
    CROSS JOIN LATERAL (
        SELECT d.ctid AS place
        FROM delivery_ready AS d
        WHERE d.tenant_id = lane.tenant_id
            AND d.subscription_id = lane.subscription_id
            AND d.due <= coalesce($8::timestamptz, now())
            AND (d.due, d.delivery_id) >= (lane.floor_due, lane.floor_id)
        ORDER BY d.due, d.delivery_id
        LIMIT greatest(0, least(lane.room, coalesce(floor(lane.tokens)::integer, lane.room)))
    ) AS due
),
gone AS (
    DELETE FROM delivery_ready
    WHERE ctid = ANY (ARRAY(SELECT place FROM picked))
    RETURNING *
),
taken AS MATERIALIZED (
    SELECT gone.*, lane.probes, lane.tokens, lane.subscription_version, lane.now
    FROM gone
    JOIN lane USING (tenant_id, subscription_id)
),
counted AS (
    UPDATE lanes AS l
    SET in_flight = l.in_flight + t.added,
        rate_tokens = coalesce(t.tokens - t.added, l.rate_tokens),
        rate_time = CASE WHEN t.tokens IS NULL THEN l.rate_time ELSE t.now END,
        probe_id = CASE WHEN t.probes THEN t.one ELSE l.probe_id END
    FROM (
        SELECT tenant_id, subscription_id, count(*)::integer AS added, max(tokens) AS tokens, bool_or(probes) AS probes,
            (array_agg(delivery_id))[1] AS one, max(now) AS now
        FROM taken
        GROUP BY tenant_id, subscription_id
    ) AS t
    WHERE l.tenant_id = t.tenant_id AND l.subscription_id = t.subscription_id
)
INSERT INTO delivery_lease
    (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
     give_up_time, fifo_key, sequence, probe, subscription_version, holder)
SELECT tenant_id, delivery_id, subscription_id, $6::uuid, coalesce($8::timestamptz, now()) + $7::interval, event_id,
    payload, attempts + 1, tries + 1, leases_lost, due, give_up_time, fifo_key, sequence, probes, subscription_version,
    $9::integer
FROM taken
RETURNING tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version

-- name: inspect
-- Why lanes gave less than they were asked for, without locking: what is next in each, and what limits it.
-- $1 tenants text[], $2 subscriptions uuid[], $3 and $4 floors (timestamptz[], uuid[]). Indexes: as claim.
SELECT a.tenant_id, a.subscription_id, next.due, next.delivery_id, l.enabled AND NOT l.moving AS enabled, l.pulled,
    l.max_in_flight - l.in_flight - l.granted AS room, l.paused_until, l.probe_time, l.probe_id IS NOT NULL AS probing,
    l.rate_per_second, l.rate_tokens, l.rate_time
FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[]) AS a (tenant_id, subscription_id, floor_due, floor_id)
JOIN lanes AS l USING (tenant_id, subscription_id)
CROSS JOIN LATERAL (
    SELECT d.due, d.delivery_id
    FROM delivery_ready AS d
    WHERE d.tenant_id = a.tenant_id
        AND d.subscription_id = a.subscription_id
        AND (d.due, d.delivery_id) >= (a.floor_due, a.floor_id)
    ORDER BY d.due, d.delivery_id
    LIMIT 1
) AS next

-- name: sweep
-- The first waiting delivery of each lane after ($1 tenant text, $2 subscription uuid), at most $3 int lanes: a loose
-- index scan, one descent per lane however many rows wait in it. Index: delivery_ready_pkey.
WITH RECURSIVE lane AS (
    (
        SELECT tenant_id, subscription_id, due, delivery_id, 1 AS step
        FROM delivery_ready
        WHERE (tenant_id, subscription_id) > ($1, $2)
        ORDER BY tenant_id, subscription_id, due, delivery_id
        LIMIT 1
    )
    UNION ALL
    SELECT next.tenant_id, next.subscription_id, next.due, next.delivery_id, lane.step + 1
    FROM lane
    CROSS JOIN LATERAL (
        SELECT d.tenant_id, d.subscription_id, d.due, d.delivery_id
        FROM delivery_ready AS d
        WHERE (d.tenant_id, d.subscription_id) > (lane.tenant_id, lane.subscription_id)
        ORDER BY d.tenant_id, d.subscription_id, d.due, d.delivery_id
        LIMIT 1
    ) AS next
    WHERE lane.step < $3
)
SELECT lane.tenant_id, lane.subscription_id, lane.due, lane.delivery_id, l.enabled, l.probe_time, l.paused_until, l.in_flight
FROM lane
LEFT JOIN lanes AS l USING (tenant_id, subscription_id)
ORDER BY lane.step

-- name: renew
-- Make leases last until now + $4 interval, where they are still held; what is being recorded right now is passed by.
-- $1 tenants text[], $2 deliveries uuid[], $3 tokens uuid[], $5 the moment or NULL, $6 who holds them now int or NULL.
-- Index: delivery_lease_pkey.
WITH held AS MATERIALIZED (
    SELECT x.tenant_id, x.delivery_id, coalesce($5::timestamptz, now()) + $4::interval AS expires
    FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS m (tenant_id, delivery_id, token)
    JOIN delivery_lease AS x USING (tenant_id, delivery_id, token)
    ORDER BY x.tenant_id, x.delivery_id
    FOR UPDATE OF x SKIP LOCKED
)
UPDATE delivery_lease AS x
SET expires = held.expires, holder = $6::integer
FROM held
WHERE x.tenant_id = held.tenant_id AND x.delivery_id = held.delivery_id
RETURNING x.delivery_id, x.expires

-- name: expired
-- Leases that ended before $1 timestamptz or NULL (now), at most $2 int, oldest first. Index: delivery_lease_by_expiry.
SELECT tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version
FROM delivery_lease
WHERE expires <= coalesce($1::timestamptz, now())
ORDER BY expires
LIMIT $2
