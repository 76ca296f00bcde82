-- scope: cell
-- What the hot statements take: rows of these types instead of an array for each column, which costs the writer a third
-- (docs/decisions/rows-as-parameters.md). A type is never changed, as programs of two versions may run side by side:
-- a statement that needs another gets a new one.

CREATE TYPE attempt_result AS (
    token uuid,
    well boolean,
    state text,
    reason text,
    tries integer,
    tenant_id text,
    delivery_id uuid,
    attempt_id uuid,
    subscription_id uuid,
    number integer,
    start_time timestamptz,
    outcome text,
    status integer,
    error text,
    error_detail bytea,
    lease_lost boolean,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    first_byte_us integer,
    total_us integer,
    address text,
    http_version text,
    method text,
    uri text,
    request_headers bytea,
    response_headers bytea,
    response_body bytea,
    response_truncated boolean,
    next_attempt_time timestamptz
);

CREATE TYPE new_event AS (
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
    ledger bytea
);

CREATE TYPE new_delivery AS (
    tenant_id text,
    delivery_id uuid,
    subscription_id uuid,
    event_id uuid,
    event_type text,
    job_id uuid,
    payload text,
    create_time timestamptz,
    due timestamptz,
    give_up_time timestamptz,
    fifo_key text,
    sequence bigint,
    slot boolean
);

CREATE TYPE job_step AS (
    tenant_id text,
    job_id uuid,
    token uuid,
    version bigint,
    state text,
    attempt integer,
    result bytea,
    trigger text,
    due_time timestamptz,
    said bytea,
    token_hash bytea
);
