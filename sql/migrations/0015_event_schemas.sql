-- scope: cell
-- What an event says of its schema.

-- The URI that names the schema of the data, and whether the data fits it (NULL: there was none, or nobody asked).
ALTER TABLE events
    ADD COLUMN data_schema text,
    ADD COLUMN fits_schema boolean;

-- What `write` and `complete` take: `new_event` and these two.
CREATE TYPE event_row AS (
    event_id uuid,
    tenant_id text,
    type text,
    create_time timestamptz,
    body bytea,
    thin bytea,
    job_id uuid,
    action text,
    status text,
    parent text,
    source text,
    labels jsonb,
    only_for uuid,
    about uuid,
    read_until timestamptz,
    traceparent text,
    publish_id text,
    data_schema text,
    fits_schema boolean,
    ledger bytea
);
