-- scope: directory
-- Who may do what: tenants, keys, actions, and the record of every change.

-- One row per noun that processes keep in memory. A change takes the noun's row first and stamps the rows that it
-- writes with the new number: numbers are given in the order of the commits, so "what is newer than the number I
-- know" is all that has changed. A row's number is its ETag.
CREATE TABLE bellhop.changes (
    noun text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT changes_pkey PRIMARY KEY (noun)
);
INSERT INTO bellhop.changes (noun, version) VALUES ('actions', 0), ('keys', 0), ('tenants', 0);

CREATE TABLE bellhop.tenants (
    tenant_id text NOT NULL,
    display_name text NOT NULL,
    live_jobs integer,            -- the three limits: NULL is the service's default
    requests_per_second integer,
    subscriptions integer,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    delete_time timestamptz,      -- being erased: refused everywhere, gone when its data is
    version bigint NOT NULL,
    CONSTRAINT tenants_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenants_limits CHECK (live_jobs >= 0 AND requests_per_second >= 1 AND subscriptions >= 0)
);
CREATE INDEX tenants_by_version ON bellhop.tenants (version);
CREATE INDEX tenants_by_create_time ON bellhop.tenants (create_time DESC, tenant_id DESC) WHERE delete_time IS NULL;

CREATE TABLE bellhop.api_keys (
    key_id uuid NOT NULL,
    kind text NOT NULL,
    tenant_id text,               -- of a tenant's key
    scopes text[] NOT NULL,       -- of a tenant's key
    actions text[],               -- of a worker's key; NULL is all
    tenants text[],               -- of a worker's key; NULL is all
    display_name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    create_time timestamptz NOT NULL,
    expire_time timestamptz,
    revoke_time timestamptz,
    last_use_time timestamptz,    -- written now and then, not with every request
    version bigint NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (key_id),
    CONSTRAINT api_keys_hash UNIQUE (hash),
    CONSTRAINT api_keys_kind CHECK (kind IN ('admin', 'worker', 'tenant')),
    CONSTRAINT api_keys_tenant CHECK ((kind = 'tenant') = (tenant_id IS NOT NULL))
);
CREATE INDEX api_keys_by_version ON bellhop.api_keys (version);
CREATE INDEX api_keys_by_tenant ON bellhop.api_keys (tenant_id, key_id DESC) WHERE revoke_time IS NULL;

CREATE TABLE bellhop.actions (
    action text NOT NULL,
    parent text NOT NULL,         -- the path shape, such as designs/{design_id}
    description text NOT NULL,
    input_schema bytea NOT NULL,  -- JSON Schema 2020-12, as it was given
    result_schema bytea NOT NULL,
    cancellable boolean NOT NULL,
    concurrency text NOT NULL,
    max_attempts integer NOT NULL,
    lease_seconds integer NOT NULL,
    deadline_seconds integer NOT NULL,
    retention_seconds integer NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    delete_time timestamptz,      -- kept, so that every process hears of it and its jobs can be ended
    version bigint NOT NULL,
    CONSTRAINT actions_pkey PRIMARY KEY (action),
    CONSTRAINT actions_concurrency CHECK (concurrency IN ('parallel', 'queue', 'reject')),
    CONSTRAINT actions_bounds CHECK (
        max_attempts BETWEEN 1 AND 100
        AND lease_seconds BETWEEN 1 AND 86400
        AND deadline_seconds BETWEEN 1 AND 604800
        AND retention_seconds BETWEEN 86400 AND 604800
    )
);
CREATE INDEX actions_by_version ON bellhop.actions (version);

CREATE TABLE bellhop.audit (
    audit_id uuid NOT NULL,
    create_time timestamptz NOT NULL,
    tenant_id text,               -- whom it concerns; NULL is the service itself
    actor_kind text NOT NULL,     -- the kind of the key, or 'system', 'cli'
    key_id uuid,                  -- NULL: the operator's key from the settings, the command line, the service
    verb text NOT NULL,           -- such as subscription.created
    resource text NOT NULL,       -- such as subscriptions/sub_…
    changes jsonb NOT NULL,       -- the fields that were set, secrets by name only
    request_id text,
    CONSTRAINT audit_pkey PRIMARY KEY (audit_id)
);
CREATE INDEX audit_by_tenant ON bellhop.audit (tenant_id, audit_id DESC);

-- What is left of each tenant's requests. Unlogged: after a crash everyone starts with a full bucket.
CREATE UNLOGGED TABLE bellhop.request_buckets (
    tenant_id text NOT NULL,
    tokens double precision NOT NULL,
    refill_time timestamptz NOT NULL,
    CONSTRAINT request_buckets_pkey PRIMARY KEY (tenant_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
