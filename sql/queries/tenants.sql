-- name: get
-- One tenant that is not being erased. $1 tenant_id text; index tenants_pkey
SELECT tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version,
    fenced, feed_shifts
FROM bellhop.tenants
WHERE tenant_id = $1
    AND delete_time IS NULL;

-- name: get_for_update
-- The same, locked until the end of the transaction. $1 tenant_id text; index tenants_pkey
SELECT tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version,
    fenced, feed_shifts
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
    tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version,
    fenced, feed_shifts;

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
    tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version,
    fenced, feed_shifts;

-- name: mark_deleted
-- From here on the tenant is refused everywhere. $1 tenant_id text, $2 now timestamptz, $3 version bigint
UPDATE bellhop.tenants
SET delete_time = $2,
    fenced = false,
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
-- In which cells the tenants $1 text[] live; in none while they are fenced. Index: tenants_pkey.
SELECT tenant_id, CASE WHEN fenced THEN '' ELSE cell END AS cell FROM bellhop.tenants WHERE tenant_id = ANY ($1::text[]);

-- name: elsewhere
-- Which of the tenants $1 text[] live in another cell than $2 text; those that are fenced for a moment only where $3 boolean
-- says so. Index: tenants_pkey.
SELECT tenant_id FROM bellhop.tenants WHERE tenant_id = ANY ($1::text[]) AND cell <> $2::text AND (NOT fenced OR $3::boolean);

-- name: moved_out
-- The tenants that do not live in the first cell, also those that are being erased; reads all of them, once in a process.
SELECT tenant_id, CASE WHEN fenced THEN '' ELSE cell END AS cell FROM bellhop.tenants WHERE cell <> 'cell_0' OR fenced;

-- name: begin_move
-- Let an operation move a tenant, under its lease; no row while another one does. $1 tenant text, $2 operation uuid,
-- $3 token uuid. Index: tenants_pkey.
UPDATE bellhop.tenants
SET move_job = $2, move_token = $3
WHERE tenant_id = $1
    AND delete_time IS NULL
    AND (move_job IS NULL OR move_job = $2)
RETURNING tenant_id;

-- name: fence
-- Let nothing be read or written of a tenant for a moment, or let it again: $2 boolean. $1 tenant text, $3 the token of its
-- move uuid, $4 version bigint; no row when another lease has taken the move over. Index: tenants_pkey.
UPDATE bellhop.tenants
SET fenced = $2, version = $4
WHERE tenant_id = $1
    AND delete_time IS NULL
    AND move_token = $3
RETURNING cell;

-- name: settle
-- Let a fenced tenant live in another cell from here on. $1 tenant text, $2 cell text, $3 by how much the numbers of
-- transactions became smaller bigint or NULL where they stay, $4 the token of its move uuid, $5 version bigint.
-- Index: tenants_pkey.
UPDATE bellhop.tenants
SET cell = $2,
    fenced = false,
    feed_shifts = CASE WHEN $3::bigint IS NULL THEN feed_shifts ELSE array_append(feed_shifts, $3::bigint) END,
    version = $5
WHERE tenant_id = $1
    AND fenced
    AND move_token = $4
RETURNING tenant_id;

-- name: end_move
-- The move of a tenant is over, wherever it lives now. $1 tenant text, $2 operation uuid. Index: tenants_pkey.
UPDATE bellhop.tenants
SET move_job = NULL, move_token = NULL
WHERE tenant_id = $1
    AND move_job = $2;

-- name: moving
-- The tenants that are being moved, each with the operation that does it. Index: tenants_moving.
SELECT tenant_id, move_job FROM bellhop.tenants WHERE move_job IS NOT NULL ORDER BY tenant_id;

-- name: list
-- The collection of tenants: the list helper adds filter, place and order. Index tenants_by_create_time
SELECT tenant_id, cell, display_name, live_jobs, requests_per_second, subscriptions, create_time, update_time, version,
    fenced, feed_shifts
FROM bellhop.tenants
WHERE delete_time IS NULL
