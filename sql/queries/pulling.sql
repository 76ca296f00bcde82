-- name: lock_lane
-- Lock the lane of a pulled subscription; $1 tenant text, $2 subscription uuid. No row: it is not pulled now.
-- Index: lanes_pkey.
SELECT subscription_id
FROM lanes
WHERE tenant_id = $1 AND subscription_id = $2 AND pulled
FOR UPDATE

-- name: claimed
-- What an earlier request of this name took and still holds; $1 tenant text, $2 subscription uuid, $3 claim text,
-- $4 the moment or NULL. Index: delivery_lease_claims.
SELECT tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version, claimer, claim_time
FROM delivery_lease
WHERE tenant_id = $1 AND subscription_id = $2 AND claim_id = $3 AND expires > coalesce($4::timestamptz, now())

-- name: claim
-- Move what is due in one pulled lane from ready to lease, within the limits of the lane; $1 tenant text,
-- $2 subscription uuid, $3 most int, $4 the duration of the leases interval, $5 the moment or NULL, $6 who claims text,
-- $7 the name of the request text or NULL, $8 when somebody asks timestamptz, which is noted unless that was done within
-- the interval $9. As `claim` of claims.sql, but for one lane, which is waited for, without a
-- circuit, and each lease has a token of its own. Indexes: lanes_pkey, delivery_ready_pkey.
WITH lane AS MATERIALIZED (
    SELECT l.tenant_id, l.subscription_id, l.subscription_version, coalesce($5::timestamptz, now()) AS now,
        CASE
            WHEN l.paused_until > coalesce($5::timestamptz, now()) THEN 0 ELSE l.max_in_flight - l.in_flight
        END AS room,
        CASE
            WHEN l.rate_per_second IS NOT NULL THEN least(
                greatest(1, l.rate_per_second),
                l.rate_tokens
                    + greatest(0, coalesce(extract(EPOCH FROM coalesce($5::timestamptz, now()) - l.rate_time), 1e6)::float8)
                    * l.rate_per_second
            )
        END AS tokens
    FROM lanes AS l
    WHERE l.tenant_id = $1 AND l.subscription_id = $2 AND l.pulled
    FOR UPDATE
),
picked AS MATERIALIZED (
    SELECT due.place
    FROM lane
    CROSS JOIN LATERAL (
        SELECT d.ctid AS place
        FROM delivery_ready AS d
        WHERE d.tenant_id = lane.tenant_id
            AND d.subscription_id = lane.subscription_id
            AND d.due <= coalesce($5::timestamptz, now())
        ORDER BY d.due, d.delivery_id
        LIMIT greatest(0, least($3::integer, lane.room, coalesce(floor(lane.tokens)::integer, lane.room)))
    ) AS due
),
gone AS (
    DELETE FROM delivery_ready
    WHERE ctid = ANY (ARRAY(SELECT place FROM picked))
    RETURNING *
),
taken AS MATERIALIZED (
    SELECT gone.*, lane.tokens, lane.subscription_version
    FROM gone
    CROSS JOIN lane
),
counted AS (
    UPDATE lanes AS l
    SET in_flight = l.in_flight + t.added,
        rate_tokens = coalesce(t.tokens - t.added, l.rate_tokens),
        rate_time = CASE WHEN t.tokens IS NULL THEN l.rate_time ELSE lane.now END,
        claim_time = $8::timestamptz
    FROM (SELECT count(*)::integer AS added, max(tokens) AS tokens FROM taken) AS t, lane
    WHERE l.tenant_id = lane.tenant_id AND l.subscription_id = lane.subscription_id
        AND (t.added > 0 OR l.claim_time IS NULL OR l.claim_time <= $8::timestamptz - $9::interval)
)
INSERT INTO delivery_lease
    (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
     give_up_time, fifo_key, sequence, probe, subscription_version, claimer, claim_id, claim_time)
SELECT tenant_id, delivery_id, subscription_id, gen_random_uuid(), coalesce($5::timestamptz, now()) + $4::interval,
    event_id, payload, attempts + 1, tries + 1, leases_lost, due, give_up_time, fifo_key, sequence, false,
    subscription_version, $6::text, $7::text, coalesce($5::timestamptz, now())
