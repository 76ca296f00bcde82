-- name: page
-- Events of a tenant with their ledgers in the order of their ids, beyond $2 uuid and below $3 uuid, at most $4 int;
-- $1 tenant text. Index: events_pkey.
SELECT event_id, ledger
FROM events
WHERE tenant_id = $1 AND event_id > $2 AND event_id < $3
ORDER BY event_id
LIMIT $4

-- name: count
-- How many events page would go through, counted to $4 int; as page. Index: events_pkey.
SELECT count(*)
FROM (
    SELECT
    FROM events
    WHERE tenant_id = $1 AND event_id > $2 AND event_id < $3
    LIMIT $4
) AS counted

-- name: load
-- Events as fan-out looks at them, with their ledgers and without their bodies, in the order of their ids; $1 tenant
-- text, $2 events uuid[]. Index: events_pkey.
SELECT event_id, type, create_time, job_id, action, status, parent, source, labels, only_for, about, read_until, ledger
FROM events
WHERE tenant_id = $1 AND event_id = ANY ($2::uuid[])
ORDER BY event_id

-- name: write_ledgers
-- Replace the ledgers of locked events; $1 tenant text, $2 events uuid[], $3 ledgers bytea[]. Index: events_pkey.
UPDATE events AS e
SET ledger = n.ledger
FROM unnest($2::uuid[], $3::bytea[]) AS n (event_id, ledger)
WHERE e.tenant_id = $1 AND e.event_id = ANY (array_append(NULL::uuid[], n.event_id))

-- name: next_transaction
-- The transaction that no writer has begun yet: what was begun before it has a smaller number.
SELECT pg_snapshot_xmax(pg_current_snapshot())::text
