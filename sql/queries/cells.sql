-- Cells in the directory: the schemas in which the traffic of tenants lives.

-- name: every
-- All cells, in the order of their names, each with how many tenants live in it. Indexes: cells_pkey, tenants_by_cell.
SELECT c.cell, c.database_url, c.sealed_by, c.accepts_tenants, c.create_time, t.tenants
FROM bellhop.cells AS c
CROSS JOIN LATERAL (SELECT count(*) AS tenants FROM bellhop.tenants AS t WHERE t.cell = c.cell) AS t
ORDER BY c.cell

-- name: known
-- What a process needs of each cell to open it. Index: cells_pkey.
SELECT cell, database_url, sealed_by FROM bellhop.cells ORDER BY cell

-- name: installation
-- Which installation the directory is of.
SELECT installation_id FROM bellhop.installation

-- name: owner
-- What is written on the schema $1 text: whose cell it is; NULL where nothing is.
SELECT obj_description(to_regnamespace($1), 'pg_namespace')

-- name: local
-- The cells whose schemas are in the database of the directory. Index: cells_pkey.
SELECT cell FROM bellhop.cells WHERE database_url IS NULL ORDER BY cell

-- name: insert
-- A new cell, which takes no tenants yet; no row when there is one of its name. $1 cell text, $2 sealed URL bytea or NULL,
-- $3 the label of its key text or NULL, $4 now timestamptz.
INSERT INTO bellhop.cells (cell, database_url, sealed_by, accepts_tenants, create_time)
VALUES ($1, $2, $3, false, $4)
ON CONFLICT DO NOTHING
RETURNING cell

-- name: set_accepting
-- Place new tenants in the cell $1 text, or no more: $2 boolean. Index: cells_pkey.
UPDATE bellhop.cells SET accepts_tenants = $2 WHERE cell = $1 RETURNING cell

-- name: accepting
-- The cells that take new tenants, those with the fewest first: the one that is named ($1 text), or without a name (NULL)
-- those among $2 text[], which answer. Locked until the end of the transaction against being closed.
-- Indexes: cells_pkey, tenants_by_cell.
SELECT c.cell
FROM bellhop.cells AS c
WHERE c.accepts_tenants AND CASE WHEN $1::text IS NULL THEN c.cell = ANY ($2::text[]) ELSE c.cell = $1 END
ORDER BY (SELECT count(*) FROM bellhop.tenants AS t WHERE t.cell = c.cell), c.cell
FOR SHARE OF c

-- name: reseal
-- Put a new ciphertext in the place of the one that was read. $1 cell text, $2 old bytea, $3 new bytea, $4 the label of the
-- key that sealed the new one text. Index: cells_pkey.
UPDATE bellhop.cells SET database_url = $3, sealed_by = $4 WHERE cell = $1 AND database_url = $2 RETURNING cell