FROM taken
RETURNING tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version, claimer, claim_time

-- name: next
-- What is next in a pulled lane, and what limits it; $1 tenant text, $2 subscription uuid. No row: nothing waits.
-- Indexes: lanes_pkey, delivery_ready_pkey.
SELECT next.due, l.max_in_flight - l.in_flight AS room, l.paused_until, l.rate_per_second, l.rate_tokens, l.rate_time
FROM lanes AS l
CROSS JOIN LATERAL (
    SELECT d.due
    FROM delivery_ready AS d
    WHERE d.tenant_id = l.tenant_id AND d.subscription_id = l.subscription_id
    ORDER BY d.due, d.delivery_id
    LIMIT 1
) AS next
WHERE l.tenant_id = $1 AND l.subscription_id = $2 AND l.pulled

-- name: due_lanes
-- Those of some lanes that can be claimed from at $3 timestamptz or NULL (now); $1 tenants text[], $2 subscriptions
-- uuid[]. Indexes: lanes_pkey, delivery_ready_pkey.
SELECT a.tenant_id, a.subscription_id
FROM unnest($1::text[], $2::uuid[]) AS a (tenant_id, subscription_id)
JOIN lanes AS l USING (tenant_id, subscription_id)
CROSS JOIN LATERAL (
    SELECT d.due
    FROM delivery_ready AS d
    WHERE d.tenant_id = a.tenant_id AND d.subscription_id = a.subscription_id
    ORDER BY d.due, d.delivery_id
    LIMIT 1
) AS next
WHERE l.pulled AND l.in_flight < l.max_in_flight AND next.due <= coalesce($3::timestamptz, now())
    AND (l.paused_until IS NULL OR l.paused_until <= coalesce($3::timestamptz, now()))

-- name: held
-- Leases by their tokens; $1 tenant text, $2 subscription uuid, $3 deliveries uuid[], $4 tokens uuid[]. Those that are
-- lost are absent. Index: delivery_lease_pkey.
SELECT x.tenant_id, x.delivery_id, x.subscription_id, x.token, x.expires, x.event_id, x.payload, x.attempts, x.tries,
    x.leases_lost, x.due, x.give_up_time, x.fifo_key, x.sequence, x.probe, x.subscription_version, x.claimer,
    x.claim_time
FROM unnest($3::uuid[], $4::uuid[]) AS m (delivery_id, token)
JOIN delivery_lease AS x
    ON x.tenant_id = $1 AND x.delivery_id = m.delivery_id AND x.token = m.token AND x.subscription_id = $2

-- name: body_bytes
-- How large the bodies of events are; $1 tenant text, $2 events uuid[]. Index: events_pkey.
SELECT event_id, octet_length(body) AS bytes
FROM events
WHERE tenant_id = $1 AND event_id = ANY ($2::uuid[])

-- name: idle
-- Pulled subscriptions from which nobody has claimed for as long as they may be idle, at $1 timestamptz; at most $2 int.
-- Before $3 timestamptz nobody may have been able to: from there on they have five minutes, or that time, to come back.
-- Indexes: subscriptions_idle, lanes_pkey.
SELECT s.tenant_id, s.subscription_id, s.version
FROM subscriptions AS s
JOIN lanes AS l USING (tenant_id, subscription_id)
WHERE s.idle_expire IS NOT NULL AND s.delete_time IS NULL
    AND greatest(l.claim_time, s.create_time) + s.idle_expire <= $1
    AND $3::timestamptz + least(s.idle_expire, interval '5 minutes') <= $1
LIMIT $2

-- name: is_idle
-- Whether nobody has claimed from a subscription for as long as it may be idle, its lane locked; $1 tenant text,
-- $2 subscription uuid, $3 now. Indexes: subscriptions_pkey, lanes_pkey.
SELECT greatest(l.claim_time, s.create_time) + s.idle_expire <= $3::timestamptz
FROM subscriptions AS s
JOIN lanes AS l USING (tenant_id, subscription_id)
WHERE s.tenant_id = $1 AND s.subscription_id = $2
FOR UPDATE OF l
