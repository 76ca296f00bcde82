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

-- fragment: shown
-- The columns of a delivery as it is shown, of deliveries d with its lease x and its lane l. What waits behind a disabled
-- subscription, a pause or an open circuit, for a permission, or for somebody who claims it, has that as its reason. The
-- next attempt is not before the end of a pause.
d.tenant_id, d.delivery_id, d.subscription_id, d.event_id, d.event_type, d.job_id, d.payload, d.fifo_key,
    CASE WHEN x.delivery_id IS NULL THEN d.state ELSE 'in_flight' END AS state,
    CASE
        WHEN d.state <> 'pending' OR x.delivery_id IS NOT NULL THEN d.reason
        WHEN (l.enabled OR l.pulled) AND l.paused_until > now() AND d.next_attempt_time <= l.paused_until THEN 'paused'
        WHEN l.pulled THEN CASE WHEN d.next_attempt_time <= now() THEN 'unclaimed' ELSE d.reason END
        WHEN NOT l.enabled THEN coalesce(
            l.closed_reason, CASE WHEN l.ask_time IS NULL THEN 'subscription_disabled' ELSE 'no_permission' END
        )
        WHEN l.open_time IS NOT NULL AND d.next_attempt_time <= now() THEN 'circuit_open'
        ELSE d.reason
    END AS reason, d.attempts, d.tries,
    d.last_status, d.create_time, d.update_time, nullif(d.next_attempt_time, 'infinity') AS due,
    CASE
        WHEN (l.enabled OR l.pulled) AND l.paused_until > now() AND d.next_attempt_time <= l.paused_until
            AND x.delivery_id IS NULL THEN l.paused_until
        ELSE nullif(d.next_attempt_time, 'infinity')
    END AS next_attempt_time,
    d.give_up_time, d.end_time, d.version

-- name: load
-- Deliveries by key, with whether each is in flight; $1 tenants text[], $2 deliveries uuid[].
-- Indexes: deliveries_pkey, delivery_lease_pkey, lanes_pkey.
SELECT {shown}
FROM unnest($1::text[], $2::uuid[]) AS m (tenant_id, delivery_id)
JOIN deliveries AS d USING (tenant_id, delivery_id)
LEFT JOIN delivery_lease AS x USING (tenant_id, delivery_id)
LEFT JOIN lanes AS l ON l.tenant_id = d.tenant_id AND l.subscription_id = d.subscription_id

-- name: list
-- Deliveries of a tenant for a list that adds its own conditions; $1 tenant text. Indexes: deliveries_pkey,
-- deliveries_by_subscription, deliveries_by_job, deliveries_dead; delivery_lease_pkey, lanes_pkey.
SELECT {shown}
FROM deliveries AS d
LEFT JOIN delivery_lease AS x ON x.tenant_id = d.tenant_id AND x.delivery_id = d.delivery_id
LEFT JOIN lanes AS l ON l.tenant_id = d.tenant_id AND l.subscription_id = d.subscription_id
WHERE d.tenant_id = $1

-- name: list_all
-- Deliveries of all tenants for a list that adds its own conditions. What it says of the payload holds for every row, and
-- lets the index be taken. Indexes: deliveries_of_all, deliveries_pkey; delivery_lease_pkey, lanes_pkey.
SELECT {shown}
FROM deliveries AS d
LEFT JOIN delivery_lease AS x ON x.tenant_id = d.tenant_id AND x.delivery_id = d.delivery_id
LEFT JOIN lanes AS l ON l.tenant_id = d.tenant_id AND l.subscription_id = d.subscription_id
WHERE d.payload <> ''

-- name: list_dead
-- Dead letters of a tenant, as list. Index: deliveries_dead.
SELECT d.tenant_id, d.delivery_id, d.subscription_id, d.event_id, d.event_type, d.job_id, d.payload, d.fifo_key, d.state,
    d.reason, d.attempts, d.tries, d.last_status, d.create_time, d.update_time, d.next_attempt_time AS due,
    d.next_attempt_time, d.give_up_time, d.end_time, d.version
FROM deliveries AS d
WHERE d.tenant_id = $1 AND d.dead_time IS NOT NULL
