-- scope: directory
-- The operator's own types of events.

CREATE TABLE bellhop.event_types (
    event_type text NOT NULL,
    description text NOT NULL,
    schema bytea,                 -- JSON Schema 2020-12 of the data, as it was given
    example bytea,                -- data that fits it
    deprecated boolean NOT NULL,
    validation text NOT NULL,     -- what publishing does with data that does not fit
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    delete_time timestamptz,      -- kept, so that every process hears of it
    version bigint NOT NULL,
    CONSTRAINT event_types_pkey PRIMARY KEY (event_type),
    CONSTRAINT event_types_validation CHECK (validation IN ('off', 'warn', 'reject')),
    CONSTRAINT event_types_validation_has_schema CHECK (validation = 'off' OR schema IS NOT NULL)
);
CREATE INDEX event_types_by_version ON bellhop.event_types (version);
INSERT INTO bellhop.changes (noun, version) VALUES ('event_types', 0);
