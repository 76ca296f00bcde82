-- scope: cell

-- A job, from its submission to the end of its retention. Its day is in its id.
--
-- `state` changes with every step and is in no index, so those steps are HOT updates; `end_state` is written once,
-- when the job ends, and is what the indexes know. Input, result, errors and custom metadata are the bytes that came.
CREATE TABLE jobs (
    tenant_id text NOT NULL,
    job_id uuid NOT NULL,
    action text NOT NULL,
    parent text NOT NULL,
    source text NOT NULL,
    state text NOT NULL,
    end_state text,
    priority smallint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    run_time timestamptz NOT NULL,
    start_time timestamptz,
    complete_time timestamptz,
    expire_time timestamptz,
    deadline_time timestamptz NOT NULL,
    cancel_requested_time timestamptz,
    retry_of uuid,
    attempt integer NOT NULL,
    max_attempts integer NOT NULL,
    cancellable boolean NOT NULL,
    concurrency text NOT NULL,
    held boolean NOT NULL,
    lease interval NOT NULL,
    retention interval NOT NULL,
    labels jsonb NOT NULL,
    progress jsonb,
    custom bytea,
    input bytea NOT NULL,
    result bytea,
    errors bytea,
    traceparent text,
    version bigint NOT NULL,
    CONSTRAINT jobs_pkey PRIMARY KEY (tenant_id, job_id),
    CONSTRAINT jobs_state_is_known CHECK (state IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT jobs_end_state_is_the_state CHECK (
        CASE WHEN state IN ('pending', 'running') THEN end_state IS NULL ELSE end_state IS NOT DISTINCT FROM state END
    ),
    CONSTRAINT jobs_end_has_its_times CHECK ((end_state IS NULL) = (complete_time IS NULL AND expire_time IS NULL)),
    CONSTRAINT jobs_success_has_a_result CHECK ((state = 'succeeded') = (result IS NOT NULL)),
    CONSTRAINT jobs_failure_has_errors CHECK ((state = 'failed') = (errors IS NOT NULL)),
    CONSTRAINT jobs_concurrency_is_known CHECK (concurrency IN ('parallel', 'queue', 'reject')),
    CONSTRAINT jobs_attempt_counts_from_zero CHECK (attempt >= 0 AND max_attempts >= 1)
) PARTITION BY RANGE (job_id);

CREATE INDEX jobs_by_action ON jobs (tenant_id, action, job_id);
CREATE INDEX jobs_by_parent ON jobs (tenant_id, parent, job_id) WHERE parent <> '';
CREATE INDEX jobs_by_source ON jobs (tenant_id, source, job_id) WHERE source <> 'api';
CREATE INDEX jobs_live ON jobs (tenant_id, job_id) WHERE end_state IS NULL;
CREATE INDEX jobs_not_succeeded ON jobs (tenant_id, end_state, job_id) WHERE end_state IN ('failed', 'cancelled');
-- For the operator's list of all tenants' jobs. The condition holds for every row and stands in those queries only: a
-- tenant's list must never take this index and walk over everybody else's jobs.
CREATE INDEX jobs_of_all ON jobs (job_id, tenant_id) WHERE max_attempts >= 1;
CREATE INDEX jobs_by_complete_time ON jobs (tenant_id, complete_time, job_id) WHERE complete_time IS NOT NULL;

-- What was said about a job while it lived: one row each time an attempt ended or the job ended without one.
-- The start of an attempt and its end are one row, so a job that goes well writes one. `entry` is the version of the job
-- that the change made.
-- `token_hash` is of the lease token whose complete ended the attempt: the same token again is a duplicate.
CREATE TABLE job_history (
    tenant_id text NOT NULL,
    job_id uuid NOT NULL,
    entry bigint NOT NULL,
    time timestamptz NOT NULL,
    trigger text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    attempt integer NOT NULL,
    attempt_start_time timestamptz,
    worker_id text,
    due_time timestamptz,
    errors bytea,
    token_hash bytea,
    CONSTRAINT job_history_pkey PRIMARY KEY (tenant_id, job_id, entry)
) PARTITION BY RANGE (job_id);

-- A job that waits. `due` is infinity while another job holds its lane. A row whose moment has not come is parked;
-- whoever claims takes out of the park what has become due, so the index of turns holds nothing but work to do.
-- `rank` orders a tenant's turns: the moment it became due, later by 30 s for each step of lower priority. A job
-- therefore overtakes at most the jobs of ten minutes, and nothing starves. Behind a held lane it is the moment from
-- which the job may run: lanes keep that order.
CREATE TABLE job_ready (
    tenant_id text NOT NULL,
    job_id uuid NOT NULL,
    action text NOT NULL,
    parent text NOT NULL,
    lane boolean NOT NULL,
    attempt integer NOT NULL,
    priority smallint NOT NULL,
    due timestamptz NOT NULL,
    rank timestamptz NOT NULL,
    parked boolean NOT NULL,
    deadline_time timestamptz NOT NULL,
    lease interval NOT NULL,
    CONSTRAINT job_ready_pkey PRIMARY KEY (tenant_id, job_id),
    CONSTRAINT job_ready_held_back_is_parked CHECK (parked OR due < 'infinity')
);

CREATE INDEX job_ready_turns ON job_ready (action, tenant_id COLLATE "C", rank, job_id) WHERE NOT parked;
CREATE INDEX job_ready_park ON job_ready (due) WHERE parked AND due < 'infinity';
CREATE INDEX job_ready_queue ON job_ready (tenant_id, action, parent, rank, job_id) WHERE due = 'infinity';
CREATE INDEX job_ready_deadlines ON job_ready (deadline_time);

-- A job that is held by a worker. The random token is the fence; the lease never outlasts the job's deadline.
CREATE TABLE job_lease (
    tenant_id text NOT NULL,
    job_id uuid NOT NULL,
    token uuid NOT NULL,
    action text NOT NULL,
    parent text NOT NULL,
    lane boolean NOT NULL,
    attempt integer NOT NULL,
    worker_id text NOT NULL,
    claim_id text,
    claim_time timestamptz NOT NULL,
    expire_time timestamptz NOT NULL,
    deadline_time timestamptz NOT NULL,
    lease interval NOT NULL,
    CONSTRAINT job_lease_pkey PRIMARY KEY (tenant_id, job_id),
    CONSTRAINT job_lease_ends_by_the_deadline CHECK (expire_time <= deadline_time)
);

CREATE INDEX job_lease_expiry ON job_lease (expire_time);
CREATE INDEX job_lease_claims ON job_lease (claim_id) WHERE claim_id IS NOT NULL;

-- Who holds the lane of one tenant, action and parent where the action allows one job at a time.
-- `holder_due` is when a holder that was scheduled may start: until then an earlier job may take its place.
CREATE TABLE job_lanes (
    tenant_id text NOT NULL,
    action text NOT NULL,
    parent text NOT NULL,
    holder uuid,
    holder_due timestamptz,
    CONSTRAINT job_lanes_pkey PRIMARY KEY (tenant_id, action, parent)
);

-- What was counted for a tenant, each counter a row: jobs that live are `jobs_submitted` less `jobs_ended`.
-- Two rows, so that submitting and ending do not wait for each other; both only grow.
CREATE TABLE tenant_counters (
    tenant_id text NOT NULL,
    counter text NOT NULL,
    value bigint NOT NULL,
    CONSTRAINT tenant_counters_pkey PRIMARY KEY (tenant_id, counter),
    CONSTRAINT tenant_counters_value_is_counted CHECK (value >= 0)
) WITH (fillfactor = 30);

CREATE TABLE idempotency_keys (
    tenant_id text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    job_id uuid NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (create_time);

ALTER TABLE job_ready SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000
);
ALTER TABLE job_lease SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000
);
ALTER TABLE job_lanes SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE tenant_counters SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0
);
