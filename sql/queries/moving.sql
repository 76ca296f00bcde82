-- What is asked of a cell while a tenant leaves it.

-- name: snapshot
-- The oldest transaction that is not wholly seen from here on, and when the server began that counts it: the one which has
-- the tables of the cell, on Citus another than the one we talk to. A row is read so that it answers. Index: retention_pkey.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS transaction_id, pg_postmaster_start_time() AS server
FROM retention
WHERE one
