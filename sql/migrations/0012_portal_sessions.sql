-- scope: directory
-- Portal sessions: links to the console for the browser of one tenant. A session is first a code, which works once, and
-- then a key; of both only the SHA-256 is kept. Its row changes with the number of the keys in `changes`, so that
-- processes hear of its end as they hear of a key's.

CREATE TABLE bellhop.portal_sessions (
    session_id uuid NOT NULL,
    tenant_id text NOT NULL,
    capabilities text[] NOT NULL,
    code_hash bytea NOT NULL,
    code_expire_time timestamptz NOT NULL,
    key_hash bytea,               -- NULL until the code was exchanged
    key_prefix text,
    return_uri text,
    theme jsonb NOT NULL,
    create_time timestamptz NOT NULL,
    exchange_time timestamptz,
    expire_time timestamptz NOT NULL,
    revoke_time timestamptz,
    last_use_time timestamptz,    -- written now and then, not with every request
    version bigint NOT NULL,
    CONSTRAINT portal_sessions_pkey PRIMARY KEY (session_id),
    CONSTRAINT portal_sessions_code UNIQUE (code_hash),
    CONSTRAINT portal_sessions_key UNIQUE (key_hash),
    CONSTRAINT portal_sessions_capabilities CHECK (
        cardinality(capabilities) > 0 AND capabilities <@ ARRAY['view', 'send', 'manage', 'secrets']
    ),
    CONSTRAINT portal_sessions_exchanged_has_key CHECK (
        (exchange_time IS NULL) = (key_hash IS NULL) AND (key_hash IS NULL) = (key_prefix IS NULL)
    ),
    CONSTRAINT portal_sessions_code_ends_first CHECK (code_expire_time <= expire_time)
);
CREATE INDEX portal_sessions_by_version ON bellhop.portal_sessions (version);
CREATE INDEX portal_sessions_by_tenant ON bellhop.portal_sessions (tenant_id, session_id DESC) WHERE revoke_time IS NULL;
CREATE INDEX portal_sessions_by_end ON bellhop.portal_sessions (expire_time);
