-- name: get
-- One action. $1 action text; index actions_pkey
SELECT
    action, parent, description, input_schema, result_schema, cancellable, concurrency, max_attempts, lease_seconds,
    deadline_seconds, retention_seconds, create_time, update_time, version
FROM bellhop.actions
WHERE action = $1
    AND delete_time IS NULL;

-- name: all
-- Every action by name: there are as many as the operator has kinds of work. Index actions_pkey
SELECT
    action, parent, description, input_schema, result_schema, cancellable, concurrency, max_attempts, lease_seconds,
    deadline_seconds, retention_seconds, create_time, update_time, version
FROM bellhop.actions
WHERE delete_time IS NULL
ORDER BY action;

-- name: list
-- The collection of actions: the list helper adds place and order. There are as many as the operator has kinds of work.
SELECT
    action, parent, description, input_schema, result_schema, cancellable, concurrency, max_attempts, lease_seconds,
    deadline_seconds, retention_seconds, create_time, update_time, version
FROM bellhop.actions
WHERE delete_time IS NULL;

-- name: lock
-- What stands under a name, deleted or not, locked until the end of the transaction. $1 action text
SELECT version, create_time, delete_time
FROM bellhop.actions
WHERE action = $1
FOR UPDATE;

-- name: put
-- Writes an action, new or instead of what was there.
-- $1 action text, $2 parent text, $3 description text, $4 input_schema bytea, $5 result_schema bytea,
-- $6 cancellable bool, $7 concurrency text, $8 max_attempts int, $9 lease_seconds int, $10 deadline_seconds int,
-- $11 retention_seconds int, $12 create_time timestamptz, $13 now timestamptz, $14 version bigint
INSERT INTO bellhop.actions (
    action, parent, description, input_schema, result_schema, cancellable, concurrency, max_attempts, lease_seconds,
    deadline_seconds, retention_seconds, create_time, update_time, version
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (action) DO UPDATE
SET parent = excluded.parent,
    description = excluded.description,
    input_schema = excluded.input_schema,
    result_schema = excluded.result_schema,
    cancellable = excluded.cancellable,
    concurrency = excluded.concurrency,
    max_attempts = excluded.max_attempts,
    lease_seconds = excluded.lease_seconds,
    deadline_seconds = excluded.deadline_seconds,
    retention_seconds = excluded.retention_seconds,
    create_time = excluded.create_time,
    update_time = excluded.update_time,
    delete_time = NULL,
    version = excluded.version;

-- name: delete
-- Ends an action; its row stays, so that every process hears of it. $1 action text, $2 now timestamptz, $3 version bigint
UPDATE bellhop.actions
SET delete_time = $2,
    update_time = $2,
    version = $3
WHERE action = $1
    AND delete_time IS NULL;
