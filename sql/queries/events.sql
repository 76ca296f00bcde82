-- name: bodies
-- What deliveries of these events carry; $1 tenants text[], $2 events uuid[], one element each. Index: events_pkey.
SELECT e.event_id, e.body, e.thin, e.type, e.action, e.status, e.parent, e.job_id, e.labels, e.traceparent,
    e.data_schema
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, event_id)
JOIN events e USING (tenant_id, event_id)

-- name: load
-- Events by id, without their bodies; $1 tenants text[], $2 events uuid[], one element each. Index: events_pkey.
SELECT e.event_id, e.tenant_id, e.transaction_id::text AS transaction_id, e.type, e.create_time, e.publish_id, e.job_id,
    e.action, e.status, e.parent, e.source, e.labels, e.ledger,
    e.fits_schema
FROM unnest($1::text[], $2::uuid[]) AS w (tenant_id, event_id)
JOIN events e USING (tenant_id, event_id)

-- name: list
-- Events of a tenant for a list that adds its own conditions; $1 tenant text. Indexes: events_pkey, events_by_type,
-- events_by_job.
SELECT e.event_id, e.tenant_id, e.transaction_id::text AS transaction_id, e.type, e.create_time, e.publish_id, e.job_id,
    e.action, e.status, e.parent, e.source, e.labels, e.ledger,
    e.fits_schema
FROM events e
WHERE e.tenant_id = $1

-- name: recent
-- The newest events of a tenant, without their bodies; $1 tenant text, $2 made since (the smallest id) uuid, $3 most
-- int. Index: events_pkey.
SELECT event_id, tenant_id, transaction_id::text AS transaction_id, type, create_time, publish_id, job_id, action,
    status, parent, source, labels, ledger, fits_schema
FROM events
WHERE tenant_id = $1
    AND event_id >= $2
ORDER BY event_id DESC
LIMIT $3

-- name: feed
-- Events in the order of their transactions, beyond ($2 transaction text, $3 event uuid) and below $4 transaction text.
-- $1 tenant text, $5 most int. Index: events_feed.
SELECT e.event_id, e.tenant_id, e.transaction_id::text AS transaction_id, e.type, e.create_time, e.publish_id, e.job_id,
    e.action, e.status, e.parent, e.source, e.labels, e.ledger,
    e.fits_schema
FROM events e
WHERE e.tenant_id = $1
    AND (e.transaction_id, e.event_id) > ($2::text::xid8, $3::uuid)
    AND e.transaction_id < $4::text::xid8
ORDER BY e.transaction_id, e.event_id
LIMIT $5

-- name: feed_end
-- The oldest running writer: everything before it is committed or gone, and whatever commits later comes later. A writer
-- that is seen in another database of the server writes no event here and is not waited for; one that ended after the
-- snapshot is not seen, and is. Where the cell is on another node the transactions are still those of this one.
WITH writer AS MATERIALIZED (
    SELECT running.xid
    FROM pg_snapshot_xip(pg_current_snapshot()) AS running (xid)
    WHERE NOT EXISTS (
        SELECT
        FROM pg_stat_activity a
        JOIN pg_database d ON d.oid = a.datid
        WHERE a.backend_xid = running.xid::xid
            AND d.datname <> current_database()
    )
)
SELECT coalesce((SELECT xid FROM writer ORDER BY xid LIMIT 1), pg_snapshot_xmax(pg_current_snapshot()))::text
    AS transaction_id

-- name: undecided
-- Transactions that are prepared on the node where the cell is: their writers have ended, and what they wrote is not to be
-- seen yet. There are none where the cell is on this node. Index: retention_pkey.
SELECT ARRAY(SELECT p.gid FROM pg_prepared_xact() AS p WHERE p.gid LIKE 'citus\_%') AS gids
FROM retention
WHERE one

-- name: reserve_publish_ids
-- Take callers' ids for events; those that were taken in the last 24 hours are not returned. $1 tenants text[],
-- $2 publish ids text[], $3 events uuid[], one element each, no pair twice; $4 the moment timestamptz.
-- No parameter may stand behind ON CONFLICT: Citus sends that part without them.
-- Index: publish_ids_pkey.
INSERT INTO publish_ids AS p (tenant_id, publish_id, event_id, create_time)
SELECT n.tenant_id, n.publish_id, n.event_id, $4::timestamptz
FROM unnest($1::text[], $2::text[], $3::uuid[]) AS n (tenant_id, publish_id, event_id)
ORDER BY n.tenant_id, n.publish_id
ON CONFLICT (tenant_id, publish_id) DO UPDATE
SET event_id = excluded.event_id,
    create_time = excluded.create_time
WHERE p.create_time AT TIME ZONE 'UTC' <= excluded.create_time AT TIME ZONE 'UTC' - interval '24 hours'
RETURNING p.event_id

-- name: published
-- The events behind callers' ids; $1 tenants text[], $2 publish ids text[], one element each. Index: publish_ids_pkey.
SELECT p.tenant_id, p.publish_id, p.event_id
FROM unnest($1::text[], $2::text[]) AS w (tenant_id, publish_id)
JOIN publish_ids p USING (tenant_id, publish_id)

-- name: forget_publish_ids
-- Remove ids that are older than $1 timestamptz, at most $2 int. Index: publish_ids_by_age.
DELETE FROM publish_ids p
USING (
    SELECT tenant_id, publish_id
    FROM publish_ids
    WHERE create_time <= $1
    ORDER BY create_time
    LIMIT $2
    FOR UPDATE SKIP LOCKED
) AS old
WHERE p.tenant_id = old.tenant_id
    AND p.publish_id = old.publish_id
