-- name: of_closed
-- Waiting deliveries of lanes that were closed for good, with the reason; at most $1 int. Indexes: lanes_closed,
-- delivery_ready_pkey.
SELECT d.tenant_id, d.subscription_id, d.due, d.delivery_id, d.fifo_key, l.closed_reason AS reason
FROM lanes AS l
CROSS JOIN LATERAL (
    SELECT r.tenant_id, r.subscription_id, r.due, r.delivery_id, r.fifo_key
    FROM delivery_ready AS r
    WHERE r.tenant_id = l.tenant_id AND r.subscription_id = l.subscription_id
    ORDER BY r.due, r.delivery_id
    LIMIT $1
) AS d
WHERE l.closed_reason IS NOT NULL
LIMIT $1

-- name: over_age
-- Deliveries over age at $1 timestamptz that nobody claims because their circuit is open, their lane pauses, was disabled
-- by hand or waits for a permission, or nobody comes to pull them: among the first $2 int of each such lane.
-- Indexes: lanes_held, delivery_ready_pkey.
SELECT d.tenant_id, d.subscription_id, d.due, d.delivery_id, d.fifo_key,
    CASE
        WHEN l.pulled AND d.attempts = 0 THEN 'unclaimed'
        WHEN NOT l.enabled AND l.ask_time IS NOT NULL THEN 'no_permission'
        ELSE 'too_old'
    END AS reason
FROM lanes AS l
CROSS JOIN LATERAL (
    SELECT r.tenant_id, r.subscription_id, r.due, r.delivery_id, r.fifo_key, r.give_up_time, r.attempts
    FROM delivery_ready AS r
    WHERE r.tenant_id = l.tenant_id AND r.subscription_id = l.subscription_id
    ORDER BY r.due, r.delivery_id
    LIMIT $2
) AS d
WHERE (l.probe_time IS NOT NULL OR NOT l.enabled OR l.paused_until IS NOT NULL AND l.paused_until > $1)
    AND l.closed_reason IS NULL AND d.give_up_time <= $1
LIMIT $2

-- name: over_age_blocked
-- Deliveries over age at $1 timestamptz that are held behind a dead letter that blocks their fifo key: the oldest $2 int.
-- Behind a head that is only slow they are left to the claim, where one that dies blocks in its turn; those are passed by
-- here, and gone soon. In a lane that was closed for good they end for its reason. Keys and lanes are looked up one by one:
-- a join might read them all. Indexes: delivery_ready_held, fifo_keys_pkey, lanes_pkey.
SELECT r.tenant_id, r.subscription_id, r.due, r.delivery_id, r.fifo_key,
    coalesce(
        (
            SELECT l.closed_reason
            FROM lanes AS l
            WHERE l.tenant_id = r.tenant_id AND l.subscription_id = r.subscription_id
        ),
        'too_old'
    ) AS reason
FROM delivery_ready AS r
WHERE r.due = 'infinity' AND r.give_up_time <= $1
    AND (
        SELECT k.blocked
        FROM fifo_keys AS k
        WHERE k.tenant_id = r.tenant_id AND k.subscription_id = r.subscription_id AND k.fifo_key = r.fifo_key
    )
ORDER BY r.give_up_time
LIMIT $2

-- name: end_waiting
-- End waiting deliveries under locked lanes; $1 tenants text[], $2 subscriptions uuid[], $3 dues timestamptz[],
-- $4 deliveries uuid[], $5 new states text[], $6 reasons text[], $7 now timestamptz. Returns those that were there.
-- Indexes: delivery_ready_pkey, deliveries_pkey.
WITH gone AS (
    DELETE FROM delivery_ready AS r
    USING unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[])
        AS m (tenant_id, subscription_id, due, delivery_id, state, reason)
    WHERE r.tenant_id = m.tenant_id AND r.subscription_id = m.subscription_id
        AND r.due = m.due AND r.delivery_id = m.delivery_id
    RETURNING r.tenant_id, r.delivery_id, m.state, m.reason
)
UPDATE deliveries AS d
SET state = gone.state, reason = gone.reason, update_time = $7::timestamptz, next_attempt_time = NULL, end_time = $7,
    dead_time = CASE WHEN gone.state = 'dead' THEN $7 END, version = d.version + 1
