-- Processes that hold leases of deliveries, and what becomes of the leases of those that are gone.

-- name: is_direct
-- Whether this session is the one that $1 int, the process id told at its start, belongs to: then no bouncer stands between.
SELECT pg_backend_pid() = $1

-- name: begin
-- A new holder that runs at $1 text.
INSERT INTO holders (place) VALUES ($1) RETURNING holder

-- name: hold
-- Hold the lock of the new holder $1 int until this session ends; in the transaction of begin, so before anybody sees it.
-- Locks are those of the node that we talk to: no statement on them names a table of the cell, which may be on another.
SELECT pg_advisory_lock('holders'::regclass::oid::integer, $1)

-- name: withdraw
-- Hold as nobody any more: the leases of the holder $1 int run out by themselves. Index: holders_pkey.
DELETE FROM holders WHERE holder = $1

-- name: retire
-- The holder $1 int claims nothing more, and still sends what it holds. Index: holders_pkey.
UPDATE holders SET claims = FALSE WHERE holder = $1

-- name: leave
-- Forget the holder $1 int, if it has given back all that it held. Index: holders_pkey.
DELETE FROM holders AS h
WHERE h.holder = $1
    AND NOT EXISTS (SELECT FROM delivery_lease AS x WHERE x.holder = h.holder)
    AND NOT EXISTS (SELECT FROM lane_grants AS g WHERE g.holder = h.holder)

-- name: gone
-- Those of the holders $1 int[] whose lock is free.
SELECT h.holder
FROM unnest($1::integer[]) AS h (holder)
WHERE pg_try_advisory_xact_lock_shared('holders'::regclass::oid::integer, h.holder)

-- name: others
-- All holders without $1 int or NULL, who asks: a session is never in its own way. Index: holders_pkey.
SELECT h.holder, h.place, h.gone_time IS NOT NULL AS noticed, h.claims
FROM holders AS h
WHERE h.holder IS DISTINCT FROM $1
ORDER BY h.holder

-- name: notice
-- Note since when the holders $1 int[] are known to be gone. Index: holders_pkey.
UPDATE holders SET gone_time = now() WHERE holder = ANY ($1::integer[]) AND gone_time IS NULL

-- name: take
-- Lock those of the holders $1 int[] whose leases may be taken now: those among $2 int[], whose end is proven, and those
-- that have been gone for $3 interval, or for $4 where the server was started since, at $5 timestamptz, as that cuts all
-- sessions. Whom another rescuer has locked, or who withdraws, is passed by. Index: holders_pkey.
SELECT h.holder
FROM holders AS h
WHERE h.holder = ANY ($1::integer[])
    AND (
        h.holder = ANY ($2::integer[])
        OR h.gone_time <= now() - CASE WHEN h.server_time = $5::timestamptz THEN $3::interval ELSE $4 END
    )
ORDER BY h.holder
FOR UPDATE SKIP LOCKED

-- name: leases
-- Leases of the holders $1 int[], at most $2 int. Reads the whole table: it holds what is being sent just now, and
-- an index would cost each delivery more than these few looks.
SELECT tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version
FROM delivery_lease
WHERE holder = ANY ($1::integer[])
LIMIT $2

-- name: of_tokens
-- Leases under the tokens $1 uuid[], at most $2 int. Reads the whole table, as above.
SELECT tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, attempts, tries, leases_lost, due,
    give_up_time, fifo_key, sequence, probe, subscription_version
FROM delivery_lease
WHERE token = ANY ($1::uuid[])
LIMIT $2

-- name: server_time
-- When the server was started that keeps the locks.
SELECT pg_postmaster_start_time()

-- name: forget
-- Forget those of the locked holders $1 int[] that have been gone for $2 interval: until then a statement that they sent
-- last may still be committing. Index: holders_pkey.
DELETE FROM holders WHERE holder = ANY ($1::integer[]) AND gone_time <= now() - $2::interval
