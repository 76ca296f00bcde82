-- name: get
-- One tenant that is not being erased. $1 tenant_id text; index tenants_pkey
SELECT tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version
FROM bellhop.tenants
WHERE tenant_id = $1
    AND delete_time IS NULL;

-- name: get_for_update
-- The same, locked until the end of the transaction. $1 tenant_id text; index tenants_pkey
SELECT tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version
FROM bellhop.tenants
WHERE tenant_id = $1
    AND delete_time IS NULL
FOR UPDATE;

-- name: insert
-- A new tenant; no row when the id is taken, also by one that is being erased.
-- $1 tenant_id text, $2 display_name text, $3 live_jobs int, $4 requests_per_second int, $5 subscriptions int,
-- $6 now timestamptz, $7 version bigint, $8 its cell text
INSERT INTO bellhop.tenants (
    tenant_id, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version, cell
)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)
ON CONFLICT DO NOTHING
RETURNING
    tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version;

-- name: update
-- Writes what can be changed of a tenant. Parameters as `insert`.
UPDATE bellhop.tenants
SET display_name = $2,
    live_jobs = $3,
    requests_per_second = $4,
    subscriptions = $5,
    update_time = $6,
    version = $7
WHERE tenant_id = $1
    AND delete_time IS NULL
RETURNING
    tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version;

-- name: mark_deleted
-- From here on the tenant is refused everywhere. $1 tenant_id text, $2 now timestamptz, $3 version bigint
UPDATE bellhop.tenants
SET delete_time = $2,
    update_time = $2,
    version = $3
WHERE tenant_id = $1
    AND delete_time IS NULL
RETURNING tenant_id;

-- name: refused_since
-- When a tenant that is being erased was refused; no row for any other. $1 tenant_id text; index tenants_pkey
SELECT delete_time
FROM bellhop.tenants
WHERE tenant_id = $1
    AND delete_time IS NOT NULL;

-- name: erase
-- Removes the row of a tenant whose data is gone; its id can be used again. $1 tenant_id text
DELETE FROM bellhop.tenants
WHERE tenant_id = $1
    AND delete_time IS NOT NULL;

-- name: homes
-- In which cells the tenants $1 text[] live. Index: tenants_pkey.
SELECT tenant_id, cell FROM bellhop.tenants WHERE tenant_id = ANY ($1::text[]);

-- name: moved_out
-- The tenants that do not live in the first cell, also those that are being erased. Index: tenants_by_cell.
SELECT tenant_id, cell FROM bellhop.tenants WHERE cell <> 'cell_0';

-- name: list
-- The collection of tenants: the list helper adds filter, place and order. Index tenants_by_create_time
SELECT tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version
FROM bellhop.tenants
WHERE delete_time IS NULL