FROM gone
WHERE d.tenant_id = gone.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], gone.delivery_id))
RETURNING d.tenant_id, d.subscription_id, d.delivery_id, d.fifo_key

-- name: heads
-- The heads of fifo keys; $1 tenants text[], $2 subscriptions uuid[], $3 keys text[]. Index: fifo_keys_pkey.
SELECT k.tenant_id, k.subscription_id, k.fifo_key, k.head, k.blocked
FROM fifo_keys AS k
JOIN unnest($1::text[], $2::uuid[], $3::text[]) AS m (tenant_id, subscription_id, fifo_key)
    USING (tenant_id, subscription_id, fifo_key)

-- name: move_up
-- Let waiting deliveries be due at $4 with a new schedule and a new age, under locked lanes; $1 tenant text,
-- $2 deliveries uuid[], $3 give-up times timestamptz[]. What a fifo key holds keeps its place and gets the new age.
WITH known AS MATERIALIZED (
    SELECT d.subscription_id, d.next_attempt_time, d.delivery_id, m.give_up_time
    FROM unnest($2::uuid[], $3::timestamptz[]) AS m (delivery_id, give_up_time), deliveries AS d
    WHERE d.tenant_id = $1 AND d.delivery_id = ANY (array_append(NULL::uuid[], m.delivery_id)) AND d.state = 'pending'
),
moved AS (
    UPDATE delivery_ready AS r
    SET due = CASE WHEN r.due = 'infinity' THEN r.due ELSE $4 END, tries = 0, leases_lost = 0,
        give_up_time = known.give_up_time
    FROM known
    WHERE r.tenant_id = $1 AND r.subscription_id = known.subscription_id
        AND r.due = known.next_attempt_time AND r.delivery_id = known.delivery_id
    RETURNING r.delivery_id, r.due, r.give_up_time
)
UPDATE deliveries AS d
SET reason = CASE WHEN moved.due = 'infinity' THEN d.reason ELSE 'redelivered' END, tries = 0,
    next_attempt_time = moved.due, give_up_time = moved.give_up_time,
    update_time = $4::timestamptz, version = d.version + 1
FROM moved
WHERE d.tenant_id = $1 AND d.delivery_id = ANY (array_append(NULL::uuid[], moved.delivery_id))

-- name: restart
-- Let ended deliveries be pending again under locked lanes; the rows in delivery_ready follow in the same transaction.
-- $1 tenant text, $2 deliveries uuid[], $3 dues timestamptz[], $4 give-up times timestamptz[], $5 now timestamptz.
UPDATE deliveries AS d
SET state = 'pending', reason = CASE WHEN m.due = 'infinity' THEN 'fifo_waiting' ELSE 'redelivered' END, tries = 0,
    next_attempt_time = m.due, give_up_time = m.give_up_time, end_time = NULL, dead_time = NULL,
    update_time = $5::timestamptz, version = d.version + 1
FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS m (delivery_id, due, give_up_time)
WHERE d.tenant_id = $1 AND d.delivery_id = ANY (array_append(NULL::uuid[], m.delivery_id))

-- name: skip_dead
-- A dead letter is given up by request, under its locked lane; $1 tenant text, $2 delivery uuid, $3 now timestamptz.
UPDATE deliveries
SET state = 'skipped', reason = 'skipped_by_request', dead_time = NULL, end_time = $3, update_time = $3,
    version = version + 1
WHERE tenant_id = $1 AND delivery_id = $2 AND state = 'dead'

