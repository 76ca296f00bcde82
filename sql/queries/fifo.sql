-- name: lock_keys
-- Lock fifo keys in key order; $1 tenants text[], $2 subscriptions uuid[], $3 keys text[]. Index: fifo_keys_pkey.
SELECT k.tenant_id, k.subscription_id, k.fifo_key
FROM fifo_keys AS k
JOIN unnest($1::text[], $2::uuid[], $3::text[]) AS m (tenant_id, subscription_id, fifo_key)
    USING (tenant_id, subscription_id, fifo_key)
ORDER BY k.tenant_id, k.subscription_id, k.fifo_key
FOR UPDATE OF k

-- name: promote
-- The heads of these locked keys have ended: let the next of each become due at $4, and forget keys with nothing left.
-- $1 tenants text[], $2 subscriptions uuid[], $3 keys text[]. Returns what became due. Index: delivery_ready_fifo.
WITH next AS MATERIALIZED (
    SELECT k.tenant_id, k.subscription_id, k.fifo_key, waiting.due, waiting.delivery_id
    FROM unnest($1::text[], $2::uuid[], $3::text[]) AS k (tenant_id, subscription_id, fifo_key)
    LEFT JOIN LATERAL (
        SELECT d.due, d.delivery_id
        FROM delivery_ready AS d
        WHERE d.tenant_id = k.tenant_id AND d.subscription_id = k.subscription_id AND d.fifo_key = k.fifo_key
        ORDER BY d.sequence
        LIMIT 1
    ) AS waiting ON TRUE
),
emptied AS (
    DELETE FROM fifo_keys AS k
    USING next
    WHERE k.tenant_id = next.tenant_id AND k.subscription_id = next.subscription_id AND k.fifo_key = next.fifo_key
        AND next.delivery_id IS NULL
),
headed AS (
    UPDATE fifo_keys AS k
    SET head = next.delivery_id, blocked = FALSE
    FROM next
    WHERE k.tenant_id = next.tenant_id AND k.subscription_id = next.subscription_id AND k.fifo_key = next.fifo_key
        AND next.delivery_id IS NOT NULL
),
moved AS (
    UPDATE delivery_ready AS r
    SET due = $4
    FROM next
    WHERE r.tenant_id = next.tenant_id AND r.subscription_id = next.subscription_id
        AND r.due = next.due AND r.delivery_id = next.delivery_id
    RETURNING r.tenant_id, r.subscription_id, r.delivery_id
)
UPDATE deliveries AS d
SET next_attempt_time = $4, reason = NULL, update_time = $4, version = d.version + 1
FROM moved
WHERE d.tenant_id = moved.tenant_id AND d.delivery_id = ANY (array_append(NULL::uuid[], moved.delivery_id))
RETURNING d.tenant_id, d.subscription_id, d.delivery_id

-- name: block
-- The heads of these locked keys are dead letters that block what waits behind them.
-- $1 tenants text[], $2 subscriptions uuid[], $3 keys text[]. Index: fifo_keys_pkey.
UPDATE fifo_keys AS k
SET blocked = TRUE
FROM unnest($1::text[], $2::uuid[], $3::text[]) AS m (tenant_id, subscription_id, fifo_key)
WHERE k.tenant_id = m.tenant_id AND k.subscription_id = m.subscription_id AND k.fifo_key = m.fifo_key

-- name: blocked
-- Keys of one locked lane that a dead letter blocks, at most $3 int; $1 tenant text, $2 subscription uuid.
-- Index: fifo_keys_pkey.
SELECT fifo_key
FROM fifo_keys
WHERE tenant_id = $1 AND subscription_id = $2 AND blocked
LIMIT $3
