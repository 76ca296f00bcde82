-- name: insert
-- A new key; the key itself is never stored.
-- $1 key_id uuid, $2 kind text, $3 tenant_id text, $4 scopes text[], $5 actions text[], $6 tenants text[],
-- $7 display_name text, $8 prefix text, $9 hash bytea, $10 create_time timestamptz, $11 expire_time timestamptz,
-- $12 version bigint
INSERT INTO bellhop.api_keys (
    key_id, kind, tenant_id, scopes, actions, tenants, display_name, prefix, hash, create_time, expire_time, version
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: by_hash
-- The key with this SHA-256, unless it is revoked or its tenant is being erased. $1 hash bytea; index api_keys_hash
SELECT
    k.key_id, k.kind, k.tenant_id, k.scopes, k.actions, k.tenants, k.display_name, k.prefix, k.create_time,
    k.expire_time, k.last_use_time, k.version
FROM bellhop.api_keys AS k
LEFT JOIN bellhop.tenants AS t USING (tenant_id)
WHERE k.hash = $1
    AND k.revoke_time IS NULL
    AND (k.tenant_id IS NULL OR t.delete_time IS NULL);

-- name: get
-- One key that is not revoked. $1 key_id uuid; index api_keys_pkey
SELECT
    key_id, kind, tenant_id, scopes, actions, tenants, display_name, prefix, create_time, expire_time, last_use_time,
    version
FROM bellhop.api_keys
WHERE key_id = $1
    AND revoke_time IS NULL;

-- name: revoke
-- Ends a key; answers its hash, so that this process forgets it at once.
-- $1 key_id uuid, $2 now timestamptz, $3 version bigint
UPDATE bellhop.api_keys
SET revoke_time = $2,
    version = $3
WHERE key_id = $1
    AND revoke_time IS NULL
RETURNING encode(hash, 'hex') AS hash;

-- name: revoke_of_tenant
-- Ends all keys of a tenant. $1 tenant_id text, $2 now timestamptz, $3 version bigint; index api_keys_by_tenant
UPDATE bellhop.api_keys
SET revoke_time = $2,
    version = $3
WHERE tenant_id = $1
    AND revoke_time IS NULL
RETURNING encode(hash, 'hex') AS hash;

-- name: erase_of_tenant
-- Removes the keys of a tenant that is being erased. $1 tenant_id text
DELETE FROM bellhop.api_keys
WHERE tenant_id = $1;

-- name: used
-- Notes when keys were last used. $1 key_ids uuid[], $2 times timestamptz[]; index api_keys_pkey
WITH used AS MATERIALIZED (
    SELECT k.key_id, u.last_use_time
    FROM unnest($1::uuid[], $2::timestamptz[]) AS u (key_id, last_use_time)
    JOIN bellhop.api_keys AS k USING (key_id)
    ORDER BY k.key_id
    FOR UPDATE OF k SKIP LOCKED
)
UPDATE bellhop.api_keys AS k
SET last_use_time = greatest(k.last_use_time, used.last_use_time)
FROM used
WHERE k.key_id = used.key_id;

-- name: admin_exists
-- Whether any usable admin key exists. $1 now timestamptz
SELECT EXISTS (
    SELECT 1
    FROM bellhop.api_keys
    WHERE kind = 'admin'
        AND revoke_time IS NULL
        AND (expire_time IS NULL OR expire_time > $1)
) AS present;

-- name: list
-- The collection of keys that are not revoked: the list helper adds filter, place and order. Index api_keys_pkey
SELECT
    key_id, kind, tenant_id, scopes, actions, tenants, display_name, prefix, create_time, expire_time, last_use_time,
    version
FROM bellhop.api_keys
WHERE revoke_time IS NULL
