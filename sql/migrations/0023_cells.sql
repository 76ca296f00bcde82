-- scope: directory
-- The cells, in which the traffic of tenants lives, and which tenant lives in which.

CREATE TABLE bellhop.cells (
    cell text NOT NULL,            -- its tables are in the schema bellhop_<cell>
    database_url bytea,            -- sealed; NULL: the schema is in the database of the directory
    sealed_by text,                -- the label of the key that sealed it
    accepts_tenants boolean NOT NULL, -- whether new tenants are placed in it
    create_time timestamptz NOT NULL,
    CONSTRAINT cells_pkey PRIMARY KEY (cell),
    CONSTRAINT cells_sealed CHECK ((database_url IS NULL) = (sealed_by IS NULL))
);
INSERT INTO bellhop.cells (cell, accepts_tenants, create_time) VALUES ('cell_0', true, now());

ALTER TABLE bellhop.tenants ADD COLUMN cell text NOT NULL DEFAULT 'cell_0';
CREATE INDEX tenants_by_cell ON bellhop.tenants (cell, tenant_id);
