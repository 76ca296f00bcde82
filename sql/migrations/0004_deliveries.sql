-- scope: cell
-- Deliveries: the record (partitioned), the two hot tables that rows are claimed from and held in, and the lanes that limit them.

-- One event for one subscription. `state` is pending until the end; that it is in flight is told by delivery_lease.
-- `next_attempt_time` equals delivery_ready.due while it waits (infinity: held behind the head of its fifo key).
-- `attempts` counts for ever, `tries` since the schedule started (a redelivery starts it again).
-- `dead_time` repeats state = 'dead' so that the index of dead letters does not stop HOT updates of the others.
CREATE TABLE deliveries (
    tenant_id text NOT NULL,
    delivery_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    job_id uuid,
    payload text NOT NULL,
    fifo_key text,
    state text NOT NULL DEFAULT 'pending',
    reason text,
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    last_status integer,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    next_attempt_time timestamptz,
    give_up_time timestamptz NOT NULL,
    end_time timestamptz,
    dead_time timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT deliveries_pkey PRIMARY KEY (tenant_id, delivery_id),
    CONSTRAINT deliveries_state_known CHECK (state IN ('pending', 'delivered', 'dead', 'skipped')),
    CONSTRAINT deliveries_ended_has_end CHECK ((state = 'pending') = (end_time IS NULL)),
    CONSTRAINT deliveries_pending_has_next CHECK ((state = 'pending') = (next_attempt_time IS NOT NULL)),
    CONSTRAINT deliveries_dead_has_time CHECK ((state = 'dead') = (dead_time IS NOT NULL))
) PARTITION BY RANGE (delivery_id);

CREATE INDEX deliveries_by_subscription ON deliveries (tenant_id, subscription_id, delivery_id);
CREATE INDEX deliveries_by_job ON deliveries (tenant_id, job_id, delivery_id) WHERE job_id IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (tenant_id, delivery_id) WHERE dead_time IS NOT NULL;

-- One try. What came from the receiver is bytea: no text column may refuse it.
CREATE TABLE attempts (
    tenant_id text NOT NULL,
    delivery_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    number integer NOT NULL,
    start_time timestamptz NOT NULL,
    outcome text NOT NULL,
    status integer,
    error text,
    error_detail bytea,
    lease_lost boolean NOT NULL DEFAULT false,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    first_byte_us integer,
    total_us integer NOT NULL,
    address text,
    http_version text,
    method text NOT NULL,
    uri text NOT NULL,
    request_headers bytea NOT NULL,
    response_headers bytea,
    response_body bytea,
    response_truncated boolean NOT NULL DEFAULT false,
    next_attempt_time timestamptz,
    CONSTRAINT attempts_pkey PRIMARY KEY (tenant_id, delivery_id, attempt_id)
) PARTITION BY RANGE (attempt_id);

-- A delivery that is or will be due. Its key is the order in which a lane is served.
CREATE TABLE delivery_ready (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    due timestamptz NOT NULL,
    delivery_id uuid NOT NULL,
    event_id uuid NOT NULL,
    payload text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    leases_lost integer NOT NULL DEFAULT 0,
    give_up_time timestamptz NOT NULL,
    fifo_key text,
    sequence bigint,
    CONSTRAINT delivery_ready_pkey PRIMARY KEY (tenant_id, subscription_id, due, delivery_id),
    CONSTRAINT delivery_ready_fifo_has_sequence CHECK ((fifo_key IS NULL) = (sequence IS NULL)),
    CONSTRAINT delivery_ready_only_fifo_held CHECK (fifo_key IS NOT NULL OR due <> 'infinity')
) WITH (
    fillfactor = 90, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000, autovacuum_vacuum_cost_delay = 0
);

-- For the promotion of the next of a fifo key, and for what a tenant's age limit ends.
CREATE INDEX delivery_ready_fifo ON delivery_ready (tenant_id, subscription_id, fifo_key, sequence)
    WHERE fifo_key IS NOT NULL;

