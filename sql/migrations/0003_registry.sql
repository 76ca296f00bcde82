-- scope: cell
-- The registry: what a tenant wants to hear and where; and the events, with what fan-out decided for each subscription.

-- One row per tenant that ever had a subscription. Every change of its subscriptions writes a new random `version`
-- (never a counter: a number that was rolled back would be given out again, and a cache would believe it), so fan-out
-- may keep what it compiled. `subscriptions` counts the live ones and is what the limit is read from, under lock.
-- `entitled` repeats the operator's limit (0: not entitled), so that fan-out reads nothing but the cell.
-- `verify_times` are the last calls of :verify, for its limit a minute.
CREATE TABLE registries (
    tenant_id text NOT NULL,
    version uuid NOT NULL,
    entitled boolean NOT NULL DEFAULT true,
    subscriptions integer NOT NULL DEFAULT 0,
    verify_times timestamptz[] NOT NULL DEFAULT '{}',
    CONSTRAINT registries_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT registries_subscriptions_not_negative CHECK (subscriptions >= 0)
) WITH (fillfactor = 50);

-- One endpoint of one tenant. Soft-deleted: audit and what still waits keep reading it. `sealed` holds all secrets in
-- one ciphertext, so they change together and only whole; `sealed_by` is the name of the master key that sealed it.
-- `auth` says what kinds of proof there are, without any secret: lists are answered when a key is lost, too.
CREATE TABLE subscriptions (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    uri text NOT NULL,
    description text NOT NULL,
    method text NOT NULL,
    uri_template text,
    event_types text[] NOT NULL,
    filter text,
    payload text NOT NULL,
    timeout interval NOT NULL,
    schedule interval[] NOT NULL,
    max_age interval NOT NULL,
    max_in_flight integer NOT NULL,
    rate_per_second double precision,
    ordering text NOT NULL,
    ordering_key text NOT NULL,
    on_dead_letter text NOT NULL,
    auth jsonb NOT NULL,
    sealed bytea NOT NULL,
    sealed_by text NOT NULL,
    state text NOT NULL,
    disabled_reason text,
    disabled_time timestamptz,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    delete_time timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT subscriptions_pkey PRIMARY KEY (tenant_id, subscription_id),
    CONSTRAINT subscriptions_method_known CHECK (method IN ('POST', 'GET')),
    CONSTRAINT subscriptions_template_is_for_get CHECK (uri_template IS NULL OR method = 'GET'),
    CONSTRAINT subscriptions_payload_known CHECK (payload IN ('thin', 'full')),
    CONSTRAINT subscriptions_hears_something CHECK (cardinality(event_types) > 0),
    CONSTRAINT subscriptions_state_known CHECK (state IN ('enabled', 'disabled')),
    CONSTRAINT subscriptions_disabled_has_reason CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL)),
    CONSTRAINT subscriptions_disabled_has_time CHECK ((state = 'disabled') = (disabled_time IS NOT NULL)),
    CONSTRAINT subscriptions_disabled_reason_known CHECK (disabled_reason IN ('by_request', 'gone', 'failing'))
);

-- Lists and fan-out read the live ones of a tenant.
CREATE INDEX subscriptions_live ON subscriptions (tenant_id, subscription_id) WHERE delete_time IS NULL;

-- For re-encryption: what a key still seals.
CREATE INDEX subscriptions_by_key ON subscriptions (sealed_by, tenant_id, subscription_id);

-- Something that happened. `body` is the whole webhook body as `payload: full` sends it, `thin` as `payload: thin` does
-- (NULL: the same bytes). `transaction_id` orders the polling feed: ids are made before the commit, so following them
-- would skip an event that commits late. `ledger` is what fan-out decided for each subscription (domain/ledger.py).
CREATE TABLE events (
    tenant_id text NOT NULL,
    event_id uuid NOT NULL,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    type text NOT NULL,
    create_time timestamptz NOT NULL,
    publish_id text,
    job_id uuid,
    action text NOT NULL,
    status text NOT NULL,
    parent text NOT NULL,
    source text NOT NULL,
    labels jsonb,
    only_for uuid,
    about uuid,
    read_until timestamptz,
    traceparent text,
    body bytea NOT NULL,
    thin bytea,
    ledger bytea NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (tenant_id, event_id)
) PARTITION BY RANGE (event_id);

CREATE INDEX events_feed ON events (tenant_id, transaction_id, event_id);
CREATE INDEX events_by_type ON events (tenant_id, type, event_id);
CREATE INDEX events_by_job ON events (tenant_id, job_id, event_id) WHERE job_id IS NOT NULL;

-- The caller's own id of a published event, kept 24 hours: the same again answers the first one.
CREATE TABLE publish_ids (
    tenant_id text NOT NULL,
    publish_id text NOT NULL,
    event_id uuid NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT publish_ids_pkey PRIMARY KEY (tenant_id, publish_id)
);

CREATE INDEX publish_ids_by_age ON publish_ids (create_time);