-- name: unblock
-- Locked fifo keys are blocked no more; $1 tenants text[], $2 subscriptions uuid[], $3 keys text[].
UPDATE fifo_keys AS k
SET blocked = FALSE
FROM unnest($1::text[], $2::uuid[], $3::text[]) AS m (tenant_id, subscription_id, fifo_key)
WHERE k.tenant_id = m.tenant_id AND k.subscription_id = m.subscription_id AND k.fifo_key = m.fifo_key

-- name: busy_lanes
-- Those of some lanes that have at least $4 int deliveries to send at $3 timestamptz; $1 tenants text[],
-- $2 subscriptions uuid[]. That is what is due, and what waits in the one fifo queue ('*') of a subscription, unless a
-- dead letter blocks it (queues by parent have a head each that is due). A lane that is neither enabled nor pulled, and
-- waits for no permission, has nothing to send. Indexes: lanes_pkey, delivery_ready_pkey, fifo_keys_pkey,
-- delivery_ready_fifo.
SELECT l.tenant_id, l.subscription_id
FROM unnest($1::text[], $2::uuid[]) AS m (tenant_id, subscription_id)
JOIN lanes AS l USING (tenant_id, subscription_id)
CROSS JOIN LATERAL (
    SELECT count(*) AS deliveries
    FROM (
        (
            SELECT r.delivery_id
            FROM delivery_ready AS r
            WHERE r.tenant_id = l.tenant_id AND r.subscription_id = l.subscription_id AND r.due <= $3
            LIMIT $4
        )
        UNION ALL
        (
            SELECT r.delivery_id
            FROM fifo_keys AS k
            JOIN delivery_ready AS r USING (tenant_id, subscription_id, fifo_key)
            WHERE k.tenant_id = l.tenant_id AND k.subscription_id = l.subscription_id AND k.fifo_key = '*'
                AND NOT k.blocked AND r.due = 'infinity'
            LIMIT $4
        )
    ) AS counted
) AS waiting
WHERE (l.enabled OR l.pulled OR l.ask_time IS NOT NULL) AND waiting.deliveries >= $4

-- name: failing
-- Lanes that are enabled, pulled, or wait for a permission, and have failed, without a success between, over at least
-- $1 interval, and whose tenant was not warned yet; at most $2 int. Index: lanes_failing.
SELECT tenant_id, subscription_id, first_failure_time, last_failure_time, last_failure, failures
FROM lanes
WHERE first_failure_time IS NOT NULL AND (enabled OR pulled OR ask_time IS NOT NULL)
    AND last_failure_time - first_failure_time >= $1
    AND warned_time IS NULL
ORDER BY first_failure_time
LIMIT $2

-- name: hopeless
-- Lanes that are enabled, pulled, or wait for a permission, and have failed, without a success between, over at least
-- $1 interval, and still did $2 interval after their tenant was warned; at most $3 int. Index: lanes_failing.
SELECT tenant_id, subscription_id, first_failure_time, last_failure_time, last_failure, failures
FROM lanes
WHERE first_failure_time IS NOT NULL AND (enabled OR pulled OR ask_time IS NOT NULL)
    AND last_failure_time - first_failure_time >= $1
    AND last_failure_time - warned_time >= $2
ORDER BY first_failure_time
LIMIT $3

-- name: warn
-- Note that a lane's tenant is warned; $1 tenant text, $2 subscription uuid, $3 now. No row: it is not failing any more,
-- or was warned before.
UPDATE lanes
SET warned_time = $3
WHERE tenant_id = $1 AND subscription_id = $2 AND first_failure_time IS NOT NULL AND warned_time IS NULL
RETURNING subscription_id

-- name: read_until
-- When what events tell of expires (NULL: never); $1 tenant text, $2 events uuid[]. Those no longer kept are absent.
-- Index: events_pkey.
SELECT event_id, read_until
FROM events
WHERE tenant_id = $1 AND event_id = ANY ($2::uuid[])
