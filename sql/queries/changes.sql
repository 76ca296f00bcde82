-- name: stamp
-- The next number of a noun; holds its row until the end of the transaction, so numbers follow commits.
-- $1 noun text
UPDATE bellhop.changes
SET version = version + 1
WHERE noun = $1
RETURNING version;

-- name: since
-- What has changed beyond the numbers that a process knows: the noun, the row's key as text, its number, and a tenant's
-- cell, which is empty while the tenant is fenced.
-- $1 tenants bigint, $2 keys bigint, $3 actions bigint, $4 event types bigint; indexes tenants_by_version,
-- api_keys_by_version, portal_sessions_by_version, actions_by_version, event_types_by_version
SELECT 'tenants' AS noun, tenant_id AS name, version, CASE WHEN fenced THEN '' ELSE cell END AS cell
FROM bellhop.tenants
WHERE version > $1
UNION ALL
SELECT 'keys', encode(hash, 'hex'), version, NULL FROM bellhop.api_keys WHERE version > $2
UNION ALL
SELECT 'keys', encode(key_hash, 'hex'), version, NULL
FROM bellhop.portal_sessions
WHERE version > $2 AND key_hash IS NOT NULL
UNION ALL
SELECT 'actions', action, version, NULL FROM bellhop.actions WHERE version > $3
UNION ALL
SELECT 'event_types', event_type, version, NULL FROM bellhop.event_types WHERE version > $4;

-- name: current
-- The number of each noun. Read before the rows themselves when a process starts.
SELECT noun, version FROM bellhop.changes;
