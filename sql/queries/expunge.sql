-- name: some
-- Removes some rows of one tenant from one table, those that nobody holds right now. `{table}` is one of the tables of
-- a cell. $1 tenant_id text, $2 limit int; the table's primary key, which starts with tenant_id
WITH doomed AS MATERIALIZED (
    SELECT tableoid, ctid
    FROM {table}
    WHERE tenant_id = $1::text
    LIMIT $2::int
    FOR UPDATE SKIP LOCKED
)
DELETE FROM {table}
WHERE tenant_id = $1::text
    AND (tableoid, ctid) IN (SELECT tableoid, ctid FROM doomed);

-- name: any
-- Whether a tenant has a row in one table. $1 tenant_id text; the table's primary key
SELECT EXISTS (SELECT 1 FROM {table} WHERE tenant_id = $1::text) AS present;
