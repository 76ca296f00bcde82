-- scope: cell
-- Who holds leases of deliveries: one row per process that sends, for as long as a session of its own holds the advisory
-- lock ('holders'::regclass, holder). Where that lock is free its holder is gone, and its leases need not run out
-- (docs/decisions/holders.md). A lease without a holder runs out as ever: old rows, those of the version before, and
-- those of a process that has no session of its own.

CREATE TABLE holders (
    holder integer GENERATED ALWAYS AS IDENTITY,
    place text NOT NULL,
    server_time timestamptz NOT NULL DEFAULT pg_postmaster_start_time(),
    begin_time timestamptz NOT NULL DEFAULT now(),
    gone_time timestamptz,
    CONSTRAINT holders_pkey PRIMARY KEY (holder)
) WITH (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200,
    autovacuum_vacuum_cost_delay = 0
);

ALTER TABLE delivery_lease ADD COLUMN holder integer;