-- A delivery that is being sent. Whoever knows `token` holds it; the row is the fence.
CREATE TABLE delivery_lease (
    tenant_id text NOT NULL,
    delivery_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    token uuid NOT NULL,
    expires timestamptz NOT NULL,
    event_id uuid NOT NULL,
    payload text NOT NULL,
    attempts integer NOT NULL,
    tries integer NOT NULL,
    leases_lost integer NOT NULL,
    due timestamptz NOT NULL,
    give_up_time timestamptz NOT NULL,
    fifo_key text,
    sequence bigint,
    probe boolean NOT NULL,
    subscription_version bigint NOT NULL,
    CONSTRAINT delivery_lease_pkey PRIMARY KEY (tenant_id, delivery_id)
) WITH (
    fillfactor = 90, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000, autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX delivery_lease_by_expiry ON delivery_lease (expires);

-- One row per subscription: what limits it. Not `enabled`: nothing leaves; what waits is kept, or ended by the rescuer
-- for the `closed_reason`. Every change of `in_flight` equals the lease rows that the same
-- transaction inserted or deleted, with this row locked first.
-- Circuit: open while `probe_time` is set (the next probe); `probe_id` is the delivery that probes right now.
CREATE TABLE lanes (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    enabled boolean NOT NULL,
    closed_reason text,
    subscription_version bigint NOT NULL,
    in_flight integer NOT NULL DEFAULT 0,
    max_in_flight integer NOT NULL,
    rate_per_second double precision,
    rate_tokens double precision NOT NULL DEFAULT 0,
    rate_time timestamptz,
    failures integer NOT NULL DEFAULT 0,
    failed_deliveries uuid[] NOT NULL DEFAULT '{}',
    open_time timestamptz,
    probe_time timestamptz,
    probe_wait interval,
    probe_id uuid,
    first_failure_time timestamptz,
    last_failure_time timestamptz,
    last_success_time timestamptz,
    warned_time timestamptz,
    CONSTRAINT lanes_pkey PRIMARY KEY (tenant_id, subscription_id),
    CONSTRAINT lanes_closed_is_not_enabled CHECK (closed_reason IS NULL OR NOT enabled),
    CONSTRAINT lanes_closed_reason_known
        CHECK (closed_reason IN ('subscription_deleted', 'subscription_disabled')),
    CONSTRAINT lanes_in_flight_not_negative CHECK (in_flight >= 0),
    CONSTRAINT lanes_open_has_probe CHECK ((open_time IS NULL) = (probe_time IS NULL)),
    CONSTRAINT lanes_probe_only_when_open CHECK (probe_id IS NULL OR probe_time IS NOT NULL)
) WITH (
    fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);

-- Lanes that have failed for long: read by the five-day rule. The failing are few, so the index is small; a lane
-- that only succeeds never changes the column, and its updates stay HOT.
CREATE INDEX lanes_failing ON lanes (first_failure_time) WHERE first_failure_time IS NOT NULL;

-- For the rescuer: lanes whose waiting deliveries are ended, and those that hold them back for long.
CREATE INDEX lanes_closed ON lanes (tenant_id, subscription_id) WHERE closed_reason IS NOT NULL;
CREATE INDEX lanes_held ON lanes (tenant_id, subscription_id) WHERE probe_time IS NOT NULL OR NOT enabled;

-- One row per fifo subscription and key while something of it waits or is sent: its head, and whether a dead letter blocks it.
CREATE TABLE fifo_keys (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    fifo_key text NOT NULL,
    head uuid NOT NULL,
    blocked boolean NOT NULL DEFAULT false,
    last_sequence bigint NOT NULL,
    CONSTRAINT fifo_keys_pkey PRIMARY KEY (tenant_id, subscription_id, fifo_key)
) WITH (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);

-- What came of a subscription's attempts in one hour. `latency` counts attempts by duration; the upper bounds of
-- its buckets are in domain/stats.
CREATE TABLE stats_hourly (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    delivered bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    dead bigint NOT NULL DEFAULT 0,
    latency bigint[] NOT NULL,
    CONSTRAINT stats_hourly_pkey PRIMARY KEY (tenant_id, subscription_id, hour)
) WITH (fillfactor = 50);

CREATE INDEX stats_hourly_by_hour ON stats_hourly (tenant_id, hour, subscription_id);
