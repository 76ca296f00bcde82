-- name: get
-- One type of event. $1 event_type text; index event_types_pkey
SELECT event_type, description, schema, example, deprecated, validation, create_time, update_time, version
FROM bellhop.event_types
WHERE event_type = $1
    AND delete_time IS NULL;

-- name: all
-- Every type by name, at most a thousand. Index event_types_pkey
SELECT event_type, description, schema, example, deprecated, validation, create_time, update_time, version
FROM bellhop.event_types
WHERE delete_time IS NULL
ORDER BY event_type;

-- name: names
-- The name of every type. Index event_types_pkey
SELECT event_type
FROM bellhop.event_types
WHERE delete_time IS NULL;

-- name: others
-- How many types there are beside $1 event_type text, and the bytes of their schemas and examples. Index event_types_pkey
SELECT count(*) AS types, coalesce(sum(coalesce(octet_length(schema), 0) + coalesce(octet_length(example), 0)), 0) AS bytes
FROM bellhop.event_types
WHERE event_type <> $1
    AND delete_time IS NULL;

-- name: list
-- The collection of types: the list helper adds place and order. There are at most a thousand.
SELECT event_type, description, schema, example, deprecated, validation, create_time, update_time, version
FROM bellhop.event_types
WHERE delete_time IS NULL;

-- name: lock
-- What stands under a name, deleted or not, locked until the end of the transaction. $1 event_type text
SELECT version, create_time, delete_time
FROM bellhop.event_types
WHERE event_type = $1
FOR UPDATE;

-- name: put
-- Writes a type, new or instead of what was there.
-- $1 event_type text, $2 description text, $3 schema bytea, $4 example bytea, $5 deprecated bool, $6 validation text,
-- $7 create_time timestamptz, $8 now timestamptz, $9 version bigint
INSERT INTO bellhop.event_types (
    event_type, description, schema, example, deprecated, validation, create_time, update_time, version
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (event_type) DO UPDATE
SET description = excluded.description,
    schema = excluded.schema,
    example = excluded.example,
    deprecated = excluded.deprecated,
    validation = excluded.validation,
    create_time = excluded.create_time,
    update_time = excluded.update_time,
    delete_time = NULL,
    version = excluded.version;

-- name: delete
-- Ends a type; its row stays, so that every process hears of it. $1 event_type text, $2 now timestamptz,
-- $3 version bigint
UPDATE bellhop.event_types
SET delete_time = $2,
    update_time = $2,
    version = $3
WHERE event_type = $1
    AND delete_time IS NULL;
